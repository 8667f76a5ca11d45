//! Calls: outcome and waits, which are kept without consent and say nothing of who called (feature A6).

use crate::change::Tree;
use crate::error::Error;
use crate::keys::Field;
use crate::store::Store;
use huisclos_agenda::CallId;
use huisclos_ports::{CallRecord, Outcome};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(crate) struct CallKept {
    pub(crate) at: DateTime,
    seconds: f64,
    outcomes: Vec<String>,
    waits_ms: Vec<u32>,
}

impl Store {
    /// Keeps a call. The same call again replaces it.
    ///
    /// # Errors
    /// The disk; nothing is changed then.
    pub fn record_call(&self, call: &CallRecord) -> Result<(), Error> {
        let kept = CallKept {
            at: call.at,
            seconds: call.seconds,
            outcomes: call.outcomes.iter().map(|o| o.word().to_string()).collect(),
            waits_ms: call.waits_ms.clone(),
        };
        self.write(|t| {
            let old: Option<CallKept> = t.store.record(Tree::Calls, &call.id.0.to_be_bytes())?;
            if let Some(old) = old {
                t.unfile(Tree::CallsByDay, &t.store.day_key(Field::CallDay, old.at.date()), call.id.0, 0);
            }
            t.batch.put_call(call.id.0, &kept)
        })
    }

    /// The calls of a day, in order.
    ///
    /// # Errors
    /// A damaged state.
    pub fn calls(&self, day: Date) -> Result<Vec<CallRecord>, Error> {
        let mut found = Vec::new();
        for id in self.ids_under(Tree::CallsByDay, &self.day_key(Field::CallDay, day))? {
            let kept: Option<CallKept> = self.record(Tree::Calls, &id.to_be_bytes())?;
            let CallKept { at, seconds, outcomes, waits_ms } =
                kept.ok_or(Error::Damaged { table: Tree::Calls.name() })?;
            let outcomes = outcomes.iter().filter_map(|word| outcome(word)).collect();
            found.push(CallRecord { id: CallId(id), at, seconds, outcomes, waits_ms });
        }
        found.sort_by_key(|call| (call.at, call.id));
        Ok(found)
    }
}

fn outcome(word: &str) -> Option<Outcome> {
    Outcome::WORDS.iter().find(|(_, w)| *w == word).map(|(o, _)| *o)
}
