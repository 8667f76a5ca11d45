//! The dates of a turn, one by one: days, hours and prepositions put together.

use crate::calendar::{date, day_of_month_after, plus, weekday_after};
use crate::day::{Days, Shape, days_at};
use crate::hour::{Clock, Half, Hours, Said, hours_at};
use crate::lead::{Before, away_before, before, busy_before, refused_after, refused_before};
use crate::meaning::When;
use crate::role;
use crate::words::Words;
use jiff::ToSpan;
use jiff::civil::{Date, Time};

/// Days or hours with what stands before them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Atom {
    pub kind: Kind,
    pub sense: Before,
    /// First word, preposition included.
    pub start: usize,
    /// Word after the last.
    pub end: usize,
    pub refused: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Days(Days),
    Hours(Hours),
}

/// One date with the hours that belong to it.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub days: Option<Stretch>,
    pub hours: Vec<(Atom, Link)>,
    pub sense: Before,
    pub start: usize,
    pub end: usize,
    pub refused: bool,
    /// The last day came with "ou": the next hour is another choice too.
    choice: bool,
}

/// Resolved days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stretch {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub vague: bool,
    pub last: Days,
}

/// How an hour follows the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// "jeudi matin à dix heures": both hold.
    And,
    /// "le matin ou le soir".
    Or,
    /// "dix heures, non, onze heures".
    Instead,
}

/// Reads a turn.
pub(crate) fn groups(words: &Words, today: Date) -> Vec<Group> {
    let atoms = atoms(words, today);
    let mut out: Vec<Group> = Vec::new();
    for atom in atoms {
        let joined = match out.last_mut() {
            Some(group) => match atom.kind {
                Kind::Hours(_) => join_hours(words, group, atom),
                Kind::Days(days) => join_days(words, group, atom, days, today),
            },
            None => false,
        };
        if joined {
            continue;
        }
        let days = match atom.kind {
            Kind::Days(days) => Some(stretch(words, &atom, days, today)),
            Kind::Hours(_) => None,
        };
        let hours = if days.is_none() { vec![(atom, Link::And)] } else { Vec::new() };
        out.push(Group {
            days,
            hours,
            sense: atom.sense,
            start: atom.start,
            end: atom.end,
            refused: atom.refused,
            choice: false,
        });
    }
    let count = out.len();
    for k in 0..count {
        let next = out.get(k + 1).map_or(words.len(), |g| g.start);
        if refused_after(words, out[k].end, next) {
            out[k].refused = true;
            // "le matin je ne peux pas" is "pas le matin".
            out[k].hours.iter_mut().for_each(|(atom, _)| atom.sense = Before::Refused);
        }
    }
    out
}

/// Every atom, in order. What "depuis" leads, and what is no date, is dropped with its words.
fn atoms(words: &Words, today: Date) -> Vec<Atom> {
    let mut out: Vec<Atom> = Vec::new();
    let mut base: Option<Days> = None;
    let mut at = 0;
    while at < words.len() {
        let floor = out.last().map_or(0, |a| a.end);
        if let Some(days) = days_at(words, at, today, base) {
            let (mut sense, start) = before(words, days.at, false);
            let mut end = days.end.max(at + 1);
            if let (Some((after, used)), false) = (after_days(words, end), days.shape == Shape::Reach) {
                sense = after;
                end += used;
            }
            let greeting = matches!(words.back(days.at, 1), "bon" | "bonne");
            if !matches!(sense, Before::Since) && days.shape != Shape::Impossible && !greeting {
                base = Some(days);
                let start = start.max(floor);
                let refused = matches!(sense, Before::Refused | Before::InsteadOf) || refused_before(words, start);
                out.push(Atom { kind: Kind::Days(days), sense, start, end, refused });
            }
            at = end;
        } else if let Some(hours) = hours_at(words, at, !role::moves_between(words, at)) {
            let exact = !matches!(hours.said, Said::Part { .. });
            let (mut sense, start) = before(words, hours.at, exact);
            let mut end = hours.end.max(at + 1);
            if let Some((after, used)) = after_hours(words, end) {
                sense = after;
                end += used;
            }
            let until = matches!(sense, Before::To | Before::UpTo | Before::About | Before::Plain);
            if exact && until && busy_before(words, start) {
                sense = Before::After;
            }
            if sense != Before::Since {
                let start = start.max(floor);
                let refused = matches!(sense, Before::Refused | Before::InsteadOf);
                out.push(Atom { kind: Kind::Hours(hours), sense, start, end, refused });
            }
            at = end;
        } else {
            at += 1;
        }
    }
    out
}

