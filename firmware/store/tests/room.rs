//! Backup, restore, export and the audit trail on a real file system that is full or read-only.
//!
//! Needs the right to mount (root, or a user namespace); where the machine does not give it the tests say so and stop.
#![allow(clippy::unwrap_used)]

mod common;
#[path = "../../../tests/small.rs"]
mod small;

use common::{Place, book, booked, identity, now, someone};
use huisclos_agenda::{Cabinet, CallId, PatientId};
use huisclos_call::Query;
use huisclos_ports::Store as _;
use huisclos_store::{Access, By, Deed, Error, Kind, Options, Store, Why, paper_key, restore};
use jiff::ToSpan;
use small::{Small, empty};
use std::fs;
use std::path::Path;

const BY: By<'static> = By::CommandLine("uid:1000");

/// Room for a store and its backups.
const MIB: u32 = 12;

fn says(error: &Error, word: &str, path: &Path) {
    let said = error.to_string();
    assert!(said.contains(word) && said.contains(&path.display().to_string()), "{said}");
}

fn names(folder: &Path) -> Vec<String> {
    let mut found: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    found.sort();
    found
}

#[test]
fn a_backup_that_finds_no_room_says_so_and_leaves_the_earlier_one() {
    let Some(small) = Small::mounted(MIB) else { return };
    let place = Place::new();
    let store = place.open();
    book(&store, 0, 20);
    let dir = small.0.join("disque");
    store.backup(&dir, BY, now()).unwrap();
    let before = names(&dir);
    let filler = small.fill(8 * 1024);
    says(&store.backup(&dir, BY, now() + 1.hour()).unwrap_err(), "plein", &dir);
    assert_eq!(names(&dir), before, "a piece was left behind");
    empty(filler);
    small.remount("ro");
    says(&store.backup(&dir, BY, now() + 1.hour()).unwrap_err(), "lecture seule", &dir);
    small.remount("rw");
    assert_eq!(names(&dir), before);
    book(&store, 20, 22);
    store.backup(&dir, BY, now() + 2.hours()).unwrap();
    drop(store);
    let words = paper_key(&place.options()).unwrap();
    let blank = Place::new();
    assert_eq!(booked(&restore(&dir, None, &blank.options(), &words, BY, now()).unwrap().store).len(), 22);
}

#[test]
fn a_restore_that_finds_no_room_changes_nothing() {
    let Some(small) = Small::mounted(MIB) else { return };
    let source = Place::new();
    let store = source.open();
    book(&store, 0, 20);
    let dir = source.0.path().join("disque");
    store.backup(&dir, BY, now()).unwrap();
    drop(store);
    let words = paper_key(&source.options()).unwrap();
    let options = Options::at(small.0.join("data"));
    let filler = small.fill(8 * 1024);
    says(&restore(&dir, None, &options, &words, BY, now()).unwrap_err(), "plein", &small.0);
    assert_eq!(names(&small.0), ["filler"], "something was left behind");
    empty(filler);
    assert_eq!(booked(&restore(&dir, None, &options, &words, BY, now()).unwrap().store).len(), 20);
}

#[test]
fn an_export_that_finds_no_room_leaves_no_half_of_a_dossier() {
    let Some(small) = Small::mounted(MIB) else { return };
    let place = Place::new();
    let store = place.open();
    let patient = someone(&store);
    let to = small.0.join("dossier");
    let filler = small.fill(4096);
    let error = store.export_patient(patient, &Cabinet::demo(), &to, BY, now()).unwrap_err();
    says(&error, "plein", &to);
    assert_eq!(names(&small.0), ["filler"]);
    empty(filler);
    assert_eq!(store.export_patient(patient, &Cabinet::demo(), &to, BY, now()).unwrap().files.len(), 2);
}

#[test]
fn with_no_room_for_the_trail_a_caller_is_answered_and_a_person_is_not() {
    let Some(small) = Small::mounted(MIB) else { return };
    let store = Store::open(&Options::at(small.0.join("data"))).unwrap().store;
    let patient = someone(&store);
    // Cards that others have: every page of the disk is used up after them.
    for n in 0..20 {
        store.add_or_update_patient(&identity(&format!("Autre{n}"), "Anne", 1950, None)).unwrap();
    }
    let filler = small.fill(0);
    let query = Query::Upcoming { patient, from: now() };
    assert!(store.ask(CallId(1), &query, now()).is_ok(), "a caller is answered");
    let of = [patient];
    let look = Access { at: now(), by: BY, did: Deed::Listed, why: Why::Cabinet, what: Kind::All, of: &of, count: 1 };
    assert!(store.trace_and_settle(&look).is_err(), "a person is refused");
    empty(filler);
    store.trace_and_settle(&Access { of: &[PatientId(1)], ..look }).unwrap();
    let report = store.verify_trail().unwrap();
    assert_eq!((report.untraced, report.faults), (2, Vec::new()), "and the trail tells what it lacks");
}
