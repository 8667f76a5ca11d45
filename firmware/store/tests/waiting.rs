//! The waiting list on disk: who waits, which places are free again, and that one of two wins.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Place, identity, now};
use huisclos_agenda::{
    Appointment, Availability, CallId, MadeBy, PatientId, Retention, Slot, Status, WAIT_DAYS_MAX, Waiting, WaitingId,
};
use huisclos_call::Query;
use huisclos_ports::{Amend, Store as _};
use huisclos_store::{Error, Store};
use jiff::ToSpan;
use jiff::civil::{Time, Weekday, date, time};
use std::thread;

fn slot(day: i8, at: Time, minutes: u16) -> Slot {
    let start = date(2026, 11, day).to_datetime(at);
    Slot { start, minutes, practitioner: "martin".into(), motif: "consultation".into() }
}

fn card(store: &Store, first: &str) -> PatientId {
    store.add_or_update_patient(&identity("Attend", first, 1970, None)).unwrap().id
}

fn waiting(patient: PatientId) -> Waiting {
    Waiting {
        id: WaitingId(0),
        patient,
        motif: "consultation".into(),
        practitioner: Some("martin".into()),
        hours: Availability {
            days: vec![Weekday::Monday, Weekday::Friday],
            after: Some(time(9, 0, 0, 0)),
            before: Some(time(12, 0, 0, 0)),
        },
        until: Some(date(2026, 12, 24)),
        since: now(),
        urgent: true,
        instead_of: None,
        made_by: MadeBy::Box,
    }
}

