//! Who may be calling: the names that the recogniser expects. Nobody is shown them, and what a caller is found by is traced
//! when their card is; so this leaves no entry in the trail.

use crate::change::Tree;
use crate::error::Error;
use crate::keys::Field;
use crate::store::{Store, id_at_end};
use huisclos_agenda::{PatientId, Phone, Private, Purpose};
use huisclos_ports::{EXPECTED_MAX, Expected, Nearness};
use jiff::ToSpan;
use jiff::civil::DateTime;
use std::collections::BTreeSet;

/// Who comes within these days is likely to call, and who came within those: to move it, to ask for what was forgotten.
const COMING_DAYS: i32 = 7;
const PAST_DAYS: i32 = 14;

impl Store {
    /// The number's own patients, those with an appointment about now, then others, at most [`EXPECTED_MAX`].
    ///
    /// # Errors
    /// A damaged state.
    pub(crate) fn expected_in_a_call(
        &self,
        from: Option<&Private<Phone>>,
        now: DateTime,
    ) -> Result<Vec<Expected>, Error> {
        let mut people = People { store: self, seen: BTreeSet::new(), found: Vec::new() };
        if let Some(phone) = from {
            let number = phone.open(Purpose::Store).0.as_bytes();
            people.take(self.filed(Tree::PatientsByPhone, Field::Phone, number)?, Nearness::Number)?;
        }
        let today = now.date();
        let day = |days: i32| today.checked_add(days.days()).unwrap_or(today);
        let near = self.appointments(day(-PAST_DAYS), day(COMING_DAYS))?;
        people.take(near.iter().filter(|a| a.holds()).map(|a| a.patient.0).collect(), Nearness::Soon)?;
        let cards = self.read(|state| state.first_keys(Tree::Patients, EXPECTED_MAX))?;
        people.take(cards.iter().filter_map(|key| id_at_end(key)).collect(), Nearness::Card)?;
        Ok(people.found)
    }
}

struct People<'a> {
    store: &'a Store,
    seen: BTreeSet<u64>,
    found: Vec<Expected>,
}

impl People<'_> {
    fn take(&mut self, ids: Vec<u64>, nearness: Nearness) -> Result<(), Error> {
        for id in ids {
            if self.found.len() >= EXPECTED_MAX {
                break;
            }
            if self.seen.insert(id) {
                let card = self.store.identity(PatientId(id))?;
                self.found.push(Expected { last_name: card.last_name, first_name: card.first_name, nearness });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::{Options, Store};
    use huisclos_agenda::{Cabinet, Identity, MadeBy, PatientId, Phone, Private, Slot};
    use huisclos_ports::Nearness;
    use jiff::civil::{Date, DateTime, date};

    fn phone(n: usize) -> Private<Phone> {
        Private::new(Phone(format!("+336{n:08}")))
    }

    fn card(store: &Store, n: usize) -> PatientId {
        let identity = Identity {
            last_name: Private::new(format!("Nom{n}")),
            first_name: Private::new("Paul".into()),
            birth_date: Private::new(date(1960, 1, 1)),
            phone: Some(phone(n)),
        };
        store.add_or_update_patient(&identity).unwrap().id
    }

    fn book(store: &Store, id: PatientId, day: Date, hour: i8) {
        let cabinet = Cabinet::demo();
        let slot = Slot {
            start: DateTime::from_parts(day, jiff::civil::time(hour, 0, 0, 0)),
            minutes: 20,
            practitioner: cabinet.practitioners[0].id.clone(),
            motif: cabinet.motifs[0].id.clone(),
        };
        store.book(&slot, id, MadeBy::Box, None).unwrap();
    }

    #[test]
    fn the_nearest_come_first_each_once_and_within_the_bound() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&Options::at(dir.path().join("data"))).unwrap().store;
        let ids: Vec<PatientId> = (0..30).map(|n| card(&store, n)).collect();
        let now = date(2026, 11, 23).at(9, 0, 0, 0);
        book(&store, ids[3], date(2026, 11, 25), 10); // coming
        book(&store, ids[4], date(2026, 11, 16), 10); // lately
        book(&store, ids[5], date(2027, 2, 1), 10); // far off
        book(&store, ids[6], date(2026, 11, 25), 11); // coming, and the number's own
        let check = |from: Option<usize>, expect: &[(usize, Nearness)]| {
            let from = from.map(phone);
            let found = store.expected_in_a_call(from.as_ref(), now).unwrap();
            assert_eq!(found.len(), 30, "everybody, once");
            for (who, (n, nearness)) in found.iter().zip(expect) {
                assert!(who.last_name.matches(|name| *name == format!("Nom{n}")) && who.nearness == *nearness);
            }
            assert!(found[expect.len()..].iter().all(|who| who.nearness == Nearness::Card));
        };
        check(Some(6), &[(6, Nearness::Number), (4, Nearness::Soon), (3, Nearness::Soon)]);
        check(None, &[(4, Nearness::Soon), (3, Nearness::Soon), (6, Nearness::Soon)]);
        check(Some(999), &[(4, Nearness::Soon), (3, Nearness::Soon), (6, Nearness::Soon)]);
    }
}
