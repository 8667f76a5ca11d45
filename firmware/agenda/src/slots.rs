//! Free slots.
//!
//! Starts are packed: in each free stretch, at its beginning and then every length of the motif. A free stretch begins
//! where an opening begins or a booking ends, so a day fills without holes that are too short for anybody. Stretches
//! that begin at an odd minute (a secretary's booking of 7 minutes) begin at the next multiple of [`GRID_MIN`], so that
//! every offered hour is one that people say. Who asks for an exact hour on that grid gets it, packed or not.

use crate::booking::{Appointment, Slot, Status};
use crate::cabinet::{Cabinet, Practitioner};
use crate::ids::{MotifId, PractitionerId};
use crate::openings::Times;
use crate::span::{Span, minus, minute_of};
use crate::wish::Wish;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

/// Offered hours are multiples of five minutes: nobody says "neuf heures sept".
pub const GRID_MIN: u32 = 5;
/// An urgent slot is today or tomorrow; later it is no answer to an urgency, and a human decides.
pub const URGENT_DAYS: i32 = 1;
const DAY_MIN: u32 = 24 * 60;

impl Slot {
    /// First minute after the slot.
    #[must_use]
    pub fn end(&self) -> DateTime {
        self.start.saturating_add(i64::from(self.minutes).minutes())
    }
}

impl Appointment {
    /// True when it takes its slot (booked or confirmed).
    #[must_use]
    pub fn holds(&self) -> bool {
        self.status != Status::Cancelled
    }
}

/// True when both are the same practitioner's and share a minute. An empty slot shares none.
#[must_use]
pub fn overlaps(a: &Slot, b: &Slot) -> bool {
    a.practitioner == b.practitioner && a.start < b.end() && b.start < a.end() && a.minutes > 0 && b.minutes > 0
}

/// Appointments of one patient that still hold and have not begun, soonest first.
#[must_use]
pub fn upcoming_of(taken: &[Appointment], patient: crate::PatientId, now: DateTime) -> Vec<Appointment> {
    let mut found: Vec<_> =
        taken.iter().filter(|a| a.patient == patient && a.holds() && a.slot.start >= now).cloned().collect();
    found.sort_by_key(|a| (a.slot.start, a.id));
    found
}

/// What can be offered at one moment: the cabinet, what is taken, and the hour.
#[derive(Clone, Copy, Debug)]
pub struct Agenda<'a> {
    /// Settings.
    pub cabinet: &'a Cabinet,
    /// Appointments from today on; cancelled ones are passed over.
    pub taken: &'a [Appointment],
    /// The moment of the call, Europe/Paris.
    pub now: DateTime,
}

impl<'a> Agenda<'a> {
    /// Last day that may be offered.
    #[must_use]
    pub fn horizon(&self) -> Date {
        self.now.date().saturating_add(i32::from(self.cabinet.booking.horizon_days).days())
    }

