//! Programs that play callers by `listening.asking`: one answer for each question, whatever its order.

mod bench;

use bench::books::Books;
use bench::{Bench, Handset};
use huisclos_agenda::{Cabinet, Slot};
use huisclos_call::{Outcome, Settings};
use huisclos_speech::{Asking, understand};
use jiff::civil::{DateTime, date};
use std::sync::Arc;

/// Turns after which such a caller gives up.
const TURNS_MAX: usize = 40;

const SOPHIE: &[(Asking, &str)] = &[
    (Asking::Consent, "oui"),
    (Asking::Motif, "pour une consultation"),
    (Asking::Practitioner, "avec le docteur Martin"),
    (Asking::Date, "jeudi matin"),
    (Asking::LastName, "Garnier, G A R N I E R"),
    (Asking::FirstName, "Sophie"),
    (Asking::BirthDate, "le douze mars 1964"),
    (Asking::Phone, "06 12 34 56 78"),
    (Asking::Slot, "le premier"),
    (Asking::Confirm, "oui"),
    (Asking::Choice, "le premier"),
    (Asking::Other, "non merci, au revoir"),
];

fn books(known: bool) -> Books {
    let mut books = Books::default();
    if known {
        let id = books.add_patient("Garnier", "Sophie", date(1964, 3, 12), Some("+33612345678"), true, true);
        let start = date(2026, 11, 24).at(9, 0, 0, 0);
        let slot = Slot { start, minutes: 15, practitioner: "martin".into(), motif: "consultation".into() };
        books.add_appointment(id, slot);
    }
    books
}

fn check(open: &str, from: Option<&str>, known: bool, handset: Handset, expect: Outcome) {
    let now: DateTime = date(2026, 11, 23).at(9, 0, 0, 0);
    let mut books = books(known);
    let mut bench = Bench::new(Arc::new(Cabinet::demo()), &mut books, now, Settings::default(), handset);
    bench.rings_in(from);
    let mut asked = Vec::new();
    for _ in 0..TURNS_MAX {
        bench.run();
        if bench.over || bench.joined() {
            break;
        }
        let asking = bench.ear.unwrap_or_default();
        asked.push(asking.word());
        let text = SOPHIE.iter().find(|(a, _)| *a == asking).map_or(open, |(_, t)| *t);
        let meaning = understand(text, asking, now, &Cabinet::demo(), None);
        bench.caller_says(text, meaning, 0.9);
    }
    if !bench.over {
        bench.caller_hangs_up();
    }
    let outcome = bench.call.outcome();
    assert_eq!(outcome, expect, "« {open} » from {from:?}: asked {asked:?}\n{:#?}", bench.said_since(0));
    assert!(asked.len() <= 14, "{} turns for « {open} »: {asked:?}", asked.len());
    assert!(bench.silence_ms_max <= 3_000, "{} ms of silence", bench.silence_ms_max);
}

#[test]
fn whoever_answers_what_is_asked_gets_what_they_called_for() {
    let known = Some("+33612345678");
    let unknown = Some("+33699999999");
    let open = "Bonjour, je voudrais un rendez-vous avec le docteur Martin jeudi matin";
    for from in [known, unknown, None] {
        for known in [false, true] {
            check(open, from, known, Handset::Absent, Outcome::Booked);
            check("je voudrais une consultation", from, known, Handset::Absent, Outcome::Booked);
        }
        check("je voudrais annuler mon rendez-vous de demain", from, true, Handset::Absent, Outcome::Cancelled);
        check("je voudrais déplacer mon rendez-vous de demain", from, true, Handset::Absent, Outcome::Moved);
        check("à quelle heure est mon rendez-vous", from, true, Handset::Absent, Outcome::Confirmed);
        check("je voudrais les résultats de ma prise de sang", from, true, Handset::Absent, Outcome::Noted);
        check("je voudrais parler à la secrétaire", from, true, Handset::Absent, Outcome::Noted);
        check("je voudrais parler à la secrétaire", from, true, Handset::Busy, Outcome::Noted);
        check("je voudrais parler à la secrétaire", from, true, Handset::Answers, Outcome::Transferred);
        check("à quelle heure vous ouvrez le samedi", from, false, Handset::Absent, Outcome::Informed);
        check("mon mari a une douleur dans la poitrine", from, false, Handset::Absent, Outcome::Emergency);
        check("bonjour, je vous appelle pour vos panneaux solaires", from, false, Handset::Absent, Outcome::Filtered);
    }
}

/// The twin: an outcome that was not called for fails the check.
#[test]
#[should_panic(expected = "asked")]
fn what_was_not_called_for_is_seen() {
    check("à quelle heure vous ouvrez le samedi", None, false, Handset::Absent, Outcome::Booked);
}
