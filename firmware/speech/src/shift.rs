//! "repousser d'une semaine", "une heure plus tard", "le même jour": a wish told by the appointment already made.

use crate::calendar::{plus, plus_months};
use crate::day::{Unit, amount};
use crate::found::Found;
use crate::meaning::When;
use crate::number::cardinal;
use crate::role::is_move;
use crate::words::Words;
use jiff::ToSpan;
use jiff::civil::Time;

/// How far the appointment goes.
#[derive(Clone, Copy)]
enum Step {
    Days(i64),
    Months(i64),
    Minutes(i64),
}

/// The wish, with what the appointment already made says of it. Without a day of its own nothing can be counted from it.
pub fn completed(words: &Words, wish: Option<Found<When>>, existing: Option<&Found<When>>) -> Option<Found<When>> {
    let Some(held) = existing else { return wish };
    let day = held.value.from.filter(|d| Some(*d) == held.value.to);
    let hour = held.value.after.filter(|t| Some(*t) == held.value.before);
    let mut when = wish.as_ref().map(|f| f.value).unwrap_or_default();
    let (no_day, no_hour) = (when.from.is_none() && when.to.is_none(), when.after.is_none() && when.before.is_none());
    if no_day && let (Some(day), Some((step, at))) = (day, step(words)) {
        let to = match step {
            Step::Days(n) => plus(day, n),
            Step::Months(n) => plus_months(day, n),
            Step::Minutes(_) => day,
        };
        match (step, hour) {
            (Step::Minutes(n), Some(t)) => {
                let t = moved(t, n);
                (when.after, when.before) = (Some(t), Some(t));
            }
            // An hour later than an hour unknown.
            (Step::Minutes(_), None) => return wish,
            _ => {}
        }
        (when.from, when.to) = (Some(to), Some(to));
        let mut spans = wish.map(|f| f.spans).unwrap_or_default();
        spans.push(words.span(at, at + 1));
        spans.sort_by_key(|s| s.start);
        return Some(Found { value: when, spans });
    }
    let said = |phrase: &str| (0..words.len()).any(|at| words.are(at, phrase));
    if no_hour && !no_day && said("meme heure") {
        (when.after, when.before) = (hour, hour);
    }
    let same_day = ["meme jour", "matin meme", "apresmidi meme", "soir meme", "meme journee"];
    if no_day && !no_hour && same_day.into_iter().any(said) {
        (when.from, when.to) = (day, day);
    }
    wish.map(|f| f.map(|_| when))
}

fn moved(t: Time, minutes: i64) -> Time {
    t.saturating_add(minutes.clamp(-1440, 1440).minutes())
}

/// The step said, and the word it starts at: "d'une semaine" behind a verb that moves, "une semaine plus tard" anywhere.
fn step(words: &Words) -> Option<(Step, usize)> {
    let verb = (0..words.len()).find(|k| is_move(words.bare(*k)))?;
    (0..words.len()).find_map(|at| {
        let mut end = at;
        let step = length(words, &mut end)?;
        let sooner = words.first_of(end, &["plus tot", "avant", "en avance", "auparavant"]) > 0;
        let later = words.first_of(end, &["plus tard", "apres", "de plus"]) > 0;
        let of = matches!(words.back(at, 1), "de" | "d") && words.back(at, 2) != "partir" && at > verb;
        if !(sooner || later || of) {
            return None;
        }
        let back = sooner || !later && words.bare(verb).starts_with("avanc");
        let sign = |n: i64| if back { -n } else { n };
        let step = match step {
            Step::Days(n) => Step::Days(sign(n)),
            Step::Months(n) => Step::Months(sign(n)),
            Step::Minutes(n) => Step::Minutes(sign(n)),
        };
        Some((step, at))
    })
}

fn length(words: &Words, end: &mut usize) -> Option<Step> {
    let at = *end;
    for (phrase, minutes) in [
        ("une demi heure", 30),
        ("une demie heure", 30),
        ("un quart d heure", 15),
        ("trois quart d heure", 45),
        ("une petite heure", 60),
    ] {
        if words.are(at, phrase) {
            *end = at + phrase.split(' ').count();
            return Some(Step::Minutes(minutes));
        }
    }
    if let Some((n, used)) = cardinal(words, at)
        && matches!(words.bare(at + used), "heure" | "minute")
    {
        let per = if words.bare(at + used) == "heure" { 60 } else { 1 };
        *end = at + used + 1;
        return Some(Step::Minutes(i64::from(n.min(24 * 60)) * per));
    }
    let (low, high, unit) = amount(words, end)?;
    // "de deux ou trois jours" is no step.
    (low == high).then_some(if unit == Unit::Days { Step::Days(low) } else { Step::Months(low) })
}
