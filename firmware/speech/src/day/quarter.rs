//! Quarters, halves of a year and whole years: "au premier trimestre", "le semestre prochain", "en 2027", "cette année".

use super::{Days, Shape};
use crate::calendar::{date, month_of, plus_months};
use crate::number::{cardinal, rank};
use crate::words::Words;
use jiff::civil::Date;

/// Years ahead that an appointment may lie in.
const YEARS_AHEAD: i16 = 3;

/// "ce trimestre", "le trimestre prochain", "au deuxième semestre 2027", "le 1er trimestre". `at` is the rank or the noun.
pub(super) fn quarter(words: &Words, at: usize, today: Date) -> Option<Days> {
    let months_of = |k: usize| match words.bare(k) {
        "trimestre" => Some(3),
        "semestre" => Some(6),
        _ => None,
    };
    let begins = |months: i8| {
        let first = today.month() - (today.month() - 1) % months;
        date(today.year(), first, 1)
    };
    let stretch = |first: Date, months: i8, end: usize| {
        let last = month_of(plus_months(first, i64::from(months) - 1)).1;
        let from = if last < today { first } else { first.max(today) };
        Some(Days::stretch(from, last, at, end, Shape::Month))
    };
    if let Some(months) = months_of(at) {
        let k = at + 1;
        let next = words.first_of(k, &["prochain", "qui vient", "suivant", "d apres", "a venir"]);
        if next > 0 || words.back(at, 1) == "prochain" {
            return stretch(plus_months(begins(months)?, i64::from(months)), months, k + next);
        }
        if matches!(words.bare(k), "dernier" | "passe" | "precedent") {
            return stretch(plus_months(begins(months)?, -i64::from(months)), months, k + 1);
        }
        let going_on = words.first_of(k, &["en cours", "ci"]);
        // "ce trimestre", "la fin du trimestre".
        let this = matches!(words.back(at, 1), "ce" | "du" | "le") || going_on > 0;
        return this.then(|| stretch(begins(months)?, months, k + going_on))?;
    }
    let figure = words.get(at).and_then(|w| w.figures()).and_then(|f| f.parse::<i8>().ok());
    let suffix = usize::from(figure.is_some() && matches!(words.bare(at + 1), "e" | "er" | "eme" | "ieme" | "nd"));
    let n = figure.filter(|_| suffix > 0).or_else(|| rank(words.bare(at)))?;
    let noun = at + 1 + suffix;
    let months = months_of(noun)?;
    let count = 12 / months;
    let n = if n < 0 { count } else { n };
    if !(1..=count).contains(&n) {
        return None;
    }
    let lead = noun + 1 + words.first_of(noun + 1, &["de l annee", "de", "d"]);
    let (year, end) = match year_words(words, lead, today) {
        Some((year, end)) => (Some(year), end),
        None => (None, noun + 1),
    };
    let first = |y: i16| date(y, months * (n - 1) + 1, 1);
    let this = first(today.year())?;
    let over = month_of(plus_months(this, i64::from(months) - 1)).1 < today;
    let chosen = match year {
        Some(y) => first(y)?,
        None if over => first(today.year() + 1)?,
        None => this,
    };
    stretch(chosen, months, end)
}

/// "2027", "deux mille vingt-sept", "prochain", "prochaine": the year and the word after it.
fn year_words(words: &Words, at: usize, today: Date) -> Option<(i16, usize)> {
    if words.pause(at) {
        return None;
    }
    let next = words.first_of(at, &["l annee prochaine", "annee prochaine", "l an prochain", "prochaine", "prochain"]);
    if next > 0 {
        return Some((today.year() + 1, at + next));
    }
    let (n, used) = cardinal(words, at)?;
    let year = i16::try_from(n).ok().filter(|y| (today.year()..=today.year() + YEARS_AHEAD).contains(y))?;
    (words.bare(at + used) != "heure").then_some((year, at + used))
}

/// "l'année prochaine", "cette année", "en 2027", "courant 2027".
pub(super) fn year_alone(words: &Words, at: usize, today: Date) -> Option<Days> {
    let whole = |year: i16, end: usize| {
        let (first, last) = (date(year, 1, 1)?, date(year, 12, 31)?);
        let from = if last < today { first } else { first.max(today) };
        Some(Days::stretch(from, last, at, end, Shape::Month))
    };
    if matches!(words.bare(at), "annee" | "an") {
        let next = words.first_of(at + 1, &["prochain", "prochaine", "qui vient", "suivante", "a venir"]);
        if next > 0 {
            return whole(today.year() + 1, at + 1 + next);
        }
        let going_on = words.first_of(at + 1, &["en cours"]);
        // "cette année j'ai été malade" tells.
        let told = matches!(words.bare(at + 1), "j" | "il" | "elle" | "on" | "je" | "nous" | "encore" | "deja");
        let this = words.bare(at) == "annee" && words.back(at, 1) == "cette" && words.back(at, 2) != "de" && !told;
        return if this || going_on > 0 { whole(today.year(), at + 1 + going_on) } else { None };
    }
    // A bare number is a year only behind a word that dates.
    if !matches!(words.back(at, 1), "en" | "courant" | "pour" | "avant" | "annee") {
        return None;
    }
    let (year, end) = year_words(words, at, today).filter(|_| cardinal(words, at).is_some())?;
    whole(year, end)
}
