//! What the engine asks of the store.

use huisclos_agenda::CallId;
use huisclos_call::{Query, Reply};
use huisclos_quality::CallRecord;
use jiff::civil::DateTime;

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
