//! Why a sound card cannot be used.

/// What failed, on which device, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No device of that name.
    #[error("la carte son « {device} » n'existe pas ; il y a : {known}")]
    NoSuch {
        /// What was asked for.
        device: String,
        /// What there is.
        known: String,
    },
    /// It is there and does not open.
    #[error("{direction} de « {device} » : {reason} ; fermez les programmes qui s'en servent, ou corrigez « device »")]
    Open {
        /// Which device.
        device: String,
        /// Microphone or loudspeaker.
        direction: &'static str,
        /// Why.
        reason: String,
    },
    /// None of its rates and formats will do.
    #[error(
        "{direction} de « {device} » n'a ni 48 000, ni 44 100, ni 8 000 Hz en mono ou stéréo ; prenez « plughw: » ou « default »"
    )]
    Format {
        /// Which device.
        device: String,
        /// Microphone or loudspeaker.
        direction: &'static str,
    },
    /// It failed while it was used.
    #[error("« {device} » : {operation} : {reason} ; vérifiez que la carte est branchée")]
    Sound {
        /// Which device.
        device: String,
        /// Which operation.
        operation: &'static str,
        /// Why.
        reason: String,
    },
    /// Its clock stands still.
    #[error("« {device} » ne donne plus de son depuis {ms} ms ; débranchez et rebranchez la carte")]
    Still {
        /// Which device.
        device: String,
        /// For how long.
        ms: u64,
    },
    /// The mixer.
    #[error("« {key} » ne se règle pas sur « {device} » : {reason} ; retirez cette clé du fichier de la carte")]
    Mixer {
        /// Which device.
        device: String,
        /// Which key of the board file.
        key: &'static str,
        /// Why.
        reason: String,
    },
}
