//! A weight matrix: quantized for speed, or as it is for comparison with a reference implementation.

use crate::small::Small;
use crate::{WeightsError, kernel};
use candle_core::quantized::{GgmlDType, QStorage, QTensor};
use candle_core::{CpuStorage, CustomOp1, Device, Layout, Shape, Tensor};
use std::borrow::Cow;

/// How weights are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// In the fastest form for this CPU; within a percent of exact.
    #[default]
    Quick,
    /// f32, for numerical comparison.
    Exact,
}

/// Inner sizes below which candle-core 0.11.1's fast kernels refuse without a word and a tenfold slower one runs: the
/// columns must be a multiple of 256 and the rows of 16 (`repack_x86::select`). What is missing is filled with zeros.
const COLUMNS_STEP: usize = 256;
const ROWS_STEP: usize = 16;

/// `rows` outputs of `columns` inputs, with an optional bias.
pub struct Matrix {
    form: Form,
    rows: usize,
    columns: usize,
    bias: Option<Vec<f32>>,
}

enum Form {
    Quick { tensor: QTensor, rows_padded: usize, columns_padded: usize, small: Option<Small> },
    Exact { transposed: Tensor },
}

impl Matrix {
    /// A matrix from its values, row by row.
    pub fn new(values: Vec<f32>, rows: usize, columns: usize, precision: Precision) -> Result<Self, WeightsError> {
        let cpu = Device::Cpu;
        let form = match precision {
            Precision::Exact => {
                let transposed = Tensor::from_vec(values, (rows, columns), &cpu)?.t()?;
                Form::Exact { transposed }
            }
            Precision::Quick => {
                let (rows_padded, columns_padded) =
                    (rows.next_multiple_of(ROWS_STEP), columns.next_multiple_of(COLUMNS_STEP));
                let small = Small::new(&values, rows, columns);
                let values = Tensor::from_vec(values, (rows, columns), &cpu)?
                    .pad_with_zeros(0, 0, rows_padded - rows)?
                    .pad_with_zeros(1, 0, columns_padded - columns)?;
                let tensor = QTensor::quantize(&values.contiguous()?, quick_type())?;
                Form::Quick { tensor, rows_padded, columns_padded, small }
            }
        };
        Ok(Self { form, rows, columns, bias: None })
    }

    /// True when blocks of this type can be used as they are.
    pub(crate) fn takes_blocks(kind: GgmlDType, columns: usize) -> bool {
        kind == quick_type() && columns.is_multiple_of(COLUMNS_STEP)
    }

    /// A matrix from quantized blocks as they stand in a file, when they can be used as they are: the type is this CPU's,
    /// and the columns need no padding. Rows that are missing are filled with zero blocks.
    pub(crate) fn from_blocks(
        mut blocks: Vec<u8>,
        rows: usize,
        columns: usize,
        kind: GgmlDType,
    ) -> Result<Option<Self>, WeightsError> {
        let row_bytes = columns / kind.block_size() * kind.type_size();
        if !Self::takes_blocks(kind, columns) || blocks.len() != rows * row_bytes {
            return Ok(None);
        }
        let rows_padded = rows.next_multiple_of(ROWS_STEP);
        blocks.resize(rows_padded * row_bytes, 0);
        let storage = QStorage::from_data(Cow::Owned(blocks), &Device::Cpu, kind)?;
        let tensor = QTensor::new(storage, (rows_padded, columns))?;
        let values: Vec<f32> = tensor.dequantize(&Device::Cpu)?.narrow(0, 0, rows)?.flatten_all()?.to_vec1()?;
        let small = Small::new(&values, rows, columns);
        let form = Form::Quick { tensor, rows_padded, columns_padded: columns, small };
        Ok(Some(Self { form, rows, columns, bias: None }))
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
        let mut out = self.product(x)?;
        if let Some(bias) = &self.bias {
            kernel::bias(&mut out, bias);
        }
        Ok(out)
    }

