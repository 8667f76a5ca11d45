//! The store as the engine asks for it.

use crate::consents::ConsentGiven;
use crate::error::Error;
use crate::store::Store;
use huisclos_agenda::{
    AppointmentId, Availability, CallId, MadeBy, Note, NoteId, PatientId, Phone, Private, Waiting, WaitingId,
};
use huisclos_call::{Consent, Enlistment, ForPatient, Query, Reply};
use huisclos_ports::{CallRecord, Expected, StoreError};
use huisclos_speech::{Answer, When};
use jiff::civil::DateTime;

impl huisclos_ports::Store for Store {
    fn ask(&self, call: CallId, query: &Query, now: DateTime) -> Result<Reply, StoreError> {
        let answer = match self.answer(call, query, now) {
            // Once: what the journal has is read again, unless the disk itself is gone.
            Err(Error::State { .. } | Error::Damaged { .. }) => {
                self.mend().and_then(|()| self.answer(call, query, now))
            }
            answer => answer,
        };
        match answer {
            Ok(reply) => {
                self.trace_call(call, query, &reply, now);
                Ok(reply)
            }
            Err(Error::Taken) => Ok(Reply::Taken),
            Err(Error::Gone) => Ok(Reply::Gone),
            Err(e) => Err(StoreError(e.to_string())),
        }
    }

    fn expected(
        &self,
        _call: CallId,
        from: Option<&Private<Phone>>,
        now: DateTime,
    ) -> Result<Vec<Expected>, StoreError> {
        self.expected_in_a_call(from, now).map_err(|e| StoreError(e.to_string()))
    }

    fn record_call(&self, record: &CallRecord) -> Result<(), StoreError> {
        // The end of a call is where its accesses come to the medium, and into its last frame.
        self.record_call_and_trail(record).map_err(|e| StoreError(e.to_string()))
    }
}

impl Store {
    fn answer(&self, call: CallId, query: &Query, now: DateTime) -> Result<Reply, Error> {
        Ok(match query {
            Query::FindByPhone(phone) => Reply::Found(self.find_patient_by_phone(phone, now)?),
            Query::FindPatient(identity) => Reply::Found(self.find_patient(identity, now)?),
            Query::Busy { practitioners, from, to } => {
                let mut taken = self.appointments(*from, *to)?;
                taken.retain(|a| a.holds() && practitioners.contains(&a.slot.practitioner));
                Reply::Busy(taken)
            }
            Query::Upcoming { patient, from } => Reply::Upcoming(self.upcoming_of(*patient, *from)?),
            Query::Book { slot, patient, consent } => Reply::Booked(self.write(|t| {
                let id = match patient {
                    ForPatient::Known(id) => t.store.identity(*id).map(|_| *id)?,
                    ForPatient::New(identity) => t.add_or_update_patient(identity)?.id,
                };
                if let Some(consent) = consent {
                    t.give_consent(&given(consent, Some(id), call, now))?;
                }
                t.book(slot, id, MadeBy::Box, Some(call))
            })?),
            Query::Move { appointment, to } => Reply::Moved(self.move_appointment(*appointment, to)?),
            Query::Cancel(id) => Reply::Cancelled(self.cancel_once(call, *id)?),
            Query::Confirm(id) => Reply::Confirmed(self.confirm(*id)?),
            Query::AddNote(draft) => {
                let note = Note {
                    id: NoteId(0),
                    at: now,
                    reason: draft.reason,
                    priority: draft.priority,
                    patient: draft.patient,
                    phone: draft.phone.clone(),
                    practitioner: draft.practitioner.clone(),
                    text: draft.text.clone(),
                };
                Reply::Noted(self.add_note(&note, Some(call))?)
            }
            Query::Enlist(wanted) => Reply::Enlisted(self.write(|t| {
                let id = match &wanted.patient {
                    ForPatient::Known(id) => t.store.identity(*id).map(|_| *id)?,
                    ForPatient::New(identity) => t.add_or_update_patient(identity)?.id,
                };
                if let Some(consent) = &wanted.consent {
                    t.give_consent(&given(consent, Some(id), call, now))?;
                }
                t.enlist(&waiting(id, wanted, now)).map(|made| made.patient)
            })?),
            Query::GiveConsent { patient, consent } => {
                self.give_consent(&given(consent, *patient, call, now))?;
                Reply::Consented
            }
        })
    }

    /// A cancellation that this call asked before is `Ok` again; one made by somebody else is `Gone`.
    fn cancel_once(&self, call: CallId, id: AppointmentId) -> Result<huisclos_agenda::Appointment, Error> {
        let what = format!("cancel|{id}");
        if self.asked_before(call, &what)?.is_some() {
            return self.appointment(id).and_then(|a| if a.holds() { self.cancel(id) } else { Ok(a) });
        }
        self.write(|t| {
            let cancelled = t.set_status(id, huisclos_agenda::Status::Cancelled)?;
            t.remember_asked(call, &what, id.0)?;
            Ok(cancelled)
        })
    }
}

/// What a caller waits for. A wish for one day is a wish for such a day of any week: the day itself was full.
fn waiting(patient: PatientId, wanted: &Enlistment, now: DateTime) -> Waiting {
    let When { from, to, after, before } = wanted.when;
    let one_day = from.filter(|day| Some(*day) == to);
    // Who named an hour may come from then on.
    let before = before.filter(|before| after != Some(*before));
    Waiting {
        id: WaitingId(0),
        patient,
        motif: wanted.motif.clone(),
        practitioner: wanted.practitioner.clone(),
        hours: Availability { days: one_day.map(|day| day.weekday()).into_iter().collect(), after, before },
        until: None,
        since: now,
        urgent: false,
        instead_of: None,
        made_by: MadeBy::Box,
    }
}

fn given(consent: &Consent, patient: Option<huisclos_agenda::PatientId>, call: CallId, at: DateTime) -> ConsentGiven {
    ConsentGiven {
        patient,
        call: Some(call),
        version: consent.version.clone(),
        wording: consent.wording.clone(),
        channel: consent.channel,
        agreed: consent.answer == Answer::Yes,
        at,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::change::{Change, Tree};
    use crate::{Options, Store};
    use huisclos_agenda::Identity;
    use huisclos_ports::Store as _;
    use jiff::civil::date;

    #[test]
    fn a_state_damaged_while_it_runs_is_built_again_in_the_same_call() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&Options::at(dir.path().join("data"))).unwrap().store;
        let phone = Private::new(Phone("+33612345678".into()));
        let identity = Identity {
            last_name: Private::new("Garnier".into()),
            first_name: Private::new("Sophie".into()),
            birth_date: Private::new(date(1964, 3, 12)),
            phone: Some(phone.clone()),
        };
        let id = store.add_or_update_patient(&identity).unwrap().id;
        let garbage = Change { subject: id.0, key: Tree::Patients.key(&id.0.to_be_bytes()), value: Some(vec![0; 80]) };
        let at = store.writer().journal.tail().moment();
        store.read(|state| state.apply(store.keys(), at, std::slice::from_ref(&garbage))).unwrap();
        let now = date(2026, 11, 23).at(9, 0, 0, 0);
        assert!(matches!(store.find_patient_by_phone(&phone, now), Err(Error::Damaged { .. })));
        assert!(!store.verify().unwrap().is_sound());
        let Reply::Found(cards) = store.ask(CallId(1), &Query::FindByPhone(phone), now).unwrap() else { panic!() };
        assert_eq!(cards[0].id, id);
        assert!(store.verify().unwrap().is_sound());
    }
}