/// "vendredi au plus tard", "lundi au plus tôt".
fn after_days(words: &Words, at: usize) -> Option<(Before, usize)> {
    let up_to = words
        .first_of(at, &["au plus tard", "dernier delai", "maximum", "grand maximum", "au maximum", "dernier carat"]);
    if up_to > 0 {
        return Some((Before::UpTo, up_to));
    }
    let from = words.first_of(at, &["au plus tot", "minimum", "ou apres", "ou plus tard", "et apres", "et plus tard"]);
    (from > 0 && !words.are(at, "au plus tot possible")).then_some((Before::From, from))
}

/// "dix heures environ", "dix heures au plus tard", "dix heures ou plus tard".
fn after_hours(words: &Words, at: usize) -> Option<(Before, usize)> {
    let about =
        words.first_of(at, &["environ", "a peu pres", "par la", "ou par la", "et quelques", "et des poussieres"]);
    if about > 0 {
        return Some((Before::About, about));
    }
    let up_to = words.first_of(
        at,
        &["au plus tard", "dernier delai", "maximum", "grand maximum", "au maximum", "ou avant", "ou plus tot"],
    );
    if up_to > 0 {
        return Some((Before::UpTo, up_to));
    }
    let from = words.first_of(
        at,
        &["au plus tot", "minimum", "au minimum", "ou apres", "ou plus tard", "et plus", "et apres", "passees"],
    );
    (from > 0).then_some((Before::From, from))
}

/// The days an atom means, its preposition applied.
fn stretch(words: &Words, atom: &Atom, days: Days, today: Date) -> Stretch {
    let end_named = words.bare(days.at) == "fin";
    let (from, to) = match atom.sense {
        Before::From => (Some(days.from), None),
        Before::After => (Some(plus(days.until, 1)), None),
        Before::Until => {
            let last = if end_named { days.until } else { plus(days.from, -1) };
            (Some(today), Some(last.max(today)))
        }
        Before::UpTo if away_before(words, atom.start) => (Some(plus(days.until, 1)), None),
        Before::UpTo if days.until >= today => (Some(today), Some(days.until)),
        _ if days.shape == Shape::Vague => (Some(today), None),
        _ => (Some(days.from), Some(days.to)),
    };
    Stretch { from, to, vague: days.shape == Shape::Vague, last: days }
}

