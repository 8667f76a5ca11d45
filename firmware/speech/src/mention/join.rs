//! Which days and hours belong together: "mardi matin ou jeudi", "du trois au sept", "à neuf heures jeudi".

use super::draw::{bounded, drawn, placed};
use super::{Atom, Group, Kind, Link, Stretch, stretch};
use crate::calendar::{date, day_of_month_after, plus, weekday_after};
use crate::day::{Days, Shape};
use crate::hour::{Hours, Said};
use crate::lead::Before;
use crate::role;
use crate::words::Words;
use jiff::ToSpan;
use jiff::civil::Date;

/// Words that may stand between a day and its hour.
pub(super) fn filler(word: &str) -> bool {
    matches!(
        word,
        "le" | "la"
            | "plutot"
            | "si"
            | "possible"
            | "s"
            | "il"
            | "vous"
            | "plait"
            | "euh"
            | "heu"
            | "ben"
            | "bah"
            | "donc"
            | "disons"
            | "et"
            | "mais"
            | "peut"
            | "etre"
            | "genre"
            | "vraiment"
            | "c"
            | "est"
            | "ce"
            | "serait"
            | "bien"
            | "a"
            | "au"
            | "en"
            | "dans"
            | "de"
            | "d"
            | "idealement"
            | "alors"
            | "voila"
            | "quoi"
            | "hein"
            | "surtout"
            | "prochain"
            | "juste"
            | "the"
            | "toute"
            | "apartir"
            | "moi"
            | "pour"
    )
}

pub(super) fn all_filler(words: &Words, from: usize, to: usize) -> bool {
    to >= from && to - from <= 5 && (from..to).all(|k| filler(words.bare(k)))
}

pub(super) fn gap_is(words: &Words, from: usize, to: usize, phrases: &[&str]) -> bool {
    phrases.iter().any(|p| words.are(from, p) && from + p.split(' ').count() == to)
}

/// True for a part of the day that tells what else is done then, beside one that is wished: "l'après-midi, le matin j'ai
/// cours".
pub(super) fn other_half(words: &Words, group: &Group, atom: &Atom) -> bool {
    let Kind::Hours(Hours { said: Said::Part { half, .. }, .. }) = atom.kind else { return false };
    let subject = matches!(words.bare(atom.end), "je" | "j" | "on" | "il" | "elle" | "nous" | "mon" | "ma");
    let asks = matches!(words.bare(atom.end + 1), "voudrais" | "prefere" | "prefererais" | "veux" | "peux" | "suis");
    group.half().is_some_and(|held| held != half)
        && atom.sense == Before::Plain
        && words.back(atom.end, 2) != "ou"
        && subject
        && !asks
        && !words.pause(atom.end)
}

/// "donc", "alors": a new thought.
fn so_between(words: &Words, from: usize, to: usize) -> bool {
    (from..to).any(|k| matches!(words.bare(k), "donc" | "alors" | "coup"))
        && !(from..to).any(|k| matches!(words.bare(k), "ou" | "et"))
}

/// Words with which an hour is put right.
const CORRECTED: [&str; 12] = [
    "pardon",
    "euh pardon",
    "non pardon",
    "ah pardon",
    "excusez moi",
    "non",
    "euh non",
    "ah non",
    "enfin",
    "enfin non",
    "je veux dire",
    "ou plutot",
];

/// "mardi, et si ce n'est pas possible jeudi": the second stands in for the first.
const IF_NOT: [&str; 20] = [
    "et si c est pas possible",
    "et si ce n est pas possible",
    "ou si c est pas possible",
    "ou si ce n est pas possible",
    "si c est pas possible",
    "si ce n est pas possible",
    "sinon si c est pas possible",
    "et si vous pouvez pas",
    "et si vous ne pouvez pas",
    "si vous pouvez pas",
    "si vous ne pouvez pas",
    "et si vous n avez rien",
    "si vous n avez rien",
    "si vous avez rien",
    "s il y a rien",
    "s il n y a rien",
    "si ca va pas",
    "si ca ne va pas",
    "si c est complet",
    "si c est plein",
];

