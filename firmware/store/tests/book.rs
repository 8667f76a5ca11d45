//! What the store does, operation by operation.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Place, identity, now, quarter, slot, someone};
use huisclos_agenda::{
    AppointmentId, CallId, MadeBy, Note, NoteId, NoteReason, PatientId, Phone, Priority, Private, Status,
};
use huisclos_call::{Channel, Consent, ForPatient, Query, Reply};
use huisclos_ports::{CallRecord, Course, Leftovers as _, Outcome, Step, Store as _};
use huisclos_speech::{Answer, Asking, Intent};
use huisclos_store::{BookError, ConsentGiven, Error, Measure};
use jiff::ToSpan;
use jiff::civil::date;

#[test]
fn a_card_is_found_by_number_and_by_name_however_spelled() {
    let place = Place::new();
    let store = place.open();
    let made =
        store.add_or_update_patient(&identity("Lefèvre-Dupré", "Marie-Claude", 1964, Some("+33612345678"))).unwrap();
    assert!(made.made);
    let check = |last: &str, first: &str, year, found: bool| {
        let cards = store.find_patient(&identity(last, first, year, None), now()).unwrap();
        assert_eq!(
            cards.iter().map(|c| c.id).collect::<Vec<_>>(),
            if found { vec![made.id] } else { vec![] },
            "{last}"
        );
    };
    check("LEFEVRE DUPRE", "marie claude", 1964, true);
    check("lefevredupré", "Marie", 1964, true);
    check("Lefèvre", "Marie-Claude", 1964, false);
    check("Lefèvre-Dupré", "Marie-Claude", 1965, false);
    check("Lefèvre-Dupré", "Paul", 1964, false);
    let by_phone = |n: &str| store.find_patient_by_phone(&Private::new(Phone(n.into())), now()).unwrap().len();
    assert_eq!((by_phone("+33612345678"), by_phone("+33612345679")), (1, 0));
    // The same person again, another number and a shorter first name: one card, the new number, the old first name.
    let again = store.add_or_update_patient(&identity("LEFEVRE DUPRE", "Marie", 1964, Some("+33700000000"))).unwrap();
    assert_eq!((again.id, again.made), (made.id, false));
    assert_eq!((by_phone("+33612345678"), by_phone("+33700000000")), (0, 1));
    let card = store.patient(made.id, now()).unwrap();
    assert!(card.identity.first_name.matches(|n| n == "Marie-Claude"));
    assert!(card.identity.last_name.matches(|n| n == "LEFEVRE DUPRE"));
    // Without a number, the one on the card stays.
    store.add_or_update_patient(&identity("Lefèvre-Dupré", "Marie-Claude", 1964, None)).unwrap();
    assert_eq!(by_phone("+33700000000"), 1);
    assert!(matches!(store.patient(PatientId(7), now()), Err(Error::UnknownPatient)));
}

