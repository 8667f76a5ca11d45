//! Whether a frame holds the caller's voice.

use crate::{FRAME_SAMPLES, level};

/// Follows one call.
#[derive(Clone, Debug, Default)]
pub struct Vad;

impl Vad {
    /// 20 ms; what is under `echo_dbm0` may be the box's own voice.
    pub fn frame(&mut self, pcm: &[i16; FRAME_SAMPLES], echo_dbm0: f32) -> bool {
        level::dbm0(pcm) > (-40f32).max(echo_dbm0)
    }
}
