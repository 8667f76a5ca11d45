//! sled, held at arm's length: small cache, every call sheltered from its panics, nothing in it that is not in the
//! journal. Its own flushing is never relied on; how far it got is found at opening by the number of the last frame.

use crate::change::{Change, Tree};
use crate::error::Error;
use crate::keys::Keys;
use crate::seal::{Bound, subject_of};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

/// sled's page cache. A cabinet's year is some ten MiB; the box's memory belongs to the models.
const CACHE_BYTES: u64 = 16 * 1024 * 1024;
/// sled writes its buffers out that often; only how much is replayed after a stop depends on it.
const FLUSH_MS: u64 = 1_000;
/// Records per batch when the state is built again, so that one batch stays below sled's buffers.
const BATCH_MAX: usize = 200;
/// Just after a close in the same process sled's threads may still hold its lock: tries, and the pause between them.
const OPEN_TRIES_MAX: u32 = 40;
const OPEN_PAUSE: Duration = Duration::from_millis(50);

const APPLIED: &[u8] = b"applied";

/// Every record as the journal leaves it: table byte and key, sealed value.
pub(crate) type Records = BTreeMap<Vec<u8>, Vec<u8>>;

/// Key without its table's byte, sealed value.
pub(crate) type Pair = (Vec<u8>, Vec<u8>);

/// Takes one frame's changes into the records.
pub(crate) fn take_in(records: &mut Records, changes: Vec<Change>) {
    for change in changes {
        match change.value {
            Some(value) => records.insert(change.key, value),
            None => records.remove(&change.key),
        };
    }
}

pub(crate) struct State {
    path: PathBuf,
    db: sled::Db,
}

impl State {
    /// Opens sled, or makes a new one.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let open =
            || sled::Config::default().path(path).cache_capacity(CACHE_BYTES).flush_every_ms(Some(FLUSH_MS)).open();
        let mut tries = 1;
        loop {
            match sheltered(path, open) {
                Ok(db) => return Ok(Self { path: path.to_path_buf(), db }),
                Err(Error::State { why, .. }) if why.contains("acquire lock") && tries < OPEN_TRIES_MAX => {
                    tries += 1;
                    sleep(OPEN_PAUSE);
                }
                Err(e) => return Err(e),
            }
        }
    }

    /// Number of the last frame applied; 0 in a new state.
    pub(crate) fn applied(&self, keys: &Keys) -> Result<u64, Error> {
        match self.get(Tree::Meta, APPLIED)? {
            Some(value) => Ok(keys.open_record(Tree::Meta, APPLIED, &value)?.0.version),
            None => Ok(0),
        }
    }

    pub(crate) fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let full = tree.key(key);
        Ok(sheltered(&self.path, || self.db.get(full))?.map(|v| v.to_vec()))
    }

    /// Records of a table whose key begins so, in order.
    pub(crate) fn prefix(&self, tree: Tree, prefix: &[u8]) -> Result<Vec<Pair>, Error> {
        let full = tree.key(prefix);
        sheltered(&self.path, || {
            let found = self.db.scan_prefix(full);
            found.map(|pair| pair.map(|(k, v)| (k[1..].to_vec(), v.to_vec()))).collect()
        })
    }

    /// How many records each of these subjects has.
    pub(crate) fn counts_of(&self, subjects: &BTreeSet<u64>) -> Result<BTreeMap<u64, u64>, Error> {
        sheltered(&self.path, || {
            let mut counts = BTreeMap::new();
            for pair in self.db.iter() {
                if let Some(subject) = subject_of(&pair?.1).filter(|s| subjects.contains(s)) {
                    *counts.entry(subject).or_default() += 1;
                }
            }
            Ok(counts)
        })
    }

    /// Applies the changes of frame `seq`, all or none.
    pub(crate) fn apply(&self, keys: &Keys, seq: u64, changes: &[Change]) -> Result<(), Error> {
        let mut batch = sled::Batch::default();
        for change in changes {
            match &change.value {
                Some(value) => batch.insert(&change.key[..], &value[..]),
                None => batch.remove(&change.key[..]),
            }
        }
        let applied = keys.seal_record(Tree::Meta, APPLIED, Bound { subject: 0, version: seq }, &[])?;
        batch.insert(Tree::Meta.key(APPLIED), applied);
        sheltered(&self.path, || self.db.apply_batch(batch))
    }

    /// Fills a new state.
    pub(crate) fn fill(&self, keys: &Keys, seq: u64, records: &Records) -> Result<(), Error> {
        let all: Vec<_> = records.iter().collect();
        for part in all.chunks(BATCH_MAX) {
            let mut batch = sled::Batch::default();
            for (key, value) in part {
                batch.insert(&key[..], &value[..]);
            }
            sheltered(&self.path, || self.db.apply_batch(batch))?;
        }
        self.apply(keys, seq, &[])
    }

    /// True when the state holds these records, no other, byte for byte.
    pub(crate) fn equals(&self, records: &Records) -> Result<bool, Error> {
        let meta = [Tree::Meta as u8];
        sheltered(&self.path, || {
            let mut wanted = records.iter();
            for pair in self.db.iter() {
                let (key, value) = pair?;
                if key.starts_with(&meta) {
                    continue;
                }
                if wanted.next() != Some((&key.to_vec(), &value.to_vec())) {
                    return Ok(false);
                }
            }
            Ok(wanted.next().is_none())
        })
    }
}

/// sled panics on some damaged files; that must end in the same error as its errors, not in a dead line.
fn sheltered<T>(path: &Path, f: impl FnOnce() -> sled::Result<T>) -> Result<T, Error> {
    let why = match catch_unwind(AssertUnwindSafe(f)) {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(e)) => e.to_string(),
        Err(_) => "sled s'est arrêté sur une donnée abîmée".to_string(),
    };
    Err(Error::State { path: path.to_path_buf(), why })
}
