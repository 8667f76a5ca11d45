//! Erasing somebody: the key goes, and with it everything that was ever written under it, wherever it lies.
//!
//! 1. The keyring is written anew without the key, and the old one destroyed: from here on it is done, and a stop is
//!    finished at the next opening.
//! 2. The proof goes into the journal: whom (a random number), when, by whom, which generation, how many records.
//! 3. sled forgets its records of that subject, and what was set aside goes: callers wait for no more than this.
//! 4. The compaction, beside the calls that go on: another journal without the dead groups, another sled without spare room.
//!    sled's old segments have shown look-up keys until then; a stop before its end leaves that to the night's.
//!
//! Backups keep bytes that nobody can open any more.

use crate::anchor::Anchored;
use crate::batch::Batch;
use crate::bring_up::rebuild;
use crate::change::{Change, Tree};
use crate::error::Error;
use crate::folder::Folder;
use crate::journal::Tail;
use crate::options::Warning;
use crate::renew::destroy;
use crate::steps::step;
use crate::store::{Store, Writer, id_at_end};
use huisclos_agenda::PatientId;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

/// The proof of an erasure. It names nobody: the number stands for somebody whom nothing else tells any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// The card's number, or a note's that had no card.
    pub subject: u64,
    /// When.
    pub at: DateTime,
    /// At whose request: a person's role and name, a programme.
    pub by: String,
    /// The keyring's generation that has the key no more.
    pub generation: u64,
    /// Records that opened until then, indexes included; 0 when a stop came before they were counted.
    pub records: u64,
}

impl Store {
    /// Erases a card with all that was kept of the person: appointments, notes, consents, look-ups. Irrevocable.
    ///
    /// # Errors
    /// `UnknownPatient`; the disk: then nothing was done, or the next opening finishes it, or it says what remains.
    pub fn erase_patient(&self, id: PatientId, by: &str, now: DateTime) -> Result<Erasure, Error> {
        self.identity(id)?;
        let proof = self.erase(&[id.0], by, now)?.pop().ok_or(Error::UnknownPatient)?;
        if self.compact().is_err() {
            // No room for a second journal: at least sled goes, while everybody waits.
            self.build_without(&self.writer())?;
        }
        step("erase.done");
        Ok(proof)
    }

    /// Erases several subjects in one generation of the keyring: retention, every night, before the night's snapshot.
    ///
    /// # Errors
    /// As `erase_patient`.
    pub fn erase(&self, subjects: &[u64], by: &str, now: DateTime) -> Result<Vec<Erasure>, Error> {
        let mut writer = self.writer();
        self.heal(&writer)?;
        let wanted: BTreeSet<u64> = subjects.iter().copied().filter(|s| *s != 0).collect();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.read(|state| state.records_of(&wanted))?;
        step("erase.begun");
        let path = self.0.folder.journal();
        let ring = || self.keys().ring_mut().ok_or(Error::InDoubt { path: path.clone() });
        // Whoever reads from here on waits for the state that is made below.
        self.0.stale.store(true, Ordering::SeqCst);
        let subjects: Vec<u64> = wanted.into_iter().collect();
        let destroyed = ring()?.erase(&subjects, now, by);
        let generation = ring()?.generation();
        step("erase.keyring");
        // A keyring that could not destroy its older copy has erased all the same: go on, and say it at the end.
        let gone = subjects.iter().all(|s| self.keys().ring().is_some_and(|ring| ring.is_erased(*s)));
        if !gone {
            self.0.stale.store(false, Ordering::SeqCst);
            destroyed?;
            return Ok(Vec::new());
        }
        let proofs: Vec<Erasure> = subjects
            .iter()
            .map(|&subject| {
                let records = found.iter().filter(|(of, _)| *of == subject).count() as u64;
                Erasure { subject, at: now, by: by.to_string(), generation, records }
            })
            .collect();
        let (tail, mut changes) = self.prove(&mut writer, &proofs)?;
        step("erase.proof");
        changes.extend(found.into_iter().map(|(subject, key)| Change { subject, key, value: None }));
        if self.with_state(|state| state.apply(self.keys(), tail.moment(), &changes)).is_ok() {
            self.0.stale.store(false, Ordering::SeqCst);
            forget_asides(&self.0.folder)?;
        } else {
            self.build_without(&writer)?;
        }
        step("erase.state");
        destroyed?;
        Ok(proofs)
    }

