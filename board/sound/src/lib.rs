//! A line over a sound card: somebody at a desk, with a headset, tries a script by voice ([`Kind::Desk`], through cpal), or
//! another program of this machine is the caller, at the other end of an ALSA loopback ([`Kind::Loopback`], through alsa).
//!
//! [`open`] gives the `Line` that the engine drives and the [`SoundHandle`] that rings it. What a telephone network would do
//! is done here: rings, ringback and busy tone in the caller's ear. Sound goes from the card's rate to the line's 8 kHz A-law
//! and back ([`rates`]); what waits to be played is as little as never runs dry ([`outlet`]); a device without a clock of its
//! own is kept to the time of day ([`pace`]).

mod desk;
mod duplex;
mod error;
mod handle;
mod line;
mod loopback;
mod mixer;
pub mod outlet;
pub mod pace;
mod pcm;
#[cfg(test)]
mod played;
pub mod rates;
mod settings;

pub use duplex::Duplex;
pub use error::Error;
pub use handle::SoundHandle;
pub use line::SoundLine;
pub use settings::{Kind, Rings, Settings};

use huisclos_ports::LineError;

/// Opens a line's device.
///
/// # Errors
/// A device that is not there, is used by another program, has no usable rate, or whose mixer cannot be set.
pub fn open(settings: Settings) -> Result<(SoundLine, SoundHandle), LineError> {
    let device = settings.name.clone();
    duplex(&settings).map(|duplex| SoundLine::new(settings, duplex)).map_err(|e| LineError {
        device,
        operation: "ouvrir",
        reason: e.to_string(),
    })
}

/// The two directions of a device, its levels set.
///
/// # Errors
/// As [`open`].
pub fn duplex(settings: &Settings) -> Result<Box<dyn Duplex>, Error> {
    // Levels first: a card that refuses them is not half opened.
    mixer::set(settings)?;
    Ok(match settings.kind {
        Kind::Desk => Box::new(desk::Desk::open(&settings.device)?),
        Kind::Loopback => Box::new(loopback::open(settings)?),
    })
}
