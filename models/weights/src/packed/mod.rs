//! A matrix in the form that is fast here, its only copy: the blocks of Q8_0, sixteen rows side by side.
//!
//! A panel has sixteen rows; for each 32 columns it holds sixteen half-precision scales, then the numbers in fours of columns, row
//! by row: one 512-bit register has four columns of all sixteen rows, and one instruction multiplies them with the same four bytes
//! of a row of activations. The numbers are kept plus 128, as that instruction wants its first factor; what this adds is known
//! from the activations alone (`Bytes::offsets`).

mod head;
mod kernel;

pub use head::Head;

use crate::kernel as sums;
use huisclos_blocks::Isa;
use rayon::prelude::*;

/// Values that share a scale, as in Q8_0.
pub(crate) const BLOCK: usize = 32;
/// Bytes of a block in a file: a scale, 32 numbers.
const FILE_BLOCK: usize = 34;
/// Rows of a panel.
pub(crate) const PANEL: usize = 16;
/// Bytes of a block of a panel.
pub(crate) const PANEL_BLOCK: usize = PANEL * FILE_BLOCK;
/// Multiplications below which asking sleeping threads for help costs more than it saves: a tenth of a millisecond. Another
/// program may hold the other core, and then a share waits for the scheduler.
const SHARED_MIN: usize = 12 << 20;
/// Rows of activations that a thread takes at a time; whole tiles.
const ROWS_SHARE: usize = 48;
/// Weights that a thread takes at a time, where the rows are few, bytes: some five microseconds. Of 35, 70, 140, 260 and 400 kB this
/// was the quickest (Whisper base on two cores).
const SHARE_BYTES: usize = 140_000;

/// The matrix.
pub(crate) struct Packed {
    data: Vec<u8>,
    rows: usize,
    columns: usize,
    blocks: usize,
}

/// Rows of activations as bytes, block by block with a scale and with what the weights' 128 adds.
#[derive(Default)]
pub(crate) struct Bytes {
    bytes: Vec<i8>,
    scales: Vec<f32>,
    offsets: Vec<i32>,
    blocks: usize,
}

impl Bytes {
    /// Zeros for so many rows.
    fn empty(count: usize, columns: usize) -> Self {
        let blocks = columns.div_ceil(BLOCK);
        let all = count * blocks;
        Self { bytes: vec![0; all * BLOCK], scales: vec![0.0; all], offsets: vec![0; all], blocks }
    }

    /// Rows of `columns` values.
    pub(crate) fn new(x: &[f32], columns: usize) -> Self {
        let mut out = Self::empty(x.len() / columns.max(1), columns);
        if columns.is_multiple_of(BLOCK) {
            out.fill(x);
        } else {
            let mut wide = vec![0.0; out.bytes.len()];
            for (row, wide) in x.chunks_exact(columns).zip(wide.chunks_exact_mut(out.blocks * BLOCK)) {
                wide[..columns].copy_from_slice(row);
            }
            out.fill(&wide);
        }
        out
    }

    /// Takes the values of whole blocks.
    fn fill(&mut self, x: &[f32]) {
        sums::to_blocks(x, &mut self.bytes, &mut self.scales, &mut self.offsets);
    }

    fn count(&self) -> usize {
        self.scales.len() / self.blocks.max(1)
    }
}

/// Does some work as one of the pool's threads. Small products are then shared too: from outside each would put this thread to sleep
/// and wake two. To be short: a thread that waits for its shares may take up another's work meanwhile, and ends that first.
pub fn inside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    if rayon::current_num_threads() > 1 { rayon::scope(|_| work()) } else { work() }
}

/// Half-precision number `r` of some bytes.
pub(crate) fn half(scales: &[u8], r: usize) -> f32 {
    sums::half(u16::from_le_bytes([scales[2 * r], scales[2 * r + 1]]))
}

impl Packed {
    /// From values, row by row; columns that are missing to a whole block are zeros.
    pub(crate) fn new(values: &[f32], rows: usize, columns: usize) -> Self {
        let mut packed = Self::empty(rows, columns);
        let mut wide = vec![0.0; packed.blocks * BLOCK];
        let mut numbers = [0i8; BLOCK];
        for (r, row) in values.chunks_exact(columns.max(1)).take(rows).enumerate() {
            wide[..columns].copy_from_slice(row);
            for (b, block) in wide.as_chunks::<BLOCK>().0.iter().enumerate() {
                let scale = sums::to_half(sums::to_bytes(block, &mut numbers));
                packed.put(r, b, scale, numbers.map(|n| n as u8));
            }
        }
        packed
    }

