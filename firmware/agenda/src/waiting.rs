//! The waiting list (feature G4): who wants to come earlier or found nothing, and whom a freed place suits.

use crate::booking::{Appointment, MadeBy, Slot};
use crate::cabinet::Cabinet;
use crate::eligibility::Candidate;
use crate::ids::{AppointmentId, MotifId, PatientId, PractitionerId, WaitingId};
use crate::span::minute_of;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, Weekday};

/// Nobody waits longer than that: who still wants to come says so again.
pub const WAIT_DAYS_MAX: i32 = 180;

/// Days and hours that suit somebody who waits. `Default` is any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Availability {
    /// Which days of the week; empty means any.
    pub days: Vec<Weekday>,
    /// Not before this hour.
    pub after: Option<Time>,
    /// Before this hour, strictly, as in a [`crate::Wish`].
    pub before: Option<Time>,
}

impl Availability {
    /// True when a start suits.
    #[must_use]
    pub fn suits(&self, start: DateTime) -> bool {
        let at = minute_of(start.time());
        (self.days.is_empty() || self.days.contains(&start.date().weekday()))
            && self.after.is_none_or(|after| minute_of(after) <= at)
            && self.before.is_none_or(|before| at < minute_of(before))
    }
}

/// Somebody who waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Random id.
    pub id: WaitingId,
    /// Whose card.
    pub patient: PatientId,
    /// For what.
    pub motif: MotifId,
    /// With whom; `None` is anybody who does it.
    pub practitioner: Option<PractitionerId>,
    /// Days and hours that suit.
    pub hours: Availability,
    /// Last day that is of use; `None` is [`WAIT_DAYS_MAX`] from `since`.
    pub until: Option<Date>,
    /// Since when they wait.
    pub since: DateTime,
    /// It presses.
    pub urgent: bool,
    /// The appointment they have and would give for an earlier one.
    pub instead_of: Option<AppointmentId>,
    /// Who wrote it down.
    pub made_by: MadeBy,
}

impl Waiting {
    /// Last day that is of use.
    #[must_use]
    pub fn last_day(&self) -> Date {
        let most = self.since.date().saturating_add(WAIT_DAYS_MAX.days());
        self.until.map_or(most, |until| until.min(most))
    }

    /// Who comes first: who presses, then who has waited longest.
    fn order(&self) -> (bool, DateTime, WaitingId) {
        (!self.urgent, self.since, self.id)
    }
}

/// Somebody who waits, with what the rules ask of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InLine {
    /// What they wait for.
    pub waiting: Waiting,
    /// Birth date, known or new.
    pub candidate: Candidate,
    /// The appointment they would give, where it still holds.
    pub has: Option<Appointment>,
}

impl InLine {
    /// The slot that this person would take in a freed place: its beginning, as long as their motif, or as the appointment
    /// they would give. `None` where it does not suit them, is too short, or the cabinet's rules are against it.
    #[must_use]
    pub fn takes(&self, place: &Slot, cabinet: &Cabinet, now: DateTime) -> Option<Slot> {
        let w = &self.waiting;
        let day = place.start.date();
        // What was booked once for a new patient is not asked again what it has to be.
        let (motif, minutes, known) = match &self.has {
            Some(a) => (a.slot.motif.clone(), a.slot.minutes, None),
            None => {
                let motif = cabinet.motif_for(&w.motif, self.candidate.known)?;
                (motif.id.clone(), motif.minutes, self.candidate.known)
            }
        };
        let suits = place.start >= now
            && minutes <= place.minutes
            && w.practitioner.as_ref().is_none_or(|p| *p == place.practitioner)
            && w.hours.suits(place.start)
            && day <= w.last_day();
        // Only an earlier one is of use to who has one; the place they left themselves is none.
        let earlier = w.instead_of.is_none() || self.has.as_ref().is_some_and(|a| place.start < a.slot.start);
        let candidate = Candidate { known, ..self.candidate.clone() };
        let allowed = || cabinet.may_book(&place.practitioner, &motif, &candidate, day).is_ok();
        let taken =
            Slot { start: place.start, minutes, practitioner: place.practitioner.clone(), motif: motif.clone() };
        (suits && earlier && allowed()).then_some(taken)
    }
}

/// Whom a freed place suits, the first to be asked first, with the slot each would take.
#[must_use]
pub fn for_place<'a>(place: &Slot, line: &'a [InLine], cabinet: &Cabinet, now: DateTime) -> Vec<(&'a InLine, Slot)> {
    let mut found: Vec<_> = line.iter().filter_map(|one| Some((one, one.takes(place, cabinet, now)?))).collect();
    found.sort_by_key(|(one, _)| one.waiting.order());
    found
}

/// The list as it is read: who presses first, then who has waited longest.
pub fn in_order(line: &mut [Waiting]) {
    line.sort_by_key(Waiting::order);
}

/// What is left of a freed place once what was booked meanwhile is taken out: the part that begins where the place does.
/// `None` when nothing of it is left, or it is over.
#[must_use]
pub fn still_free<'a>(place: &Slot, taken: impl IntoIterator<Item = &'a Appointment>, now: DateTime) -> Option<Slot> {
    if place.start < now {
        return None;
    }
    let others =
        taken.into_iter().filter(|a| a.holds() && a.slot.practitioner == place.practitioner && a.slot.minutes > 0);
    let mut end = place.end();
    for slot in others.map(|a| &a.slot) {
        if slot.start < place.end() && place.start < slot.end() {
            if slot.start <= place.start {
                return None;
            }
            end = end.min(slot.start);
        }
    }
    let minutes = u16::try_from(end.duration_since(place.start).as_mins()).ok().filter(|m| *m > 0)?;
    Some(Slot { minutes, ..place.clone() })
}
