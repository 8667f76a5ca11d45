//! French public holidays of any year.
//!
//! The list is that of the Code du travail, article L3133-1 (metropolitan France). Good Friday and 26 December, holidays
//! in Moselle, Bas-Rhin and Haut-Rhin only (L3134-13), are left out: a cabinet there writes them as absences.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Holidays that fall on the same day each year: month, day.
const FIXED: [(i8, i8); 8] = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
/// Holidays counted from Easter Sunday, in days: Easter Monday, Ascension, Whit Monday.
const FROM_EASTER: [i32; 3] = [1, 39, 50];

/// Easter Sunday of a Gregorian year.
///
/// The anonymous algorithm of Nature (1876), as given by J. Meeus, *Astronomical Algorithms*, chapter 8.
#[must_use]
pub fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let a = y.rem_euclid(19);
    let (b, c) = (y.div_euclid(100), y.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let f = (b + 8).div_euclid(25);
    let g = (b - f + 1).div_euclid(3);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    // n / 31 is 3 or 4 and n % 31 + 1 a day of that month: both fit, by construction.
    date(year, (n / 31) as i8, (n % 31 + 1) as i8)
}

/// True on a French public holiday.
#[must_use]
pub fn is_public_holiday(day: Date) -> bool {
    FIXED.contains(&(day.month(), day.day()))
        || FROM_EASTER.iter().any(|&days| easter(day.year()).saturating_add(days.days()) == day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_when_it_did() {
        // Earliest and latest possible dates, the exceptions of the epact, and years in use.
        let known = [
            (1818, 3, 22),
            (1943, 4, 25),
            (1954, 4, 18),
            (1981, 4, 19),
            (2000, 4, 23),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2038, 4, 25),
            (2049, 4, 18),
            (2285, 3, 22),
        ];
        for (year, month, day) in known {
            assert_eq!(easter(year), date(year, month, day));
        }
    }

    #[test]
    fn easter_is_a_sunday_from_22_march_to_25_april_in_every_year() {
        for year in 1583..=4099 {
            let day = easter(year);
            assert_eq!(day.weekday(), jiff::civil::Weekday::Sunday, "{day}");
            assert!(day >= date(year, 3, 22) && day <= date(year, 4, 25), "{day}");
        }
    }

    #[test]
    fn the_holidays_of_2026_and_2027_are_the_official_ones() {
        let of = |year: i16| -> Vec<String> {
            let mut day = date(year, 1, 1);
            let mut found = Vec::new();
            while day.year() == year {
                if is_public_holiday(day) {
                    found.push(day.strftime("%m-%d").to_string());
                }
                day = day.tomorrow().unwrap_or(Date::MAX);
            }
            found
        };
        // service-public.fr, « Jours fériés ».
        assert_eq!(
            of(2026),
            ["01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25"]
        );
        assert_eq!(
            of(2027),
            ["01-01", "03-29", "05-01", "05-06", "05-08", "05-17", "07-14", "08-15", "11-01", "11-11", "12-25"]
        );
        // 2008: Ascension fell on 1 May, so that year has ten.
        assert_eq!(of(2008).len(), 10);
    }
}
