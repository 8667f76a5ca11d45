//! GGUF, strictly: nothing in the file is trusted, nothing is copied, and every refusal names the key or the tensor.
//!
//! The file stays mapped; keys and tensors are places in it. What is kept in memory is bounded by the file's own length (a
//! key takes 13 bytes at least, a tensor 33), so a header that promises more than the file holds is refused before anything
//! is allocated for it.

mod cursor;
mod tensors;
mod values;

use crate::{BlocksError, Kind, Map};
use cursor::Cursor;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
pub use tensors::Tensor;
pub use values::Value;

/// "GGUF", little endian.
const MAGIC: u32 = 0x4655_4747;
/// Tensors begin at multiples of this unless the file says otherwise (GGUF specification).
const ALIGNMENT: u64 = 32;
/// Longest key: the specification's 2^16 - 1.
const KEY_BYTES_MAX: usize = 65_535;

/// A GGUF file, mapped.
#[derive(Clone, Debug)]
pub struct Gguf {
    path: PathBuf,
    bytes: Arc<Map>,
    keys: BTreeMap<String, Value>,
    tensors: BTreeMap<String, Tensor>,
}

impl Gguf {
    /// Maps a file and reads its header.
    ///
    /// # Errors
    /// The file cannot be read, or is not whole, or is no GGUF.
    pub fn open(path: &Path) -> Result<Self, BlocksError> {
        let map = Arc::new(Map::open(path)?);
        let (keys, tensors) =
            header(map.bytes()).map_err(|why| BlocksError::Damaged { path: path.to_path_buf(), why })?;
        Ok(Self { path: path.to_path_buf(), bytes: map, keys, tensors })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Length of the file.
    pub fn len(&self) -> usize {
        self.bytes.bytes().len()
    }

    /// A file with a header is never empty; for symmetry with `len`.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An error that this sound file does not fit.
    pub fn unsuitable(&self, why: impl Into<String>) -> BlocksError {
        BlocksError::Unsuitable { path: self.path.clone(), why: why.into() }
    }

    /// A value of the metadata.
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.keys.get(key)
    }

