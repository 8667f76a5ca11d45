//! The audit trail of an open store.

use crate::audit::{Access, By, Deed, Kind, Seen, Sort, Why};
use crate::audit_files::Mark;
use crate::audit_read::{TrailReport, check, of_patient, read_all};
use crate::audit_trail::Trail;
use crate::change::Tree;
use crate::error::Error;
use crate::options::Warning;
use crate::steps::step;
use crate::store::{Store, Transaction};
use huisclos_agenda::{CallId, PatientId};
use huisclos_call::{ForPatient, Query, Reply};
use jiff::civil::{Date, DateTime};
use std::sync::PoisonError;

/// Where the journal keeps the trail's end.
const MARK: &[u8] = b"audit";

impl Store {
    /// Opens the trail at its end; once, while the store opens.
    pub(crate) fn open_trail(&self, warnings: &mut Vec<Warning>) -> Result<(), Error> {
        let mark = self.record::<Mark>(Tree::Proofs, MARK)?;
        let (trail, warning) = Trail::open(&self.0.folder, self.keys(), mark)?;
        warnings.extend(warning);
        *self.0.trail.lock().unwrap_or_else(PoisonError::into_inner) = Some(trail);
        Ok(())
    }

    pub(crate) fn trail<T>(&self, f: impl FnOnce(&mut Trail) -> Result<T, Error>) -> Result<T, Error> {
        let mut trail = self.0.trail.lock().unwrap_or_else(PoisonError::into_inner);
        f(trail.as_mut().ok_or(Error::Damaged { table: "audit" })?)
    }

    /// Writes an access down. It is on the medium at the latest when [`Store::settle`] returns.
    ///
    /// # Errors
    /// The disk. The access then counts as untraced, and the next entry says so: whether the data is given all the same
    /// is for who gives it to decide (a caller is answered, a person at a screen is not).
    pub fn trace(&self, access: &Access<'_>) -> Result<(), Error> {
        let keys = self.keys();
        self.trail(|trail| trail.append(keys, access))
    }

    /// Brings the trail to the medium, and its end into the journal: before a person is given anything.
    ///
    /// # Errors
    /// The disk.
    pub fn settle(&self) -> Result<(), Error> {
        self.trail(Trail::sync)?;
        let mark = self.write(|t| {
            // On a full disk too: nobody is shown the agenda without a trace, and it must be shown.
            t.essential = true;
            t.mark_trail()
        })?;
        step("trail.marked");
        self.trail_marked(mark)
    }

    /// The frame with that mark is on the medium.
    pub(crate) fn trail_marked(&self, mark: Option<Mark>) -> Result<(), Error> {
        self.trail(|trail| {
            if let Some(mark) = mark {
                trail.marked(mark);
            }
            Ok(())
        })
    }

    /// [`Store::trace`], then [`Store::settle`].
    ///
    /// # Errors
    /// The disk.
    pub fn trace_and_settle(&self, access: &Access<'_>) -> Result<(), Error> {
        self.trace(access)?;
        self.settle()
    }

    pub(crate) fn first_segment(&self) -> Result<u64, Error> {
        Ok(self.record::<Mark>(Tree::Proofs, MARK)?.map_or(1, |mark| mark.first))
    }

    /// The accesses of some days, both inclusive, in order.
    ///
    /// # Errors
    /// The disk.
    pub fn accesses(&self, from: Date, to: Date) -> Result<Vec<Seen>, Error> {
        let mut found = Vec::new();
        read_all(&self.0.folder, self.keys(), self.first_segment()?, |_, end, entry| {
            if (from..=to).contains(&entry.at.date()) {
                found.push(entry.seen(end.seq));
            }
        })?;
        Ok(found)
    }

    /// The accesses to one patient's data, in order; also of a patient who was erased, for who still has the number.
    ///
    /// # Errors
    /// The disk.
    pub fn accesses_of(&self, patient: PatientId) -> Result<Vec<Seen>, Error> {
        of_patient(&self.0.folder, self.keys(), self.first_segment()?, patient.0)
    }

