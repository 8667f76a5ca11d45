//! How records lie in sled: some to one of sled's items, in order, as in the pages of a book.
//!
//! sled's file takes several times what it holds when its items are short: it writes each one beside its own page, and that
//! page anew each time it splits. Of a cabinet's year, one record an item, it made 2.3 times the records; so 1.5. A page
//! begins at the key under which it lies and goes to where the next begins.

use crate::kept::Records;
use crate::leb128;
use std::collections::BTreeMap;

/// A page is laid out up to this length: some five records. Twice as much is rewritten for each change, half as much costs
/// sled's own bytes for each item.
const FULL: usize = 512;
/// One that grew beyond this is laid out again as several.
const SPLIT: usize = 2 * FULL;
/// Where the first page begins when a record comes before all others: no key is smaller (keys begin with their table).
pub(crate) const FIRST: &[u8] = &[0];

/// Records of one page, in order.
pub(crate) type Page = BTreeMap<Vec<u8>, Vec<u8>>;

/// Writes the records of one page: lengths of key and value as LEB128, key, value.
fn encode<'a>(records: impl IntoIterator<Item = (&'a [u8], &'a [u8])>) -> Vec<u8> {
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

/// Lays records out as pages: where each begins, and its bytes.
pub(crate) fn lay_out(records: &Records) -> Vec<(Vec<u8>, Vec<u8>)> {
    let (mut pages, mut page, mut bytes) = (Vec::new(), Vec::new(), 0);
    for (key, value) in records {
        let more = key.len() + value.len();
        if bytes + more > FULL && !page.is_empty() {
            pages.push(std::mem::take(&mut page));
            bytes = 0;
        }
        page.push((&key[..], &value[..]));
        bytes += more;
    }
    if !page.is_empty() {
        pages.push(page);
    }
    pages.into_iter().map(|page| (page[0].0.to_vec(), encode(page))).collect()
}

/// What becomes of the page that begins at `begin` when it holds this: itself, itself and others, or nothing.
pub(crate) fn again(begin: Vec<u8>, page: &Page) -> Vec<(Vec<u8>, Option<Vec<u8>>)> {
    if page.is_empty() {
        return vec![(begin, None)];
    }
    let bytes: usize = page.iter().map(|(key, value)| key.len() + value.len()).sum();
    if bytes <= SPLIT {
        return vec![(begin, Some(encode(page.iter().map(|(k, v)| (&k[..], &v[..])))))];
    }
    let mut pages: Vec<_> = lay_out(page).into_iter().map(|(at, bytes)| (at, Some(bytes))).collect();
    pages[0].0 = begin;
    pages
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(any::<u8>(), 1..6)
    }

    proptest! {
        #[test]
        fn pages_keep_the_order_and_every_record(
            records in prop::collection::btree_map(key(), prop::collection::vec(any::<u8>(), 0..900), 0..40),
            bytes: Vec<u8>,
        ) {
            let pages = lay_out(&records);
            let read: Records = pages
                .iter()
                .flat_map(|(_, bytes)| decode(bytes).unwrap())
                .map(|(key, value)| (key.to_vec(), value.to_vec()))
                .collect();
            prop_assert!(read == records);
            prop_assert!(pages.is_sorted_by(|a, b| a.0 < b.0), "a page twice, or out of order");
            let again = again(FIRST.to_vec(), &records);
            let read: usize = again.iter().map(|(_, b)| b.as_ref().map_or(0, |b| decode(b).unwrap().len())).sum();
            prop_assert!(again[0].0 == FIRST && read == records.len());
            let _ = decode(&bytes);
        }
    }

    #[test]
    fn a_cut_page_is_refused() {
        let whole = encode([(&b"key"[..], &b"value"[..])]);
        assert!((1..whole.len()).all(|n| decode(&whole[..n]).is_none()) && decode(&whole).unwrap().len() == 1);
    }
}
