//! The encrypted store of a command.

use crate::cli::Common;
use crate::error::Error;
use crate::world;
use huisclos_agenda::{Appointment, PatientId, Priority, Private, Purpose};
use huisclos_operator::Notes;
use huisclos_ports::Store as Port;
use huisclos_store::{Access, BackedUp, By, Deed, Kind, Options, Store, Warning, Why};
use jiff::civil::{Date, DateTime};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The store of `--data`, open.
#[derive(Clone)]
pub struct Book {
    store: Store,
    folder: PathBuf,
    key_in_file: bool,
    now: DateTime,
    /// Who reads: every reading with names goes into the audit trail.
    user: String,
}

impl Book {
    /// Opens it, or makes it; what a technician should know goes to stderr.
    ///
    /// # Errors
    /// The file and the remedy.
    pub fn open(common: &Common) -> Result<Self, Error> {
        Self::open_with(common, Options::at(world::data(common)?))
    }

    /// Opens it as `options` say.
    ///
    /// # Errors
    /// The file and the remedy.
    pub fn open_with(common: &Common, options: Options) -> Result<Self, Error> {
        let data = world::data(common)?;
        let fresh = !data.join("journal").exists();
        let opened = Store::open(&options).map_err(|e| Error::Store(e.to_string()))?;
        for warning in &opened.warnings {
            // The key's warning is said once, when it is made: at every command it would no longer be read. And a command
            // ends without waiting for sled, whose state the journal then brings up: nothing happened.
            let ordinary =
                matches!(warning, Warning::Replayed { .. }) || matches!(warning, Warning::KeyInFile { .. }) && !fresh;
            if !ordinary {
                eprintln!("huisclos : {warning}");
            }
        }
        let key_in_file = opened.warnings.iter().any(|w| matches!(w, Warning::KeyInFile { .. }));
        Ok(Self { store: opened.store, folder: data, key_in_file, now: world::now(common), user: world::user() })
    }

    /// Opens a store of no account: nothing is said about its key.
    ///
    /// # Errors
    /// The file and the remedy.
    pub fn open_quietly(common: &Common) -> Result<Self, Error> {
        let data = world::data(common)?;
        let opened = Store::open(&Options::at(&data)).map_err(|e| Error::Store(e.to_string()))?;
        Ok(Self { store: opened.store, folder: data, key_in_file: true, now: world::now(common), user: world::user() })
    }

    /// How many notes nobody has handled yet.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn open_notes(&self) -> Result<Notes, Error> {
        let failed = |e: huisclos_store::Error| Error::Store(e.to_string());
        let mut notes = Notes::default();
        for note in self.store.notes().map_err(failed)? {
            if self.store.care_of(note.id).map_err(failed)?.done.is_none() {
                notes.waiting = notes.waiting.saturating_add(1);
                notes.urgent = notes.urgent.saturating_add(u32::from(note.priority == Priority::Highest));
            }
        }
        Ok(notes)
    }

    /// Where the data are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// True when the key of the data is a plain file.
    pub fn key_in_file(&self) -> bool {
        self.key_in_file
    }

    /// Writes a sealed backup into a folder, and reads it back.
    ///
    /// # Errors
    /// The folder is not one of this box's, or the disk.
    pub fn backup(&self, folder: &Path) -> Result<BackedUp, Error> {
        self.store.backup(folder, By::Console("technicien"), self.now).map_err(|e| Error::Store(e.to_string()))
    }

    /// Keeps the proof that the paper key was typed back.
    ///
    /// # Errors
    /// The words are not this store's, or the disk.
    pub fn confirm_paper_key(&self, words: &str) -> Result<(), Error> {
        self.store.confirm_paper_key(words, self.now).map_err(|e| Error::Store(e.to_string()))
    }

    /// The store itself: the page's desk asks more of it than a call does, and traces it itself.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// As the engine wants it.
    pub fn port(&self) -> Arc<dyn Port> {
        Arc::new(self.store.clone())
    }

    /// The appointments of some days with the patients' names, in order.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn appointments(&self, from: Date, to: Date) -> Result<Vec<(Appointment, Private<String>)>, Error> {
        let failed = |e: huisclos_store::Error| Error::Store(e.to_string());
        let mut rows = self.store.appointments(from, to).map_err(failed)?;
        rows.sort_by_key(|a| a.slot.start);
        // Nothing is shown before the trail of it is on the medium.
        let patients: BTreeSet<PatientId> = rows.iter().map(|a| a.patient).collect();
        let of: Vec<PatientId> = patients.into_iter().collect();
        let by = By::CommandLine(&self.user);
        let (did, why, what) = (Deed::Listed, Why::Cabinet, Kind::Appointments);
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let access = Access { at: self.now, by, did, why, what, of: &of, count };
        self.store.trace_and_settle(&access).map_err(failed)?;
        rows.into_iter()
            .map(|appointment| {
                let identity = self.store.patient(appointment.patient, self.now).map_err(failed)?.identity;
                let first = identity.first_name.open(Purpose::CommandLine);
                let name = identity.last_name.map(|last| format!("{first} {last}"));
                Ok((appointment, name))
            })
            .collect()
    }
}
