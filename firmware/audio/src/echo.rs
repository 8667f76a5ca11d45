//! The box's own voice comes back through the hybrid; it is taken off before anything listens.
//!
//! Pure-Rust cancellers exist (`aec3`, `sonora-aec3`) but are made for rooms: 16 kHz and more, hundreds of milliseconds,
//! a suppressor that also eats the near voice in double talk. A line's echo is short, sparse and linear, for which a
//! proportionate NLMS (Benesty and Gay, "An improved PNLMS algorithm", 2002) of two paths (Ochiai, Araseki, Ogihara,
//! 1977) is what line cards use: one filter adapts at all times, and its taps are taken over only once they have proved
//! better, so that a caller who speaks over the box cannot spoil the filter that is in use.

use crate::{FRAME_SAMPLES, level};

/// Length of the echo path: 10 ms of line and hybrid, and the 70 to 90 ms of a card's queues (telephony.md).
const TAPS: usize = 1_024;
/// Step of the adaptation; 1.0 is the quickest that converges, half of it stays calmer under noise.
const STEP: f32 = 0.5;
/// Part of the step that is spread evenly; the rest goes where the path already is.
const EVEN: f32 = 0.25;
/// Speech is low-pitched; adapting on its first difference makes all pitches converge alike.
const PRE_EMPHASIS: f32 = 0.9;
/// The box speaks, as far as adapting goes, above this.
const SAID_MIN_DBM0: f32 = -48.0;
/// The adapting filter is taken over when it leaves this much less energy (0.5 dB) …
const BETTER: f32 = 0.89;
/// … in this many frames in a row.
const BETTER_FRAMES: u32 = 3;
/// And thrown away when it leaves this much more (3 dB): the caller spoke meanwhile.
const WORSE: f32 = 2.0;
/// A hybrid takes at least this off, however bad.
const HYBRID_LOSS_DB: f32 = 6.0;
/// What is left of the echo is held to be this much stronger than measured.
const MARGIN_DB: f32 = 11.0;
/// An echo weaker than this drowns in noise: nothing is learnt of the filter from it.
const ECHO_MEASURED_DBM0: f32 = -52.0;
/// The box is at its loudest within this of the loudest frame whose echo may still come.
const LOUDEST_DB: f32 = 6.0;
/// Frames in which the echo of a frame may come back.
const PATH_FRAMES: usize = TAPS / FRAME_SAMPLES + 2;

/// What is left of a frame once the echo is taken off.
#[derive(Clone, Copy, Debug)]
pub struct Near {
    /// The caller alone, as well as can be told.
    pub pcm: [i16; FRAME_SAMPLES],
    /// The most that what is left of the echo can be.
    pub echo_dbm0: f32,
}

/// Cancels the echo of one call.
#[derive(Clone, Debug)]
pub struct Echo {
    /// What was said: `TAPS` samples of the past, then the frame at hand.
    said: Vec<f32>,
    /// The same, first difference.
    bright: Vec<f32>,
    used: Vec<f32>,
    adapting: Vec<f32>,
    gains: Vec<f32>,
    /// Last samples of the frame before: heard, and left by the filter in use.
    heard_before: f32,
    left_before: f32,
    better_frames: u32,
    /// Levels of the last frames said, newest last.
    said_dbm0: [f32; PATH_FRAMES],
    /// How much the filter in use takes off, in dB.
    taken_off_db: f32,
    echo_before_dbm0: f32,
    /// How much weaker than what is said what is left is, in dB: line and filter together.
    lost_db: f32,
}

impl Default for Echo {
    fn default() -> Self {
        Self {
            said: vec![0.0; TAPS + FRAME_SAMPLES],
            bright: vec![0.0; TAPS + FRAME_SAMPLES],
            used: vec![0.0; TAPS],
            adapting: vec![0.0; TAPS],
            gains: vec![1.0 / TAPS as f32; TAPS],
            heard_before: 0.0,
            left_before: 0.0,
            better_frames: 0,
            said_dbm0: [level::FLOOR_DBM0; PATH_FRAMES],
            taken_off_db: 0.0,
            echo_before_dbm0: level::FLOOR_DBM0,
            lost_db: 0.0,
        }
    }
}

impl Echo {
    /// 20 ms heard while `said` was said.
    pub fn frame(&mut self, heard: &[i16; FRAME_SAMPLES], said: &[i16; FRAME_SAMPLES]) -> Near {
        self.take_in(said);
        let said_max_dbm0 = self.said_dbm0.iter().copied().fold(level::FLOOR_DBM0, f32::max);
        let heard_before = std::mem::replace(&mut self.heard_before, f32::from(heard[FRAME_SAMPLES - 1]));
        if said_max_dbm0 < SAID_MIN_DBM0 {
            // Nothing was said that could come back: bit-exact.
            self.left_before = self.heard_before;
            return Near { pcm: *heard, echo_dbm0: level::FLOOR_DBM0 };
        }
        let heard = heard.map(f32::from);
        let echo: [f32; FRAME_SAMPLES] = std::array::from_fn(|n| dot(&self.used, &self.said[n + 1..n + 1 + TAPS]));
        let left: [f32; FRAME_SAMPLES] = std::array::from_fn(|n| heard[n] - echo[n]);
        let left_before = std::mem::replace(&mut self.left_before, left[FRAME_SAMPLES - 1]);
        let bright_heard = difference(&heard, heard_before);
        let adapted = self.adapt(&bright_heard);
        self.choose(power(&bright_heard), power(&difference(&left, left_before)), adapted);
        let echo_dbm0 = self.bound(power(&heard), power(&left), power(&echo), said_max_dbm0);
        // A filter that adds energy has not converged, or the path changed: better no cancelling at all.
        let best = if power(&left) <= power(&heard) { left } else { heard };
        Near { pcm: best.map(|s| s.round().clamp(-32768.0, 32767.0) as i16), echo_dbm0 }
    }

