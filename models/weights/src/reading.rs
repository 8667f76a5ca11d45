//! Tensors of a model's file: GGUF, or one or more safetensors files. Nothing in the file is trusted.

use crate::{Matrix, Precision, WeightsError};
use candle_core::quantized::gguf_file::{Content, Value};
use candle_core::{DType, Device, Tensor};
use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// A model's file, open for reading.
pub struct Weights {
    path: PathBuf,
    source: Source,
}

enum Source {
    Gguf { content: Box<Content>, file: BufReader<File> },
    Plain(HashMap<String, Tensor>),
}

impl Weights {
    /// Opens a GGUF file and reads its header.
    pub fn gguf(path: &Path) -> Result<Self, WeightsError> {
        let file = File::open(path).map_err(|source| WeightsError::Read { path: path.to_path_buf(), source })?;
        let mut file = BufReader::new(file);
        let content = Content::read(&mut file).map_err(|e| damaged(path, e))?;
        Ok(Self { path: path.to_path_buf(), source: Source::Gguf { content: Box::new(content), file } })
    }

    /// Reads safetensors files into memory; `path` is their folder, named in errors.
    pub fn safetensors(path: &Path, files: &[PathBuf]) -> Result<Self, WeightsError> {
        let mut tensors = HashMap::new();
        for file in files {
            std::fs::metadata(file).map_err(|source| WeightsError::Read { path: file.clone(), source })?;
            tensors.extend(candle_core::safetensors::load(file, &Device::Cpu).map_err(|e| damaged(file, e))?);
        }
        Ok(Self { path: path.to_path_buf(), source: Source::Plain(tensors) })
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
        match self.value(key)? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// A list of texts of the metadata; empty when absent.
    pub fn texts(&self, key: &str) -> Vec<String> {
        match self.value(key) {
            Some(Value::Array(values)) => values
                .iter()
                .filter_map(|v| match v {
                    Value::String(text) => Some(text.clone()),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A number of the metadata, whatever its type.
    pub fn number(&self, key: &str) -> Option<f64> {
        Some(match self.value(key)? {
            Value::F32(v) => f64::from(*v),
            Value::F64(v) => *v,
            Value::I32(v) => f64::from(*v),
            other => other.to_u64().ok()? as f64,
        })
    }

    fn value(&self, key: &str) -> Option<&Value> {
        match &self.source {
            Source::Gguf { content, .. } => content.metadata.get(key),
            Source::Plain(_) => None,
        }
    }

    /// Sizes of a tensor, outermost first; `None` when the file has none of that name.
    pub fn shape(&self, name: &str) -> Option<Vec<usize>> {
        match &self.source {
            Source::Gguf { content, .. } => content.tensor_infos.get(name).map(|t| t.shape.dims().to_vec()),
            Source::Plain(tensors) => tensors.get(name).map(|t| t.dims().to_vec()),
        }
    }

    /// A tensor's values in f32; its shape must be the one expected.
    pub fn values(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, WeightsError> {
        self.check(name, shape)?;
        let path = self.path.clone();
        let tensor = match &mut self.source {
            Source::Plain(tensors) => tensors.get(name).cloned().ok_or_else(|| candle_core::Error::Msg(name.into()))?,
            Source::Gguf { content, file } => content
                .tensor(file, name, &Device::Cpu)
                .and_then(|t| t.dequantize(&Device::Cpu))
                .map_err(|e| damaged(&path, e))?,
        };
        let values: Vec<f32> = tensor.to_dtype(DType::F32)?.flatten_all()?.to_vec1()?;
        if values.iter().any(|v| !v.is_finite()) {
            return Err(WeightsError::Damaged { path, why: format!("{name} holds something that is no number") });
        }
        Ok(values)
    }

    /// Some matrices of `columns` inputs, one above the other, as one (queries, keys and values in one product).
    pub fn matrix(
        &mut self,
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
    fn blocks(&mut self, names: &[&str], rows_each: usize, columns: usize) -> Result<Option<Matrix>, WeightsError> {
        for name in names {
            self.check(name, &[rows_each, columns])?;
        }
        let path = self.path.clone();
        let Source::Gguf { content, file } = &mut self.source else { return Ok(None) };
        let mut blocks = Vec::new();
        let mut kind = None;
        for name in names {
            let tensor = content.tensor(file, name, &Device::Cpu).map_err(|e| damaged(&path, e))?;
            if *kind.get_or_insert(tensor.dtype()) != tensor.dtype() {
                return Ok(None);
            }
            blocks.extend_from_slice(&tensor.data()?);
        }
        match kind {
            Some(kind) => Matrix::from_blocks(&blocks, rows_each * names.len(), columns, kind),
            None => Ok(None),
        }
    }

    fn check(&self, name: &str, shape: &[usize]) -> Result<(), WeightsError> {
        match self.shape(name) {
            None => Err(self.unsuitable(format!("it has no tensor {name}"))),
            Some(found) if found != shape => {
                Err(self.unsuitable(format!("{name} is {found:?}, its configuration says {shape:?}")))
            }
            Some(_) => Ok(()),
        }
    }
}

fn damaged(path: &Path, error: candle_core::Error) -> WeightsError {
    // Candle adds a backtrace on further lines; the first says what is wrong.
    let why = error.to_string().lines().next().unwrap_or("unreadable").to_string();
    WeightsError::Damaged { path: path.to_path_buf(), why }
}
