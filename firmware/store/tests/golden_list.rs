//! What the first version with a waiting list and the course of calls wrote opens, whole; and what was written before has
//! neither. The folder is never edited.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Place, copy_dir, identity, now};
use huisclos_agenda::{Availability, CallId, MadeBy, NoteReason, Slot, Waiting, WaitingId};
use huisclos_ports::{CallRecord, Course, Outcome, Step};
use huisclos_speech::{Asking, Intent};
use huisclos_store::Store;
use jiff::civil::{Weekday, date, time};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

fn golden(form: &str) -> Place {
    let place = Place::new();
    copy_dir(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(form), place.0.path());
    for name in ["data.key", "data.keyring", "data.keyring2"] {
        fs::set_permissions(place.0.path().join(name), fs::Permissions::from_mode(0o600)).unwrap();
    }
    place
}

fn slot() -> Slot {
    let start = date(2026, 11, 26).at(9, 0, 0, 0);
    Slot { start, minutes: 15, practitioner: "martin".into(), motif: "consultation".into() }
}

fn waiting(store: &Store) -> Waiting {
    let who = identity("Lefèvre-Dupré", "Marie-Claude", 1964, Some("+33612345678"));
    Waiting {
        id: WaitingId(0),
        patient: store.find_patient(&who, now()).unwrap()[0].id,
        motif: "vaccin".into(),
        practitioner: Some("martin".into()),
        hours: Availability {
            days: vec![Weekday::Friday],
            after: Some(time(9, 30, 0, 0)),
            before: Some(time(12, 0, 0, 0)),
        },
        until: Some(date(2026, 12, 24)),
        since: now(),
        urgent: true,
        instead_of: None,
        made_by: MadeBy::Box,
    }
}

fn call() -> CallRecord {
    CallRecord {
        id: CallId(77),
        at: now(),
        seconds: 42.5,
        outcomes: vec![Outcome::Noted],
        waits_ms: vec![700],
        script: Some("accueil court".into()),
        course: Some(Course {
            wanted: Intent::Results,
            left: Some(Step::Asked(Asking::Phone)),
            rung: 2,
            note: Some(NoteReason::Opinion),
            turns: 9,
            unclear: 3,
            mark: Some(5),
            quality: None,
        }),
    }
}

#[test]
fn a_list_a_freed_place_and_the_course_of_a_call_come_back() {
    let place = golden("v2-list");
    let store = place.open();
    let kept = store.waiting().unwrap();
    assert_eq!(kept, [Waiting { id: kept[0].id, ..waiting(&store) }]);
    assert_eq!(store.freed(now()).unwrap(), [slot()]);
    let calls = store.calls(now().date()).unwrap();
    assert_eq!(calls.iter().find(|c| c.id == CallId(77)), Some(&call()));
    assert!(calls.iter().any(|c| c.course.is_none() && c.script.is_none()), "the call of form 1 has no course");
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn what_was_written_before_has_none_of_it() {
    let store = golden("v2").open();
    assert_eq!((store.waiting().unwrap().len(), store.freed(now()).unwrap().len()), (0, 0));
    assert!(store.calls(now().date()).unwrap().iter().all(|c| c.course.is_none()));
}

/// Wrote the folder, once: `HUISCLOS_GOLDEN=tests/golden/v2-list`.
#[test]
#[ignore = "writes a folder that is then never edited"]
fn write_the_folder() {
    let to = PathBuf::from(std::env::var("HUISCLOS_GOLDEN").unwrap());
    assert!(!to.exists(), "never edited");
    let place = golden("v2");
    let store = place.open();
    let waiting = waiting(&store);
    store.enlist(&waiting).unwrap();
    let booked = store.book(&slot(), waiting.patient, MadeBy::Box, None).unwrap();
    store.cancel(booked.id).unwrap();
    store.record_call(&call()).unwrap();
    drop(store);
    copy_dir(place.0.path(), &to);
    for not_kept in ["state", "state.opening", "state.running", "lock", "ballast", "aside"] {
        let path = to.join("data").join(not_kept);
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { drop(fs::remove_file(path)) }
    }
}