pub(super) const OR: [&str; 23] = [
    "ou",
    "et",
    "ou bien",
    "ou alors",
    "soit",
    "ou soit",
    "sinon",
    "ou sinon",
    "voire",
    "ou voire",
    "et puis",
    "ou peut etre",
    "ou meme",
    "a defaut",
    "au pire",
    "a la limite",
    "ou au pire",
    "ou a la limite",
    "ou eventuellement",
    "eventuellement",
    "ou a la rigueur",
    "ou a defaut",
    "ou encore",
];

pub(super) fn join_hours(words: &Words, group: &mut Group, atom: Atom) -> bool {
    let or = gap_is(words, group.end, atom.start, &["ou", "ou bien", "ou alors", "soit", "sinon", "ou sinon"]);
    // "à dix-huit heures… pardon, à dix-sept heures": one hour put right.
    let exact = |a: &Atom| matches!(a.kind, Kind::Hours(Hours { said: Said::Hour(_), .. }));
    let right = gap_is(words, group.end, atom.start, &CORRECTED) && exact(&atom);
    if right && let Some(held) = group.hours.last_mut().filter(|(a, _)| exact(a)) {
        held.0 = atom;
        group.end = atom.end;
        return true;
    }
    if !or && !all_filler(words, group.end, atom.start) {
        return false;
    }
    // "je prends mon service à treize heures, donc avant midi".
    if !group.hours.is_empty() && so_between(words, group.end, atom.start) {
        return false;
    }
    // "mardi après-midi, le matin j'ai ma formation": said of something else.
    if !or && other_half(words, group, &atom) {
        return false;
    }
    // A refused hour stays on its own, and so does a second one that a fresh "pas" leads.
    if atom.refused && group.days.is_some() {
        return false;
    }
    if group.refused && words.pause(atom.start) {
        return false;
    }
    let vague = group.days.is_some_and(|d| d.vague);
    if vague && atom.sense == Before::Of {
        return false;
    }
    // "avant demain soir", "d'ici vendredi midi": the part of the day only says how late that day.
    let part = atom.start + usize::from(words.bare(atom.start) == "au");
    let bare_part = matches!(words.bare(part), "matin" | "midi" | "soir" | "apresmidi");
    if let Some(days) = group.days.as_mut()
        && matches!(group.sense, Before::Until | Before::UpTo)
        && bare_part
        && atom.start == group.end
        && !words.pause(atom.start)
    {
        let until =
            if words.bare(part) == "matin" && group.sense == Before::Until { days.to } else { Some(days.last.until) };
        (days.to, group.end) = (until, atom.end);
        return true;
    }
    // "changer mon rendez-vous de jeudi pour le matin".
    let instead = words.bare(atom.start) == "pour" && group.days.is_some();
    if instead && role::moves_between(words, group.start) {
        return false;
    }
    // "changer mon rendez-vous de jeudi, plutôt l'après-midi": the hour is the wish.
    let rather = (group.end..=atom.start).any(|k| words.bare(k) == "plutot");
    if rather && group.days.is_some() && role::moves_between(words, group.start) {
        return false;
    }
    // "décaler de neuf heures à dix heures": two times, not one.
    let moved = group.sense == Before::Of && atom.sense == Before::To && !group.hours.is_empty();
    if moved && role::moves_between(words, group.start) {
        return false;
    }
    let link = if (or || group.choice) && !group.hours.is_empty() {
        Link::Or
    } else if (group.end..atom.start).any(|k| matches!(words.bare(k), "plutot")) {
        Link::Instead
    } else {
        Link::And
    };
    group.choice = false;
    group.hours.push((atom, link));
    group.end = atom.end;
    true
}

