//! Feasts, public holidays, school holidays and seasons.
//!
//! Public holidays: article L3133-1 of the Code du travail. School holidays only where every zone has the same ones
//! (Toussaint, Noël, summer); the others differ from zone to zone and are asked again. Seasons are those of the sky.

use super::{Days, Shape};
use crate::calendar::{date, date_from, easter, in_week_of, plus, weekday_after};
use crate::number::weekday;
use crate::words::Words;
use jiff::civil::{Date, Weekday};

/// When a feast is.
#[derive(Clone, Copy)]
enum Feast {
    /// The same day every year: day, month.
    Fixed(i8, i8),
    /// So many days after Easter.
    Easter(i64),
    /// From Christmas to New Year's Day.
    Holidays,
    /// Last Sunday of May, or the first of June where that is Whitsun.
    Mothers,
    /// Third Sunday of June.
    Fathers,
}

/// As said, the longest first where one begins another.
const FEASTS: [(&str, Feast); 47] = [
    ("jour de noel", Feast::Fixed(25, 12)),
    ("fetes de noel", Feast::Holidays),
    ("fetes de fin d annee", Feast::Holidays),
    ("fetes de l an", Feast::Holidays),
    ("noel", Feast::Fixed(25, 12)),
    ("fetes", Feast::Holidays),
    ("jour de l an", Feast::Fixed(1, 1)),
    ("premier de l an", Feast::Fixed(1, 1)),
    ("nouvel an", Feast::Fixed(1, 1)),
    ("saint sylvestre", Feast::Fixed(31, 12)),
    ("reveillon du jour de l an", Feast::Fixed(31, 12)),
    ("reveillon du nouvel an", Feast::Fixed(31, 12)),
    ("reveillon de noel", Feast::Fixed(24, 12)),
    ("reveillon", Feast::Fixed(24, 12)),
    ("epiphanie", Feast::Fixed(6, 1)),
    ("chandeleur", Feast::Fixed(2, 2)),
    ("saint valentin", Feast::Fixed(14, 2)),
    ("mardi gras", Feast::Easter(-47)),
    ("mercredi des cendres", Feast::Easter(-46)),
    ("dimanche des rameaux", Feast::Easter(-7)),
    ("rameaux", Feast::Easter(-7)),
    ("vendredi saint", Feast::Easter(-2)),
    ("dimanche de paques", Feast::Easter(0)),
    ("lundi de paques", Feast::Easter(1)),
    ("paques", Feast::Easter(0)),
    ("jeudi de l ascension", Feast::Easter(39)),
    ("ascension", Feast::Easter(39)),
    ("dimanche de pentecote", Feast::Easter(49)),
    ("lundi de pentecote", Feast::Easter(50)),
    ("lundi de la pentecote", Feast::Easter(50)),
    ("pentecote", Feast::Easter(49)),
    ("fete du travail", Feast::Fixed(1, 5)),
    ("fete de la victoire", Feast::Fixed(8, 5)),
    ("fete des meres", Feast::Mothers),
    ("fete des peres", Feast::Fathers),
    ("fete de la musique", Feast::Fixed(21, 6)),
    ("fete nationale", Feast::Fixed(14, 7)),
    ("assomption", Feast::Fixed(15, 8)),
    ("toussaint", Feast::Fixed(1, 11)),
    ("armistice", Feast::Fixed(11, 11)),
    ("saint nicolas", Feast::Fixed(6, 12)),
    ("saint jean", Feast::Fixed(24, 6)),
    ("saint patrick", Feast::Fixed(17, 3)),
    ("immaculee conception", Feast::Fixed(8, 12)),
    ("halloween", Feast::Fixed(31, 10)),
    ("poisson d avril", Feast::Fixed(1, 4)),
    ("samedi saint", Feast::Easter(-1)),
];

/// Words shortly behind which a feast is a date: "Noël" and "Toussaint" are names too.
const LEADS: [&str; 10] = ["avant", "apres", "ici", "jusqu", "entre", "pour", "pendant", "durant", "vers", "courant"];
/// Words right behind which it is one.
const ARTICLES: [&str; 11] = ["a", "et", "ou", "l", "la", "le", "les", "du", "des", "aux", "au"];
/// Words before "de" behind which it is one.
const OF: [&str; 20] = [
    "possible",
    "proche",
    "jour",
    "veille",
    "lendemain",
    "surlendemain",
    "autour",
    "semaine",
    "weekend",
    "alentours",
    "environs",
    "matin",
    "matinee",
    "midi",
    "apresmidi",
    "soir",
    "soiree",
    "avant",
    "avantveille",
    "pont",
];

/// A feast, a stretch of holidays, a season.
pub(super) fn feast(words: &Words, at: usize, today: Date) -> Option<Days> {
    holidays(words, at, today).or_else(|| named(words, at, today)).or_else(|| season(words, at, today))
}

