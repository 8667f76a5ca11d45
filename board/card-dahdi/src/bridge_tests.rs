//! The guard's wire in simulated time, on played channels.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::played::Played;

struct Bench {
    wire: Wire<Played>,
    line: Played,
    handset: Played,
}

impl Bench {
    fn new(lifted: bool) -> Self {
        let (line, handset) = (Played::new(1), Played::new(9));
        handset.with(|inner| inner.off_hook = lifted);
        let wire = Wire::new(line.clone(), handset.clone()).unwrap();
        let mut bench = Self { wire, line, handset };
        bench.pass(500);
        assert!(!bench.joined(), "the exchange would take so short an on-hook for the R key");
        bench.pass(500);
        if !lifted {
            bench.handset.did();
        }
        bench
    }

    fn pass(&mut self, ms: u64) -> bool {
        (0..ms / FRAME_MS).map(|_| self.wire.turn().unwrap()).last().unwrap_or(false)
    }

    fn joined(&self) -> bool {
        self.line.with(|i| i.sends) == Some(9) && self.handset.with(|i| i.sends) == Some(1)
    }
}

#[test]
fn a_lifted_handset_has_the_line_at_once_and_gives_it_back() {
    let mut bench = Bench::new(true);
    assert!(bench.joined() && bench.pass(100), "lifted when the guard came");
    bench.handset.happens(Event::OnHook);
    assert!(!bench.pass(20));
    assert!(!bench.joined());
    assert_eq!(bench.line.did().last().unwrap(), "On");
    bench.handset.happens(Event::RingOffHook);
    assert!(bench.pass(20) && bench.joined(), "and again");
}

#[test]
fn the_handset_rings_as_the_line_does_and_stops_with_it() {
    let mut bench = Bench::new(false);
    for _ in 0..2 {
        bench.line.happens(Event::RingBegan);
        assert!(bench.pass(1_500), "in use: the box does not get the line now");
        bench.line.happens(Event::RingOffHook);
        bench.pass(3_500);
    }
    assert_eq!(bench.handset.did().iter().filter(|did| did.contains("Ring")).count(), 4);
    assert_eq!(bench.handset.with(|i| i.sends), Some(1), "the number reaches its display");
    assert!(bench.line.with(|i| i.sends).is_none(), "nothing goes out while it is on its hook");
    assert!(!bench.pass(10_000), "the caller gave up");
    assert!(bench.handset.with(|i| i.sends).is_none());
    bench.line.happens(Event::RingBegan);
    bench.pass(500);
    bench.handset.happens(Event::RingOffHook);
    bench.pass(20);
    assert!(bench.joined(), "taken in the middle of a ring");
}

/// The guard opens the channels in the middle of a burst: the kernel tells of its end alone.
#[test]
fn a_ring_under_way_when_the_guard_comes_is_heard() {
    let mut bench = Bench::new(false);
    bench.line.happens(Event::RingOffHook);
    bench.pass(20);
    assert_eq!(bench.handset.did(), ["Ring"]);
}

#[test]
fn a_caller_who_leaves_leaves_the_busy_tone() {
    let mut bench = Bench::new(true);
    bench.line.happens(Event::OnHook);
    bench.pass(20);
    assert!(!bench.joined());
    assert!(bench.handset.did().contains(&"tone Some(Busy)".to_string()));
}

#[test]
fn the_r_key_passes() {
    let mut bench = Bench::new(true);
    bench.line.did();
    bench.handset.happens(Event::Flashed);
    bench.pass(20);
    assert_eq!(bench.line.did(), ["Flash"]);
}