pub(super) fn join_days(words: &Words, group: &mut Group, atom: Atom, days: Days, today: Date) -> bool {
    // "cet après-midi ou demain".
    if group.days.is_none() && group.of_today() && gap_is(words, group.end, atom.start, &OR) && !atom.refused {
        let fresh = stretch(words, &atom, days, today);
        if let (Some(to), false) = (fresh.to, fresh.vague) {
            group.days = Some(Stretch { from: Some(today), to: Some(to), vague: false, last: days });
            (group.end, group.choice) = (atom.end, true);
            return true;
        }
    }
    let Some(held) = group.days else {
        // "à neuf heures et quart jeudi", "le matin, mercredi".
        if group.refused || atom.refused || days.shape == Shape::Vague || !all_filler(words, group.end, atom.start) {
            return false;
        }
        if group.of_today() || so_between(words, group.end, atom.start) {
            return false;
        }
        group.days = Some(stretch(words, &atom, days, today));
        group.sense = atom.sense;
        group.end = atom.end;
        return true;
    };
    // "demain si possible, sinon après-demain".
    let polite = words.first_of(
        group.end,
        &[
            "si possible",
            "si vous pouvez",
            "si vous avez",
            "si c est possible",
            "de preference",
            "par exemple",
            "peut etre",
        ],
    );
    let failing = group.end + words.first_of(group.end, &IF_NOT);
    let or = gap_is(words, group.end, atom.start, &OR)
        || gap_is(words, group.end + polite, atom.start, &OR)
        || failing > group.end && (failing == atom.start || gap_is(words, failing, atom.start, &["alors", "plutot"]));
    let and_not = gap_is(words, group.end, atom.start, &["ni", "ou", "et"]);
    if group.refused {
        // "je ne suis pas là du trois au dix".
        let ranged = group.sense == Before::Refused || group.sense == Before::Of;
        if ranged && atom.sense == Before::To && group.end == atom.start && !words.pause(atom.start) {
            return extend(group, atom, days, stretch(words, &atom, days, today));
        }
        if and_not || (atom.refused && group.end == atom.start && words.bare(atom.start) == "ni") {
            return extend(group, atom, days, stretch(words, &atom, days, today));
        }
        return false;
    }
    if atom.refused || held.vague != (days.shape == Shape::Vague) {
        return false;
    }
    let touching = group.end == atom.start;
    if !or && let Some(placed) = placed(words, group, &atom, held, days) {
        group.days = Some(placed);
        group.end = atom.end;
        return true;
    }
    let mut fresh = stretch(words, &atom, days, today);
    // "le vingt-six, un jeudi": the weekday only says it again.
    if let Shape::Weekday(day) = days.shape
        && held.from == held.to
        && held.from.is_some_and(|d| d.weekday() == day)
        && matches!(held.last.shape, Shape::Day | Shape::DayOfMonth(_))
        && (touching || gap_is(words, group.end, atom.start, &["donc", "c est un", "c est", "soit"]))
    {
        group.end = atom.end;
        return true;
    }
    let ranged = match (group.sense, atom.sense) {
        (Before::Between, _) => gap_is(words, group.end, atom.start, &["et"]) || (touching && atom.sense == Before::To),
        (Before::Of | Before::Plain, Before::To) => {
            touching
                && words.bare(atom.start) != "pour"
                && !words.pause(atom.start)
                && !role::moves_between(words, group.start)
        }
        (Before::Of | Before::Plain | Before::From | Before::After, Before::UpTo) => {
            // "le gala c'est le treize, d'ici le six" ends before.
            let sooner = words.pause(atom.start) && fresh.to < held.from && words.bare(days.at) != "vingt";
            (touching && !sooner) || gap_is(words, group.end, atom.start, &["et"])
        }
        _ => false,
    };
    let moves = role::moves_between(words, group.start);
    let held = if ranged || or && !(moves && words.bare(group.end) == "et") { drawn(held, days) } else { held };
    if ranged {
        if let Some(from) = held.from {
            let (first, last) = in_order(held.last, from, days, today);
            group.days = Some(Stretch { from: Some(first), to: Some(last), vague: false, last: days });
            group.end = atom.end;
            return true;
        }
        return false;
    }
    if or {
        group.days = Some(held);
    }
    if let Some(both) = bounded(words, group, &atom, held, fresh) {
        group.days = Some(Stretch { last: days, ..both });
        group.end = atom.end;
        return true;
    }
    if or {
        if words.bare(group.end) == "et" && role::moves_between(words, group.start) {
            return false;
        }
        // "le trois ou le quatre décembre": the first takes the month of the second, the second that of the first.
        if let (Some(from), Shape::Day | Shape::DayOfMonth(_)) = (held.from, days.shape)
            && held.from == held.to
        {
            let (first, last) = months_shared(held.last, from, days, today);
            group.days = Some(Stretch { from: Some(first), to: held.to, ..held });
            if let Some(h) = group.days.as_mut() {
                h.to = Some(first);
            }
            fresh.from = fresh.from.map(|_| last);
            fresh.to = fresh.to.map(|_| last);
        }
        group.choice = true;
        return extend(group, atom, days, fresh);
    }
    // "lundi, mardi": a list without a word between.
    let listed = touching
        // "le treize c'est un dimanche, le quatorze alors" lists nothing.
        && (held.last.end == group.end || words.pause(atom.start))
        && !(held.last.end..group.end).any(|k| words.bare(k) == "est")
        && atom.sense == group.sense
        && atom.sense == Before::Plain
        && match (held.last.shape, days.shape) {
            (Shape::Weekday(a), Shape::Weekday(b)) => a != b,
            (Shape::DayOfMonth(a), Shape::DayOfMonth(b)) => a < b,
            // "fin mars début avril".
            (Shape::Month, Shape::Month) => held.to.is_some_and(|to| plus(to, 1) == days.from),
            _ => false,
        };
    listed && extend(group, atom, days, fresh)
}