#[test]
fn who_waits_comes_back_whole_once_a_motif_and_goes_when_struck() {
    let place = Place::new();
    let store = place.open();
    let patient = card(&store, "Anne");
    let made = store.enlist(&waiting(patient)).unwrap();
    assert_eq!(store.waiting().unwrap(), [made.clone()]);
    drop(store);
    let store = place.open();
    assert_eq!(store.waiting().unwrap(), [made.clone()]);
    // Asked again the next day: the new wish, the old rank.
    let later = Waiting { since: now().tomorrow().unwrap(), practitioner: None, ..waiting(patient) };
    let again = store.enlist(&later).unwrap();
    assert_eq!((again.id, again.since, again.practitioner.is_none()), (made.id, made.since, true));
    let other = store.enlist(&Waiting { motif: "vaccin".into(), urgent: false, ..waiting(patient) }).unwrap();
    assert_eq!(store.waiting().unwrap().iter().map(|w| w.id).collect::<Vec<_>>(), [again.id, other.id]);
    assert_eq!(store.strike(other.id).unwrap(), Some(other.clone()));
    assert_eq!(store.strike(other.id).unwrap(), None);
    assert!(matches!(store.enlist(&waiting(PatientId(77))), Err(Error::UnknownPatient)));
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn every_way_to_give_a_place_back_frees_it() {
    let place = Place::new();
    let store = place.open();
    let patient = card(&store, "Anne");
    let book = |n: i8| store.book(&slot(26, time(9 + n, 0, 0, 0), 15), patient, MadeBy::Box, None).unwrap();
    let starts = |store: &Store| store.freed(now()).unwrap().iter().map(|s| s.start.hour()).collect::<Vec<_>>();
    let later = |n: i8| slot(27, time(9 + n, 0, 0, 0), 15);
    let all: Vec<Appointment> = (0..7).map(book).collect();
    assert_eq!(starts(&store), [] as [i8; 0]);
    store.cancel(all[0].id).unwrap();
    store.ask(CallId(1), &Query::Cancel(all[1].id), now()).unwrap();
    store.ask(CallId(1), &Query::Move { appointment: all[2].id, to: later(2) }, now()).unwrap();
    store.amend(&all[3], &Amend::Cancel).unwrap().unwrap();
    store.amend(&all[4], &Amend::Move(later(4))).unwrap().unwrap();
    // What leaves the place taken frees nothing.
    store.confirm(all[5].id).unwrap();
    store.amend(&all[6], &Amend::Move(Slot { minutes: 30, ..all[6].slot.clone() })).unwrap().unwrap();
    assert_eq!(starts(&store), [9, 10, 11, 12, 13]);
    // Back in the book, it is free no more; given back again, it stands there once.
    let cancelled = store.appointment(all[3].id).unwrap();
    let back = store.amend(&cancelled, &Amend::Restore).unwrap().unwrap();
    assert_eq!(starts(&store), [9, 10, 11, 13]);
    store.amend(&back, &Amend::Cancel).unwrap().unwrap();
    assert_eq!(starts(&store), [9, 10, 11, 12, 13]);
    // Half of it taken by somebody else: the half that is left; all of it: nothing.
    store.book(&slot(26, time(9, 10, 0, 0), 15), patient, MadeBy::Secretary, None).unwrap();
    assert_eq!(store.freed(now()).unwrap()[0].minutes, 10);
    store.book(&slot(26, time(10, 0, 0, 0), 15), patient, MadeBy::Secretary, None).unwrap();
    assert_eq!(starts(&store), [9, 11, 12, 13]);
    assert_eq!(starts(&place_again(&place, store)), [9, 11, 12, 13]);
}

fn place_again(place: &Place, store: Store) -> Store {
    drop(store);
    place.open()
}

#[test]
fn of_two_who_serve_one_person_or_one_place_one_wins() {
    let place = Place::new();
    let store = place.open();
    let freed = slot(26, time(9, 0, 0, 0), 30);
    let holder = store.book(&freed, card(&store, "Paul"), MadeBy::Box, None).unwrap();
    store.cancel(holder.id).unwrap();
    let entries: Vec<WaitingId> =
        ["Anne", "Bruno"].map(|first| store.enlist(&waiting(card(&store, first))).unwrap().id).to_vec();
    let quarter = Slot { minutes: 15, ..freed.clone() };
    // Two desks, the same person, the same place.
    let both: Vec<_> = thread::scope(|s| {
        let tries: Vec<_> = (0..2).map(|_| s.spawn(|| store.serve(entries[0], &quarter).unwrap())).collect();
        tries.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert_eq!(both.iter().filter(|done| done.is_some()).count(), 1, "{both:?}");
    // Another person, the same place: told, and still on the list.
    assert!(matches!(store.serve(entries[1], &quarter), Err(Error::Taken)));
    assert_eq!(store.waiting().unwrap().len(), 1);
    // The quarter that was left of the place is a place.
    let left = store.freed(now()).unwrap();
    assert_eq!((left.len(), left[0].start, left[0].minutes), (1, freed.start.checked_add(15.minutes()).unwrap(), 15));
    assert!(store.serve(entries[1], &left[0]).unwrap().is_some());
    assert_eq!((store.waiting().unwrap().len(), store.freed(now()).unwrap().len()), (0, 0));
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn who_has_an_appointment_is_moved_and_leaves_a_place() {
    let place = Place::new();
    let store = place.open();
    let patient = card(&store, "Anne");
    let theirs = store.book(&slot(30, time(9, 0, 0, 0), 15), patient, MadeBy::Box, None).unwrap();
    let entry = store.enlist(&Waiting { instead_of: Some(theirs.id), ..waiting(patient) }).unwrap();
    let moved = store.serve(entry.id, &slot(26, time(9, 0, 0, 0), 15)).unwrap().unwrap();
    assert_eq!((moved.id, moved.slot.start), (theirs.id, date(2026, 11, 26).at(9, 0, 0, 0)));
    assert_eq!(store.freed(now()).unwrap()[0].start, theirs.slot.start);
    // Cancelled in between: they are booked afresh.
    store.cancel(moved.id).unwrap();
    let entry = store.enlist(&Waiting { instead_of: Some(moved.id), ..waiting(patient) }).unwrap();
    let made = store.serve(entry.id, &slot(27, time(9, 0, 0, 0), 15)).unwrap().unwrap();
    assert!(made.id != moved.id && made.status == Status::Booked && made.made_by == MadeBy::Secretary);
}

#[test]
fn who_is_erased_waits_no_more_and_time_takes_the_rest() {
    let place = Place::new();
    let store = place.open();
    let (gone, stays) = (card(&store, "Anne"), card(&store, "Bruno"));
    for patient in [gone, stays] {
        store.enlist(&waiting(patient)).unwrap();
    }
    let cancelled = store.book(&slot(26, time(9, 0, 0, 0), 15), stays, MadeBy::Box, None).unwrap();
    store.cancel(cancelled.id).unwrap();
    store.erase_patient(gone, "test", now()).unwrap();
    assert_eq!(store.waiting().unwrap().iter().map(|w| w.patient).collect::<Vec<_>>(), [stays]);
    let day = |n: i64| now().checked_add(n.days()).unwrap();
    let done = store.retain(&Retention::default(), day(20), true).unwrap();
    assert_eq!((done.waiting, store.waiting().unwrap().len()), (0, 1), "until Christmas Eve");
    let done = store.retain(&Retention::default(), day(40), true).unwrap();
    assert_eq!((done.waiting, store.waiting().unwrap().len()), (1, 0));
    let open = Waiting { until: None, since: day(40), ..waiting(stays) };
    store.enlist(&open).unwrap();
    assert_eq!(store.retain(&Retention::default(), day(40 + i64::from(WAIT_DAYS_MAX)), true).unwrap().waiting, 0);
    assert_eq!(store.retain(&Retention::default(), day(41 + i64::from(WAIT_DAYS_MAX)), true).unwrap().waiting, 1);
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn a_change_of_all_keys_keeps_the_list_and_the_places() {
    let place = Place::new();
    let store = place.open();
    let patient = card(&store, "Anne");
    let entry = store.enlist(&waiting(patient)).unwrap();
    let booked = store.book(&slot(26, time(9, 0, 0, 0), 15), patient, MadeBy::Box, None).unwrap();
    store.cancel(booked.id).unwrap();
    let freed = store.freed(now()).unwrap();
    drop(store);
    huisclos_store::rotate_all(&place.options()).unwrap();
    let store = place.open();
    assert_eq!((store.waiting().unwrap(), store.freed(now()).unwrap()), (vec![entry], freed));
    store.snapshot().unwrap();
    assert!(store.verify().unwrap().is_sound());
}
