//! A weight matrix: quantized for speed, or as it is for comparison with a reference implementation.

use crate::packed::{BLOCK, Packed};
use crate::{WeightsError, kernel};
use candle_core::quantized::GgmlDType;
use candle_core::{Device, Tensor};

/// How weights are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// In eight bits, as Q8_0, the fastest form; within a percent of exact.
    #[default]
    Quick,
    /// f32, for numerical comparison.
    Exact,
}

/// `rows` outputs of `columns` inputs, with an optional bias.
pub struct Matrix {
    form: Form,
    rows: usize,
    columns: usize,
    bias: Option<Vec<f32>>,
}

enum Form {
    Quick(Packed),
    Exact { transposed: Tensor },
}

impl Matrix {
    /// A matrix from its values, row by row.
    pub fn new(values: Vec<f32>, rows: usize, columns: usize, precision: Precision) -> Result<Self, WeightsError> {
        let form = match precision {
            Precision::Exact => {
                let transposed = Tensor::from_vec(values, (rows, columns), &Device::Cpu)?.t()?;
                Form::Exact { transposed }
            }
            Precision::Quick => Form::Quick(Packed::new(&values, rows, columns)),
        };
        Ok(Self { form, rows, columns, bias: None })
    }

    /// True when blocks of this type can be used as they are.
    pub(crate) fn takes_blocks(kind: GgmlDType, columns: usize) -> bool {
        kind == GgmlDType::Q8_0 && columns.is_multiple_of(BLOCK)
    }

    /// A matrix from blocks as they stand in a file, when they can be used as they are.
    pub(crate) fn from_blocks(blocks: &[u8], rows: usize, columns: usize) -> Option<Self> {
        let packed = Packed::from_blocks(blocks, rows, columns)?;
        Some(Self { form: Form::Quick(packed), rows, columns, bias: None })
    }

    /// The same with a bias of one value a row.
    pub fn with_bias(mut self, bias: Vec<f32>) -> Self {
        debug_assert_eq!(bias.len(), self.rows);
        self.bias = Some(bias);
        self
    }

    /// Number of outputs.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of inputs.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The products of each row of `x` (`columns` values) with every row of the matrix, plus the bias.
    pub fn apply(&self, x: &[f32]) -> Result<Vec<f32>, WeightsError> {
        self.product(x, |out| {
            if let Some(bias) = &self.bias {
                kernel::bias(out, bias);
            }
        })
    }

    /// The same followed by GELU.
    pub fn apply_gelu(&self, x: &[f32]) -> Result<Vec<f32>, WeightsError> {
        match &self.bias {
            Some(bias) => self.product(x, |out| kernel::bias_gelu(out, bias)),
            None => self.product(x, |out| kernel::bias_gelu(out, &vec![0.0; self.rows])),
        }
    }

    fn product(&self, x: &[f32], finish: impl Fn(&mut [f32]) + Sync) -> Result<Vec<f32>, WeightsError> {
        match &self.form {
            Form::Exact { transposed } => {
                let x = Tensor::from_slice(x, (x.len() / self.columns, self.columns), &Device::Cpu)?;
                let mut out = x.matmul(transposed)?.flatten_all()?.to_vec1()?;
                finish(&mut out);
                Ok(out)
            }
            Form::Quick(packed) => Ok(packed.apply(x, finish)),
        }
    }

    /// Row `index` as f32 (an embedding); `None` past the end.
    pub fn row(&self, index: usize) -> Result<Option<Vec<f32>>, WeightsError> {
        if index >= self.rows {
            return Ok(None);
        }
        Ok(Some(match &self.form {
            Form::Exact { transposed } => transposed.narrow(1, index, 1)?.flatten_all()?.to_vec1()?,
            Form::Quick(packed) => packed.row(index),
        }))
    }
}

/// The form in which a matrix of so many columns is written into a file: Q8_0, whose blocks our products take as they are on every
/// processor (measured against the others in `models/README.md`); as it is where its rows are no whole blocks.
pub fn quick_kind(columns: usize) -> GgmlDType {
    if columns.is_multiple_of(BLOCK) { GgmlDType::Q8_0 } else { GgmlDType::F32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive(w: &[f32], x: &[f32], columns: usize) -> Vec<f32> {
        x.chunks_exact(columns)
            .flat_map(|x| {
                w.chunks_exact(columns).map(|w| w.iter().zip(x).map(|(a, b)| a * b).sum()).collect::<Vec<f32>>()
            })
            .collect()
    }

    fn values(count: usize, seed: u64) -> Vec<f32> {
        let mut state = seed;
        (0..count)
            .map(|_| {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                ((state >> 40) as f32 / (1 << 23) as f32 - 1.0) * 0.5
            })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn any_size_multiplies(rows in 1usize..70, columns in 1usize..400, count in 1usize..5, seed in 0u64..1000) {
            let (w, x) = (values(rows * columns, seed), values(count * columns, seed + 1));
            let expect = naive(&w, &x, columns);
            for (precision, slack) in [(Precision::Exact, 1e-4), (Precision::Quick, 0.02)] {
                let matrix = Matrix::new(w.clone(), rows, columns, precision).expect("sound sizes");
                let got = matrix.apply(&x).expect("sound sizes");
                prop_assert_eq!(got.len(), expect.len());
                for (g, e) in got.iter().zip(&expect) {
                    prop_assert!((g - e).abs() < slack * (columns as f32).sqrt(), "{:?} {} {}", precision, g, e);
                }
                let row = matrix.row(rows - 1).expect("sound sizes").expect("inside");
                prop_assert_eq!(row.len(), columns);
                prop_assert!((row[0] - w[(rows - 1) * columns]).abs() < 0.02);
                prop_assert!(matrix.row(rows).expect("sound sizes").is_none());
            }
        }
    }

    #[test]
    fn the_bias_is_added_once_a_row() {
        let matrix =
            Matrix::new(vec![1.0, 0.0, 0.0, 1.0], 2, 2, Precision::Exact).expect("2 x 2").with_bias(vec![10.0, 20.0]);
        assert_eq!(matrix.apply(&[1.0, 2.0, 3.0, 4.0]).expect("2 x 2"), [11.0, 22.0, 13.0, 24.0]);
    }
}
