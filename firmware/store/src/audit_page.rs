//! The audit trail as a page shows it: some days, the newest first, with the accounts that are behind the hashes.

use crate::audit::{Seen, Sort};
use crate::audit_files::{read_file, segments};
use crate::audit_form::{month_of, read_header, read_segment};
use crate::error::Error;
use crate::store::Store;
use huisclos_agenda::PatientId;
use jiff::civil::Date;
use std::collections::VecDeque;

/// The newest accesses of some days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accesses {
    /// Newest first, each with the rank of the account that did it among those that were given.
    pub shown: Vec<(Seen, Option<usize>)>,
    /// How many there are in all.
    pub all: usize,
}

impl Store {
    /// Accesses of some days, both inclusive, at most `max`. `accounts` are those of the page, as `By::Page` names them;
    /// `who` is one of their ranks.
    ///
    /// # Errors
    /// The disk.
    pub fn accesses_for(
        &self,
        (from, to): (Date, Date),
        accounts: &[String],
        who: Option<usize>,
        patient: Option<PatientId>,
        max: usize,
    ) -> Result<Accesses, Error> {
        let (mut shown, mut all) = (VecDeque::new(), 0);
        let months = month_of(from.at(0, 0, 0, 0))..=month_of(to.at(0, 0, 0, 0));
        let first = self.first_segment()?;
        let keys = self.keys();
        for (_, path) in segments(&self.0.folder.trail())?.into_iter().filter(|(number, _)| *number >= first) {
            let bytes = read_file(&path)?;
            // A segment is of one month; one that does not read is for `verify_trail` to tell.
            if !read_header(keys, &bytes).is_ok_and(|(_, segment)| months.contains(&segment.month)) {
                continue;
            }
            let mut hashes: Option<Vec<String>> = None;
            let _ = read_segment(keys, &bytes, |trail, end, entry| {
                let hashes =
                    hashes.get_or_insert_with(|| accounts.iter().map(|a| trail.actor(Sort::Page, a)).collect());
                let by = hashes.iter().position(|hash| entry.by == Sort::Page && *hash == entry.who);
                let wanted = (from..=to).contains(&entry.at.date())
                    && (who.is_none() || by == who)
                    && patient.is_none_or(|id| entry.is_of(&trail.patient(id.0)));
                if wanted {
                    all += 1;
                    if shown.len() == max {
                        shown.pop_front();
                    }
                    shown.push_back((entry.seen(end.seq), by));
                }
            });
        }
        Ok(Accesses { shown: shown.into_iter().rev().collect(), all })
    }
}
