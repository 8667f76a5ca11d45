//! Where a tensor lies in its file, checked before anything is read: type, sizes, end, neighbours.

use candle_core::quantized::GgmlDType;
use std::collections::HashMap;

/// Values of one tensor: Gemma's embedding has 1.1 thousand millions.
const VALUES_MAX: u64 = 1 << 31;
/// Tensors of one model: Whisper large has 1,300, Qwen3 of 36 layers 400.
pub(crate) const TENSORS_MAX: u64 = 1 << 14;
/// Letters of a tensor's name.
pub(crate) const NAME_BYTES_MAX: u64 = 256;

/// A tensor in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// How its values are written.
    pub kind: GgmlDType,
    /// Sizes, outermost first.
    pub shape: Vec<usize>,
    /// Which of the model's files.
    pub file: usize,
    /// Its first byte there.
    pub offset: u64,
    /// Its bytes.
    pub bytes: u64,
}

impl Place {
    /// A tensor at `offset` of a file of `len` bytes.
    ///
    /// # Errors
    /// What does not fit, with the tensor's name.
    pub fn new(
        name: &str,
        kind: GgmlDType,
        shape: &[u64],
        (file, offset): (usize, u64),
        len: u64,
    ) -> Result<Self, String> {
        if shape.is_empty() || shape.len() > 4 || shape.contains(&0) {
            return Err(format!("{name} has the sizes {shape:?}"));
        }
        let count = shape.iter().try_fold(1u64, |all, size| all.checked_mul(*size)).filter(|n| *n <= VALUES_MAX);
        let Some(count) = count else { return Err(format!("{name} has the sizes {shape:?}, more than any model")) };
        let (block, size) = (kind.block_size() as u64, kind.type_size() as u64);
        // A row is whole blocks, or rows could not be taken apart.
        if !shape[shape.len() - 1].is_multiple_of(block) {
            return Err(format!("{name} of sizes {shape:?} cannot be of type {kind:?}, which has blocks of {block}"));
        }
        let bytes = count / block * size;
        if offset.checked_add(bytes).is_none_or(|end| end > len) {
            return Err(format!("{name} lies past the file's end"));
        }
        Ok(Self { kind, shape: shape.iter().map(|n| *n as usize).collect(), file, offset, bytes })
    }
}

/// Two tensors in the same bytes would make a small file ask for all memory.
pub(crate) fn apart(tensors: &HashMap<String, Place>) -> Result<(), String> {
    let mut places: Vec<(&String, &Place)> = tensors.iter().collect();
    places.sort_by_key(|(_, place)| (place.file, place.offset, place.bytes));
    for pair in places.windows(2) {
        let ((first, a), (second, b)) = (pair[0], pair[1]);
        if a.file == b.file && a.offset + a.bytes > b.offset {
            return Err(format!("{second} lies in the same bytes as {first}"));
        }
    }
    Ok(())
}

/// GGML's number of a type, as GGUF and whisper.cpp write it; `None` for those that cannot be read.
pub fn kind_of(number: u32) -> Option<GgmlDType> {
    Some(match number {
        0 => GgmlDType::F32,
        1 => GgmlDType::F16,
        2 => GgmlDType::Q4_0,
        3 => GgmlDType::Q4_1,
        6 => GgmlDType::Q5_0,
        7 => GgmlDType::Q5_1,
        8 => GgmlDType::Q8_0,
        10 => GgmlDType::Q2K,
        11 => GgmlDType::Q3K,
        12 => GgmlDType::Q4K,
        13 => GgmlDType::Q5K,
        14 => GgmlDType::Q6K,
        30 => GgmlDType::BF16,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_that_no_model_has_are_refused_by_name() {
        let place = |kind, shape: &[u64], offset| Place::new("w", kind, shape, (0, offset), 1000).map(|p| p.bytes);
        assert_eq!(place(GgmlDType::F32, &[10, 5], 800), Ok(200));
        assert_eq!(place(GgmlDType::Q8_0, &[2, 64], 0), Ok(136));
        for (kind, shape, offset, why) in [
            (GgmlDType::F32, &[10, 5][..], 801, "past the file's end"),
            (GgmlDType::F32, &[10, 5], u64::MAX, "past the file's end"),
            (GgmlDType::F32, &[u64::MAX, 2], 0, "more than any model"),
            (GgmlDType::F32, &[1 << 33], 0, "more than any model"),
            (GgmlDType::F32, &[0, 5], 0, "sizes"),
            (GgmlDType::F32, &[], 0, "sizes"),
            (GgmlDType::Q8_0, &[32, 33], 0, "blocks of 32"),
        ] {
            let error = place(kind, shape, offset).expect_err(why);
            assert!(error.starts_with("w ") && error.contains(why), "{error}");
        }
    }

    #[test]
    fn tensors_on_top_of_each_other_are_seen() {
        let at = |offset, file| Place { kind: GgmlDType::F32, shape: vec![2], file, offset, bytes: 8 };
        let both = |b| apart(&HashMap::from([("a".to_string(), at(0, 0)), ("b".to_string(), b)]));
        assert!(both(at(8, 0)).is_ok() && both(at(0, 1)).is_ok());
        assert_eq!(both(at(4, 0)), Err("b lies in the same bytes as a".into()));
    }
}
