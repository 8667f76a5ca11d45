//! The agenda and the patients' cards, as the page asks for them.

use crate::accounts::AccountId;
use huisclos_agenda::{Appointment, AppointmentId, Identity, Patient, PatientId, Phone, Private, Slot};
use jiff::civil::Date;

/// An appointment with the name it is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The appointment.
    pub appointment: Appointment,
    /// Last name, first name.
    pub last_name: Private<String>,
    /// As on the card.
    pub first_name: Private<String>,
}

/// A patient's card with every appointment, cancelled ones too, soonest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// The card.
    pub patient: Patient,
    /// Past, to come, cancelled.
    pub appointments: Vec<Appointment>,
}

/// For whom an appointment is made.
#[derive(Clone, Debug, PartialEq)]
pub enum Whose {
    /// A card that is there.
    Known(PatientId),
    /// A card to make; one that is there with the same name and birth date is taken.
    New(Identity),
}

/// A change to an appointment.
#[derive(Clone, Debug, PartialEq)]
pub enum Amend {
    /// Another time, length, practitioner or motif.
    Move(Slot),
    /// Given back.
    Cancel,
    /// Back in the book, where its slot is still free.
    Restore,
    /// The patient comes.
    Confirm,
}

/// Why the book did not do it; one French sentence without patient data. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Another appointment of this practitioner holds a minute of that slot.
    #[error("Ce créneau vient d'être pris. Choisissez une autre heure.")]
    Taken,
    /// It is no longer as it was seen.
    #[error("Quelqu'un d'autre vient de le modifier. Voici ce qu'il en est maintenant ; rien n'a été changé.")]
    Changed,
    /// There is none.
    #[error("Il n'existe pas, ou plus.")]
    Gone,
    /// The store.
    #[error("{0}")]
    Failed(String),
}

/// The agenda and the cards. What it acknowledges is on disk. `by` is who asks: every
/// reading with names and every change goes into the trail.
pub trait Book: Send + Sync + 'static {
    /// Appointments that start on these days, both inclusive, cancelled ones too, in order.
    ///
    /// # Errors
    /// The store cannot be read.
    fn appointments(&self, by: AccountId, from: Date, to: Date) -> Result<Vec<Entry>, Refused>;

    /// One appointment, cancelled or not.
    ///
    /// # Errors
    /// `Gone`, or the store.
    fn appointment(&self, id: AppointmentId) -> Result<Entry, Refused>;

    /// Puts an appointment in the book.
    ///
    /// # Errors
    /// `Taken`, `Gone` (the card), or the store.
    fn book(&self, by: AccountId, slot: &Slot, whose: &Whose) -> Result<Entry, Refused>;

    /// Changes an appointment that still is as it was `seen`; somebody who comes second is told.
    ///
    /// # Errors
    /// `Changed`, `Taken`, `Gone`, or the store.
    fn amend(&self, by: AccountId, seen: &Appointment, change: &Amend) -> Result<Entry, Refused>;

    /// Cards whose name begins so, word by word, or whose number has these digits; at most `max`, by name.
    ///
    /// # Errors
    /// The store cannot be read.
    fn search(&self, by: AccountId, words: &Private<String>, max: usize) -> Result<Vec<Patient>, Refused>;

    /// The cards with exactly this number.
    ///
    /// # Errors
    /// The store cannot be read.
    fn by_phone(&self, by: AccountId, phone: &Private<Phone>) -> Result<Vec<Patient>, Refused>;

    /// A card with its history.
    ///
    /// # Errors
    /// `Gone`, or the store.
    fn card(&self, by: AccountId, id: PatientId) -> Result<Card, Refused>;

    /// Corrects a card that still is as it was `seen`.
    ///
    /// # Errors
    /// `Changed`, `Gone`, or the store.
    fn correct(&self, by: AccountId, id: PatientId, seen: &Identity, to: &Identity) -> Result<(), Refused>;
}
