//! Whisper on candle: telephone speech to French words, with the guards a medical secretary needs.
//!
//! ```no_run
//! # use huisclos_whisper::{Hints, Whisper};
//! let whisper = Whisper::open(&Whisper::locate(None)?)?;
//! let heard = whisper.transcribe(&[0.0; 16_000], &Hints::default())?;
//! assert!(heard.text.is_empty(), "{:?}", heard.rejected);
//! # Ok::<(), huisclos_whisper::WhisperError>(())
//! ```
//!
//! Any size of the standard weights can be opened (Hugging Face's folders, candle's GGUF, whisper.cpp's `.bin`), and `import`
//! converts it once to our own GGUF. What makes it quick and what
//! keeps it from inventing is written at each part: `encoder` and `decoder` (caches, quantized products), `mel` (the
//! features), `gate` (is there speech at all), `guards` (was that speech or a phantom), `music` (or hold music).

mod again;
mod beam;
mod bias;
mod config;
mod decoder;
mod encoder;
mod error;
mod files;
mod folder;
mod gate;
mod ggml;
mod grams;
mod greedy;
mod guards;
mod hints;
mod import;
mod layout;
mod letters;
mod letters_rules;
mod lexicon;
mod mel;
mod music;
mod phonemes;
mod quick;
mod readings;
mod search;
mod together;
mod transcribe;
mod transcript;
mod tuning;
mod vocabulary;
mod window;

pub use config::Config;
pub use error::WhisperError;
pub use files::{CONVERTED, Files, Texts};
pub use hints::{Hint, Hints};
pub use huisclos_weights::Precision;
pub use import::{About, Imported, import};
pub use lexicon::Lexicon;
pub use mel::Mel;
pub use transcribe::Whisper;
pub use transcript::{Rejection, Transcript, Word};

/// Sampling rate of everything that comes in, as Whisper was trained.
pub const RATE_HZ: usize = 16_000;