    /// The same followed by GELU.
    pub fn apply_gelu(&self, x: &[f32]) -> Result<Vec<f32>, WeightsError> {
        let mut out = self.product(x)?;
        match &self.bias {
            Some(bias) => kernel::bias_gelu(&mut out, bias),
            None => kernel::bias_gelu(&mut out, &vec![0.0; self.rows]),
        }
        Ok(out)
    }

    fn product(&self, x: &[f32]) -> Result<Vec<f32>, WeightsError> {
        let count = x.len() / self.columns;
        match &self.form {
            Form::Exact { transposed } => {
                let x = Tensor::from_slice(x, (count, self.columns), &Device::Cpu)?;
                Ok(x.matmul(transposed)?.flatten_all()?.to_vec1()?)
            }
            Form::Quick { small: Some(small), .. } if let Some(out) = small.apply(x) => Ok(out),
            Form::Quick { tensor, rows_padded, columns_padded, .. } => {
                let input =
                    if *columns_padded == self.columns { x.to_vec() } else { widen(x, self.columns, *columns_padded) };
                let layout = Layout::contiguous(Shape::from((count, *columns_padded)));
                let (out, _) = tensor.cpu_fwd(&CpuStorage::F32(input), &layout)?;
                let out = match out {
                    CpuStorage::F32(out) => out,
                    other => {
                        return Err(candle_core::Error::Msg(format!(
                            "{:?} from a product of f32",
                            other.as_slice::<f32>().err()
                        ))
                        .into());
                    }
                };
                Ok(if *rows_padded == self.rows { out } else { narrow(&out, *rows_padded, self.rows) })
            }
        }
    }

    /// Row `index` as f32 (an embedding); `None` past the end.
    pub fn row(&self, index: usize) -> Result<Option<Vec<f32>>, WeightsError> {
        if index >= self.rows {
            return Ok(None);
        }
        Ok(Some(match &self.form {
            Form::Exact { transposed } => transposed.narrow(1, index, 1)?.flatten_all()?.to_vec1()?,
            Form::Quick { tensor, .. } => {
                let id = Tensor::new(&[index as u32], &Device::Cpu)?;
                let mut row: Vec<f32> = tensor.embedding(&id)?.flatten_all()?.to_vec1()?;
                row.truncate(self.columns);
                row
            }
        }))
    }
}

fn widen(x: &[f32], from: usize, to: usize) -> Vec<f32> {
    let mut out = vec![0.0; x.len() / from * to];
    for (row, wide) in x.chunks_exact(from).zip(out.chunks_exact_mut(to)) {
        wide[..from].copy_from_slice(row);
    }
    out
}

fn narrow(x: &[f32], from: usize, to: usize) -> Vec<f32> {
    x.chunks_exact(from).flat_map(|row| &row[..to]).copied().collect()
}

/// The quantized form whose kernels are fast here (measured, `models.md`): Q8_0 where the CPU multiplies bytes (VNNI), Q6_K
/// with AVX2 alone, where Q8_0 is four times slower. ARM has byte products in every chip since 2017.
fn quick_type() -> GgmlDType {
    #[cfg(target_arch = "x86_64")]
    if !(is_x86_feature_detected!("avx512vnni") || is_x86_feature_detected!("avxvnni")) {
        return GgmlDType::Q6K;
    }
    GgmlDType::Q8_0
}

/// The form in which a matrix of so many columns is quickest here, for whoever writes a file: blocks of the CPU's own type
/// where its rows are whole blocks, else Q8_0, which every size in use has whole blocks of; else as it is.
pub fn quick_kind(columns: usize) -> GgmlDType {
    [quick_type(), GgmlDType::Q8_0]
        .into_iter()
        .find(|kind| columns.is_multiple_of(kind.block_size()))
        .unwrap_or(GgmlDType::F32)
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
