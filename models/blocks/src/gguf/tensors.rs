//! The table of tensors.

use super::cursor::Cursor;
use crate::Kind;
use std::collections::BTreeMap;
use std::ops::Range;

/// Longest name of a tensor (GGUF: 64), with room for those who count otherwise.
const NAME_BYTES_MAX: usize = 256;
/// Most values of a tensor: 2^40, far past any file that fits a disk here, far from where a product overflows.
const VALUES_MAX: usize = 1 << 40;

/// One tensor: what it is and where its bytes lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tensor {
    /// How its values are kept.
    pub kind: Kind,
    /// Sizes, outermost first.
    pub shape: Vec<usize>,
    /// Its bytes in the file.
    pub place: Range<usize>,
}

impl Tensor {
    /// Values of a row.
    pub fn columns(&self) -> usize {
        self.shape.last().copied().unwrap_or(1)
    }
}

/// Reads the table and finds every tensor's bytes, which may neither leave the file nor overlap.
pub(super) fn read(at: &mut Cursor, count: u64, alignment: u64) -> Result<BTreeMap<String, Tensor>, String> {
    // Name's length, count of sizes, one size, type, place.
    let count = at.at_most(count, 8 + 4 + 8 + 4 + 8, "tensors")?;
    let mut found = Vec::with_capacity(count);
    for i in 0..count {
        let name = at.text(NAME_BYTES_MAX).map_err(|why| format!("tensor {i}: {why}"))?;
        let (kind, shape, offset) = entry(at, alignment).map_err(|why| format!("tensor {name}: {why}"))?;
        found.push((name, kind, shape, offset));
    }
    let base = (at.at() as u64).next_multiple_of(alignment);
    let mut tensors = BTreeMap::new();
    let mut places = Vec::with_capacity(count);
    for (name, kind, shape, offset) in found {
        let columns = shape.last().copied().unwrap_or(1);
        let rows = shape.iter().product::<usize>() / columns;
        let bytes = rows.checked_mul(kind.bytes(columns)).ok_or_else(|| format!("tensor {name} is too large"))?;
        let place = base
            .checked_add(offset)
            .and_then(|from| usize::try_from(from).ok())
            .and_then(|from| Some(from..from.checked_add(bytes)?))
            .filter(|place| place.end <= at.len());
        let Some(place) = place else {
            return Err(format!("tensor {name} has {bytes} bytes from {offset} on, past the end of the file"));
        };
        places.push((place.clone(), name.clone()));
        if tensors.insert(name.clone(), Tensor { kind, shape, place }).is_some() {
            return Err(format!("tensor {name} comes twice"));
        }
    }
    places.sort_by_key(|(place, _)| place.start);
    for pair in places.windows(2) {
        if pair[0].0.end > pair[1].0.start {
            return Err(format!("tensors {} and {} overlap", pair[0].1, pair[1].1));
        }
    }
    Ok(tensors)
}

fn entry(at: &mut Cursor, alignment: u64) -> Result<(Kind, Vec<usize>, u64), String> {
    let sizes = at.u32()?;
    if !(1..=4).contains(&sizes) {
        return Err(format!("it has {sizes} sizes, 1 to 4 are allowed"));
    }
    let mut shape = Vec::with_capacity(sizes as usize);
    let mut values = 1usize;
    for _ in 0..sizes {
        let size = at.u64()?;
        let sized = usize::try_from(size).ok().filter(|n| *n > 0);
        let product = sized.and_then(|n| values.checked_mul(n)).filter(|n| *n <= VALUES_MAX);
        let (Some(sized), Some(product)) = (sized, product) else {
            return Err(format!("one of its sizes is {size}, which no model has"));
        };
        values = product;
        shape.push(sized);
    }
    shape.reverse();
    let kind = Kind::from_number(at.u32()?)?;
    let columns = shape.last().copied().unwrap_or(1);
    if !columns.is_multiple_of(kind.block()) {
        return Err(format!("its rows have {columns} values, {} comes in blocks of {}", kind.name(), kind.block()));
    }
    let offset = at.u64()?;
    if !offset.is_multiple_of(alignment) {
        return Err(format!("it begins at {offset}, which is no multiple of {alignment}"));
    }
    Ok((kind, shape, offset))
}
