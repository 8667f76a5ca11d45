//! Days said: "demain", "mardi en huit", "le vingt-huit", "la semaine du sept", "fin janvier", "dans quinze jours".
//!
//! Each reader looks at one place of the turn and gives the stretch of days that starts there. What stands before it
//! ("à partir de", "pas", "avant") is read in `lead`.

use crate::calendar::{
    agreeing_after, date, date_from, day_of_month_after, in_week_of, monday, month_from, month_of, plus, plus_months,
    weekday_after, weekday_before,
};
use crate::number::{cardinal, month, rank, weekday};
use crate::words::{Glue, Words};
use jiff::civil::{Date, Weekday};

/// What sort of days were said: it decides how two of them combine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// "mardi".
    Weekday(Weekday),
    /// "le quinze".
    DayOfMonth(i8),
    /// "le quinze décembre", "lundi trente", "demain".
    Day,
    /// "la semaine prochaine", "en début de semaine".
    Week,
    /// "le mois prochain", "fin janvier".
    Month,
    /// "dans quinze jours", "d'ici un mois": its own preposition is part of it.
    Reach,
    /// "le plus tôt possible".
    Vague,
    /// "le trente et un février": nothing, and its words are used up.
    Impossible,
}

/// A stretch of days, with the words it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// For "d'ici…" and "avant…": the last day meant ("d'ici la fin de la semaine" is Sunday).
    pub until: Date,
    /// First word.
    pub at: usize,
    /// Word after the last.
    pub end: usize,
    /// The sort.
    pub shape: Shape,
}

impl Days {
    fn one(day: Date, at: usize, end: usize, shape: Shape) -> Self {
        Self::stretch(day, day, at, end, shape)
    }

    fn stretch(from: Date, to: Date, at: usize, end: usize, shape: Shape) -> Self {
        Self { from, to, until: to, at, end, shape }
    }

    fn impossible(today: Date, at: usize, end: usize) -> Self {
        Self::one(today, at, end, Shape::Impossible)
    }
}

/// The days that start at a word. `base`: the days said just before, for "le lendemain", "la suivante".
pub fn days_at(words: &Words, at: usize, today: Date, base: Option<Days>) -> Option<Days> {
    near(words, at, today, base)
        .or_else(|| reach(words, at, today))
        .or_else(|| part_of_stretch(words, at, today, base))
        .or_else(|| ranked(words, at, today))
        .or_else(|| week_day(words, at, today, base))
        .or_else(|| figures(words, at, today))
        .or_else(|| day_of_month(words, at, today, base))
        .or_else(|| week(words, at, today, base))
        .or_else(|| weekend(words, at, today))
        .or_else(|| whole_month(words, at, today))
        .or_else(|| vague(words, at, today))
}

/// "demain", "hier", "le lendemain", Christmas.
fn near(words: &Words, at: usize, today: Date, base: Option<Days>) -> Option<Days> {
    let one = |day, end| Some(Days::one(day, at, end, Shape::Day));
    let from_base = base.map_or(today, |b| b.to);
    match words.bare(at) {
        // "il va bien aujourd'hui" says how he is.
        "aujourdhui"
            if words.back(at, 1) == "bien" && (2..=3).any(|k| matches!(words.back(at, k), "va" | "vais" | "vont")) =>
        {
            None
        }
        "aujourdhui" if words.back(at, 1) == "mieux" => None,
        "aujourdhui" => one(today, at + 1),
        "demain" => one(plus(today, 1), at + 1),
        "apresdemain" => one(plus(today, 2), at + 1),
        "hier" => one(plus(today, -1), at + 1),
        "avanthier" => one(plus(today, -2), at + 1),
        "lendemain" => one(plus(from_base, 1), at + 1),
        "surlendemain" => one(plus(from_base, 2), at + 1),
        "celui" | "celle" | "le" | "la" if base.is_some() => {
            let used =
                words.first_of(at, &["celui d apres", "celle d apres", "celui suivant", "le suivant", "la suivante"]);
            let b = base.filter(|b| used > 0 && plus(b.from, 7) > b.to && b.shape != Shape::Vague)?;
            // A week after a week, and after a weekday the same one.
            let from = if b.shape == Shape::Week { plus(monday(b.from), 7) } else { plus(b.from, 7) };
            let to = if b.shape == Shape::Week { plus(from, 6) } else { from };
            Some(Days::stretch(from, to, at, at + used, b.shape))
        }
        "veille" if base.is_some() && words.back(at, 1) == "la" => one(plus(from_base, -1), at + 1),
        "jour" if words.are(at, "jour meme") => one(today, at + 2),
        "journee" if words.back(at, 1) == "la" && words.back(at, 2) == "dans" => {
            Some(Days::one(today, at - 2, at + 1, Shape::Reach))
        }
        "noel" | "toussaint" | "fete" | "fetes" => feast(words, at, today),
        "jour" if words.are(at, "jour de l an") => one(date_from(today, 1, 1)?, at + 4),
        "nouvel" if words.are(at, "nouvel an") => one(date_from(today, 1, 1)?, at + 2),
        _ => None,
    }
}

