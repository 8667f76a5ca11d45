//! The box's voice and ear as the page asks for them: to hear a sentence before callers do, to record a greeting, to read to
//! the recogniser.

use huisclos_agenda::{Private, RecordingId};

/// Longest sound that is sent: half a minute of stereo at 48 kHz with 24 bits, with its header.
pub const WAV_BYTES_MAX: usize = 9 * 1024 * 1024;
/// Longest greeting a doctor records, in seconds: callers hang up over longer ones.
pub const RECORDING_S_MAX: u32 = 20;

/// A greeting that was recorded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recorded {
    /// Under which number it is kept.
    pub id: RecordingId,
    /// How long it is once its silent ends are cut.
    pub seconds: f32,
    /// How loud it was spoken, in dBm0, before it was brought to the voice's level.
    pub level_dbm0: f32,
}

/// A sentence that was read to the recogniser.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What it understood.
    pub text: Private<String>,
    /// 0 to 1.
    pub confidence: f32,
    /// Length of the sound.
    pub seconds: f32,
    /// Time it took.
    pub compute_ms: u64,
}

/// The box's voice and ear. Sounds come as WAV files of any rate; every error is one French sentence with its remedy.
pub trait Studio: Send + Sync + 'static {
    /// A sentence in the box's own voice, as the line carries it: 8 kHz samples.
    ///
    /// # Errors
    /// The voice is busy or missing.
    fn say(&self, text: &str) -> Result<Vec<i16>, String>;

    /// What the box's recogniser makes of a sound.
    ///
    /// # Errors
    /// The file, or the recogniser.
    fn hear(&self, wav: &[u8]) -> Result<Reading, String>;

    /// Keeps a greeting: 8 kHz, cut at its silent ends, at the voice's level.
    ///
    /// # Errors
    /// Too long, too quiet, clipped, no WAV file, or the store.
    fn record(&self, wav: &[u8]) -> Result<Recorded, String>;

    /// A greeting that is kept: 8 kHz samples.
    ///
    /// # Errors
    /// There is none of that number, or the store.
    fn recording(&self, id: RecordingId) -> Result<Vec<i16>, String>;
}
