//! What is older than the cabinet's settings say goes, every night, kind by kind, and the audit trail tells it.
//!
//! A clock that is wrong must not empty the box: one that has jumped ahead is believed after a few nights only (`nights`).

use crate::accounts::CARE;
use crate::audit::{Access, By, Deed, Kind, Why};
use crate::audit_form::month_of;
use crate::calls::CallKept;
use crate::change::Tree;
use crate::consents::ConsentRecord;
use crate::error::Error;
use crate::keys::Field;
use crate::measures::Measure;
use crate::nights::Nights;
use crate::records::{AppointmentRecord, NoteRecord};
use crate::store::{Store, id_at_end};
use crate::waiting::WaitingRecord;
use huisclos_agenda::{Appointment, PatientId, Retention, Slot};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Records taken away by one frame: far below its bound, and writers wait for each but briefly.
const AT_ONCE: usize = 200;
/// What a call asked is kept that long, so that nothing is done twice: no call lasts a day; a month is the transcripts'.
const ASKED_DAYS: i32 = 30;
/// Who erases, in the proofs.
const BY: &str = "la boîte, durées de conservation";

/// What went in one night.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Retained {
    /// Notes, with what callers said.
    pub notes: u32,
    /// Appointments.
    pub appointments: u32,
    /// Cards, their keys destroyed.
    pub cards: u32,
    /// Proofs of consent.
    pub consents: u32,
    /// Outcomes and waits of calls.
    pub calls: u32,
    /// Measures.
    pub measures: u32,
    /// Entries of the waiting list.
    pub waiting: u32,
    /// What calls asked.
    pub asked: u32,
    /// Files of the audit trail.
    pub trail: u32,
    /// True when nothing was done, because the clock has jumped ahead and is not believed yet.
    pub clock_doubted: bool,
}

const NIGHTS: &[u8] = b"nights";

/// A record to be taken away with its entries in indexes.
struct Leaving {
    subject: u64,
    keys: Vec<(Tree, Vec<u8>)>,
}

impl Store {
    /// Takes away what is older than the settings say. `trusted` is for somebody who has looked at the clock.
    ///
    /// # Errors
    /// The disk, or a damaged state. What went before the error is gone and traced; asking again does the rest.
    pub fn retain(&self, retention: &Retention, now: DateTime, trusted: bool) -> Result<Retained, Error> {
        let today = now.date();
        let mut nights: Nights = self.record(Tree::Proofs, NIGHTS)?.unwrap_or_default();
        let before = nights.clone();
        if trusted {
            (nights.last, nights.doubted) = (Some(today), None);
        }
        let believed = nights.believe(today);
        if believed {
            nights.turn_month(today, self.writer().journal.tail().seq);
        }
        if nights != before {
            self.write(|t| t.put(Tree::Proofs, NIGHTS, 0, &nights))?;
        }
        if !believed {
            return Ok(Retained { clock_doubted: true, ..Retained::default() });
        }
        let mut done = Retained::default();
        let mut erased = BTreeSet::new();
        done.notes = self.expire_notes(retention.transcripts_from(today), now, &mut erased)?;
        done.cards = self.expired_cards(retention.appointments_from(today), &nights, now, &mut erased)?;
        if !erased.is_empty() {
            let subjects: Vec<u64> = erased.into_iter().collect();
            self.erase(&subjects, BY, now)?;
        }
        self.expire_cares(now)?;
        done.waiting = self.expire_waiting(today, now)?;
        self.expire_freed(today)?;
        done.appointments = self.expire_appointments(retention.appointments_from(today), now)?;
        done.consents = self.expire_consents(retention.consents_from(today), now)?;
        done.calls = self.expire_calls(retention.calls_from(today), now)?;
        done.measures = self.expire_measures(retention.calls_from(today), now)?;
        let month_ago = today.saturating_sub(ASKED_DAYS.days());
        done.asked = self.expire_asked(nights.seq_before(month_ago), now)?;
        let first_day = retention.audit_from(today).at(0, 0, 0, 0);
        done.trail = self.expire_trail(month_of(first_day), now)?;
        self.settle()?;
        Ok(done)
    }

    fn traced(&self, what: Kind, of: &[PatientId], count: usize, now: DateTime) -> Result<(), Error> {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let (did, why) = (Deed::Expired, Why::Retention);
        self.trace(&Access { at: now, by: By::Night, did, why, what, of, count })
    }

