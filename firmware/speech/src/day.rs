//! Days said: "demain", "mardi en huit", "le vingt-huit", "la semaine du sept", "fin janvier", "dans quinze jours".
//!
//! Each reader looks at one place of the turn and gives the stretch of days that starts there. What stands before it
//! ("à partir de", "pas", "avant") is read in `lead`.

mod feast;
mod leading;
mod month;
mod numbered;
mod quarter;
mod reach;
mod vague;
mod week;
mod weekday;

use crate::calendar::{monday, month_of, plus, plus_months};
use crate::words::Words;
use feast::feast;
use jiff::civil::{Date, Weekday};
use leading::leading;
use month::{month_word, ranked, whole_month};
pub(crate) use numbered::blocked;
use numbered::{day_of_month, figures};
use quarter::{quarter, year_alone};
use reach::reach;
pub(crate) use reach::{Unit, amount};
use vague::vague;
use week::{part_of_stretch, week, weekend};
use weekday::week_day;

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
    /// The Monday of the week that was named with the day ("mardi de la semaine prochaine").
    pub week: Option<Date>,
}

impl Days {
    fn one(day: Date, at: usize, end: usize, shape: Shape) -> Self {
        Self::stretch(day, day, at, end, shape)
    }

    fn stretch(from: Date, to: Date, at: usize, end: usize, shape: Shape) -> Self {
        Self { from, to, until: to, at, end, shape, week: None }
    }

    fn impossible(today: Date, at: usize, end: usize) -> Self {
        Self::one(today, at, end, Shape::Impossible)
    }
}

/// Words between "la semaine" and the "celle du quatorze" that takes its place.
const WEEK_WORDS: usize = 14;

/// The days that start at a word. `base`: the days said just before, for "le lendemain", "la suivante".
pub fn days_at(words: &Words, at: usize, today: Date, base: Option<Days>) -> Option<Days> {
    read(words, at, today, base).map(|days| last(words, days))
}

/// "en mars dernier", "le 24 dernier": of the year or the month before.
fn last(words: &Words, days: Days) -> Days {
    let named = matches!(days.shape, Shape::Day | Shape::DayOfMonth(_) | Shape::Month);
    let gone = named && words.first_of(days.end, &["dernier", "passe", "derniere", "passee"]) > 0;
    if !gone || words.pause(days.end) || words.are(days.end, "dernier delai") || words.are(days.end, "dernier carat") {
        return days;
    }
    let months = if matches!(days.shape, Shape::DayOfMonth(_)) { -1 } else { -12 };
    let (from, to) = (plus_months(days.from, months), plus_months(days.to, months));
    Days { from, to, until: to, end: days.end + 1, ..days }
}

fn read(words: &Words, at: usize, today: Date, base: Option<Days>) -> Option<Days> {
    near(words, at, today, base)
        .or_else(|| quarter(words, at, today))
        .or_else(|| leading(words, at, today))
        .or_else(|| counted(words, at, today))
        .or_else(|| reach(words, at, today))
        .or_else(|| part_of_stretch(words, at, today, base))
        .or_else(|| ranked(words, at, today))
        .or_else(|| week_day(words, at, today, base))
        .or_else(|| figures(words, at, today))
        .or_else(|| day_of_month(words, at, today, base))
        .or_else(|| week(words, at, today, base))
        .or_else(|| weekend(words, at, today))
        .or_else(|| whole_month(words, at, today, base))
        .or_else(|| year_alone(words, at, today))
        .or_else(|| vague(words, at, today))
}

