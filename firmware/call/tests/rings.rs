//! When the box answers: with a number, or with a burst of ringing; never a caller who has left.
#![allow(clippy::unwrap_used)]

use huisclos_agenda::{Cabinet, Phone, Private};
use huisclos_call::{Call, CallerId, Command, Input, Output, Settings, Tick};
use jiff::civil::date;
use std::sync::Arc;

/// Facts at their times (the first burst is at 0); gives when the box goes off-hook.
fn answered_ms(handset_first_ms: u64, facts: Vec<(u64, Input)>) -> Option<u64> {
    let settings = Settings { handset_first_ms, ..Settings::default() };
    let mut call = Call::new(Arc::new(Cabinet::demo()), date(2026, 11, 23).at(9, 0, 0, 0), settings);
    let (mut now, mut facts) = (0, facts.into_iter().peekable());
    loop {
        let until = loop {
            match call.poll() {
                Output::Do(Command::Answer) => return Some(now),
                Output::Do(_) => {}
                Output::Wait(until) => break until.0,
                Output::Over => return None,
            }
        };
        match facts.next_if(|(at, _)| *at <= until) {
            Some((at, fact)) => {
                now = at;
                call.handle(Tick(now), fact);
            }
            None => {
                now = until;
                call.handle(Tick(now), Input::Passed);
            }
        }
    }
}

fn number() -> Input {
    Input::Rang(CallerId::Number(Private::new(Phone("+33612345678".into()))))
}

/// What the engine feeds at a burst: at the second one no number will come any more.
fn burst(at: u64, numbered: bool) -> Vec<(u64, Input)> {
    let unknown = (!numbered).then_some((at, Input::Rang(CallerId::Unavailable)));
    unknown.into_iter().chain([(at, Input::RangAgain)]).collect()
}

#[test]
fn it_answers_with_the_number_or_with_the_second_burst() {
    assert_eq!(answered_ms(0, vec![(2_600, number())]), Some(2_600));
    for period in [5_000, 6_000] {
        assert_eq!(answered_ms(0, burst(period, false)), Some(period), "within 6 s");
    }
}

#[test]
fn who_left_after_one_ring_is_not_answered() {
    // Bursts of 1, 1.5 and 2 s; abandonment is told 8 s after.
    for told in [9_000, 9_500, 10_000] {
        assert_eq!(answered_ms(0, vec![(told, Input::HungUp)]), None);
    }
    assert_eq!(answered_ms(0, vec![]), Some(13_000), "the twin: a line that tells nothing at all is answered");
}

#[test]
fn after_the_handset_rang_first_it_answers_with_a_burst() {
    let rings = |count: u64| {
        let again = (1..count).flat_map(|n| burst(5_000 * n, true));
        [(2_600, number())].into_iter().chain(again).collect::<Vec<_>>()
    };
    // 15 s from the number on: the burst at 20 s, for that at 15 s comes too early.
    assert_eq!(answered_ms(15_000, rings(9)), Some(20_000));
    // 10 s: the burst at 10 s is 2.6 s early, that at 15 s answers; 9 s: that at 10 s does.
    assert_eq!((answered_ms(10_000, rings(9)), answered_ms(9_000, rings(9))), (Some(15_000), Some(10_000)));
    // The caller left after the third ring, which is told when a fourth and fifth have not come.
    let mut left = rings(3);
    left.push((19_500, Input::HungUp));
    assert_eq!(answered_ms(15_000, left), None);
}
