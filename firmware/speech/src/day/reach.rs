//! "dans quinze jours", "d'ici un mois", "sous huitaine".

use super::{Days, Shape};
use crate::calendar::{date, plus, plus_months};
use crate::number::cardinal;
use crate::words::Words;
use jiff::civil::Date;

/// "dans quinze jours", "d'ici un mois", "sous huitaine", "dans deux ou trois jours", "ces prochains jours".
pub(super) fn reach(words: &Words, at: usize, today: Date) -> Option<Days> {
    let skip = words.first_of(at, &["d ici a", "d ici au", "d ici", "dans", "sous"]);
    if skip == 0 {
        if matches!(words.bare(at), "prochain" | "quelques")
            && words.bare(at + 1) == "jour"
            && matches!(words.back(at, 1), "ces" | "les")
        {
            return Some(Days::stretch(today, plus(today, 7), at, at + 2, Shape::Reach));
        }
        if words.bare(at) == "prochaine"
            && words.bare(at + 1) == "semaine"
            && matches!(words.back(at, 1), "ces" | "les")
        {
            return Some(Days::stretch(today, plus(today, 21), at, at + 2, Shape::Reach));
        }
        if words.bare(at) == "prochain" && words.bare(at + 1) == "mois" && matches!(words.back(at, 1), "ces" | "les") {
            return Some(Days::stretch(today, plus_months(today, 3), at, at + 2, Shape::Reach));
        }
        if words.are(at, "jour prochain") && matches!(words.back(at, 1), "ces" | "les") {
            return Some(Days::stretch(today, plus(today, 7), at, at + 2, Shape::Reach));
        }
        if words.are(at, "jour ci") && words.back(at, 1) == "ces" {
            return Some(Days::stretch(today, plus(today, 7), at, at + 2, Shape::Reach));
        }
        // "les deux prochaines semaines", "les trois jours qui viennent".
        if let Some(found) = coming(words, at, today) {
            return Some(found);
        }
        // "pas avant deux semaines", "dans plus de quinze jours": the preposition is read in `lead`.
        let least = matches!(words.back(at, 1), "de" | "d")
            && words.back(at, 2) == "plus"
            && matches!(words.back(at, 3), "dans" | "peu");
        let least = least || words.back(at, 1) == "moins" && words.back(at, 2) == "au";
        if words.back(at, 1) == "avant" || least {
            let mut end = at;
            let (low, _, unit) = amount(words, &mut end)?;
            let day = if unit == Unit::Days { plus(today, low) } else { plus_months(today, low) };
            return Some(Days::one(day, at, end, Shape::Reach));
        }
        // "à quinze jours d'ici".
        if words.back(at, 1) == "a" {
            let mut end = at;
            let (low, high, unit) = amount(words, &mut end)?;
            let day = |n| if unit == Unit::Days { plus(today, n) } else { plus_months(today, n) };
            return words.are(end, "d ici").then(|| Days::stretch(day(low), day(high), at, end + 2, Shape::Reach));
        }
        return None;
    }
    let mut open = words.bare(at) != "dans";
    let mut k = at + skip;
    k += words.first_of(k, &["disons", "euh", "heu", "genre", "mettons", "allez", "on va dire", "je dirais"]);
    if matches!(words.bare(k), "les" | "la" | "l") {
        open = true;
        k += 1;
    }
    let most = words.first_of(k, &["au plus", "moins de", "moins d", "maximum", "au maximum"]);
    open |= most > 0;
    k += most + words.first_of(k, &["a peu pres", "environ", "a peu pres", "grosso modo", "plus ou moins"]);
    if open && words.bare(at) == "dans" && words.bare(k) == "annee" && words.back(k, 1) == "l" {
        return Some(Days::stretch(today, date(today.year(), 12, 31)?, at, k + 1, Shape::Reach));
    }
    if open && matches!(words.bare(k), "prochain" | "jour") && words.back(k, 1) == "les" {
        let end = k + words.first_of(
            k,
            &[
                "prochain jour",
                "jour a venir",
                "jour qui vien",
                "jour qui viennent",
                "jour qui vient",
                "jour prochain",
                "jour qui suivent",
            ],
        );
        return (end > k).then(|| Days::stretch(today, plus(today, 7), at, end, Shape::Reach));
    }
    let weeks =
        words.first_of(k, &["semaine qui viennent", "semaine qui suivent", "semaine a venir", "semaine prochaine"]);
    if open && weeks > 0 && words.back(k, 1) == "les" {
        return Some(Days::stretch(today, plus(today, 21), at, k + weeks, Shape::Reach));
    }
    // "dans les prochaines quarante-huit heures", "dans les trois prochains jours".
    k += words.first_of(k, &["prochaine", "prochain"]);
    if open && matches!(words.bare(k), "prochaine") && words.bare(k + 1) == "semaine" && words.back(k, 1) == "les" {
        return Some(Days::stretch(today, plus(today, 21), at, k + 2, Shape::Reach));
    }
    let (low, high, unit) = amount(words, &mut k)?;
    let day = |n: i64| match unit {
        Unit::Days => plus(today, n),
        Unit::Months => plus_months(today, n),
    };
    let half = if unit == Unit::Months && words.are(k, "et demi") { 15 } else { 0 };
    k += if half > 0 { 2 } else { 0 };
    let high = plus(day(high), half);
    let (from, to) = if open { (today, high) } else { (plus(day(low), half), high) };
    Some(Days::stretch(from, to, at, k, Shape::Reach))
}

