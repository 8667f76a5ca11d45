//! Days said first that what follows draws into its week, its month or its bounds.

use super::join::{all_filler, gap_is};
use super::{Atom, Group, Stretch};
use crate::calendar::{date, in_week_of, plus, weekday_after};
use crate::day::{Days, Shape};
use crate::lead::Before;
use crate::role;
use crate::words::Words;
use jiff::civil::Date;

/// "un mardi en janvier", "un samedi matin la semaine prochaine": the weekday of the stretch said after it.
pub(super) fn placed(words: &Words, group: &Group, atom: &Atom, held: Stretch, days: Days) -> Option<Stretch> {
    let Shape::Weekday(day) = held.last.shape else { return None };
    let bare = held.from == held.to && held.last.end == held.last.at + 1 && words.back(held.last.at, 1) != "ce";
    let led = match atom.sense {
        Before::Plain | Before::Of => true,
        Before::To => words.bare(days.at) == "mois" && !role::moves_between(words, group.start),
        _ => false,
    };
    if !bare || !led || group.sense == Before::InsteadOf || !all_filler(words, group.end, atom.start) {
        return None;
    }
    let found = match days.shape {
        Shape::Week if plus(days.from, 7) > days.to => in_week_of(days.from, day),
        Shape::Month => weekday_after(plus(days.from, -1), day),
        _ => return None,
    };
    if !(days.from..=days.to).contains(&found) {
        return None;
    }
    let last = Days { from: found, to: found, until: found, shape: Shape::Day, ..days };
    Some(Stretch { from: Some(found), to: Some(found), vague: false, last })
}

/// "mardi ou jeudi de la semaine prochaine", "le 7, 8 ou 9 janvier": what was said first is drawn into the week or the
/// month of what follows.
pub(super) fn drawn(held: Stretch, days: Days) -> Stretch {
    let (Some(from), Some(to)) = (held.from, held.to) else { return held };
    match (held.last.shape, days.shape, days.week) {
        // "vendredi ou lundi de la semaine prochaine": that Friday comes before.
        (Shape::Weekday(_), _, Some(week)) if in_week_of(week, to.weekday()) < days.from => {
            let (a, b) = (in_week_of(week, from.weekday()), in_week_of(week, to.weekday()));
            Stretch { from: Some(a.min(b)), to: Some(a.max(b)), ..held }
        }
        (Shape::DayOfMonth(_), Shape::Day, _) if from < to => {
            let moved = |d: Date| date(days.from.year(), days.from.month(), d.day()).filter(|m| *m < days.from);
            match (moved(from), moved(to)) {
                (Some(from), Some(to)) if from < to => Stretch { from: Some(from), to: Some(to), ..held },
                _ => held,
            }
        }
        _ => held,
    }
}

/// "après mardi et avant vendredi": both bounds hold.
pub(super) fn bounded(words: &Words, group: &Group, atom: &Atom, held: Stretch, fresh: Stretch) -> Option<Stretch> {
    let lower = |s: Before| matches!(s, Before::From | Before::After);
    let upper = |s: Before| matches!(s, Before::Until | Before::UpTo);
    // "la semaine prochaine, à partir de mercredi": what is left of the stretch.
    let stretch = matches!(group.sense, Before::Plain | Before::Of | Before::To)
        && matches!(held.last.shape, crate::day::Shape::Week | crate::day::Shape::Month)
        && all_filler(words, group.end, atom.start);
    if let (true, Some(from), Some(to)) = (stretch, held.from, held.to) {
        let inside = |d: Option<Date>| d.filter(|d| (from..=to).contains(d));
        let low = if lower(atom.sense) { inside(fresh.from).map(|d| (d, to)) } else { None };
        let left = if upper(atom.sense) { inside(fresh.to).map(|d| (from, d)) } else { low };
        return left.map(|(a, b)| Stretch { from: Some(a), to: Some(b), vague: false, last: fresh.last });
    }
    let near = group.end == atom.start || gap_is(words, group.end, atom.start, &["et", "mais", "et puis", "mais bien"]);
    let (low, high) = match (group.sense, atom.sense) {
        (a, b) if lower(a) && upper(b) => (held, fresh),
        (a, b) if upper(a) && lower(b) => (fresh, held),
        _ => return None,
    };
    (near && low.from? <= high.to?).then_some(Stretch { from: low.from, to: high.to, vague: false, last: fresh.last })
}
