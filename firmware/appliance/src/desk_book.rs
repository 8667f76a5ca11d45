//! The agenda and the cards, as the page asks for them.

use crate::desk::BoxDesk;
use huisclos_agenda::{Appointment, AppointmentId, Identity, Patient, PatientId, Phone, Private, Slot};
use huisclos_ports::{AccountId, Amend, Book, Card, Clock, Entry, Refused, Whose};
use huisclos_store::{Deed, Error, Kind};
use jiff::civil::Date;

/// A refusal of the store as the page tells it.
pub(crate) fn refused(error: Error) -> Refused {
    match error {
        Error::Taken => Refused::Taken,
        Error::Gone | Error::UnknownPatient => Refused::Gone,
        error => Refused::Failed(error.to_string()),
    }
}

impl BoxDesk {
    pub(crate) fn entry(&self, appointment: Appointment) -> Result<Entry, Refused> {
        let Identity { last_name, first_name, .. } = self.store.identity_of(appointment.patient).map_err(refused)?;
        Ok(Entry { appointment, last_name, first_name })
    }

    fn patients(&self, ids: Vec<PatientId>) -> Result<Vec<Patient>, Refused> {
        let now = self.civil();
        ids.into_iter().map(|id| self.store.patient(id, now).map_err(refused)).collect()
    }
}

impl Book for BoxDesk {
    fn appointments(&self, by: AccountId, from: Date, to: Date) -> Result<Vec<Entry>, Refused> {
        let all = self.store.appointments(from, to).map_err(refused)?;
        self.trace(by, Deed::Listed, Kind::Appointments, all.iter().map(|a| a.patient).collect())?;
        all.into_iter().map(|appointment| self.entry(appointment)).collect()
    }

    fn appointment(&self, id: AppointmentId) -> Result<Entry, Refused> {
        self.entry(self.store.appointment(id).map_err(refused)?)
    }

    fn book(&self, by: AccountId, slot: &Slot, whose: &Whose) -> Result<Entry, Refused> {
        let made = self.store.book_at_the_desk(slot, whose).map_err(refused)?;
        self.trace(by, Deed::Booked, Kind::Appointments, vec![made.patient])?;
        self.entry(made)
    }

    fn amend(&self, by: AccountId, seen: &Appointment, change: &Amend) -> Result<Entry, Refused> {
        match self.store.amend(seen, change).map_err(refused)? {
            Some(now) => {
                let did = match change {
                    Amend::Move(_) => Deed::Moved,
                    Amend::Cancel => Deed::Cancelled,
                    Amend::Restore => Deed::Booked,
                    Amend::Confirm => Deed::Confirmed,
                };
                self.trace(by, did, Kind::Appointments, vec![now.patient])?;
                self.entry(now)
            }
            None => Err(Refused::Changed),
        }
    }

    fn search(&self, by: AccountId, words: &Private<String>, max: usize) -> Result<Vec<Patient>, Refused> {
        let found = self.search.find(&self.store, words, max).map_err(refused)?;
        self.trace(by, Deed::Found, Kind::Cards, found.clone())?;
        self.patients(found)
    }

    fn by_phone(&self, by: AccountId, phone: &Private<Phone>) -> Result<Vec<Patient>, Refused> {
        let found = self.store.find_patient_by_phone(phone, self.civil()).map_err(refused)?;
        self.trace(by, Deed::Found, Kind::Cards, found.iter().map(|p| p.id).collect())?;
        Ok(found)
    }

    fn card(&self, by: AccountId, id: PatientId) -> Result<Card, Refused> {
        let patient = self.store.patient(id, self.civil()).map_err(refused)?;
        self.trace(by, Deed::Read, Kind::Cards, vec![id])?;
        Ok(Card { patient, appointments: self.store.history_of(id).map_err(refused)? })
    }

    fn correct(&self, by: AccountId, id: PatientId, seen: &Identity, to: &Identity) -> Result<(), Refused> {
        let done = self.store.correct_seen(id, seen, to).map_err(refused)?;
        if done { self.trace(by, Deed::Corrected, Kind::Cards, vec![id]) } else { Err(Refused::Changed) }
    }
}
