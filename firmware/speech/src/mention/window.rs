//! The window of the day that one hour, or several together, leave open.

use super::Link;
use crate::hour::{Clock, Half, Said};
use crate::lead::Before;
use jiff::ToSpan;
use jiff::civil::Time;

#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) after: Option<Time>,
    pub(super) before: Option<Time>,
    /// Two of these are both meant ("le matin, pas avant dix heures"); two exact hours are a correction.
    loose: bool,
}

impl Window {
    pub(super) fn with(self, fresh: Window, link: Link) -> Window {
        match link {
            Link::Instead => fresh,
            Link::Or => Window {
                after: self.after.zip(fresh.after).map(|(a, b)| a.min(b)),
                before: self.before.zip(fresh.before).map(|(a, b)| a.max(b)),
                loose: true,
            },
            // "pas avant dix-huit heures, dix-huit heures": the bound said again.
            Link::And
                if self.loose
                    && !fresh.loose
                    && self.before.is_none()
                    && self.after == fresh.after
                    && fresh.after == fresh.before =>
            {
                self
            }
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
                    // "elle est là de quatorze à seize heures, après seize heures ce serait bien".
                    (Some(a), Some(b)) if a == b && self.after != self.before && fresh.after != fresh.before => fresh,
                    _ => both,
                }
            }
            Link::And => fresh,
        }
    }
}

pub(super) fn window(said: Said, sense: Before, half: Option<Half>, has_day: bool) -> Option<Window> {
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
        Said::Bound { .. } if sense == Before::Refused => None,
        Said::Bound { after, before } => loose(after, before),
    }
}

pub(super) fn hour_window(clock: Clock, sense: Before, half: Option<Half>) -> Option<Window> {
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
