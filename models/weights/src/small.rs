//! Products of small matrices on the caller's own thread.
//!
//! Candle hands every quantized product to a pool that meets at a barrier, spinning. For a token of a small model that is
//! hundreds of meetings of a few microseconds each, and when another program holds a core, each may wait a scheduler's whole
//! turn: a turn of the language model was seen to take 4.6 s instead of 10 ms. A small product is quicker than the meeting.

use crate::kernel;

/// Values that share a scale, as in Q8_0.
const BLOCK: usize = 32;
/// Largest matrix that is also kept in this form: 1 M values, 1.1 MB.
const VALUES_MAX: usize = 1 << 20;
/// Largest product done here, multiplications: about half a millisecond.
const PRODUCTS_MAX: usize = 8 << 20;

/// A matrix in bytes with a scale for each block of a row.
pub(crate) struct Small {
    bytes: Vec<i8>,
    scales: Vec<f32>,
    columns: usize,
    rows: usize,
}

impl Small {
    /// The matrix in this form, if it is small.
    pub(crate) fn new(values: &[f32], rows: usize, columns: usize) -> Option<Self> {
        if values.len() > VALUES_MAX || rows == 0 || columns == 0 {
            return None;
        }
        let (bytes, scales) = quantized(values, columns);
        Some(Self { bytes, scales, columns, rows })
    }

    /// The products of each row of `x` with every row of the matrix, if they are few.
    pub(crate) fn apply(&self, x: &[f32]) -> Option<Vec<f32>> {
        let count = x.len() / self.columns;
        if count * self.rows * self.columns > PRODUCTS_MAX {
            return None;
        }
        let (bytes, scales) = quantized(x, self.columns);
        let wide = self.columns.next_multiple_of(BLOCK);
        let blocks = wide / BLOCK;
        let mut out = vec![0.0; count * self.rows];
        // Row by row of the matrix, so that each is read once however many rows `x` has.
        for (r, (row, row_scales)) in self.bytes.chunks_exact(wide).zip(self.scales.chunks_exact(blocks)).enumerate() {
            for (i, (x, x_scales)) in bytes.chunks_exact(wide).zip(scales.chunks_exact(blocks)).enumerate() {
                out[i * self.rows + r] = kernel::dot_bytes(row, row_scales, x, x_scales);
            }
        }
        Some(out)
    }
}

/// Rows as bytes, each block by its largest value; rows are filled up to whole blocks with zeros.
fn quantized(values: &[f32], columns: usize) -> (Vec<i8>, Vec<f32>) {
    let wide = columns.next_multiple_of(BLOCK);
    let rows = values.len() / columns;
    let (mut bytes, mut scales) = (vec![0i8; rows * wide], vec![0.0; rows * wide / BLOCK]);
    for (row, (bytes, scales)) in
        values.chunks_exact(columns).zip(bytes.chunks_exact_mut(wide).zip(scales.chunks_exact_mut(wide / BLOCK)))
    {
        for (block, (bytes, scale)) in row.chunks(BLOCK).zip(bytes.chunks_exact_mut(BLOCK).zip(scales)) {
            *scale = kernel::to_bytes(block, bytes);
        }
    }
    (bytes, scales)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_those_of_floats_and_large_ones_are_left_to_the_pool() {
        let value = |i: usize| ((i * 7919 % 1000) as f32 / 500.0 - 1.0) * if i % 40 < 20 { 1.0 } else { 0.01 };
        for (rows, columns, count) in [(3, 5, 2), (16, 32, 1), (7, 100, 3), (64, 256, 4)] {
            let w: Vec<f32> = (0..rows * columns).map(value).collect();
            let x: Vec<f32> = (0..count * columns).map(|i| value(i + 13)).collect();
            let got = Small::new(&w, rows, columns).expect("small").apply(&x).expect("few");
            for i in 0..count {
                for r in 0..rows {
                    let exact: f32 = (0..columns).map(|c| w[r * columns + c] * x[i * columns + c]).sum();
                    assert!((got[i * rows + r] - exact).abs() < 0.01 * (columns as f32).sqrt(), "{rows} {columns}");
                }
            }
        }
        assert!(Small::new(&vec![0.0; VALUES_MAX + 1], 1, VALUES_MAX + 1).is_none());
        let wide = Small::new(&vec![0.5; 1 << 18], 512, 512).expect("small");
        assert!(wide.apply(&vec![0.5; 512 * 64]).is_none() && wide.apply(&vec![0.5; 512]).is_some());
    }

    #[test]
    fn blocks_of_a_file_come_back_as_they_were() {
        let values: Vec<f32> = (0..64).map(|i| ((i * 37 % 255) as f32 - 127.0) * 0.003).collect();
        let mut whole = values.clone();
        (whole[3], whole[40]) = (127.0 * 0.003, -127.0 * 0.003); // each block has its largest, as in a Q8_0 file
        let (bytes, scales) = quantized(&whole, 64);
        for (i, value) in whole.iter().enumerate() {
            assert!((f32::from(bytes[i]) * scales[i / BLOCK] - value).abs() < 1e-6);
        }
    }
}
