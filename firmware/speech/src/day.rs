//! Days said: "demain", "mardi en huit", "le vingt-huit", "la semaine du sept", "fin janvier", "dans quinze jours".
//!
//! Each reader looks at one place of the turn and gives the stretch of days that starts there. What stands before it
//! ("à partir de", "pas", "avant") is read in `lead`.

mod month;
mod numbered;
mod reach;
mod week;
mod weekday;

use crate::calendar::{date_from, monday, plus};
use crate::words::Words;
use jiff::civil::{Date, Weekday};
use month::{ranked, whole_month};
use numbered::{day_of_month, figures};
use reach::reach;
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
