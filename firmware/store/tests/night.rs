//! A night: what it finds, what it takes away, and clocks that are wrong or change.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Place, book, booked, now};
use huisclos_agenda::{Note, NoteId, NoteReason, Priority, Private, Retention};
use huisclos_store::Store;
use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use std::fs;

fn note(store: &Store, at: DateTime) {
    let (reason, priority) = (NoteReason::Message, Priority::Normal);
    let text = Private::new("rappeler".into());
    let note = Note { id: NoteId(0), at, reason, priority, patient: None, phone: None, practitioner: None, text };
    store.add_note(&note, None).unwrap();
}

#[test]
fn a_night_reads_everything_back_takes_the_old_away_and_is_remembered() {
    let place = Place::new();
    let store = place.open();
    book(&store, 0, 5);
    note(&store, now());
    note(&store, now() - 40.days());
    assert_eq!(store.last_night().unwrap(), None);
    let before = fs::metadata(place.data().join("journal")).unwrap().len();
    let night = store.nightly(&Retention::default(), now()).unwrap();
    assert_eq!(night.said, Vec::<String>::new());
    assert!(night.records > 20 && night.accesses > 0 && night.ballast, "{night:?}");
    assert_eq!(night.retained.notes, 1);
    let snapshot = night.snapshot.unwrap();
    assert!(snapshot.journal_bytes.0 >= before && snapshot.journal_bytes.1 < before, "{snapshot:?}");
    assert_eq!((booked(&store).len(), store.notes().unwrap().len()), (5, 1));
    assert_eq!(store.last_night().unwrap(), Some(now()));
    drop(store);
    assert_eq!(place.open().last_night().unwrap(), Some(now()), "a box that starts knows whether it missed a night");
}

#[test]
fn a_night_on_a_wrong_clock_takes_nothing_away_and_says_so() {
    let place = Place::new();
    let store = place.open();
    book(&store, 0, 5);
    note(&store, now());
    store.nightly(&Retention::default(), now()).unwrap();
    for (at, doubted) in
        [(date(2038, 1, 19).at(3, 14, 8, 0), true), (date(1970, 1, 1).at(0, 0, 0, 0), false), (now() + 1.day(), false)]
    {
        let night = store.nightly(&Retention::default(), at).unwrap();
        assert_eq!(night.retained.clock_doubted, doubted, "{at}");
        assert_eq!(night.said.iter().any(|said| said.contains("horloge") && said.contains("2038")), doubted, "{at}");
        assert_eq!((booked(&store).len(), store.notes().unwrap().len()), (5, 1), "{at}");
        assert!(night.snapshot.is_some(), "{at}: the rest of the night is done");
    }
    // The twin: the same clock, three nights in a row, is believed, and what is old goes.
    for day in 19..22 {
        store.nightly(&Retention::default(), date(2038, 1, day).at(3, 14, 8, 0)).unwrap();
    }
    assert_eq!(store.notes().unwrap().len(), 0);
}

#[test]
fn nights_in_which_the_hour_changes_are_nights_like_others() {
    let place = Place::new();
    let store = place.open();
    note(&store, date(2026, 10, 24).at(9, 0, 0, 0));
    for at in [
        date(2026, 10, 24).at(2, 30, 0, 0),
        // Half past two comes twice, and the second time a call an hour "before" the night that was done.
        date(2026, 10, 25).at(2, 30, 0, 0),
        date(2026, 10, 25).at(2, 5, 0, 0),
        date(2026, 10, 26).at(2, 30, 0, 0),
    ] {
        assert_eq!(store.nightly(&Retention::default(), at).unwrap().said, Vec::<String>::new(), "{at}");
        assert_eq!((store.last_night().unwrap(), store.notes().unwrap().len()), (Some(at), 1), "{at}");
    }
    drop(store);
    // In spring the hour of the night is left out: it comes at three.
    let place = Place::new();
    let store = place.open();
    for at in [date(2027, 3, 27).at(2, 30, 0, 0), date(2027, 3, 28).at(3, 30, 0, 0), date(2027, 3, 29).at(2, 30, 0, 0)]
    {
        assert_eq!(store.nightly(&Retention::default(), at).unwrap().said, Vec::<String>::new(), "{at}");
        assert_eq!(store.last_night().unwrap(), Some(at), "{at}");
    }
}
