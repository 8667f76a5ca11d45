//! Which folder to open, and what an opening has to say.

use crate::disk::{FileDisk, OpenDisk};
use crate::folder::Folder;
use crate::key_file;
use std::path::PathBuf;
use std::sync::Arc;

/// Which data folder, with which key.
#[derive(Clone)]
pub struct Options {
    pub(crate) folder: Folder,
    pub(crate) key: PathBuf,
    pub(crate) disk: OpenDisk,
}

impl Options {
    /// A data folder with its key next to it: `<data>.key`.
    #[must_use]
    pub fn at(data: impl Into<PathBuf>) -> Self {
        let folder = Folder(data.into());
        let key = key_file::beside(&folder.0);
        let disk: OpenDisk = Arc::new(|path| Ok(Box::new(FileDisk::open(path)?)));
        Self { folder, key, disk }
    }

    /// With the key file somewhere else.
    #[must_use]
    pub fn with_key_file(mut self, key: impl Into<PathBuf>) -> Self {
        self.key = key.into();
        self
    }

    /// With another disk under the journal (tests).
    #[must_use]
    pub fn with_disk(mut self, disk: OpenDisk) -> Self {
        self.disk = disk;
        self
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("data", &self.folder.0).field("key", &self.key).finish_non_exhaustive()
    }
}

/// What somebody should know about an opening that went well. Its `Display` is a French sentence for logs and the page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// The key is a plain file: on a PC only.
    #[error("La clé des données est un simple fichier, {} : qui prend ce fichier et le dossier lit tout. Gardez-en une copie ailleurs que les données.", path.display())]
    KeyInFile {
        /// The key file.
        path: PathBuf,
    },
    /// Others may read the key file.
    #[error("La clé {} est lisible par d'autres utilisateurs : retirez leurs droits (chmod 600).", path.display())]
    KeyExposed {
        /// The key file.
        path: PathBuf,
    },
    /// The last write was cut by a stop before it was acknowledged.
    #[error("Une écriture coupée par un arrêt brutal ({bytes} octets) a été retirée du journal et gardée dans {}. Rien de ce qui avait été confirmé n'est perdu.", kept.display())]
    TornWriteCut {
        /// How long the piece was.
        bytes: usize,
        /// Where it is kept.
        kept: PathBuf,
    },
    /// The state lagged behind and was brought up.
    #[error("{frames} enregistrements du journal ont été repris après un arrêt brutal.")]
    Replayed {
        /// How many.
        frames: u64,
    },
    /// The state was built again.
    #[error("L'état a été reconstruit depuis le journal ({why}).")]
    Rebuilt {
        /// Why the old one was not kept in use.
        why: String,
        /// Where the old one lies, when there was one.
        kept: Option<PathBuf>,
    },
    /// The anchor could not be read and was written anew.
    #[error("Le repère du journal {} était abîmé ; il a été refait.", path.display())]
    AnchorRewritten {
        /// The file.
        path: PathBuf,
    },
}
