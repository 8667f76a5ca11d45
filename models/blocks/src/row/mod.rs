//! One row of a matrix with a few rows of activations, straight from the file's blocks.

mod kernel;

use crate::acts::Acts;
use crate::isa::Isa;
use crate::unpack::{Unpacked, unpack};
use crate::{Kind, unpack_row};

/// The products of each row of `bytes` with each row of `acts`, into `out`: all of the first row of the matrix first.
pub(crate) fn rows(isa: Isa, kind: Kind, bytes: &[u8], acts: &Acts, out: &mut [f32]) {
    let row_bytes = kind.bytes(acts.columns);
    #[cfg(target_arch = "x86_64")]
    if isa != Isa::Plain && kernel::rows(isa, kind, bytes, row_bytes, acts, out) {
        return;
    }
    let _ = isa;
    for (row, out) in bytes.chunks_exact(row_bytes).zip(out.chunks_exact_mut(acts.count)) {
        plain(kind, row, acts, out);
    }
}

/// The same for values that are no whole numbers.
pub(crate) fn float_rows(kind: Kind, bytes: &[u8], x: &[f32], columns: usize, out: &mut [f32]) {
    let mut row = vec![0.0; columns];
    let count = x.len() / columns;
    for (bytes, out) in bytes.chunks_exact(kind.bytes(columns)).zip(out.chunks_exact_mut(count)) {
        unpack_row(kind, bytes, &mut row);
        for (x, out) in x.chunks_exact(columns).zip(out) {
            *out = crate::kernel::product(&row, x);
        }
    }
}

/// The meaning of a product, for every format: the kernels are tested against it.
fn plain(kind: Kind, row: &[u8], acts: &Acts, out: &mut [f32]) {
    let mut block = Unpacked::new();
    out.fill(0.0);
    for (b, bytes) in row.chunks_exact(kind.block_bytes()).enumerate() {
        unpack(kind, bytes, &mut block);
        for (t, out) in out.iter_mut().enumerate() {
            let x = acts.row(t);
            for g in 0..kind.block() / 16 {
                let at = b * kind.block() + 16 * g;
                let (high, low) = x.bytes[at / 32].split_at(32);
                let bytes = high[at % 32..].iter().zip(&low[at % 32..]);
                let numbers = block.numbers[16 * g..][..16].iter().zip(bytes);
                let whole: i32 =
                    numbers.map(|(q, (high, low))| i32::from(*q) * (128 * i32::from(*high) + i32::from(*low))).sum();
                *out += block.scales[g] * whole as f32 * x.scales[at / 32] - block.mins[g] * x.sums16[at / 16];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantize;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        /// Any bytes are some matrix: no pattern of bits may make a kernel differ from the meaning, or panic.
        #[test]
        fn every_kernel_gives_the_meaning(
            which in 0usize..10, bytes in prop::collection::vec(any::<u8>(), 2 * 2 * 210),
            x in prop::collection::vec(-3f32..3.0, 2 * 512)
        ) {
            let kind = [Kind::Q4_0, Kind::Q4_1, Kind::Q5_0, Kind::Q5_1, Kind::Q8_0, Kind::Q2K, Kind::Q3K, Kind::Q4K,
                Kind::Q5K, Kind::Q6K][which];
            let columns = if kind.block() == 32 { 96 } else { 512 };
            let mut bytes = bytes;
            bytes.truncate(2 * kind.bytes(columns));
            // Scales of a file are small numbers; the exponent of both is set so.
            for block in bytes.chunks_exact_mut(kind.block_bytes()) {
                let places: &[usize] = match kind {
                    Kind::Q4_1 | Kind::Q5_1 | Kind::Q4K | Kind::Q5K => &[1, 3],
                    Kind::Q2K => &[81, 83],
                    Kind::Q3K => &[109],
                    Kind::Q6K => &[209],
                    _ => &[1],
                };
                for place in places {
                    block[*place] = block[*place] & 0x83 | 0x1c;
                }
            }
            let mut acts = Acts::default();
            quantize(&x[..2 * columns], columns, &mut acts);
            let mut expect = [0.0; 4];
            rows(Isa::Plain, kind, &bytes, &acts, &mut expect);
            let mut floats = [0.0; 4];
            float_rows(Kind::F32, &floats_of(kind, &bytes, columns), &x[..2 * columns], columns, &mut floats);
            let size = floats.iter().chain(&expect).fold(1.0f32, |m, v| m.max(v.abs()));
            for isa in Isa::all_here() {
                let mut got = [0.0; 4];
                rows(isa, kind, &bytes, &acts, &mut got);
                for (g, e) in got.iter().zip(&expect) {
                    prop_assert!((g - e).abs() < 2e-5 * size, "{:?} {:?}: {} {}", isa, kind, g, e);
                }
            }
        }
    }

    fn floats_of(kind: Kind, bytes: &[u8], columns: usize) -> Vec<u8> {
        let mut row = vec![0.0; columns];
        let mut out = Vec::new();
        for bytes in bytes.chunks_exact(kind.bytes(columns)) {
            unpack_row(kind, bytes, &mut row);
            out.extend(row.iter().flat_map(|v| v.to_le_bytes()));
        }
        out
    }
}
