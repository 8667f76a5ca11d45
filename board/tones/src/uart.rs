//! V.23 heard: sound to bits, bits to bytes, bytes to a caller-ID message.
//!
//! Two correlators a bit long, one for each tone, without regard to phase; their difference crosses zero where bits meet.
//! A start bit sets the clock for the ten bits of its byte. Samples come in frames of any number; nothing is kept beyond
//! one message.

use crate::fsk::{BAUD, MARK_HZ, SPACE_HZ};
use crate::message::{CallerIdError, CallerIdMessage, read};
use huisclos_audio::LINE_HZ;
use std::f32::consts::TAU;

/// Samples of a correlator: a bit has six and two thirds.
const WINDOW: usize = 7;
/// Samples of one bit.
const BIT: f32 = LINE_HZ as f32 / BAUD as f32;
/// Marks before a message's first byte that are believed: EN 300 659-1 has at least 80 bits of them; hiss does not.
const MARKS_MIN: f32 = 20.0 * BIT;
/// Type, length, 255 bytes, checksum.
const BYTES_MAX: usize = 258;
/// Marks between two bytes of a message: ten at most (EN 300 659-1), and some doubt.
const PAUSE_MAX: f32 = 25.0 * BIT;
/// Weakest signal taken, as a mean square: -45 dBm0. Networks send -13, a long line leaves -32.
const ENERGY_MIN: f32 = 128.0 * 128.0;

/// A running correlation with one frequency.
#[derive(Clone, Debug)]
struct Correlator {
    products: [(f32, f32); WINDOW],
    sum: (f32, f32),
    step: f32,
    phase: f32,
}

impl Correlator {
    fn new(hz: f32) -> Self {
        Self { products: [(0.0, 0.0); WINDOW], sum: (0.0, 0.0), step: TAU * hz / LINE_HZ as f32, phase: 0.0 }
    }

    fn power(&mut self, slot: usize, sample: f32) -> f32 {
        let (sin, cos) = self.phase.sin_cos();
        self.phase = (self.phase + self.step) % TAU;
        let new = (sample * cos, sample * sin);
        let old = std::mem::replace(&mut self.products[slot], new);
        self.sum = (self.sum.0 + new.0 - old.0, self.sum.1 + new.1 - old.1);
        // The sum of what stands in the window, so that rounding does not pile up.
        if slot == 0 {
            self.sum = self.products.iter().fold((0.0, 0.0), |a, p| (a.0 + p.0, a.1 + p.1));
        }
        self.sum.0 * self.sum.0 + self.sum.1 * self.sum.1
    }
}

/// Where the receiver is.
#[derive(Clone, Copy, Debug)]
enum State {
    /// Counting marks.
    Marks { samples: f32 },
    /// In a byte: its bits so far, and how long until the middle of the next (from now, in samples).
    Byte { bits: u32, got: u32, until: f32 },
    /// Between two bytes of a message.
    Between { samples: f32 },
}

/// Hears caller-ID messages in a line that is on-hook.
#[derive(Clone, Debug)]
pub struct CallerIdReceiver {
    mark: Correlator,
    space: Correlator,
    slot: usize,
    energy: f32,
    /// Marks above zero, spaces below.
    last: f32,
    before_last: f32,
    state: State,
    bytes: Vec<u8>,
}

impl Default for CallerIdReceiver {
    fn default() -> Self {
        Self {
            mark: Correlator::new(MARK_HZ),
            space: Correlator::new(SPACE_HZ),
            slot: 0,
            energy: 0.0,
            last: 0.0,
            before_last: 0.0,
            state: State::Marks { samples: 0.0 },
            bytes: Vec::with_capacity(BYTES_MAX),
        }
    }
}

impl CallerIdReceiver {
    /// More of the line. A message, once it is whole: read, or why it cannot be.
    pub fn hear(&mut self, pcm: &[i16]) -> Option<Result<CallerIdMessage, CallerIdError>> {
        let mut told = None;
        for sample in pcm {
            if let Some(byte) = self.sample(f32::from(*sample)) {
                told = told.or(self.byte(byte));
            }
        }
        told
    }

    /// One sample; a byte when one ends with it.
    fn sample(&mut self, sample: f32) -> Option<Option<u8>> {
        self.energy += (sample * sample - self.energy) / 64.0;
        self.slot = (self.slot + 1) % WINDOW;
        let (mark, space) = (self.mark.power(self.slot, sample), self.space.power(self.slot, sample));
        let total = (mark + space).max(1.0);
        let now = if self.energy < ENERGY_MIN { 0.0 } else { (mark - space) / total };
        let (before, last) = (self.last, self.before_last);
        self.before_last = before;
        self.last = now;
        let falls = before > 0.0 && now <= 0.0;
        // Where between the two samples it crossed, in samples before now.
        let ago = if falls { (-now) / (before - now).max(1e-6) } else { 0.0 };
        match &mut self.state {
            State::Marks { samples } => {
                if now > 0.0 {
                    *samples += 1.0;
                } else if falls && *samples >= MARKS_MIN {
                    self.bytes.clear();
                    self.state = State::Byte { bits: 0, got: 0, until: BIT / 2.0 - ago };
                } else {
                    *samples = 0.0;
                }
                None
            }
            State::Between { samples } => {
                *samples += 1.0;
                if falls {
                    self.state = State::Byte { bits: 0, got: 0, until: BIT / 2.0 - ago };
                } else if *samples > PAUSE_MAX {
                    self.state = State::Marks { samples: *samples };
                }
                None
            }
            State::Byte { bits, got, until } => {
                *until -= 1.0;
                if *until > 0.0 {
                    return None;
                }
                // Three samples around the middle vote.
                let one = now + before + last > 0.0;
                *until += BIT;
                let n = *got;
                *got += 1;
                match (n, one) {
                    // The start bit was none: a click.
                    (0, true) => {
                        self.state = State::Marks { samples: 0.0 };
                        Some(None)
                    }
                    (0, false) => None,
                    (1..=8, one) => {
                        *bits |= u32::from(one) << (n - 1);
                        None
                    }
                    (_, stop) => {
                        let byte = (*bits & 0xFF) as u8;
                        self.state = if stop { State::Between { samples: 0.0 } } else { State::Marks { samples: 0.0 } };
                        Some(stop.then_some(byte))
                    }
                }
            }
        }
    }

    /// A byte came, or one that is none.
    fn byte(&mut self, byte: Option<u8>) -> Option<Result<CallerIdMessage, CallerIdError>> {
        let Some(byte) = byte else {
            let began = self.bytes.len() >= 2;
            self.bytes.clear();
            return began.then_some(Err(CallerIdError::Length));
        };
        if self.bytes.len() < BYTES_MAX {
            self.bytes.push(byte);
        }
        let [_, length, rest @ ..] = self.bytes.as_slice() else { return None };
        if rest.len() <= usize::from(*length) {
            return None;
        }
        self.state = State::Marks { samples: 0.0 };
        let message = read(&self.bytes);
        self.bytes.clear();
        Some(message)
    }
}