    /// From Q8_0 blocks as they stand in a file, row by row; `None` when they are not as many.
    pub(crate) fn from_blocks(bytes: &[u8], rows: usize, columns: usize) -> Option<Self> {
        let row_bytes = columns / BLOCK * FILE_BLOCK;
        if !columns.is_multiple_of(BLOCK) || columns == 0 || bytes.len() != rows * row_bytes {
            return None;
        }
        let mut packed = Self::empty(rows, columns);
        for (r, row) in bytes.chunks_exact(row_bytes).enumerate() {
            for (b, block) in row.as_chunks::<FILE_BLOCK>().0.iter().enumerate() {
                let mut numbers = [0; BLOCK];
                numbers.copy_from_slice(&block[2..]);
                packed.put(r, b, u16::from_le_bytes([block[0], block[1]]), numbers);
            }
        }
        Some(packed)
    }

    fn empty(rows: usize, columns: usize) -> Self {
        let blocks = columns.div_ceil(BLOCK);
        Self { data: vec![0; rows.div_ceil(PANEL) * blocks * PANEL_BLOCK], rows, columns, blocks }
    }

    fn put(&mut self, row: usize, block: usize, scale: u16, numbers: [u8; BLOCK]) {
        let r = row % PANEL;
        let at = (row / PANEL * self.blocks + block) * PANEL_BLOCK;
        let (scales, all) = self.data[at..at + PANEL_BLOCK].split_at_mut(2 * PANEL);
        scales[2 * r..2 * r + 2].copy_from_slice(&scale.to_le_bytes());
        for (four, all) in numbers.as_chunks::<4>().0.iter().zip(all.as_chunks_mut::<64>().0) {
            all[4 * r..4 * r + 4].copy_from_slice(&four.map(|n| n ^ 0x80));
        }
    }

    /// Puts the blocks of so many rows of bytes where `at` says: row and block.
    fn put_all(&mut self, rows: &Bytes, count: usize, at: impl Fn(usize, usize) -> (usize, usize)) {
        let blocks = rows.bytes.as_chunks::<BLOCK>().0.iter().zip(&rows.scales).take(count * rows.blocks);
        for (i, (bytes, scale)) in blocks.enumerate() {
            let (row, block) = at(i / rows.blocks, i % rows.blocks);
            self.put(row, block, sums::to_half(*scale), bytes.map(|n| n as u8));
        }
    }

    fn panels(&self) -> usize {
        self.rows.div_ceil(PANEL)
    }

    /// Panels that a thread takes at a time, where the rows are few.
    fn panels_share(&self) -> usize {
        (SHARE_BYTES / (self.blocks * PANEL_BLOCK).max(1)).max(1)
    }

    /// Scales and numbers of a block of a panel.
    fn block(&self, panel: usize, block: usize) -> (&[u8], &[u8]) {
        self.data[(panel * self.blocks + block) * PANEL_BLOCK..][..PANEL_BLOCK].split_at(2 * PANEL)
    }

    /// A row's values.
    pub(crate) fn row(&self, row: usize) -> Vec<f32> {
        let (panel, r) = (row / PANEL, row % PANEL);
        let mut out = Vec::with_capacity(self.blocks * BLOCK);
        for b in 0..self.blocks {
            let (scales, numbers) = self.block(panel, b);
            let scale = half(scales, r);
            let fours = numbers.as_chunks::<64>().0.iter().flat_map(|all| &all[4 * r..4 * r + 4]);
            out.extend(fours.map(|n| scale * (f32::from(*n) - 128.0)));
        }
        out.truncate(self.columns);
        out
    }

    /// The products of each row of `x` with every row of the matrix, whole rows of them given to `finish` (a bias, a GELU) by whoever
    /// computed them, while they are still near.
    pub(crate) fn apply(&self, x: &[f32], finish: impl Fn(&mut [f32]) + Sync) -> Vec<f32> {
        self.apply_by(Isa::here(), x, finish)
    }

