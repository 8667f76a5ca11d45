//! How the telephone is answered, by weekday, hour and date (feature A16): day, lunch, night, leave.
//!
//! The first period of the list that holds at a moment counts, so a leave stands above the ordinary week. Where none holds
//! the box answers at once and rings the handset when the secretary's hours say that somebody is there.

use crate::cabinet::Cabinet;
use crate::ids::RecordingId;
use crate::people::Phone;
use crate::private::Private;
use crate::span::minute_of;
use jiff::civil::{Date, DateTime, Time, Weekday};
use serde::{Deserialize, Serialize};

/// Longest ringing of the handset before the box answers (A1): past six rings callers hang up.
pub const HANDSET_FIRST_S_MAX: u8 = 30;

/// Part of a day, by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// First minute.
    #[serde(with = "crate::cabinet::hour")]
    pub from: Time,
    /// End, exclusive. In a period, an end before the beginning is the next morning's.
    #[serde(with = "crate::cabinet::hour")]
    pub to: Time,
}

/// Days from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dates {
    /// First day.
    pub from: Date,
    /// Last day, inclusive.
    pub to: Date,
}

/// What happens when it rings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answering {
    /// The box answers.
    #[default]
    AtOnce,
    /// The handset rings first; the box answers when nobody lifts it.
    HandsetFirst {
        /// How long, 0 to 30.
        seconds: u8,
    },
    /// The box answers and takes messages; it gives no appointment. Emergencies are heard as ever.
    MessageOnly,
}

/// A period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// "Nuit", as the page shows it.
    pub name: String,
    /// On these days; empty means every day. A night is the day's on which it begins.
    #[serde(default, with = "crate::cabinet::weekdays")]
    pub days: Vec<Weekday>,
    /// At these hours; none means the whole day.
    #[serde(default)]
    pub hours: Option<Hours>,
    /// On these dates only.
    #[serde(default)]
    pub dates: Option<Dates>,
    /// What happens when it rings.
    #[serde(default)]
    pub answering: Answering,
    /// The handset may be rung for a caller who asks for somebody. An emergency rings it whatever this says.
    #[serde(default = "yes")]
    pub transfer: bool,
    /// Greeting of the period, in place of the cabinet's; the legal sentences are added by the box.
    #[serde(default)]
    pub greeting: Option<String>,
    /// The same in a doctor's own voice.
    #[serde(default)]
    pub greeting_recording: Option<RecordingId>,
    /// Where callers are forwarded who want somebody, when the handset does not answer or may not ring, for lines that can
    /// (the R key of an analogue line).
    #[serde(default)]
    pub forward_to: Option<String>,
}

fn yes() -> bool {
    true
}

impl Period {
    /// True when it holds at that moment.
    #[must_use]
    pub fn holds(&self, at: DateTime) -> bool {
        let begins_on = |day: Date| {
            (self.days.is_empty() || self.days.contains(&day.weekday()))
                && self.dates.is_none_or(|d| d.from <= day && day <= d.to)
        };
        let Some(hours) = self.hours else { return begins_on(at.date()) };
        let (from, to, now) = (minute_of(hours.from), minute_of(hours.to), minute_of(at.time()));
        if from < to {
            return begins_on(at.date()) && from <= now && now < to;
        }
        begins_on(at.date()) && now >= from || at.date().yesterday().is_ok_and(begins_on) && now < to
    }
}

impl Period {
    /// Where callers are forwarded, in E.164.
    #[must_use]
    pub fn forwards_to(&self) -> Option<Private<Phone>> {
        let digits: String = self.forward_to.as_deref()?.chars().filter(|c| !" .-".contains(*c)).collect();
        Some(Private::new(Phone::dialled(&digits)))
    }
}

impl Cabinet {
    /// The period that counts at that moment, if any.
    #[must_use]
    pub fn period_at(&self, at: DateTime) -> Option<&Period> {
        self.periods.iter().find(|p| p.holds(at))
    }

