//! The dates of a turn, one by one: days, hours and prepositions put together.

mod draw;
mod join;
mod window;

use crate::calendar::plus;
use crate::clause;
use crate::day::{Days, Shape, days_at};
use crate::hour::{Half, Hours, Said, hours_at};
use crate::lead::{
    Before, away_before, away_from, before, begins_before, busy_before, leaving_before, refused_after, refused_before,
};
use crate::meaning::When;
use crate::role;
use crate::words::Words;
use jiff::civil::{Date, Time};
use join::{join_days, join_hours, other_half};
use window::{Window, window};

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
    for (k, &atom) in atoms.iter().enumerate() {
        let mut atom = atom;
        // "…le vingt-sept, le vingt-huit j'ai l'inventaire": refused on its own.
        let next = atoms.get(k + 1).map_or(words.len(), |a| a.start);
        if matches!(atom.kind, Kind::Days(_)) && words.pause(atom.start) {
            atom.refused |= refused_after(words, atom.end, next);
        }
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
    for k in 1..count {
        let alone = out[k].days.is_none().then(|| out[k].hours.first().map(|(atom, _)| *atom)).flatten();
        if alone.is_some_and(|atom| other_half(words, &out[k - 1], &atom)) {
            out[k].hours.iter_mut().for_each(|(atom, _)| atom.sense = Before::Refused);
        }
    }
    for k in 0..count {
        let next = out.get(k + 1).map_or(words.len(), |g| g.start);
        // "vendredi j'ai une réunion qui finit à treize heures trente, donc à partir de quatorze heures": that Friday.
        let so = |at: usize| (1..=2).any(|n| matches!(words.back(at, n), "donc" | "alors" | "coup"));
        let goes_on = out[k].days.is_some()
            && out[k + 1..].iter().all(|g| g.days.is_none())
            && out[k + 1..].iter().any(|g| so(g.start) || g.hours.iter().any(|(atom, _)| so(atom.start)));
        // "pas avant lundi, je travaille": why not before.
        let bound = matches!(out[k].sense, Before::From | Before::After | Before::Until | Before::UpTo)
            && words.are(out[k].end, "je travaille");
        if !goes_on && !bound && refused_after(words, out[k].end, next) {
            out[k].refused = true;
            // "le matin je ne peux pas" is "pas le matin".
            if out[k].days.is_none() && !out[k].of_today() {
                out[k].hours.iter_mut().for_each(|(atom, _)| atom.sense = Before::Refused);
            }
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
            // What the date before has taken says nothing of this one: "la semaine d'après, le jeudi".
            let vague = |a: &Atom| matches!(a.kind, Kind::Days(d) if d.shape == Shape::Vague);
            if start < floor && days.at >= floor && !out.last().is_some_and(vague) {
                sense = Before::Plain;
            }
            let mut end = days.end.max(at + 1);
            end += words.first_of(end, &["toute la journee"]);
            if let (Some((after, used)), false) = (after_days(words, end), days.shape == Shape::Reach) {
                sense = after;
                end += used;
            }
            if matches!(sense, Before::Plain | Before::To) {
                sense = leaving_before(words, start).unwrap_or(sense);
            }
            let greeting = matches!(words.back(days.at, 1), "bon" | "bonne" | "bonnes" | "joyeux" | "joyeuses");
            if !matches!(sense, Before::Since) && days.shape != Shape::Impossible && !greeting {
                // "une bronchite en mars, mercredi": no Wednesday of March.
                let over = days.shape == Shape::Month && clause::happened(words, start, end, true);
                base = (!over).then_some(days);
                let start = start.max(floor);
                // "je peux pas, vendredi plutôt": wished after all.
                let rather = words.bare(end) == "plutot" && (end + 1 >= words.len() || words.pause(end + 1));
                if rather && sense == Before::Refused {
                    sense = Before::Plain;
                }
                let refused = matches!(sense, Before::Refused | Before::InsteadOf)
                    || !rather && sense != Before::UpTo && refused_before(words, start);
                out.push(Atom { kind: Kind::Days(days), sense, start, end, refused });
            } else if sense == Before::Since {
                // "depuis hier soir": its part of the day goes with it.
                end +=
                    words.first_of(end, &["matin", "midi", "apresmidi", "soir", "dans la nuit", "au soir", "au matin"]);
            }
            at = end;
        } else if let Some(hours) =
            hours_at(words, at, !role::moves_between(words, at)).or_else(|| corrected_hour(words, at, out.last()))
        {
            let exact = !matches!(hours.said, Said::Part { .. } | Said::Bound { .. });
            let (mut sense, start) = before(words, hours.at, exact);
            let mut end = hours.end.max(at + 1);
            if let Some((after, used)) = after_hours(words, end) {
                sense = after;
                end += used;
            }
            let until = matches!(sense, Before::To | Before::UpTo | Before::About | Before::Plain);
            if exact && until && busy_before(words, start) {
                sense = Before::After;
            } else if exact && until && begins_before(words, start) {
                sense = Before::Until;
            }
            // "le neuf je suis de soir": how one works.
            let shift = !exact
                && matches!(words.back(hours.at, 1), "de" | "d")
                && matches!(words.back(hours.at, 2), "suis" | "est" | "sommes" | "bosse" | "travaille");
            if sense != Before::Since && !shift {
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

/// "à dix heures, ou plutôt onze": a number in the place of the hour just said.
fn corrected_hour(words: &Words, at: usize, last: Option<&Atom>) -> Option<Hours> {
    let last = last.filter(|a| matches!(a.kind, Kind::Hours(Hours { said: Said::Hour(_), .. })))?;
    let gap =
        ["ou plutot", "ou plutot a", "non", "non plutot", "enfin plutot", "ou", "pardon", "plutot", "euh non", "enfin"];
    let between = gap.iter().any(|p| words.are(last.end, p) && last.end + p.split(' ').count() == at);
    let ends = |k: usize| k >= words.len() || words.pause(k);
    // "je dépose le grand à huit heures trente, je peux être là à neuf".
    let there = words.back(at, 1) == "a" && at < last.end + 8 && (last.end..at).any(|k| words.bare(k) == "peux");
    (between || there).then(|| crate::hour::bare_hour(words, at)).flatten().filter(|h| ends(h.end))
}

/// "vendredi au plus tard", "lundi au plus tôt".
fn after_days(words: &Words, at: usize) -> Option<(Before, usize)> {
    let up_to = words.first_of(
        at,
        &[
            "au plus tard",
            "dernier delai",
            "maximum",
            "grand maximum",
            "au maximum",
            "dernier carat",
            "maxi",
            "grand maxi",
            "ou avant",
            "ou plus tot",
        ],
    );
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
        &[
            "au plus tard",
            "dernier delai",
            "maximum",
            "grand maximum",
            "au maximum",
            "maxi",
            "grand maxi",
            "ou avant",
            "ou plus tot",
        ],
    );
    if up_to > 0 {
        return Some((Before::UpTo, up_to));
    }
    // "il faut que je sois dehors à quinze heures trente, donc avant".
    let so = words.first_of(at, &["donc", "alors", "du coup", "plutot"]);
    let last = at + so + 1 >= words.len() || words.pause(at + so + 1);
    match words.bare(at + so) {
        "avant" if so > 0 && last => return Some((Before::Until, so + 1)),
        "apres" if so > 0 && last => return Some((Before::After, so + 1)),
        _ => {}
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
        Before::From if away_from(words, atom.start) && days.from > today => (Some(today), Some(plus(days.from, -1))),
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

impl Group {
    /// Half of the day said in this group.
    pub fn half(&self) -> Option<Half> {
        self.hours.iter().rev().find_map(|(a, _)| match a.kind {
            Kind::Hours(Hours { said: Said::Part { half, .. }, .. }) => Some(half),
            _ => None,
        })
    }

    /// "ce soir", "cet après-midi": today, though no day is named.
    pub fn of_today(&self) -> bool {
        self.hours
            .iter()
            .any(|(a, _)| matches!(a.kind, Kind::Hours(Hours { said: Said::Part { today: true, .. }, .. })))
    }

    /// What the group means; `half` is what was said elsewhere in the turn.
    pub fn when(&self, half: Option<Half>, today: Date) -> When {
        let (after, before) = self.window(self.half().or(half));
        let of_today = self.of_today();
        let (from, to) = match self.days {
            Some(days) => (days.from, days.to),
            None if of_today => (Some(today), Some(today)),
            None => (None, None),
        };
        When { from, to, after, before }
    }

    fn window(&self, half: Option<Half>) -> (Option<Time>, Option<Time>) {
        let mut held: Option<Window> = None;
        // "en fin d'après-midi, après l'école": the hour said outweighs the school's.
        let bound = |hours: &Hours| matches!(hours.said, Said::Bound { after: Some(t), .. } if t.hour() > 12);
        let firm = self.hours.iter().any(|(a, _)| matches!(&a.kind, Kind::Hours(h) if !bound(h)));
        for (atom, link) in &self.hours {
            let Kind::Hours(hours) = atom.kind else { continue };
            if firm && bound(&hours) {
                continue;
            }
            let Some(fresh) = window(hours.said, atom.sense, half, self.days.is_some()) else { continue };
            held = Some(match held {
                Some(h) => h.with(fresh, *link),
                None => fresh,
            });
        }
        held.map_or((None, None), |w| (w.after, w.before))
    }
}