    fn apply_by(&self, isa: Isa, x: &[f32], finish: impl Fn(&mut [f32]) + Sync) -> Vec<f32> {
        let (count, panels) = (x.len() / self.columns.max(1), self.panels());
        let wide = panels * PANEL;
        let mut out = vec![0.0; count * wide];
        let large = count * self.rows * self.columns >= SHARED_MIN;
        // From inside the pool a share costs a theft, from outside a waking: see `inside`.
        let inside = rayon::current_thread_index().is_some() && panels > self.panels_share();
        let shared = (large || inside) && rayon::current_num_threads() > 1;
        if shared && count > ROWS_SHARE && wide == self.rows {
            let parts = out.par_chunks_mut(ROWS_SHARE * wide).zip(x.par_chunks(ROWS_SHARE * self.columns));
            parts.for_each(|(out, x)| {
                let x = Bytes::new(x, self.columns);
                kernel::times(isa, self, 0..panels, &x, 0..x.count(), out);
                finish(out);
            });
            return out;
        }
        let x = Bytes::new(x, self.columns);
        if !shared {
            kernel::times(isa, self, 0..panels, &x, 0..count, &mut out);
        } else {
            let share = self.panels_share();
            let parts: Vec<(usize, Vec<f32>)> = (0..panels.div_ceil(share))
                .into_par_iter()
                .map(|i| {
                    let part = i * share..panels.min((i + 1) * share);
                    let mut out = vec![0.0; count * part.len() * PANEL];
                    kernel::times(isa, self, part.clone(), &x, 0..count, &mut out);
                    (part.start * PANEL, out)
                })
                .collect();
            for (from, part) in parts {
                let len = part.len() / count.max(1);
                for (row, part) in out.chunks_exact_mut(wide).zip(part.chunks_exact(len.max(1))) {
                    row[from..from + len].copy_from_slice(part);
                }
            }
        }
        if wide != self.rows {
            for row in 1..count {
                out.copy_within(row * wide..row * wide + self.rows, row * self.rows);
            }
            out.truncate(count * self.rows);
        }
        finish(&mut out);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(count: usize, seed: u64) -> Vec<f32> {
        let mut state = seed;
        (0..count)
            .map(|_| {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                (state >> 40) as f32 / (1 << 23) as f32 - 1.0
            })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn every_processor_gives_the_same(rows in 1usize..90, columns in 1usize..200, count in 1usize..15, seed in 0u64..1000) {
            let (w, x) = (values(rows * columns, seed), values(count * columns, seed + 1));
            let packed = Packed::new(&w, rows, columns);
            let plain = packed.apply_by(Isa::Plain, &x, |_| ());
            prop_assert_eq!(plain.len(), rows * count);
            for (i, got) in plain.iter().enumerate() {
                let (t, r) = (i / rows, i % rows);
                let exact: f32 = (0..columns).map(|c| w[r * columns + c] * x[t * columns + c]).sum();
                prop_assert!((got - exact).abs() < 0.012 * (columns as f32).sqrt() + 0.01, "{} {}", got, exact);
            }
            for isa in Isa::all_here() {
                for (a, b) in packed.apply_by(isa, &x, |_| ()).iter().zip(&plain) {
                    prop_assert!((a - b).abs() < 1e-4, "{:?}: {} {}", isa, a, b);
                }
            }
        }
    }

    #[test]
    fn shared_work_gives_what_one_thread_gives() {
        for (rows, columns, count) in [(3000, 1024, 7), (512, 512, 100), (40_000, 512, 1), (512, 512, 1)] {
            let (w, x) = (values(rows * columns, 5), values(count * columns, 6));
            let packed = Packed::new(&w, rows, columns);
            let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
            let many = rayon::ThreadPoolBuilder::new().num_threads(3).build().expect("three threads");
            let apply = || packed.apply(&x, |rows| rows.iter_mut().for_each(|x| *x += 1.0));
            let alone = one.install(apply);
            assert_eq!(alone, many.install(apply));
            assert_eq!(alone, inside(apply), "from a thread that is not of the pool");
        }
    }

    #[test]
    fn blocks_of_a_file_come_back_as_they_were() {
        let mut state = 9u64;
        let file: Vec<u8> = (0..20 * 3 * FILE_BLOCK)
            .map(|i| {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1);
                // Scales a little under one: a sound exponent.
                if i % FILE_BLOCK == 1 { 0x38 } else { (state >> 40) as u8 }
            })
            .collect();
        let packed = Packed::from_blocks(&file, 20, 96).expect("as many blocks");
        for r in [0, 15, 16, 19] {
            for (i, value) in packed.row(r).iter().enumerate() {
                let block = &file[(r * 3 + i / 32) * FILE_BLOCK..][..FILE_BLOCK];
                assert_eq!(*value, half(block, 0) * f32::from(block[2 + i % 32] as i8));
            }
        }
        assert!(Packed::from_blocks(&file, 20, 97).is_none() && Packed::from_blocks(&file, 21, 96).is_none());
    }
}