/// Adds days to a group: from the first to the second.
pub(super) fn extend(group: &mut Group, atom: Atom, days: Days, fresh: Stretch) -> bool {
    let Some(held) = group.days else { return false };
    let min = |a: Option<Date>, b: Option<Date>| Some(a?.min(b?));
    let max = |a: Option<Date>, b: Option<Date>| Some(a?.max(b?));
    group.days = Some(Stretch {
        from: min(held.from, fresh.from),
        to: max(held.to, fresh.to),
        vague: held.vague && fresh.vague,
        last: days,
    });
    group.end = atom.end;
    true
}

/// First and last day of a range, the second after the first: "de mercredi à mardi" ends the week after.
pub(super) fn in_order(first: Days, from: Date, second: Days, today: Date) -> (Date, Date) {
    let (from, _) = match (first.shape, second.shape) {
        (Shape::DayOfMonth(_), Shape::Day | Shape::DayOfMonth(_)) => months_shared(first, from, second, today),
        _ => (from, second.to),
    };
    let to = match second.shape {
        Shape::Weekday(day) => weekday_after(from, day),
        Shape::DayOfMonth(n) => day_of_month_after(from, n).unwrap_or(second.to),
        _ => second.to,
    };
    (from.min(to), to.max(from))
}

/// "du trois au sept décembre", "le 28 novembre ou le 3": the month said for one serves the other.
pub(super) fn months_shared(first: Days, from: Date, second: Days, today: Date) -> (Date, Date) {
    match (first.shape, second.shape) {
        (Shape::DayOfMonth(n), Shape::Day) => {
            let month = if n <= second.from.day() {
                second.from.first_of_month()
            } else {
                second.from.first_of_month().saturating_sub(1.month())
            };
            (date(month.year(), month.month(), n).filter(|d| *d >= today).unwrap_or(from), second.from)
        }
        (_, Shape::DayOfMonth(n)) => (from, day_of_month_after(from, n).unwrap_or(second.from)),
        _ => (from, second.to),
    }
}
