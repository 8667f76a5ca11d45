//! Where the state's records are held: in sled, or in memory when the disk takes no sled (full, read-only, failing).
//!
//! sled is held at arm's length: small cache, every call sheltered from its panics, its opening bounded in time, nothing
//! in it that snapshot and journal do not have. Its own flushing is never relied on.

use crate::buckets::{bucket_of, decode, encode, last_bucket_of, of_all};
use crate::change::Change;
use crate::error::Error;
use sled::Mode::LowSpace;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, mpsc};
use std::thread::{self, sleep};
use std::time::Duration;

/// sled's page cache. A cabinet's year is some ten MiB; the box's memory belongs to the models.
const CACHE_BYTES: u64 = 16 * 1024 * 1024;
/// sled writes its buffers out that often; only how much is replayed after a stop depends on it.
const FLUSH_MS: u64 = 1_000;
/// Buckets between two flushes while a new one is filled: sled then uses the segments again that it emptied.
const FLUSH_BUCKETS: usize = 2_000;
/// Just after a close in the same process sled's threads may still hold its lock: tries, and the pause between them.
const OPEN_TRIES_MAX: u32 = 400;
const OPEN_PAUSE: Duration = Duration::from_millis(5);
/// Longest wait for sled to open: building 50,000 appointments again takes less, and a telephone is ringing.
pub(crate) const PATIENCE: Duration = Duration::from_secs(8);

/// Every record by table byte and key; the values are sealed.
pub(crate) type Records = BTreeMap<Vec<u8>, Vec<u8>>;

/// Takes one frame's changes into the records.
pub(crate) fn take_in(records: &mut Records, changes: Vec<Change>) {
    for change in changes {
        match change.value {
            Some(value) => records.insert(change.key, value),
            None => records.remove(&change.key),
        };
    }
}

pub(crate) enum Kept {
    Sled { path: PathBuf, db: sled::Db },
    Memory(RwLock<Records>),
}

impl Kept {
    /// Opens sled, or makes a new one. An opening that takes longer than `patience` is given up: its thread ends by
    /// itself with what it opened, in a folder that the caller has set aside by then.
    pub(crate) fn open(path: &Path, patience: Duration) -> Result<Self, Error> {
        let (tell, told) = mpsc::channel();
        let folder = path.to_path_buf();
        let begun = thread::Builder::new().name("ouvrir l'état".into()).spawn(move || {
            let _ = tell.send(open_sled(&folder));
        });
        let slow = || Error::State { path: path.to_path_buf(), why: "son ouverture dure trop longtemps".into() };
        begun.map_err(|e| Error::io("L'ouverture", path, e))?;
        let db = told.recv_timeout(patience).map_err(|_| slow())??;
        Ok(Self::Sled { path: path.to_path_buf(), db })
    }

