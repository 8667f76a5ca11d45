//! Slots, appointments and notes.

use crate::ids::{AppointmentId, MotifId, NoteId, PatientId, PractitionerId};
use crate::people::Phone;
use crate::private::Private;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// A free place that can be offered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Slot {
    /// First minute, Europe/Paris.
    pub start: DateTime,
    /// Length.
    pub minutes: u16,
    /// Whose.
    pub practitioner: PractitionerId,
    /// For what.
    pub motif: MotifId,
}

/// Where an appointment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// In the book.
    Booked,
    /// The patient said they will come.
    Confirmed,
    /// Given back; the slot is free.
    Cancelled,
}

/// Who put an appointment in the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MadeBy {
    /// The box, during a call.
    Box,
    /// Somebody on the page.
    Secretary,
}

/// An appointment in the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// Random id.
    pub id: AppointmentId,
    /// Whose card.
    pub patient: PatientId,
    /// When, how long, with whom, for what.
    pub slot: Slot,
    /// Booked, confirmed or cancelled.
    pub status: Status,
    /// By whom.
    pub made_by: MadeBy,
}

/// How soon somebody must read a note. The order is the inbox's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// An emergency was said.
    Highest,
    /// "À rappeler aujourd'hui".
    Today,
    /// In the ordinary course.
    Normal,
    /// For information only.
    Low,
}

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteReason {
    /// Emergency words were heard.
    Emergency,
    /// The caller asked for a human and nobody answered.
    Human,
    /// Results of an examination.
    Results,
    /// A certificate, prescription or letter due, lost or to be fetched.
    Document,
    /// A message for somebody.
    Message,
    /// A clinical question or a worried caller.
    Clinical,
    /// No slot suited, or the rules forbid booking by telephone.
    Appointment,
    /// The box did not understand.
    NotUnderstood,
    /// The caller refused that personal facts be kept.
    ConsentRefused,
    /// Something failed inside the box.
    Failure,
    /// A word that goes with the mark at the end of a call (feature A17).
    Opinion,
}

/// A structured note for the inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Random id.
    pub id: NoteId,
    /// When it was taken.
    pub at: DateTime,
    /// What it is about.
    pub reason: NoteReason,
    /// How soon.
    pub priority: Priority,
    /// Which card, when the caller was identified.
    pub patient: Option<PatientId>,
    /// The number that called or was given.
    pub phone: Option<Private<Phone>>,
    /// For whom in the cabinet.
    pub practitioner: Option<PractitionerId>,
    /// The passage of the call, or what the caller dictated.
    pub text: Private<String>,
}
