//! A real file system that is full, or read-only: a booking is refused honestly, a note still fits, nothing is lost, and
//! when there is room again everything goes on.
//!
//! Needs the right to mount (root, or a user namespace); where the machine does not give it the tests say so and stop.
#![allow(clippy::unwrap_used)]

mod common;
#[path = "../../../tests/small.rs"]
mod small;

use common::{booked, now, quarter, someone};
use huisclos_agenda::{MadeBy, Note, NoteId, NoteReason, Priority, Private};
use huisclos_store::{Access, By, Deed, Error, Kind, Options, Store, Warning, Why};
use small::{Small, empty};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// Room for a store, its ballast and a few hundred bookings.
const MIB: u32 = 12;

/// Everything on the small disk: the keyring too has to find room for whom a note is of.
fn options(small: &Path) -> Options {
    Options::at(small.join("data"))
}

fn note(text: &str) -> Note {
    Note {
        id: NoteId(0),
        at: now(),
        reason: NoteReason::Failure,
        priority: Priority::Today,
        patient: None,
        phone: None,
        practitioner: None,
        text: Private::new(text.into()),
    }
}

#[test]
fn on_a_full_disk_a_note_still_fits_and_a_booking_is_refused() {
    let Some(small) = Small::mounted(MIB) else { return };
    let options = options(&small.0);
    let store = Store::open(&options).unwrap().store;
    let patient = someone(&store);
    store.book(&quarter(0), patient, MadeBy::Box, None).unwrap();
    let filler = small.fill(0);
    let mut acknowledged = vec![0];
    let mut refused = 0;
    for n in 1..200 {
        match store.book(&quarter(n), patient, MadeBy::Box, None) {
            Ok(_) => acknowledged.push(n),
            Err(e) => {
                assert!(matches!(&e, Error::Io { source, .. } if source.kind() == ErrorKind::StorageFull), "{e}");
                assert!(e.to_string().contains("Le disque est plein"), "{e}");
                refused += 1;
                break;
            }
        }
    }
    assert_eq!(refused, 1, "it never filled up");
    let mut notes = 0;
    for n in 0..100 {
        store.add_note(&note(&format!("le disque est plein, appel {n}")), None).unwrap();
        notes += 1;
    }
    // The room of the ballast is for notes, not for bookings.
    store.book(&quarter(300), patient, MadeBy::Box, None).unwrap_err();
    assert_eq!((booked(&store), store.notes().unwrap().len()), (acknowledged.clone(), notes));
    drop(store);
    // A restart on the full disk: everything is there, a note still goes.
    let opened = Store::open(&options).unwrap();
    assert_eq!((booked(&opened.store), opened.store.notes().unwrap().len()), (acknowledged.clone(), notes));
    opened.store.add_note(&note("après un redémarrage"), None).unwrap();
    empty(filler);
    opened.store.book(&quarter(300), patient, MadeBy::Box, None).unwrap();
    assert!(small.0.join("data/ballast").exists(), "room is back, and so is the ballast");
    assert!(opened.store.verify().unwrap().is_sound());
    drop(opened);
    acknowledged.push(300);
    assert_eq!(booked(&Store::open(&options).unwrap().store), acknowledged);
}

#[test]
fn a_folder_on_a_disk_that_is_full_already_opens_and_reads() {
    let Some(small) = Small::mounted(MIB) else { return };
    let options = options(&small.0);
    common::book(&Store::open(&options).unwrap().store, 0, 5);
    for state in [false, true] {
        if state {
            fs::remove_dir_all(small.0.join("data/state")).unwrap();
        }
        let filler = small.fill(0);
        let opened = Store::open(&options).unwrap();
        assert_eq!(booked(&opened.store), [0, 1, 2, 3, 4], "without a state: {state}");
        opened.store.add_note(&note("plein"), None).unwrap();
        drop(opened);
        empty(filler);
    }
}

#[test]
fn a_read_only_disk_reads_and_says_so() {
    let Some(small) = Small::mounted(MIB) else { return };
    let options = options(&small.0);
    let store = Store::open(&options).unwrap().store;
    common::book(&store, 0, 5);
    let patient = someone(&store);
    let (by, did, why, what) = (By::Night, Deed::Listed, Why::Cabinet, Kind::Appointments);
    store.trace_and_settle(&Access { at: now(), by, did, why, what, of: &[], count: 1 }).unwrap();
    drop(store);
    small.remount("ro");
    let opened = Store::open(&options).unwrap();
    assert_eq!(booked(&opened.store), [0, 1, 2, 3, 4]);
    assert!(opened.warnings.iter().any(|w| matches!(w, Warning::ReadOnly { .. })), "{:?}", opened.warnings);
    let said = opened.store.book(&quarter(7), patient, MadeBy::Box, None).unwrap_err().to_string();
    assert!(said.contains("lecture seule") || said.contains("doute"), "{said}");
    opened.store.add_note(&note("rien"), None).unwrap_err();
    drop(opened);
    small.remount("rw");
    let store = Store::open(&options).unwrap().store;
    store.book(&quarter(7), patient, MadeBy::Box, None).unwrap();
    assert_eq!(booked(&store), [0, 1, 2, 3, 4, 7]);
}
