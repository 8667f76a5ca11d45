//! When a caller would like to come.

use crate::span::minute_of;
use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

/// Days, inclusive, and a window of the day.
///
/// A slot suits when it *starts* on one of the days, not before `after` and strictly before `before`: to who said
/// "avant dix heures", ten o'clock is not what they asked. An exact hour has `after == before`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Wish {
    /// First day.
    pub from: Date,
    /// Last day, inclusive; `None` is up to the horizon.
    pub to: Option<Date>,
    /// Not before this hour.
    pub after: Option<Time>,
    /// Before this hour, strictly, unless it equals `after`.
    pub before: Option<Time>,
}

impl Wish {
    /// "Le plus tôt possible".
    #[must_use]
    pub fn from_day(from: Date) -> Self {
        Self { from, to: None, after: None, before: None }
    }

    /// Any time of that day.
    #[must_use]
    pub fn on(day: Date) -> Self {
        Self { from: day, to: Some(day), after: None, before: None }
    }

    /// Exactly then.
    #[must_use]
    pub fn at(start: DateTime) -> Self {
        Self { from: start.date(), to: Some(start.date()), after: Some(start.time()), before: Some(start.time()) }
    }

    /// The exact hour, where one was said.
    #[must_use]
    pub fn exact(&self) -> Option<Time> {
        self.after.filter(|after| Some(*after) == self.before)
    }

    /// True when a start suits the wish.
    #[must_use]
    pub fn suits(&self, start: DateTime) -> bool {
        self.days_off(start.date()) == 0 && self.minutes_off(start.time()) == 0
    }

    /// Days between `day` and the nearest wished day; 0 inside.
    #[must_use]
    pub fn days_off(&self, day: Date) -> u32 {
        let apart = |a: Date, b: Date| a.since(b).map_or(u32::MAX, |s| s.get_days().unsigned_abs());
        match self.to {
            _ if day < self.from => apart(day, self.from),
            Some(to) if day > to => apart(day, to),
            _ => 0,
        }
    }

    /// Minutes between `time` and the wished window of the day; 0 inside.
    #[must_use]
    pub fn minutes_off(&self, time: Time) -> u32 {
        let at = minute_of(time);
        if let Some(exact) = self.exact() {
            return at.abs_diff(minute_of(exact));
        }
        if let Some(after) = self.after.map(minute_of)
            && at < after
        {
            return after - at;
        }
        match self.before.map(minute_of) {
            // The last minute that suits is the one before `before`.
            Some(before) if at >= before => at - before + 1,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn an_hour_suits_or_is_so_far_off() {
        let check = |after: Option<(i8, i8)>, before: Option<(i8, i8)>, at: (i8, i8), off: u32| {
            let hour = |t: (i8, i8)| time(t.0, t.1, 0, 0);
            let wish = Wish { after: after.map(hour), before: before.map(hour), ..Wish::on(date(2026, 11, 26)) };
            assert_eq!(wish.minutes_off(hour(at)), off, "{after:?} {before:?} {at:?}");
        };
        check(None, None, (3, 0), 0);
        check(Some((14, 0)), Some((18, 0)), (14, 0), 0);
        check(Some((14, 0)), Some((18, 0)), (13, 45), 15);
        check(Some((14, 0)), Some((18, 0)), (17, 59), 0);
        check(None, Some((10, 0)), (10, 0), 1);
        check(Some((10, 30)), Some((10, 30)), (10, 30), 0);
        check(Some((10, 30)), Some((10, 30)), (10, 0), 30);
    }

    #[test]
    fn days_are_inclusive() {
        let wish = Wish { to: Some(date(2026, 11, 27)), ..Wish::from_day(date(2026, 11, 24)) };
        let off: Vec<u32> = (22..=30).map(|d| wish.days_off(date(2026, 11, d))).collect();
        assert_eq!(off, [2, 1, 0, 0, 0, 0, 1, 2, 3]);
        assert_eq!(wish.days_off(date(2027, 11, 27)), 365);
    }
}
