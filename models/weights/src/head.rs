//! The header of a GGUF file, versions 2 and 3. Candle's reader believes every length it finds and asks for the memory.

use crate::careful::Careful;
use crate::place::{self, NAME_BYTES_MAX, Place, TENSORS_MAX};
use std::collections::HashMap;
use std::io::{Read, Seek};

/// "GGUF".
pub(crate) const MAGIC: [u8; 4] = *b"GGUF";
/// Entries of the metadata: a language model has some forty.
const ENTRIES_MAX: u64 = 4096;
/// One text: a tokenizer of 260,000 pieces has 30 MB in JSON.
const TEXT_BYTES_MAX: u64 = 64 << 20;
/// Items of a list: Gemma has 515,000 merges.
const ITEMS_MAX: u64 = 1 << 20;
/// Sizes of one tensor.
const DIMENSIONS_MAX: u32 = 4;

/// A value of the metadata.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Number(f64),
    Texts(Vec<String>),
    Numbers(Vec<f64>),
}

/// What stands in a header.
#[derive(Debug, Default)]
pub(crate) struct Header {
    pub metadata: HashMap<String, Value>,
    pub tensors: HashMap<String, Place>,
}

/// Reads the header of file number `file`.
pub(crate) fn read(reader: impl Read + Seek, file: usize) -> Result<Header, String> {
    let mut r = Careful::new(reader)?;
    if r.bytes(4, 4, "the magic")? != MAGIC {
        return Err("it is no GGUF file".into());
    }
    let version = r.u32("the version")?;
    if !(2..=3).contains(&version) {
        return Err(format!("GGUF version {version}, only 2 and 3 are read"));
    }
    let (tensors, entries) = (r.u64("the number of tensors")?, r.u64("the number of entries")?);
    if tensors > TENSORS_MAX || entries > ENTRIES_MAX {
        return Err(format!("{tensors} tensors and {entries} entries, more than any model"));
    }
    let mut out = Header::default();
    for _ in 0..entries {
        let key = text(&mut r, NAME_BYTES_MAX, "a key of the metadata")?;
        let kind = r.u32(&key)?;
        let value = value(&mut r, kind, &key)?;
        out.metadata.insert(key, value);
    }
    let mut infos = Vec::new();
    for _ in 0..tensors {
        let name = text(&mut r, NAME_BYTES_MAX, "a tensor's name")?;
        let count = r.u32(&name)?;
        if count > DIMENSIONS_MAX {
            return Err(format!("{name} has {count} dimensions"));
        }
        let mut shape = (0..count).map(|_| r.u64(&name)).collect::<Result<Vec<_>, _>>()?;
        shape.reverse();
        let number = r.u32(&name)?;
        let kind = place::kind_of(number).ok_or_else(|| format!("{name} is of type {number}, which is not read"))?;
        infos.push((kind, shape, r.u64(&name)?, name));
    }
    let alignment = match out.metadata.get("general.alignment") {
        Some(Value::Number(n)) if (1.0..=65_536.0).contains(n) => *n as u64,
        Some(_) => return Err("general.alignment is no alignment".into()),
        None => 32,
    };
    let data = r.at().next_multiple_of(alignment);
    for (kind, shape, offset, name) in infos {
        let offset = data.checked_add(offset).ok_or_else(|| format!("{name} lies past the file's end"))?;
        let place = Place::new(&name, kind, &shape, (file, offset), r.len())?;
        if out.tensors.insert(name.clone(), place).is_some() {
            return Err(format!("{name} stands there twice"));
        }
    }
    Ok(out)
}

fn text<R: Read + Seek>(r: &mut Careful<R>, max: u64, what: &str) -> Result<String, String> {
    let len = r.u64(what)?;
    Ok(String::from_utf8_lossy(&r.bytes(len, max, what)?).into_owned())
}

fn number<R: Read + Seek>(r: &mut Careful<R>, kind: u32, what: &str) -> Result<Option<f64>, String> {
    Ok(Some(match kind {
        0 | 7 => f64::from(r.u8(what)?),
        1 => f64::from(r.u8(what)? as i8),
        2 | 3 => {
            let both = u16::from(r.u8(what)?) | u16::from(r.u8(what)?) << 8;
            if kind == 2 { f64::from(both) } else { f64::from(both as i16) }
        }
        4 => f64::from(r.u32(what)?),
        5 => f64::from(r.u32(what)? as i32),
        6 => f64::from(f32::from_bits(r.u32(what)?)),
        10 => r.u64(what)? as f64,
        11 => r.u64(what)? as i64 as f64,
        12 => f64::from_bits(r.u64(what)?),
        _ => return Ok(None),
    }))
}

