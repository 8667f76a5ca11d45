//! The header of a safetensors file: its length, then JSON. The whole file is never held in memory.

use crate::careful::Careful;
use crate::place::{NAME_BYTES_MAX, Place, TENSORS_MAX};
use candle_core::quantized::GgmlDType;
use serde::Deserialize;
use std::collections::HashMap;
use std::io::{Read, Seek};

/// The header of Whisper large has 150 KB.
const HEADER_BYTES_MAX: u64 = 8 << 20;

#[derive(Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<u64>,
    data_offsets: [u64; 2],
}

/// Where each tensor of file number `file` lies.
pub(crate) fn read(reader: impl Read + Seek, file: usize) -> Result<HashMap<String, Place>, String> {
    let mut r = Careful::new(reader)?;
    let len = r.u64("the header's length")?;
    let header = r.bytes(len, HEADER_BYTES_MAX, "the header")?;
    let entries: HashMap<String, serde_json::Value> =
        serde_json::from_slice(&header).map_err(|e| format!("the header is no list of tensors: {e}"))?;
    if entries.len() as u64 > TENSORS_MAX {
        return Err(format!("{} tensors, more than any model", entries.len()));
    }
    let mut out = HashMap::new();
    for (name, entry) in entries.into_iter().filter(|(name, _)| name != "__metadata__") {
        if name.len() as u64 > NAME_BYTES_MAX {
            return Err(format!("a tensor's name has {} bytes", name.len()));
        }
        let entry: Entry = serde_json::from_value(entry).map_err(|e| format!("{name}: {e}"))?;
        let kind = match entry.dtype.as_str() {
            "F32" => GgmlDType::F32,
            "F16" => GgmlDType::F16,
            "BF16" => GgmlDType::BF16,
            other => return Err(format!("{name} is of type {other}; only F32, F16 and BF16 are read")),
        };
        let [begin, end] = entry.data_offsets;
        let offset = r.at().checked_add(begin).ok_or_else(|| format!("{name} lies past the file's end"))?;
        let place = Place::new(&name, kind, &entry.shape, (file, offset), r.len())?;
        if end.checked_sub(begin) != Some(place.bytes) {
            return Err(format!("{name} has the sizes {:?} but not as many bytes", entry.shape));
        }
        out.insert(name, place);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    fn file(header: &str) -> Cursor<Vec<u8>> {
        let mut out = (header.len() as u64).to_le_bytes().to_vec();
        out.extend(header.as_bytes());
        out.extend([0; 64]);
        Cursor::new(out)
    }

    #[test]
    fn a_header_is_read_and_its_lies_are_named() {
        let sound = r#"{"__metadata__":{"format":"pt"},"a":{"dtype":"F16","shape":[2,4],"data_offsets":[0,16]}}"#;
        let read = super::read(file(sound), 3).expect("sound");
        assert_eq!((read["a"].shape.as_slice(), read["a"].file, read["a"].bytes), (&[2, 4][..], 3, 16));
        for (from, to, why) in [
            ("F16", "I64", "a is of type I64"),
            ("[2,4]", "[2,400]", "a lies past"),
            ("[2,4]", "[2,5]", "not as many bytes"),
            ("[2,4]", "[18446744073709551615,4]", "a has the sizes"),
            ("[0,16]", "[16,0]", "not as many bytes"),
            ("[0,16]", "[18446744073709551615,16]", "a lies past"),
            ("[2,4]", "\"x\"", "a: "),
            ("{\"__", "[\"__", "no list of tensors"),
        ] {
            let error = super::read(file(&sound.replacen(from, to, 1)), 0).expect_err(why);
            assert!(error.contains(why), "{error}");
        }
        let mut long = file(sound).into_inner();
        long[..8].copy_from_slice(&u64::MAX.to_le_bytes());
        assert!(super::read(Cursor::new(long), 0).expect_err("long").contains("the header has"));
    }
}
