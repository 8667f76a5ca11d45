//! What a model makes of ended calls: a note's summary in the note's own record, a call's mark in the call's.

use crate::change::Tree;
use crate::error::Error;
use crate::records::{NoteRecord, Read};
use crate::store::Store;
use huisclos_agenda::{CallId, Note, NoteId, Private, Purpose};
use huisclos_ports::{Leftovers, StoreError};

/// A note that broke the model, or the box, twice is left as it is: it must not do so at every start.
const TRIES_MAX: u8 = 2;

fn said(error: &Error) -> StoreError {
    StoreError(error.to_string())
}

impl Store {
    /// Changes what is known of the reading of a note; false where the note is gone.
    fn reread(&self, note: NoteId, change: impl FnOnce(&mut Read)) -> Result<bool, Error> {
        self.write(|t| {
            let key = note.0.to_be_bytes();
            let Some(mut record) = t.store.record::<NoteRecord>(Tree::Notes, &key)? else { return Ok(false) };
            change(&mut record.read);
            let subject = record.patient.map_or(note.0, |patient| patient.0);
            t.put(Tree::Notes, &key, subject, &record).map(|()| true)
        })
    }
}

impl Leftovers for Store {
    fn take_note(&self, wanted: &dyn Fn(&Note) -> bool) -> Result<Option<Note>, StoreError> {
        let all = self.notes_read().map_err(|e| said(&e))?;
        let open = |note: NoteId| self.care_of(note).map(|care| care.done.is_none());
        for (note, read) in all {
            let unread = read.summary.is_none() && read.tries < TRIES_MAX;
            if unread && wanted(&note) && open(note.id).map_err(|e| said(&e))? {
                let taken = self.reread(note.id, |read| read.tries += 1).map_err(|e| said(&e))?;
                return Ok(taken.then_some(note));
            }
        }
        Ok(None)
    }

    fn put_back(&self, note: NoteId) -> Result<(), StoreError> {
        self.reread(note, |read| read.tries = read.tries.saturating_sub(1)).map(drop).map_err(|e| said(&e))
    }

    fn keep_summary(&self, note: NoteId, summary: Option<&Private<String>>) -> Result<(), StoreError> {
        let summary = summary.map(|s| s.open(Purpose::Store).clone());
        self.reread(note, |read| *read = Read { tries: TRIES_MAX, summary }).map(drop).map_err(|e| said(&e))
    }

    fn judge(&self, call: CallId, hundredths: u16) -> Result<bool, StoreError> {
        self.write(|t| t.judge(call, hundredths)).map_err(|e| said(&e))
    }
}
