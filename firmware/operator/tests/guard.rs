//! The guard in simulated time: every death of the firmware, and every way back.
#![allow(clippy::unwrap_used)]

use huisclos_operator::{
    AGAIN_MS, FAILED_MS, Guard, MISSING_MS, Order, SOON_MS, Stand, TAKE_MS, Told, WELL_MS, WELL_MS_MAX,
};
use proptest::prelude::*;

/// The issue's own bound: from the firmware's last sign of life to a handset that works.
const JOINED_WITHIN_MS: u64 = 2_000;

/// A line, its guard, and a firmware that is driven by hand.
struct Bench {
    guard: Guard,
    now: u64,
    /// The channel is held by the firmware: a join fails while it is.
    held: bool,
    joins: u32,
    given_back: u32,
}

impl Bench {
    fn new() -> Self {
        Self { guard: Guard::new(1, 0), now: 0, held: false, joins: 0, given_back: 0 }
    }

    /// Time passes in steps of 10 ms; the firmware says `told` every 100 ms.
    fn pass(&mut self, ms: u64, told: Option<Told>) {
        for _ in 0..ms / 10 {
            self.now += 10;
            if let Some(told) = told
                && self.now.is_multiple_of(100)
            {
                // A channel is taken only when nobody has it.
                let taken = told == Told::Turning && !matches!(self.stand(), Stand::Joined);
                self.held |= taken;
                let said = if told == Told::Turning && !self.held { Told::Wanting } else { told };
                self.guard.heard(0, said, self.now);
            }
            while let Some(order) = self.guard.poll(self.now) {
                match order {
                    Order::Join(0) => {
                        self.guard.joined(0, !self.held, self.now);
                        self.joins += u32::from(!self.held);
                    }
                    Order::GiveBack(0) => self.given_back += 1,
                    other => panic!("{other:?}"),
                }
            }
        }
    }

    fn stand(&self) -> Stand {
        self.guard.stand(0).unwrap()
    }

    /// A box that has the line and has been well for long.
    fn well() -> Self {
        let mut bench = Self::new();
        bench.pass(20_000, Some(Told::Turning));
        assert_eq!(bench.stand(), Stand::Box);
        bench
    }

    fn killed(&mut self) {
        self.held = false;
    }
}

#[test]
fn before_the_firmware_is_up_the_handset_works() {
    let mut bench = Bench::new();
    bench.pass(MISSING_MS, None);
    assert_eq!((bench.stand(), bench.joins), (Stand::Box, 0), "it has its half second");
    bench.pass(JOINED_WITHIN_MS - MISSING_MS, None);
    assert_eq!(bench.stand(), Stand::Joined);
    // It comes up, asks, and gets the line; not before it has asked steadily.
    bench.pass(WELL_MS / 2, Some(Told::Wanting));
    assert_eq!(bench.stand(), Stand::Joined);
    bench.pass(WELL_MS, Some(Told::Turning));
    assert_eq!((bench.stand(), bench.given_back), (Stand::Box, 1));
}

#[test]
fn a_guard_that_starts_again_takes_nothing_from_a_box_that_is_well() {
    let mut bench = Bench { held: true, ..Bench::new() };
    bench.pass(60_000, Some(Told::Turning));
    assert_eq!((bench.stand(), bench.joins), (Stand::Box, 0));
}

#[test]
fn killed_the_line_is_joined_and_given_back_when_it_is_up_again() {
    let mut bench = Bench::well();
    let (joins, given) = (bench.joins, bench.given_back);
    bench.killed();
    bench.pass(JOINED_WITHIN_MS, None);
    assert_eq!((bench.stand(), bench.joins - joins), (Stand::Joined, 1));
    bench.pass(10 * WELL_MS, Some(Told::Turning));
    assert_eq!((bench.stand(), bench.given_back - given), (Stand::Box, 1));
}

#[test]
fn stopped_the_channel_is_held_until_it_is_dead_and_then_joined_at_once() {
    let mut bench = Bench::well();
    let joins = bench.joins;
    bench.pass(1_000, None);
    assert_eq!((bench.stand(), bench.joins - joins), (Stand::Joining, 0), "the kernel gives a channel to one only");
    // The firmware's own dead man's timer has killed it.
    bench.killed();
    bench.pass(AGAIN_MS + 10, None);
    assert_eq!((bench.stand(), bench.joins - joins), (Stand::Joined, 1));
}

