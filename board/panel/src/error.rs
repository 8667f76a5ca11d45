//! Why the display shows nothing.

use std::io;

/// What failed, on which device, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The bus or the framebuffer cannot be opened.
    #[error(
        "afficheur {device} : ouverture impossible : {reason} ; vérifiez la nappe, le module i2c-dev et les droits"
    )]
    Open {
        /// Which.
        device: String,
        /// Why.
        reason: io::Error,
    },
    /// Nobody answers at the address.
    #[error("afficheur {device} : il ne répond plus : {reason} ; vérifiez la nappe")]
    Show {
        /// Which.
        device: String,
        /// Why.
        reason: io::Error,
    },
    /// A framebuffer of a form that is not ours.
    #[error("afficheur {device} : {what} ; il faut 16 ou 32 bits par point et au moins 128x64")]
    Form {
        /// Which.
        device: String,
        /// What it is.
        what: String,
    },
    /// A PNG that cannot be written or read.
    #[error("image : {0}")]
    Png(String),
}
