//! How many records each table has, and a keyed hash of which: what a seal cannot tell, since it sees what was changed
//! in a record and not that the record is gone.
//!
//! The hash of a set is the sum, modulo 2^256, of HMAC-SHA256 over each record (table, key, sealed value): adding or
//! taking away a record costs one HMAC, whatever the size of the table, and the order does not matter. With a secret
//! key and at most one record a key, two sets with one sum are found no better than by chance (Clarke et al. 2003,
//! "Incremental multiset hash functions", MSet-Add-Hash). The sums themselves are sealed wherever they are kept.

use crate::change::Tree;
use crate::keys::Keys;

const SUM_LEN: usize = 32;
/// Table byte, count, sum.
const ROW_LEN: usize = 1 + 8 + SUM_LEN;

/// The sum of the hashes of a set of records.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct SetHash([u64; 4]);

impl SetHash {
    fn of(bytes: &[u8; SUM_LEN]) -> Self {
        let mut words = [0; 4];
        for (word, chunk) in words.iter_mut().zip(bytes.as_chunks::<8>().0) {
            *word = u64::from_le_bytes(*chunk);
        }
        Self(words)
    }

    fn add(&mut self, other: Self) {
        let mut carry = false;
        for (a, b) in self.0.iter_mut().zip(other.0) {
            let (sum, over) = a.overflowing_add(b);
            let (sum, over_again) = sum.overflowing_add(u64::from(carry));
            *a = sum;
            carry = over || over_again;
        }
    }

    fn take(&mut self, other: Self) {
        let mut borrow = false;
        for (a, b) in self.0.iter_mut().zip(other.0) {
            let (rest, under) = a.overflowing_sub(b);
            let (rest, under_again) = rest.overflowing_sub(u64::from(borrow));
            *a = rest;
            borrow = under || under_again;
        }
    }
}

/// Count and set-hash of each table.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Counts(Vec<(u8, u64, SetHash)>);

impl Counts {
    /// A record comes in.
    pub(crate) fn put(&mut self, keys: &Keys, key: &[u8], value: &[u8]) {
        let hash = SetHash::of(&keys.record_hash(key, value));
        let row = self.row(key);
        row.1 += 1;
        row.2.add(hash);
    }

    /// A record goes. Taking away what was never put makes the counts differ from any true set's, which is then seen.
    pub(crate) fn take(&mut self, keys: &Keys, key: &[u8], value: &[u8]) {
        let hash = SetHash::of(&keys.record_hash(key, value));
        let row = self.row(key);
        row.1 = row.1.wrapping_sub(1);
        row.2.take(hash);
        self.0.retain(|(_, count, sum)| *count != 0 || *sum != SetHash::default());
    }

    /// French sentence about the first table that differs.
    pub(crate) fn difference(&self, found: &Self) -> Option<String> {
        let name = |byte: u8| Tree::of_byte(byte).map_or("inconnue", Tree::name);
        let of = |counts: &Self, byte| {
            counts.0.iter().find(|row| row.0 == byte).map_or((0, SetHash::default()), |r| (r.1, r.2))
        };
        let bytes = self.0.iter().chain(&found.0).map(|row| row.0);
        bytes.map(|b| (b, of(self, b), of(found, b))).find(|(_, wanted, is)| wanted != is).map(|(b, wanted, is)| {
            if wanted.0 == is.0 {
                format!("la table « {} » a le bon nombre de fiches ({}) mais une autre somme", name(b), is.0)
            } else {
                format!("la table « {} » devrait avoir {} fiches et en a {}", name(b), wanted.0, is.0)
            }
        })
    }

    /// How many records a table has.
    pub(crate) fn of(&self, tree: Tree) -> u64 {
        self.0.iter().find(|row| row.0 == tree as u8).map_or(0, |row| row.1)
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.0.len() * ROW_LEN);
        for (tree, count, sum) in &self.0 {
            out.push(*tree);
            out.extend_from_slice(&count.to_le_bytes());
            sum.0.iter().for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
        }
        out
    }

    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let (rows, rest) = bytes.as_chunks::<ROW_LEN>();
        let row = |row: &[u8; ROW_LEN]| {
            let (count, sum) = row[1..].split_first_chunk::<8>()?;
            Some((row[0], u64::from_le_bytes(*count), SetHash::of(sum.first_chunk()?)))
        };
        if !rest.is_empty() {
            return None;
        }
        rows.iter().map(row).collect::<Option<Vec<_>>>().map(Self)
    }

    fn row(&mut self, key: &[u8]) -> &mut (u8, u64, SetHash) {
        let tree = key.first().copied().unwrap_or_default();
        let at = match self.0.binary_search_by_key(&tree, |row| row.0) {
            Ok(at) => at,
            Err(at) => {
                self.0.insert(at, (tree, 0, SetHash::default()));
                at
            }
        };
        &mut self.0[at]
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use zeroize::Zeroizing;

    fn keys() -> Keys {
        Keys::form_1(&Zeroizing::new([5; 32]), [6; 16])
    }

    fn counted(keys: &Keys, records: &BTreeMap<Vec<u8>, Vec<u8>>) -> Counts {
        let mut counts = Counts::default();
        records.iter().for_each(|(key, value)| counts.put(keys, key, value));
        counts
    }

    proptest! {
        #[test]
        fn any_history_counts_like_the_set_it_leaves(
            changes in prop::collection::vec((1u8..4, 0u8..6, prop::option::of(0u8..9)), 0..60)
        ) {
            let keys = keys();
            let (mut counts, mut records) = (Counts::default(), BTreeMap::<Vec<u8>, Vec<u8>>::new());
            for (tree, key, value) in changes {
                let key = vec![tree, key];
                if let Some(old) = records.remove(&key) {
                    counts.take(&keys, &key, &old);
                }
                if let Some(value) = value {
                    counts.put(&keys, &key, &[value]);
                    records.insert(key, vec![value]);
                }
            }
            let direct = counted(&keys, &records);
            prop_assert!(direct == counts && Counts::decode(&counts.encode()).unwrap() == counts);
            // The twin: one record less, one more, one other.
            if let Some((key, value)) = records.clone().pop_first() {
                let mut wrong = records.clone();
                wrong.remove(&key);
                prop_assert!(counts.difference(&counted(&keys, &wrong)).is_some());
                wrong.insert(key, [value, vec![0]].concat());
                prop_assert!(counts.difference(&counted(&keys, &wrong)).unwrap().contains("somme"));
            }
            prop_assert!(counts.difference(&direct).is_none());
        }
    }

    #[test]
    fn sums_carry_and_borrow_over_all_words() {
        let (mut a, one) = (SetHash([u64::MAX; 4]), SetHash([1, 0, 0, 0]));
        a.add(one);
        assert!(a == SetHash([0; 4]));
        a.take(one);
        assert!(a == SetHash([u64::MAX; 4]));
    }

    #[test]
    fn another_key_gives_another_sum() {
        let other = Keys::form_1(&Zeroizing::new([7; 32]), [6; 16]);
        let records = BTreeMap::from([(vec![1, 2], vec![3])]);
        assert!(counted(&keys(), &records) != counted(&other, &records));
    }
}
