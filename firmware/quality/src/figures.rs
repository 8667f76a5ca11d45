//! The cabinet's figures over some days (feature W4).

use crate::compare::{ScriptRow, scripts};
use crate::judged::{Came, came};
use crate::link::{Link, Pair};
use crate::period::Period;
use crate::rate::Rate;
use crate::record::{CallRecord, Step};
use crate::spread::Spread;
use huisclos_call::Outcome;
use huisclos_speech::Intent;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A success rate under this is an alert (feature W4).
pub const SUCCESS_MIN: f64 = 0.8;

/// What the success rate says to whoever answers for the cabinet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alert {
    /// Not enough calls to judge it.
    TooFew,
    /// At or over [`SUCCESS_MIN`].
    Well,
    /// Under it, and chance alone may explain it: the interval reaches over the line.
    Doubtful,
    /// Under it, with the whole interval.
    Low,
}

/// The callers' marks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Marks {
    /// How many ones, twos … fives.
    pub counts: [usize; 5],
}

impl Marks {
    /// How many marks.
    #[must_use]
    pub fn n(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Their mean; `None` of none.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        let sum: usize = self.counts.iter().zip(1..).map(|(count, mark)| count * mark).sum();
        (self.n() > 0).then(|| sum as f64 / self.n() as f64)
    }

    fn of<'a>(calls: impl IntoIterator<Item = &'a CallRecord>) -> Self {
        let mut counts = [0; 5];
        for mark in calls.into_iter().filter_map(CallRecord::mark) {
            counts[usize::from(mark) - 1] += 1;
        }
        Self { counts }
    }
}

/// One day or week.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Its first day.
    pub day: Date,
    /// Every call, sales calls too.
    pub calls: usize,
    /// See [`Figures`].
    pub success: Rate,
    /// See [`Figures`].
    pub transfers: Rate,
    /// See [`Figures`].
    pub abandons: Rate,
    /// Lengths of the calls, in seconds.
    pub handling_s: Spread,
    /// Waits of the callers, in milliseconds.
    pub waits_ms: Spread,
    /// Marks.
    pub marks: Marks,
}

/// The figures of a period. `definition` says in French what each one is.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// Of which days.
    pub period: Period,
    /// Every call that came.
    pub calls: usize,
    /// Sales calls and wrong numbers among them: in no rate.
    pub filtered: usize,
    /// Calls that ended with a note of which it is not known any more what about: in no success rate.
    pub unknown: usize,
    /// The served, of those judged.
    pub success: Rate,
    /// Of all that counts, those that somebody of the cabinet spoke to.
    pub transfers: Rate,
    /// Of the calls for which the handset was rung, those nobody took.
    pub rung_in_vain: Rate,
    /// Of all that counts, those where the caller left with nothing.
    pub abandons: Rate,
    /// Where they left, the commonest step first; calls without a known course are not in it.
    pub steps: Vec<(Step, usize)>,
    /// Length of a call, in seconds.
    pub handling_s: Spread,
    /// Waits of the callers, in milliseconds.
    pub waits_ms: Spread,
    /// Marks.
    pub marks: Marks,
    /// Marks of a chat model, 1 to 5; none where none is installed.
    pub quality: Spread,
    /// Turns of which nothing was understood, of all turns.
    pub unclear: Rate,
    /// What callers wanted first, the commonest first; calls without a known course are not in it.
    pub wanted: Vec<(Intent, usize)>,
    /// Calls by weekday (Monday first) and hour of the first ring.
    pub hours: [[usize; 24]; 7],
    /// Day by day or week by week.
    pub points: Vec<Point>,
    /// What goes with what.
    pub links: Vec<Link>,
    /// Script by script.
    pub scripts: Vec<ScriptRow>,
}

