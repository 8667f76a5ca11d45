//! Dates as the voice says them.

use crate::calendar::plus;
use crate::meaning::When;
use crate::say::{hour, number};
use jiff::civil::{Date, DateTime, Weekday};

/// Days after which a date is said with its year: the same day and month of another year could be meant.
const YEAR_AFTER_DAYS: i64 = 330;

/// "lundi".
pub fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "lundi",
        Weekday::Tuesday => "mardi",
        Weekday::Wednesday => "mercredi",
        Weekday::Thursday => "jeudi",
        Weekday::Friday => "vendredi",
        Weekday::Saturday => "samedi",
        Weekday::Sunday => "dimanche",
    }
}

/// "novembre".
pub fn month(date: Date) -> &'static str {
    const MONTHS: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    MONTHS.get((date.month() - 1).unsigned_abs() as usize).copied().unwrap_or_default()
}

/// "premier décembre", "vingt-six novembre".
fn day_and_month(date: Date) -> String {
    let day = if date.day() == 1 { "premier".to_string() } else { number(date.day().unsigned_abs().into()) };
    format!("{day} {}", month(date))
}

fn year(date: Date) -> String {
    number(date.year().unsigned_abs().into())
}

/// "aujourd'hui", "demain mardi", "après-demain mercredi", "jeudi vingt-six novembre"; with the year when it is past or
/// further than eleven months.
pub fn day(date: Date, now: DateTime) -> String {
    let today = now.date();
    if date == today {
        return "aujourd'hui".into();
    }
    if date == plus(today, 1) {
        return format!("demain {}", weekday(date));
    }
    if date == plus(today, 2) {
        return format!("après-demain {}", weekday(date));
    }
    let full = format!("{} {}", weekday(date), day_and_month(date));
    if date < today || date > plus(today, YEAR_AFTER_DAYS) { format!("{full} {}", year(date)) } else { full }
}

/// "demain mardi à quatorze heures", "jeudi vingt-six novembre à neuf heures et quart".
pub fn moment(at: DateTime, now: DateTime) -> String {
    format!("{} à {}", day(at.date(), now), hour(at.time()))
}

/// A birth date in full: "le douze mars mille neuf cent soixante-quatre".
pub fn birth(date: Date) -> String {
    format!("le {} {}", day_and_month(date), year(date))
}

/// A wish said back: "jeudi vingt-six novembre entre quatorze heures et dix-huit heures". Empty for an empty wish.
pub fn wish(when: &When, now: DateTime) -> String {
    let today = now.date();
    let days = match (when.from, when.to) {
        (Some(from), Some(to)) if from == to => day(from, now),
        (Some(from), Some(to)) if from == today => format!("d'ici {}", day(to, now)),
        (Some(from), Some(to)) => format!("entre {} et {}", day(from, now), day(to, now)),
        (Some(from), None) if from == today => "le plus tôt possible".into(),
        (Some(from), None) => format!("à partir de {}", day(from, now)),
        (None, Some(to)) => format!("d'ici {}", day(to, now)),
        (None, None) => String::new(),
    };
    let hours = match (when.after, when.before) {
        (Some(a), Some(b)) if a == b => format!("à {}", hour(a)),
        (Some(a), Some(b)) => format!("entre {} et {}", hour(a), hour(b)),
        // "après midi" would be heard as the afternoon.
        (Some(a), None) if a.hour() == 12 => format!("à partir de {}", hour(a)),
        (Some(a), None) => format!("après {}", hour(a)),
        (None, Some(b)) => format!("avant {}", hour(b)),
        (None, None) => String::new(),
    };
    match (days.is_empty(), hours.is_empty()) {
        (true, _) => hours,
        (_, true) => days,
        _ => format!("{days} {hours}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    fn now() -> DateTime {
        date(2026, 11, 23).at(9, 0, 0, 0)
    }

    #[test]
    fn days_and_moments() {
        for (y, m, d, want) in [
            (2026, 11, 23, "aujourd'hui"),
            (2026, 11, 24, "demain mardi"),
            (2026, 11, 25, "après-demain mercredi"),
            (2026, 11, 26, "jeudi vingt-six novembre"),
            (2026, 12, 1, "mardi premier décembre"),
            (2027, 11, 23, "mardi vingt-trois novembre deux mille vingt-sept"),
            (2026, 11, 20, "vendredi vingt novembre deux mille vingt-six"),
        ] {
            assert_eq!(day(date(y, m, d), now()), want);
        }
        assert_eq!(
            moment(date(2026, 11, 26).at(9, 15, 0, 0), now()),
            "jeudi vingt-six novembre à neuf heures et quart"
        );
        assert_eq!(moment(date(2026, 11, 24).at(14, 0, 0, 0), now()), "demain mardi à quatorze heures");
        assert_eq!(birth(date(1964, 3, 12)), "le douze mars mille neuf cent soixante-quatre");
    }

    #[test]
    fn wishes() {
        let w = |from, to, after, before| When { from, to, after, before };
        let thursday = Some(date(2026, 11, 26));
        let (two, six) = (Some(time(14, 0, 0, 0)), Some(time(18, 0, 0, 0)));
        for (when, want) in [
            (w(thursday, thursday, two, six), "jeudi vingt-six novembre entre quatorze heures et dix-huit heures"),
            (w(thursday, thursday, two, two), "jeudi vingt-six novembre à quatorze heures"),
            (w(None, None, two, None), "après quatorze heures"),
            (w(thursday, None, None, None), "à partir de jeudi vingt-six novembre"),
            (w(Some(now().date()), None, None, None), "le plus tôt possible"),
            (w(Some(now().date()), thursday, None, six), "d'ici jeudi vingt-six novembre avant dix-huit heures"),
            (When::default(), ""),
        ] {
            assert_eq!(wish(&when, now()), want);
        }
    }
}
