//! How records lie inside their seals. Opening `Private` values for the purpose of the store happens here.

use huisclos_agenda::{
    Appointment, AppointmentId, Identity, MadeBy, Note, NoteId, NoteReason, PatientId, Phone, Priority, Private,
    Purpose, Slot, Status,
};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(crate) struct PatientRecord {
    last_name: String,
    first_name: String,
    pub(crate) birth_date: Date,
    pub(crate) phone: Option<String>,
}

impl PatientRecord {
    pub(crate) fn last_name(&self) -> &str {
        &self.last_name
    }
}

impl From<&Identity> for PatientRecord {
    fn from(identity: &Identity) -> Self {
        Self {
            last_name: identity.last_name.open(Purpose::Store).clone(),
            first_name: identity.first_name.open(Purpose::Store).clone(),
            birth_date: *identity.birth_date.open(Purpose::Store),
            phone: identity.phone.as_ref().map(|p| p.open(Purpose::Store).0.clone()),
        }
    }
}

impl From<PatientRecord> for Identity {
    fn from(record: PatientRecord) -> Self {
        Self {
            last_name: Private::new(record.last_name),
            first_name: Private::new(record.first_name),
            birth_date: Private::new(record.birth_date),
            phone: record.phone.map(|p| Private::new(Phone(p))),
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct AppointmentRecord {
    pub(crate) patient: PatientId,
    slot: Slot,
    status: Status,
    made_by: MadeBy,
}

impl From<&Appointment> for AppointmentRecord {
    fn from(a: &Appointment) -> Self {
        Self { patient: a.patient, slot: a.slot.clone(), status: a.status, made_by: a.made_by }
    }
}

impl AppointmentRecord {
    pub(crate) fn with_id(self, id: u64) -> Appointment {
        let Self { patient, slot, status, made_by } = self;
        Appointment { id: AppointmentId(id), patient, slot, status, made_by }
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct NoteRecord {
    at: DateTime,
    reason: NoteReason,
    priority: Priority,
    pub(crate) patient: Option<PatientId>,
    phone: Option<String>,
    practitioner: Option<String>,
    text: String,
    /// Since the evening of 22 November 2026; what was written before has none.
    #[serde(default, skip_serializing_if = "Read::is_not")]
    pub(crate) read: Read,
}

/// What a model made of a note: it lies in the note's own record, and goes with it.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Read {
    /// How often it was begun.
    pub(crate) tries: u8,
    pub(crate) summary: Option<String>,
}

impl Read {
    fn is_not(&self) -> bool {
        self.tries == 0
    }
}

impl From<&Note> for NoteRecord {
    fn from(note: &Note) -> Self {
        Self {
            at: note.at,
            reason: note.reason,
            priority: note.priority,
            patient: note.patient,
            phone: note.phone.as_ref().map(|p| p.open(Purpose::Store).0.clone()),
            practitioner: note.practitioner.as_ref().map(|p| p.0.clone()),
            text: note.text.open(Purpose::Store).clone(),
            read: Read::default(),
        }
    }
}

impl NoteRecord {
    /// Everything but the hour, to know the same note again.
    pub(crate) fn words(&self) -> String {
        let patient = self.patient.map(|p| p.to_string());
        let parts = [patient.as_ref(), self.phone.as_ref(), self.practitioner.as_ref()];
        format!("{:?}|{:?}|{parts:?}|{}", self.reason, self.priority, self.text)
    }

    pub(crate) fn with_id(self, id: u64) -> Note {
        Note {
            id: NoteId(id),
            at: self.at,
            reason: self.reason,
            priority: self.priority,
            patient: self.patient,
            phone: self.phone.map(|p| Private::new(Phone(p))),
            practitioner: self.practitioner.map(|p| p.as_str().into()),
            text: Private::new(self.text),
        }
    }
}
