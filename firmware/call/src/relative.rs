//! Another time for an appointment, said by that appointment: "le même jour, mais plus tard", "avancer mon rendez-vous".

use crate::hint::says;
use huisclos_agenda::Private;
use huisclos_speech::When;
use jiff::civil::{Date, DateTime};

/// The wish, where the words say one of the old appointment; `read` is what was read of days and hours beside.
pub(crate) fn to_the_old(text: &Private<String>, read: Option<When>, old: DateTime, today: Date) -> Option<When> {
    let same_day = says(text, &["même jour", "meme jour", "même journée", "jour même", "ce jour-là", "ce jour là"]);
    let same_hour = says(text, &["même heure", "meme heure"]);
    let later = says(text, &["plus tard", "repouss", "retard", "recul"]);
    let earlier = says(text, &["plus tôt", "plus tot", "avancer", "avancé"]);
    let read = read.unwrap_or_default();
    let says_days = read.from.is_some() || read.to.is_some();
    let says_hours = read.after.is_some() || read.before.is_some();
    let (day, hour) = (Some(old.date()), Some(old.time()));
    if same_day && !says_days {
        let (after, before) = match (says_hours, later, earlier) {
            (true, ..) => (read.after, read.before),
            (_, true, false) => (hour, None),
            (_, false, true) => (None, hour),
            _ => (None, None),
        };
        return Some(When { from: day, to: day, after, before });
    }
    if same_hour && says_days {
        return Some(When { after: hour, before: hour, ..read });
    }
    if says_days || says_hours {
        return None; // said in full: read like any wish
    }
    match (earlier, later) {
        (true, false) => Some(When { from: Some(today), to: day, ..When::default() }),
        (false, true) => Some(When { from: day, ..When::default() }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn another_time_is_said_by_the_old_one() {
        let old = date(2026, 11, 26).at(9, 0, 0, 0);
        let (day, today) = (Some(old.date()), date(2026, 11, 23));
        let nine = Some(time(9, 0, 0, 0));
        let afternoon = When { after: Some(time(14, 0, 0, 0)), before: Some(time(18, 0, 0, 0)), ..When::default() };
        let friday = When { from: Some(date(2026, 11, 27)), to: Some(date(2026, 11, 27)), ..When::default() };
        let that_day = When { from: day, to: day, ..When::default() };
        for (text, read, expect) in [
            ("le même jour mais plus tard", None, Some(When { after: nine, ..that_day })),
            ("le même jour plus tôt", None, Some(When { before: nine, ..that_day })),
            ("le même jour", None, Some(that_day)),
            ("le même jour l'après-midi", Some(afternoon), Some(When { from: day, to: day, ..afternoon })),
            ("vendredi à la même heure", Some(friday), Some(When { after: nine, before: nine, ..friday })),
            ("avancer mon rendez-vous", None, Some(When { from: Some(today), to: day, ..When::default() })),
            ("le repousser un peu", None, Some(When { from: day, ..When::default() })),
            ("plus tard, vendredi", Some(friday), None),
            ("déplacer mon rendez-vous", None, None),
        ] {
            assert_eq!(to_the_old(&text.to_string().into(), read, old, today), expect, "{text}");
        }
    }
}
