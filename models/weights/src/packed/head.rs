//! Attention over keys and values that stay as they are, in eight bits: both of its products by the instructions that multiply weights.
//!
//! In 32 bits the two products took over half of Whisper's encoder at 30 s of context. Keys and values lose their mean over all
//! positions before they are rounded: a constant added to every key changes no softmax, and shares sum to one, so that the values'
//! mean comes back whole (SageAttention, Zhang and others 2024, smooths keys in the same way). What is left has one scale each 32
//! values, finer than that paper's.

use super::{BLOCK, Bytes, PANEL, Packed, kernel};
use crate::kernel as sums;
use huisclos_blocks::Isa;

/// Queries at a time: at 30 s of context their scores are 290 kB, which stay in the processor's second cache.
const QUERIES: usize = 48;

/// Keys and values of one head of attention.
pub struct Head {
    /// A row for each position, zeros up to whole blocks of positions.
    keys: Packed,
    /// A row for each of the head's values, a column for each position.
    values: Packed,
    /// The mean of each of the head's values.
    mean: Vec<f32>,
    count: usize,
}

impl Head {
    /// From one row a position, `stride` values each, in which the head's keys are the `width` values from `key` on and its values
    /// those from `value` on.
    ///
    /// # Panics
    /// When keys or values would reach past a row.
    pub fn new(rows: &[f32], stride: usize, key: usize, value: usize, width: usize) -> Self {
        assert!(width > 0 && key.max(value) + width <= stride, "a head inside its rows");
        let count = rows.len() / stride;
        let room = count.div_ceil(BLOCK) * BLOCK;
        let [key_mean, mean] = [key, value].map(|at| mean(rows, stride, at, width));
        let (mut keys, mut values) = (Packed::empty(room, width), Packed::empty(width, room));
        // A block of positions at a time: its keys row by row, its values across.
        let mut down = vec![0.0; BLOCK * keys.blocks * BLOCK];
        let mut across = vec![0.0; width * BLOCK];
        let (mut down_bytes, mut across_bytes) = (Bytes::empty(BLOCK, width), Bytes::empty(width, BLOCK));
        for (b, block) in rows.chunks(BLOCK * stride).enumerate() {
            let here = block.len() / stride;
            across.fill(0.0);
            let key_rows = down.chunks_exact_mut(keys.blocks * BLOCK);
            for (i, (row, key_row)) in block.chunks_exact(stride).zip(key_rows).enumerate() {
                for (to, (x, mean)) in key_row.iter_mut().zip(row[key..][..width].iter().zip(&key_mean)) {
                    *to = x - mean;
                }
                for (d, (x, mean)) in row[value..][..width].iter().zip(&mean).enumerate() {
                    across[d * BLOCK + i] = x - mean;
                }
            }
            down_bytes.fill(&down);
            across_bytes.fill(&across);
            keys.put_all(&down_bytes, here, |i, c| (b * BLOCK + i, c));
            values.put_all(&across_bytes, width, |d, _| (d, b));
        }
        Self { keys, values, mean, count }
    }

    /// What each of some queries sees: the values by the softmax of its products with the keys, over the square root of the head's
    /// width; rows of that width. A query is the head's part, from `at` on, of a row of `stride` values. Zeros where there is no
    /// position.
    ///
    /// # Panics
    /// When the head's part would reach past a row.
    pub fn attend(&self, queries: &[f32], stride: usize, at: usize) -> Vec<f32> {
        self.attend_by(Isa::here(), queries, stride, at)
    }

    fn attend_by(&self, isa: Isa, queries: &[f32], stride: usize, at: usize) -> Vec<f32> {
        let width = self.mean.len();
        let rows = queries.len() / stride;
        let mut out = Vec::with_capacity(rows * width);
        if self.count == 0 {
            out.resize(rows * width, 0.0);
            return out;
        }
        let share = 1.0 / (width as f32).sqrt();
        let (room, wide) = (self.keys.panels() * PANEL, self.values.panels() * PANEL);
        let mut scores = vec![0.0; QUERIES.min(rows) * room];
        let mut seen = vec![0.0; QUERIES.min(rows) * wide];
        let mut shares = Bytes::empty(QUERIES.min(rows), room);
        for some in queries.chunks(QUERIES * stride) {
            let count = some.len() / stride;
            let mut scaled = Vec::with_capacity(count * width);
            for row in some.chunks_exact(stride) {
                scaled.extend(row[at..][..width].iter().map(|x| x * share));
            }
            kernel::times(isa, &self.keys, 0..room / PANEL, &Bytes::new(&scaled, width), 0..count, &mut scores);
            let mut wholes = [0.0; QUERIES];
            for ((i, row), whole) in scores.chunks_exact_mut(room).enumerate().zip(&mut wholes).take(count) {
                row[self.count..].fill(f32::NEG_INFINITY);
                let blocks = i * shares.blocks..(i + 1) * shares.blocks;
                *whole = sums::shares(
                    row,
                    &mut shares.bytes[i * room..][..room],
                    &mut shares.scales[blocks.clone()],
                    &mut shares.offsets[blocks],
                );
            }
            kernel::times(isa, &self.values, 0..wide / PANEL, &shares, 0..count, &mut seen);
            for (row, whole) in seen.chunks_exact(wide).zip(&wholes).take(count) {
                out.extend(row.iter().zip(&self.mean).map(|(x, mean)| x * whole + mean));
            }
        }
        out
    }
}

