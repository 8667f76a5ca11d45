//! Months: "le mois prochain", "en décembre", "le premier lundi de janvier"; and the year after a month.

use super::numbered::blocked;
use super::{Days, Shape};
use crate::calendar::{date, month_from, month_of, plus, plus_months, weekday_after, weekday_before};
use crate::number::{cardinal, month, rank, weekday};
use crate::words::Words;
use jiff::civil::{Date, Weekday};

/// "le premier lundi de décembre", "la deuxième semaine de janvier", "la première quinzaine du mois".
pub(super) fn ranked(words: &Words, at: usize, today: Date) -> Option<Days> {
    let n = rank(words.bare(at)).filter(|n| (-1..=5).contains(n))?;
    let what = words.bare(at + 1);
    let of = at + 2;
    if !matches!(words.bare(of), "de" | "du" | "d") {
        return match weekday(what) {
            Some(day) if n == 1 => Some(Days::one(weekday_after(today, day), at, of, Shape::Weekday(day))),
            _ => None,
        };
    }
    let k = of + 1;
    if let (true, Some(day), 1..) = (words.first_of(k, &["l annee", "l an"]) > 0, weekday(what), n) {
        let first = date(today.year() + 1, 1, 1)?;
        let chosen = plus(weekday_after(plus(first, -1), day), 7 * i64::from(n - 1));
        return Some(Days::one(chosen, at, k + 2, Shape::Day));
    }
    let (first, last, end) = if words.bare(k) == "mois" && month(words.bare(k + 2)).is_none() {
        let end = k + 1 + usize::from(matches!(words.bare(k + 1), "prochain" | "suivant"));
        let (first, last) = month_of(if end > k + 1 { plus_months(today, 1) } else { today });
        (first, last, end)
    } else {
        let k = k + 2 * usize::from(words.bare(k) == "mois");
        let (first, last, used) = month_named(words, k, today)?;
        (first, last, k + used)
    };
    if what == "jour" {
        let day = if n == -1 { last } else { plus(first, i64::from(n - 1)) };
        return Some(Days::one(day, at, end, Shape::Day));
    }
    if let Some(day) = weekday(what) {
        let pick = |first: Date, last: Date| {
            if n == -1 {
                weekday_before(plus(last, 1), day)
            } else {
                plus(weekday_after(plus(first, -1), day), 7 * i64::from(n - 1))
            }
        };
        let mut chosen = pick(first, last);
        if chosen < today && words.bare(k) == "mois" {
            let (first, last) = month_of(plus_months(first, 1));
            chosen = pick(first, last);
        }
        return Some(Days::one(chosen, at, end, Shape::Day));
    }
    let (from, to) = match (what, n) {
        ("semaine", -1) => (plus(last, -6), last),
        ("semaine", n) => (plus(first, 7 * i64::from(n - 1)), plus(first, 7 * i64::from(n - 1) + 6).min(last)),
        ("weekend", n @ 1..) => {
            let saturday = plus(weekday_after(plus(first, -1), Weekday::Saturday), 7 * i64::from(n - 1));
            (saturday, plus(saturday, 1))
        }
        ("weekend", _) => {
            let saturday = weekday_before(plus(last, 1), Weekday::Saturday);
            (saturday, plus(saturday, 1))
        }
        ("moitie", 1) => (first, plus(first, 14)),
        ("moitie", _) => (plus(first, 15), last),
        ("quinzaine", 1) => (first, plus(first, 14)),
        ("quinzaine", _) => (plus(first, 15), last),
        _ => return None,
    };
    Some(Days::stretch(if to < today { from } else { from.max(today) }, to, at, end, Shape::Week))
}

/// A month and the words it takes.
pub(super) fn month_word(words: &Words, at: usize) -> Option<(i8, usize)> {
    if words.pause(at) {
        return None;
    }
    // "le 4 sept" is a month only behind figures: "vingt-sept" is a number.
    let figures = at.checked_sub(1).and_then(|k| words.get(k)).is_some_and(|w| w.figures().is_some());
    if figures && words.bare(at) == "sept" && words.bare(at + 1) != "heure" {
        return Some((9, 1));
    }
    let lead = words.first_of(at, &["du mois de", "du mois d", "de", "d"]);
    month(words.bare(at + lead)).map(|m| (m, lead + 1))
}