    /// Takes records away, a frame for `AT_ONCE` of them, each frame traced.
    fn take_away(&self, what: Kind, leaving: &[Leaving], now: DateTime) -> Result<u32, Error> {
        for part in leaving.chunks(AT_ONCE) {
            let of: BTreeSet<PatientId> =
                part.iter().filter(|l| l.subject != 0).map(|l| PatientId(l.subject)).collect();
            let of: Vec<PatientId> = of.into_iter().collect();
            self.traced(what, &of, part.len(), now)?;
            self.write(|t| {
                for Leaving { subject, keys } in part {
                    for (tree, key) in keys {
                        t.batch.take(*tree, key, *subject);
                    }
                }
                Ok(())
            })?;
        }
        Ok(leaving.len() as u32)
    }

    /// Notes on a card are taken away; one without a card is a subject of its own, whose key is destroyed.
    fn expire_notes(&self, from: Date, now: DateTime, erased: &mut BTreeSet<u64>) -> Result<u32, Error> {
        let (mut leaving, mut alone) = (Vec::new(), 0);
        for (key, record) in self.all::<NoteRecord>(Tree::Notes, &[])? {
            let id = id_at_end(&key).ok_or(Error::Damaged { table: Tree::Notes.name() })?;
            let note = record.with_id(id);
            if note.at.date() >= from {
                continue;
            }
            match note.patient {
                Some(patient) => leaving.push(Leaving { subject: patient.0, keys: vec![(Tree::Notes, key)] }),
                None => {
                    erased.insert(id);
                    alone += 1;
                }
            }
        }
        if alone > 0 {
            self.traced(Kind::Notes, &[], alone, now)?;
        }
        Ok(self.take_away(Kind::Notes, &leaving, now)? + alone as u32)
    }

    /// Who looked after a note goes with it.
    fn expire_cares(&self, now: DateTime) -> Result<u32, Error> {
        let notes: BTreeSet<u64> = self.notes()?.into_iter().map(|note| note.id.0).collect();
        let cares = self.read(|state| state.prefix(Tree::Proofs, CARE))?.into_iter();
        let gone = cares.filter(|(key, _)| id_at_end(key).is_none_or(|id| !notes.contains(&id)));
        let leaving: Vec<Leaving> =
            gone.map(|(key, _)| Leaving { subject: 0, keys: vec![(Tree::Proofs, key)] }).collect();
        self.take_away(Kind::Notes, &leaving, now)
    }

    /// Cards whose last appointment, note or answer is older, or that never had any and are that old themselves.
    fn expired_cards(
        &self,
        from: Date,
        nights: &Nights,
        now: DateTime,
        erased: &mut BTreeSet<u64>,
    ) -> Result<u32, Error> {
        let mut last: BTreeMap<u64, Date> = BTreeMap::new();
        let mut seen = |patient: u64, day: Date| {
            let known = last.entry(patient).or_insert(day);
            *known = day.max(*known);
        };
        for a in self.every_appointment()? {
            seen(a.patient.0, a.slot.start.date());
        }
        for (_, record) in self.all::<NoteRecord>(Tree::Notes, &[])? {
            let note = record.with_id(0);
            if let Some(patient) = note.patient {
                seen(patient.0, note.at.date());
            }
        }
        for (key, record) in self.all::<ConsentRecord>(Tree::Consents, &[])? {
            seen(first_id(&key).unwrap_or_default(), record.at.date());
        }
        for (_, record) in self.all::<WaitingRecord>(Tree::Waiting, &[])? {
            seen(record.patient.0, record.with_id(0).since.date());
        }
        let old = nights.seq_before(from);
        let mut expired = Vec::new();
        for (key, value) in self.read(|state| state.prefix(Tree::Patients, &[]))? {
            let id = id_at_end(&key).ok_or(Error::Damaged { table: Tree::Patients.name() })?;
            let written = self.keys().open_record(Tree::Patients, &key, &value)?.0.version;
            if last.get(&id).map_or(written <= old, |day| *day < from) {
                expired.push(PatientId(id));
            }
        }
        if !expired.is_empty() {
            self.traced(Kind::Cards, &expired, expired.len(), now)?;
            erased.extend(expired.iter().map(|id| id.0));
        }
        Ok(expired.len() as u32)
    }

    /// Who has waited in vain.
    fn expire_waiting(&self, today: Date, now: DateTime) -> Result<u32, Error> {
        let over = self.waiting()?.into_iter().filter(|w| w.last_day() < today);
        let leaving: Vec<Leaving> = over
            .map(|w| Leaving { subject: w.patient.0, keys: vec![(Tree::Waiting, w.id.0.to_be_bytes().to_vec())] })
            .collect();
        self.take_away(Kind::Waiting, &leaving, now)
    }