/// "demain", "hier", "le lendemain", "la veille de Noël".
fn near(words: &Words, at: usize, today: Date, base: Option<Days>) -> Option<Days> {
    let one = |day, end| Some(Days::one(day, at, end, Shape::Day));
    // "demain en huit": a week on.
    let on = |day: Date, end: usize| {
        let (days, used) = in_eight(words, end).unwrap_or_default();
        one(plus(day, days), end + used)
    };
    match words.bare(at) {
        // "il va bien aujourd'hui" says how he is.
        "aujourdhui"
            if words.back(at, 1) == "bien" && (2..=3).any(|k| matches!(words.back(at, k), "va" | "vais" | "vont")) =>
        {
            None
        }
        "aujourdhui" if words.back(at, 1) == "mieux" => None,
        // "il a neuf ans, aujourd'hui tout va bien".
        "aujourdhui"
            if words
                .first_of(at + 1, &["tout va", "ca va", "il va", "elle va", "je vais", "c est fini", "plus rien"])
                > 0 =>
        {
            None
        }
        // "c'est tout pour aujourd'hui".
        "aujourdhui" if words.back(at, 1) == "pour" && matches!(words.back(at, 2), "tout" | "bon") => None,
        "aujourdhui" => on(today, at + 1),
        "demain" => on(plus(today, 1), at + 1),
        "apresdemain" => on(plus(today, 2), at + 1),
        "hier" => one(plus(today, -1), at + 1),
        "avanthier" => one(plus(today, -2), at + 1),
        "maintenant" if matches!(words.back(at, 1), "entre") => one(today, at + 1),
        "lendemain" => beside(words, at, today, base, 1),
        "surlendemain" => beside(words, at, today, base, 2),
        "veille" if matches!(words.back(at, 1), "la" | "avant") => beside(words, at, today, base, -1),
        "avantveille" => beside(words, at, today, base, -2),
        "avant" if words.bare(at + 1) == "veille" => beside(words, at + 1, today, base, -2).map(|d| Days { at, ..d }),
        // "la première semaine c'est complet, celle du quatorze".
        "celle" if words.bare(at + 1) == "du" && (2..=WEEK_WORDS).any(|k| words.back(at, k) == "semaine") => {
            let day = day_of_month(words, at + 2, today, None).filter(|d| d.shape != Shape::Impossible)?;
            let start = monday(day.from);
            Some(Days::stretch(start.max(today), plus(start, 6), at, day.end, Shape::Week))
        }
        "celui" | "celle" | "le" | "la" if base.is_some() => the_next(words, at, base?),
        "jour" if words.are(at, "jour meme") => one(today, at + 2),
        "jour" if words.are(at, "jour d avant") && base.is_none() => {
            let of = at + 3 + words.first_of(at + 3, &["le", "la", "l"]);
            let day = days_at(words, of, today, base).filter(|d| d.at == of && d.shape != Shape::Impossible)?;
            one(plus(day.from, -1), day.end)
        }
        "jour" if words.back(at, 1) == "le" && words.first_of(at, &["jour d apres", "jour suivant"]) > 0 => {
            let after = base.filter(|b| !matches!(b.shape, Shape::Vague | Shape::Impossible)).map_or(today, |b| b.to);
            one(plus(after, 1), at + words.first_of(at, &["jour d apres", "jour suivant"]))
        }
        // "ce jour", with nothing behind that makes it another ("ce jour-là").
        "jour"
            if words.back(at, 1) == "ce"
                && words.back(at, 2) != "a"
                && (at + 1 == words.len() || words.pause(at + 1) || words.bare(at + 1) == "a") =>
        {
            one(today, at + 1)
        }
        "journee" if words.back(at, 1) == "la" && words.back(at, 2) == "dans" => {
            // "jeudi dans la journée", "dans la journée de jeudi": the day is said.
            let said = base.is_some_and(|b| b.end + 2 == at) || matches!(words.bare(at + 1), "de" | "du" | "d");
            // "plus tard dans la journée" is of the day just offered.
            let said = said || words.back(at, 3) == "tard" || words.back(at, 3) == "tot";
            (!said).then(|| Days::one(today, at - 2, at + 1, Shape::Reach))
        }
        _ => feast(words, at, today),
    }
}

