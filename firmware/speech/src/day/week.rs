//! Weeks, week-ends, and the beginning, middle and end of weeks and months.

use super::feast::feast;
use super::month::month_named;
use super::numbered::{blocked, day_of_month, figures};
use super::weekday::week_day;
use super::{Days, Shape};
use crate::calendar::{date, in_week_of, monday, month_of, plus, plus_months, week_numbered, weekday_after};
use crate::number::{cardinal, month, weekday};
use crate::words::Words;
use jiff::civil::{Date, Weekday};

/// "début", "milieu", "fin", "mi", "courant" of a week, a month or a year.
pub(super) fn part_of_stretch(words: &Words, at: usize, today: Date, base: Option<Days>) -> Option<Days> {
    let part = match words.bare(at) {
        part @ ("debut" | "milieu" | "fin" | "mi" | "courant") => part,
        "cours" if words.back(at, 1) == "en" => "courant",
        _ => return None,
    };
    if let Some(found) = part_of_base(words, at, part, today, base) {
        return Some(found);
    }
    let mut k = at + 1;
    while matches!(words.bare(k), "de" | "du" | "d" | "la" | "le" | "l" | "cette" | "ce") && k < at + 4 {
        k += 1;
    }
    // "de début à mi-décembre".
    let joint =
        matches!(words.bare(at + 1), "a" | "et" | "ou") && matches!(words.bare(at + 2), "mi" | "milieu" | "fin");
    if joint && let Some((first, last, _)) = month_named(words, at + 3, today) {
        let (from, to) = part_of_month(part, first, last);
        return (to >= today).then(|| Days::stretch(from.max(today), to, at, at + 1, Shape::Month));
    }
    // "début 2027", "à la fin de l'été".
    if let Some(found) = part_of_season(words, at, k, part, today) {
        return Some(found);
    }
    if words.bare(k) == "mois" && matches!(words.bare(k + 1), "de" | "d") && month(words.bare(k + 2)).is_some() {
        k += 2;
    }
    if words.bare(k) == "semaine" {
        let named = week(words, k, today, base).filter(|w| w.end > k + 1 || words.back(k, 1) == "cette");
        // "la semaine prochaine, en milieu de semaine".
        let said =
            base.filter(|b| b.shape == Shape::Week && plus(b.from, 7) > b.to && b.end + 5 > at && named.is_none());
        // "dans deux semaines, en début de semaine".
        let reached = base
            .filter(|b| b.shape == Shape::Reach && b.from == b.to && b.end + 3 > at && named.is_none())
            .map(|b| Days { from: monday(b.from), to: plus(monday(b.from), 6), shape: Shape::Week, ..b });
        let named = named.or(said.or(reached).map(|b| Days { end: k + 1, ..b }));
        let (mut start, end) = named.map_or((monday(today), k + 1), |w| (monday(w.from), w.end));
        let stretch = |start: Date| match part {
            "debut" => (start, plus(start, 1)),
            "milieu" | "mi" => (plus(start, 2), plus(start, 2)),
            "fin" => (plus(start, 3), plus(start, 4)),
            _ => (start, plus(start, 6)),
        };
        // With no week named: this one while its part is still wholly to come ("fin": still open), else the next.
        let (from, to) = stretch(start);
        let over = match part {
            "fin" => to < today,
            // Saturday and Sunday are no week any more.
            "courant" => today.weekday().to_monday_zero_offset() >= 5,
            _ => from <= today,
        };
        if named.is_none() && over {
            start = plus(start, 7);
        }
        let (from, to) = stretch(start);
        let past = to < today;
        let from = if past { from } else { from.max(today) };
        return Some(Days { until: plus(start, 6), ..Days::stretch(from, to, at, end, Shape::Week) });
    }
    let (first, last, end) = if words.bare(k) == "mois" {
        let (first, last) = month_of(today);
        match words.bare(k + 1) {
            "prochain" | "suivant" => {
                let (first, last) = month_of(plus_months(first, 1));
                (first, last, k + 2)
            }
            "dernier" | "passe" => {
                return Some(Days::stretch(plus_months(first, -1), plus(first, -1), at, k + 2, Shape::Month));
            }
            "ci" => (first, last, k + 2),
            _ => (first, last, k + 1),
        }
    } else if matches!(words.bare(k), "annee" | "an") && matches!(part, "debut" | "fin") {
        let end = k + 1 + usize::from(words.bare(k + 1) == "prochaine");
        let (year, m) = if part == "fin" { (today.year(), 12) } else { (today.year() + 1, 1) };
        let (first, last) = month_of(date(year, m, 1)?);
        let half = plus(first, 14);
        let (from, to) = if part == "fin" { (half.max(today), last) } else { (first, half) };
        return Some(Days::stretch(from, to, at, end, Shape::Month));
    } else {
        let (first, last, used) = month_named(words, k, today)?;
        (first, last, k + used)
    };
    let stretch = |first: Date, last: Date| part_of_month(part, first, last);
    let (mut from, mut to) = stretch(first, last);
    let mut until = if part == "fin" { last } else { to };
    if to < today && words.bare(k) == "mois" {
        let (first, last) = month_of(plus_months(first, 1));
        (from, to) = stretch(first, last);
        until = to;
    }
    Some(Days { until, ..Days::stretch(if to < today { from } else { from.max(today) }, to, at, end, Shape::Month) })
}