    pub(crate) fn in_memory(records: Records) -> Self {
        Self::Memory(RwLock::new(records))
    }

    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        match self {
            Self::Sled { path, db } => {
                let Some(bucket) = sheltered(path, || db.get(bucket_of(key)))? else { return Ok(None) };
                let found = opened(path, &bucket)?.into_iter().find(|(k, _)| *k == key);
                Ok(found.map(|(_, value)| value.to_vec()))
            }
            Self::Memory(records) => Ok(records.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()),
        }
    }

    /// Gives every record whose key begins so to `each`, in order, until it says no.
    pub(crate) fn scan(&self, prefix: &[u8], mut each: impl FnMut(&[u8], &[u8]) -> bool) -> Result<(), Error> {
        match self {
            Self::Sled { path, db } => {
                let mut buckets = db.range(bucket_of(prefix)..=last_bucket_of(prefix));
                while let Some((_, bucket)) = sheltered(path, || buckets.next().transpose())? {
                    for (key, value) in opened(path, &bucket)? {
                        if key.starts_with(prefix) && !each(key, value) {
                            return Ok(());
                        }
                    }
                }
                Ok(())
            }
            Self::Memory(records) => {
                let records = records.read().unwrap_or_else(PoisonError::into_inner);
                let begins = |(key, _): &(&Vec<u8>, &Vec<u8>)| key.starts_with(prefix);
                for (key, value) in records.range(prefix.to_vec()..).take_while(begins) {
                    if !each(key, value) {
                        break;
                    }
                }
                Ok(())
            }
        }
    }

    /// Applies changes, all or none.
    pub(crate) fn apply<'a>(&self, changes: impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)>) -> Result<(), Error> {
        match self {
            Self::Sled { path, db } => {
                let mut changed: BTreeMap<[u8; 3], BTreeMap<&[u8], Option<&[u8]>>> = BTreeMap::new();
                for (key, value) in changes {
                    changed.entry(bucket_of(key)).or_default().insert(key, value);
                }
                let mut batch = sled::Batch::default();
                for (bucket, changes) in changed {
                    let old = sheltered(path, || db.get(bucket))?.unwrap_or_default();
                    let mut records: BTreeMap<&[u8], &[u8]> = opened(path, &old)?.into_iter().collect();
                    for (key, value) in changes {
                        match value {
                            Some(value) => records.insert(key, value),
                            None => records.remove(key),
                        };
                    }
                    if records.is_empty() {
                        batch.remove(&bucket);
                    } else {
                        batch.insert(&bucket, encode(records));
                    }
                }
                sheltered(path, || db.apply_batch(batch))
            }
            Self::Memory(records) => {
                let mut records = records.write().unwrap_or_else(PoisonError::into_inner);
                for (key, value) in changes {
                    match value {
                        Some(value) => records.insert(key.to_vec(), value.to_vec()),
                        None => records.remove(key),
                    };
                }
                Ok(())
            }
        }
    }

    /// Fills a new one with all records. First every bucket with nothing in it, in order, so that sled splits its pages while
    /// they are small; then each once with what it holds, which sled writes beside its page and nowhere again.
    pub(crate) fn fill(&self, records: &Records) -> Result<(), Error> {
        let Self::Sled { path, db } = self else {
            return self.apply(records.iter().map(|(key, value)| (&key[..], Some(&value[..]))));
        };
        let buckets = of_all(records);
        for part in buckets.chunks(FLUSH_BUCKETS) {
            for (bucket, _) in part {
                sheltered(path, || db.insert(bucket, &[]))?;
            }
            self.flush()?;
        }
        for part in buckets.chunks(FLUSH_BUCKETS) {
            for (bucket, bytes) in part {
                sheltered(path, || db.insert(bucket, &bytes[..]))?;
            }
            self.flush()?;
        }
        Ok(())
    }

    /// Hands sled's buffers to the disk, so that a close loses less; nothing relies on it.
    pub(crate) fn flush(&self) -> Result<(), Error> {
        match self {
            Self::Sled { path, db } => sheltered(path, || db.flush()).map(|_| ()),
            Self::Memory(_) => Ok(()),
        }
    }
}

/// The records of a bucket.
fn opened<'b>(path: &Path, bucket: &'b [u8]) -> Result<Vec<(&'b [u8], &'b [u8])>, Error> {
    decode(bucket).ok_or_else(|| Error::State { path: path.to_path_buf(), why: "une de ses pages est abîmée".into() })
}

fn open_sled(path: &Path) -> Result<sled::Db, Error> {
    let open = || {
        sled::Config::default()
            .path(path)
            .cache_capacity(CACHE_BYTES)
            .flush_every_ms(Some(FLUSH_MS))
            .mode(LowSpace)
            .open()
    };
    let mut tries = 1;
    loop {
        match sheltered(path, open) {
            Err(Error::State { why, .. }) if why.contains("acquire lock") && tries < OPEN_TRIES_MAX => {
                tries += 1;
                sleep(OPEN_PAUSE);
            }
            opened => return opened,
        }
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