    /// The greeting that counts at that moment: its words, where somebody wrote some, and whose voice says them.
    #[must_use]
    pub fn greeting_at(&self, at: DateTime) -> (Option<&str>, Option<RecordingId>) {
        match self.period_at(at) {
            Some(Period { greeting: Some(own), greeting_recording, .. }) => (Some(own), *greeting_recording),
            _ => (self.greeting.as_deref(), self.greeting_recording.filter(|_| self.greeting.is_some())),
        }
    }

    /// Every recording these settings need.
    pub fn recordings(&self) -> impl Iterator<Item = RecordingId> + '_ {
        self.greeting_recording.into_iter().chain(self.periods.iter().filter_map(|p| p.greeting_recording))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    fn period(days: &[Weekday], hours: Option<(i8, i8)>, dates: Option<(Date, Date)>) -> Period {
        Period {
            name: "essai".into(),
            days: days.to_vec(),
            hours: hours.map(|(from, to)| Hours { from: time(from, 0, 0, 0), to: time(to, 0, 0, 0) }),
            dates: dates.map(|(from, to)| Dates { from, to }),
            answering: Answering::AtOnce,
            transfer: true,
            greeting: None,
            greeting_recording: None,
            forward_to: None,
        }
    }

    #[test]
    fn a_period_holds_when_its_days_hours_and_dates_do() {
        let check = |p: &Period, at: DateTime, holds: bool| assert_eq!(p.holds(at), holds, "{at} {p:?}");
        let lunch = period(&[Weekday::Monday, Weekday::Friday], Some((12, 14)), None);
        check(&lunch, date(2026, 11, 23).at(12, 0, 0, 0), true);
        check(&lunch, date(2026, 11, 23).at(13, 59, 59, 0), true);
        check(&lunch, date(2026, 11, 23).at(14, 0, 0, 0), false);
        check(&lunch, date(2026, 11, 24).at(12, 30, 0, 0), false);
        let night = period(&[Weekday::Friday], Some((19, 8)), None);
        check(&night, date(2026, 11, 27).at(19, 0, 0, 0), true);
        check(&night, date(2026, 11, 28).at(7, 59, 0, 0), true);
        check(&night, date(2026, 11, 28).at(8, 0, 0, 0), false);
        check(&night, date(2026, 11, 28).at(20, 0, 0, 0), false);
        check(&night, date(2026, 11, 27).at(7, 0, 0, 0), false);
        let leave = period(&[], None, Some((date(2026, 12, 24), date(2027, 1, 3))));
        check(&leave, date(2026, 12, 24).at(0, 0, 0, 0), true);
        check(&leave, date(2027, 1, 3).at(23, 59, 0, 0), true);
        check(&leave, date(2027, 1, 4).at(0, 0, 0, 0), false);
        // The last night of a leave ends the morning after.
        let nights = period(&[], Some((20, 8)), Some((date(2026, 12, 24), date(2026, 12, 25))));
        check(&nights, date(2026, 12, 26).at(7, 0, 0, 0), true);
        check(&nights, date(2026, 12, 24).at(7, 0, 0, 0), false);
        check(&nights, Date::MIN.at(1, 0, 0, 0), false);
    }

    #[test]
    fn the_first_period_that_holds_counts_and_brings_its_greeting() {
        let mut cabinet = Cabinet::demo();
        let mut leave = period(&[], None, Some((date(2026, 12, 24), date(2026, 12, 24))));
        leave.greeting = Some("Le cabinet est en congé.".into());
        cabinet.periods = vec![leave, period(&[], Some((12, 14)), None)];
        cabinet.greeting_recording = Some(RecordingId(7));
        let christmas = date(2026, 12, 24).at(13, 0, 0, 0);
        assert_eq!(cabinet.period_at(christmas), cabinet.periods.first());
        assert_eq!(cabinet.greeting_at(christmas), (Some("Le cabinet est en congé."), None));
        let lunch = date(2026, 12, 23).at(13, 0, 0, 0);
        assert_eq!(cabinet.period_at(lunch), cabinet.periods.get(1));
        assert_eq!(cabinet.greeting_at(lunch), (cabinet.greeting.as_deref(), Some(RecordingId(7))));
        assert_eq!(cabinet.period_at(date(2026, 12, 23).at(15, 0, 0, 0)), None);
    }
}