#[test]
fn a_stall_that_ends_before_the_join_leaves_the_line_to_the_box() {
    let mut bench = Bench::well();
    let joins = bench.joins;
    bench.pass(MISSING_MS + 300, None);
    assert_eq!(bench.stand(), Stand::Joining);
    bench.pass(200, Some(Told::Turning));
    assert_eq!((bench.stand(), bench.joins - joins), (Stand::Box, 0));
    // A pause under the bound is no stall.
    for _ in 0..20 {
        bench.pass(MISSING_MS - 100, None);
        bench.pass(100, Some(Told::Turning));
    }
    assert_eq!((bench.stand(), bench.joins - joins), (Stand::Box, 0));
}

#[test]
fn who_talks_on_the_handset_is_not_cut_off() {
    let mut bench = Bench::well();
    bench.killed();
    bench.pass(1_000, None);
    bench.guard.in_use(0, true);
    bench.pass(600_000, Some(Told::Turning));
    assert_eq!(bench.stand(), Stand::Joined);
    bench.guard.in_use(0, false);
    bench.pass(200, Some(Told::Turning));
    assert_eq!(bench.stand(), Stand::Box);
}

#[test]
fn given_back_and_not_taken_it_is_joined_again() {
    let mut bench = Bench::well();
    bench.killed();
    bench.pass(1_000, None);
    // It asks and never takes: its card is broken.
    bench.pass(10 * WELL_MS_MAX, Some(Told::Wanting));
    assert!(bench.joins >= 2 && bench.given_back >= 2);
    // However long it goes on, the handset is dead for no longer than the time to take a line, once in a while.
    let (before, span) = (bench.given_back, 20 * WELL_MS_MAX);
    bench.pass(span, Some(Told::Wanting));
    assert!(u64::from(bench.given_back - before) <= span / WELL_MS_MAX + 1, "{}", bench.given_back - before);
    const { assert!(TAKE_MS * 10 <= WELL_MS_MAX) };
}

#[test]
fn a_line_whose_card_failed_is_the_handsets_although_the_firmware_lives() {
    let mut bench = Bench::well();
    let joins = bench.joins;
    bench.killed();
    bench.pass(JOINED_WITHIN_MS, Some(Told::Wanting));
    assert_eq!((bench.stand(), bench.joins - joins), (Stand::Joined, 1));
}

/// A loop that fails at every try: between two tries the handset has the line for long enough to be rung.
#[test]
fn a_line_whose_loop_fails_is_not_tried_again_at_once() {
    let mut bench = Bench::well();
    let mut waits = Vec::new();
    for _ in 0..3 {
        bench.killed();
        bench.guard.heard(0, Told::Failed, bench.now);
        bench.pass(100, Some(Told::Wanting));
        assert_eq!(bench.stand(), Stand::Joined, "at once: nothing is missing");
        let begin = bench.now;
        while bench.stand() != Stand::Box {
            bench.pass(100, Some(Told::Turning));
        }
        waits.push(bench.now - begin);
    }
    assert!(waits.is_sorted() && waits[0] + 200 >= FAILED_MS && waits[2] > 2 * FAILED_MS, "{waits:?}");
}

#[test]
fn a_firmware_that_falls_again_and_again_waits_longer_each_time() {
    let mut bench = Bench::well();
    let mut waits = Vec::new();
    for _ in 0..7 {
        bench.killed();
        bench.pass(1_000, None);
        let begin = bench.now;
        while bench.stand() != Stand::Box {
            bench.pass(100, Some(Told::Turning));
        }
        waits.push((bench.now - begin) / 1_000);
        bench.pass(2_000, Some(Told::Turning));
    }
    assert!(waits.is_sorted() && waits[0] <= 7 && *waits.last().unwrap() >= WELL_MS_MAX / 1_000, "{waits:?}");
    // Well for long, it is believed again.
    bench.pass(SOON_MS, Some(Told::Turning));
    bench.killed();
    bench.pass(1_000, None);
    bench.pass(WELL_MS + 300, Some(Told::Turning));
    assert_eq!(bench.stand(), Stand::Box);
}

