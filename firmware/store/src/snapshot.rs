//! Every night the journal is written anew from what it says: its head is then a sealed snapshot of all records, and
//! what it had said before is gone from the disk.
//!
//! 1. The journal is read up to its last frame, beside the calls that go on.
//! 2. `journal.next` is written: a header that names that frame, and all records; it is synced, read back whole from the
//!    disk and compared.
//! 3. Under the writers' lock the frames that came meanwhile follow, and one rename puts it in the journal's place. There
//!    is no moment at which two files have to agree.
//! 4. The restore is rehearsed: `state.next` is built from the new journal alone, as on a box that has nothing else, and
//!    compared with the state in use; then it takes its place. So sled's spare room goes every night, and with it the bytes
//!    of whoever was erased during the day.

use crate::anchor::Anchored;
use crate::aside::bytes_of;
use crate::ballast::free_bytes;
use crate::bring_up::records_until;
use crate::change::Change;
use crate::disk::{FileDisk, NoDisk};
use crate::error::Error;
use crate::folder::sync_parent;
use crate::frame::Base;
use crate::journal::{self, Journal, Tail};
use crate::kept::PATIENCE;
use crate::mend;
use crate::renew::destroy;
use crate::rewrite;
use crate::state::State;
use crate::steps::step;
use crate::store::{Store, Writer};
use std::fs;
use std::io::ErrorKind;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

/// What a night did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshotted {
    /// Records in the snapshot, indexes included.
    pub records: u64,
    /// Length of the journal before and after.
    pub journal_bytes: (u64, u64),
    /// Length of the state's files before and after.
    pub state_bytes: (u64, u64),
    /// Frames that were written while the snapshot was.
    pub meanwhile: u64,
    /// A French sentence when the state in use was not what the rehearsal gave; it was replaced.
    pub differed: Option<String>,
}

impl Store {
    /// Writes the snapshot, drops the journal before it, rehearses the restore. Calls go on meanwhile; writers wait for the
    /// moment of the exchange only.
    ///
    /// # Errors
    /// The disk, or what was read back is not what was written. The journal in use is then the old one, or the new one; both
    /// are whole.
    pub fn snapshot(&self) -> Result<Snapshotted, Error> {
        let folder = &self.0.folder;
        let from = {
            let writer = self.writer();
            self.heal(&writer)?;
            writer.journal.tail()
        };
        let state_before = bytes_of(&folder.state());
        self.check_room(from.end.saturating_mul(2).saturating_add(state_before))?;
        step("snapshot.begun");
        let records = records_until(&folder.journal(), self.keys(), from)?;
        let next = folder.journal_next();
        let base = Base { seq: from.seq, hash: from.hash };
        let tail = rewrite::prepare(&next, self.keys(), base, &records)?;
        step("snapshot.compared");
        let (meanwhile, end) = self.exchange(from, tail)?;
        let differed = self.rehearse(end)?;
        Ok(Snapshotted {
            records: records.len() as u64,
            journal_bytes: (from.end, end.end),
            state_bytes: (state_before, bytes_of(&folder.state())),
            meanwhile,
            differed,
        })
    }

    /// After an erasure: the same, and nothing set aside is kept. No file then holds what was written before.
    ///
    /// # Errors
    /// As [`Store::snapshot`].
    pub fn compact(&self) -> Result<Snapshotted, Error> {
        let done = self.snapshot()?;
        for old in [self.0.folder.aside(), self.0.folder.copy()] {
            if old.exists() {
                destroy(&old)?;
            }
        }
        Ok(done)
    }

    fn check_room(&self, needed: u64) -> Result<(), Error> {
        let path = self.0.folder.journal_next();
        match free_bytes(&path) {
            Some(free) if free < needed => Err(Error::io("La copie de la nuit", &path, ErrorKind::StorageFull.into())),
            _ => Ok(()),
        }
    }

    /// Lets the frames that came meanwhile follow, and puts the new journal in its place.
    fn exchange(&self, from: Tail, tail: Tail) -> Result<(u64, Tail), Error> {
        let (folder, keys) = (&self.0.folder, self.keys());
        let (next, path) = (folder.journal_next(), folder.journal());
        let mut writer = self.writer();
        let came = frames_between(&path, self, from, writer.journal.tail())?;
        let disk = FileDisk::open(&next).map_err(|e| Error::io("L'ouverture", &next, e))?;
        let mut journal = Journal::new(next.clone(), Box::new(disk), tail);
        for changes in &came {
            journal.append(keys, changes)?;
        }
        let end = journal.tail();
        drop(journal);
        step("snapshot.caught-up");
        self.put_in_place(&mut writer, end)?;
        Ok((came.len() as u64, end))
    }

