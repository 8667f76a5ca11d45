//! Who is at the far end of the line.

use huisclos_ports::{FRAME_SAMPLES, Frame, SILENCE};
use huisclos_speech::Asking;

use crate::noise::Noise;

/// What a caller does in 20 ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uttered {
    /// What it says (keys included: they are heard in-band).
    pub frame: Frame,
    /// It hangs up; what it says in this frame is lost.
    pub hangs_up: bool,
}

impl Uttered {
    /// 20 ms of silence.
    pub const SILENCE: Uttered = Uttered { frame: [SILENCE; FRAME_SAMPLES], hangs_up: false };
    /// Hanging up.
    pub const HANGS_UP: Uttered = Uttered { frame: [SILENCE; FRAME_SAMPLES], hangs_up: true };

    /// 20 ms of sound.
    #[must_use]
    pub fn sound(frame: Frame) -> Self {
        Self { frame, hangs_up: false }
    }
}

/// The far end, driven frame by frame from the moment the box answers.
pub trait Caller: Send {
    /// Hears 20 ms of the box and says 20 ms.
    fn exchange(&mut self, heard: &Frame) -> Uttered;

    /// The box listens, and this is what it asked. Told before or after the box has finished asking.
    fn asked(&mut self, asking: Asking) {
        let _ = asking;
    }

    /// The call is over: the box hung up, or the line was cut.
    fn released(&mut self) {}
}

/// Says nothing and never hangs up.
#[derive(Clone, Copy, Debug, Default)]
pub struct SilentCaller;

impl Caller for SilentCaller {
    fn exchange(&mut self, _heard: &Frame) -> Uttered {
        Uttered::SILENCE
    }
}

/// Noise and nothing else: a dropped telephone in a street.
#[derive(Clone, Debug)]
pub struct NoiseCaller {
    noise: Noise,
}

impl NoiseCaller {
    /// White noise at this level in dBm0.
    #[must_use]
    pub fn new(dbm0: f32) -> Self {
        Self { noise: Noise::new(dbm0) }
    }
}

impl Caller for NoiseCaller {
    fn exchange(&mut self, _heard: &Frame) -> Uttered {
        Uttered::sound(huisclos_audio::alaw::encode_frame(&self.noise.pcm()))
    }
}
