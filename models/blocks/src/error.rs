//! What can go wrong with a model's file.

use std::path::PathBuf;

/// Each variant names the file and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum BlocksError {
    /// The file cannot be opened, read or mapped.
    #[error("cannot read {path}: {source}; check that the file is there and readable")]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is cut, or is not of this form at all.
    #[error("{path} is damaged or is no GGUF file ({why}); copy it again and check its SHA-256")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Which key or tensor, and what is wrong with it.
        why: String,
    },
    /// The file is sound but not what this program can run.
    #[error("{path} is not a model that can be used here ({why}); take another one")]
    Unsuitable {
        /// Which file.
        path: PathBuf,
        /// Which key or tensor, and what was expected.
        why: String,
    },
}
