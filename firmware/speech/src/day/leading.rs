//! The first or last so many days or weeks of something: "les premiers jours de décembre", "les deux dernières semaines de
//! janvier", "le premier jour de la semaine prochaine", "la première semaine des vacances de Noël".

use super::feast::feast;
use super::month::month_named;
use super::week::week;
use super::{Days, Shape};
use crate::calendar::{month_of, plus, plus_months};
use crate::number::{cardinal, rank};
use crate::words::Words;
use jiff::civil::Date;

/// Days meant by "les premiers jours", with no number said.
const SOME_DAYS: i64 = 5;

pub(super) fn leading(words: &Words, at: usize, today: Date) -> Option<Days> {
    let counted = cardinal(words, at).filter(|(n, used)| (2..=15).contains(n) && !words.pause(at + used));
    let k = at + counted.map_or(0, |(_, used)| used);
    let (first, plural) = match words.bare(k) {
        "premiers" | "premieres" => (true, true),
        "derniers" | "dernieres" => (false, true),
        // The mending of slips makes some plurals singular.
        "premier" | "premiere" => (true, counted.is_some()),
        "dernier" | "derniere" => (false, counted.is_some()),
        _ => return rank(words.bare(at)).and_then(|n| nth_week(words, at, n, today)),
    };
    let days = match words.bare(k + 1) {
        "jour" => 1,
        "semaine" => 7,
        _ => return None,
    };
    let of = k + 2 + words.first_of(k + 2, &["de la", "du", "des", "de", "d"]);
    if of == k + 2 {
        return None;
    }
    let Some((from, to, end)) = whole(words, of, today) else {
        return if plural { None } else { nth_week(words, at, if first { 1 } else { -1 }, today) };
    };
    if !plural {
        // "le premier jour de la semaine prochaine"; of a month and of its weeks `month::ranked` speaks.
        let week = days == 1 && words.bare(of) == "semaine";
        return if week && first { Some(Days::one(from, at, end, Shape::Day)) } else { None };
    }
    let count = counted.map_or(if days == 1 { SOME_DAYS } else { 2 }, |(n, _)| i64::from(n)) * days - 1;
    let (from, to) = if first { (from, plus(from, count).min(to)) } else { (plus(to, -count).max(from), to) };
    (to >= today).then(|| Days::stretch(from.max(today), to, at, end, Shape::Week))
}

/// "la deuxième semaine des vacances de Noël".
fn nth_week(words: &Words, at: usize, n: i8, today: Date) -> Option<Days> {
    let holidays = words.are(at + 1, "semaine des vacances") || words.are(at + 1, "semaine de vacances");
    if !holidays || n == 0 {
        return None;
    }
    let all = feast(words, at + 3, today).filter(|d| d.shape == Shape::Month)?;
    let from = if n < 0 { plus(all.to, -6) } else { plus(all.from, 7 * i64::from(n - 1)) };
    let to = if n == 2 && plus(from, 8) >= all.to { all.to } else { plus(from, 6) };
    (from <= all.to).then(|| Days::stretch(from, to.min(all.to), at, all.end, Shape::Week))
}

/// The month or the week that something is the first part of: first day, last day, word after.
fn whole(words: &Words, at: usize, today: Date) -> Option<(Date, Date, usize)> {
    if words.bare(at) == "semaine" {
        let w = week(words, at, today, None)?;
        return Some((w.from, w.to, w.end));
    }
    if words.bare(at) == "mois" {
        let next = words.first_of(at + 1, &["prochain", "suivant", "qui vient"]);
        let of = at + 1 + words.first_of(at + 1, &["de", "d"]);
        if let Some((first, last, used)) = month_named(words, of, today).filter(|_| of > at + 1) {
            return Some((first, last, of + used));
        }
        let (first, last) = month_of(plus_months(today.first_of_month(), i64::from(next > 0)));
        return Some((first, last, at + 1 + next));
    }
    month_named(words, at, today).map(|(first, last, used)| (first, last, at + used))
}
