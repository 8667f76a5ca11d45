//! Keys pressed by the caller, heard in-band (ITU-T Q.24), without taking speech or music for keys.
//!
//! Two notes of a melody may be a key's own tones (F5 and E6 are those of the 2, within what Q.24 wants accepted). What they
//! are not is alone: a key is pressed into a pause or over a voice, and let go into one, at one level from its beginning to
//! its end. So it is told when it ends, or after a second.

use crate::goertzel::{Bin, mean_square};
use crate::tones::{COLUMNS_HZ, KEYS, ROWS_HZ};
use crate::{FRAME_SAMPLES, LINE_HZ, level};

/// Samples of a block: 12.75 ms. A key of 40 ms, the shortest that Q.24 wants accepted, holds two whole blocks wherever
/// it begins, and the tones of two neighbouring keys still fall apart.
const BLOCK_SAMPLES: usize = 102;
/// Blocks in a row that make a key; one alone is a sound of 20 ms, which Q.24 wants refused.
const BLOCKS_MIN: u32 = 2;
/// Blocks without the key after which it may come again (Q.24 wants interruptions of 20 ms bridged).
const GAP_BLOCKS: u32 = 2;
/// Weakest tone taken: -27 dBm0 and the loss of a long line.
const TONE_MIN_DBM0: f32 = -33.0;
/// The column may be this much stronger than the row (Q.24: 4 to 8 dB by country) …
const TWIST_MAX_DB: f32 = 8.0;
/// … and this much weaker.
const REVERSE_TWIST_MAX_DB: f32 = 6.0;
/// The other tones of a group are at least this much weaker.
const APART_DB: f32 = 6.0;
/// What is this much weaker than a key is a pause beside it.
const PAUSE_BELOW: f32 = 0.25;
/// Blocks that are looked back at for what was before a key.
const LOOKED_BACK: usize = 8;
/// A key that is held this long, a second, is told before it ends.
const LONG_BLOCKS: u32 = 79;
/// A key keeps its level within 6 dB; a plucked string loses more.
const FLAT: f32 = 4.0;
/// Over this many steps from block to block the pitch is known to a thousandth, and Q.24's own 1.5 % are meant.
const TUNED_STEPS: u32 = 5;
const TUNED_MAX: f32 = 0.0175;
/// Part of all energy that the two tones hold; a vowel's is spread over many.
const SHARE_MIN: f32 = 0.75;
/// Tones are accepted within 1.5 % and refused beyond 3.5 % (Q.24); the line between, with the measure's own error.
const DETUNED_MAX: f32 = 0.026;

/// What one frame told about keys.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyHeard {
    /// A key, told once: when it ends, or after a second.
    pub pressed: Option<char>,
    /// A key is, or may be, under way: this is not voice.
    pub under_way: bool,
}

#[derive(Clone, Copy, Debug)]
struct Pair {
    key: char,
    row: (f32, Bin),
    column: (f32, Bin),
}

impl Pair {
    fn power(&self) -> f32 {
        self.row.1.power() + self.column.1.power()
    }
}

/// One block.
#[derive(Clone, Copy, Debug, Default)]
struct Look {
    energy: f32,
    /// One pure tone or two, of any pitch.
    tonal: bool,
    pair: Option<Pair>,
}

impl Look {
    fn at(block: &[f32]) -> Self {
        let pair = pair_in(block);
        Self { energy: mean_square(block), tonal: is_tonal(block), pair }
    }

    /// What may stand beside a key of this power: a pause, a voice, noise; no other notes.
    fn may_be_beside(&self, power: f32) -> bool {
        self.energy <= power * PAUSE_BELOW || !self.tonal
    }
}

