//! The other factor of a product: activations as bytes.

use crate::kernel;

/// Values that share a scale.
pub(crate) const BLOCK: usize = 32;

/// Rows of activations, quantized by blocks of 32, with the sums that formats with an offset need.
#[derive(Clone, Debug, Default)]
pub struct Acts {
    /// Number of rows.
    pub count: usize,
    /// Values of a row, whole blocks.
    pub columns: usize,
    /// -127 to 127.
    pub bytes: Vec<i8>,
    /// One a block.
    pub scales: Vec<f32>,
    /// Sum of the values of each 16.
    pub sums16: Vec<f32>,
    /// Sum of the values of each 32.
    pub sums32: Vec<f32>,
}

/// Quantizes rows of `columns` values (whole blocks of 32).
pub fn quantize(x: &[f32], columns: usize, out: &mut Acts) {
    let blocks = x.len() / BLOCK;
    out.count = x.len() / columns.max(1);
    out.columns = columns;
    out.bytes.resize(x.len(), 0);
    out.scales.resize(blocks, 0.0);
    out.sums16.resize(2 * blocks, 0.0);
    out.sums32.resize(blocks, 0.0);
    kernel::quantize_blocks(x, &mut out.bytes, &mut out.scales, &mut out.sums16);
    for (sum, halves) in out.sums32.iter_mut().zip(out.sums16.as_chunks::<2>().0) {
        *sum = halves[0] + halves[1];
    }
}

impl Acts {
    /// Row `i`: bytes, scales, sums of 16, sums of 32.
    #[inline(always)]
    pub(crate) fn row(&self, i: usize) -> (&[i8], &[f32], &[f32], &[f32]) {
        let blocks = self.columns / BLOCK;
        (
            &self.bytes[i * self.columns..][..self.columns],
            &self.scales[i * blocks..][..blocks],
            &self.sums16[2 * i * blocks..][..2 * blocks],
            &self.sums32[i * blocks..][..blocks],
        )
    }
}
