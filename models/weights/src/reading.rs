//! Tensors of a model's files, whatever their form: where each lies is known and checked before a value is read, and each is
//! read when it is asked for. Nothing in the files is trusted.

use crate::place::apart;
use crate::{Matrix, Place, Precision, WeightsError, kind_of, safetensors};
use candle_core::quantized::{GgmlDType, QStorage, QTensor};
use candle_core::{DType, Device};
use huisclos_blocks::Gguf;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// A model's files, open for reading.
pub struct Weights {
    path: PathBuf,
    files: Vec<File>,
    tensors: HashMap<String, Place>,
    /// The header of a GGUF file; no other form says anything about itself.
    header: Option<Gguf>,
}

impl Weights {
    /// Opens a GGUF file and reads its header.
    pub fn gguf(path: &Path) -> Result<Self, WeightsError> {
        let header = Gguf::open(path)?;
        let mut tensors = HashMap::new();
        for (name, tensor) in header.tensors() {
            let shape: Vec<u64> = tensor.shape.iter().map(|size| *size as u64).collect();
            let kind = kind_of(tensor.kind.number());
            let kind = kind.ok_or_else(|| damaged(path, format!("{name} is of a type that is not read")))?;
            let at = (0, tensor.place.start as u64);
            let place = Place::new(name, kind, &shape, at, header.len() as u64).map_err(|why| damaged(path, why))?;
            tensors.insert(name.to_string(), place);
        }
        Self::of(path, vec![open(path)?], tensors, Some(header))
    }

    /// Opens safetensors files; `path` is their folder, named in errors.
    pub fn safetensors(path: &Path, files: &[PathBuf]) -> Result<Self, WeightsError> {
        let (mut tensors, mut open_files) = (HashMap::new(), Vec::new());
        for (i, name) in files.iter().enumerate() {
            let file = open(name)?;
            let found = safetensors::read(BufReader::new(&file), i).map_err(|why| damaged(name, why))?;
            tensors.extend(found);
            open_files.push(file);
        }
        Self::of(path, open_files, tensors, None)
    }

    /// A file whose header somebody else has read: where each tensor lies.
    pub fn placed(path: &Path, file: File, tensors: HashMap<String, Place>) -> Result<Self, WeightsError> {
        Self::of(path, vec![file], tensors, None)
    }

    fn of(
        path: &Path,
        files: Vec<File>,
        tensors: HashMap<String, Place>,
        header: Option<Gguf>,
    ) -> Result<Self, WeightsError> {
        apart(&tensors).map_err(|why| damaged(path, why))?;
        Ok(Self { path: path.to_path_buf(), files, tensors, header })
    }

    /// The file or folder, for errors.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// An error that this sound file does not fit.
    pub fn unsuitable(&self, why: impl Into<String>) -> WeightsError {
        WeightsError::Unsuitable { path: self.path.clone(), why: why.into() }
    }

