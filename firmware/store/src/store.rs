//! The open store: one lock for writers, sled for readers.

use crate::anchor::{Anchor, Anchored};
use crate::audit_trail::Trail;
use crate::ballast::Ballast;
use crate::batch::Batch;
use crate::bring_up::rebuild;
use crate::change::{Change, Tree};
use crate::disk::{NoDisk, OpenDisk};
use crate::error::Error;
use crate::folder::{Folder, Lock, sync_all};
use crate::journal::{Journal, Tail};
use crate::keys::{Field, Keys, random};
use crate::state::State;
use crate::steps::step;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// The encrypted store of one data folder. Clones share it; every line and page has its own.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) folder: Folder,
    pub(crate) keys: Arc<Keys>,
    pub(crate) writer: Mutex<Writer>,
    pub(crate) state: RwLock<Option<State>>,
    /// Who looked at what; `None` only while the store opens.
    pub(crate) trail: Mutex<Option<Trail>>,
    /// True when sled may lack a frame that is in the journal: it is built again before anybody reads.
    pub(crate) stale: AtomicBool,
    /// Goes up whenever a card, an appointment or the waiting list changed.
    pub(crate) book_written: AtomicU64,
    /// Held as long as the store is open.
    _lock: Lock,
}

/// What only one thread at a time may touch.
pub(crate) struct Writer {
    pub(crate) journal: Journal,
    pub(crate) anchor: Anchor,
    pub(crate) ballast: Ballast,
    pub(crate) open_disk: OpenDisk,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

impl Inner {
    /// A stop in order: sled is closed, it and the anchor are brought to the medium, and only then the mark goes that tells
    /// the next opening of an abrupt one.
    fn close(&self) {
        let Some(state) = self.state.write().unwrap_or_else(PoisonError::into_inner).take() else { return };
        // What lies on the disk is then an older state, which nobody may take for the last one; and whoever was too long to
        // open it may still be at it.
        if state.is_in_memory() {
            return;
        }
        // On a failing disk sled panics as it closes: no stop in order then, and no panic out of here either.
        if catch_unwind(AssertUnwindSafe(|| drop(state))).is_err() {
            return;
        }
        let synced = sync_all(&self.folder.state()).and_then(|()| sync_all(&self.folder.anchor()));
        if synced.is_ok() {
            let _ = std::fs::remove_file(self.folder.running());
        }
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("folder", &self.0.folder.0).finish_non_exhaustive()
    }
}

impl Writer {
    /// Writes one frame. On a full disk what is essential takes the ballast's place, and what is not is refused for as long
    /// as the ballast cannot be made again.
    pub(crate) fn append(&mut self, keys: &Keys, changes: &[Change], essential: bool) -> Result<Tail, Error> {
        if !essential && !self.ballast.has_room() {
            return Err(Error::io("L'écriture", self.journal.path(), ErrorKind::StorageFull.into()));
        }
        match self.journal.append(keys, changes) {
            Err(e) if essential && e.is_full() && self.ballast.release() => self.journal.append(keys, changes),
            written => written,
        }
    }
}

impl Store {
    pub(crate) fn new(folder: Folder, keys: Arc<Keys>, writer: Writer, state: State, lock: Lock) -> Self {
        Self(Arc::new(Inner {
            folder,
            keys,
            writer: Mutex::new(writer),
            state: RwLock::new(Some(state)),
            trail: Mutex::default(),
            stale: AtomicBool::new(false),
            book_written: AtomicU64::new(0),
            _lock: lock,
        }))
    }

