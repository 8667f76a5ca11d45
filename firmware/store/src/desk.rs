//! What the secretary's page asks of the book: a change is made over what somebody saw, under the writers' lock, so that
//! of two people (or a person and a call) one comes second and is told.

use crate::batch::day_key;
use crate::change::Tree;
use crate::error::Error;
use crate::keys::Field;
use crate::records::PatientRecord;
use crate::store::{Store, id_at_end};
use huisclos_agenda::{Appointment, Identity, MadeBy, PatientId, Slot, Status};
use huisclos_ports::{Amend, Whose};

impl Store {
    /// Changes an appointment that still is as it was `seen`; `None`, and nothing changed, when it is not.
    ///
    /// # Errors
    /// `Taken`, `Gone` (there is none of that id), `SlotLength`, or the disk; nothing is changed then.
    pub fn amend(&self, seen: &Appointment, change: &Amend) -> Result<Option<Appointment>, Error> {
        self.write(|t| {
            let now = t.store.appointment(seen.id)?;
            if now != *seen {
                return Ok(None);
            }
            let new = match change {
                // A confirmed appointment has to be confirmed again: the patient said yes to another hour.
                Amend::Move(to) if now.slot.start != to.start => {
                    Appointment { slot: to.clone(), status: Status::Booked, ..now.clone() }
                }
                Amend::Move(to) => Appointment { slot: to.clone(), ..now.clone() },
                Amend::Cancel => Appointment { status: Status::Cancelled, ..now.clone() },
                Amend::Restore => Appointment { status: Status::Booked, ..now.clone() },
                Amend::Confirm => Appointment { status: Status::Confirmed, ..now.clone() },
            };
            if new == now {
                return Ok(Some(now));
            }
            if new.holds() {
                t.check_free(&new.slot, Some(new.id))?;
            }
            let same = new.slot.start == now.slot.start && new.slot.practitioner == now.slot.practitioner;
            if now.holds() && !(new.holds() && same) {
                t.free(&now.slot)?;
            }
            if new.slot.start.date() != now.slot.start.date() {
                let day = day_key(t.store.keys(), Field::AppointmentDay, now.slot.start.date());
                t.unfile(Tree::AppointmentsByDay, &day, now.id.0, now.patient.0);
            }
            t.batch.put_appointment(&new)?;
            Ok(Some(new))
        })
    }

    /// Puts an appointment in the book for a card or for somebody new, whose card is made in the same transaction.
    ///
    /// # Errors
    /// `Taken`, `UnknownPatient`, `SlotLength`, or the disk; nothing is changed then.
    pub fn book_at_the_desk(&self, slot: &Slot, whose: &Whose) -> Result<Appointment, Error> {
        self.write(|t| {
            let id = match whose {
                Whose::Known(id) => t.store.identity(*id).map(|_| *id)?,
                Whose::New(identity) => t.add_or_update_patient(identity)?.id,
            };
            t.book(slot, id, MadeBy::Secretary, None)
        })
    }

    /// Corrects a card that still is as it was `seen`; false, and nothing changed, when it is not.
    ///
    /// # Errors
    /// `UnknownPatient`, or the disk; nothing is changed then.
    pub fn correct_seen(&self, id: PatientId, seen: &Identity, to: &Identity) -> Result<bool, Error> {
        self.write(|t| {
            let now = t.store.identity(id)?;
            if now != *seen {
                return Ok(false);
            }
            t.batch.put_card(id, Some(&now), to)?;
            Ok(true)
        })
    }

    /// Names, birth date and number of a card, without its history.
    ///
    /// # Errors
    /// `UnknownPatient`, or a damaged state.
    pub fn identity_of(&self, id: PatientId) -> Result<Identity, Error> {
        self.identity(id)
    }

    /// The same of every card.
    ///
    /// # Errors
    /// A damaged state.
    pub fn identities(&self) -> Result<Vec<(PatientId, Identity)>, Error> {
        let all: Vec<(Vec<u8>, PatientRecord)> = self.all(Tree::Patients, &[])?;
        let cards = all.into_iter().filter_map(|(key, record)| Some((PatientId(id_at_end(&key)?), record.into())));
        Ok(cards.collect())
    }

    /// Every appointment of a card, cancelled ones too, in order.
    ///
    /// # Errors
    /// A damaged state.
    pub fn history_of(&self, id: PatientId) -> Result<Vec<Appointment>, Error> {
        let mut all = self.appointments_of(id)?;
        all.sort_by_key(|a| (a.slot.start, a.id));
        Ok(all)
    }
}
