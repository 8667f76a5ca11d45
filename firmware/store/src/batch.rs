//! What is written together: sealed changes with their index entries. A transaction makes one, and so does writing the
//! whole journal anew, so that an index is computed in one place only.

use crate::calls::CallKept;
use crate::change::{Change, Tree};
use crate::consents::ConsentRecord;
use crate::error::Error;
use crate::frame::hash;
use crate::keys::{Field, INDEX_LEN, Keys};
use crate::measures::Measure;
use crate::records::{AppointmentRecord, PatientRecord};
use crate::seal::Bound;
use huisclos_agenda::{Appointment, Identity, PatientId, Private, Purpose, fold_name};
use huisclos_speech::phonetic::sounds;
use jiff::civil::Date;
use serde::Serialize;
use zeroize::Zeroizing;

pub(crate) struct Batch<'k> {
    keys: &'k Keys,
    /// Number that the frame will have: the version of every record in it.
    pub(crate) version: u64,
    pub(crate) changes: Vec<Change>,
}

/// What the name index stands on: the folded family name and the birth date. Never the name alone: how often one value
/// stands in an index would tell the commonest names.
pub(crate) fn name_key(keys: &Keys, last_name: &Private<String>, birth_date: &Private<Date>) -> [u8; INDEX_LEN] {
    let name = fold_name(last_name.open(Purpose::Store));
    keys.index(Field::Name, format!("{name}|{}", birth_date.open(Purpose::Store)).as_bytes())
}

/// The same by sound: "Dupont" and "Dupond", "Lefèvre" and "Lefebvre" as the telephone writes them.
pub(crate) fn sound_key(keys: &Keys, last_name: &Private<String>, birth_date: &Private<Date>) -> [u8; INDEX_LEN] {
    let sound = sounds(last_name.open(Purpose::Store));
    keys.index(Field::Sound, format!("{sound}|{}", birth_date.open(Purpose::Store)).as_bytes())
}

pub(crate) fn birth_key(keys: &Keys, birth_date: &Private<Date>) -> [u8; INDEX_LEN] {
    keys.index(Field::BirthDate, birth_date.open(Purpose::Store).to_string().as_bytes())
}

/// What the day indexes stand on.
pub(crate) fn day_key(keys: &Keys, field: Field, day: Date) -> [u8; INDEX_LEN] {
    keys.index(field, day.to_string().as_bytes())
}

fn card_keys(keys: &Keys, identity: &Identity) -> Vec<(Tree, [u8; INDEX_LEN])> {
    let Identity { last_name, birth_date, phone, .. } = identity;
    let mut found = vec![
        (Tree::PatientsByName, name_key(keys, last_name, birth_date)),
        (Tree::PatientsBySound, sound_key(keys, last_name, birth_date)),
        (Tree::PatientsByBirth, birth_key(keys, birth_date)),
    ];
    if let Some(phone) = phone {
        found.push((Tree::PatientsByPhone, keys.index(Field::Phone, phone.open(Purpose::Store).0.as_bytes())));
    }
    found
}

impl<'k> Batch<'k> {
    pub(crate) fn new(keys: &'k Keys, version: u64) -> Self {
        Self { keys, version, changes: Vec::new() }
    }

    /// Puts a record of a subject (0: of nobody).
    pub(crate) fn put<R: Serialize>(&mut self, tree: Tree, key: &[u8], subject: u64, record: &R) -> Result<(), Error> {
        let plain = serde_json::to_vec(record).map_err(|_| Error::Damaged { table: tree.name() })?;
        self.put_bytes(tree, key, subject, &Zeroizing::new(plain))
    }

    /// Takes a record of a subject away.
    pub(crate) fn take(&mut self, tree: Tree, key: &[u8], subject: u64) {
        let key = tree.key(key);
        self.changes.retain(|c| c.key != key);
        self.changes.push(Change { subject, key, value: None });
    }

    /// Files an id in an index.
    pub(crate) fn file(&mut self, tree: Tree, prefix: &[u8], id: u64, subject: u64) -> Result<(), Error> {
        self.put_bytes(tree, &[prefix, &id.to_be_bytes()].concat(), subject, &[])
    }

    /// Takes an id out of an index.
    pub(crate) fn unfile(&mut self, tree: Tree, prefix: &[u8], id: u64, subject: u64) {
        self.take(tree, &[prefix, &id.to_be_bytes()].concat(), subject);
    }

    /// Puts what is no JSON.
    pub(crate) fn put_bytes(&mut self, tree: Tree, key: &[u8], subject: u64, plain: &[u8]) -> Result<(), Error> {
        let value = self.keys.seal_record(tree, key, Bound { subject, version: self.version }, plain)?;
        let key = tree.key(key);
        self.changes.retain(|c| c.key != key);
        self.changes.push(Change { subject, key, value: Some(value) });
        Ok(())
    }

    /// A card and its index entries, in place of an older card's.
    pub(crate) fn put_card(&mut self, id: PatientId, old: Option<&Identity>, new: &Identity) -> Result<(), Error> {
        for (tree, key) in old.map(|old| card_keys(self.keys, old)).unwrap_or_default() {
            self.unfile(tree, &key, id.0, id.0);
        }
        for (tree, key) in card_keys(self.keys, new) {
            self.file(tree, &key, id.0, id.0)?;
        }
        self.put(Tree::Patients, &id.0.to_be_bytes(), id.0, &PatientRecord::from(new))
    }

    pub(crate) fn put_appointment(&mut self, appointment: &Appointment) -> Result<(), Error> {
        let (id, patient) = (appointment.id.0, appointment.patient.0);
        let day = day_key(self.keys, Field::AppointmentDay, appointment.slot.start.date());
        self.put(Tree::Appointments, &id.to_be_bytes(), patient, &AppointmentRecord::from(appointment))?;
        self.file(Tree::AppointmentsByDay, &day, id, patient)?;
        self.file(Tree::AppointmentsOfPatient, &patient.to_be_bytes(), id, patient)
    }

    pub(crate) fn put_call(&mut self, id: u64, call: &CallKept) -> Result<(), Error> {
        self.put(Tree::Calls, &id.to_be_bytes(), 0, call)?;
        self.file(Tree::CallsByDay, &day_key(self.keys, Field::CallDay, call.at.date()), id, 0)
    }

    pub(crate) fn put_measure(&mut self, id: u64, measure: &Measure) -> Result<(), Error> {
        self.put(Tree::Measures, &id.to_be_bytes(), 0, measure)?;
        self.file(Tree::MeasuresByDay, &day_key(self.keys, Field::MeasureDay, measure.at.date()), id, 0)
    }

    /// An answer; its wording is kept once, whoever heard it.
    pub(crate) fn put_consent(&mut self, key: &[u8], patient: u64, record: &ConsentRecord) -> Result<(), Error> {
        self.put(Tree::Consents, key, patient, record)
    }

    /// The exact words, under their hash.
    pub(crate) fn put_wording(&mut self, wording: &str) -> Result<(), Error> {
        self.put(Tree::Wordings, &wording_key(self.keys, &hash(wording.as_bytes())), 0, &wording)
    }
}

/// Where a wording lies.
pub(crate) fn wording_key(keys: &Keys, hash: &[u8]) -> [u8; INDEX_LEN] {
    keys.index(Field::Wording, hash)
}