/// A key under way.
#[derive(Clone, Copy, Debug)]
struct Press {
    key: char,
    /// Blocks that held it.
    blocks: u32,
    /// Its power in the block before the last, which is whole, and the least and most of those before.
    power: f32,
    least: f32,
    most: f32,
    /// How far off its tones are, summed up, and over how many steps.
    off: [f32; 2],
    steps: u32,
    /// Nothing before it says that it is none.
    fits: bool,
    told: bool,
    /// Blocks since it was last heard.
    gone: u32,
}

impl Press {
    fn goes_on(&mut self, before: Option<Pair>, pair: Pair) {
        self.blocks += 1;
        self.gone = 0;
        // The last block is told from the one before it when the next comes: it may be half a key.
        (self.least, self.most) = (self.least.min(self.power), self.most.max(self.power));
        self.power = pair.power();
        if let Some(off) = before.and_then(|before| steady(before, pair)) {
            self.off = [self.off[0] + off[0], self.off[1] + off[1]];
            self.steps += 1;
        }
    }

    /// Flat and in tune so far.
    fn is_a_key(&self) -> bool {
        let flat = self.most <= self.least * FLAT || self.blocks < 4;
        let tuned = self.steps < TUNED_STEPS || self.off.iter().all(|sum| sum.abs() <= TUNED_MAX * self.steps as f32);
        self.fits && !self.told && flat && tuned
    }
}

/// Detects the keys of one call.
#[derive(Clone, Debug, Default)]
pub struct DtmfDetector {
    block: Vec<f32>,
    /// The blocks before, the last first.
    before: [Look; LOOKED_BACK],
    press: Option<Press>,
}

impl DtmfDetector {
    /// 20 ms of the line.
    pub fn frame(&mut self, pcm: &[i16; FRAME_SAMPLES]) -> KeyHeard {
        let mut heard = KeyHeard::default();
        for sample in pcm {
            self.block.push(f32::from(*sample));
            if self.block.len() == BLOCK_SAMPLES {
                let look = Look::at(&self.block);
                self.block.clear();
                heard.under_way |= look.pair.is_some();
                heard.pressed = heard.pressed.or(self.follow(look));
                self.before.rotate_right(1);
                self.before[0] = look;
            }
        }
        heard.under_way |= self.press.is_some() || self.before[0].pair.is_some();
        heard
    }

    fn follow(&mut self, look: Look) -> Option<char> {
        let before = self.before[0].pair;
        let mut told = None;
        if let Some(press) = self.press.as_mut() {
            if let Some(pair) = look.pair.filter(|pair| pair.key == press.key) {
                press.goes_on(before, pair);
                if press.blocks >= LONG_BLOCKS && press.is_a_key() {
                    press.told = true;
                    return Some(press.key);
                }
                return None;
            }
            press.gone += 1;
            if press.gone < GAP_BLOCKS {
                return None;
            }
            // The block in which it ended was the last one; this one is all what came after it.
            told = (press.is_a_key() && look.may_be_beside(press.most)).then_some(press.key);
            self.press = None;
        }
        if let (Some(before), Some(pair)) = (before, look.pair)
            && before.key == pair.key
            && let Some(off) = steady(before, pair)
        {
            let power = before.power().max(pair.power());
            self.press = Some(Press {
                key: pair.key,
                blocks: BLOCKS_MIN,
                power: pair.power(),
                least: power,
                most: power,
                off,
                steps: 1,
                fits: self.fits(pair.key, power),
                told: false,
                gone: 0,
            });
        }
        told
    }

    /// Whether what was before the first block of a key leaves it one. The block in which it began says nothing.
    fn fits(&self, key: char, power: f32) -> bool {
        let first = self.before.iter().position(|look| look.pair.is_none_or(|pair| pair.key != key));
        let before = first.and_then(|first| self.before.get(first + 1));
        before.is_none_or(|before| before.may_be_beside(power))
    }
}

