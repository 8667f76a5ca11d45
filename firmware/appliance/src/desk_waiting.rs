//! The waiting list, as the page asks for it.

use crate::desk::BoxDesk;
use crate::desk_book::refused;
use huisclos_agenda::waiting::for_place;
use huisclos_agenda::{Agenda, Candidate, Identity, InLine, Slot, Waiting, WaitingId};
use huisclos_ports::{AccountId, Clock, Entry, PLACES_MAX, Place, Refused, WaitingList, Waits};
use huisclos_store::{Deed, Error, Kind};
use jiff::civil::{Date, DateTime};
use std::sync::{Mutex, PoisonError};

type Key = (u64, (Date, i8, i8));

/// The freed places as they were last looked for: after which frame, in which minute.
#[derive(Default)]
pub struct Places(Mutex<Option<(Key, Vec<Place>)>>);

impl BoxDesk {
    /// Everybody on the list; who has no card any more goes with the night.
    fn waits(&self) -> Result<Vec<Waits>, Refused> {
        let now = self.civil();
        let mut all = Vec::new();
        for waiting in self.store.waiting().map_err(refused)? {
            let patient = match self.store.patient(waiting.patient, now) {
                Ok(patient) => patient,
                Err(Error::UnknownPatient) => continue,
                Err(e) => return Err(refused(e)),
            };
            let candidate = Candidate::from(&patient);
            let has = waiting.instead_of.and_then(|id| self.store.appointment(id).ok());
            let has = has.filter(|a| a.holds() && a.slot.start >= now);
            let Identity { last_name, first_name, phone, .. } = patient.identity;
            all.push(Waits { line: InLine { waiting, candidate, has }, last_name, first_name, phone });
        }
        Ok(all)
    }

    /// Freed places that are free at this moment and suit somebody. Every page counts them in its bar: they are looked for
    /// again only when something was written, or the minute has changed.
    pub(crate) fn places_now(&self) -> Result<Vec<Place>, Refused> {
        let now = self.civil();
        let minute = (now.date(), now.hour(), now.minute());
        let written = self.store.book_written();
        let mut kept = self.places.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, places)) = kept.as_ref().filter(|(key, _)| *key == (written, minute)) {
            return Ok(places.clone());
        }
        let places = self.look_for_places(now)?;
        *kept = Some(((written, minute), places.clone()));
        Ok(places)
    }

    fn look_for_places(&self, now: DateTime) -> Result<Vec<Place>, Refused> {
        let all = self.waits()?;
        if all.is_empty() {
            return Ok(Vec::new());
        }
        let cabinet = self.cabinet();
        // What is taken was looked at already; this asks for openings, absences and the horizon.
        let open = Agenda { cabinet: &cabinet, taken: &[], now };
        let line: Vec<InLine> = all.iter().map(|w| w.line.clone()).collect();
        let mut places = Vec::new();
        // Every page counts them: the book is read as far as the soonest ones, and no further.
        let found = self.store.each_freed(now, |slot| {
            let suits: Vec<(Waits, Slot)> = for_place(&slot, &line, &cabinet, now)
                .into_iter()
                .filter(|(_, theirs)| open.is_free(theirs))
                .filter_map(|(one, theirs)| Some((all.iter().find(|w| w.line == *one)?.clone(), theirs)))
                .collect();
            if !suits.is_empty() {
                places.push(Place { slot, suits });
            }
            places.len() < PLACES_MAX
        });
        found.map_err(refused).map(|()| places)
    }
}

impl WaitingList for BoxDesk {
    fn line(&self, by: AccountId) -> Result<Vec<Waits>, Refused> {
        let all = self.waits()?;
        self.trace(by, Deed::Listed, Kind::Waiting, all.iter().map(|w| w.line.waiting.patient).collect())?;
        Ok(all)
    }

    fn places(&self, by: AccountId) -> Result<Vec<Place>, Refused> {
        let places = self.places_now()?;
        let of = places.iter().flat_map(|p| &p.suits).map(|(w, _)| w.line.waiting.patient).collect::<Vec<_>>();
        if !of.is_empty() {
            self.trace(by, Deed::Listed, Kind::Waiting, of)?;
        }
        Ok(places)
    }

    fn open_places(&self) -> Result<usize, Refused> {
        self.places_now().map(|places| places.len())
    }

    fn enlist(&self, by: AccountId, waiting: &Waiting) -> Result<WaitingId, Refused> {
        let made = self.store.enlist(waiting).map_err(refused)?;
        self.trace(by, Deed::Enlisted, Kind::Waiting, vec![made.patient])?;
        Ok(made.id)
    }

    fn strike(&self, by: AccountId, id: WaitingId) -> Result<(), Refused> {
        let gone = self.store.strike(id).map_err(refused)?.ok_or(Refused::Gone)?;
        self.trace(by, Deed::Struck, Kind::Waiting, vec![gone.patient])
    }

    fn serve(&self, by: AccountId, id: WaitingId, slot: &Slot) -> Result<Entry, Refused> {
        let made = self.store.serve(id, slot).map_err(refused)?.ok_or(Refused::Gone)?;
        self.trace(by, Deed::Booked, Kind::Appointments, vec![made.patient])?;
        self.entry(made)
    }
}
