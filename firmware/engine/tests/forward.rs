//! A caller who asks for somebody, on a line that can hand them to another number, in simulated time.
#![allow(clippy::unwrap_used)]

mod rig;

use huisclos_agenda::{Phone, Private};
use huisclos_board_sim::{Dialled, Handset, Settings as LineSettings};
use huisclos_call::Settings;
use huisclos_ports::{By, Outcome, Report, What};
use rig::{Ear, at, call_on, recording, said};

const HUMAN: &str = "je voudrais parler au secrétariat s'il vous plaît";

fn forwarded(dialled: Dialled) -> (Outcome, Vec<Report>) {
    let line = LineSettings { handset: Handset::Busy, dialled, ..LineSettings::default() };
    let to = Some(Private::new(Phone("+33123456789".into())));
    let settings = Settings { forward_to: to, ..Settings::default() };
    let (ended, reports, _) = call_on(line, settings, Ear::of(HUMAN), recording("01-open.wav"), Box::new(|_, _| {}));
    (ended.outcome, reports)
}

#[test]
fn when_it_rings_there_the_box_leaves_the_two_together() {
    let (outcome, reports) = forwarded(Dialled::Answers);
    assert_eq!(outcome, Outcome::Transferred);
    let told = said(&reports, "Je transfère votre appel")[0];
    let left = at(&reports, |what| matches!(what, What::HungUp { by: By::Us })).unwrap();
    assert!(left > told + 3_000, "the sentence, then the ring there: {told} {left}");
    assert!(said(&reports, "message").iter().all(|at| *at < told), "nothing more is said");
}

#[test]
fn when_it_does_not_the_caller_is_taken_back_and_asked_for_a_message() {
    let (outcome, reports) = forwarded(Dialled::Busy);
    assert_ne!(outcome, Outcome::Transferred);
    let told = said(&reports, "Je transfère votre appel")[0];
    let back = said(&reports, "Personne ne peut vous répondre");
    assert_eq!(back.len(), 1, "{back:?}");
    assert!(back[0] > told);
    assert_eq!(said(&reports, "Je transfère votre appel").len(), 1, "once a call");
}
