//! What ended calls leave to be read once more, at leisure: notes without a summary, calls without a mark.

use crate::store::StoreError;
use huisclos_agenda::{CallId, Note, NoteId, Private};

/// Notes and calls as whoever reads them again asks for them. What it acknowledges is on disk.
pub trait Leftovers: Send + Sync {
    /// The most pressing note that is `wanted`, that nobody is done with and no model has read; that it was begun is kept first,
    /// so that a note that breaks the box is not begun at every start.
    ///
    /// # Errors
    /// The store cannot be read or written.
    fn take_note(&self, wanted: &dyn Fn(&Note) -> bool) -> Result<Option<Note>, StoreError>;

    /// Somebody came first: it is taken again another time.
    ///
    /// # Errors
    /// The store cannot be written.
    fn put_back(&self, note: NoteId) -> Result<(), StoreError>;

    /// Its summary, beside its words; `None`: it gets none.
    ///
    /// # Errors
    /// The store cannot be written.
    fn keep_summary(&self, note: NoteId, summary: Option<&Private<String>>) -> Result<(), StoreError>;

    /// How a call went, 100 to 500; false where the call is not kept, or not yet.
    ///
    /// # Errors
    /// The store cannot be written.
    fn judge(&self, call: CallId, hundredths: u16) -> Result<bool, StoreError>;
}
