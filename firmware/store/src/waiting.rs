//! The waiting list, and the places that were given back (feature G4).
//!
//! Who waits is a record of their card, under its key: erased with it. A freed place is a record of nobody: hour and
//! practitioner. It is written in the same frame as the cancellation or the move that frees it, whoever asks for that.

use crate::change::Tree;
use crate::error::Error;
use crate::store::{Store, Transaction, id_at_end};
use huisclos_agenda::waiting::{in_order, still_free};
use huisclos_agenda::{
    Appointment, AppointmentId, Availability, MadeBy, MotifId, PatientId, PractitionerId, Slot, Status, Waiting,
    WaitingId,
};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry as MapEntry;
use std::sync::atomic::Ordering;

/// People on the list: more is no list any more, and every page that shows it would pay for it.
const WAITING_MAX: usize = 500;

#[derive(Serialize, Deserialize)]
pub(crate) struct WaitingRecord {
    pub(crate) patient: PatientId,
    motif: MotifId,
    practitioner: Option<PractitionerId>,
    /// Monday is 1.
    days: Vec<i8>,
    after: Option<Time>,
    before: Option<Time>,
    until: Option<Date>,
    since: DateTime,
    urgent: bool,
    instead_of: Option<AppointmentId>,
    made_by: MadeBy,
}

impl From<&Waiting> for WaitingRecord {
    fn from(w: &Waiting) -> Self {
        Self {
            patient: w.patient,
            motif: w.motif.clone(),
            practitioner: w.practitioner.clone(),
            days: w.hours.days.iter().map(|day| day.to_monday_one_offset()).collect(),
            after: w.hours.after,
            before: w.hours.before,
            until: w.until,
            since: w.since,
            urgent: w.urgent,
            instead_of: w.instead_of,
            made_by: w.made_by,
        }
    }
}

impl WaitingRecord {
    pub(crate) fn with_id(self, id: u64) -> Waiting {
        let days = self.days.into_iter().filter_map(|day| Weekday::from_monday_one_offset(day).ok()).collect();
        Waiting {
            id: WaitingId(id),
            patient: self.patient,
            motif: self.motif,
            practitioner: self.practitioner,
            hours: Availability { days, after: self.after, before: self.before },
            until: self.until,
            since: self.since,
            urgent: self.urgent,
            instead_of: self.instead_of,
            made_by: self.made_by,
        }
    }
}

impl Store {
    /// Puts somebody on the waiting list and gives the entry its id. Who is on it for the same motif already is there once:
    /// the new wish takes the old one's place, and keeps its rank.
    ///
    /// # Errors
    /// `UnknownPatient`, `Full` list, or the disk; nothing is changed then.
    pub fn enlist(&self, waiting: &Waiting) -> Result<Waiting, Error> {
        self.write(|t| {
            t.store.identity(waiting.patient)?;
            t.enlist(waiting)
        })
    }

    /// Everybody on the waiting list, who presses first, then who has waited longest.
    ///
    /// # Errors
    /// A damaged state.
    pub fn waiting(&self) -> Result<Vec<Waiting>, Error> {
        let all = self.all::<WaitingRecord>(Tree::Waiting, &[])?.into_iter();
        let mut line: Vec<Waiting> = all.filter_map(|(key, record)| Some(record.with_id(id_at_end(&key)?))).collect();
        in_order(&mut line);
        Ok(line)
    }

    /// Goes up whenever a card, an appointment or this list changed: what was read of them under one number holds as long as
    /// it stays.
    #[must_use]
    pub fn book_written(&self) -> u64 {
        self.0.book_written.load(Ordering::SeqCst)
    }

    /// Takes somebody off the list; whom it was, `None` when nobody of that number is on it.
    ///
    /// # Errors
    /// The disk; nothing is changed then.
    pub fn strike(&self, id: WaitingId) -> Result<Option<Waiting>, Error> {
        self.write(|t| {
            let Some(known) = t.waits(id)? else { return Ok(None) };
            t.batch.take(Tree::Waiting, &id.0.to_be_bytes(), known.patient.0);
            Ok(Some(known))
        })
    }

