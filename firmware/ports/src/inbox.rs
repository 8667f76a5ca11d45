//! The inbox, as the page asks for it.

use crate::accounts::AccountId;
use crate::book::Refused;
use huisclos_agenda::{Note, NoteId, Private};
use jiff::civil::DateTime;

/// Who looks after a note, and whether it is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Care {
    /// Raised at each change.
    pub version: u32,
    /// Whoever took it.
    pub taken_by: Option<AccountId>,
    /// When it was done, and by whom.
    pub done: Option<(DateTime, AccountId)>,
}

/// A note with who looks after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The note.
    pub note: Note,
    /// Last and first name of the card, when there is one.
    pub patient: Option<(Private<String>, Private<String>)>,
    /// Who looks after it.
    pub care: Care,
    /// One sentence that a model wrote about it, to be checked against its words.
    pub summary: Option<Private<String>>,
}

/// The inbox.
pub trait Inbox: Send + Sync + 'static {
    /// Every note, by priority, then the oldest first.
    ///
    /// # Errors
    /// The store cannot be read.
    fn notes(&self, by: AccountId) -> Result<Vec<Kept>, Refused>;

    /// How many are not done: a number, which names nobody.
    ///
    /// # Errors
    /// The store cannot be read.
    fn waiting(&self) -> Result<usize, Refused>;

    /// Says who looks after a note or that it is done, over the version that was seen (`care.version`).
    ///
    /// # Errors
    /// `Changed`, `Gone`, or the store.
    fn look_after(&self, by: AccountId, note: NoteId, care: Care) -> Result<Care, Refused>;
}