/// "les deux prochaines semaines", "les quinze jours qui viennent".
fn coming(words: &Words, at: usize, today: Date) -> Option<Days> {
    if !matches!(words.back(at, 1), "les" | "ces" | "des") {
        return None;
    }
    let (_, used) = cardinal(words, at)?;
    let mut end = at;
    let (_, high, unit) = amount(words, &mut end)?;
    let before = matches!(words.bare(at + used), "prochain" | "prochaine");
    let after = words.first_of(end, &["qui viennent", "qui suivent", "a venir", "prochain", "prochaine", "suivant"]);
    if !before && after == 0 {
        return None;
    }
    let to = if unit == Unit::Days { plus(today, high) } else { plus_months(today, high) };
    Some(Days::stretch(today, to, at, end + after, Shape::Reach))
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// So many days.
    Days,
    /// So many months.
    Months,
}

/// "quinze jours", "deux ou trois semaines", "une dizaine de jours", "quinzaine": from, to, in days or months.
pub(crate) fn amount(words: &Words, k: &mut usize) -> Option<(i64, i64, Unit)> {
    let collective = |w: &str| match w {
        "huitaine" => Some(7),
        "dizaine" => Some(10),
        "quinzaine" => Some(14),
        "vingtaine" => Some(20),
        _ => None,
    };
    let start = *k + usize::from(words.bare(*k) == "une");
    if let Some(n) = collective(words.bare(start)) {
        *k = start + 1 + 2 * usize::from(words.are(start + 1, "de jour"));
        return Some((n, n, Unit::Days));
    }
    let (low, high, mut at) = if words.bare(*k) == "quelques" {
        (2, 5, *k + 1)
    } else {
        let (n, used) = cardinal(words, *k)?;
        let mut at = *k + used;
        at += words.first_of(at, &["ou", "a"]);
        match cardinal(words, at) {
            Some((m, used)) if m > n => (n, m, at + used),
            _ => (n, n, *k + used),
        }
    };
    at += words.first_of(at, &["prochain", "prochaine", "bonne", "bon", "petit", "petite"]);
    let (per, unit) = match words.bare(at) {
        "jour" => (1, Unit::Days),
        "semaine" => (7, Unit::Days),
        "mois" => (1, Unit::Months),
        "an" | "annee" => (12, Unit::Months),
        "heure" if matches!(low, 24 | 48 | 72 | 36 | 96) && words.bare(at + 1) != "du" => {
            *k = at + 1;
            return Some((i64::from(low / 24), i64::from(high / 24), Unit::Days));
        }
        _ => return None,
    };
    *k = at + 1;
    // "huit jours" is a week and "quinze jours" two: the first day is counted with the last.
    let days = |n: u32| match (per, unit, n) {
        (1, Unit::Days, 8) => 7,
        (1, Unit::Days, 15) => 14,
        _ => i64::from(n.min(10_000)) * per,
    };
    let mut high_days = days(high);
    if words.are(*k, "ou deux") && low == 1 {
        high_days = days(2);
        *k += 2;
    }
    Some((days(low), high_days, unit))
}
