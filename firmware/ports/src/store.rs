//! What the engine asks of the store.

use crate::expected::Expected;
use huisclos_agenda::{CallId, Phone, Private};
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

    /// Who may be calling from this number (`None`: it is not known), or be called for, nearest first, at most
    /// [`crate::EXPECTED_MAX`]: the number's own patients, those with an appointment about now, then any.
    ///
    /// # Errors
    /// As `ask`; the call then goes on without.
    fn expected(
        &self,
        _call: CallId,
        _from: Option<&Private<Phone>>,
        _now: DateTime,
    ) -> Result<Vec<Expected>, StoreError> {
        Ok(Vec::new())
    }

    /// Keeps what is kept of every call.
    ///
    /// # Errors
    /// As `ask`.
    fn record_call(&self, record: &CallRecord) -> Result<(), StoreError>;
}
