//! The book. Never two bookings of one practitioner in one minute: every check is made under the writers' lock, in the
//! transaction that books.

use crate::batch::day_key;
use crate::change::Tree;
use crate::error::Error;
use crate::keys::Field;
use crate::records::AppointmentRecord;
use crate::store::{Store, Transaction};
use huisclos_agenda::{
    Appointment, AppointmentId, CallId, MadeBy, PatientId, PractitionerId, Slot, Status, overlaps, upcoming_of,
};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

/// Longest appointment, one day: so a booking can only meet those of its days and of the day before.
const SLOT_MINUTES_MAX: u16 = 24 * 60;
/// Days looked up one by one; a longer stretch reads the whole book instead, which is then quicker.
const DAYS_MAX: i32 = 400;

impl Store {
    /// Puts an appointment in the book.
    ///
    /// Asked twice by the same call for the same slot and patient, it is booked once. A booking that the journal has
    /// is `Ok`, whatever happens after.
    ///
    /// # Errors
    /// `Taken`, `UnknownPatient`, `SlotLength`, or the disk; nothing is changed then.
    pub fn book(
        &self,
        slot: &Slot,
        patient: PatientId,
        made_by: MadeBy,
        call: Option<CallId>,
    ) -> Result<Appointment, Error> {
        self.write(|t| {
            t.store.identity(patient)?;
            t.book(slot, patient, made_by, call)
        })
    }

    /// Another time for an appointment that holds. A move to where it is already changes nothing. A confirmed
    /// appointment has to be confirmed again: the patient said yes to another hour.
    ///
    /// # Errors
    /// `Gone`, `Taken`, `SlotLength`, or the disk; nothing is changed then.
    pub fn move_appointment(&self, id: AppointmentId, to: &Slot) -> Result<Appointment, Error> {
        self.write(|t| {
            let old = t.store.held(id)?;
            if old.slot == *to { Ok(old) } else { t.move_held(old, to) }
        })
    }

    /// Gives an appointment back; its slot is free at once.
    ///
    /// # Errors
    /// `Gone`, or the disk; nothing is changed then.
    pub fn cancel(&self, id: AppointmentId) -> Result<Appointment, Error> {
        self.set_status(id, Status::Cancelled)
    }

    /// The patient comes.
    ///
    /// # Errors
    /// `Gone`, or the disk; nothing is changed then.
    pub fn confirm(&self, id: AppointmentId) -> Result<Appointment, Error> {
        self.set_status(id, Status::Confirmed)
    }

    fn set_status(&self, id: AppointmentId, status: Status) -> Result<Appointment, Error> {
        self.write(|t| t.set_status(id, status))
    }

    /// One appointment, cancelled or not.
    ///
    /// # Errors
    /// `Gone` when there is none, or a damaged state.
    pub fn appointment(&self, id: AppointmentId) -> Result<Appointment, Error> {
        let record: Option<AppointmentRecord> = self.record(Tree::Appointments, &id.0.to_be_bytes())?;
        record.map(|r| r.with_id(id.0)).ok_or(Error::Gone)
    }

    fn held(&self, id: AppointmentId) -> Result<Appointment, Error> {
        self.appointment(id).and_then(|a| if a.holds() { Ok(a) } else { Err(Error::Gone) })
    }

    /// Appointments that start on these days, both inclusive, cancelled ones too, in order.
    ///
    /// # Errors
    /// A damaged state.
    pub fn appointments(&self, from: Date, to: Date) -> Result<Vec<Appointment>, Error> {
        let mut found = Vec::new();
        if from.until(to).map_or(i32::MAX, |span| span.get_days()) > DAYS_MAX {
            for (key, record) in self.all::<AppointmentRecord>(Tree::Appointments, &[])? {
                let id = crate::store::id_at_end(&key).ok_or(Error::Damaged { table: Tree::Appointments.name() })?;
                found.push(record.with_id(id));
            }
            found.retain(|a| (from..=to).contains(&a.slot.start.date()));
        } else {
            for day in from.series(1.day()).take_while(|day| *day <= to) {
                for id in self.ids_under(Tree::AppointmentsByDay, &self.day_key(Field::AppointmentDay, day))? {
                    found.push(self.filed_appointment(id)?);
                }
            }
        }
        found.sort_by_key(|a| (a.slot.start, a.id));
        Ok(found)
    }