impl Figures {
    /// The figures of these calls; what lies outside the period is left out.
    #[must_use]
    pub fn of(calls: &[CallRecord], period: Period) -> Self {
        let all: Vec<&CallRecord> = calls.iter().filter(|c| (period.from..=period.to).contains(&c.at.date())).collect();
        let counted: Vec<&CallRecord> = all.iter().copied().filter(|c| came(c) != Came::Filtered).collect();
        let mut hours = [[0; 24]; 7];
        for call in &all {
            let day = call.at.date().weekday().to_monday_zero_offset().unsigned_abs();
            hours[usize::from(day) % 7][usize::from(call.at.hour().unsigned_abs()) % 24] += 1;
        }
        let left = counted.iter().filter(|c| came(c) == Came::Abandoned).filter_map(|c| c.course.as_ref()?.left);
        let wanted = counted.iter().filter_map(|c| Some(c.course.as_ref()?.wanted));
        let turns = counted.iter().filter_map(|c| c.course.as_ref());
        let rung = counted.iter().filter(|c| c.course.as_ref().is_some_and(|course| course.rung > 0));
        Self {
            period,
            calls: all.len(),
            filtered: all.len() - counted.len(),
            unknown: counted.iter().filter(|c| came(c) == Came::Unknown).count(),
            success: success(&counted),
            transfers: transfers(&counted),
            rung_in_vain: Rate::of(rung, |c| !c.outcomes.contains(&Outcome::Transferred)),
            abandons: abandons(&counted),
            steps: commonest(left),
            handling_s: Spread::of(counted.iter().map(|c| c.seconds)),
            waits_ms: waits(&counted),
            marks: Marks::of(counted.iter().copied()),
            quality: Spread::of(counted.iter().filter_map(|c| c.quality())),
            unclear: turns.fold(Rate::default(), |rate, c| Rate {
                hits: rate.hits + usize::from(c.unclear.min(c.turns)),
                of: rate.of + usize::from(c.turns),
            }),
            wanted: commonest(wanted),
            hours,
            points: points(&all, period),
            links: Pair::ALL.map(|pair| Link::over(pair, counted.iter().copied())).to_vec(),
            scripts: scripts(counted.iter().copied()),
        }
    }

    /// What the success rate says.
    #[must_use]
    pub fn alert(&self) -> Alert {
        match (self.success.share(), self.success.interval()) {
            (Some(share), Some((_, high))) if self.success.is_sound() => match share {
                s if s >= SUCCESS_MIN => Alert::Well,
                _ if high >= SUCCESS_MIN => Alert::Doubtful,
                _ => Alert::Low,
            },
            _ => Alert::TooFew,
        }
    }

    /// Weekday (Monday is 0), hour and count of the busiest hours, the busiest first, at most `max`.
    #[must_use]
    pub fn busiest(&self, max: usize) -> Vec<(usize, usize, usize)> {
        let cells =
            self.hours.iter().enumerate().flat_map(|(d, row)| row.iter().enumerate().map(move |(h, n)| (d, h, *n)));
        let mut all: Vec<_> = cells.filter(|(.., n)| *n > 0).collect();
        all.sort_by_key(|(d, h, n)| (std::cmp::Reverse(*n), *d, *h));
        all.truncate(max);
        all
    }
}

fn success(counted: &[&CallRecord]) -> Rate {
    Rate::of(counted.iter().map(|c| came(c)).filter(|how| *how != Came::Unknown), |how| *how == Came::Served)
}

fn transfers(counted: &[&CallRecord]) -> Rate {
    Rate::of(counted, |c| c.outcomes.contains(&Outcome::Transferred))
}

fn abandons(counted: &[&CallRecord]) -> Rate {
    Rate::of(counted, |c| came(c) == Came::Abandoned)
}

fn waits(counted: &[&CallRecord]) -> Spread {
    Spread::of(counted.iter().flat_map(|c| &c.waits_ms).map(|ms| f64::from(*ms)))
}

fn points(all: &[&CallRecord], period: Period) -> Vec<Point> {
    let mut by_part: BTreeMap<Date, Vec<&CallRecord>> =
        period.parts().into_iter().map(|day| (day, Vec::new())).collect();
    for call in all {
        by_part.entry(period.part_of(call.at.date())).or_default().push(call);
    }
    by_part
        .into_iter()
        .map(|(day, all)| {
            let counted: Vec<&CallRecord> = all.iter().copied().filter(|c| came(c) != Came::Filtered).collect();
            Point {
                day,
                calls: all.len(),
                success: success(&counted),
                transfers: transfers(&counted),
                abandons: abandons(&counted),
                handling_s: Spread::of(counted.iter().map(|c| c.seconds)),
                waits_ms: waits(&counted),
                marks: Marks::of(counted),
            }
        })
        .collect()
}

/// Each value with how often it comes, the commonest first; equals as they first came.
fn commonest<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<(T, usize)> {
    let mut found: Vec<(T, usize)> = Vec::new();
    for value in values {
        match found.iter_mut().find(|(known, _)| *known == value) {
            Some((_, count)) => *count += 1,
            None => found.push((value, 1)),
        }
    }
    found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    found
}
