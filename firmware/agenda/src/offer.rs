//! Which slots to say: two at most, good, and really different.

use crate::booking::Slot;
use crate::ids::{MotifId, PractitionerId};
use crate::slots::Agenda;
use crate::wish::Wish;
use jiff::civil::{Date, Time};

/// Slots told at once: nobody keeps three hours in mind on the telephone.
pub const OFFERS_MAX: usize = 2;
/// When nothing suits, being a day off weighs as much as being this many minutes off in the same day: half a day.
const DAY_WEIGHS_MIN: u32 = 240;
/// Two slots of the same half day are really different from two hours apart.
const APART_MIN: i64 = 120;
/// Where the morning ends when half days are compared.
const NOON: Time = Time::constant(13, 0, 0, 0);

/// What is to be offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask<'a> {
    /// Who may take the patient, the preferred first (`Cabinet::practitioners_for`, or the one that was named).
    pub practitioners: &'a [PractitionerId],
    /// For what.
    pub motif: &'a MotifId,
    /// When.
    pub wish: Wish,
    /// What was offered before and refused: never offered again, and its half days only when nothing else is left.
    pub refused: &'a [Slot],
}

/// What to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// At most [`OFFERS_MAX`], the best first; empty when nothing is free up to the horizon.
    pub slots: Vec<Slot>,
    /// False when nothing suited the wish and these are only the nearest.
    pub suits: bool,
}

impl Agenda<'_> {
    /// The earliest slot that suits, and another of another half day, day or practitioner; when none suits, the nearest
    /// to the wish and another half day. An exact hour that is free on the one wished day is offered alone; one that is
    /// taken gives the two nearest hours, before and after: who names an hour has a reason for it.
    #[must_use]
    pub fn offer(&self, ask: &Ask<'_>) -> Offer {
        let suiting = self.candidates(ask, &ask.wish);
        if !suiting.is_empty() {
            let alone = ask.wish.exact().is_some() && ask.wish.to == Some(ask.wish.from);
            let mut slots = two_of(suiting, ask.refused, likeness, |_| 0);
            slots.truncate(if alone { 1 } else { OFFERS_MAX });
            return Offer { slots, suits: true };
        }
        // Every hour of every day up to the horizon, nearest to the wish first.
        let anything = self.candidates(ask, &Wish::from_day(self.now.date()));
        let off = |slot: &Slot| {
            let days = ask.wish.days_off(slot.start.date());
            days.saturating_mul(DAY_WEIGHS_MIN).saturating_add(ask.wish.minutes_off(slot.start.time()))
        };
        let alike = if ask.wish.exact().is_some() { same_hour } else { likeness };
        Offer { slots: two_of(anything, ask.refused, alike, off), suits: false }
    }

    /// Free slots of all the practitioners, refused ones left out; the preferred practitioner's first at equal hours.
    fn candidates(&self, ask: &Ask<'_>, wish: &Wish) -> Vec<Slot> {
        let mut found: Vec<Slot> = ask
            .practitioners
            .iter()
            .flat_map(|p| self.free(p, ask.motif, wish))
            .filter(|slot| !ask.refused.iter().any(|r| r.start == slot.start && r.practitioner == slot.practitioner))
            .collect();
        found.sort_by_key(|slot| slot.start); // stable: practitioners stay in the order of preference
        found
    }
}

/// The best candidate and the best really different one, by (`half day refused before`, `off`, order).
fn two_of(
    candidates: Vec<Slot>,
    refused: &[Slot],
    alike: fn(&Slot, &Slot) -> u8,
    off: impl Fn(&Slot) -> u32,
) -> Vec<Slot> {
    let stale = |slot: &Slot| refused.iter().any(|r| half_day(r) == half_day(slot));
    let Some(first) = candidates.iter().min_by_key(|slot| (stale(slot), off(slot))).cloned() else {
        return Vec::new();
    };
    let second = candidates
        .iter()
        .filter(|slot| **slot != first)
        .min_by_key(|slot| (alike(slot, &first), stale(slot), off(slot)))
        .cloned();
    std::iter::once(first).chain(second).collect()
}

fn half_day(slot: &Slot) -> (Date, bool) {
    (slot.start.date(), slot.start.time() >= NOON)
}

/// 1 for the same hour with somebody else.
fn same_hour(a: &Slot, b: &Slot) -> u8 {
    u8::from(a.start == b.start)
}

/// 0 for really different slots, more for ones that a caller would call the same.
fn likeness(a: &Slot, b: &Slot) -> u8 {
    let apart = a.start.duration_since(b.start).as_mins().abs() >= APART_MIN;
    match (half_day(a) == half_day(b), a.practitioner == b.practitioner) {
        (false, _) => 0,
        (true, _) if apart => 1,
        // The same hour with somebody else is a choice of person, not of hour.
        (true, false) if a.start != b.start => 1,
        (true, false) => 2,
        (true, true) => 3,
    }
}
