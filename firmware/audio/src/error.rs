//! What can be wrong with audio that was handed to us.

/// Audio that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A sample rate that no recording has.
    #[error(
        "fréquence d'échantillonnage de {rate_hz} Hz impossible : donnez un enregistrement entre 4000 et 384000 Hz"
    )]
    Rate {
        /// The rate that was asked for.
        rate_hz: u32,
    },
    /// The resampler refused.
    #[error("conversion de {from_hz} Hz vers {to_hz} Hz impossible : {reason}")]
    Resample {
        /// From.
        from_hz: u32,
        /// To.
        to_hz: u32,
        /// What the resampler said.
        reason: String,
    },
}