fn named(words: &Words, at: usize, today: Date) -> Option<Days> {
    let (phrase, feast) = FEASTS.iter().find(|(p, _)| words.are(at, p))?;
    let end = at + phrase.split(' ').count();
    let titled = matches!(words.back(at, 1), "monsieur" | "madame" | "mademoiselle" | "docteur" | "famille");
    let before = words.back(at, 1);
    let led = (1..=3).any(|k| LEADS.contains(&words.back(at, k)))
        || ARTICLES.contains(&before)
        || matches!(before, "de" | "d") && (OF.contains(&words.back(at, 2)) || weekday(words.back(at, 2)).is_some())
        || at == 0 && (end > 1 || words.len() == 1);
    if titled || !led {
        return None;
    }
    let next = |of: &dyn Fn(i16) -> Option<Date>| (0..=1).find_map(|k| of(today.year() + k).filter(|d| *d >= today));
    let day = match feast {
        Feast::Fixed(d, m) => date_from(today, *d, *m)?,
        Feast::Easter(days) => next(&|y| easter(y).map(|e| plus(e, *days)))?,
        Feast::Mothers => next(&|y| {
            let last = plus(date(y, 5, 31)?, -i64::from(date(y, 5, 31)?.weekday().to_sunday_zero_offset()));
            Some(if easter(y).map(|e| plus(e, 49)) == Some(last) { plus(last, 7) } else { last })
        })?,
        Feast::Fathers => next(&|y| Some(plus(weekday_after(date(y, 5, 31)?, Weekday::Sunday), 14)))?,
        Feast::Holidays => {
            let last = date_from(today, 1, 1)?;
            let first = date(last.year() - 1, 12, 25)?.max(today);
            return Some(Days::stretch(first, last, at, end, Shape::Day));
        }
    };
    Some(Days::one(day, at, end, Shape::Day))
}

/// "les vacances de Noël": `Impossible` for those that differ from zone to zone.
fn holidays(words: &Words, at: usize, today: Date) -> Option<Days> {
    let grand = words.are(at, "grandes vacances");
    if !grand && words.bare(at) != "vacances" {
        return None;
    }
    let year = today.year();
    let stretch = |of: &dyn Fn(i16) -> Option<(Date, Date)>, end: usize| {
        (-1..=1)
            .filter_map(|k| of(year + k))
            .find(|(_, last)| *last >= today)
            .map(|(first, last)| Days::stretch(first.max(today), last, at, end, Shape::Month))
    };
    // From the Saturday after the last lesson to the Sunday before the first.
    let summer = |y| Some((weekday_after(date(y, 6, 30)?, Weekday::Saturday), date(y, 8, 31)?));
    let autumn = |y| {
        let first = plus(weekday_after(date(y, 9, 30)?, Weekday::Saturday), 14);
        Some((first, plus(first, 15)))
    };
    let christmas = |y| {
        let first = in_week_of(plus(date(y, 12, 23)?, -5), Weekday::Saturday);
        let first = if plus(first, 7) <= date(y, 12, 23)? { plus(first, 7) } else { first };
        Some((first, plus(first, 15)))
    };
    if grand {
        return stretch(&summer, at + 2);
    }
    let k = at + 1 + words.first_of(at + 1, &["scolaires"]);
    let kind = words.first_of(k, &["de noel", "de fin d annee", "de fin d an"]);
    if kind > 0 {
        return stretch(&christmas, k + kind);
    }
    let kind = words.first_of(k, &["de la toussaint", "de toussaint", "d automne"]);
    if kind > 0 {
        return stretch(&autumn, k + kind);
    }
    let kind = words.first_of(k, &["d ete", "de l ete"]);
    if kind > 0 {
        return stretch(&summer, k + kind);
    }
    let zoned =
        words.first_of(k, &["de paques", "de printemps", "de fevrier", "d hiver", "de ski", "d avril", "de mars"]);
    (zoned > 0).then(|| Days::impossible(today, at, k + zoned))
}

/// "cet hiver", "au printemps", "l'été prochain".
fn season(words: &Words, at: usize, today: Date) -> Option<Days> {
    let led = |all: &[&str]| all.contains(&words.back(at, 1));
    // First day, and the first day of the season after it.
    let ((day, month), (end_day, end_month)) = match words.bare(at) {
        // "été" is a participle too.
        "ete" if led(&["cet", "l", "en", "d"]) => ((21, 6), (23, 9)),
        "automne" if led(&["cet", "l", "en", "d", "a"]) => ((23, 9), (21, 12)),
        "hiver" if led(&["cet", "l", "en", "d"]) => ((21, 12), (20, 3)),
        "printemps" if led(&["ce", "au", "le", "du"]) => ((20, 3), (21, 6)),
        _ => return None,
    };
    if matches!(words.bare(at + 1), "dernier" | "passe") {
        return Some(Days::one(plus(today, -1), at, at + 2, Shape::Month));
    }
    let end = at + 1 + words.first_of(at + 1, &["prochain", "qui vient"]);
    (-1..=1).find_map(|k| {
        let first = date(today.year() + k, month, day)?;
        let after = date(first.year() + i16::from(end_month < month), end_month, end_day)?;
        let last = plus(after, -1);
        (last >= today).then(|| Days::stretch(first.max(today), last, at, end, Shape::Month))
    })
}
