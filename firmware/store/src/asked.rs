//! What a call asked already: a query that comes twice is done once.

use crate::change::Tree;
use crate::error::Error;
use crate::keys::Field;
use crate::store::{Store, Transaction};
use huisclos_agenda::CallId;

impl Store {
    fn asked_key(&self, call: CallId, what: &str) -> [u8; 16] {
        self.keys().index(Field::Asked, format!("{call}|{what}").as_bytes())
    }

    /// The id of what came of it, when this call asked the same before.
    pub(crate) fn asked_before(&self, call: CallId, what: &str) -> Result<Option<u64>, Error> {
        self.record(Tree::Asked, &self.asked_key(call, what))
    }
}

impl Transaction<'_> {
    /// Keeps what came of it.
    pub(crate) fn remember_asked(&mut self, call: CallId, what: &str, id: u64) -> Result<(), Error> {
        self.put(Tree::Asked, &self.store.asked_key(call, what), 0, &id)
    }
}