    /// Which of these calls reached for a patient's data, as the trail tells.
    pub(crate) fn calls_about(&self, patient: PatientId, calls: &[CallId]) -> Result<Vec<CallId>, Error> {
        let mut found = Vec::new();
        read_all(&self.0.folder, self.keys(), self.first_segment()?, |trail, _, entry| {
            if entry.by == Sort::Call && entry.is_of(&trail.patient(patient.0)) {
                let which = calls.iter().find(|call| trail.actor(Sort::Call, &call.to_string()) == entry.who);
                found.extend(which.filter(|call| !found.contains(*call)));
            }
        })?;
        Ok(found)
    }

    /// Checks the trail: every seal, the chain, and the end that the journal knows.
    ///
    /// # Errors
    /// Only what keeps it from reading at all; what it finds is in the report.
    pub fn verify_trail(&self) -> Result<TrailReport, Error> {
        let mark = self.record::<Mark>(Tree::Proofs, MARK)?;
        check(&self.0.folder, self.keys(), mark)
    }

    /// Takes the segments written before a month away, tracing it. How many files went.
    pub(crate) fn expire_trail(&self, month: u32, now: DateTime) -> Result<u32, Error> {
        let keys = self.keys();
        let gone = self.trail(|trail| trail.expire(keys, month))?;
        if gone.is_empty() {
            return Ok(0);
        }
        let count = gone.len() as u32;
        self.trace_and_settle(&Access {
            at: now,
            by: By::Night,
            did: Deed::Expired,
            why: Why::Retention,
            what: Kind::Trail,
            of: &[],
            count,
        })?;
        // The journal says where the trail begins now; only then may what lies before go.
        step("trail.expired");
        for path in gone {
            std::fs::remove_file(&path).map_err(|e| Error::io("La suppression", &path, e))?;
        }
        Ok(count)
    }

    /// What a call reached for. A trail that cannot be written does not keep the box from answering: what is missing is
    /// counted and told by the next entry.
    pub(crate) fn trace_call(&self, call: CallId, query: &Query, reply: &Reply, now: DateTime) {
        let Some((did, what, of)) = reached(query, reply) else { return };
        let (at, by, count) = (now, By::Call(call), of.len() as u32);
        let _ = self.trace(&Access { at, by, did, why: Why::Caller, what, of: &of, count });
    }
}

/// What a query and its answer touched; `None` where nobody's data was: free and taken hours, a slot just lost.
fn reached(query: &Query, reply: &Reply) -> Option<(Deed, Kind, Vec<PatientId>)> {
    Some(match (query, reply) {
        (Query::FindByPhone(_) | Query::FindPatient(_), Reply::Found(cards)) => {
            (Deed::Found, Kind::Cards, cards.iter().map(|card| card.id).collect())
        }
        (Query::Upcoming { patient, .. }, Reply::Upcoming(_)) => (Deed::Read, Kind::Appointments, vec![*patient]),
        (Query::Book { patient, .. }, Reply::Booked(booked)) => {
            let what = if matches!(patient, ForPatient::New(_)) { Kind::Cards } else { Kind::Appointments };
            (Deed::Booked, what, vec![booked.patient])
        }
        (_, Reply::Moved(a)) => (Deed::Moved, Kind::Appointments, vec![a.patient]),
        (_, Reply::Cancelled(a)) => (Deed::Cancelled, Kind::Appointments, vec![a.patient]),
        (_, Reply::Confirmed(a)) => (Deed::Confirmed, Kind::Appointments, vec![a.patient]),
        (_, Reply::Enlisted(patient)) => (Deed::Enlisted, Kind::Waiting, vec![*patient]),
        (Query::AddNote(draft), Reply::Noted(_)) => (Deed::Noted, Kind::Notes, draft.patient.into_iter().collect()),
        (Query::GiveConsent { patient, .. }, Reply::Consented) => {
            (Deed::Consented, Kind::Consents, patient.iter().copied().collect())
        }
        _ => return None,
    })
}

impl Transaction<'_> {
    /// Writes down in this frame how far the trail is on the medium; once the frame is, [`Store::trail_marked`].
    pub(crate) fn mark_trail(&mut self) -> Result<Option<Mark>, Error> {
        let mark = self.store.trail(|trail| Ok(trail.mark()))?;
        if let Some(mark) = mark {
            self.put(Tree::Proofs, MARK, 0, &mark)?;
        }
        Ok(mark)
    }
}
