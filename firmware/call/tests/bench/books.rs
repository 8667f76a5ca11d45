//! A store in memory, with the failures that a call must survive.

use huisclos_agenda::slots::{overlaps, upcoming_of};
use huisclos_agenda::{
    Appointment, AppointmentId, Identity, MadeBy, NoteId, Patient, PatientId, Phone, Private, Purpose, Slot, Status,
};
use huisclos_call::{Consent, Enlistment, ForPatient, NoteDraft, Query, Reply};
use jiff::civil::{Date, DateTime};

/// How the store misbehaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trouble {
    #[default]
    None,
    /// Reads work, writes fail.
    Full,
    /// Bookings, moves, cancellations fail; notes and consents are kept.
    AgendaOnly,
    /// Nothing works.
    Down,
    /// Somebody else takes the slot just before the first booking.
    TakenOnce,
    /// The appointment is gone when it is moved, cancelled or confirmed.
    Gone,
    /// Twin: says booked and writes nothing.
    Lies,
    /// Twin: books over what is there.
    Overbooks,
}

#[derive(Clone, Debug, Default)]
pub struct Books {
    pub patients: Vec<Patient>,
    pub appointments: Vec<Appointment>,
    pub notes: Vec<NoteDraft>,
    pub consents: Vec<Consent>,
    pub waiting: Vec<Enlistment>,
    pub trouble: Trouble,
    pub next: u64,
    /// Writes that succeeded.
    pub writes: u64,
}

