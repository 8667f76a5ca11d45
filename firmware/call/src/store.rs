//! What a call asks of the store, and what it is told.
//!
//! `Booked`, `Moved`, `Cancelled`, `Confirmed`, `Noted` and `Consented` mean: on disk.

use huisclos_agenda::{
    Appointment, AppointmentId, Identity, MotifId, NoteId, NoteReason, Patient, PatientId, Phone, PractitionerId,
    Priority, Private, Slot,
};
use huisclos_speech::{Answer, When};
use jiff::civil::{Date, DateTime};

/// A question put to the store, numbered from 1 in each call. An answer nobody awaits is dropped and counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub u32);

/// A question to the store.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// Cards with this number: `Found`.
    FindByPhone(Private<Phone>),
    /// Cards with these names (case, accents, hyphens and spaces aside) and this birth date; the phone is not compared:
    /// `Found`.
    FindPatient(Identity),
    /// Appointments of these practitioners that are not cancelled, first to last day inclusive: `Busy`.
    Busy {
        /// Whose.
        practitioners: Vec<PractitionerId>,
        /// First day.
        from: Date,
        /// Last day, inclusive.
        to: Date,
    },
    /// Appointments of this patient from this minute on that are not cancelled, in order: `Upcoming`.
    Upcoming {
        /// Whose.
        patient: PatientId,
        /// Civil time of the call.
        from: DateTime,
    },
    /// Put an appointment in the book, the card (if new) and the consent with it, in one transaction: `Booked`, `Taken`.
    Book {
        /// Which.
        slot: Slot,
        /// For whom.
        patient: ForPatient,
        /// The consent given in this call, to be written on the card.
        consent: Option<Consent>,
    },
    /// Another time for an appointment, in one transaction: `Moved`, `Taken`, `Gone`.
    Move {
        /// Which.
        appointment: AppointmentId,
        /// Where to.
        to: Slot,
    },
    /// Give an appointment back: `Cancelled`, `Gone`.
    Cancel(AppointmentId),
    /// The patient comes: `Confirmed`, `Gone`.
    Confirm(AppointmentId),
    /// Put somebody on the waiting list, the card (if new) and the consent with it, in one transaction: `Enlisted`.
    Enlist(Box<Enlistment>),
    /// Put a note in the inbox: `Noted`.
    AddNote(NoteDraft),
    /// Keep the answer to the consent question as proof, and on the card where there is one: `Consented`.
    GiveConsent {
        /// The card, when one is known by then.
        patient: Option<PatientId>,
        /// The proof.
        consent: Consent,
    },
}

/// For whom an appointment is booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ForPatient {
    /// A card there is.
    Known(PatientId),
    /// A card to be made, in the same transaction.
    New(Identity),
}

/// How the consent was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Said.
    Voice,
    /// Keyed.
    Key,
}

/// What somebody waits for (feature G4).
#[derive(Clone, Debug, PartialEq)]
pub struct Enlistment {
    /// Who.
    pub patient: ForPatient,
    /// For what.
    pub motif: MotifId,
    /// With whom; `None` is anybody.
    pub practitioner: Option<PractitionerId>,
    /// The wish that could not be met.
    pub when: When,
    /// The consent given in this call, to be written on the card.
    pub consent: Option<Consent>,
}

/// Proof of an answer to the consent question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Version of the wording.
    pub version: String,
    /// The exact words the caller heard.
    pub wording: String,
    /// By voice or key.
    pub channel: Channel,
    /// Yes or no.
    pub answer: Answer,
}

/// A note before the store gives it its id and its hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteDraft {
    /// What about.
    pub reason: NoteReason,
    /// How soon.
    pub priority: Priority,
    /// The card, when the caller was identified.
    pub patient: Option<PatientId>,
    /// To call back.
    pub phone: Option<Private<Phone>>,
    /// For whom in the cabinet.
    pub practitioner: Option<PractitionerId>,
    /// Who, for whom, and what was dictated.
    pub text: Private<String>,
}

/// An answer of the store.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// Cards, possibly none.
    Found(Vec<Patient>),
    /// What is taken.
    Busy(Vec<Appointment>),
    /// What lies ahead.
    Upcoming(Vec<Appointment>),
    /// On disk.
    Booked(Appointment),
    /// On disk, at its new time.
    Moved(Appointment),
    /// On disk.
    Cancelled(Appointment),
    /// On disk.
    Confirmed(Appointment),
    /// On disk: whose card is on the waiting list.
    Enlisted(PatientId),
    /// On disk.
    Noted(NoteId),
    /// On disk.
    Consented,
    /// Somebody else got the slot; nothing was changed.
    Taken,
    /// The appointment is no longer there; nothing was changed.
    Gone,
    /// A full disk, a damaged file: nothing was changed. Logged where it happened.
    Failed,
}