    /// The proofs of all erasures, oldest first.
    ///
    /// # Errors
    /// A damaged state.
    pub fn erasures(&self) -> Result<Vec<Erasure>, Error> {
        let mut found: Vec<Erasure> = self.all(Tree::Erasures, &[])?.into_iter().map(|(_, proof)| proof).collect();
        found.sort_by_key(|proof| (proof.at, proof.subject));
        Ok(found)
    }

    /// Writes proofs as one frame; gives its end and what it says.
    fn prove(&self, writer: &mut Writer, proofs: &[Erasure]) -> Result<(Tail, Vec<Change>), Error> {
        let mut batch = Batch::new(self.keys(), writer.journal.tail().seq + 1);
        for proof in proofs {
            batch.put(Tree::Erasures, &proof.subject.to_be_bytes(), 0, proof)?;
        }
        let tail = writer.append(self.keys(), &batch.changes, true)?;
        writer.anchor.write(self.keys(), Anchored { seq: tail.seq, hash: tail.hash });
        Ok((tail, batch.changes))
    }

    /// Destroys sled and what was set aside, and builds sled again from what the journal still gives.
    fn build_without(&self, writer: &Writer) -> Result<(), Error> {
        let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
        *state = None; // closes sled before its folder goes
        let folder = &self.0.folder;
        destroy(&folder.state())?;
        forget_asides(folder)?;
        *state = Some(rebuild(folder, self.keys(), writer.journal.tail())?);
        self.0.stale.store(false, Ordering::SeqCst);
        self.book_changed();
        Ok(())
    }

    /// Makes keyring and proofs agree after a stop, or after an older backup of either was put back: whom one of them calls
    /// erased is erased.
    pub(crate) fn finish_erasures(&self) -> Result<Option<Warning>, Error> {
        let keys = self.read(|state| state.prefix(Tree::Erasures, &[]))?;
        let proved: BTreeSet<u64> = keys.iter().filter_map(|(key, _)| id_at_end(key)).collect();
        let (mut unproved, mut undone) = (Vec::new(), Vec::new());
        if let Some(ring) = self.keys().ring() {
            unproved = ring.erased().iter().filter(|e| !proved.contains(&e.subject)).cloned().collect();
            undone = proved.iter().copied().filter(|s| ring.has(*s)).collect();
        }
        if unproved.is_empty() && undone.is_empty() {
            return Ok(None);
        }
        let mut writer = self.writer();
        if !undone.is_empty() {
            let old: Vec<Erasure> = self.erasures()?;
            let at = old.iter().find(|proof| undone.contains(&proof.subject));
            let (at, by) = at.map_or((DateTime::MIN, ""), |proof| (proof.at, proof.by.as_str()));
            let path = self.0.folder.journal();
            self.keys().ring_mut().ok_or(Error::InDoubt { path })?.erase(&undone, at, by)?;
        }
        let generation = self.keys().ring().map_or(0, |ring| ring.generation());
        let proofs: Vec<Erasure> = unproved
            .into_iter()
            .map(|e| Erasure { subject: e.subject, at: e.at, by: e.by, generation, records: 0 })
            .collect();
        if !proofs.is_empty() {
            self.prove(&mut writer, &proofs)?;
        }
        self.build_without(&writer)?;
        Ok(Some(Warning::Finished { what: "un effacement" }))
    }
}

/// What was set aside or copied may hold what is now erased: older states show look-up keys.
fn forget_asides(folder: &Folder) -> Result<(), Error> {
    for old in [folder.aside(), folder.copy(), folder.next()] {
        if fs::exists(&old).map_err(|e| Error::io("La lecture du dossier", &old, e))? {
            destroy(&old)?;
        }
    }
    Ok(())
}