/// The beginning, middle or end of a year in figures (two weeks) or of a season (a third of it).
fn part_of_season(words: &Words, at: usize, k: usize, part: &str, today: Date) -> Option<Days> {
    if let Some((year, used)) = cardinal(words, k)
        && let Some(year) = i16::try_from(year).ok().filter(|y| (today.year()..today.year() + 3).contains(y))
        && matches!(part, "debut" | "fin")
    {
        let (first, last) = if part == "fin" {
            (date(year, 12, 15)?, date(year, 12, 31)?)
        } else {
            (date(year, 1, 1)?, date(year, 1, 15)?)
        };
        return (last >= today).then(|| Days::stretch(first.max(today), last, at, k + used, Shape::Month));
    }
    let whole = feast(words, k, today).filter(|d| d.shape == Shape::Month && d.from > today)?;
    let third = i64::from(
        today.until(whole.to).map_or(0, |s| s.get_days()) - today.until(whole.from).map_or(0, |s| s.get_days()),
    ) / 3;
    let (from, to) = match part {
        "debut" => (whole.from, plus(whole.from, third)),
        "milieu" | "mi" => (plus(whole.from, third), plus(whole.to, -third)),
        "fin" => (plus(whole.to, -third), whole.to),
        _ => return None,
    };
    Some(Days::stretch(from, to, at, whole.end, Shape::Month))
}

fn part_of_month(part: &str, first: Date, last: Date) -> (Date, Date) {
    match part {
        "debut" => (first, plus(first, 9)),
        "milieu" | "mi" => (plus(first, 10), plus(first, 19)),
        "fin" => (plus(first, 20), last),
        _ => (first, last),
    }
}

/// "la semaine prochaine, plutôt vers la fin": a part of the week or the month just said.
fn part_of_base(words: &Words, at: usize, part: &str, today: Date, base: Option<Days>) -> Option<Days> {
    let base = base.filter(|b| b.end < at && at < b.end + 5)?;
    let alone = at + 1 >= words.len() || words.pause(at + 1) || matches!(words.bare(at + 1), "si" | "ou" | "s");
    if !alone || !matches!(words.back(at, 1), "le" | "la" | "au" | "vers" | "en" | "plutot") {
        return None;
    }
    let (from, to) = match base.shape {
        Shape::Week if plus(base.from, 7) > base.to => {
            let start = monday(base.from);
            match part {
                "debut" => (start, plus(start, 1)),
                "milieu" => (plus(start, 2), plus(start, 2)),
                "fin" => (plus(start, 3), plus(start, 4)),
                _ => return None,
            }
        }
        Shape::Month if base.to == base.to.last_of_month() => part_of_month(part, base.to.first_of_month(), base.to),
        _ => return None,
    };
    (to >= today).then(|| Days::stretch(from.max(today), to, at, at + 1, base.shape))
}