    /// What is taken of one practitioner's time: appointments that hold and start on these days, both inclusive.
    ///
    /// # Errors
    /// A damaged state.
    pub fn busy(&self, practitioner: &PractitionerId, from: Date, to: Date) -> Result<Vec<Appointment>, Error> {
        let mut found = self.appointments(from, to)?;
        found.retain(|a| a.holds() && a.slot.practitioner == *practitioner);
        Ok(found)
    }

    /// Appointments of a patient that hold and have not begun, soonest first.
    ///
    /// # Errors
    /// A damaged state.
    pub fn upcoming_of(&self, patient: PatientId, now: DateTime) -> Result<Vec<Appointment>, Error> {
        Ok(upcoming_of(&self.appointments_of(patient)?, patient, now))
    }

    /// Every appointment of a patient, in no order.
    pub(crate) fn appointments_of(&self, patient: PatientId) -> Result<Vec<Appointment>, Error> {
        let ids = self.ids_under(Tree::AppointmentsOfPatient, &patient.0.to_be_bytes())?;
        ids.into_iter().map(|id| self.filed_appointment(id)).collect()
    }

    /// An appointment that an index names, so that its absence is damage.
    fn filed_appointment(&self, id: u64) -> Result<Appointment, Error> {
        let gone = |e| if matches!(e, Error::Gone) { Error::Damaged { table: Tree::Appointments.name() } } else { e };
        self.appointment(AppointmentId(id)).map_err(gone)
    }

    /// What the day indexes stand on.
    pub(crate) fn day_key(&self, field: Field, day: Date) -> [u8; 16] {
        day_key(self.keys(), field, day)
    }
}

impl Transaction<'_> {
    /// Books for a card that exists or is put by the same transaction.
    pub(crate) fn book(
        &mut self,
        slot: &Slot,
        patient: PatientId,
        made_by: MadeBy,
        call: Option<CallId>,
    ) -> Result<Appointment, Error> {
        let asked = call.map(|call| (call, format!("book|{}|{}|{}", slot.start, slot.practitioner, patient)));
        if let Some((call, what)) = &asked
            && let Some(id) = self.store.asked_before(*call, what)?
            && let Ok(done) = self.store.held(AppointmentId(id))
            && done.slot.start == slot.start
            && done.slot.practitioner == slot.practitioner
        {
            return Ok(done);
        }
        self.check_free(slot, None)?;
        let id = AppointmentId(self.store.fresh_id(Tree::Appointments)?);
        let booked = Appointment { id, patient, slot: slot.clone(), status: Status::Booked, made_by };
        self.batch.put_appointment(&booked)?;
        if let Some((call, what)) = asked {
            self.remember_asked(call, &what, id.0)?;
        }
        Ok(booked)
    }

    /// Another time for an appointment that holds; the place it leaves is free.
    pub(crate) fn move_held(&mut self, old: Appointment, to: &Slot) -> Result<Appointment, Error> {
        self.check_free(to, Some(old.id))?;
        let day = self.store.day_key(Field::AppointmentDay, old.slot.start.date());
        self.unfile(Tree::AppointmentsByDay, &day, old.id.0, old.patient.0);
        self.free(&old.slot)?;
        let moved = Appointment { slot: to.clone(), status: Status::Booked, ..old };
        self.batch.put_appointment(&moved)?;
        Ok(moved)
    }

    pub(crate) fn set_status(&mut self, id: AppointmentId, status: Status) -> Result<Appointment, Error> {
        let old = self.store.held(id)?;
        if old.status == status {
            return Ok(old);
        }
        if status == Status::Cancelled {
            self.free(&old.slot)?;
        }
        let new = Appointment { status, ..old };
        self.batch.put_appointment(&new)?;
        Ok(new)
    }

    /// Refuses a slot that shares a minute with another appointment that holds.
    pub(crate) fn check_free(&self, slot: &Slot, except: Option<AppointmentId>) -> Result<(), Error> {
        if slot.minutes == 0 || slot.minutes > SLOT_MINUTES_MAX {
            return Err(Error::SlotLength { minutes: slot.minutes });
        }
        let from = slot.start.date().yesterday().unwrap_or(Date::MIN);
        let taken = self.store.busy(&slot.practitioner, from, slot.end().date())?;
        if taken.iter().any(|a| Some(a.id) != except && overlaps(&a.slot, slot)) {
            return Err(Error::Taken);
        }
        Ok(())
    }
}
