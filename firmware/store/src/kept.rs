//! Where the state's records are held: in sled, or in memory when the disk takes no sled (full, read-only, failing).
//!
//! sled is held at arm's length: small cache, every call sheltered from its panics, its opening bounded in time, nothing
//! in it that snapshot and journal do not have. Its own flushing is never relied on.

use crate::change::Change;
use crate::error::Error;
use crate::pages::{self, FIRST, Page};
use sled::Mode::LowSpace;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, mpsc};
use std::thread::{self, sleep};
use std::time::Duration;

/// sled's page cache. A cabinet's year is some ten MiB; the box's memory belongs to the models.
const CACHE_BYTES: u64 = 16 * 1024 * 1024;
/// sled writes its buffers out that often; only how much is replayed after a stop depends on it.
const FLUSH_MS: u64 = 1_000;
/// sled's segments, a quarter of its default: what is dead in them is then used again sooner. A page of sled's own that is
/// longer than a quarter of one (a dozen of the longest texts) lies in a file of its own.
const SEGMENT_BYTES: usize = 128 * 1024;
/// Pages between two flushes while a new one is filled: sled then uses the segments again that it emptied.
const FLUSH_PAGES: usize = 2_000;
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
    /// itself with what it opened. Until then it opens files by name, so nothing may be built at `path` meanwhile.
    pub(crate) fn open(path: &Path, patience: Duration) -> Result<Self, Error> {
        let (tell, told) = mpsc::channel();
        let folder = path.to_path_buf();
        let begun = thread::Builder::new().name("ouvrir l'état".into()).spawn(move || {
            let _ = tell.send(open_sled(&folder));
        });
        let slow = || Error::StateSlow { path: path.to_path_buf() };
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
                let Some((_, page)) = page_of(path, db, key)? else { return Ok(None) };
                let found = opened(path, &page)?.into_iter().find(|(k, _)| *k == key);
                Ok(found.map(|(_, value)| value.to_vec()))
            }
            Self::Memory(records) => Ok(records.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()),
        }
    }

    /// Gives every record whose key begins so to `each`, in order, until it says no.
    pub(crate) fn scan(&self, prefix: &[u8], mut each: impl FnMut(&[u8], &[u8]) -> bool) -> Result<(), Error> {
        match self {
            Self::Sled { path, db } => {
                let begin = page_of(path, db, prefix)?.map_or_else(|| prefix.to_vec(), |(begin, _)| begin);
                let mut pages = db.range(begin..);
                let mut last: Option<Vec<u8>> = None;
                while let Some((_, page)) = sheltered(path, || pages.next().transpose())? {
                    for (key, value) in opened(path, &page)? {
                        // A page that a writer splits meanwhile is met twice, once whole.
                        if key < prefix || last.as_deref().is_some_and(|last| key <= last) {
                            continue;
                        }
                        if !key.starts_with(prefix) || !each(key, value) {
                            return Ok(());
                        }
                        last = Some(key.to_vec());
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
                let mut changed: BTreeMap<Vec<u8>, Page> = BTreeMap::new();
                for (key, value) in changes {
                    let (begin, bytes) =
                        page_of(path, db, key)?.unwrap_or_else(|| (FIRST.to_vec(), sled::IVec::default()));
                    let page = match changed.entry(begin) {
                        Entry::Occupied(page) => page.into_mut(),
                        Entry::Vacant(place) => {
                            let records = opened(path, &bytes)?.into_iter();
                            place.insert(records.map(|(key, value)| (key.to_vec(), value.to_vec())).collect())
                        }
                    };
                    match value {
                        Some(value) => page.insert(key.to_vec(), value.to_vec()),
                        None => page.remove(key),
                    };
                }
                let mut batch = sled::Batch::default();
                for (at, bytes) in changed.into_iter().flat_map(|(begin, page)| pages::again(begin, &page)) {
                    match bytes {
                        Some(bytes) => batch.insert(at, bytes),
                        None => batch.remove(at),
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

    /// Fills a new one with all records. First every page with nothing in it, in order, so that sled splits its own pages
    /// while they are small; then each once with what it holds, which sled writes beside its own and nowhere again.
    pub(crate) fn fill(&self, records: &Records) -> Result<(), Error> {
        let Self::Sled { path, db } = self else {
            return self.apply(records.iter().map(|(key, value)| (&key[..], Some(&value[..]))));
        };
        let pages = pages::lay_out(records);
        for part in pages.chunks(FLUSH_PAGES) {
            for (begin, _) in part {
                sheltered(path, || db.insert(begin, &[]))?;
            }
            self.flush()?;
        }
        for part in pages.chunks(FLUSH_PAGES) {
            for (begin, bytes) in part {
                sheltered(path, || db.insert(begin, &bytes[..]))?;
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

/// The page in which a record lies, or would: where it begins, and its bytes.
fn page_of(path: &Path, db: &sled::Db, key: &[u8]) -> Result<Option<(Vec<u8>, sled::IVec)>, Error> {
    let found = sheltered(path, || db.range::<&[u8], _>(..=key).next_back().transpose())?;
    Ok(found.map(|(begin, page)| (begin.to_vec(), page)))
}

/// The records of a page.
fn opened<'b>(path: &Path, page: &'b [u8]) -> Result<Vec<(&'b [u8], &'b [u8])>, Error> {
    pages::decode(page)
        .ok_or_else(|| Error::State { path: path.to_path_buf(), why: "une de ses pages est abîmée".into() })
}

fn open_sled(path: &Path) -> Result<sled::Db, Error> {
    let open = || {
        sled::Config::default()
            .path(path)
            .cache_capacity(CACHE_BYTES)
            .flush_every_ms(Some(FLUSH_MS))
            .mode(LowSpace)
            .segment_size(SEGMENT_BYTES)
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
