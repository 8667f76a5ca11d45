//! What came of a call for who called: the one place where a call is called a success.

use crate::record::CallRecord;
use huisclos_agenda::NoteReason;
use huisclos_call::Outcome;

/// What came of a call for who called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Came {
    /// They got what they called for.
    Served,
    /// They got something else: a note for want of better, a failure.
    Unserved,
    /// They hung up with nothing.
    Abandoned,
    /// A sales call or a wrong number: in no rate.
    Filtered,
    /// A note of which it is not known any more whether it was what they called for: in no success rate.
    Unknown,
}

/// Judges a call by its outcome and, where there is only a note, by what the note is about.
#[must_use]
pub fn came(call: &CallRecord) -> Came {
    match call.outcome() {
        Outcome::Filtered => Came::Filtered,
        Outcome::Abandoned => Came::Abandoned,
        Outcome::Failed => Came::Unserved,
        Outcome::Noted => match call.course.as_ref().map(|c| c.note) {
            // Who asks for results, a document or to leave a message has called for a note.
            Some(Some(NoteReason::Results | NoteReason::Document | NoteReason::Message)) => Came::Served,
            Some(_) => Came::Unserved,
            None => Came::Unknown,
        },
        Outcome::Emergency
        | Outcome::Transferred
        | Outcome::Booked
        | Outcome::Moved
        | Outcome::Cancelled
        | Outcome::Confirmed
        | Outcome::Informed => Came::Served,
    }
}