    /// Free slots that suit the wish, soonest first. None when the practitioner or the motif is not the cabinet's.
    pub fn free<'s>(
        &'s self,
        practitioner: &PractitionerId,
        motif: &MotifId,
        wish: &Wish,
    ) -> impl Iterator<Item = Slot> + use<'s, 'a> {
        let notice = i64::from(self.cabinet.booking.notice_minutes);
        self.search(practitioner, motif, *wish, Times::Ordinary, self.now.saturating_add(notice.minutes()))
    }

    /// The soonest slot for somebody who says that it is urgent, today or tomorrow, without the usual notice and out of
    /// the times kept for it too. `None` when the motif's protocol has none, or nothing is free so soon.
    #[must_use]
    pub fn urgent(&self, practitioners: &[PractitionerId], motif: &MotifId) -> Option<Slot> {
        if !self.cabinet.motif(motif)?.urgent_slots {
            return None;
        }
        let today = self.now.date();
        let wish = Wish { to: Some(today.saturating_add(URGENT_DAYS.days())), ..Wish::from_day(today) };
        let soonest = |p: &PractitionerId| self.search(p, motif, wish, Times::Urgent, self.now).next();
        // min_by_key keeps the first of equals: the preferred practitioner.
        practitioners.iter().filter_map(soonest).min_by_key(|slot| slot.start)
    }

    /// True when the slot could be booked at this moment: inside the openings, not begun, within the horizon, and taken
    /// by nobody.
    #[must_use]
    pub fn is_free(&self, slot: &Slot) -> bool {
        let Some(practitioner) = self.cabinet.practitioner(&slot.practitioner) else { return false };
        let day = slot.start.date();
        let from = minute_of(slot.start.time());
        let to = from + u32::from(slot.minutes);
        slot.minutes > 0
            && slot.start >= self.now
            && day <= self.horizon()
            && self.gaps(practitioner, day, Times::Urgent).iter().any(|gap| gap.from_min <= from && to <= gap.to_min)
    }

    fn search<'s>(
        &'s self,
        practitioner: &PractitionerId,
        motif: &MotifId,
        wish: Wish,
        times: Times,
        not_before: DateTime,
    ) -> impl Iterator<Item = Slot> + use<'s, 'a> {
        let found = self.cabinet.practitioner(practitioner).zip(self.cabinet.motif(motif));
        let first = wish.from.max(self.now.date());
        let last = wish.to.unwrap_or(Date::MAX).min(self.horizon());
        found.into_iter().filter(move |_| first <= last).flat_map(move |(practitioner, motif)| {
            let days = first.series(1.day()).take_while(move |day| *day <= last);
            days.flat_map(move |day| {
                let gaps = self.gaps(practitioner, day, times);
                starts(&gaps, u32::from(motif.minutes), &wish)
                    .into_iter()
                    .filter_map(move |minute| at_minute(day, minute))
                    .filter(move |start| *start >= not_before && wish.suits(*start))
                    .map(move |start| Slot {
                        start,
                        minutes: motif.minutes,
                        practitioner: practitioner.id.clone(),
                        motif: motif.id.clone(),
                    })
            })
        })
    }

    /// Openings of the day less what is taken, in order.
    fn gaps(&self, practitioner: &Practitioner, day: Date, times: Times) -> Vec<Span> {
        let open = self.cabinet.openings_on(practitioner, day, times);
        if open.is_empty() {
            return open;
        }
        self.taken
            .iter()
            .filter(|a| a.holds() && a.slot.practitioner == practitioner.id)
            .filter_map(|a| on_day(&a.slot, day))
            .fold(open, minus)
    }
}

/// The part of a slot that lies on `day`, rounded outwards to whole minutes.
fn on_day(slot: &Slot, day: Date) -> Option<Span> {
    let end = slot.end();
    if slot.start.date() > day || end.date() < day {
        return None;
    }
    let from_min = if slot.start.date() < day { 0 } else { minute_of(slot.start.time()) };
    let to_min = if end.date() > day {
        DAY_MIN
    } else {
        minute_of(end.time()) + u32::from(end.second() > 0 || end.subsec_nanosecond() > 0)
    };
    Some(Span { from_min, to_min })
}

/// Starts of free slots in these stretches, packed, or the one exact hour that was asked.
fn starts(gaps: &[Span], minutes: u32, wish: &Wish) -> Vec<u32> {
    let fits = |gap: &Span, start: u32| gap.from_min <= start && start + minutes <= gap.to_min;
    if let Some(exact) = wish.exact().map(minute_of) {
        let sayable = exact.is_multiple_of(GRID_MIN);
        return if sayable && gaps.iter().any(|gap| fits(gap, exact)) { vec![exact] } else { Vec::new() };
    }
    let mut found = Vec::new();
    for gap in gaps {
        let mut start = gap.from_min.next_multiple_of(GRID_MIN);
        // A motif's length is at least one minute (checked at loading), so this ends with the gap.
        while fits(gap, start) {
            found.push(start);
            start = (start + minutes.max(1)).next_multiple_of(GRID_MIN);
        }
    }
    found
}

fn at_minute(day: Date, minute: u32) -> Option<DateTime> {
    let hour = i8::try_from(minute / 60).ok().filter(|h| *h < 24)?;
    Some(day.at(hour, i8::try_from(minute % 60).ok()?, 0, 0))
}
