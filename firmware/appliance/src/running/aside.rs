//! The store as the lines and their workers see it: what a call leaves at its end is written beside the line's thread, and
//! the technician's test call goes to a store of its own.

use huisclos_agenda::{CallId, Phone, Private};
use huisclos_ports::{CallRecord, Expected, Query, Reply, Store, StoreError};
use jiff::civil::DateTime;
use std::collections::HashMap;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Records of ended calls that wait for the disk: as many calls as end in the eight seconds it may take.
const RECORDS_MAX: usize = 64;

/// The box's store, with the scratch stores of test calls.
pub struct Aside {
    store: Arc<dyn Store>,
    records: SyncSender<CallRecord>,
    trials: Mutex<HashMap<CallId, Arc<dyn Store>>>,
}

impl Aside {
    /// Over the box's store.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn over(store: Arc<dyn Store>) -> std::io::Result<Arc<Self>> {
        let (records, ended) = sync_channel::<CallRecord>(RECORDS_MAX);
        let writer = store.clone();
        thread::Builder::new().name("bilan".into()).spawn(move || {
            for record in ended {
                if let Err(error) = writer.record_call(&record) {
                    eprintln!("huisclos : {error}");
                }
            }
        })?;
        Ok(Arc::new(Self { store, records, trials: Mutex::default() }))
    }

    /// What this call asks goes to that store, until [`Aside::trial_over`].
    pub fn trial(&self, call: CallId, store: Arc<dyn Store>) {
        self.trials.lock().unwrap_or_else(PoisonError::into_inner).insert(call, store);
    }

    /// The test call is over.
    pub fn trial_over(&self, call: CallId) {
        self.trials.lock().unwrap_or_else(PoisonError::into_inner).remove(&call);
    }

    fn of(&self, call: CallId) -> Option<Arc<dyn Store>> {
        self.trials.lock().unwrap_or_else(PoisonError::into_inner).get(&call).cloned()
    }
}

impl Store for Aside {
    fn ask(&self, call: CallId, query: &Query, now: DateTime) -> Result<Reply, StoreError> {
        match self.of(call) {
            Some(store) => store.ask(call, query, now),
            None => self.store.ask(call, query, now),
        }
    }

    fn expected(
        &self,
        call: CallId,
        from: Option<&Private<Phone>>,
        now: DateTime,
    ) -> Result<Vec<Expected>, StoreError> {
        match self.of(call) {
            Some(store) => store.expected(call, from, now),
            None => self.store.expected(call, from, now),
        }
    }

    /// Never waits for the disk: it is asked from a line's own thread, whose loop must turn.
    fn record_call(&self, record: &CallRecord) -> Result<(), StoreError> {
        if let Some(store) = self.of(record.id) {
            return store.record_call(record);
        }
        let full = |_| StoreError("trop de bilans d'appels attendent le disque ; celui-ci n'est pas gardé".into());
        self.records.try_send(record.clone()).map_err(full)
    }
}
