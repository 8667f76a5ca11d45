//! What can be wrong with a cabinet's settings, in the technician's words.

/// Why a cabinet's settings cannot be used. Each message names the key and the remedy, in French.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The text is not TOML of this form.
    #[error("Les réglages du cabinet ne se lisent pas : {0}")]
    Unreadable(String),
    /// The TOML reads, but one setting makes no sense.
    #[error("Réglages du cabinet, « {key} » : {fault} {remedy}")]
    Setting {
        /// Path of the key, `practitioners[0].openings[1].to`.
        key: String,
        /// What is wrong, one sentence.
        fault: String,
        /// What to do, one sentence.
        remedy: String,
    },
}
