//! What will go when: every kind of data with its time, and how many go within the next month. Counts only; nobody is named.

use crate::change::Tree;
use crate::error::Error;
use crate::keys::Field;
use crate::register_kinds::{Described, described};
use crate::store::Store;
use huisclos_agenda::Retention;
use jiff::ToSpan;
use jiff::civil::Date;

/// How far ahead is looked.
pub const LEAVING_DAYS: i32 = 30;

/// One kind of data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeavingKind {
    /// What it is and how long it is kept.
    pub kind: Described,
    /// How many go within [`LEAVING_DAYS`]; `None` where that depends on what happens until then.
    pub soon: Option<u64>,
}

impl Store {
    /// Every kind of data, with how many of it go within the next month.
    ///
    /// # Errors
    /// A damaged state.
    pub fn leaving(&self, retention: &Retention, today: Date) -> Result<Vec<LeavingKind>, Error> {
        let mut kinds = Vec::new();
        for tree in Tree::ALL {
            if let Some(kind) = described(tree, retention) {
                let records = self.read(|state| state.count(tree))?;
                kinds.push(LeavingKind {
                    kind: Described { records, ..kind },
                    soon: self.soon(tree, retention, today)?,
                });
            }
        }
        Ok(kinds)
    }

    fn soon(&self, tree: Tree, r: &Retention, today: Date) -> Result<Option<u64>, Error> {
        let then = today.saturating_add(LEAVING_DAYS.days());
        // What is filed by day is counted in its index: what would be too old in a month, from what is too old already on.
        let filed = |index: Tree, field: Field, from: Date, to: Date| {
            let mut count = 0;
            for day in from.series(1.day()).take_while(|day| *day < to) {
                count += self.ids_under(index, &self.day_key(field, day))?.len() as u64;
            }
            Ok(Some(count))
        };
        match tree {
            Tree::Appointments => filed(
                Tree::AppointmentsByDay,
                Field::AppointmentDay,
                r.appointments_from(today),
                r.appointments_from(then),
            ),
            Tree::Calls => filed(Tree::CallsByDay, Field::CallDay, r.calls_from(today), r.calls_from(then)),
            Tree::Measures => filed(Tree::MeasuresByDay, Field::MeasureDay, r.calls_from(today), r.calls_from(then)),
            Tree::Notes => {
                let from = r.transcripts_from(then);
                Ok(Some(self.notes()?.iter().filter(|note| note.at.date() < from).count() as u64))
            }
            Tree::Waiting => Ok(Some(self.waiting()?.iter().filter(|w| w.last_day() < then).count() as u64)),
            _ => Ok(None),
        }
    }
}
