//! What can go wrong with a model's files.

use huisclos_blocks::BlocksError;
use std::path::PathBuf;

/// Each variant names the file and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// No file at any of the places looked at.
    #[error(
        "no {model} model found (looked at {places}): copy its file there, or import one with `huisclos models import`"
    )]
    Missing {
        /// "whisper", "language".
        model: &'static str,
        /// Every place, separated by commas.
        places: String,
    },
    /// The file cannot be opened or read to its end.
    #[error("cannot read {path}: {source}; check that the file is there and readable")]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file cannot be written.
    #[error("cannot write {path}: {source}; check the room left on the disk")]
    Write {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is cut, or is not of this form at all.
    #[error("{path} is damaged or is no model file ({why}); copy it again and check it with `huisclos models verify`")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What does not fit.
        why: String,
    },
    /// The file is sound but not what this model needs.
    #[error("{path} is not a model that can be used here ({why}); import another one with `huisclos models import`")]
    Unsuitable {
        /// Which file.
        path: PathBuf,
        /// What is missing or has another size.
        why: String,
    },
    /// A product of matrices failed: sizes that do not fit, which loading ought to have caught.
    #[error("the arithmetic of the model failed: {0}; check its file with `huisclos models verify`")]
    Arithmetic(#[from] candle_core::Error),
    /// A product that served several lines failed on the one that computed it, which says why.
    #[error(
        "the arithmetic of the model failed for several lines at once; check its file with `huisclos models verify`"
    )]
    Interrupted,
}

impl From<BlocksError> for WeightsError {
    /// A GGUF file's reader says the same things of it.
    fn from(error: BlocksError) -> Self {
        match error {
            BlocksError::Read { path, source } => Self::Read { path, source },
            BlocksError::Damaged { path, why } => Self::Damaged { path, why },
            BlocksError::Unsuitable { path, why } => Self::Unsuitable { path, why },
        }
    }
}
