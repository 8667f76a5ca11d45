//! Why the technician's cable cannot be used.

/// What failed, on which device, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The port cannot be opened.
    #[error(
        "console {device} : ouverture impossible : {reason} ; vérifiez le nom, les droits, et qu'aucun autre programme ne la tient"
    )]
    Open {
        /// Which.
        device: String,
        /// Why.
        reason: String,
    },
}