    /// Books a slot for somebody on the list, or moves the appointment they would give, and takes them off: all in one
    /// frame. `None`, and nothing changed, when they are on it no more.
    ///
    /// # Errors
    /// `Taken`, `SlotLength`, or the disk; nothing is changed then.
    pub fn serve(&self, id: WaitingId, slot: &Slot) -> Result<Option<Appointment>, Error> {
        self.write(|t| {
            let Some(known) = t.waits(id)? else { return Ok(None) };
            let old =
                known.instead_of.and_then(|a| t.store.appointment(a).ok()).filter(|a| a.status != Status::Cancelled);
            let made = match old {
                Some(old) => t.move_held(old, slot)?,
                None => t.book(slot, known.patient, MadeBy::Secretary, None)?,
            };
            t.batch.take(Tree::Waiting, &id.0.to_be_bytes(), known.patient.0);
            t.free_rest(slot)?;
            Ok(Some(made))
        })
    }

    /// Places that were given back and are free at this moment, soonest first, each once.
    ///
    /// # Errors
    /// A damaged state.
    pub fn freed(&self, now: DateTime) -> Result<Vec<Slot>, Error> {
        let mut free = Vec::new();
        self.each_freed(now, |place| {
            free.push(place);
            true
        })?;
        Ok(free)
    }

    /// Gives each of them to `each`, soonest first, until it says no: what nobody asks for is not looked up.
    ///
    /// # Errors
    /// A damaged state.
    pub fn each_freed(&self, now: DateTime, mut each: impl FnMut(Slot) -> bool) -> Result<(), Error> {
        let mut places: Vec<Slot> = self.all::<Slot>(Tree::Freed, &[])?.into_iter().map(|(_, slot)| slot).collect();
        places.retain(|slot| slot.start >= now);
        // The longest of those that begin together says it all.
        places.sort_by(|a, b| (a.start, &a.practitioner, b.minutes).cmp(&(b.start, &b.practitioner, a.minutes)));
        places.dedup_by(|b, a| a.start == b.start && a.practitioner == b.practitioner);
        // Each day of the book is read once, whatever was given back on it; an appointment may last past midnight.
        let mut read: BTreeMap<Date, Vec<Appointment>> = BTreeMap::new();
        for place in places {
            let (from, to) = (place.start.date().yesterday().unwrap_or(Date::MIN), place.end().date());
            read = read.split_off(&from);
            for day in from.series(1.day()).take_while(|day| *day <= to) {
                if let MapEntry::Vacant(unread) = read.entry(day) {
                    unread.insert(self.appointments(day, day)?);
                }
            }
            let taken: Vec<&Appointment> = read.range(from..=to).flat_map(|(_, taken)| taken).collect();
            if still_free(&place, taken, now).is_some_and(|free| !each(free)) {
                break;
            }
        }
        Ok(())
    }
}

impl Transaction<'_> {
    fn waits(&self, id: WaitingId) -> Result<Option<Waiting>, Error> {
        let record: Option<WaitingRecord> = self.store.record(Tree::Waiting, &id.0.to_be_bytes())?;
        Ok(record.map(|r| r.with_id(id.0)))
    }

    /// Puts somebody on the list whose card is there or is put by the same transaction.
    pub(crate) fn enlist(&mut self, waiting: &Waiting) -> Result<Waiting, Error> {
        let line = self.store.waiting()?;
        let before = line.iter().find(|w| w.patient == waiting.patient && w.motif == waiting.motif);
        let made = match before {
            Some(known) => Waiting { id: known.id, since: known.since, ..waiting.clone() },
            None if line.len() >= WAITING_MAX => return Err(Error::ListFull { max: WAITING_MAX }),
            None => Waiting { id: WaitingId(self.store.fresh_id(Tree::Waiting)?), ..waiting.clone() },
        };
        self.put(Tree::Waiting, &made.id.0.to_be_bytes(), made.patient.0, &WaitingRecord::from(&made))?;
        Ok(made)
    }

    /// Writes down that a place was given back.
    pub(crate) fn free(&mut self, slot: &Slot) -> Result<(), Error> {
        let id = self.store.fresh_id(Tree::Freed)?;
        self.put(Tree::Freed, &id.to_be_bytes(), 0, slot)
    }

    /// What a shorter slot leaves of the freed place it was booked in is a freed place again.
    fn free_rest(&mut self, booked: &Slot) -> Result<(), Error> {
        for (_, place) in self.store.all::<Slot>(Tree::Freed, &[])? {
            let left = place.end().duration_since(booked.end()).as_mins();
            let same = place.start == booked.start && place.practitioner == booked.practitioner;
            if let Some(minutes) = u16::try_from(left).ok().filter(|m| same && *m > 0) {
                self.free(&Slot { start: booked.end(), minutes, ..place })?;
            }
        }
        Ok(())
    }
}
