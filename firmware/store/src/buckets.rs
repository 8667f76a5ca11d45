//! How records lie in sled: some to one of sled's items, by table and the first bits of the key.
//!
//! sled's file takes several times what it holds when its items are short: it writes each one beside its page, and the page
//! anew each time it splits. Of a cabinet's year, one record an item, it made 2.3 times the records; so 1.2.

use crate::kept::Records;
use crate::leb128;

/// Bits of a key that choose its bucket: 2,048 of a table. A year's largest table then has some ten records in one
/// (1 KiB), and ten years' a hundred, below a quarter of sled's segment with all the items of one page.
const BITS: u32 = 11;

/// The key in sled of the bucket in which a record or the first records of a prefix lie.
pub(crate) fn bucket_of(key: &[u8]) -> [u8; 3] {
    of(key, 0)
}

/// The same for the last records of a prefix.
pub(crate) fn last_bucket_of(prefix: &[u8]) -> [u8; 3] {
    of(prefix, 0xff)
}

fn of(key: &[u8], padding: u8) -> [u8; 3] {
    let at = |n: usize| key.get(n).copied().unwrap_or(padding);
    let bits = u16::from_be_bytes([at(1), at(2)]) >> (16 - BITS);
    let [high, low] = bits.to_be_bytes();
    [at(0), high, low]
}

/// Writes the records of one bucket: lengths of key and value as LEB128, key, value.
pub(crate) fn encode<'a>(records: impl IntoIterator<Item = (&'a [u8], &'a [u8])>) -> Vec<u8> {
    let mut out = Vec::new();
    for (key, value) in records {
        leb128::put(&mut out, key.len() as u64);
        leb128::put(&mut out, value.len() as u64);
        out.extend_from_slice(key);
        out.extend_from_slice(value);
    }
    out
}

/// Reads them back, in order; `None` when the bytes are not such a list.
pub(crate) fn decode(bytes: &[u8]) -> Option<Vec<(&[u8], &[u8])>> {
    let (mut found, mut rest) = (Vec::new(), bytes);
    while !rest.is_empty() {
        let mut length = || usize::try_from(leb128::take(&mut rest)?).ok();
        let (key_len, value_len) = (length()?, length()?);
        let (key, after) = rest.split_at_checked(key_len)?;
        let (value, after) = after.split_at_checked(value_len)?;
        found.push((key, value));
        rest = after;
    }
    Some(found)
}

/// All records, bucket by bucket.
pub(crate) fn of_all(records: &Records) -> Vec<([u8; 3], Vec<u8>)> {
    let all: Vec<(&[u8], &[u8])> = records.iter().map(|(key, value)| (&key[..], &value[..])).collect();
    all.chunk_by(|a, b| bucket_of(a.0) == bucket_of(b.0))
        .map(|chunk| (bucket_of(chunk[0].0), encode(chunk.iter().copied())))
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn buckets_keep_the_order_and_every_record(
            records in prop::collection::btree_map(prop::collection::vec(any::<u8>(), 0..6), prop::collection::vec(any::<u8>(), 0..300), 0..40),
            bytes: Vec<u8>,
        ) {
            let buckets = of_all(&records);
            let read: Records = buckets
                .iter()
                .flat_map(|(_, bytes)| decode(bytes).unwrap())
                .map(|(key, value)| (key.to_vec(), value.to_vec()))
                .collect();
            prop_assert!(read == records);
            prop_assert!(buckets.is_sorted_by(|a, b| a.0 < b.0), "a bucket twice, or out of order");
            for key in records.keys() {
                for n in 0..=key.len() {
                    let within = bucket_of(&key[..n])..=last_bucket_of(&key[..n]);
                    prop_assert!(within.contains(&bucket_of(key)), "{key:?} is not found by its first {n} bytes");
                }
            }
            let _ = decode(&bytes);
        }
    }

    #[test]
    fn a_cut_bucket_is_refused() {
        let whole = encode([(&b"key"[..], &b"value"[..])]);
        assert!((1..whole.len()).all(|n| decode(&whole[..n]).is_none()) && decode(&whole).unwrap().len() == 1);
    }
}
