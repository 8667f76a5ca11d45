//! The other factor of a product: activations as whole numbers of fifteen bits, each in two bytes.
//!
//! One byte alone (as llama.cpp has it) loses half a percent in every product, and two to three percent of the scores at the end
//! of a small model; with two, what is left is what the weights' own rounding cost. The second multiplies weights that are
//! there already: where the memory is waited for it costs next to nothing.

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
    /// Of each block the 32 high bytes (-127 to 127), then the 32 low ones (-64 to 63): 128 times the one plus the other.
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
    out.bytes.resize(2 * x.len(), 0);
    out.scales.resize(blocks, 0.0);
    out.sums16.resize(2 * blocks, 0.0);
    out.sums32.resize(blocks, 0.0);
    kernel::quantize_blocks(x, &mut out.bytes, &mut out.scales, &mut out.sums16);
    for (sum, halves) in out.sums32.iter_mut().zip(out.sums16.as_chunks::<2>().0) {
        *sum = halves[0] + halves[1];
    }
}

/// One row of activations.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub bytes: &'a [[i8; 64]],
    pub scales: &'a [f32],
    pub sums16: &'a [f32],
    pub sums32: &'a [f32],
}

impl Acts {
    /// Row `i`.
    #[inline(always)]
    pub(crate) fn row(&self, i: usize) -> Row<'_> {
        let blocks = self.columns / BLOCK;
        Row {
            bytes: &self.bytes.as_chunks::<64>().0[i * blocks..][..blocks],
            scales: &self.scales[i * blocks..][..blocks],
            sums16: &self.sums16[2 * i * blocks..][..2 * blocks],
            sums32: &self.sums32[i * blocks..][..blocks],
        }
    }
}