/// Whether a block is one sine or two and hardly anything else. Of two sines, a sample and the fourth before it are together
/// what the three between say: `x[n] + x[n-4] = a (x[n-1] + x[n-3]) + b x[n-2]`. What is left over, by how much the formula
/// makes of white noise, is the noise's part.
fn is_tonal(block: &[f32]) -> bool {
    /// 15 dB below the tones.
    const NOISE_MAX: f32 = 0.03;
    let (mut pp, mut pq, mut qq, mut py, mut qy, mut yy) = (0.0f32, 0.0f32, 0.0f32, 0.0f32, 0.0f32, 0.0f32);
    for five in block.windows(5) {
        let (y, p, q) = (five[4] + five[0], five[3] + five[1], five[2]);
        (pp, pq, qq) = (pp + p * p, pq + p * q, qq + q * q);
        (py, qy, yy) = (py + p * y, qy + q * y, yy + y * y);
    }
    let determinant = pp * qq - pq * pq;
    // One sine alone leaves nothing to tell a and b apart.
    let (a, b) = if determinant > 1e-4 * pp * qq {
        ((py * qq - qy * pq) / determinant, (qy * pp - py * pq) / determinant)
    } else {
        (if pp > 0.0 { py / pp } else { 0.0 }, 0.0)
    };
    let left = yy - a * py - b * qy;
    qq > 0.0 && left <= NOISE_MAX * (2.0 + 2.0 * a * a + b * b) * qq
}

/// The two tones of a block, if there are two and nothing else.
fn pair_in(block: &[f32]) -> Option<Pair> {
    let all = mean_square(block);
    if level::energy_dbm0(all) < TONE_MIN_DBM0 {
        return None;
    }
    let (row, row_bin) = strongest(block, &ROWS_HZ)?;
    let (column, column_bin) = strongest(block, &COLUMNS_HZ)?;
    let (low, high) = (row_bin.power(), column_bin.power());
    let twist_db = 10.0 * (high / low).log10();
    let weakest_dbm0 = level::energy_dbm0(low.min(high));
    let good = weakest_dbm0 >= TONE_MIN_DBM0
        && (-REVERSE_TWIST_MAX_DB..=TWIST_MAX_DB).contains(&twist_db)
        && (low + high) / all >= SHARE_MIN;
    good.then(|| Pair {
        key: KEYS[row][column],
        row: (ROWS_HZ[row], row_bin),
        column: (COLUMNS_HZ[column], column_bin),
    })
}

/// The strongest of four tones, if it stands out.
fn strongest(block: &[f32], frequencies_hz: &[f32; 4]) -> Option<(usize, Bin)> {
    let bins = frequencies_hz.map(|hz| Bin::of(block, hz));
    let best = (0..4).max_by(|a, b| bins[*a].power().total_cmp(&bins[*b].power()))?;
    let least = bins[best].power() * 10f32.powf(-APART_DB / 10.0);
    let apart = (0..4).all(|other| other == best || bins[other].power() <= least);
    (apart && bins[best].power() > 0.0).then_some((best, bins[best]))
}

/// How far off the tones of two neighbouring blocks are (row, column), when they are the same, at the right frequency and at
/// about the same level: the phase of a steady tone advances by what its frequency says, that of a voice does not.
fn steady(before: Pair, now: Pair) -> Option<[f32; 2]> {
    let off = [(before.row, now.row), (before.column, now.column)].map(|((hz, was), (_, is))| {
        let expected = std::f32::consts::TAU * hz * BLOCK_SAMPLES as f32 / LINE_HZ as f32;
        let slip = wrap(is.phase() - was.phase() - expected);
        let off = slip * LINE_HZ as f32 / (std::f32::consts::TAU * BLOCK_SAMPLES as f32 * hz);
        let louder_db = 10.0 * (is.power() / was.power()).log10();
        (off.abs() <= DETUNED_MAX && louder_db.abs() <= 6.0).then_some(off)
    });
    Some([off[0]?, off[1]?])
}

/// An angle between -π and π.
fn wrap(angle: f32) -> f32 {
    angle - std::f32::consts::TAU * (angle / std::f32::consts::TAU).round()
}