    /// Closes the store in order, whoever else still holds it: for the end of a process whose threads are not waited for.
    /// What asks afterwards is refused; the journal takes nothing more.
    pub fn close(&self) {
        let mut writer = self.writer();
        let (path, tail) = (writer.journal.path().to_path_buf(), writer.journal.tail());
        writer.journal = Journal::new(path, Box::new(NoDisk(ErrorKind::BrokenPipe)), tail);
        self.0.close();
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// Writers go one after the other. A thread that panicked between leaves the journal consistent: it marks itself in
    /// doubt around every write.
    pub(crate) fn writer(&self) -> MutexGuard<'_, Writer> {
        self.0.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the state; builds it again first when it is behind.
    pub(crate) fn read<T>(&self, f: impl Fn(&State) -> Result<T, Error>) -> Result<T, Error> {
        if self.0.stale.load(Ordering::SeqCst) {
            self.heal(&self.writer())?;
        }
        self.with_state(f)
    }

    pub(crate) fn with_state<T>(&self, f: impl Fn(&State) -> Result<T, Error>) -> Result<T, Error> {
        let state = self.0.state.read().unwrap_or_else(PoisonError::into_inner);
        let missing = || Error::State { path: self.0.folder.state(), why: "il est fermé".into() };
        f(state.as_ref().ok_or_else(missing)?)
    }

    /// Builds the state again from the journal when it is behind it.
    pub(crate) fn heal(&self, writer: &Writer) -> Result<(), Error> {
        if !self.0.stale.load(Ordering::SeqCst) {
            return Ok(());
        }
        let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
        *state = None; // closes sled before its folder is renamed
        *state = Some(rebuild(&self.0.folder, &self.0.keys, writer.journal.tail())?);
        self.0.stale.store(false, Ordering::SeqCst);
        self.book_changed();
        Ok(())
    }

    /// Builds the state again from the journal: for whoever met [`Error::State`] or [`Error::Damaged`]. The engine's port
    /// does it by itself.
    ///
    /// # Errors
    /// When the journal itself cannot be read, or the disk takes no new state.
    pub fn mend(&self) -> Result<(), Error> {
        self.0.stale.store(true, Ordering::SeqCst);
        self.heal(&self.writer())
    }

    /// One transaction: what `f` puts becomes one frame, on disk before this returns `Ok`, then one batch of sled.
    /// When `f` puts nothing, nothing is written.
    pub(crate) fn write<T>(&self, f: impl FnOnce(&mut Transaction<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let mut writer = self.writer();
        self.heal(&writer)?;
        let batch = Batch::new(self.keys(), writer.journal.tail().seq + 1);
        let mut transaction = Transaction { store: self, batch, essential: false };
        let value = f(&mut transaction)?;
        let Transaction { batch: Batch { changes, .. }, essential, .. } = transaction;
        if changes.is_empty() {
            return Ok(value);
        }
        step("booking.begun");
        let tail = writer.append(self.keys(), &changes, essential)?;
        // From here on it is true, whatever sled says.
        writer.anchor.write(self.keys(), Anchored { seq: tail.seq, hash: tail.hash });
        step("booking.anchored");
        if self.with_state(|state| state.apply(self.keys(), tail.moment(), &changes)).is_err() {
            self.0.stale.store(true, Ordering::SeqCst);
        }
        step("booking.applied");
        self.wrote(&changes);
        Ok(value)
    }

    /// Remembers changes of what the waiting list is matched by.
    fn wrote(&self, changes: &[Change]) {
        let of_book = [Tree::Patients, Tree::Appointments, Tree::Waiting, Tree::Freed].map(|tree| tree as u8);
        if changes.iter().any(|change| change.key.first().is_some_and(|tree| of_book.contains(tree))) {
            self.book_changed();
        }
    }

    pub(crate) fn book_changed(&self) {
        self.0.book_written.fetch_add(1, Ordering::SeqCst);
    }

    /// One record, opened and read.
    pub(crate) fn record<R: DeserializeOwned>(&self, tree: Tree, key: &[u8]) -> Result<Option<R>, Error> {
        match self.read(|state| state.get(tree, key))? {
            Some(value) => self.opened(tree, key, &value).map(Some),
            None => Ok(None),
        }
    }

    /// All records of a table, opened and read.
    pub(crate) fn all<R: DeserializeOwned>(&self, tree: Tree, prefix: &[u8]) -> Result<Vec<(Vec<u8>, R)>, Error> {
        let found = self.read(|state| state.prefix(tree, prefix))?;
        found.into_iter().map(|(key, value)| Ok((key.clone(), self.opened(tree, &key, &value)?))).collect()
    }

    fn opened<R: DeserializeOwned>(&self, tree: Tree, key: &[u8], value: &[u8]) -> Result<R, Error> {
        let (_, plain) = self.keys().open_record(tree, key, value)?;
        serde_json::from_slice(&plain).map_err(|_| Error::Damaged { table: tree.name() })
    }

    /// Ids filed in an index under a value. Each entry is opened, so that a forged one is seen.
    pub(crate) fn filed(&self, tree: Tree, field: Field, value: &[u8]) -> Result<Vec<u64>, Error> {
        self.ids_under(tree, &self.keys().index(field, value))
    }

    /// Ids filed in an index under a key.
    pub(crate) fn ids_under(&self, tree: Tree, prefix: &[u8]) -> Result<Vec<u64>, Error> {
        let found = self.read(|state| state.prefix(tree, prefix))?;
        found
            .into_iter()
            .map(|(key, value)| {
                self.keys().open_record(tree, &key, &value)?;
                id_at_end(&key).ok_or(Error::Damaged { table: tree.name() })
            })
            .collect()
    }

    /// A random id that no record of the table has.
    pub(crate) fn fresh_id(&self, tree: Tree) -> Result<u64, Error> {
        loop {
            let id = u64::from_le_bytes(random()?);
            // 0 stands for nobody. A second round is a chance of one in 2^40 or less.
            if id != 0 && self.read(|state| state.get(tree, &id.to_be_bytes()))?.is_none() {
                return Ok(id);
            }
        }
    }
}

/// The id in the last eight bytes of an index key.
pub(crate) fn id_at_end(key: &[u8]) -> Option<u64> {
    key.last_chunk::<8>().map(|bytes| u64::from_be_bytes(*bytes))
}

/// What one transaction puts. It does not see its own changes: no operation needs to.
pub(crate) struct Transaction<'a> {
    pub(crate) store: &'a Store,
    pub(crate) batch: Batch<'a>,
    /// True for what must be kept when the disk is full: it may use the ballast.
    pub(crate) essential: bool,
}

impl Transaction<'_> {
    /// A new subject, whose key is on disk.
    pub(crate) fn draw(&self) -> Result<u64, Error> {
        let path = self.store.0.folder.journal();
        self.store.keys().ring_mut().ok_or(Error::InDoubt { path })?.draw()
    }

    /// Puts a record of a subject (0: of nobody).
    pub(crate) fn put<R: Serialize>(&mut self, tree: Tree, key: &[u8], subject: u64, record: &R) -> Result<(), Error> {
        self.batch.put(tree, key, subject, record)
    }

    /// Takes an id out of an index.
    pub(crate) fn unfile(&mut self, tree: Tree, prefix: &[u8], id: u64, subject: u64) {
        self.batch.unfile(tree, prefix, id, subject);
    }
}
