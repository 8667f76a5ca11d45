//! What the nights have seen: whether the clock is to be believed, and how old a record without a date is.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Nights without the box (a holiday, a repair) that do not make the clock doubtful.
const AWAY_DAYS_MAX: i32 = 10;
/// Nights in a row that a clock which jumped ahead has to show before anything goes by it.
const BELIEVED_AFTER: u8 = 3;
/// Months remembered with the number of their first frame: as far back as the longest setting, 20 years.
const MONTHS_MAX: usize = 241;

/// What the nights have seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Nights {
    /// The last day that was believed.
    pub(crate) last: Option<Date>,
    /// A clock that jumped: the last night it showed, and how many in a row.
    pub(crate) doubted: Option<(Date, u8)>,
    /// First day seen of each month, and the last frame before it: tells how old a record without a date is.
    months: Vec<(Date, u64)>,
}

impl Nights {
    /// True when this day may be gone by.
    pub(crate) fn believe(&mut self, today: Date) -> bool {
        let days = |from: Date| today.since(from).map_or(i32::MAX, |span| span.get_days());
        let Some(last) = self.last else {
            self.last = Some(today);
            return true;
        };
        if days(last) <= AWAY_DAYS_MAX {
            // A clock that went back takes nothing away that it should not.
            self.last = Some(last.max(today));
            self.doubted = None;
            return true;
        }
        let nights = match self.doubted {
            Some((day, nights)) if day == today => nights,
            Some((day, nights)) if (1..=2).contains(&days(day)) => nights + 1,
            _ => 1,
        };
        if nights < BELIEVED_AFTER {
            self.doubted = Some((today, nights));
            return false;
        }
        (self.last, self.doubted) = (Some(today), None);
        true
    }

    pub(crate) fn turn_month(&mut self, today: Date, seq: u64) {
        let new = self.months.last().is_none_or(|(day, _)| day.first_of_month() < today.first_of_month());
        if new {
            self.months.push((today, seq));
            let surplus = self.months.len().saturating_sub(MONTHS_MAX);
            self.months.drain(..surplus);
        }
    }

    /// A frame that was written on that day at the latest, and all before it.
    pub(crate) fn seq_before(&self, day: Date) -> u64 {
        self.months.iter().rev().find(|(seen, _)| *seen <= day).map_or(0, |(_, seq)| *seq)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;

    #[test]
    fn a_clock_that_jumps_is_believed_after_three_nights_only() {
        let check = |days: &[(i16, i8, i8)], expect: &[bool]| {
            let mut nights = Nights::default();
            let believed: Vec<bool> = days.iter().map(|(y, m, d)| nights.believe(date(*y, *m, *d))).collect();
            assert_eq!(believed, expect, "{days:?}");
        };
        check(&[(2026, 11, 1), (2026, 11, 2), (2026, 11, 12)], &[true, true, true]);
        // 2038 for one night, then the right time again: nothing ever went by it.
        check(&[(2026, 11, 1), (2038, 1, 19), (2026, 11, 3)], &[true, false, true]);
        // Asked three times on one day is one night.
        check(&[(2026, 11, 1), (2027, 1, 1), (2027, 1, 1), (2027, 1, 1)], &[true, false, false, false]);
        // A month in the cupboard: three nights, then it goes on.
        check(
            &[(2026, 11, 1), (2027, 1, 1), (2027, 1, 2), (2027, 1, 3), (2027, 1, 4)],
            &[true, false, false, true, true],
        );
        // The twin: nights that do not follow each other prove nothing.
        check(&[(2026, 11, 1), (2030, 1, 1), (2034, 1, 1), (2038, 1, 1)], &[true, false, false, false]);
        check(&[(2026, 11, 1), (1970, 1, 1), (2026, 11, 2)], &[true, true, true]);
    }

    #[test]
    fn months_tell_how_old_a_frame_is() {
        let mut nights = Nights::default();
        for (day, seq) in [(date(2026, 1, 3), 10), (date(2026, 1, 4), 12), (date(2026, 3, 1), 40)] {
            nights.turn_month(day, seq);
        }
        assert_eq!(nights.months, [(date(2026, 1, 3), 10), (date(2026, 3, 1), 40)]);
        let check = |day, seq| assert_eq!(nights.seq_before(day), seq, "{day}");
        check(date(2026, 1, 2), 0);
        check(date(2026, 2, 28), 10);
        check(date(2026, 3, 1), 40);
        (0..400).for_each(|n| nights.turn_month(date(2026, 3, 1) + (n * 31).days(), 41));
        assert_eq!(nights.months.len(), MONTHS_MAX);
    }
}
