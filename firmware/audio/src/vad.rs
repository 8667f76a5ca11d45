//! Whether a frame holds the caller's voice: a small network says what sounds like a voice, an adaptive floor what stands
//! out of this line's noise; both must agree.
//!
//! The network is `earshot` (pure Rust, 40 KiB), made for 16 kHz; a telephone's 8 kHz are doubled by rubato for it.

use crate::floor::{Floor, Noise};
use crate::resample::Doubler;
use crate::{FRAME_SAMPLES, level};

/// Samples that the network takes at once (16 ms at 16 kHz).
const NETWORK_SAMPLES: usize = 256;
/// Over this, a voice begins. Measured on telephone speech of 14 voices with 10 dB of noise, at the levels below: noise
/// scores 0.3 at most, nine voiced frames of ten more than 0.5.
const SCORE_ON: f32 = 0.50;
/// The same while the line's noise is not known: noise of the first moments scores up to 0.6.
const SCORE_ON_UNKNOWN: f32 = 0.65;
/// Under this, it has ended.
const SCORE_OFF: f32 = 0.40;
/// Where the noise itself scores high (babble, music), a voice is this much higher.
const SCORE_OVER_NOISE: f32 = 0.12;
/// But no more than this is ever asked.
const SCORE_MAX: f32 = 0.72;
/// Noise over this level fools the network: the frame is made weaker until its noise is there, by 14 dB at most.
const NOISE_MAX_DBM0: f32 = -36.0;
/// A line quieter than this carries weak voices: the frame is made stronger, by 12 dB at most.
const NOISE_MIN_DBM0: f32 = -50.0;
/// A voice begins this much over the floor …
const OVER_FLOOR_ON_DB: f32 = 7.0;
/// … and has ended this much over it.
const OVER_FLOOR_OFF_DB: f32 = 4.0;
/// A consonant beside a voice stands out by this much.
const LOUD_DB: f32 = 4.0;
/// Nothing under this is a voice, however quiet the line: crosstalk, breath.
const VOICE_MIN_DBM0: f32 = -55.0;

/// A voice's weakest sounds are this much under its loudest; what is weaker still is the noise behind it.
const UNDER_PEAK_MAX_DB: f32 = 28.0;
/// The loudest is forgotten at this pace, 2 dB a second: another person may take the telephone.
const PEAK_FALL_DB: f32 = 0.04;

/// What is known of one frame.
#[derive(Clone, Copy, Debug, Default)]
pub struct Voiced {
    /// The caller's voice is in it.
    pub voiced: bool,
    /// What the network says, 0 to 1.
    pub score: f32,
    /// Its level.
    pub level_dbm0: f32,
    /// The level of the line when nobody speaks.
    pub floor_dbm0: f32,
    /// It stands out of the line's noise, whether it sounds like a voice or not: a consonant beside a voice.
    pub loud: bool,
}

/// Follows one call.
pub struct Vad {
    doubler: Doubler,
    waiting: Vec<i16>,
    network: Box<earshot::Detector>,
    floor: Floor,
    noise_score: f32,
    peak_dbm0: f32,
    voiced: bool,
}

impl Default for Vad {
    fn default() -> Self {
        Self {
            doubler: Doubler::default(),
            waiting: Vec::with_capacity(NETWORK_SAMPLES + 2 * FRAME_SAMPLES),
            network: Box::default(),
            floor: Floor::default(),
            noise_score: 0.2,
            peak_dbm0: level::FLOOR_DBM0,
            voiced: false,
        }
    }
}

impl Vad {
    /// 20 ms of the caller; what is under `echo_dbm0` may be the box's own voice.
    pub fn frame(&mut self, pcm: &[i16; FRAME_SAMPLES], echo_dbm0: f32) -> Voiced {
        let level_dbm0 = level::dbm0(pcm);
        let noise = self.floor.frame(level_dbm0);
        let floor_dbm0 = noise.dbm0;
        let score = self.score(pcm, network_gain(noise));
        let over_db = level_dbm0 - floor_dbm0;
        if over_db < OVER_FLOOR_OFF_DB && !self.voiced {
            self.noise_score += 0.05 * (score - self.noise_score);
        }
        let (score_min, over_min_db) = match (self.voiced, noise.known) {
            (true, _) => (SCORE_OFF, OVER_FLOOR_OFF_DB),
            (false, true) => (SCORE_ON, OVER_FLOOR_ON_DB),
            (false, false) => (SCORE_ON_UNKNOWN, OVER_FLOOR_ON_DB),
        };
        let score_min = score_min.max(self.noise_score + SCORE_OVER_NOISE).min(SCORE_MAX);
        let least_dbm0 = VOICE_MIN_DBM0.max(self.peak_dbm0 - UNDER_PEAK_MAX_DB).max(echo_dbm0);
        self.voiced = score >= score_min && over_db >= over_min_db && level_dbm0 >= least_dbm0;
        self.peak_dbm0 -= PEAK_FALL_DB;
        if self.voiced {
            self.peak_dbm0 = self.peak_dbm0.max(level_dbm0);
        }
        let loud = over_db >= LOUD_DB && level_dbm0 >= least_dbm0;
        Voiced { voiced: self.voiced, score, level_dbm0, floor_dbm0, loud }
    }

    /// The highest score of the network's frames that ended in this one.
    fn score(&mut self, pcm: &[i16; FRAME_SAMPLES], gain: f32) -> f32 {
        self.waiting.extend(self.doubler.frame(pcm, gain));
        let mut score = 0.0f32;
        while self.waiting.len() >= NETWORK_SAMPLES {
            score = score.max(self.network.predict_i16(&self.waiting[..NETWORK_SAMPLES]));
            self.waiting.drain(..NETWORK_SAMPLES);
        }
        score
    }
}

/// What makes a line's noise as loud as the network likes it.
fn network_gain(noise: Noise) -> f32 {
    let over_db = NOISE_MAX_DBM0 - noise.at_most_dbm0;
    let under_db = if noise.known { NOISE_MIN_DBM0 - noise.at_most_dbm0 } else { over_db };
    level::ratio(if over_db < 0.0 { over_db.max(-14.0) } else { under_db.clamp(0.0, 12.0) })
}