/// "la semaine prochaine", "cette semaine", "la semaine du sept décembre", "en semaine". `at` is the word "semaine".
pub(super) fn week(words: &Words, at: usize, today: Date, base: Option<Days>) -> Option<Days> {
    if words.bare(at) != "semaine" {
        return None;
    }
    let of = |day: Date, end: usize| {
        let start = monday(day);
        let to = plus(start, 6);
        let from = if to < today { start } else { start.max(today) };
        Some(Days::stretch(from, to, at, end, Shape::Week))
    };
    let k = at + 1;
    let next = words.first_of(k, &["prochaine", "qui vient", "qui arrive", "a venir", "qui suit"]);
    if next > 0 {
        return of(plus(today, 7), k + next);
    }
    let following = words.first_of(k, &["suivante", "d apres"]);
    if following > 0 && weekday(words.bare(k + following)).is_none() {
        return of(plus(base.map_or(today, |b| b.to.max(today)), 7), k + following);
    }
    // "j'ai mes partiels du quatorze au dix-huit, plutôt la semaine d'avant".
    let before = words.first_of(k, &["d avant", "precedente"]);
    if before > 0
        && (k + before >= words.len() || words.pause(k + before))
        && let Some(b) = base.filter(|b| plus(b.from, -7) > today)
    {
        return of(plus(b.from, -7), k + before);
    }
    let going_on = words.first_of(k, &["en cours"]);
    if going_on > 0 {
        return of(today, k + going_on);
    }
    let last = words.first_of(k, &["derniere", "passee", "d avant", "precedente"]);
    if last > 0 {
        return of(plus(today, -7), k + last);
    }
    if words.bare(k) == "du" {
        let day = figures(words, k + 1, today)
            .or_else(|| week_day(words, k + 1, today, None))
            .or_else(|| day_of_month(words, k + 1, today, None));
        if let Some(d) = day.filter(|d| d.shape != Shape::Impossible) {
            return of(d.from, d.end);
        }
    }
    // "la semaine de Noël", "la semaine avant Pâques".
    for (phrase, days) in [
        ("juste avant", -7),
        ("juste apres", 7),
        ("du", 0),
        ("de", 0),
        ("avant", -7),
        ("d avant", -7),
        ("qui precede", -7),
        ("apres", 7),
        ("qui suit", 7),
    ] {
        let head = k + words.first_of(k, &[phrase]);
        let head = head + words.first_of(head, &["le", "la", "l"]);
        if head > k
            && let Some(d) = feast(words, head, today).filter(|d| d.shape == Shape::Day && d.from == d.to)
        {
            return of(plus(d.from, days), d.end);
        }
    }
    let k = k + words.first_of(k, &["numero", "n"]);
    if let Some((n @ 1..=53, used)) = cardinal(words, k)
        && !blocked(words, k + used)
        && !words.pause(k)
        && let Some(start) = i8::try_from(n).ok().and_then(|n| week_numbered(today, n))
    {
        return of(start, k + used);
    }
    let k = at + 1;
    let before = words.back(at, 1);
    // "le vendredi de la même semaine": that of the day just said.
    if let ("meme", Some(b)) = (before, base) {
        return of(b.from.max(today), k);
    }
    if matches!(before, "cette" | "meme") || (before == "la" && matches!(words.back(at, 2), "dans" | "courant")) {
        return of(today, k + usize::from(words.bare(k) == "ci"));
    }
    if before == "prochaine" {
        return of(plus(today, 7), k);
    }
    if before == "en" || (before == "la" && matches!(words.back(at, 2), "pendant" | "durant")) {
        // Monday to Friday: what is left of this week while there are three days of it, else the next.
        let start = if today.weekday().to_monday_zero_offset() <= 2 { today } else { plus(monday(today), 7) };
        return Some(Days::stretch(start, plus(monday(start), 4), at, k, Shape::Week));
    }
    None
}

/// "le week-end", "ce week-end", "le week-end prochain", "le week-end du douze".
pub(super) fn weekend(words: &Words, at: usize, today: Date) -> Option<Days> {
    if words.bare(at) != "weekend" || matches!(words.back(at, 1), "bon" | "bons") {
        return None;
    }
    let saturday = in_week_of(today, Weekday::Saturday);
    let k = at + 1;
    let of =
        |saturday: Date, end: usize| Some(Days::stretch(saturday.max(today), plus(saturday, 1), at, end, Shape::Week));
    if matches!(words.bare(k), "dernier" | "passe") {
        return Some(Days::stretch(plus(saturday, -7), plus(saturday, -6), at, k + 1, Shape::Week));
    }
    let next = words.first_of(k, &["prochain", "qui vient", "suivant"]);
    if next > 0 {
        return of(weekday_after(today, Weekday::Saturday), k + next);
    }
    if words.are(k, "en huit") {
        return of(plus(saturday, 7), k + 2);
    }
    // "le week-end avant Noël", "le week-end après le dix".
    let side = words.first_of(k, &["d avant", "avant", "qui precede", "d apres", "apres", "qui suit"]);
    let beside = k + side + words.first_of(k + side, &["le", "la", "les", "l"]);
    if side > 0
        && let Some(d) = feast(words, beside, today).or_else(|| day_of_month(words, beside, today, None))
        && d.shape != Shape::Impossible
    {
        let before = words.bare(k) == "avant" || words.are(k, "d avant") || words.are(k, "qui precede");
        let week = in_week_of(d.from, Weekday::Saturday);
        let saturday = match before {
            true if week >= d.from => plus(week, -7),
            true => week,
            false if plus(week, 1) <= d.to => plus(week, 7),
            false => week,
        };
        return of(saturday, d.end);
    }
    let head = k + words.first_of(k, &["de la", "de l", "de", "du"]);
    if head > k
        && let Some(d) = feast(words, head, today).filter(|d| d.shape == Shape::Day && d.from == d.to)
    {
        return of(in_week_of(d.from, Weekday::Saturday), d.end);
    }
    if words.bare(k) == "du"
        && let Some(d) = day_of_month(words, k + 1, today, None).filter(|d| d.shape != Shape::Impossible)
    {
        return of(in_week_of(d.from, Weekday::Saturday), d.end);
    }
    of(saturday, k)
}
