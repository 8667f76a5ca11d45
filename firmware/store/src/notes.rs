//! The inbox.

use crate::change::Tree;
use crate::error::Error;
use crate::records::{NoteRecord, Read};
use crate::store::{Store, Transaction, id_at_end};
use huisclos_agenda::{CallId, Note, NoteId, Private};

impl Store {
    /// Puts a note in the inbox and gives it its id. Asked twice by one call with the same words, it is put once.
    ///
    /// # Errors
    /// `TooLong`, or the disk; nothing is changed then.
    pub fn add_note(&self, note: &Note, call: Option<CallId>) -> Result<NoteId, Error> {
        match self.write(|t| t.add_note(note, call)) {
            // The keyring found no room for the key of whom it is about.
            Err(e) if e.is_full() && self.writer().ballast.release() => self.write(|t| t.add_note(note, call)),
            done => done,
        }
    }

    /// Every note, by priority, then the oldest first.
    ///
    /// # Errors
    /// A damaged state.
    pub fn notes(&self) -> Result<Vec<Note>, Error> {
        Ok(self.notes_read()?.into_iter().map(|(note, _)| note).collect())
    }

    /// The same, each with its summary where a model wrote one.
    ///
    /// # Errors
    /// A damaged state.
    pub fn notes_summed_up(&self) -> Result<Vec<(Note, Option<Private<String>>)>, Error> {
        let all = self.notes_read()?.into_iter();
        Ok(all.map(|(note, read)| (note, read.summary.map(Private::new))).collect())
    }

    pub(crate) fn notes_read(&self) -> Result<Vec<(Note, Read)>, Error> {
        let all = self.all::<NoteRecord>(Tree::Notes, &[])?;
        let with_id = |(key, record): (Vec<u8>, NoteRecord)| {
            let read = record.read.clone();
            Some((record.with_id(id_at_end(&key)?), read))
        };
        let mut notes: Vec<(Note, Read)> = all.into_iter().filter_map(with_id).collect();
        notes.sort_by_key(|(n, _)| (n.priority, n.at, n.id));
        Ok(notes)
    }
}

impl Transaction<'_> {
    fn add_note(&mut self, note: &Note, call: Option<CallId>) -> Result<NoteId, Error> {
        // On a full disk the cabinet must still learn who called, and why nothing else was written.
        self.essential = true;
        let record = NoteRecord::from(note);
        // The hour is not part of what was asked: the second time is later.
        let asked = call.map(|call| (call, format!("note|{}", record.words())));
        if let Some((call, what)) = &asked
            && let Some(id) = self.store.asked_before(*call, what)?
        {
            return Ok(NoteId(id));
        }
        // A note without a card is a subject of its own: it can be forgotten alone, backups included.
        let (id, subject) = match note.patient {
            Some(patient) => (self.store.fresh_id(Tree::Notes)?, patient.0),
            None => self.draw().map(|id| (id, id))?,
        };
        self.put(Tree::Notes, &id.to_be_bytes(), subject, &record)?;
        if let Some((call, what)) = asked {
            self.remember_asked(call, &what, id)?;
        }
        Ok(NoteId(id))
    }
}
