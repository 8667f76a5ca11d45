//! The one sentence a failed command ends with.

use crate::wrong::French;
use std::path::PathBuf;

/// Why a command failed: what, which file or device, what to do.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)] // the sentences say it
pub enum Error {
    #[error("{} ne peut pas être lu : {} ; vérifiez le chemin et les droits", path.display(), huisclos_store::in_french(reason))]
    Read { path: PathBuf, reason: std::io::Error },
    #[error("{} ne peut pas être écrit : {} ; vérifiez le dossier, les droits et la place libre", path.display(), huisclos_store::in_french(reason))]
    Write { path: PathBuf, reason: std::io::Error },
    #[error("réglages du cabinet {} : {reason}", path.display())]
    Cabinet { path: PathBuf, reason: String },
    #[error("fichier de la carte {} : {reason}", path.display())]
    Board { path: PathBuf, reason: String },
    #[error("{0}")]
    Store(String),
    #[error("{0}")]
    Model(String),
    #[error("{0}")]
    Line(String),
    #[error("ligne {line} de l'entrée standard : {reason}")]
    Input { line: usize, reason: String },
    #[error("page : {0}")]
    Page(String),
    #[error("{0}")]
    Refused(String),
}

impl Error {
    /// A model that does not open or does not work.
    pub fn model(error: impl French) -> Self {
        Self::Model(error.french())
    }
}
