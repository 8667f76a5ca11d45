//! Days that figures are of, one by one or by weeks.

use jiff::ToSpan;
use jiff::civil::Date;

/// Longest stretch: what is kept of calls (25 months at most), and a little.
pub const DAYS_MAX: i32 = 800;
/// Beyond, days are too thin to be read: weeks are drawn.
const DRAWN_BY_DAY: i32 = 45;
/// Without a wish, the last four weeks: each weekday four times.
const DEFAULT_DAYS: i32 = 28;

/// One point a day or a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Days.
    Day,
    /// Weeks, from Monday.
    Week,
}

/// First and last day, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// How it is cut.
    pub by: By,
}

impl Period {
    /// The days that are asked for, put right: the last four weeks without a wish, turned round where they end before they
    /// begin, cut to [`DAYS_MAX`].
    #[must_use]
    pub fn new(from: Option<Date>, to: Option<Date>, by: Option<By>, today: Date) -> Self {
        let to = to.unwrap_or(today);
        let from = from.unwrap_or_else(|| to.saturating_sub((DEFAULT_DAYS - 1).days()));
        let (from, to) = if from <= to { (from, to) } else { (to, from) };
        let from = from.max(to.saturating_sub((DAYS_MAX - 1).days()));
        let by = by.unwrap_or(if days_between(from, to) > DRAWN_BY_DAY { By::Week } else { By::Day });
        Self { from, to, by }
    }

    /// How many days.
    #[must_use]
    pub fn days(&self) -> i32 {
        days_between(self.from, self.to)
    }

    /// The first days of its parts, in order: every day, or every Monday from the week of the first day.
    #[must_use]
    pub fn parts(&self) -> Vec<Date> {
        let step = if self.by == By::Day { 1.day() } else { 7.days() };
        self.part_of(self.from).series(step).take_while(|day| *day <= self.to).collect()
    }

    /// The first day of the part that holds a day.
    #[must_use]
    pub fn part_of(&self, day: Date) -> Date {
        match self.by {
            By::Day => day,
            By::Week => day.saturating_sub(i32::from(day.weekday().to_monday_zero_offset()).days()),
        }
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(DAYS_MAX, |span| span.get_days()).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn periods_are_put_right() {
        let today = date(2026, 11, 24);
        let check = |from: Option<Date>, to: Option<Date>, by: Option<By>, expect: (Date, Date, By, usize)| {
            let p = Period::new(from, to, by, today);
            assert_eq!((p.from, p.to, p.by, p.parts().len()), expect, "{from:?} {to:?}");
        };
        check(None, None, None, (date(2026, 10, 28), today, By::Day, 28));
        check(Some(date(2026, 11, 30)), None, None, (today, date(2026, 11, 30), By::Day, 7));
        check(Some(date(2026, 9, 1)), None, None, (date(2026, 9, 1), today, By::Week, 13));
        check(Some(today), Some(today), Some(By::Week), (today, today, By::Week, 1));
        check(Some(Date::MIN), None, Some(By::Week), (date(2024, 9, 16), today, By::Week, 115));
        check(Some(Date::MIN), Some(Date::MAX), None, (date(9997, 10, 23), Date::MAX, By::Week, 115));
        let weeks = Period::new(Some(date(2026, 11, 18)), Some(today), Some(By::Week), today);
        assert_eq!(
            weeks.parts(),
            [date(2026, 11, 16), date(2026, 11, 23)],
            "the first week begins before the first day"
        );
    }
}