    /// Makes a damaged journal anew from the state in use; false where the state cannot answer for it.
    pub(crate) fn remake_journal(&self) -> Result<bool, Error> {
        let mut writer = self.writer();
        let tail = writer.journal.tail();
        let made = self.with_state(|state| mend::again(&self.0.folder, self.keys(), state, tail))?;
        made.map_or(Ok(false), |end| self.put_in_place(&mut writer, end).map(|()| true))
    }

    /// Puts `journal.next`, whole and on the medium, in the journal's place.
    fn put_in_place(&self, writer: &mut Writer, end: Tail) -> Result<(), Error> {
        let (folder, keys) = (&self.0.folder, self.keys());
        let (next, path) = (folder.journal_next(), folder.journal());
        fs::rename(&next, &path).map_err(|e| Error::io("Le remplacement", &path, e))?;
        // From here on the old file must not be written any more, whatever fails.
        let disk = (writer.open_disk)(&path).unwrap_or_else(|e| Box::new(NoDisk(e.kind())));
        writer.journal = Journal::new(path.clone(), disk, end);
        step("snapshot.renamed");
        if let Err(e) = sync_parent(&path) {
            // After a power cut the old file may be there again: nothing may be acknowledged in the new one.
            writer.journal = Journal::new(path, Box::new(NoDisk(ErrorKind::Other)), end);
            return Err(e);
        }
        writer.anchor.write(keys, Anchored { seq: end.seq, hash: end.hash });
        if self.with_state(|state| state.apply(keys, end.moment(), &[])).is_err() {
            self.0.stale.store(true, Ordering::SeqCst);
        }
        step("snapshot.done");
        Ok(())
    }

    /// Builds a state from the journal's file alone, compares, and takes it into use.
    fn rehearse(&self, end: Tail) -> Result<Option<String>, Error> {
        let (folder, keys) = (&self.0.folder, self.keys());
        let next = folder.next();
        if next.exists() {
            destroy(&next)?;
        }
        let fresh = State::open(&next, keys, PATIENCE)?;
        fresh.fill(keys, end.moment(), &records_until(&folder.journal(), keys, end)?)?;
        step("rehearsal.filled");
        let writer = self.writer();
        let now = writer.journal.tail();
        journal::read_between(&folder.journal(), keys, end, now, |moment, changes| {
            fresh.apply(keys, moment, &changes)
        })?;
        if let Some(why) = fresh.difference(keys)? {
            return Err(Error::State { path: next, why });
        }
        let differed = self.compare(&fresh)?;
        fresh.flush()?;
        drop(fresh);
        self.take_into_use(&writer)?;
        Ok(differed)
    }

    /// What the state in use lacks or has too much.
    fn compare(&self, fresh: &State) -> Result<Option<String>, Error> {
        let Some(wanted) = fresh.applied() else { return Ok(None) };
        if self.0.stale.load(Ordering::SeqCst) {
            return Ok(Some("il était en retard".into()));
        }
        let said = self.with_state(|state| {
            let sums = state.applied().and_then(|applied| wanted.counts.difference(&applied.counts));
            Ok(sums.or(state.difference(self.keys())?))
        });
        Ok(said.unwrap_or_else(|e| Some(e.to_string())))
    }

    fn take_into_use(&self, writer: &Writer) -> Result<(), Error> {
        let (folder, keys) = (&self.0.folder, self.keys());
        let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
        *state = None; // closes sled before its folder goes
        self.0.stale.store(true, Ordering::SeqCst);
        let exchanged = || {
            if folder.state().exists() {
                destroy(&folder.state())?;
            }
            step("rehearsal.old-gone");
            fs::rename(folder.next(), folder.state()).map_err(|e| Error::io("Le remplacement", &folder.state(), e))?;
            step("rehearsal.new-in-place");
            State::open(&folder.state(), keys, PATIENCE)
        };
        if let Ok(opened) = exchanged()
            && opened.applied().is_some_and(|applied| applied.at == writer.journal.tail().moment())
        {
            *state = Some(opened);
            self.0.stale.store(false, Ordering::SeqCst);
        }
        drop(state);
        // Where the exchange failed the state is built from the journal, as ever.
        self.heal(writer)?;
        step("rehearsal.done");
        Ok(())
    }
}

fn frames_between(path: &std::path::Path, store: &Store, from: Tail, to: Tail) -> Result<Vec<Vec<Change>>, Error> {
    let mut found = Vec::new();
    journal::read_between(path, store.keys(), from, to, |_, changes| {
        found.push(changes);
        Ok(())
    })?;
    Ok(found)
}