/// Feasts, only behind a preposition: Noël is a name too.
fn feast(words: &Words, at: usize, today: Date) -> Option<Days> {
    let led = (1..=3).any(|k| matches!(words.back(at, k), "avant" | "apres" | "ici" | "jusqu" | "entre" | "pour"));
    if !led {
        return None;
    }
    match words.bare(at) {
        "noel" => Some(Days::one(date_from(today, 25, 12)?, at, at + 1, Shape::Day)),
        "toussaint" => Some(Days::one(date_from(today, 1, 11)?, at, at + 1, Shape::Day)),
        _ => {
            let from = date_from(today, 25, 12)?;
            Some(Days::stretch(from, date_from(from, 1, 1)?, at, at + 1, Shape::Day))
        }
    }
}

/// "dans quinze jours", "d'ici un mois", "sous huitaine", "dans deux ou trois jours", "ces prochains jours".
fn reach(words: &Words, at: usize, today: Date) -> Option<Days> {
    let skip = words.first_of(at, &["d ici a", "d ici au", "d ici", "dans", "sous"]);
    if skip == 0 {
        if matches!(words.bare(at), "prochain" | "quelques")
            && words.bare(at + 1) == "jour"
            && matches!(words.back(at, 1), "ces" | "les")
        {
            return Some(Days::stretch(today, plus(today, 7), at, at + 2, Shape::Reach));
        }
        if words.are(at, "jour ci") && words.back(at, 1) == "ces" {
            return Some(Days::stretch(today, plus(today, 7), at, at + 2, Shape::Reach));
        }
        // "pas avant deux semaines": the preposition is read in `lead`.
        if words.back(at, 1) == "avant" {
            let mut end = at;
            let (low, _, unit) = amount(words, &mut end)?;
            let day = if unit == Unit::Days { plus(today, low) } else { plus_months(today, low) };
            return Some(Days::one(day, at, end, Shape::Reach));
        }
        return None;
    }
    let mut open = words.bare(at) != "dans";
    let mut k = at + skip;
    if matches!(words.bare(k), "les" | "la" | "l") {
        open = true;
        k += 1;
    }
    k += words.first_of(k, &["a peu pres", "environ", "au plus", "moins de", "maximum"]);
    if open && matches!(words.bare(k), "prochain" | "jour") && words.back(k, 1) == "les" {
        let end = k + words
            .first_of(k, &["prochain jour", "jour a venir", "jour qui viennent", "jour qui vient", "jour prochain"]);
        return (end > k).then(|| Days::stretch(today, plus(today, 7), at, end, Shape::Reach));
    }
    if open && matches!(words.bare(k), "prochaine") && words.bare(k + 1) == "semaine" && words.back(k, 1) == "les" {
        return Some(Days::stretch(today, plus(today, 21), at, k + 2, Shape::Reach));
    }
    let (low, high, unit) = amount(words, &mut k)?;
    let day = |n: i64| match unit {
        Unit::Days => plus(today, n),
        Unit::Months => plus_months(today, n),
    };
    let (from, to) = if open { (today, day(high)) } else { (day(low), day(high)) };
    Some(Days::stretch(from, to, at, k, Shape::Reach))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Days,
    Months,
}

