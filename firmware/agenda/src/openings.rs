//! When somebody is there: openings, less absences, less public holidays.

use crate::cabinet::{Cabinet, Opening, Practitioner};
use crate::holidays::is_public_holiday;
use crate::span::{Span, joined, minus, minute_of};
use jiff::civil::{Date, DateTime};

/// Which of a practitioner's times are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// What anybody may book: the openings, less what is kept for urgent requests.
    Ordinary,
    /// Everything, what is kept for urgent requests included.
    Urgent,
}

/// Stretches of `openings` on the weekday of `day`.
fn of_day(openings: &[Opening], day: Date) -> impl Iterator<Item = Span> + '_ {
    let weekday = day.weekday();
    openings
        .iter()
        .filter(move |o| o.days.contains(&weekday))
        .map(|o| Span { from_min: minute_of(o.from), to_min: minute_of(o.to) })
}

impl Practitioner {
    /// True on a day of an absence that takes the whole day.
    #[must_use]
    pub fn is_away(&self, day: Date) -> bool {
        self.absences.iter().any(|a| a.hours.is_none() && a.from <= day && day <= a.to)
    }

    fn spans(&self, day: Date, times: Times) -> Vec<Span> {
        match times {
            Times::Urgent => joined(of_day(&self.openings, day).chain(of_day(&self.urgent, day)).collect()),
            Times::Ordinary => of_day(&self.urgent, day).fold(joined(of_day(&self.openings, day).collect()), minus),
        }
    }
}

impl Cabinet {
    /// True when the cabinet is closed all day for everybody.
    #[must_use]
    pub fn is_holiday(&self, day: Date) -> bool {
        self.closed_on_public_holidays && is_public_holiday(day)
    }

    /// When a practitioner sees patients that day, in order.
    #[must_use]
    pub fn openings_on(&self, practitioner: &Practitioner, day: Date, times: Times) -> Vec<Span> {
        if self.is_holiday(day) {
            return Vec::new();
        }
        let away = practitioner.absences.iter().chain(&self.closures).filter_map(|a| a.on(day));
        away.fold(practitioner.spans(day, times), minus)
    }

    /// True when at least one practitioner sees patients at this moment.
    #[must_use]
    pub fn is_open(&self, now: DateTime) -> bool {
        let minute = minute_of(now.time());
        self.practitioners.iter().any(|p| {
            let spans = self.openings_on(p, now.date(), Times::Urgent);
            spans.iter().any(|s| s.from_min <= minute && minute < s.to_min)
        })
    }

    /// True when somebody should be at the handset at this moment.
    #[must_use]
    pub fn has_secretary(&self, now: DateTime) -> bool {
        let minute = minute_of(now.time());
        let closed = self.closures.iter().filter_map(|c| c.on(now.date()));
        !self.is_holiday(now.date())
            && !closed.into_iter().any(|s| s.from_min <= minute && minute < s.to_min)
            && of_day(&self.secretary, now.date()).any(|s| s.from_min <= minute && minute < s.to_min)
    }
}