/// Words that may stand between a day and its hour.
fn filler(word: &str) -> bool {
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

fn all_filler(words: &Words, from: usize, to: usize) -> bool {
    to >= from && to - from <= 5 && (from..to).all(|k| filler(words.bare(k)))
}

fn gap_is(words: &Words, from: usize, to: usize, phrases: &[&str]) -> bool {
    phrases.iter().any(|p| words.are(from, p) && from + p.split(' ').count() == to)
}

const OR: [&str; 18] = [
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
    "ou a la rigueur",
    "ou a defaut",
    "ou encore",
    "ou plutot",
];

fn join_hours(words: &Words, group: &mut Group, atom: Atom) -> bool {
    let or = gap_is(words, group.end, atom.start, &["ou", "ou bien", "ou alors", "soit", "sinon", "ou sinon"]);
    if !or && !all_filler(words, group.end, atom.start) {
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

fn join_days(words: &Words, group: &mut Group, atom: Atom, days: Days, today: Date) -> bool {
    let Some(held) = group.days else {
        // "à neuf heures et quart jeudi", "le matin, mercredi".
        if group.refused || atom.refused || days.shape == Shape::Vague || !all_filler(words, group.end, atom.start) {
            return false;
        }
        if group
            .hours
            .iter()
            .any(|(a, _)| matches!(a.kind, Kind::Hours(Hours { said: Said::Part { today: true, .. }, .. })))
        {
            return false;
        }
        group.days = Some(stretch(words, &atom, days, today));
        group.sense = atom.sense;
        group.end = atom.end;
        return true;
    };
    let or = gap_is(words, group.end, atom.start, &OR);
    let and_not = gap_is(words, group.end, atom.start, &["ni", "ou", "et"]);
    if group.refused {
        if and_not || (atom.refused && group.end == atom.start && words.bare(atom.start) == "ni") {
            return extend(group, atom, days, stretch(words, &atom, days, today));
        }
        return false;
    }
    if atom.refused || held.vague != (days.shape == Shape::Vague) {
        return false;
    }
    let touching = group.end == atom.start;
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
            touching || gap_is(words, group.end, atom.start, &["et"])
        }
        _ => false,
    };
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
        && atom.sense == group.sense
        && atom.sense == Before::Plain
        && match (held.last.shape, days.shape) {
            (Shape::Weekday(a), Shape::Weekday(b)) => a != b,
            (Shape::DayOfMonth(a), Shape::DayOfMonth(b)) => a < b,
            _ => false,
        };
    listed && extend(group, atom, days, fresh)
}

/// Adds days to a group: from the first to the second.
fn extend(group: &mut Group, atom: Atom, days: Days, fresh: Stretch) -> bool {
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
fn in_order(first: Days, from: Date, second: Days, today: Date) -> (Date, Date) {
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
fn months_shared(first: Days, from: Date, second: Days, today: Date) -> (Date, Date) {
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

impl Group {
    /// Half of the day said in this group.
    pub fn half(&self) -> Option<Half> {
        self.hours.iter().rev().find_map(|(a, _)| match a.kind {
            Kind::Hours(Hours { said: Said::Part { half, .. }, .. }) => Some(half),
            _ => None,
        })
    }

    /// What the group means; `half` is what was said elsewhere in the turn.
    pub fn when(&self, half: Option<Half>, today: Date) -> When {
        let (after, before) = self.window(self.half().or(half));
        let of_today = self
            .hours
            .iter()
            .any(|(a, _)| matches!(a.kind, Kind::Hours(Hours { said: Said::Part { today: true, .. }, .. })));
        let (from, to) = match self.days {
            Some(days) => (days.from, days.to),
            None if of_today => (Some(today), Some(today)),
            None => (None, None),
        };
        When { from, to, after, before }
    }

    fn window(&self, half: Option<Half>) -> (Option<Time>, Option<Time>) {
        let mut held: Option<Window> = None;
        for (atom, link) in &self.hours {
            let Kind::Hours(hours) = atom.kind else { continue };
            let Some(fresh) = window(hours.said, atom.sense, half, self.days.is_some()) else { continue };
            held = Some(match held {
                Some(h) => h.with(fresh, *link),
                None => fresh,
            });
        }
        held.map_or((None, None), |w| (w.after, w.before))
    }
}

#[derive(Clone, Copy, Debug)]
struct Window {
    after: Option<Time>,
    before: Option<Time>,
    /// Two of these are both meant ("le matin, pas avant dix heures"); two exact hours are a correction.
    loose: bool,
}

impl Window {
    fn with(self, fresh: Window, link: Link) -> Window {
        match link {
            Link::Instead => fresh,
            Link::Or => Window {
                after: self.after.zip(fresh.after).map(|(a, b)| a.min(b)),
                before: self.before.zip(fresh.before).map(|(a, b)| a.max(b)),
                loose: true,
            },
            Link::And if self.loose || fresh.loose => {
                let later = |a: Option<Time>, b: Option<Time>| a.max(b);
                let sooner = |a: Option<Time>, b: Option<Time>| match (a, b) {
                    (Some(a), Some(b)) => Some(a.min(b)),
                    (a, b) => a.or(b),
                };
                let both = Window {
                    after: later(self.after, fresh.after),
                    before: sooner(self.before, fresh.before),
                    loose: self.loose && fresh.loose,
                };
                match (both.after, both.before) {
                    (Some(a), Some(b)) if a > b => fresh,
                    _ => both,
                }
            }
            Link::And => fresh,
        }
    }
}

fn window(said: Said, sense: Before, half: Option<Half>, has_day: bool) -> Option<Window> {
    let loose = |after, before| Some(Window { after, before, loose: true });
    match said {
        Said::Part { after, before, half, .. } => match sense {
            Before::Refused | Before::InsteadOf if has_day => None,
            // "pas le matin": the rest of the day.
            Before::Refused if half == Half::Morning => loose(Some(before), None),
            Before::Refused => loose(None, Some(after)),
            Before::InsteadOf => None,
            Before::From => loose(Some(after), None),
            Before::After => loose(Some(before), None),
            Before::Until => loose(None, Some(after)),
            _ => loose(Some(after), Some(before)),
        },
        Said::Between(a, b) => {
            let (a, b) = a.resolve_both(b, half);
            if sense == Before::Refused {
                return None;
            }
            Some(Window { after: Some(a), before: Some(b), loose: false })
        }
        Said::Hour(clock) => hour_window(clock, sense, half),
    }
}

fn hour_window(clock: Clock, sense: Before, half: Option<Half>) -> Option<Window> {
    let t = clock.resolve(half);
    let loose = |after, before| Some(Window { after, before, loose: true });
    match sense {
        Before::Refused | Before::InsteadOf | Before::Since => None,
        Before::From | Before::After => loose(Some(t), None),
        Before::Until | Before::UpTo => loose(None, Some(t)),
        Before::About => Some(Window {
            after: Some(t.saturating_sub(30.minutes())),
            before: Some(t.saturating_add(30.minutes())),
            loose: false,
        }),
        _ => Some(Window { after: Some(t), before: Some(t), loose: false }),
    }
}
