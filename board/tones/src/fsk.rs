//! V.23 at 1200 baud, made: marks of 1300 Hz, spaces of 2100 Hz, the phase unbroken.

use huisclos_audio::{LINE_HZ, level};
use std::f64::consts::TAU;

/// A one.
pub const MARK_HZ: f32 = 1_300.0;
/// A zero.
pub const SPACE_HZ: f32 = 2_100.0;
/// Bits a second.
pub const BAUD: u32 = 1_200;
/// Alternating bits before the message, for the receiver to wake up (EN 300 659-1).
const SEIZURE_BITS: usize = 300;
/// Ones before the message.
const MARK_BITS: usize = 180;
/// Ones after it, so that the last byte is whole.
const TAIL_BITS: usize = 10;

/// Turns bits into sound.
#[derive(Clone, Debug)]
pub struct Modulator {
    peak: f32,
    phase: f64,
    /// Position within the bit, in parts of a bit.
    at: f64,
}

impl Modulator {
    /// At a level.
    #[must_use]
    pub fn new(dbm0: f32) -> Self {
        Self { peak: level::sine_peak(dbm0), phase: 0.0, at: 0.0 }
    }

    /// The samples of one more bit: six or seven.
    pub fn bit(&mut self, one: bool, into: &mut Vec<i16>) {
        let hz = f64::from(if one { MARK_HZ } else { SPACE_HZ });
        while self.at < 1.0 {
            into.push((self.peak * (self.phase.sin() as f32)).round().clamp(-32768.0, 32767.0) as i16);
            self.phase = (self.phase + TAU * hz / f64::from(LINE_HZ)) % TAU;
            self.at += f64::from(BAUD) / f64::from(LINE_HZ);
        }
        self.at -= 1.0;
    }
}

/// The sound of a message: seizure, marks, bytes (start bit, eight bits low first, stop bit).
#[must_use]
pub fn modulate(bytes: &[u8], dbm0: f32) -> Vec<i16> {
    let mut modulator = Modulator::new(dbm0);
    let mut pcm = Vec::with_capacity((SEIZURE_BITS + MARK_BITS + 10 * bytes.len() + TAIL_BITS) * 7);
    let seizure = (0..SEIZURE_BITS).map(|n| n % 2 == 1);
    let marks = std::iter::repeat_n(true, MARK_BITS);
    let body = bytes.iter().flat_map(|byte| {
        let bits = (0..8).map(move |n| byte >> n & 1 == 1);
        std::iter::once(false).chain(bits).chain(std::iter::once(true))
    });
    for one in seizure.chain(marks).chain(body).chain(std::iter::repeat_n(true, TAIL_BITS)) {
        modulator.bit(one, &mut pcm);
    }
    pcm
}