    /// A text of the metadata.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.header.as_ref()?.text(key)
    }

    /// A list of texts of the metadata; empty when absent.
    pub fn texts(&self, key: &str) -> Vec<String> {
        let texts = self.header.as_ref().and_then(|header| header.texts(key).ok());
        texts.unwrap_or_default().into_iter().map(str::to_owned).collect()
    }

    /// A number of the metadata, whatever its type.
    pub fn number(&self, key: &str) -> Option<f64> {
        self.header.as_ref()?.number(key)
    }

    /// Sizes of a tensor, outermost first; `None` when the file has none of that name.
    pub fn shape(&self, name: &str) -> Option<Vec<usize>> {
        self.tensors.get(name).map(|t| t.shape.clone())
    }

    /// How a tensor's values are written; `None` when the file has none of that name.
    pub fn kind(&self, name: &str) -> Option<GgmlDType> {
        self.tensors.get(name).map(|t| t.kind)
    }

    /// A tensor's bytes as they stand in the file, with their type; its shape must be the one expected. No scale of a
    /// block is anything but a number.
    pub fn bytes(&self, name: &str, shape: &[usize]) -> Result<(GgmlDType, Vec<u8>), WeightsError> {
        let place = self.check(name, shape)?;
        let mut bytes = vec![0; place.bytes as usize];
        self.files[place.file]
            .read_exact_at(&mut bytes, place.offset)
            .map_err(|source| WeightsError::Read { path: self.path.clone(), source })?;
        if place.kind == GgmlDType::Q8_0 && !bytes.chunks_exact(34).all(|b| is_number(b[0], b[1])) {
            return Err(self.no_number(name));
        }
        Ok((place.kind, bytes))
    }

    /// A tensor's values in f32; its shape must be the one expected.
    pub fn values(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, WeightsError> {
        let (kind, bytes) = self.bytes(name, shape)?;
        let values: Vec<f32> = match kind {
            GgmlDType::F32 => bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect(),
            _ => {
                let storage = QStorage::from_data(Cow::Owned(bytes), &Device::Cpu, kind)?;
                let tensor = QTensor::new(storage, shape)?.dequantize(&Device::Cpu)?;
                tensor.to_dtype(DType::F32)?.flatten_all()?.to_vec1()?
            }
        };
        if values.iter().any(|v| !v.is_finite()) {
            return Err(self.no_number(name));
        }
        Ok(values)
    }

    fn no_number(&self, name: &str) -> WeightsError {
        damaged(&self.path, format!("{name} holds something that is no number"))
    }

    /// Some matrices of `columns` inputs, one above the other, as one (queries, keys and values in one product).
    pub fn matrix(
        &self,
        names: &[&str],
        rows_each: usize,
        columns: usize,
        precision: Precision,
    ) -> Result<Matrix, WeightsError> {
        let rows = rows_each * names.len();
        if precision == Precision::Quick
            && let Some(matrix) = self.blocks(names, rows_each, columns)?
        {
            return Ok(matrix);
        }
        let mut values = Vec::with_capacity(rows * columns);
        for name in names {
            values.extend(self.values(name, &[rows_each, columns])?);
        }
        Matrix::new(values, rows, columns, precision)
    }

    /// The same from blocks that are already in this CPU's form: exact, and no second rounding.
    fn blocks(&self, names: &[&str], rows_each: usize, columns: usize) -> Result<Option<Matrix>, WeightsError> {
        let mut kind = None;
        for name in names {
            let found = self.check(name, &[rows_each, columns])?.kind;
            if *kind.get_or_insert(found) != found {
                return Ok(None);
            }
        }
        if !kind.is_some_and(|kind| Matrix::takes_blocks(kind, columns)) {
            return Ok(None);
        }
        let mut blocks = Vec::new();
        for name in names {
            blocks.extend(self.bytes(name, &[rows_each, columns])?.1);
        }
        Ok(Matrix::from_blocks(&blocks, rows_each * names.len(), columns))
    }

    fn check(&self, name: &str, shape: &[usize]) -> Result<&Place, WeightsError> {
        match self.tensors.get(name) {
            None => Err(self.unsuitable(format!("it has no tensor {name}"))),
            Some(found) if found.shape != shape => {
                Err(self.unsuitable(format!("{name} is {:?}, its configuration says {shape:?}", found.shape)))
            }
            Some(place) => Ok(place),
        }
    }
}

/// True for the two bytes of an f16 that is neither infinite nor NaN.
fn is_number(low: u8, high: u8) -> bool {
    u16::from_le_bytes([low, high]) & 0x7c00 != 0x7c00
}

fn open(path: &Path) -> Result<File, WeightsError> {
    File::open(path).map_err(|source| WeightsError::Read { path: path.to_path_buf(), source })
}

fn damaged(path: &Path, why: String) -> WeightsError {
    WeightsError::Damaged { path: path.to_path_buf(), why }
}
