//! What the engine asks of the store.

use huisclos_agenda::CallId;
use huisclos_call::{Outcome, Query, Reply};
use jiff::civil::DateTime;

/// What is kept of every call, consent or not: its outcome and its waits (feature A6).
#[derive(Clone, Debug, PartialEq)]
pub struct CallRecord {
    /// Which.
    pub id: CallId,
    /// First ring.
    pub at: DateTime,
    /// From the first ring to the end.
    pub seconds: f64,
    /// All that were reached; the first counts.
    pub outcomes: Vec<Outcome>,
    /// Each wait of the caller, from the end of their speech to the first sound of the answer.
    pub waits_ms: Vec<u32>,
    /// The script it was spoken by, where the cabinet has its own or tries two (feature W6).
    pub script: Option<String>,
}

/// The store could not do it; nothing was changed.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct StoreError(pub String);

/// The encrypted store. What it acknowledges is on disk.
pub trait Store: Send + Sync {
    /// Does what a call asks. `now` is the civil time of the call. The same query of the same call, asked twice, is done once.
    ///
    /// # Errors
    /// One sentence without patient data: what failed, which file, what to do.
    fn ask(&self, call: CallId, query: &Query, now: DateTime) -> Result<Reply, StoreError>;

    /// Keeps what is kept of every call.
    ///
    /// # Errors
    /// As `ask`.
    fn record_call(&self, record: &CallRecord) -> Result<(), StoreError>;
}