/// "quinze jours", "deux ou trois semaines", "une dizaine de jours", "quinzaine": from, to, in days or months.
fn amount(words: &Words, k: &mut usize) -> Option<(i64, i64, Unit)> {
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
        "heure" if matches!(low, 24 | 48 | 72) => {
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

/// "début", "milieu", "fin", "mi", "courant" of a week, a month or a year.
fn part_of_stretch(words: &Words, at: usize, today: Date, base: Option<Days>) -> Option<Days> {
    let part = match words.bare(at) {
        part @ ("debut" | "milieu" | "fin" | "mi" | "courant") => part,
        _ => return None,
    };
    let mut k = at + 1;
    while matches!(words.bare(k), "de" | "du" | "d" | "la" | "le" | "l" | "cette" | "ce") && k < at + 4 {
        k += 1;
    }
    if words.bare(k) == "mois" && matches!(words.bare(k + 1), "de" | "d") && month(words.bare(k + 2)).is_some() {
        k += 2;
    }
    if words.bare(k) == "semaine" {
        let named = week(words, k, today, base).filter(|w| w.end > k + 1 || words.back(k, 1) == "cette");
        let (mut start, end) = named.map_or((monday(today), k + 1), |w| (monday(w.from), w.end));
        let stretch = |start: Date| match part {
            "debut" => (start, plus(start, 1)),
            "milieu" | "mi" => (plus(start, 2), plus(start, 2)),
            "fin" => (plus(start, 3), plus(start, 4)),
            _ => (start, plus(start, 6)),
        };
        // With no week named: this one while its part is still wholly to come ("fin": still open), else the next.
        let (from, to) = stretch(start);
        if named.is_none() && if part == "fin" { to < today } else { from <= today } {
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
    let stretch = |first: Date, last: Date| match part {
        "debut" => (first, plus(first, 9)),
        "milieu" | "mi" => (plus(first, 10), plus(first, 19)),
        "fin" => (plus(first, 20), last),
        _ => (first, last),
    };
    let (mut from, mut to) = stretch(first, last);
    let mut until = if part == "fin" { last } else { to };
    if to < today && words.bare(k) == "mois" {
        let (first, last) = month_of(plus_months(first, 1));
        (from, to) = stretch(first, last);
        until = to;
    }
    Some(Days { until, ..Days::stretch(if to < today { from } else { from.max(today) }, to, at, end, Shape::Month) })
}

/// "le premier lundi de décembre", "la deuxième semaine de janvier", "la première quinzaine du mois".
fn ranked(words: &Words, at: usize, today: Date) -> Option<Days> {
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
    let (first, last, end) = if words.bare(k) == "mois" && month(words.bare(k + 2)).is_none() {
        let end = k + 1 + usize::from(matches!(words.bare(k + 1), "prochain" | "suivant"));
        let (first, last) = month_of(if end > k + 1 { plus_months(today, 1) } else { today });
        (first, last, end)
    } else {
        let k = k + 2 * usize::from(words.bare(k) == "mois");
        let (first, last, used) = month_named(words, k, today)?;
        (first, last, k + used)
    };
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
        ("quinzaine", 1) => (first, plus(first, 14)),
        ("quinzaine", _) => (plus(first, 15), last),
        _ => return None,
    };
    Some(Days::stretch(if to < today { from } else { from.max(today) }, to, at, end, Shape::Week))
}

/// "mardi", "mardi prochain", "mardi en huit", "mardi de la semaine prochaine", "lundi trente novembre".
fn week_day(words: &Words, at: usize, today: Date, base: Option<Days>) -> Option<Days> {
    let day = weekday(words.bare(at))?;
    let next = weekday_after(today, day);
    let mut k = at + 1;
    // "déplacer celui du quatre au lundi suivant": after the day just said.
    let following = words.first_of(k, &["suivant", "d apres", "qui suit"]);
    if let Some(b) = base.filter(|b| following > 0 && !matches!(b.shape, Shape::Vague | Shape::Impossible)) {
        return Some(Days::one(weekday_after(b.to.max(today), day), at, k + following, Shape::Day));
    }
    if matches!(words.bare(k), "dernier" | "passe") && !words.are(k, "dernier delai") {
        return Some(Days::one(weekday_before(today, day), at, k + 1, Shape::Day));
    }
    k += words.first_of(k, &["prochain", "suivant", "qui vient", "qui arrive", "qui suit", "a venir"]);
    let qualified = k > at + 1;
    for (phrase, days) in [("en huit", 7), ("en 8", 7), ("en quinze", 14), ("en 15", 14)] {
        if words.are(k, phrase) && words.bare(k + 2) != "heure" {
            return Some(Days::one(plus(next, days), at, k + 2, Shape::Day));
        }
    }
    if let Some(week_words) = of_week(words, k) {
        let head = k + week_words;
        if let Some(w) = week(words, head, today, base).filter(|w| w.shape == Shape::Week) {
            return Some(Days::one(in_week_of(w.from, day), at, w.end, Shape::Day));
        }
    }
    if words.bare(k) == "dans"
        && let Some(r) = reach(words, k, today)
        && r.from == r.to
    {
        return Some(Days::one(in_week_of(r.from, day), at, r.end, Shape::Day));
    }
    if let Some(found) = dated_week_day(words, at, k, day, today) {
        return Some(found);
    }
    // "la semaine prochaine, mardi".
    if let Some(b) = base.filter(|b| b.shape == Shape::Week && plus(b.from, 7) > b.to && !qualified)
        && (b.end..at).all(|w| matches!(words.bare(w), "le" | "plutot" | "peut" | "etre" | "disons" | "genre" | "euh"))
    {
        return Some(Days::one(in_week_of(b.from, day), at, k, Shape::Day));
    }
    Some(Days::one(next, at, k, Shape::Weekday(day)))
}

/// Words that lead to "semaine" after a weekday.
fn of_week(words: &Words, k: usize) -> Option<usize> {
    let used = words.first_of(k, &["de la", "de cette", "dans la", "la", "cette", "de l autre"]);
    (words.bare(k + used) == "semaine").then_some(used)
}

/// A weekday with its number, and perhaps month and year.
fn dated_week_day(words: &Words, at: usize, k: usize, day: Weekday, today: Date) -> Option<Days> {
    // "mardi, le premier décembre" goes on only where both agree.
    let article = usize::from(words.bare(k) == "le");
    let from = k + article;
    if let Some(d) = figures(words, from, today).filter(|d| d.shape == Shape::Day) {
        return Some(Days { at, ..d });
    }
    let (n, used) = number_of_day(words, from)?;
    let end = from + used;
    if let Some((m, month_words)) = month_word(words, end) {
        let (year, year_words) = year(words, end + month_words, today);
        let end = end + month_words + year_words;
        let Some(n) = i8::try_from(n).ok() else { return Some(Days::impossible(today, at, end)) };
        let years: Vec<i16> = year.map_or_else(|| vec![today.year(), today.year() + 1], |y| vec![y]);
        let mut options = years.into_iter().filter_map(|y| date(y, m, n)).filter(|d| year.is_some() || *d >= today);
        let first = options.clone().next();
        // The day of the month outweighs a weekday that does not fit: the offer says both again.
        return Some(match options.find(|d| d.weekday() == day && *d < plus(today, 366)).or(first) {
            Some(found) => Days::one(found, at, end, Shape::Day),
            None => Days::impossible(today, at, end),
        });
    }
    if words.pause(k) || blocked(words, end) {
        let agrees = agreeing_after(today, day, i8::try_from(n).ok()?)?;
        return (words.pause(k) && article == 1 && !blocked(words, end) && agrees < plus(today, 60))
            .then(|| Days::one(agrees, at, end, Shape::Day));
    }
    if let Some(found) = of_month(words, end, n, today) {
        return Some(Days { at, ..found });
    }
    match i8::try_from(n).ok().and_then(|n| agreeing_after(today, day, n)) {
        Some(found) => Some(Days::one(found, at, end, Shape::Day)),
        None => Some(Days::impossible(today, at, end)),
    }
}

/// "premier" or a number, in words or figures.
fn number_of_day(words: &Words, at: usize) -> Option<(u32, usize)> {
    if words.bare(at) == "premier" {
        return Some((1, 1));
    }
    if matches!(words.bare(at), "un" | "une") {
        // "le un" is no French date, and "un" is an article.
        return None;
    }
    cardinal(words, at).filter(|(n, _)| *n < 100)
}

/// A month and the words it takes.
fn month_word(words: &Words, at: usize) -> Option<(i8, usize)> {
    if words.pause(at) {
        return None;
    }
    let lead = words.first_of(at, &["du mois de", "du mois d", "de", "d"]);
    month(words.bare(at + lead)).map(|m| (m, lead + 1))
}

/// A year after a month: four digits, or two that mean this year or the next two.
fn year(words: &Words, at: usize, today: Date) -> (Option<i16>, usize) {
    if words.pause(at) {
        return (None, 0);
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
fn month_named(words: &Words, at: usize, today: Date) -> Option<(Date, Date, usize)> {
    let m = month(words.bare(at))?;
    let (y, used) = year(words, at + 1, today);
    let (first, last) = match y {
        Some(y) => month_of(date(y, m, 1)?),
        None => month_from(today, m),
    };
    Some((first, last, 1 + used))
}

/// True when the word makes the number before it no day of the month.
fn blocked(words: &Words, at: usize) -> bool {
    const UNITS: [&str; 38] = [
        "heure",
        "minute",
        "jour",
        "semaine",
        "an",
        "annee",
        "euro",
        "euros",
        "fois",
        "personnes",
        "rue",
        "avenue",
        "boulevard",
        "bis",
        "ter",
        "kilos",
        "kilo",
        "grammes",
        "degre",
        "degres",
        "metres",
        "centimetres",
        "enfants",
        "e",
        "eme",
        "ieme",
        "virgule",
        "milligrammes",
        "comprimes",
        "cachets",
        "allee",
        "impasse",
        "chemin",
        "pourcent",
        "gouttes",
        "points",
        "quai",
        "mg",
    ];
    if words.pause(at) {
        return false;
    }
    let w = words.bare(at);
    if UNITS.contains(&w) || words.are(at, "pour cent") || words.are(at, "et demi") || words.are(at, "et quart") {
        return true;
    }
    if w == "mois" {
        return true;
    }
    // A second number with no hour behind it: a telephone number or an address.
    match cardinal(words, at) {
        Some((_, used)) if used > 0 && words.bare(at) != "un" && words.bare(at) != "une" => {
            words.bare(at + used) != "heure"
        }
        _ => false,
    }
}

/// "25/11", "25-11-2026", "2026-11-25".
fn figures(words: &Words, at: usize, today: Date) -> Option<Days> {
    let n = |k: usize| words.get(k).and_then(|w| w.figures()).and_then(|f| f.parse::<i16>().ok());
    let glue = |k: usize| words.get(k).map(|w| w.glue);
    let (a, b) = (n(at)?, n(at + 1)?);
    let sign = glue(at + 1)?;
    if !matches!(sign, Glue::Slash | Glue::Hyphen | Glue::Dot) {
        return None;
    }
    let third = n(at + 2).filter(|_| glue(at + 2) == Some(sign));
    let found = match third {
        Some(day) if a > 1900 => (date(a, i8::try_from(b).ok()?, i8::try_from(day).ok()?), 3),
        Some(y) if y > 1900 || sign == Glue::Slash => {
            let y = if y < 100 { 2000 + y } else { y };
            (date(y, i8::try_from(b).ok()?, i8::try_from(a).ok()?), 3)
        }
        None if sign == Glue::Slash => (date_from(today, i8::try_from(a).ok()?, i8::try_from(b).ok()?), 2),
        _ => return None,
    };
    Some(match found {
        (Some(day), used) => Days::one(day, at, at + used, Shape::Day),
        (None, used) => Days::impossible(today, at, at + used),
    })
}

/// "le vingt-huit", "le premier décembre", "le onze du mois prochain".
fn day_of_month(words: &Words, at: usize, today: Date, base: Option<Days>) -> Option<Days> {
    let (n, used) = number_of_day(words, at)?;
    let end = at + used;
    if let Some((m, month_words)) = month_word(words, end) {
        // "deux mars" is a date, "un mars" or "zéro janvier" is not.
        let (year, year_words) = year(words, end + month_words, today);
        let end = end + month_words + year_words;
        let day = i8::try_from(n).ok();
        let found = match year {
            Some(y) => day.and_then(|d| date(y, m, d)),
            None => day.and_then(|d| date_from(today, d, m)),
        };
        return Some(found.map_or_else(|| Days::impossible(today, at, end), |d| Days::one(d, at, end, Shape::Day)));
    }
    if let Some(found) = of_month(words, end, n, today) {
        return Some(Days { at, ..found });
    }
    // "le premier" is a choice; "du premier au dix" is a date.
    let spans = words.back(at, 1) == "du" && words.bare(end) == "au" && number_of_day(words, end + 1).is_some();
    if (words.bare(at) == "premier" && !spans) || n == 0 || n > 31 || blocked(words, end) || dialled(words, at) {
        return None;
    }
    let article = matches!(words.back(at, 1), "le" | "au" | "du");
    let listed = base.is_some_and(|b| {
        matches!(b.shape, Shape::DayOfMonth(_) | Shape::Day)
            && at.checked_sub(1) == Some(b.end)
            && matches!(words.back(at, 1), "ou" | "et" | "a")
            && words.bare(end) != "heure"
    });
    let between = words.back(at, 1) == "entre" && words.bare(end) == "et" && {
        let second = end + 1 + usize::from(words.bare(end + 1) == "le");
        number_of_day(words, second).is_some_and(|(_, u)| month_word(words, second + u).is_some() || second == end + 2)
    };
    if !(article || listed || between) {
        return None;
    }
    // "le quinze, douze, trente…": a number dictated.
    if words.pause(end)
        && let Some((_, u)) = cardinal(words, end)
        && !matches!(words.bare(end + u), "heure")
        && month_word(words, end + u).is_none()
        && cardinal(words, end + u).is_some()
    {
        return None;
    }
    let n = i8::try_from(n).ok()?;
    // "le mois prochain, le cinq": the day of the month just said.
    if let Some(b) = base.filter(|b| b.shape == Shape::Month && b.to == b.from.last_of_month() && b.end + 2 >= at)
        && let Some(day) = date(b.to.year(), b.to.month(), n).filter(|d| *d > today)
    {
        return Some(Days::one(day, at, end, Shape::Day));
    }
    Some(match day_of_month_after(today, n) {
        Some(day) => Days::one(day, at, end, Shape::DayOfMonth(n)),
        None => Days::impossible(today, at, end),
    })
}

/// "…du mois prochain", "…de ce mois", "…du mois", "…prochain", "…courant" after a day of the month.
fn of_month(words: &Words, at: usize, n: u32, today: Date) -> Option<Days> {
    const NEXT: [&str; 3] = ["du mois prochain", "du mois suivant", "du mois qui vient"];
    const THIS: [&str; 4] = ["de ce mois ci", "de ce mois", "du mois courant", "du mois"];
    let n = i8::try_from(n).ok();
    let next = words.first_of(at, &NEXT);
    if next > 0 {
        let m = plus_months(today.first_of_month(), 1);
        let day = n.and_then(|n| date(m.year(), m.month(), n));
        return Some(
            day.map_or_else(|| Days::impossible(today, at, at + next), |d| Days::one(d, at, at + next, Shape::Day)),
        );
    }
    let this = words.first_of(at, &THIS);
    if this > 0 {
        let day = n.and_then(|n| {
            date(today.year(), today.month(), n).filter(|d| *d >= today).or_else(|| day_of_month_after(today, n))
        });
        return Some(
            day.map_or_else(|| Days::impossible(today, at, at + this), |d| Days::one(d, at, at + this, Shape::Day)),
        );
    }
    if matches!(words.bare(at), "prochain" | "courant") {
        let day = n.and_then(|n| day_of_month_after(today, n))?;
        return Some(Days::one(day, at, at + 1, Shape::Day));
    }
    None
}

/// "appeler le quinze", "faire le dix-huit": emergency numbers, not dates.
fn dialled(words: &Words, at: usize) -> bool {
    (1..=4).any(|k| {
        let w = words.back(at, k);
        w.starts_with("appel") && !matches!(w, "appelle" if k > 2)
            || w.starts_with("compos")
            || w.starts_with("telephon")
            || matches!(w, "numero" | "samu" | "pompiers")
    })
}

/// "la semaine prochaine", "cette semaine", "la semaine du sept décembre", "en semaine". `at` is the word "semaine".
fn week(words: &Words, at: usize, today: Date, base: Option<Days>) -> Option<Days> {
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
    let following = words.first_of(k, &["suivante", "d apres", "apres"]);
    if following > 0 && weekday(words.bare(k + following)).is_none() {
        return of(plus(base.map_or(today, |b| b.to.max(today)), 7), k + following);
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
    if words.are(k, "de noel") {
        return of(date_from(today, 25, 12)?, k + 2);
    }
    let before = words.back(at, 1);
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
fn weekend(words: &Words, at: usize, today: Date) -> Option<Days> {
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
    if words.bare(k) == "du"
        && let Some(d) = day_of_month(words, k + 1, today, None).filter(|d| d.shape != Shape::Impossible)
    {
        return of(in_week_of(d.from, Weekday::Saturday), d.end);
    }
    of(saturday, k)
}

/// "le mois prochain", "ce mois-ci", "en décembre", "au mois de janvier".
fn whole_month(words: &Words, at: usize, today: Date) -> Option<Days> {
    let stretch = |first: Date, last: Date, from: usize, end: usize| {
        let first = if last < today { first } else { first.max(today) };
        Some(Days::stretch(first, last, from, end, Shape::Month))
    };
    if words.bare(at) == "mois" {
        let k = at + 1;
        let (first, last) = month_of(today);
        let next = words.first_of(k, &["prochain", "qui vient", "suivant", "d apres"]);
        if next > 0 {
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
        if words.back(at, 1) == "ce" || (words.back(at, 1) == "le" && words.back(at, 2) == "dans") {
            return stretch(first, last, at, k + usize::from(words.bare(k) == "ci"));
        }
        return None;
    }
    if matches!(words.bare(at), "annee" | "an") && words.bare(at + 1) == "prochaine" {
        return Some(Days::stretch(
            date(today.year() + 1, 1, 1)?,
            date(today.year() + 1, 12, 31)?,
            at,
            at + 2,
            Shape::Month,
        ));
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
    if led || plain { stretch(first, last, at, at + used) } else { None }
}

/// "le plus tôt possible", "une petite place", "n'importe quand".
fn vague(words: &Words, at: usize, today: Date) -> Option<Days> {
    const PHRASES: [&str; 33] = [
        "plus tot possible",
        "plutot possible",
        "plus rapidement possible",
        "plus vite possible",
        "plus rapide possible",
        "plus proche possible",
        "des que possible",
        "des que vous pouvez",
        "des que vous avez",
        "aussi vite que possible",
        "au plus vite",
        "au plus tot",
        "au plus rapide",
        "petite place",
        "petit creneau",
        "petit trou",
        "petite disponibilite",
        "petit rendez vous",
        "premier creneau",
        "premiere place",
        "premiere disponibilite",
        "premieres disponibilites",
        "premier rendez vous disponible",
        "premier rendez vous possible",
        "premiere date",
        "premier disponible",
        "n importe quand",
        "n importe quel jour",
        "n importe quelle date",
        "quand vous voulez",
        "quand vous pouvez",
        "quand vous avez",
        "le jour m importe",
    ];
    let used = words.first_of(at, &PHRASES);
    let used = if used == 0 {
        words.first_of(
            at,
            &["importe quand", "importe quel jour", "peu importe le jour", "peu importe la date", "peu importe quand"],
        )
    } else {
        used
    };
    if used == 0 || (words.are(at, "des que vous pouvez") && words.back(at, 1) == "rappelez") {
        return None;
    }
    Some(Days::one(today, at, at + used, Shape::Vague))
}
