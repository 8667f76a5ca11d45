//! The state: every record as the last frame leaves it, with counts and set-hashes that are sealed in the same batch.

use crate::change::{Change, Tree};
use crate::error::Error;
use crate::frame::{HASH_LEN, Hash};
use crate::kept::{Kept, Records};
use crate::keys::Keys;
use crate::seal::{Bound, subject_of};
use crate::set_hash::Counts;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

const APPLIED: &[u8] = b"applied";

/// Key without its table's byte, sealed value.
pub(crate) type Pair = (Vec<u8>, Vec<u8>);

/// A place in the history: a frame's number and its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) seq: u64,
    pub(crate) hash: Hash,
}

/// Until when the state was applied and what it must hold.
#[derive(Clone)]
pub(crate) struct Applied {
    pub(crate) at: Moment,
    pub(crate) counts: Counts,
}

pub(crate) struct State {
    kept: Kept,
    /// `None` in a new one.
    applied: Mutex<Option<Applied>>,
}

impl State {
    /// Opens sled, or makes a new one.
    pub(crate) fn open(path: &Path, keys: &Keys, patience: Duration) -> Result<Self, Error> {
        let kept = Kept::open(path, patience)?;
        let applied = match kept.get(&Tree::Meta.key(APPLIED))? {
            Some(value) => Some(read_applied(keys, &value)?),
            None => None,
        };
        Ok(Self { kept, applied: Mutex::new(applied) })
    }

    /// True when the disk holds none of it.
    pub(crate) fn is_in_memory(&self) -> bool {
        matches!(self.kept, Kept::Memory(_))
    }

    /// One that lives in memory only, of these records.
    pub(crate) fn in_memory(keys: &Keys, at: Moment, records: &Records) -> Self {
        let mut counts = Counts::default();
        records.iter().for_each(|(key, value)| counts.put(keys, key, value));
        Self { kept: Kept::in_memory(records.clone()), applied: Mutex::new(Some(Applied { at, counts })) }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Applied>> {
        self.applied.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far it got; `None` in a new state.
    pub(crate) fn applied(&self) -> Option<Applied> {
        self.lock().clone()
    }

    pub(crate) fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        self.kept.get(&tree.key(key))
    }

    /// Records of a table whose key begins so, in order.
    pub(crate) fn prefix(&self, tree: Tree, prefix: &[u8]) -> Result<Vec<Pair>, Error> {
        let mut found = Vec::new();
        self.kept.scan(&tree.key(prefix), |key, value| {
            found.push((key[1..].to_vec(), value.to_vec()));
            true
        })?;
        Ok(found)
    }

    /// Keys of a table, the first `max` of them.
    pub(crate) fn first_keys(&self, tree: Tree, max: usize) -> Result<Vec<Vec<u8>>, Error> {
        let mut found = Vec::new();
        self.kept.scan(&tree.key(&[]), |key, _| {
            found.push(key[1..].to_vec());
            found.len() < max
        })?;
        Ok(found)
    }

    /// How many records a table has.
    pub(crate) fn count(&self, tree: Tree) -> Result<u64, Error> {
        Ok(self.applied().map_or(0, |applied| applied.counts.of(tree)))
    }

    /// The records of these subjects, by their whole keys.
    pub(crate) fn records_of(&self, subjects: &BTreeSet<u64>) -> Result<Vec<(u64, Vec<u8>)>, Error> {
        let mut found = Vec::new();
        self.each(|key, value| {
            if let Some(subject) = subject_of(value).filter(|s| subjects.contains(s)) {
                found.push((subject, key.to_vec()));
            }
            true
        })?;
        Ok(found)
    }

    /// Applies the changes of the frame at `at`, all or none, with what the tables must then hold.
    pub(crate) fn apply(&self, keys: &Keys, at: Moment, changes: &[Change]) -> Result<(), Error> {
        let mut applied = self.lock();
        let mut counts = applied.as_ref().map_or_else(Counts::default, |a| a.counts.clone());
        for change in changes {
            if let Some(old) = self.kept.get(&change.key)? {
                counts.take(keys, &change.key, &old);
            }
            if let Some(value) = &change.value {
                counts.put(keys, &change.key, value);
            }
        }
        let next = Applied { at, counts };
        let (key, value) = (Tree::Meta.key(APPLIED), seal_applied(keys, &next)?);
        let pairs = changes.iter().map(|c| (&c.key[..], c.value.as_deref()));
        self.kept.apply(pairs.chain([(&key[..], Some(&value[..]))]))?;
        *applied = Some(next);
        Ok(())
    }

    /// Fills a new state.
    pub(crate) fn fill(&self, keys: &Keys, at: Moment, records: &Records) -> Result<(), Error> {
        let mut counts = Counts::default();
        records.iter().for_each(|(key, value)| counts.put(keys, key, value));
        self.kept.fill(records)?;
        let next = Applied { at, counts };
        let (key, value) = (Tree::Meta.key(APPLIED), seal_applied(keys, &next)?);
        self.kept.apply([(&key[..], Some(&value[..]))].into_iter())?;
        *self.lock() = Some(next);
        Ok(())
    }

    /// Reads every record and gives the first French sentence about what is not as it was applied.
    pub(crate) fn difference(&self, keys: &Keys) -> Result<Option<String>, Error> {
        let mut found = Counts::default();
        self.each(|key, value| {
            found.put(keys, key, value);
            true
        })?;
        Ok(match self.applied() {
            Some(applied) => applied.counts.difference(&found),
            None => Counts::default().difference(&found),
        })
    }

    /// Every record.
    pub(crate) fn records(&self) -> Result<Records, Error> {
        let mut records = Records::new();
        self.each(|key, value| {
            records.insert(key.to_vec(), value.to_vec());
            true
        })?;
        Ok(records)
    }

    /// True when the state holds these records, no other, byte for byte.
    pub(crate) fn equals(&self, records: &Records) -> Result<bool, Error> {
        let mut wanted = records.iter();
        let mut same = true;
        self.each(|key, value| {
            same = wanted.next().is_some_and(|(k, v)| k == key && v == value);
            same
        })?;
        Ok(same && wanted.next().is_none())
    }

    fn each(&self, mut each: impl FnMut(&[u8], &[u8]) -> bool) -> Result<(), Error> {
        let meta = Tree::Meta.key(APPLIED);
        self.kept.scan(&[], |key, value| key == meta || each(key, value))
    }

    pub(crate) fn flush(&self) -> Result<(), Error> {
        self.kept.flush()
    }
}

fn seal_applied(keys: &Keys, applied: &Applied) -> Result<Vec<u8>, Error> {
    let plain = [&applied.at.hash[..], &applied.counts.encode()].concat();
    keys.seal_record(Tree::Meta, APPLIED, Bound { subject: 0, version: applied.at.seq }, &plain)
}

fn read_applied(keys: &Keys, value: &[u8]) -> Result<Applied, Error> {
    let (bound, plain) = keys.open_record(Tree::Meta, APPLIED, value)?;
    let read = || {
        let (hash, counts) = plain.split_first_chunk::<HASH_LEN>()?;
        Some(Applied { at: Moment { seq: bound.version, hash: *hash }, counts: Counts::decode(counts)? })
    };
    read().ok_or(Error::Damaged { table: Tree::Meta.name() })
}