/// A year after a month: four digits, or two that mean this year or the next two.
pub(super) fn year(words: &Words, at: usize, today: Date) -> (Option<i16>, usize) {
    if words.pause(at) {
        return (None, 0);
    }
    let next = words.first_of(at, &["de l annee prochaine", "l annee prochaine", "de l an prochain", "l an prochain"]);
    if next > 0 {
        return (Some(today.year() + 1), next);
    }
    let this = words.first_of(at, &["de cette annee", "cette annee"]);
    if this > 0 {
        return (Some(today.year()), this);
    }
    match cardinal(words, at) {
        Some((n @ 1900..=2200, used)) if words.bare(at + used) != "heure" => (i16::try_from(n).ok(), used),
        Some((n @ 0..=99, used)) if !blocked(words, at + used) && used > 0 => {
            let full = i16::try_from(2000 + n).ok();
            match full.filter(|y| (today.year()..=today.year() + 2).contains(y)) {
                Some(y) => (Some(y), used),
                None => (None, 0),
            }
        }
        _ => match words.bare(at) {
            "prochain" => (None, 1),
            _ => (None, 0),
        },
    }
}

/// A month by name, with its year: first and last day, words used.
pub(super) fn month_named(words: &Words, at: usize, today: Date) -> Option<(Date, Date, usize)> {
    let m = month(words.bare(at))?;
    let (y, used) = year(words, at + 1, today);
    let (first, last) = match y {
        Some(y) => month_of(date(y, m, 1)?),
        None => month_from(today, m),
    };
    Some((first, last, 1 + used))
}

/// "le mois prochain", "ce mois-ci", "en décembre", "au mois de janvier".
pub(super) fn whole_month(words: &Words, at: usize, today: Date, base: Option<Days>) -> Option<Days> {
    let stretch = |first: Date, last: Date, from: usize, end: usize| {
        let first = if last < today { first } else { first.max(today) };
        Some(Days::stretch(first, last, from, end, Shape::Month))
    };
    if words.bare(at) == "mois" {
        let k = at + 1;
        let (first, last) = month_of(today);
        let next = words.first_of(k, &["prochain", "qui vient", "suivant", "d apres", "a venir", "qui suit"]);
        // "le prochain mois".
        let before = words.back(at, 1) == "prochain" && matches!(words.back(at, 2), "le" | "au" | "du" | "");
        if next > 0 || before {
            let (first, last) = month_of(plus_months(first, 1));
            return stretch(first, last, at, k + next);
        }
        if matches!(words.bare(k), "dernier" | "passe" | "precedent") {
            return stretch(plus_months(first, -1), plus(first, -1), at, k + 1);
        }
        if matches!(words.bare(k), "de" | "d")
            && let Some((first, last, used)) = month_named(words, k + 1, today)
        {
            return stretch(first, last, at, k + 1 + used);
        }
        // "la troisième fois ce mois-ci".
        if words.back(at, 1) == "ce" && words.back(at, 2) == "fois" {
            return None;
        }
        let going_on = words.first_of(k, &["en cours", "courant"]);
        let in_it = words.back(at, 1) == "le" && words.back(at, 2) == "dans"
            || words.back(at, 1) == "du" && words.back(at, 2) == "cours" && words.back(at, 3) == "au";
        if words.back(at, 1) == "ce" || in_it || going_on > 0 {
            return stretch(first, last, at, k + going_on + usize::from(words.bare(k) == "ci"));
        }
        return None;
    }
    let (first, last, used) = month_named(words, at, today)?;
    // "mars", "mai" and "août" sound like other words: they want a preposition.
    let led = matches!(
        words.back(at, 1),
        "en" | "courant" | "debut" | "fin" | "avant" | "apres" | "de" | "d" | "ici" | "des" | "a" | "jusqu" | "pour"
    );
    let plain = !matches!(
        words.bare(at),
        "mars" | "mai" | "aout" | "avril" | "nov" | "dec" | "oct" | "janv" | "fev" | "avr" | "juil"
    );
    // "entre janvier et mars", "en mars ou avril".
    let beside = base.is_some_and(|b| b.shape == Shape::Month && b.end + 1 == at)
        && matches!(words.back(at, 1), "et" | "ou" | "a");
    // "mars 2027".
    let dated = used > 1 && words.get(at + 1).is_some_and(|w| w.figures().is_some_and(|f| f.len() == 4));
    if led || plain || beside || dated { stretch(first, last, at, at + used) } else { None }
}