/// "en huit", "en quinze" after a day: how many days on, and the words used.
fn in_eight(words: &Words, at: usize) -> Option<(i64, usize)> {
    const PHRASES: [(&str, i64); 8] = [
        ("en huit", 7),
        ("en 8", 7),
        ("d en huit", 7),
        ("d ici huit", 7),
        ("en quinze", 14),
        ("en 15", 14),
        ("d en quinze", 14),
        ("d ici quinze", 14),
    ];
    let (phrase, days) = PHRASES.iter().find(|(p, _)| words.are(at, p))?;
    let used = phrase.split(' ').count();
    let other = blocked(words, at + used) || month_word(words, at + used).is_some();
    (!other && !words.pause(at)).then_some((*days, used))
}

/// "la veille", "le lendemain", "le surlendemain", of the day that follows or of the one said before.
fn beside(words: &Words, at: usize, today: Date, base: Option<Days>, days: i64) -> Option<Days> {
    let of = at + 1 + words.first_of(at + 1, &["de la", "de l", "du", "de", "d", "des"]);
    if of > at + 1 {
        let day = days_at(words, of, today, base).filter(|d| d.at == of && d.shape != Shape::Impossible)?;
        let from = if days < 0 { day.from } else { day.to };
        return Some(Days::one(plus(from, days), at, day.end, Shape::Day));
    }
    if days < 0 && base.is_none() {
        return None;
    }
    let from = base.map_or(today, |b| if days < 0 { b.from } else { b.to });
    Some(Days::one(plus(from, days), at, at + 1, Shape::Day))
}

/// "trois jours avant Noël", "une semaine après le quinze".
fn counted(words: &Words, at: usize, today: Date) -> Option<Days> {
    let mut end = at;
    let (n, high, unit) = amount(words, &mut end)?;
    let before = match words.bare(end) {
        "avant" => true,
        "apres" => false,
        _ => return None,
    };
    let k = end + 1 + words.first_of(end + 1, &["le", "la", "les", "l"]);
    let day = feast(words, k, today).or_else(|| day_of_month(words, k, today, None))?;
    if n != high || day.shape == Shape::Impossible {
        return None;
    }
    let from = if before { day.from } else { day.to };
    let sign = if before { -n } else { n };
    let found = if unit == Unit::Days { plus(from, sign) } else { plus_months(from, sign) };
    Some(Days::one(found, at, day.end, Shape::Day))
}

/// "celui d'après", "la suivante", "la prochaine": what comes after the day, week or month just said.
fn the_next(words: &Words, at: usize, base: Days) -> Option<Days> {
    let mut used = words.first_of(
        at,
        &[
            "celui d apres",
            "celle d apres",
            "celui suivant",
            "celle qui suit",
            "celui qui suit",
            "le suivant",
            "la suivante",
        ],
    );
    if used == 0 && matches!(words.bare(at + 1), "prochain" | "prochaine" | "d") {
        // "la prochaine fois" is no week.
        let alone =
            |k: usize| k >= words.len() || words.pause(k) || matches!(words.bare(k), "ou" | "et" | "plutot" | "si");
        let apres = words.first_of(at, &["la d apres", "le d apres"]);
        used = if apres > 0 { apres } else { 2 * usize::from(words.bare(at + 1) != "d" && alone(at + 2)) };
    }
    if used == 0 || matches!(base.shape, Shape::Vague | Shape::Impossible) {
        return None;
    }
    let end = at + used;
    match base.shape {
        Shape::Week if plus(base.from, 7) > base.to => {
            // A week after a week, a week-end after a week-end.
            let start = monday(base.from);
            let weekend = base.from.weekday().to_monday_zero_offset() >= 5;
            let from = if weekend { plus(start, 12) } else { plus(start, 7) };
            Some(Days::stretch(from, plus(start, 13), at, end, base.shape))
        }
        Shape::Month if base.to == base.to.last_of_month() => {
            let (from, to) = month_of(plus_months(base.from.first_of_month(), 1));
            Some(Days::stretch(from, to, at, end, base.shape))
        }
        _ if base.from == base.to => Some(Days::one(plus(base.from, 7), at, end, base.shape)),
        _ => None,
    }
}
