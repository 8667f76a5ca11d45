//! Keys pressed by the caller, heard in-band (ITU-T Q.24), without taking speech for keys.

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
/// Part of all energy that the two tones hold; a vowel's is spread over many.
const SHARE_MIN: f32 = 0.75;
/// Tones are accepted within 1.5 % and refused beyond 3.5 % (Q.24); the line between, with the measure's own error.
const DETUNED_MAX: f32 = 0.026;

/// What one frame told about keys.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyHeard {
    /// A key, told once.
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

/// Detects the keys of one call.
#[derive(Clone, Debug, Default)]
pub struct DtmfDetector {
    block: Vec<f32>,
    last: Option<Pair>,
    blocks: u32,
    /// The key that was told and has not ended.
    told: Option<char>,
    gap: u32,
}

impl DtmfDetector {
    /// 20 ms of the line.
    pub fn frame(&mut self, pcm: &[i16; FRAME_SAMPLES]) -> KeyHeard {
        let mut heard = KeyHeard::default();
        for sample in pcm {
            self.block.push(f32::from(*sample));
            if self.block.len() == BLOCK_SAMPLES {
                let pair = pair_in(&self.block);
                self.block.clear();
                heard.under_way |= pair.is_some();
                heard.pressed = heard.pressed.or(self.follow(pair));
            }
        }
        heard.under_way |= self.told.is_some() || self.blocks > 0;
        heard
    }

    fn follow(&mut self, pair: Option<Pair>) -> Option<char> {
        let before = std::mem::replace(&mut self.last, pair);
        let Some(pair) = pair else {
            self.blocks = 0;
            self.gap += 1;
            if self.gap >= GAP_BLOCKS {
                self.told = None;
            }
            return None;
        };
        let steady = before.is_some_and(|before| before.key == pair.key && same_tones(before, pair));
        self.blocks = if steady { self.blocks + 1 } else { 1 };
        if self.told == Some(pair.key) {
            self.gap = 0;
            return None;
        }
        if self.blocks < BLOCKS_MIN {
            return None;
        }
        self.gap = 0;
        self.told = Some(pair.key);
        Some(pair.key)
    }
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

/// Whether two neighbouring blocks hold the same tones, at the right frequency and at about the same level: the phase of
/// a steady tone advances by what its frequency says, that of a voice does not.
fn same_tones(before: Pair, now: Pair) -> bool {
    [(before.row, now.row), (before.column, now.column)].into_iter().all(|((hz, was), (_, is))| {
        let expected = std::f32::consts::TAU * hz * BLOCK_SAMPLES as f32 / LINE_HZ as f32;
        let slip = wrap(is.phase() - was.phase() - expected);
        let detuned = slip * LINE_HZ as f32 / (std::f32::consts::TAU * BLOCK_SAMPLES as f32 * hz);
        let louder_db = 10.0 * (is.power() / was.power()).log10();
        detuned.abs() <= DETUNED_MAX && louder_db.abs() <= 6.0
    })
}

/// An angle between -π and π.
fn wrap(angle: f32) -> f32 {
    angle - std::f32::consts::TAU * (angle / std::f32::consts::TAU).round()
}
