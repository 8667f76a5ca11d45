//! Why a channel cannot be used.

use std::io;
use std::path::PathBuf;

/// What failed, on which channel, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No device file.
    #[error("{} : {reason} ; chargez le module de la carte (modprobe) et lancez dahdi_cfg", device.display())]
    Open {
        /// Which file.
        device: PathBuf,
        /// Why.
        reason: io::Error,
    },
    /// The device is there, the channel is not, or another program has it.
    #[error("canal {channel} : {}", taken(reason))]
    Specify {
        /// Which channel.
        channel: u32,
        /// Why.
        reason: io::Error,
    },
    /// A request that the kernel refused.
    #[error("canal {channel} : {operation} : {reason}")]
    Refused {
        /// Which channel.
        channel: u32,
        /// Which request.
        operation: &'static str,
        /// Why.
        reason: io::Error,
    },
    /// Making or destroying a span.
    #[error("{operation} : {reason}")]
    Span {
        /// Which request.
        operation: &'static str,
        /// Why.
        reason: io::Error,
    },
}

impl Error {
    /// True when another program holds the channel.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        matches!(self, Self::Specify { reason, .. } if reason.raw_os_error() == Some(nix::libc::EBUSY))
    }
}

fn taken(reason: &io::Error) -> String {
    match reason.raw_os_error() {
        Some(nix::libc::EBUSY) => "un autre programme le tient ; arrêtez-le (le gardien, Asterisk)".into(),
        Some(nix::libc::ENXIO) => {
            "la carte n'a pas ce canal ; comparez le fichier de la carte avec /etc/dahdi/system.conf".into()
        }
        _ => reason.to_string(),
    }
}
