//! Who is expected reaches the recogniser with every turn of a call, whatever is asked: the store is asked once, by the
//! number that calls, and a store that fails costs the call nothing.
#![allow(clippy::unwrap_used)]

mod rig;

use huisclos_agenda::{Phone, Private};
use huisclos_ports::{CallerId, Expected, Nearness, What, chances};
use huisclos_speech::Asking;
use rig::{Ear, call_from, recording};

fn people() -> Vec<Expected> {
    let who = |last: &str, nearness| Expected {
        last_name: Private::new(last.into()),
        first_name: Private::new("Anne".into()),
        nearness,
    };
    vec![who("Kerguelen", Nearness::Number), who("Madec", Nearness::Card)]
}

/// Questions with the names that the recogniser was then told of, and how much of each.
fn check(from: CallerId, expected: Option<Vec<Expected>>, says: &'static str, sees: usize) {
    let ear = Ear::of(says);
    let told = ear.told.clone();
    let number = match &from {
        CallerId::Number(number) => Some(number.clone()),
        _ => None,
    };
    let (_, reports, asked) = call_from(from, expected, ear, recording("01-open.wav"));
    assert_eq!(*asked.lock().unwrap(), [number], "the store is asked once, by the number");
    assert!(reports.iter().any(|r| matches!(r.what, What::Understood { .. })), "the call goes on");
    let told = told.lock().unwrap();
    assert!(!told.is_empty() && told.iter().all(|(_, people)| people.len() == sees));
    for (asking, people) in told.iter() {
        let sum: f32 = chances(people, *asking).iter().map(|(_, chance)| chance).sum();
        assert!(*asking != Asking::Open || sees == 0 || (0.001..0.1).contains(&sum), "{asking:?}: {sum}");
    }
}

const BOOK: &str = "bonjour je voudrais un rendez-vous jeudi matin";

#[test]
fn whoever_is_expected_is_told_to_the_recogniser_with_every_turn() {
    let number = CallerId::Number(Private::new(Phone("+33612345678".into())));
    check(number, Some(people()), BOOK, 2);
    check(CallerId::Withheld, Some(people()), BOOK, 2);
}

#[test]
fn a_store_that_fails_costs_the_call_nothing() {
    check(CallerId::Withheld, None, BOOK, 0);
}