#[test]
fn a_name_written_by_ear_finds_its_card_and_homonyms_stay_apart() {
    let place = Place::new();
    let store = place.open();
    let add =
        |last: &str, first: &str, year| store.add_or_update_patient(&identity(last, first, year, None)).unwrap().id;
    let dupont = add("Dupont", "Philippe", 1964);
    let renaud = add("Renaud", "Anne", 1970);
    let check = |last: &str, first: &str, year, expect: &[PatientId]| {
        let found = store.find_patient(&identity(last, first, year, None), now()).unwrap();
        assert_eq!(found.iter().map(|c| c.id).collect::<Vec<_>>(), expect, "{last} {first} {year}");
    };
    for (last, first) in [("Dupond", "Philippe"), ("DUPOND", "filippe"), ("Duppont", "Philipe")] {
        check(last, first, 1964, &[dupont]);
    }
    check("Renault", "Anne", 1970, &[renaud]);
    // By ear is not by guess: another birth date, another first name, another sound.
    check("Dupond", "Philippe", 1965, &[]);
    check("Dupond", "Anne", 1964, &[]);
    check("Durand", "Philippe", 1964, &[]);
    // Somebody who bears the other spelling is somebody else: each is found by their own.
    let dupond = add("Dupond", "Philippe", 1964);
    assert_ne!(dupond, dupont);
    check("Dupond", "Philippe", 1964, &[dupond]);
    check("dupont", "philippe", 1964, &[dupont]);
    // Homonyms, for a person to choose from; and everybody of one birth date.
    let older = add("Dupont", "Jeanne", 1930);
    let ids = |found: Vec<huisclos_agenda::Patient>| {
        let mut ids: Vec<PatientId> = found.into_iter().map(|c| c.id).collect();
        ids.sort();
        ids
    };
    let mut all = vec![dupont, dupond, older];
    all.sort();
    assert_eq!(ids(store.find_patient_by_name(&Private::new("Dupont".into()), now()).unwrap()), all);
    let born = |year| ids(store.find_patient_by_birth_date(&Private::new(date(year, 3, 12)), now()).unwrap());
    assert_eq!((born(1930), born(1931)), (vec![older], vec![]));
    // A correction moves every look-up.
    store.correct_patient(renaud, &identity("Martin", "Anne", 1971, None)).unwrap();
    check("Renault", "Anne", 1970, &[]);
    check("Martain", "Anne", 1971, &[renaud]);
    assert_eq!((born(1970), born(1971)), (vec![], vec![renaud]));
}

#[test]
fn a_wording_is_kept_once_and_every_answer_names_the_exact_words() {
    let place = Place::new();
    let store = place.open();
    let say = |n: u64, wording: &str, version: &str, agreed| {
        let id = store.add_or_update_patient(&identity(&"ab".repeat(n as usize + 1), "Anne", 1950, None)).unwrap().id;
        let given = ConsentGiven {
            patient: Some(id),
            call: Some(CallId(n)),
            version: version.into(),
            wording: wording.into(),
            channel: if n % 2 == 0 { Channel::Voice } else { Channel::Key },
            agreed,
            at: now() + (n as i64).minutes(),
        };
        store.give_consent(&given).unwrap();
        assert_eq!(store.consents(Some(id)).unwrap(), [given]);
    };
    for n in 0..6 {
        say(n, "Acceptez-vous que vos coordonnées soient gardées ?", "1", n != 3);
    }
    // A change of one letter is another wording, whatever its version says.
    say(6, "Acceptez-vous que vos coordonnées soient gardées  ?", "1", true);
    let records = store.verify().unwrap().records;
    assert_eq!((records["consents"], records["wordings"]), (7, 2));
}

#[test]
fn twins_have_two_cards_and_one_number_may_be_a_familys() {
    let place = Place::new();
    let store = place.open();
    let jean = store.add_or_update_patient(&identity("Petit", "Jean", 2019, Some("+33611111111"))).unwrap();
    let jeanne = store.add_or_update_patient(&identity("Petit", "Jeanne", 2019, Some("+33611111111"))).unwrap();
    assert!(jeanne.made && jean.id != jeanne.id);
    let found = store.find_patient(&identity("petit", "jeanne", 2019, None), now()).unwrap();
    assert_eq!(found.iter().map(|c| c.id).collect::<Vec<_>>(), [jeanne.id]);
    assert_eq!(store.find_patient_by_phone(&Private::new(Phone("+33611111111".into())), now()).unwrap().len(), 2);
    store.correct_patient(jeanne.id, &identity("Petit-Roux", "Jeanne", 2019, None)).unwrap();
    assert!(store.find_patient(&identity("petit", "jeanne", 2019, None), now()).unwrap().is_empty());
    assert_eq!(store.find_patient_by_phone(&Private::new(Phone("+33611111111".into())), now()).unwrap().len(), 1);
}

