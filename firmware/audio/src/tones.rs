//! Keys and call-progress tones: detected and made.

use crate::{EarFact, FRAME_SAMPLES};

/// What one frame told about keys.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyHeard {
    /// A key, told once.
    pub pressed: Option<char>,
    /// A key is, or may be, under way: this is not voice.
    pub under_way: bool,
}

/// Detects DTMF.
#[derive(Clone, Debug, Default)]
pub struct DtmfDetector;

impl DtmfDetector {
    /// 20 ms of the line.
    pub fn frame(&mut self, _pcm: &[i16; FRAME_SAMPLES]) -> KeyHeard {
        KeyHeard::default()
    }
}

/// What one frame told about tones.
#[derive(Clone, Copy, Debug, Default)]
pub struct ToneHeard {
    /// A steady tone is under way: this is not voice.
    pub under_way: bool,
}

impl ToneHeard {
    /// As a fact of the ear.
    #[must_use]
    pub fn fact(self) -> Option<EarFact> {
        None
    }
}

/// Detects busy tone.
#[derive(Clone, Debug, Default)]
pub struct ToneDetector;

impl ToneDetector {
    /// 20 ms of the line.
    pub fn frame(&mut self, _pcm: &[i16; FRAME_SAMPLES]) -> ToneHeard {
        ToneHeard::default()
    }
}
