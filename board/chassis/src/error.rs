//! Why a piece of hardware cannot be used.

/// What failed, on which device, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A GPIO line cannot be taken or set.
    #[error(
        "GPIO {device} : {operation} impossible : {reason} ; vérifiez le numéro dans le fichier de la carte et les droits"
    )]
    Gpio {
        /// Chip and line: `/dev/gpiochip0:17`.
        device: String,
        /// Which operation.
        operation: &'static str,
        /// Why.
        reason: String,
    },
    /// The watchdog cannot be opened or fed.
    #[error(
        "chien de garde {device} : {operation} impossible : {reason} ; vérifiez le module et qu'aucun autre programme ne le tient"
    )]
    Watchdog {
        /// Which.
        device: String,
        /// Which operation.
        operation: &'static str,
        /// Why.
        reason: std::io::Error,
    },
}
