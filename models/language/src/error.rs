//! What can go wrong in the language model.

use huisclos_weights::WeightsError;

/// Each variant names the remedy.
#[derive(Debug, thiserror::Error)]
pub enum LanguageError {
    /// The model's file is missing, damaged or does not fit, or its arithmetic failed.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// The cabinet's lists leave the model no room for the caller's words.
    #[error(
        "the cabinet's practitioners and motifs take {tokens} tokens, the language model has room for {max}; \
         shorten their names or move some motifs to the words of others"
    )]
    CabinetTooLong {
        /// What the lists take.
        tokens: usize,
        /// What there is.
        max: usize,
    },
}
