//! Patients' cards.

use crate::batch::{birth_key, name_key, sound_key};
use crate::change::Tree;
use crate::error::Error;
use crate::keys::Field;
use crate::records::PatientRecord;
use crate::store::{Store, Transaction};
use huisclos_agenda::{Identity, Patient, PatientId, Phone, Private, Purpose, fold_name, same_first_name};
use huisclos_speech::phonetic::sounds;
use jiff::civil::{Date, DateTime};

/// Whether a card was there or made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewPatient {
    /// The card.
    pub id: PatientId,
    /// True when it was made.
    pub made: bool,
}

impl Store {
    /// The cards with this number: a family may share one.
    ///
    /// # Errors
    /// A damaged state.
    pub fn find_patient_by_phone(&self, phone: &Private<Phone>, now: DateTime) -> Result<Vec<Patient>, Error> {
        let number = phone.open(Purpose::Store).0.as_bytes();
        let ids = self.filed(Tree::PatientsByPhone, Field::Phone, number)?;
        ids.into_iter().map(|id| self.patient(PatientId(id), now)).collect()
    }

    /// The cards with this family name, however spelled, this birth date, and a first name that may be the same: the
    /// same first name if one card has it, else those where one is the beginning of the other ("Marie", "Marie-Claude").
    /// Twins keep apart. The phone is not compared. When no card has that family name, those where name and first name
    /// sound the same: what was heard is written by ear ("Dupond" for "Dupont").
    ///
    /// # Errors
    /// A damaged state.
    pub fn find_patient(&self, identity: &Identity, now: DateTime) -> Result<Vec<Patient>, Error> {
        let mut ids = self.same_person(identity)?;
        if ids.is_empty() {
            ids = self.same_sound(identity)?;
        }
        ids.into_iter().map(|id| self.patient(PatientId(id), now)).collect()
    }

    /// The cards of everybody born on this day.
    ///
    /// # Errors
    /// A damaged state.
    pub fn find_patient_by_birth_date(&self, birth: &Private<Date>, now: DateTime) -> Result<Vec<Patient>, Error> {
        let ids = self.ids_under(Tree::PatientsByBirth, &birth_key(self.keys(), birth))?;
        ids.into_iter().map(|id| self.patient(PatientId(id), now)).collect()
    }

    /// The cards with this family name, however spelled, whatever the birth date: homonyms, for a person to choose from.
    /// Every card is opened: a name alone has no index, because how often an index value stands would tell common names.
    ///
    /// # Errors
    /// A damaged state.
    pub fn find_patient_by_name(&self, last_name: &Private<String>, now: DateTime) -> Result<Vec<Patient>, Error> {
        let wanted = sounds(last_name.open(Purpose::Store));
        let all: Vec<(Vec<u8>, PatientRecord)> = self.all(Tree::Patients, &[])?;
        let alike = all.into_iter().filter(|(_, record)| sounds(record.last_name()) == wanted);
        let ids: Vec<u64> = alike.filter_map(|(key, _)| crate::store::id_at_end(&key)).collect();
        ids.into_iter().map(|id| self.patient(PatientId(id), now)).collect()
    }

    fn same_sound(&self, identity: &Identity) -> Result<Vec<u64>, Error> {
        let under = sound_key(self.keys(), &identity.last_name, &identity.birth_date);
        let wanted = sounds(identity.first_name.open(Purpose::Store));
        let mut found = Vec::new();
        for id in self.ids_under(Tree::PatientsBySound, &under)? {
            let card = self.identity(PatientId(id))?;
            if sounds(card.first_name.open(Purpose::Store)) == wanted {
                found.push(id);
            }
        }
        Ok(found)
    }

    fn same_person(&self, identity: &Identity) -> Result<Vec<u64>, Error> {
        let under = name_key(self.keys(), &identity.last_name, &identity.birth_date);
        let wanted = identity.first_name.open(Purpose::Store);
        let (mut same, mut near) = (Vec::new(), Vec::new());
        for id in self.ids_under(Tree::PatientsByName, &under)? {
            let card = self.identity(PatientId(id))?;
            let first = card.first_name.open(Purpose::Store);
            if fold_name(first) == fold_name(wanted) {
                same.push(id);
            } else if same_first_name(first, wanted) {
                near.push(id);
            }
        }
        Ok(if same.is_empty() { near } else { same })
    }

    /// A card.
    ///
    /// # Errors
    /// `UnknownPatient`, or a damaged state.
    pub fn patient(&self, id: PatientId, now: DateTime) -> Result<Patient, Error> {
        let identity = self.identity(id)?;
        let has_past_appointment = self.appointments_of(id)?.iter().any(|a| a.holds() && a.slot.start < now);
        Ok(Patient { id, identity, has_past_appointment, consent: self.consent_of(id)? })
    }

    /// Every card.
    ///
    /// # Errors
    /// A damaged state.
    pub fn patients(&self, now: DateTime) -> Result<Vec<Patient>, Error> {
        let all: Vec<(Vec<u8>, PatientRecord)> = self.all(Tree::Patients, &[])?;
        let ids = all.iter().filter_map(|(key, _)| crate::store::id_at_end(key));
        ids.map(|id| self.patient(PatientId(id), now)).collect()
    }

    pub(crate) fn identity(&self, id: PatientId) -> Result<Identity, Error> {
        let record: Option<PatientRecord> = self.record(Tree::Patients, &id.0.to_be_bytes())?;
        record.map(Identity::from).ok_or(Error::UnknownPatient)
    }

    /// Makes a card, or brings up the one that is there (`find_patient`): the spelling as last given, the number when
    /// one is given.
    ///
    /// # Errors
    /// The disk; nothing is changed then.
    pub fn add_or_update_patient(&self, identity: &Identity) -> Result<NewPatient, Error> {
        self.write(|t| t.add_or_update_patient(identity))
    }

    /// Corrects a card: names, birth date and number become these.
    ///
    /// # Errors
    /// `UnknownPatient`, or the disk; nothing is changed then.
    pub fn correct_patient(&self, id: PatientId, identity: &Identity) -> Result<(), Error> {
        self.write(|t| t.batch.put_card(id, Some(&t.store.identity(id)?), identity))
    }
}

impl Transaction<'_> {
    pub(crate) fn add_or_update_patient(&mut self, identity: &Identity) -> Result<NewPatient, Error> {
        match self.store.same_person(identity)?[..] {
            [id, ..] => {
                let old = self.store.identity(PatientId(id))?;
                let mut new = identity.clone();
                if new.phone.is_none() {
                    new.phone.clone_from(&old.phone);
                }
                // "Marie" said on the phone does not shorten "Marie-Claude" on the card.
                if fold_name(old.first_name.open(Purpose::Store)) != fold_name(new.first_name.open(Purpose::Store)) {
                    new.first_name = old.first_name.clone();
                }
                if new != old {
                    self.batch.put_card(PatientId(id), Some(&old), &new)?;
                }
                Ok(NewPatient { id: PatientId(id), made: false })
            }
            [] => {
                let id = PatientId(self.draw()?);
                self.batch.put_card(id, None, identity)?;
                Ok(NewPatient { id, made: true })
            }
        }
    }
}
