//! What the box hears: A-law, resampling, level, tones, echo, voice activity, end of turn. Pure: no clock, no I/O, no
//! thread; time is the number of samples that passed.
//!
//! [`Ear`] ties all of it together and is what the engine uses; the modules are public because the simulated board, the
//! recogniser and the voice need their parts.

pub mod alaw;
pub mod dtmf;
pub mod ear;
pub mod echo;
pub mod ending;
mod error;
mod floor;
pub mod goertzel;
pub mod jitter;
pub mod level;
pub mod patience;
pub mod progress;
pub mod resample;
pub mod tones;
pub mod vad;

pub use ear::{Ear, EarFact, Turn};
pub use ending::Ended;
pub use error::Error;
pub use jitter::Jitter;
pub use patience::{Patience, Waits};

/// Samples of a frame: 20 ms at 8 kHz.
pub const FRAME_SAMPLES: usize = 160;
/// Length of a frame.
pub const FRAME_MS: u64 = 20;
/// The rate of the telephone network.
pub const LINE_HZ: u32 = 8_000;
/// The rate that recognisers want.
pub const RECOGNISER_HZ: u32 = 16_000;