#[test]
fn no_two_bookings_share_a_minute_of_one_practitioner() {
    let place = Place::new();
    let store = place.open();
    let patient = someone(&store);
    let book = |start, minutes, who: &str| store.book(&slot(start, minutes, who), patient, MadeBy::Box, None);
    let ten = now() + 1.hour();
    let first = book(ten, 30, "martin").unwrap();
    for (start, minutes, free) in [
        (ten, 30, false),
        (ten + 15.minutes(), 5, false),
        (ten - 15.minutes(), 60, false),
        (ten - 15.minutes(), 16, false),
        (ten + 29.minutes(), 15, false),
        (ten + 30.minutes(), 15, true),
        (ten - 15.minutes(), 15, true),
        (ten - 24.hours(), 1440, false),
    ] {
        let said = book(start, minutes, "martin");
        assert_eq!(said.is_ok(), free, "{start} {minutes}: {said:?}");
        assert!(free || matches!(said, Err(BookError::Taken)));
    }
    assert!(book(ten, 30, "bernard").is_ok());
    assert!(matches!(book(ten + 3.hours(), 0, "martin"), Err(BookError::SlotLength { minutes: 0 })));
    assert!(matches!(book(ten + 3.hours(), 1441, "martin"), Err(BookError::SlotLength { .. })));
    let nobody = store.book(&quarter(40), PatientId(99), MadeBy::Box, None);
    assert!(matches!(nobody, Err(BookError::UnknownPatient)));
    // Over midnight, met from the next day.
    let night = date(2026, 11, 30).at(23, 50, 0, 0);
    book(night, 30, "martin").unwrap();
    assert!(matches!(book(night + 15.minutes(), 15, "martin"), Err(BookError::Taken)));
    // A cancelled one is free at once, and cannot be confirmed, moved or cancelled again.
    store.cancel(first.id).unwrap();
    assert!(matches!(store.confirm(first.id), Err(Error::Gone)));
    assert!(matches!(store.cancel(first.id), Err(Error::Gone)));
    assert!(matches!(store.move_appointment(first.id, &quarter(50)), Err(Error::Gone)));
    assert!(matches!(store.cancel(AppointmentId(1)), Err(Error::Gone)));
    book(ten, 30, "martin").unwrap();
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn an_appointment_moves_confirms_and_is_listed() {
    let place = Place::new();
    let store = place.open();
    let patient = someone(&store);
    let a = store.book(&quarter(4), patient, MadeBy::Box, None).unwrap();
    let b = store.book(&quarter(8), patient, MadeBy::Secretary, None).unwrap();
    assert!(matches!(store.move_appointment(a.id, &quarter(8)), Err(Error::Taken)));
    assert_eq!(store.confirm(a.id).unwrap().status, Status::Confirmed);
    // To where it half lies already, and to another day.
    let late = slot(quarter(4).start + 5.minutes(), 15, "martin");
    assert_eq!(store.move_appointment(a.id, &late).unwrap().status, Status::Booked);
    let next_day = slot(quarter(4).start + 24.hours(), 15, "bernard");
    let moved = store.move_appointment(a.id, &next_day).unwrap();
    assert_eq!((moved.id, &moved.slot), (a.id, &next_day));
    assert_eq!(store.move_appointment(a.id, &next_day).unwrap(), moved, "asked twice, done once");
    let ids = |from, to| store.appointments(from, to).unwrap().iter().map(|a| a.id).collect::<Vec<_>>();
    assert_eq!(ids(date(2026, 11, 23), date(2026, 11, 23)), [b.id]);
    assert_eq!(ids(date(2026, 11, 23), date(2026, 11, 24)), [b.id, a.id]);
    assert_eq!(ids(date(2000, 1, 1), date(2100, 1, 1)), [b.id, a.id]);
    assert_eq!(ids(date(2026, 11, 25), date(2026, 11, 24)), []);
    assert_eq!(store.busy(&"bernard".into(), date(2026, 11, 23), date(2026, 11, 24)).unwrap(), [moved]);
    store.cancel(a.id).unwrap();
    assert!(store.busy(&"bernard".into(), date(2026, 11, 23), date(2026, 11, 24)).unwrap().is_empty());
    assert_eq!(ids(date(2026, 11, 24), date(2026, 11, 24)), [a.id], "listed as cancelled");
    assert_eq!(store.upcoming_of(patient, now()).unwrap().len(), 1);
    assert!(store.upcoming_of(patient, now() + 3.hours()).unwrap().is_empty());
}

#[test]
fn known_means_a_past_appointment() {
    let place = Place::new();
    let store = place.open();
    let patient = someone(&store);
    let known = |at| store.patient(patient, at).unwrap().has_past_appointment;
    let a = store.book(&quarter(4), patient, MadeBy::Box, None).unwrap();
    assert!(!known(now()) && !known(quarter(4).start) && known(quarter(5).start));
    store.cancel(a.id).unwrap();
    assert!(!known(quarter(5).start), "a cancelled appointment is no visit");
}

#[test]
fn a_call_that_asks_twice_books_once() {
    let place = Place::new();
    let store = place.open();
    let patient = someone(&store);
    let call = Some(CallId(1));
    let first = store.book(&quarter(4), patient, MadeBy::Box, call).unwrap();
    assert_eq!(store.book(&quarter(4), patient, MadeBy::Box, call).unwrap(), first);
    assert!(matches!(store.book(&quarter(4), patient, MadeBy::Box, Some(CallId(2))), Err(Error::Taken)));
    assert!(matches!(store.book(&quarter(4), patient, MadeBy::Box, None), Err(Error::Taken)));
    store.cancel(first.id).unwrap();
    let again = store.book(&quarter(4), patient, MadeBy::Box, call).unwrap();
    assert_ne!(again.id, first.id, "given back and asked again: a new appointment");
}

#[test]
fn notes_consents_calls_and_measures_are_kept() {
    let place = Place::new();
    let store = place.open();
    let patient = someone(&store);
    let note = |priority, minute: i64, text: &str| Note {
        id: NoteId(0),
        at: now() + minute.minutes(),
        reason: NoteReason::Message,
        priority,
        patient: Some(patient),
        phone: Some(Private::new(Phone("+33612345678".into()))),
        practitioner: Some("martin".into()),
        text: Private::new(text.into()),
    };
    let call = Some(CallId(3));
    let id = store.add_note(&note(Priority::Normal, 0, "rappeler"), call).unwrap();
    assert_eq!(store.add_note(&note(Priority::Normal, 1, "rappeler"), call).unwrap(), id);
    store.add_note(&note(Priority::Highest, 5, "urgent"), call).unwrap();
    store.add_note(&note(Priority::Normal, 2, "rappeler"), None).unwrap();
    let texts: Vec<String> =
        store.notes().unwrap().into_iter().map(|n| n.text.into_open(huisclos_agenda::Purpose::Store)).collect();
    assert_eq!(texts, ["urgent", "rappeler", "rappeler"]);
    let long = store.add_note(&note(Priority::Low, 9, &"é".repeat(40_000)), None);
    assert!(matches!(long, Err(Error::TooLong { .. })));

    let consent = |version: &str, agreed, minute: i64| ConsentGiven {
        patient: Some(patient),
        call,
        version: version.into(),
        wording: "Acceptez-vous que vos coordonnées soient gardées ?".into(),
        channel: Channel::Key,
        agreed,
        at: now() + minute.minutes(),
    };
    let on_card = || store.patient(patient, now()).unwrap().consent;
    assert_eq!(on_card(), None);
    store.give_consent(&consent("1", true, 0)).unwrap();
    store.give_consent(&consent("1", true, 1)).unwrap();
    assert_eq!((on_card(), store.consents(Some(patient)).unwrap()), (Some("1".into()), vec![consent("1", true, 0)]));
    store.give_consent(&consent("2", false, 2)).unwrap();
    assert_eq!(on_card(), None, "taken back");

    let record = |id, minute: i64, seconds| CallRecord {
        id: CallId(id),
        at: now() + minute.minutes(),
        seconds,
        outcomes: vec![Outcome::Booked, Outcome::Noted],
        waits_ms: vec![812, 1_040],
        script: Some("B".into()),
        course: Some(Course {
            wanted: Intent::Book,
            left: Some(Step::Asked(Asking::Other)),
            rung: 1,
            note: Some(NoteReason::Message),
            turns: 7,
            unclear: 2,
            mark: Some(4),
            quality: Some(420),
        }),
    };
    for (id, minute, seconds) in [(2, 20, 60.5), (1, 10, 3.0), (1, 10, 4.0)] {
        store.record_call(&record(id, minute, seconds)).unwrap();
    }
    store.record_call(&record(5, 24 * 60, 9.0)).unwrap();
    assert_eq!(store.calls(now().date()).unwrap(), [record(1, 10, 4.0), record(2, 20, 60.5)]);
    // A model's mark comes later, and changes nothing else; of a call that is not kept it is refused.
    assert!(store.judge(CallId(2), 310).unwrap() && !store.judge(CallId(99), 310).unwrap());
    let mut marked = record(2, 20, 60.5);
    marked.course.as_mut().unwrap().quality = Some(310);
    assert_eq!(store.calls(now().date()).unwrap(), [record(1, 10, 4.0), marked]);
    assert!(store.judge(CallId(2), 420).unwrap());

    let measure = Measure { at: now(), name: "first_word_ms".into(), value: 640.0 };
    store.add_measure(&measure).unwrap();
    assert_eq!(store.measures(now().date()).unwrap(), [measure]);
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn the_port_books_card_consent_and_appointment_in_one_frame() {
    let place = Place::new();
    let store = place.open();
    let frames = || store.verify().unwrap().frames;
    let consent = Consent {
        version: "1".into(),
        wording: "Acceptez-vous ?".into(),
        channel: Channel::Voice,
        answer: Answer::Yes,
    };
    let new = identity("Nguyễn", "Anh", 1990, Some("+33612345678"));
    let query = Query::Book { slot: quarter(4), patient: ForPatient::New(new.clone()), consent: Some(consent.clone()) };
    let Reply::Booked(a) = store.ask(CallId(1), &query, now()).unwrap() else { panic!("not booked") };
    assert_eq!(frames(), 1);
    assert_eq!(store.ask(CallId(1), &query, now() + 1.minute()).unwrap(), Reply::Booked(a.clone()));
    assert_eq!(frames(), 1, "the same query of the same call is done once");
    // Taken: nothing is kept, not even the card.
    let other = Query::Book {
        slot: quarter(4),
        patient: ForPatient::New(identity("Autre", "Un", 1980, None)),
        consent: Some(consent),
    };
    assert_eq!(store.ask(CallId(2), &other, now()).unwrap(), Reply::Taken);
    assert_eq!((frames(), store.patients(now()).unwrap().len()), (1, 1));
    let Reply::Found(cards) = store.ask(CallId(3), &Query::FindPatient(new), now()).unwrap() else {
        panic!("not found")
    };
    assert_eq!((cards[0].id, cards[0].consent.as_deref()), (a.patient, Some("1")));
    let to = quarter(8);
    let busy = Query::Busy { practitioners: vec!["martin".into()], from: now().date(), to: now().date() };
    let Reply::Moved(moved) = store.ask(CallId(3), &Query::Move { appointment: a.id, to }, now()).unwrap() else {
        panic!()
    };
    assert_eq!(store.ask(CallId(3), &busy, now()).unwrap(), Reply::Busy(vec![moved.clone()]));
    let upcoming = Query::Upcoming { patient: a.patient, from: now() };
    assert_eq!(store.ask(CallId(3), &upcoming, now()).unwrap(), Reply::Upcoming(vec![moved]));
    assert!(matches!(store.ask(CallId(3), &Query::Confirm(a.id), now()).unwrap(), Reply::Confirmed(_)));
    let cancel = Query::Cancel(a.id);
    assert!(matches!(store.ask(CallId(3), &cancel, now()).unwrap(), Reply::Cancelled(_)));
    assert!(matches!(store.ask(CallId(3), &cancel, now()).unwrap(), Reply::Cancelled(_)), "asked twice");
    assert_eq!(store.ask(CallId(4), &cancel, now()).unwrap(), Reply::Gone);
}