    /// A text.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.keys.get(key)? {
            Value::Text(place) => std::str::from_utf8(self.bytes.bytes().get(place.clone())?).ok(),
            _ => None,
        }
    }

    /// A number, whatever its type.
    pub fn number(&self, key: &str) -> Option<f64> {
        match self.keys.get(key)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// True or false.
    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.keys.get(key)? {
            Value::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// A list of texts.
    ///
    /// # Errors
    /// The key is missing, or another kind of value.
    pub fn texts(&self, key: &str) -> Result<Vec<&str>, BlocksError> {
        match self.keys.get(key) {
            Some(Value::List(list)) => {
                list.texts(self.bytes.bytes()).map_err(|why| self.unsuitable(format!("{key} {why}")))
            }
            Some(_) => Err(self.unsuitable(format!("{key} is no list"))),
            None => Err(self.unsuitable(format!("its metadata has no {key}"))),
        }
    }

    /// A list of numbers.
    ///
    /// # Errors
    /// The key is missing, or another kind of value.
    pub fn numbers(&self, key: &str) -> Result<Vec<f32>, BlocksError> {
        match self.keys.get(key) {
            Some(Value::List(list)) => {
                list.numbers(self.bytes.bytes()).map_err(|why| self.unsuitable(format!("{key} {why}")))
            }
            Some(_) => Err(self.unsuitable(format!("{key} is no list"))),
            None => Err(self.unsuitable(format!("its metadata has no {key}"))),
        }
    }

    /// Every tensor with its name.
    pub fn tensors(&self) -> impl Iterator<Item = (&str, &Tensor)> {
        self.tensors.iter().map(|(name, tensor)| (name.as_str(), tensor))
    }

    /// A tensor.
    pub fn tensor(&self, name: &str) -> Option<&Tensor> {
        self.tensors.get(name)
    }

    /// A tensor of the shape that is expected, outermost size first, with its bytes' place in the map.
    ///
    /// # Errors
    /// It is missing, or has another shape.
    pub fn expect(&self, name: &str, shape: &[usize]) -> Result<&Tensor, BlocksError> {
        let tensor = self.tensors.get(name).ok_or_else(|| self.unsuitable(format!("it has no tensor {name}")))?;
        if tensor.shape != shape {
            let found = &tensor.shape;
            return Err(self.unsuitable(format!("{name} is {found:?}, its configuration says {shape:?}")));
        }
        Ok(tensor)
    }

    /// The map, for whoever keeps a tensor in it.
    pub fn map(&self) -> Arc<Map> {
        Arc::clone(&self.bytes)
    }

    /// The values of a small tensor (norms, biases); its shape must be the one expected.
    ///
    /// # Errors
    /// It is missing, has another shape, or holds something that is no number.
    pub fn values(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, BlocksError> {
        let tensor = self.expect(name, shape)?;
        let bytes = &self.bytes.bytes()[tensor.place.clone()];
        let mut values = vec![0.0; shape.iter().product()];
        let row_bytes = tensor.kind.bytes(tensor.columns());
        for (bytes, out) in bytes.chunks_exact(row_bytes).zip(values.chunks_exact_mut(tensor.columns())) {
            crate::unpack_row(tensor.kind, bytes, out);
        }
        if values.iter().any(|v| !v.is_finite()) {
            let why = format!("{name} holds something that is no number");
            return Err(BlocksError::Damaged { path: self.path.clone(), why });
        }
        Ok(values)
    }

    /// Looks at every block of every tensor: each must hold numbers. Reads the whole file.
    ///
    /// # Errors
    /// The first tensor that does not.
    pub fn verify(&self) -> Result<(), BlocksError> {
        for (name, tensor) in &self.tensors {
            if !tensor.kind.is_finite(&self.bytes.bytes()[tensor.place.clone()]) {
                let why = format!("{name} holds something that is no number");
                return Err(BlocksError::Damaged { path: self.path.clone(), why });
            }
        }
        Ok(())
    }
}

type Header = (BTreeMap<String, Value>, BTreeMap<String, Tensor>);

/// The header of a file. Public to the fuzz target through [`probe`].
fn header(bytes: &[u8]) -> Result<Header, String> {
    let mut at = Cursor::new(bytes);
    if at.u32().ok() != Some(MAGIC) {
        return Err("it does not begin with GGUF".into());
    }
    let version = at.u32()?;
    if !(2..=3).contains(&version) {
        return Err(format!("its GGUF version is {version}, versions 2 and 3 are read"));
    }
    let (tensor_count, key_count) = (at.u64()?, at.u64()?);
    let key_count = at.at_most(key_count, 13, "keys")?;
    let mut keys = BTreeMap::new();
    for _ in 0..key_count {
        let name = at.text(KEY_BYTES_MAX).map_err(|why| format!("a key: {why}"))?;
        let value = values::read(&mut at).map_err(|why| format!("key {name}: {why}"))?;
        if keys.insert(name.clone(), value).is_some() {
            return Err(format!("key {name} comes twice"));
        }
    }
    let alignment = match keys.get("general.alignment") {
        None => ALIGNMENT,
        Some(Value::Number(n)) if (8.0..=65_536.0).contains(n) && (*n as u64).is_power_of_two() => *n as u64,
        Some(other) => return Err(format!("key general.alignment is {other:?}, a power of two is expected")),
    };
    let tensors = tensors::read(&mut at, tensor_count, alignment)?;
    Ok((keys, tensors))
}

/// Reads a header and everything it promises from bytes that came from anywhere, and tells what is wrong with them: the fuzz
/// target's door.
///
/// # Errors
/// What is wrong.
pub fn probe(bytes: &[u8]) -> Result<usize, String> {
    let (keys, tensors) = header(bytes)?;
    for (name, value) in &keys {
        if let Value::List(list) = value
            && list.texts(bytes).is_err()
        {
            list.numbers(bytes).map_err(|why| format!("key {name} {why}"))?;
        }
    }
    let mut sum = 0;
    for tensor in tensors.values() {
        sum += usize::from(tensor.kind.is_finite(&bytes[tensor.place.clone()]));
        let row = &bytes[tensor.place.clone()][..tensor.kind.bytes(tensor.columns())];
        // A row of a hostile file is as long as the file at most, eight times over in f32 at most.
        crate::unpack_row(tensor.kind, row, &mut vec![0.0; tensor.columns()]);
    }
    Ok(sum)
}

impl Kind {
    /// True when no scale of these blocks is infinite or no number.
    fn is_finite(self, bytes: &[u8]) -> bool {
        crate::is_finite(self, bytes)
    }
}
