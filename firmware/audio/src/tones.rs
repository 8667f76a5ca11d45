//! Tones made: keys and French call-progress tones.

use std::f32::consts::TAU;

use crate::{FRAME_SAMPLES, LINE_HZ, alaw, level};

/// Row frequencies of the keypad (ITU-T Q.23).
pub const ROWS_HZ: [f32; 4] = [697.0, 770.0, 852.0, 941.0];
/// Column frequencies of the keypad (ITU-T Q.23).
pub const COLUMNS_HZ: [f32; 4] = [1209.0, 1336.0, 1477.0, 1633.0];
/// Keys by row and column.
pub const KEYS: [[char; 4]; 4] =
    [['1', '2', '3', 'A'], ['4', '5', '6', 'B'], ['7', '8', '9', 'C'], ['*', '0', '#', 'D']];

/// The French dial, busy, congestion and ringback tone.
pub const PROGRESS_HZ: f32 = 440.0;

/// Samples in some milliseconds of line time.
#[must_use]
pub const fn samples(ms: u64) -> usize {
    (ms * LINE_HZ as u64 / 1000) as usize
}

/// A sum of sines, `dbm0` each, for `ms` milliseconds.
#[must_use]
pub fn sines(frequencies_hz: &[f32], dbm0: f32, ms: u64) -> Vec<i16> {
    let peak = level::sine_peak(dbm0);
    (0..samples(ms))
        .map(|n| {
            let sum: f32 = frequencies_hz.iter().map(|hz| phase(*hz, n as u64).sin()).sum();
            (peak * sum).round().clamp(-32768.0, 32767.0) as i16
        })
        .collect()
}

/// A key for `ms` milliseconds, each of its two tones at `dbm0`; nothing for a character that is not a key.
#[must_use]
pub fn key(key: char, dbm0: f32, ms: u64) -> Option<Vec<i16>> {
    let (row, column) = key_tones(key)?;
    Some(sines(&[row, column], dbm0, ms))
}

/// The two frequencies of a key.
#[must_use]
pub fn key_tones(key: char) -> Option<(f32, f32)> {
    KEYS.iter().enumerate().find_map(|(row, keys)| {
        let column = keys.iter().position(|k| *k == key.to_ascii_uppercase())?;
        Some((ROWS_HZ[row], COLUMNS_HZ[column]))
    })
}

/// French call-progress tones, all of 440 Hz.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cadence {
    /// Continuous.
    Dial,
    /// 500 ms on, 500 ms off.
    Busy,
    /// 250 ms on, 250 ms off.
    Congestion,
    /// 1.5 s on, 3.5 s off: the far end rings.
    Ringback,
    /// 300 ms on, 10 s off.
    CallWaiting,
}

impl Cadence {
    /// Milliseconds of tone and of silence.
    #[must_use]
    pub const fn on_off_ms(self) -> (u64, u64) {
        match self {
            Cadence::Dial => (1_000, 0),
            Cadence::Busy => (500, 500),
            Cadence::Congestion => (250, 250),
            Cadence::Ringback => (1_500, 3_500),
            Cadence::CallWaiting => (300, 10_000),
        }
    }
}

/// Plays a call-progress tone, frame by frame, for as long as it is asked to.
#[derive(Clone, Debug)]
pub struct ProgressTone {
    cadence: Cadence,
    peak: f32,
    sample: u64,
}

impl ProgressTone {
    /// From the beginning of its first burst. Networks send about -15 dBm0.
    #[must_use]
    pub fn new(cadence: Cadence, dbm0: f32) -> Self {
        Self { cadence, peak: level::sine_peak(dbm0), sample: 0 }
    }

    /// The next 20 ms as 16-bit samples.
    pub fn pcm(&mut self) -> [i16; FRAME_SAMPLES] {
        let (on_ms, off_ms) = self.cadence.on_off_ms();
        let (on, period) = (samples(on_ms) as u64, samples(on_ms + off_ms) as u64);
        std::array::from_fn(|_| {
            let sounding = self.sample % period < on;
            let value = if sounding { self.peak * phase(PROGRESS_HZ, self.sample).sin() } else { 0.0 };
            self.sample += 1;
            value.round().clamp(-32768.0, 32767.0) as i16
        })
    }

    /// The next 20 ms as A-law.
    pub fn frame(&mut self) -> [u8; FRAME_SAMPLES] {
        alaw::encode_frame(&self.pcm())
    }
}

/// Phase of a sine at a sample of any number, without losing precision over a long call.
fn phase(hz: f32, sample: u64) -> f32 {
    let turns = f64::from(hz) * sample as f64 / f64::from(LINE_HZ);
    (turns.fract() as f32) * TAU
}
