//! Sixteen rows of a matrix with many rows of activations.
//!
//! The rows are unpacked once into a panel: four neighbouring numbers of one row, then of the next, so that one register
//! holds four columns of all sixteen rows and one instruction multiplies them with the same four activations.

mod kernel;

use crate::Kind;
use crate::acts::Acts;
use crate::isa::Isa;
use crate::unpack::{Unpacked, unpack};

/// Rows of a panel: the 32-bit sums of a 512-bit register.
pub(crate) const ROWS: usize = 16;

/// Sixteen rows, unpacked.
#[derive(Default)]
pub(crate) struct Panel {
    /// Columns in fours; inside, row by row.
    numbers: Vec<u8>,
    /// Group by group; inside, row by row.
    scales: Vec<f32>,
    mins: Vec<f32>,
    group: usize,
}

impl Panel {
    /// Unpacks up to sixteen rows.
    pub(crate) fn fill(&mut self, isa: Isa, kind: Kind, bytes: &[u8], columns: usize) {
        self.group = kind.group();
        self.numbers.resize(ROWS * columns, 0);
        self.scales.resize(ROWS * columns / self.group, 0.0);
        self.mins.resize(ROWS * columns / self.group, 0.0);
        kernel::fill(isa, self, kind, bytes, columns);
    }

    /// The products with every row of `acts`, sixteen each.
    pub(crate) fn times(&self, isa: Isa, acts: &Acts, out: &mut [f32]) {
        kernel::times(isa, self, acts, out);
    }

    /// The body of `fill`, compiled for several processors: `turn` puts sixteen unpacked rows side by side, `ask` fetches what will be
    /// read soon.
    #[inline(always)]
    fn fill_body(
        &mut self,
        kind: Kind,
        bytes: &[u8],
        columns: usize,
        ask: impl Fn(*const u8),
        turn: impl Fn(&[Unpacked; ROWS], &mut [u8]),
    ) {
        let row_bytes = kind.bytes(columns);
        let (block, group) = (kind.block(), self.group);
        let mut rows: [Unpacked; ROWS] = std::array::from_fn(|_| Unpacked::new());
        // Block by block of all the rows: what is written then stays in the nearest cache.
        for b in 0..columns / block {
            let groups = block / group;
            let scales = &mut self.scales[b * groups * ROWS..][..groups * ROWS];
            let mins = &mut self.mins[b * groups * ROWS..][..groups * ROWS];
            for (r, unpacked) in rows.iter_mut().enumerate() {
                let Some(row) = bytes.get(r * row_bytes..(r + 1) * row_bytes) else {
                    // Rows past the end count nothing: their sums are left out.
                    scales.iter_mut().skip(r).step_by(ROWS).for_each(|s| *s = 0.0);
                    mins.iter_mut().skip(r).step_by(ROWS).for_each(|m| *m = 0.0);
                    continue;
                };
                // Block by block of sixteen rows is no row of addresses that the processor would foresee. The next panel follows
                // this one in the file, and is asked for in its order.
                ask(bytes.as_ptr().wrapping_add(bytes.len() + (b * ROWS + r) * kind.block_bytes()));
                unpack(kind, &row[b * kind.block_bytes()..][..kind.block_bytes()], unpacked);
                for g in 0..groups {
                    scales[g * ROWS + r] = unpacked.scales[g * group / 16];
                    mins[g * ROWS + r] = unpacked.mins[g * group / 16];
                }
            }
            turn(&rows, &mut self.numbers[b * block * ROWS..][..block * ROWS]);
        }
    }

    /// The meaning of `times`, for any processor.
    fn times_plain(&self, acts: &Acts, out: &mut [f32]) {
        for (t, out) in out.chunks_exact_mut(ROWS).enumerate() {
            let x = acts.row(t);
            let sums = if self.group == 16 { x.sums16 } else { x.sums32 };
            out.fill(0.0);
            for g in 0..acts.columns / self.group {
                let mut whole = [0i32; ROWS];
                for k in 0..self.group / 4 {
                    let at = g * self.group / 4 + k;
                    let (high, low) = x.bytes[4 * at / 32].split_at(32);
                    let four = |i: usize| 128 * i32::from(high[4 * at % 32 + i]) + i32::from(low[4 * at % 32 + i]);
                    for (whole, numbers) in whole.iter_mut().zip(self.numbers[64 * at..].as_chunks::<4>().0) {
                        *whole += (0..4).map(|i| i32::from(numbers[i]) * four(i)).sum::<i32>();
                    }
                }
                for r in 0..ROWS {
                    let (scale, min) = (self.scales[g * ROWS + r], self.mins[g * ROWS + r]);
                    out[r] += whole[r] as f32 * x.scales[g * self.group / 32] * scale - min * sums[g];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{quantize, row};

    fn noise(count: usize, seed: u64) -> impl Iterator<Item = u64> {
        let mut state = seed;
        (0..count).map(move |_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 33
        })
    }

    #[test]
    fn panels_give_what_rows_give() {
        for kind in
            [Kind::Q8_0, Kind::Q4_0, Kind::Q5_0, Kind::Q5_1, Kind::Q4K, Kind::Q5K, Kind::Q6K, Kind::Q3K, Kind::Q2K]
        {
            for (rows, count) in [(16, 8), (16, 1), (5, 13), (16, 6)] {
                let columns = 512;
                let mut bytes: Vec<u8> = noise(rows * kind.bytes(columns), 7).map(|v| v as u8).collect();
                for block in bytes.chunks_exact_mut(kind.block_bytes()) {
                    for at in [1, 3, 81, 83, 109, 209] {
                        if at < block.len() {
                            block[at] = block[at] & 0x83 | 0x1c;
                        }
                    }
                }
                let x: Vec<f32> = noise(count * columns, 3).map(|v| (v % 2001) as f32 / 1000.0 - 1.0).collect();
                let mut acts = Acts::default();
                quantize(&x, columns, &mut acts);
                let mut expect = vec![0.0; rows * count];
                row::rows(Isa::Plain, kind, &bytes, &acts, &mut expect);
                let size = expect.iter().fold(0.0f32, |m, v| m.max(v.abs()));
                for isa in Isa::all_here() {
                    let (mut panel, mut got) = (Panel::default(), vec![0.0; ROWS * count]);
                    // Full before, so that rows past the end are seen to count nothing.
                    panel.fill(isa, kind, &vec![1; 16 * kind.bytes(columns)], columns);
                    panel.fill(isa, kind, &bytes, columns);
                    panel.times(isa, &acts, &mut got);
                    for t in 0..count {
                        for r in 0..rows {
                            let (g, e) = (got[t * ROWS + r], expect[r * count + t]);
                            assert!((g - e).abs() < 2e-5 * size, "{isa:?} {kind:?} row {r} of {t}: {g} {e}");
                        }
                    }
                }
            }
        }
    }
}
