//! The encrypted store of a command.

use crate::cli::Common;
use crate::error::Error;
use crate::world;
use huisclos_agenda::{Appointment, Private, Purpose};
use huisclos_ports::Store as Port;
use huisclos_store::{Options, Store, Warning};
use jiff::civil::{Date, DateTime};
use std::sync::Arc;

/// The store of `--data`, open.
#[derive(Clone)]
pub struct Book {
    store: Store,
    now: DateTime,
}

impl Book {
    /// Opens it, or makes it; what a technician should know goes to stderr.
    ///
    /// # Errors
    /// The file and the remedy.
    pub fn open(common: &Common) -> Result<Self, Error> {
        let data = world::data(common)?;
        let fresh = !data.join("journal").exists();
        let opened = Store::open(&Options::at(data)).map_err(|e| Error::Store(e.to_string()))?;
        for warning in &opened.warnings {
            // The key's warning is said once, when it is made: at every command it would no longer be read. And a command
            // ends without waiting for sled, whose state the journal then brings up: nothing happened.
            let ordinary =
                matches!(warning, Warning::Replayed { .. }) || matches!(warning, Warning::KeyInFile { .. }) && !fresh;
            if !ordinary {
                eprintln!("huisclos : {warning}");
            }
        }
        Ok(Self { store: opened.store, now: world::now(common) })
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