/// The mean of some columns over all rows.
fn mean(rows: &[f32], stride: usize, at: usize, width: usize) -> Vec<f32> {
    let mut mean = vec![0.0; width];
    for row in rows.chunks_exact(stride) {
        sums::add(&mut mean, &row[at..][..width]);
    }
    let share = 1.0 / (rows.len() / stride).max(1) as f32;
    mean.iter_mut().for_each(|x| *x *= share);
    mean
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(count: usize, seed: u64, size: f32) -> Vec<f32> {
        let mut state = seed;
        (0..count)
            .map(|_| {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                ((state >> 40) as f32 / (1 << 23) as f32 - 1.0) * size
            })
            .collect()
    }

    /// Attention as it is defined, in f64.
    fn exact(rows: &[f32], stride: usize, [key, value]: [usize; 2], width: usize, query: &[f32]) -> Vec<f32> {
        let dot = |row: &[f32]| query.iter().zip(&row[key..]).map(|(a, b)| f64::from(a * b)).sum::<f64>();
        let scores: Vec<f64> = rows.chunks_exact(stride).map(|row| dot(row) / (width as f64).sqrt()).collect();
        let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let shares: Vec<f64> = scores.iter().map(|x| (x - top).exp()).collect();
        let all: f64 = shares.iter().sum();
        let one = |d: usize| {
            let rows = rows.chunks_exact(stride).zip(&shares);
            (rows.map(|(row, share)| share * f64::from(row[value + d])).sum::<f64>() / all) as f32
        };
        (0..width).map(one).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn it_is_attention_on_every_processor(count in 1usize..150, width in 1usize..70, asked in 1usize..60, seed in 0u64..1000) {
            let stride = 2 * width + 3;
            // Keys far from zero, as Whisper's are: the mean carries most of them.
            let mut rows = values(count * stride, seed, 1.0);
            rows.iter_mut().for_each(|x| *x += 5.0);
            let queries = values(asked * width, seed + 1, 3.0);
            let head = Head::new(&rows, stride, 1, width + 2, width);
            for isa in Isa::all_here() {
                let got = head.attend_by(isa, &queries, width, 0);
                prop_assert_eq!(got.len(), queries.len());
                for (query, got) in queries.chunks_exact(width).zip(got.chunks_exact(width)) {
                    for (g, e) in got.iter().zip(exact(&rows, stride, [1, width + 2], width, query)) {
                        prop_assert!((g - e).abs() < 0.03, "{:?}: {} {}", isa, g, e);
                    }
                }
            }
        }
    }

    #[test]
    fn a_clear_choice_is_the_value_itself_and_nothing_is_zero() {
        // Position 40 of 70 answers to the query, all others do not.
        let (stride, width) = (8, 4);
        let mut rows = values(70 * stride, 3, 1.0);
        for (i, row) in rows.chunks_exact_mut(stride).enumerate() {
            row[..width].fill(if i == 40 { 20.0 } else { -20.0 });
        }
        let seen = Head::new(&rows, stride, 0, width, width).attend(&[1.0; 4], width, 0);
        let other = Head::new(&rows, stride, 0, width, width).attend(&[-1.0; 4], width, 0);
        for d in 0..width {
            assert!((seen[d] - rows[40 * stride + width + d]).abs() < 0.01, "{d}");
            assert!((other[d] - rows[40 * stride + width + d]).abs() > 0.01, "the opposite query sees the others: {d}");
        }
        assert_eq!(Head::new(&[], stride, 0, width, width).attend(&[1.0; 8], width, 0), [0.0; 8]);
    }
}
