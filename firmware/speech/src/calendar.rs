//! Civil dates: the next Tuesday, the next 28th, the week of a day. Nothing here reads a word.

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

/// A day some days away; stays put at the ends of the calendar.
pub fn plus(date: Date, days: i64) -> Date {
    // No caller speaks of more than a century; the bound keeps the span within what jiff accepts.
    date.saturating_add(days.clamp(-40_000, 40_000).days())
}

/// The same day some months away, or the last of that month.
pub fn plus_months(date: Date, months: i64) -> Date {
    date.saturating_add(months.clamp(-1200, 1200).months())
}

/// The first such weekday strictly after a day.
pub fn weekday_after(day: Date, weekday: Weekday) -> Date {
    plus(day, i64::from(days_until(day.weekday(), weekday)))
}

/// The last such weekday strictly before a day.
pub fn weekday_before(day: Date, weekday: Weekday) -> Date {
    plus(day, -i64::from(days_until(weekday, day.weekday())))
}

/// 1 to 7.
fn days_until(from: Weekday, to: Weekday) -> i8 {
    match (to.to_monday_zero_offset() - from.to_monday_zero_offset()).rem_euclid(7) {
        0 => 7,
        n => n,
    }
}

/// The Monday of the week of a day.
pub fn monday(day: Date) -> Date {
    plus(day, -i64::from(day.weekday().to_monday_zero_offset()))
}

/// That weekday of the Monday-to-Sunday week of a day.
pub fn in_week_of(day: Date, weekday: Weekday) -> Date {
    plus(monday(day), i64::from(weekday.to_monday_zero_offset()))
}

/// The next such day of the month strictly after a day; months that lack it are passed over.
pub fn day_of_month_after(day: Date, n: i8) -> Option<Date> {
    (0..=12)
        .map(|k| plus_months(day.first_of_month(), k))
        .find_map(|m| date(m.year(), m.month(), n).filter(|d| *d > day))
}

/// The next such date, today included. `None` where it does not exist within a year (29 February).
pub fn date_from(today: Date, n: i8, month: i8) -> Option<Date> {
    (0..=1).find_map(|k| date(today.year() + k, month, n).filter(|d| *d >= today && *d <= plus(today, 366)))
}

/// The next date strictly after today on which weekday and day of the month agree, within about two years.
pub fn agreeing_after(today: Date, weekday: Weekday, n: i8) -> Option<Date> {
    (0..=24)
        .map(|k| plus_months(today.first_of_month(), k))
        .find_map(|m| date(m.year(), m.month(), n).filter(|d| *d > today && d.weekday() == weekday))
}

/// First and last day of the next such month, the current one included.
pub fn month_from(today: Date, month: i8) -> (Date, Date) {
    let year = if month >= today.month() { today.year() } else { today.year() + 1 };
    month_of(date(year, month, 1).unwrap_or(today))
}

/// First and last day of the month of a day.
pub fn month_of(day: Date) -> (Date, Date) {
    (day.first_of_month(), day.last_of_month())
}

/// Easter Sunday of a year (the Gregorian computus, Meeus' form), from which the movable feasts are counted.
pub fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    date(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
}

/// The Monday of the next week of that ISO number, the current one included.
pub fn week_numbered(today: Date, number: i8) -> Option<Date> {
    let year = monday(today).iso_week_date().year();
    (0..=1)
        .filter_map(|k| ISOWeekDate::new(year + k, number, Weekday::Monday).ok())
        .map(ISOWeekDate::date)
        .find(|start| *start >= monday(today))
}

/// A date, `None` where the calendar has none.
pub fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as d;

    #[test]
    fn walks_the_calendar() {
        let monday_23 = d(2026, 11, 23);
        assert_eq!(weekday_after(monday_23, Weekday::Monday), d(2026, 11, 30));
        assert_eq!(weekday_after(monday_23, Weekday::Tuesday), d(2026, 11, 24));
        assert_eq!(weekday_before(monday_23, Weekday::Monday), d(2026, 11, 16));
        assert_eq!(weekday_before(monday_23, Weekday::Sunday), d(2026, 11, 22));
        assert_eq!(in_week_of(d(2026, 11, 29), Weekday::Monday), monday_23);
        assert_eq!(day_of_month_after(monday_23, 23), Some(d(2026, 12, 23)));
        assert_eq!(day_of_month_after(d(2027, 1, 31), 31), Some(d(2027, 3, 31)));
        assert_eq!(day_of_month_after(d(2027, 1, 31), 30), Some(d(2027, 3, 30)));
        assert_eq!(day_of_month_after(monday_23, 32), None);
        assert_eq!(date_from(monday_23, 23, 11), Some(monday_23));
        assert_eq!(date_from(monday_23, 22, 11), Some(d(2027, 11, 22)));
        assert_eq!(date_from(monday_23, 31, 2), None);
        assert_eq!(date_from(monday_23, 29, 2), None);
        assert_eq!(date_from(d(2027, 11, 1), 29, 2), Some(d(2028, 2, 29)));
        assert_eq!(agreeing_after(monday_23, Weekday::Wednesday, 13), Some(d(2027, 1, 13)));
        assert_eq!(month_from(monday_23, 11), (d(2026, 11, 1), d(2026, 11, 30)));
        assert_eq!(month_from(monday_23, 2), (d(2027, 2, 1), d(2027, 2, 28)));
        assert_eq!(plus_months(d(2028, 1, 31), 1), d(2028, 2, 29));
        assert_eq!(week_numbered(monday_23, 50), Some(d(2026, 12, 7)));
        assert_eq!(week_numbered(monday_23, 48), Some(monday_23));
        assert_eq!(week_numbered(monday_23, 47), Some(d(2027, 11, 22)));
        assert_eq!(week_numbered(monday_23, 54), None);
    }

    #[test]
    fn knows_easter() {
        for (year, month, day) in [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25)] {
            assert_eq!(easter(year), Some(d(year, month, day)));
        }
    }
}
