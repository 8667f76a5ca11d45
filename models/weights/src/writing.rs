//! Writes a GGUF file, tensor by tensor: a model is converted in the memory of its largest tensor.

use crate::{Weights, WeightsError};
use candle_core::quantized::{GgmlDType, QTensor};
use candle_core::{Device, Tensor};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Every tensor begins at a multiple of this, as GGUF wants it.
const ALIGNMENT: u64 = 32;
/// "GGUF".
const MAGIC: [u8; 4] = *b"GGUF";
/// GGUF's number of a text.
const TEXT: u32 = 8;

/// A tensor to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Its name, in the source and in the new file.
    pub name: String,
    /// Its sizes, outermost first.
    pub shape: Vec<usize>,
    /// How it is to be written.
    pub kind: GgmlDType,
}

impl Wanted {
    fn bytes(&self) -> u64 {
        let count: usize = self.shape.iter().product();
        (count / self.kind.block_size() * self.kind.type_size()) as u64
    }
}

/// GGML's number of a type.
fn number_of(kind: GgmlDType) -> u32 {
    (0..64).find(|n| crate::place::kind_of(*n) == Some(kind)).unwrap_or(0)
}

impl Weights {
    /// Writes the tensors that are wanted, with some texts, into a new file, which is on the disk when this returns.
    /// Blocks that are of the type wanted go over as they are.
    ///
    /// # Errors
    /// A tensor that is missing, of other sizes, or holds something that is no number; the disk.
    pub fn convert(&self, to: &Path, texts: &[(&str, &str)], wanted: &[Wanted]) -> Result<(), WeightsError> {
        let cannot = |source| WeightsError::Write { path: to.to_path_buf(), source };
        let mut out = BufWriter::new(File::create(to).map_err(cannot)?);
        let head = header(texts, wanted);
        out.write_all(&head).map_err(cannot)?;
        for tensor in wanted {
            let (kind, bytes) = self.bytes(&tensor.name, &tensor.shape)?;
            let passes = kind == tensor.kind && kind == GgmlDType::Q8_0;
            let bytes = if passes { bytes } else { self.rewritten(tensor)? };
            out.write_all(&bytes).map_err(cannot)?;
            let fill = (bytes.len() as u64).next_multiple_of(ALIGNMENT) as usize - bytes.len();
            out.write_all(&[0; ALIGNMENT as usize][..fill]).map_err(cannot)?;
        }
        let file = out.into_inner().map_err(|e| cannot(e.into_error()))?;
        file.sync_all().map_err(cannot)
    }

    fn rewritten(&self, tensor: &Wanted) -> Result<Vec<u8>, WeightsError> {
        let values = self.values(&tensor.name, &tensor.shape)?;
        if tensor.kind == GgmlDType::F32 {
            return Ok(values.iter().flat_map(|v| v.to_le_bytes()).collect());
        }
        let values = Tensor::from_vec(values, tensor.shape.as_slice(), &Device::Cpu)?;
        Ok(QTensor::quantize(&values, tensor.kind)?.data()?.into_owned())
    }
}

fn header(texts: &[(&str, &str)], wanted: &[Wanted]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    let word = |out: &mut Vec<u8>, text: &str| {
        out.extend((text.len() as u64).to_le_bytes());
        out.extend(text.as_bytes());
    };
    out.extend(3u32.to_le_bytes());
    out.extend((wanted.len() as u64).to_le_bytes());
    out.extend((texts.len() as u64).to_le_bytes());
    for (key, text) in texts {
        word(&mut out, key);
        out.extend(TEXT.to_le_bytes());
        word(&mut out, text);
    }
    let mut offset = 0u64;
    for tensor in wanted {
        word(&mut out, &tensor.name);
        out.extend((tensor.shape.len() as u32).to_le_bytes());
        for size in tensor.shape.iter().rev() {
            out.extend((*size as u64).to_le_bytes());
        }
        out.extend(number_of(tensor.kind).to_le_bytes());
        out.extend(offset.to_le_bytes());
        offset += tensor.bytes().next_multiple_of(ALIGNMENT);
    }
    out.resize((out.len() as u64).next_multiple_of(ALIGNMENT) as usize, 0);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_back() {
        let folder = std::env::temp_dir().join(format!("huisclos-writing-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("the temporary folder is writable");
        let (plain, new, again) = (folder.join("a.safetensors"), folder.join("b.gguf"), folder.join("c.gguf"));
        let values: Vec<f32> = (0..192).map(|i| (i as f32 * 0.7).sin()).collect();
        let tensor = Tensor::from_vec(values.clone(), (3, 64), &Device::Cpu).expect("192 values");
        let bias = Tensor::from_vec(vec![1.0f32, -2.0, 0.5], 3, &Device::Cpu).expect("3 values");
        let all = std::collections::HashMap::from([("w".to_string(), tensor), ("b".to_string(), bias)]);
        candle_core::safetensors::save(&all, &plain).expect("writable");
        let source = Weights::safetensors(&folder, &[plain]).expect("sound");
        let wanted = |name: &str, shape: &[usize], kind| Wanted { name: name.into(), shape: shape.into(), kind };
        let both = [wanted("b", &[3], GgmlDType::F32), wanted("w", &[3, 64], GgmlDType::Q8_0)];
        source.convert(&new, &[("what", "été")], &both).expect("writable");
        let read = Weights::gguf(&new).expect("sound");
        assert_eq!(read.text("what"), Some("été"));
        assert_eq!(read.values("b", &[3]).expect("there"), [1.0, -2.0, 0.5]);
        let got = read.values("w", &[3, 64]).expect("there");
        assert!(got.iter().zip(&values).all(|(a, b)| (a - b).abs() < 0.005), "{got:?}");
        read.convert(&again, &[("what", "été")], &both).expect("writable");
        let bytes = |path| std::fs::read(path).expect("just written");
        assert_eq!(bytes(&new), bytes(&again), "blocks go over as they are");
        let error = read.convert(&again, &[], &[wanted("x", &[3], GgmlDType::F32)]).expect_err("no x").to_string();
        assert!(error.contains("no tensor x"), "{error}");
        std::fs::remove_dir_all(folder).expect("just made");
    }
}