impl Books {
    fn id(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    pub fn add_patient(
        &mut self,
        last: &str,
        first: &str,
        birth: Date,
        phone: Option<&str>,
        known: bool,
        consent: bool,
    ) -> PatientId {
        let id = PatientId(self.id());
        self.patients.push(Patient {
            id,
            identity: Identity {
                last_name: Private::new(last.to_string()),
                first_name: Private::new(first.to_string()),
                birth_date: Private::new(birth),
                phone: phone.map(|p| Private::new(Phone(p.to_string()))),
            },
            has_past_appointment: known,
            consent: consent.then(|| huisclos_call::Texts::french().consent_version.clone()),
        });
        id
    }

    pub fn add_appointment(&mut self, patient: PatientId, slot: Slot) -> Appointment {
        let id = AppointmentId(self.id());
        let appointment = Appointment { id, patient, slot, status: Status::Booked, made_by: MadeBy::Secretary };
        self.appointments.push(appointment.clone());
        appointment
    }

    fn writes_fail(&self, query: &Query) -> bool {
        match self.trouble {
            Trouble::Down => true,
            Trouble::Full => !matches!(
                query,
                Query::FindByPhone(_) | Query::FindPatient(_) | Query::Busy { .. } | Query::Upcoming { .. }
            ),
            Trouble::AgendaOnly => {
                matches!(query, Query::Book { .. } | Query::Move { .. } | Query::Cancel(_) | Query::Confirm(_))
            }
            _ => false,
        }
    }

    fn is_free(&self, slot: &Slot, but: Option<AppointmentId>) -> bool {
        self.trouble == Trouble::Overbooks
            || !self.appointments.iter().any(|a| Some(a.id) != but && a.holds() && overlaps(&a.slot, slot))
    }

    fn set(&mut self, id: AppointmentId, change: impl FnOnce(&mut Appointment)) -> Option<Appointment> {
        let gone = self.trouble == Trouble::Gone;
        let found = self.appointments.iter_mut().find(|a| a.id == id && a.holds()).filter(|_| !gone)?;
        change(found);
        self.writes += 1;
        Some(found.clone())
    }

    pub fn answer(&mut self, query: &Query, _now: DateTime) -> Reply {
        if self.writes_fail(query) {
            return Reply::Failed;
        }
        match query {
            Query::FindByPhone(phone) => {
                let same = |p: &&Patient| p.identity.phone.as_ref() == Some(phone);
                Reply::Found(self.patients.iter().filter(same).cloned().collect())
            }
            Query::FindPatient(who) => {
                let same = |p: &&Patient| {
                    let name = |a: &Private<String>, b: &Private<String>| plain(a) == plain(b);
                    name(&p.identity.last_name, &who.last_name)
                        && name(&p.identity.first_name, &who.first_name)
                        && p.identity.birth_date == who.birth_date
                };
                Reply::Found(self.patients.iter().filter(same).cloned().collect())
            }
            Query::Busy { practitioners, from, to } => Reply::Busy(
                self.appointments
                    .iter()
                    .filter(|a| a.holds() && practitioners.contains(&a.slot.practitioner))
                    .filter(|a| a.slot.start.date() >= *from && a.slot.start.date() <= *to)
                    .cloned()
                    .collect(),
            ),
            Query::Upcoming { patient, from } => Reply::Upcoming(upcoming_of(&self.appointments, *patient, *from)),
            Query::Book { slot, patient, consent } => self.book(slot, patient, consent.as_ref()),
            Query::Move { appointment, to } => {
                if !self.is_free(to, Some(*appointment)) {
                    return Reply::Taken;
                }
                self.set(*appointment, |a| a.slot = to.clone()).map_or(Reply::Gone, Reply::Moved)
            }
            Query::Cancel(id) => self.set(*id, |a| a.status = Status::Cancelled).map_or(Reply::Gone, Reply::Cancelled),
            Query::Confirm(id) => self.set(*id, |a| a.status = Status::Confirmed).map_or(Reply::Gone, Reply::Confirmed),
            Query::AddNote(draft) => {
                self.notes.push(draft.clone());
                self.writes += 1;
                Reply::Noted(NoteId(self.id()))
            }
            Query::Enlist(wanted) => {
                let id = match &wanted.patient {
                    ForPatient::Known(id) => *id,
                    ForPatient::New(who) => {
                        let id = PatientId(self.id());
                        let consent = wanted.consent.as_ref().map(|c| c.version.clone());
                        let card = Patient { id, identity: who.clone(), has_past_appointment: false, consent };
                        self.patients.push(card);
                        id
                    }
                };
                self.waiting.push(*wanted.clone());
                self.writes += 1;
                Reply::Enlisted(id)
            }
            Query::GiveConsent { patient, consent } => {
                self.consents.push(consent.clone());
                self.writes += 1;
                if let Some(card) = self.patients.iter_mut().find(|p| Some(p.id) == *patient) {
                    card.consent = Some(consent.version.clone());
                }
                Reply::Consented
            }
        }
    }

    fn book(&mut self, slot: &Slot, patient: &ForPatient, consent: Option<&Consent>) -> Reply {
        if matches!(self.trouble, Trouble::TakenOnce | Trouble::Overbooks) {
            if self.trouble == Trouble::TakenOnce {
                self.trouble = Trouble::None;
            }
            let other = self.add_patient("Autre", "Personne", Date::constant(1980, 1, 1), None, true, true);
            self.add_appointment(other, slot.clone());
        }
        if !self.is_free(slot, None) {
            return Reply::Taken;
        }
        let patient = match patient {
            ForPatient::Known(id) => *id,
            ForPatient::New(identity) => {
                let id = PatientId(self.id());
                let consent = consent.map(|c| c.version.clone());
                self.patients.push(Patient { id, identity: identity.clone(), has_past_appointment: false, consent });
                id
            }
        };
        let id = AppointmentId(self.id());
        let appointment = Appointment { id, patient, slot: slot.clone(), status: Status::Booked, made_by: MadeBy::Box };
        if self.trouble != Trouble::Lies {
            self.appointments.push(appointment.clone());
            self.writes += 1;
        }
        Reply::Booked(appointment)
    }

    /// True when that appointment lies in the book exactly so.
    pub fn holds(&self, appointment: &Appointment) -> bool {
        self.appointments.contains(appointment)
    }

    /// Two appointments that share a minute, if any.
    pub fn double_booking(&self) -> Option<(&Appointment, &Appointment)> {
        let held: Vec<&Appointment> = self.appointments.iter().filter(|a| a.holds()).collect();
        held.iter()
            .enumerate()
            .find_map(|(i, a)| held[..i].iter().find(|b| overlaps(&a.slot, &b.slot)).map(|b| (*a, *b)))
    }
}

fn plain(name: &Private<String>) -> String {
    name.open(Purpose::Store).to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}
