//! Measures: figures over time without any patient's data (temperatures, line levels, model speed).

use crate::change::Tree;
use crate::error::Error;
use crate::keys::Field;
use crate::store::Store;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// One figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// When.
    pub at: DateTime,
    /// Of what, unit last: `first_word_ms`.
    pub name: String,
    /// The figure.
    pub value: f64,
}

impl Store {
    /// Keeps a figure.
    ///
    /// # Errors
    /// The disk; nothing is changed then.
    pub fn add_measure(&self, measure: &Measure) -> Result<(), Error> {
        self.write(|t| {
            let id = t.store.fresh_id(Tree::Measures)?;
            t.batch.put_measure(id, measure)
        })
    }

    /// The figures of a day, in order.
    ///
    /// # Errors
    /// A damaged state.
    pub fn measures(&self, day: Date) -> Result<Vec<Measure>, Error> {
        let ids = self.ids_under(Tree::MeasuresByDay, &self.day_key(Field::MeasureDay, day))?;
        let missing = Error::Damaged { table: Tree::Measures.name() };
        let found: Result<Option<Vec<Measure>>, Error> =
            ids.into_iter().map(|id| self.record(Tree::Measures, &id.to_be_bytes())).collect();
        let mut found = found?.ok_or(missing)?;
        found.sort_by_key(|measure| measure.at);
        Ok(found)
    }
}
