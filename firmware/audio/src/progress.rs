//! Call-progress tones heard: busy, congestion, and any tone that does not end.

use crate::goertzel::{Bin, mean_square};
use crate::{FRAME_MS, FRAME_SAMPLES, level};

/// French tones are of 440 Hz; boxes of operators made for other countries send 425 or 450.
const PROGRESS_HZ: [f32; 3] = [425.0, 440.0, 455.0];
/// Part of a frame's energy that a tone holds; 10 dB of noise leave 0.9.
const SHARE_MIN: f32 = 0.80;
/// Weakest tone heard.
const TONE_MIN_DBM0: f32 = -40.0;
/// Bursts that make a busy tone: a spoken vowel at 440 Hz of half a second may happen once, not three times.
const BURSTS_MIN: u32 = 3;
/// Burst and rest of busy tone: 500 ms and a frame or two at each edge.
const BUSY_MS: std::ops::RangeInclusive<u64> = 420..=580;
/// Burst and rest of congestion tone: 250 ms, the same way.
const CONGESTION_MS: std::ops::RangeInclusive<u64> = 180..=320;
/// Rests are at least this much weaker than bursts.
const REST_BELOW_DB: f32 = 6.0;
/// A tone this long is no caller (telephony.md).
const STEADY_MS: u64 = 30_000;
/// From one frame to the next a tone keeps its pitch within this.
const PITCH_KEPT: f32 = 0.02;
/// A tone, whatever its pitch, is believed from its third frame on.
const TONE_FRAMES_MIN: u64 = 3;

/// A tone that says that nobody is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineTone {
    /// Three bursts of busy or congestion tone.
    Busy,
    /// A steady tone for 30 s.
    Steady,
}

/// What one frame told about tones.
#[derive(Clone, Copy, Debug, Default)]
pub struct ToneHeard {
    /// Told once.
    pub recognised: Option<LineTone>,
    /// A tone is under way: this is not voice.
    pub under_way: bool,
}

/// One stretch of tone or of rest.
#[derive(Clone, Copy, Debug, Default)]
struct Stretch {
    on: bool,
    ms: u64,
    level_dbm0: f32,
}

/// Detects the call-progress tones of one call.
#[derive(Clone, Debug, Default)]
pub struct ProgressDetector {
    now: Stretch,
    before: Stretch,
    /// Frames of the other kind that have not yet ended the stretch under way.
    doubt_ms: u64,
    bursts: u32,
    told_busy: bool,
    pitch_hz: f32,
    steady_ms: u64,
}

impl ProgressDetector {
    /// 20 ms of the line.
    pub fn frame(&mut self, pcm: &[i16; FRAME_SAMPLES]) -> ToneHeard {
        let pcm = pcm.map(f32::from);
        let all = mean_square(&pcm);
        let level_dbm0 = level::energy_dbm0(all);
        let progress =
            level_dbm0 >= TONE_MIN_DBM0 && PROGRESS_HZ.iter().any(|hz| Bin::of(&pcm, *hz).power() >= SHARE_MIN * all);
        let busy = self.follow(progress, level_dbm0);
        let steady = self.steady(&pcm, progress, all, level_dbm0);
        ToneHeard { recognised: busy.or(steady), under_way: progress || self.steady_ms >= TONE_FRAMES_MIN * FRAME_MS }
    }

    /// Cuts the line into stretches of tone and of rest; one frame of doubt is forgiven.
    fn follow(&mut self, on: bool, level_dbm0: f32) -> Option<LineTone> {
        if on == self.now.on {
            self.now.ms += self.doubt_ms + FRAME_MS;
            self.doubt_ms = 0;
            self.now.level_dbm0 += (level_dbm0 - self.now.level_dbm0) * 0.2;
            if !self.now.on && self.now.ms > *BUSY_MS.end() {
                self.bursts = 0;
                self.told_busy = false;
            }
            return None;
        }
        self.doubt_ms += FRAME_MS;
        if self.doubt_ms <= FRAME_MS {
            return None;
        }
        let ended = std::mem::replace(&mut self.now, Stretch { on, ms: self.doubt_ms, level_dbm0 });
        self.doubt_ms = 0;
        let busy = self.judge(ended);
        self.before = ended;
        busy
    }

    /// A stretch ended: does it go on a cadence?
    fn judge(&mut self, ended: Stretch) -> Option<LineTone> {
        let cadence = [BUSY_MS, CONGESTION_MS].into_iter().find(|range| range.contains(&ended.ms));
        let Some(cadence) = cadence else {
            self.bursts = 0;
            return None;
        };
        if !ended.on {
            if self.before.level_dbm0 - ended.level_dbm0 < REST_BELOW_DB || !cadence.contains(&self.before.ms) {
                self.bursts = 0;
            }
            return None;
        }
        let goes_on = self.bursts > 0 && cadence.contains(&self.before.ms);
        self.bursts = if goes_on { self.bursts + 1 } else { 1 };
        if self.bursts >= BURSTS_MIN && !self.told_busy {
            self.told_busy = true;
            return Some(LineTone::Busy);
        }
        None
    }

    /// Any single tone: its pitch by linear prediction (of a sine, a sample is what the two before it say), its purity
    /// by Goertzel at that pitch.
    fn steady(&mut self, pcm: &[f32; FRAME_SAMPLES], progress: bool, all: f32, level_dbm0: f32) -> Option<LineTone> {
        let (mut cross, mut own) = (0.0f32, 0.0f32);
        for three in pcm.windows(3) {
            cross += three[1] * (three[0] + three[2]);
            own += three[1] * three[1];
        }
        let cos = if own > 0.0 { cross / (2.0 * own) } else { 1.0 };
        let predicted_hz = cos.clamp(-1.0, 1.0).acos() * crate::LINE_HZ as f32 / std::f32::consts::TAU;
        // Noise pulls the prediction aside; the progress tone is known better.
        let hz = if progress { PROGRESS_HZ[1] } else { predicted_hz };
        let pure = progress || level_dbm0 >= TONE_MIN_DBM0 && Bin::of(pcm, hz).power() >= 0.9 * all;
        let kept = (hz - self.pitch_hz).abs() <= PITCH_KEPT * hz;
        self.pitch_hz = hz;
        self.steady_ms = if pure && (kept || self.steady_ms == 0) { self.steady_ms + FRAME_MS } else { 0 };
        (self.steady_ms == STEADY_MS).then_some(LineTone::Steady)
    }
}