fn value<R: Read + Seek>(r: &mut Careful<R>, kind: u32, key: &str) -> Result<Value, String> {
    if let Some(number) = number(r, kind, key)? {
        return Ok(Value::Number(number));
    }
    match kind {
        8 => Ok(Value::Text(text(r, TEXT_BYTES_MAX, key)?)),
        9 => {
            let (kind, count) = (r.u32(key)?, r.u64(key)?);
            // Every item has a byte at least, so a list is never longer than what is left of the file.
            if count > ITEMS_MAX || count > r.left() {
                return Err(format!("{key} has {count} items, more than any model"));
            }
            if kind == 8 {
                let texts = (0..count).map(|_| text(r, TEXT_BYTES_MAX, key)).collect::<Result<_, _>>()?;
                return Ok(Value::Texts(texts));
            }
            let mut numbers = Vec::new();
            for _ in 0..count {
                let n = number(r, kind, key)?.ok_or_else(|| format!("{key} is a list of type {kind}"))?;
                numbers.push(n);
            }
            Ok(Value::Numbers(numbers))
        }
        _ => Err(format!("{key} is of type {kind}, which no GGUF file has")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn header(entries: &[u8], tensors: &[(&str, &[u64], u32, u64)]) -> Vec<u8> {
        let mut out = b"GGUF\x03\0\0\0".to_vec();
        out.extend((tensors.len() as u64).to_le_bytes());
        out.extend(u64::from(!entries.is_empty()).to_le_bytes());
        out.extend(entries);
        for (name, shape, kind, offset) in tensors {
            out.extend((name.len() as u64).to_le_bytes());
            out.extend(name.as_bytes());
            out.extend((shape.len() as u32).to_le_bytes());
            shape.iter().for_each(|n| out.extend(n.to_le_bytes()));
            out.extend(kind.to_le_bytes());
            out.extend(offset.to_le_bytes());
        }
        out.resize(out.len().next_multiple_of(32) + 256, 0);
        out
    }

    fn entry(key: &str, kind: u32, value: &[u8]) -> Vec<u8> {
        [&(key.len() as u64).to_le_bytes(), key.as_bytes(), &kind.to_le_bytes(), value].concat()
    }

    #[test]
    fn a_header_is_read_and_its_lies_are_named() {
        let name = entry("name", 8, &[&3u64.to_le_bytes()[..], b"abc"].concat());
        let read = |entries: &[u8], tensors: &[_]| super::read(Cursor::new(header(entries, tensors)), 0);
        let sound = read(&name, &[("a", &[4, 2], 0, 0), ("b", &[64], 8, 32)]).expect("sound");
        assert_eq!(sound.metadata["name"], Value::Text("abc".into()));
        assert_eq!(sound.tensors["a"].shape, [2, 4], "GGUF writes the innermost size first");
        let endless = entry("name", 8, &u64::MAX.to_le_bytes());
        let list = entry("list", 9, &[&8u32.to_le_bytes()[..], &(1u64 << 40).to_le_bytes()].concat());
        for (entries, tensors, why) in [
            (&endless[..], &[][..], "name has"),
            (&list, &[], "list has"),
            (&entry("k", 77, &[]), &[], "type 77"),
            (&name, &[("a", &[4, 2][..], 99, 0)], "a is of type 99"),
            (&name, &[("a", &[1 << 40, 1 << 40], 0, 0)], "a has the sizes"),
            (&name, &[("a", &[4], 0, 1 << 50)], "a lies past"),
            (&name, &[("a", &[4], 0, 0), ("a", &[4], 0, 32)], "a stands there twice"),
            (&name, &[("a", &[1, 1, 1, 1, 1], 0, 0)], "a has 5 dimensions"),
        ] {
            let error = read(entries, tensors).expect_err(why);
            assert!(error.contains(why), "{error}");
        }
    }
}