#[test]
fn leaving_in_good_order_is_joined_at_once_and_costs_no_patience() {
    let mut bench = Bench::well();
    bench.killed();
    bench.guard.heard(0, Told::Leaving, bench.now);
    bench.pass(20, None);
    assert_eq!(bench.stand(), Stand::Joined);
    bench.pass(WELL_MS + 300, Some(Told::Turning));
    assert_eq!(bench.stand(), Stand::Box);
}

#[test]
fn lines_are_guarded_one_by_one() {
    let mut guard = Guard::new(2, 0);
    for now in (0..2_000).step_by(100) {
        guard.heard(0, Told::Turning, now);
        if let Some(order) = guard.poll(now) {
            assert_eq!(order, Order::Join(1));
            guard.joined(1, true, now);
        }
    }
    assert_eq!((guard.stand(0), guard.stand(1)), (Some(Stand::Box), Some(Stand::Joined)));
    guard.heard(7, Told::Turning, 2_000);
    assert_eq!(guard.stand(7), None, "a line of another board file");
}

#[test]
fn words_come_back_from_the_wire() {
    for told in [Told::Turning, Told::Wanting, Told::Leaving] {
        assert_eq!(Told::from_word(told.word()), Some(told));
    }
    assert_eq!(Told::from_word("dancing"), None);
}

proptest! {
    /// Whatever the firmware does, in whatever order: a dead firmware's handset works within two seconds, orders alternate,
    /// and nobody who talks is cut off.
    #[test]
    fn whatever_the_firmware_does(steps in proptest::collection::vec((0u8..5, 1u64..40), 1..60)) {
        let mut bench = Bench::new();
        for (what, tenths) in steps {
            let ms = tenths * 100;
            let before = (bench.joins, bench.given_back);
            match what {
                0 => bench.pass(ms, Some(Told::Turning)),
                1 => bench.pass(ms, Some(Told::Wanting)),
                2 => {
                    bench.killed();
                    bench.guard.heard(0, Told::Leaving, bench.now);
                    bench.pass(100, None);
                    prop_assert_eq!(bench.stand(), Stand::Joined);
                }
                3 => {
                    bench.killed();
                    bench.pass(JOINED_WITHIN_MS, None);
                    prop_assert_eq!(bench.stand(), Stand::Joined);
                }
                _ => {
                    if bench.stand() == Stand::Joined {
                        bench.guard.in_use(0, true);
                        bench.pass(ms, Some(Told::Wanting));
                        prop_assert_eq!(bench.stand(), Stand::Joined);
                        bench.guard.in_use(0, false);
                    }
                }
            }
            let (joins, given) = (bench.joins - before.0, bench.given_back - before.1);
            prop_assert!(joins.abs_diff(given) <= 1, "{joins} {given}");
        }
        // Dead for good: the handset works, for good.
        bench.killed();
        bench.pass(JOINED_WITHIN_MS, None);
        prop_assert_eq!(bench.stand(), Stand::Joined);
        let joins = bench.joins;
        bench.pass(60_000, None);
        prop_assert_eq!(bench.joins, joins);
    }
}

/// A loop that breaks at its first frame each time: the handset is without a line only while the box takes it.
#[test]
fn a_line_that_the_box_could_not_hold_is_the_handsets_at_once() {
    let mut bench = Bench::well();
    bench.killed(); // its channel is closed
    bench.pass(100, Some(Told::Failed));
    bench.pass(100, Some(Told::Wanting));
    assert_eq!(bench.stand(), Stand::Joined, "nothing is waited for");
    let mut waits = Vec::new();
    for _ in 0..6 {
        let begin = bench.now;
        while bench.stand() != Stand::Given {
            bench.pass(100, Some(Told::Wanting));
        }
        waits.push(bench.now - begin);
        bench.pass(100, Some(Told::Failed));
        assert_eq!(bench.stand(), Stand::Joined);
    }
    assert!(waits.windows(2).all(|pair| pair[1] + 200 >= pair[0]), "{waits:?}: it waits longer each time");
    assert!(waits.last().is_some_and(|wait| *wait >= WELL_MS_MAX / 2), "{waits:?}");
}
