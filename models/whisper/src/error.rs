//! What can go wrong in the recogniser.

use huisclos_weights::WeightsError;

/// Each variant names the file and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum WhisperError {
    /// The model's file is missing, damaged or does not fit.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// More audio than is ever transcribed at once.
    #[error("{seconds} s of audio: at most {max} s are transcribed at once; cut the recording")]
    TooLong {
        /// What came.
        seconds: usize,
        /// The bound.
        max: usize,
    },
    /// A sample is no number.
    #[error("the audio holds something that is no number; check how it was decoded")]
    NotANumber,
}
