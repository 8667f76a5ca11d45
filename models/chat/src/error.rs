//! What can go wrong with a chat model.

use huisclos_blocks::BlocksError;

/// Each variant names the file and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum ChatError {
    /// The file is damaged, or no model that can be run here.
    #[error(transparent)]
    File(#[from] BlocksError),
    /// The cabinet's lists leave no room for a caller's words.
    #[error("the cabinet's lists have {tokens} tokens, {max} fit: shorten the names of its motifs")]
    TooLong {
        /// Tokens of the prompt.
        tokens: usize,
        /// Most that fit.
        max: usize,
    },
}
