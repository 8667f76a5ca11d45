//! What can go wrong in the voice.

use std::path::PathBuf;

/// Each variant names the thing and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum VoiceError {
    /// Neither engine is installed.
    #[error(
        "no voice is installed ({pico}; {espeak}); as root: apt install libttspico0 libttspico-data (section non-free), or: apt install espeak-ng"
    )]
    Missing {
        /// Why Pico cannot be used.
        pico: String,
        /// Why espeak-ng cannot be used.
        espeak: String,
    },
    /// The library is not there.
    #[error("{library} cannot be loaded: {why}; as root: apt install libttspico0 (section non-free)")]
    Library {
        /// Its file name.
        library: &'static str,
        /// What the loader says.
        why: String,
    },
    /// The voice's data is not there or is damaged.
    #[error("{path} cannot be loaded: {why}; as root: apt install --reinstall libttspico-data (section non-free)")]
    Lingware {
        /// Which file.
        path: PathBuf,
        /// What Pico says.
        why: String,
    },
    /// Pico refused while it was set up or while it spoke.
    #[error("the voice SVOX Pico failed in {doing}: status {status}; restart the box's program")]
    Pico {
        /// Which function.
        doing: &'static str,
        /// Its status.
        status: i32,
    },
    /// espeak-ng could not be run or gave no sound.
    #[error("espeak-ng failed: {why}; as root: apt install --reinstall espeak-ng")]
    Espeak {
        /// What happened.
        why: String,
    },
    /// The samples could not be brought to 8 kHz.
    #[error("the voice cannot be brought to the line's rate: {0}")]
    Resample(#[from] huisclos_audio::Error),
}
