//! Why an access cannot be used.

use std::io;
use std::path::PathBuf;

/// What failed, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The process does not start.
    #[error("le processus RNIS ne démarre pas ({} : {reason}) ; installez huisclos-isdn et libpri", program.display())]
    Start {
        /// Which program.
        program: PathBuf,
        /// Why.
        reason: io::Error,
    },
    /// It has ended.
    #[error("le processus RNIS s'est arrêté ; vérifiez le canal D (« d_channel ») et la carte")]
    Ended,
    /// The line is in use, or the process does not listen.
    #[error("{0}")]
    Refused(&'static str),
    /// The B channel.
    #[error(transparent)]
    Channel(#[from] huisclos_dahdi_sys::Error),
}
