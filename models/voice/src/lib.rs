//! The voice: French sentences to the 8 kHz of a telephone line.
//!
//! SVOX Pico speaks, through its library loaded at run time; where it is missing, espeak-ng does, as a program of its own.
//! A sentence is rendered once and kept in memory, up to a bound; nothing is ever written to disk, and no text stands in a
//! command line, where every user of the machine could read it.
//!
//! ```no_run
//! # use huisclos_speech::sentences::sentences;
//! # use huisclos_voice::{Pace, Voice};
//! let mut voice = Voice::open()?;
//! for sentence in sentences("Bonjour. Cabinet médical des Lilas.") {
//!     let samples = voice.speak(sentence, Pace::Normal)?; // first sound early: one sentence at a time
//! #   drop(samples);
//! }
//! # Ok::<(), huisclos_voice::VoiceError>(())
//! ```

mod cache;
mod error;
mod espeak;
mod level;
mod sys;
mod text;
mod voice;

pub use error::VoiceError;
pub use voice::{Engine, Pace, Voice};

/// Rate of the samples given, that of the telephone network.
pub const RATE_HZ: u32 = huisclos_audio::LINE_HZ;