    /// Places whose day is over. They name nobody: taking them away is no access.
    fn expire_freed(&self, today: Date) -> Result<(), Error> {
        let all = self.all::<Slot>(Tree::Freed, &[])?.into_iter();
        let over: Vec<Vec<u8>> = all.filter(|(_, slot)| slot.start.date() < today).map(|(key, _)| key).collect();
        for part in over.chunks(AT_ONCE) {
            self.write(|t| {
                part.iter().for_each(|key| t.batch.take(Tree::Freed, key, 0));
                Ok(())
            })?;
        }
        Ok(())
    }

    fn every_appointment(&self) -> Result<Vec<Appointment>, Error> {
        let all = self.all::<AppointmentRecord>(Tree::Appointments, &[])?;
        let missing = || Error::Damaged { table: Tree::Appointments.name() };
        all.into_iter().map(|(key, record)| Ok(record.with_id(id_at_end(&key).ok_or_else(missing)?))).collect()
    }

    fn expire_appointments(&self, from: Date, now: DateTime) -> Result<u32, Error> {
        let old = self.every_appointment()?.into_iter().filter(|a| a.slot.start.date() < from);
        let leaving: Vec<Leaving> = old
            .map(|a| {
                let id = a.id.0.to_be_bytes();
                let day = self.day_key(Field::AppointmentDay, a.slot.start.date());
                let keys = vec![
                    (Tree::Appointments, id.to_vec()),
                    (Tree::AppointmentsByDay, [&day[..], &id].concat()),
                    (Tree::AppointmentsOfPatient, [a.patient.0.to_be_bytes(), id].concat()),
                ];
                Leaving { subject: a.patient.0, keys }
            })
            .collect();
        self.take_away(Kind::Appointments, &leaving, now)
    }

    /// Answers of a card but its last, and those of no card.
    fn expire_consents(&self, from: Date, now: DateTime) -> Result<u32, Error> {
        let all = self.all::<ConsentRecord>(Tree::Consents, &[])?;
        let mut newest: BTreeMap<u64, DateTime> = BTreeMap::new();
        for (key, record) in &all {
            let at = newest.entry(first_id(key).unwrap_or_default()).or_insert(record.at);
            *at = record.at.max(*at);
        }
        let leaving: Vec<Leaving> = all
            .into_iter()
            .filter_map(|(key, record)| {
                let subject = first_id(&key)?;
                let last = subject != 0 && newest.get(&subject) == Some(&record.at);
                (record.at.date() < from && !last).then(|| Leaving { subject, keys: vec![(Tree::Consents, key)] })
            })
            .collect();
        self.take_away(Kind::Consents, &leaving, now)
    }

    fn expire_calls(&self, from: Date, now: DateTime) -> Result<u32, Error> {
        let leaving = self.dated::<CallKept>(Tree::Calls, (Tree::CallsByDay, Field::CallDay), from, |c| c.at.date())?;
        self.take_away(Kind::Calls, &leaving, now)
    }

    fn expire_measures(&self, from: Date, now: DateTime) -> Result<u32, Error> {
        let index = (Tree::MeasuresByDay, Field::MeasureDay);
        let leaving = self.dated::<Measure>(Tree::Measures, index, from, |m| m.at.date())?;
        self.take_away(Kind::Measures, &leaving, now)
    }

    /// Records of nobody that are filed by day.
    fn dated<R: serde::de::DeserializeOwned>(
        &self,
        tree: Tree,
        (index, field): (Tree, Field),
        from: Date,
        day: impl Fn(&R) -> Date,
    ) -> Result<Vec<Leaving>, Error> {
        let all = self.all::<R>(tree, &[])?.into_iter();
        Ok(all
            .filter_map(|(key, record)| {
                let day = Some(day(&record)).filter(|day| *day < from)?;
                let filed = [&self.day_key(field, day)[..], &key].concat();
                Some(Leaving { subject: 0, keys: vec![(tree, key), (index, filed)] })
            })
            .collect())
    }

    fn expire_asked(&self, seq: u64, now: DateTime) -> Result<u32, Error> {
        let mut leaving = Vec::new();
        for (key, value) in self.read(|state| state.prefix(Tree::Asked, &[]))? {
            let bound = self.keys().open_record(Tree::Asked, &key, &value)?.0;
            if bound.version <= seq {
                leaving.push(Leaving { subject: bound.subject, keys: vec![(Tree::Asked, key)] });
            }
        }
        self.take_away(Kind::Asked, &leaving, now)
    }
}

/// The id in the first eight bytes of a key.
fn first_id(key: &[u8]) -> Option<u64> {
    key.first_chunk::<8>().map(|bytes| u64::from_be_bytes(*bytes))
}
