//! A process that dies at every step of the audit trail, of a backup, of a restore, of a night's deletions: nothing is lost
//! that was there before, nothing opens by half, and asking again does the rest.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use common::{Place, book, booked, copy_dir, now, slot, someone, stops};
use huisclos_agenda::{MadeBy, PatientId, Retention};
use huisclos_store::{Access, By, Deed, Error, Kind, Options, Store, Why, paper_key, restore, steps};
use jiff::ToSpan;
use std::path::{Path, PathBuf};

const BY: By<'static> = By::CommandLine("uid:1000");

fn disk(place: &Path) -> PathBuf {
    place.join("disque")
}

fn trace(store: &Store, id: u64, month: i64) {
    let at = now() - month.months();
    let of = [PatientId(id)];
    let access = Access { at, by: BY, did: Deed::Corrected, why: Why::Cabinet, what: Kind::Cards, of: &of, count: 1 };
    store.trace_and_settle(&access).unwrap();
}

/// Not a test by itself: the process that dies.
#[test]
#[ignore = "run by the tests below, in a process of its own"]
fn child() {
    let Some((what, place)) = stops::asked() else { return };
    let options = Options::at(place.join("data"));
    if what == "restore" {
        steps::watch(stops::pass);
        drop(restore(&disk(&place), None, &options, &stops::words(), BY, now()).unwrap());
        return;
    }
    let store = Store::open(&options).unwrap().store;
    steps::watch(stops::pass);
    match what.as_str() {
        "trace" => trace(&store, 99, 0),
        "backup" => drop(store.backup(&disk(&place), BY, now() + 1.hour()).unwrap()),
        "retain" => drop(store.retain(&Retention::default(), now(), false).unwrap()),
        other => panic!("{other:?}"),
    }
}

fn sound(place: &Place, step: &str) -> Store {
    let opened = Store::open(&place.options()).unwrap_or_else(|e| panic!("stopped at {step}: {e}"));
    assert_eq!(opened.store.verify().unwrap().faults, Vec::<String>::new(), "stopped at {step}");
    assert_eq!(opened.store.verify_trail().unwrap().faults, Vec::<String>::new(), "stopped at {step}");
    opened.store
}

#[test]
fn an_access_is_traced_or_not_and_the_trail_is_sound() {
    let place = Place::new();
    trace(&place.open(), 1, 1);
    let passed = stops::everywhere(&place, "trace", "", |place, step| {
        let store = sound(place, step);
        assert_eq!(store.accesses_of(PatientId(1)).unwrap().len(), 1, "stopped at {step}");
        assert!(store.accesses_of(PatientId(99)).unwrap().len() <= 1, "stopped at {step}");
        trace(&store, 99, 0);
        assert!(!store.accesses_of(PatientId(99)).unwrap().is_empty(), "stopped at {step}");
    });
    assert!(passed.iter().any(|name| name == "trail.begun"), "{passed:?}");
}

#[test]
fn a_backup_is_whole_or_not_there_and_the_earlier_one_stands() {
    let place = Place::new();
    let store = place.open();
    book(&store, 0, 3);
    store.backup(&disk(place.0.path()), BY, now()).unwrap();
    book(&store, 3, 5);
    drop(store);
    let words = paper_key(&place.options()).unwrap().to_string();
    let passed = stops::everywhere(&place, "backup", "", |place, step| {
        drop(sound(place, step));
        let blank = Place::new();
        let done = restore(&disk(place.0.path()), None, &blank.options(), &words, BY, now());
        let done = done.unwrap_or_else(|e| panic!("stopped at {step}: {e}"));
        assert!([3, 5].contains(&booked(&done.store).len()), "stopped at {step}");
        place.open().backup(&disk(place.0.path()), BY, now() + 2.hours()).unwrap();
        let blank = Place::new();
        let done = restore(&disk(place.0.path()), None, &blank.options(), &words, BY, now()).unwrap();
        assert_eq!(booked(&done.store).len(), 5, "stopped at {step}");
    });
    stops::passes(&passed, &stops::named("backup."));
}

#[test]
fn a_restore_gives_the_old_data_the_new_or_a_refusal_and_never_an_empty_store() {
    let (source, place) = (Place::new(), Place::new());
    let store = source.open();
    book(&store, 0, 5);
    store.backup(&disk(source.0.path()), BY, now()).unwrap();
    drop(store);
    let words = paper_key(&source.options()).unwrap().to_string();
    book(&place.open(), 40, 43);
    copy_dir(&disk(source.0.path()), &disk(place.0.path()));
    let passed = stops::everywhere(&place, "restore", &words, |place, step| {
        match Store::open(&place.options()) {
            Ok(opened) => assert!([3, 5].contains(&booked(&opened.store).len()), "stopped at {step}"),
            Err(Error::RestoreUnfinished { .. }) => {}
            Err(e) => panic!("stopped at {step}: {e}"),
        }
        let done = restore(&disk(place.0.path()), None, &place.options(), &words, BY, now());
        let done = done.unwrap_or_else(|e| panic!("stopped at {step}: {e}"));
        assert_eq!(booked(&done.store).len(), 5, "stopped at {step}");
        let aside = (1..4).map(|n| place.0.path().join(format!("data.avant-{n}"))).find(|path| path.exists());
        assert!(aside.is_some(), "stopped at {step}: the old data are gone");
    });
    stops::passes(&passed, &stops::named("restore."));
}

#[test]
fn a_night_that_is_stopped_is_finished_by_the_next() {
    let place = Place::new();
    let store = place.open();
    let patient = someone(&store);
    for days in [5 * 365, -5] {
        store.book(&slot(now() - i64::from(days).days(), 15, "martin"), patient, MadeBy::Box, None).unwrap();
    }
    for month in (0..15).rev() {
        trace(&store, 7, month);
    }
    drop(store);
    let passed = stops::everywhere(&place, "retain", "", |place, step| {
        let store = sound(place, step);
        store.retain(&Retention::default(), now(), false).unwrap();
        assert_eq!(
            store.appointments(now().date() - 4_000.days(), now().date()).unwrap().len(),
            0,
            "stopped at {step}"
        );
        assert_eq!(store.accesses_of(PatientId(7)).unwrap().len(), 13, "stopped at {step}");
        drop(store);
        drop(sound(place, step));
    });
    // The month's file was begun before; the test above begins one.
    stops::passes(&[&passed[..], &["trail.begun".to_string()]].concat(), &stops::named("trail."));
}