    fn take_in(&mut self, said: &[i16; FRAME_SAMPLES]) {
        self.said.copy_within(FRAME_SAMPLES.., 0);
        self.bright.copy_within(FRAME_SAMPLES.., 0);
        for (n, sample) in said.iter().enumerate() {
            self.said[TAPS + n] = f32::from(*sample);
            self.bright[TAPS + n] = self.said[TAPS + n] - PRE_EMPHASIS * self.said[TAPS + n - 1];
        }
        self.said_dbm0.rotate_left(1);
        self.said_dbm0[PATH_FRAMES - 1] = level::dbm0(said);
    }

    /// One pass of the adapting filter over the frame's first difference; returns the energy that it leaves.
    fn adapt(&mut self, bright_heard: &[f32; FRAME_SAMPLES]) -> f32 {
        let sum: f32 = self.adapting.iter().map(|tap| tap.abs()).sum();
        for (gain, tap) in self.gains.iter_mut().zip(&self.adapting) {
            *gain = EVEN / TAPS as f32 + (1.0 - EVEN) * tap.abs() / (sum + 0.01);
        }
        let quiet = level::rms_at(-60.0);
        let mut left = 0.0;
        for (n, heard) in bright_heard.iter().enumerate() {
            let past = &self.bright[n + 1..n + 1 + TAPS];
            let error = heard - dot(&self.adapting, past);
            left += error * error;
            let step = STEP * error / (weighted_energy(&self.gains, past) + quiet * quiet);
            for ((tap, gain), sample) in self.adapting.iter_mut().zip(&self.gains).zip(past) {
                *tap += step * gain * sample;
            }
        }
        left / FRAME_SAMPLES as f32
    }

    fn choose(&mut self, heard: f32, left: f32, adapted: f32) {
        self.better_frames = if adapted < BETTER * left && adapted < heard { self.better_frames + 1 } else { 0 };
        if self.better_frames >= BETTER_FRAMES {
            self.better_frames = 0;
            self.used.copy_from_slice(&self.adapting);
        } else if adapted.is_nan() || adapted > WORSE * left.min(heard) {
            self.adapting.copy_from_slice(&self.used);
        }
    }

    /// The most that what is left of the echo can be: what this line was seen to let through, and a margin.
    fn bound(&mut self, heard: f32, left: f32, echo: f32, said_max_dbm0: f32) -> f32 {
        let left_dbm0 = level::energy_dbm0(left);
        let now_dbm0 = level::energy_dbm0(echo);
        let echo_dbm0 = now_dbm0.max(std::mem::replace(&mut self.echo_before_dbm0, now_dbm0));
        if now_dbm0 > ECHO_MEASURED_DBM0 {
            learn(&mut self.taken_off_db, (level::energy_dbm0(heard) - left_dbm0).clamp(0.0, 30.0));
        }
        // Only where the box is at its loudest: after a word, the path gives back less than it seems.
        if self.said_dbm0[PATH_FRAMES - 2..].iter().all(|said_dbm0| *said_dbm0 > said_max_dbm0 - LOUDEST_DB) {
            learn(&mut self.lost_db, (said_max_dbm0 - left_dbm0).clamp(0.0, 50.0));
        }
        let by_line = said_max_dbm0 - (self.lost_db - MARGIN_DB).max(HYBRID_LOSS_DB);
        if self.taken_off_db < MARGIN_DB { by_line } else { by_line.min(echo_dbm0 - self.taken_off_db + MARGIN_DB) }
    }
}

/// The caller's voice makes a line look worse than it is: good news is believed soon, bad news slowly.
fn learn(known_db: &mut f32, measured_db: f32) {
    let pace = if measured_db > *known_db { 0.05 } else { 0.01 };
    *known_db += pace * (measured_db - *known_db);
}

fn power(pcm: &[f32]) -> f32 {
    dot(pcm, pcm) / pcm.len().max(1) as f32
}

/// Sum of products in eight lanes, which the compiler can do at once.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    for (a, b) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum()
}

/// What pre-emphasis leaves of a frame.
fn difference(pcm: &[f32; FRAME_SAMPLES], before: f32) -> [f32; FRAME_SAMPLES] {
    std::array::from_fn(|n| pcm[n] - PRE_EMPHASIS * if n == 0 { before } else { pcm[n - 1] })
}

/// Sum of `gain * sample²`, the same way as [`dot`].
fn weighted_energy(gains: &[f32], samples: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    for (g, s) in gains.chunks_exact(8).zip(samples.chunks_exact(8)) {
        for lane in 0..8 {
            lanes[lane] += g[lane] * s[lane] * s[lane];
        }
    }
    lanes.iter().sum()
}
