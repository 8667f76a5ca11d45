//! A process that dies at every step of the audit trail, of a backup, of a restore, of a night's deletions: nothing is lost
//! that was there before, nothing opens by half, and asking again does the rest.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use common::{Place, book, booked, copy_dir, now, slot, someone};
use huisclos_agenda::{MadeBy, PatientId, Retention};
use huisclos_store::{Access, By, Deed, Error, Kind, Options, Store, Why, paper_key, restore, steps};
use jiff::ToSpan;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

const PLACE: &str = "HUISCLOS_BESIDE_PLACE";
const DO: &str = "HUISCLOS_BESIDE_DO";
const AT: &str = "HUISCLOS_BESIDE_AT";
const WORDS: &str = "HUISCLOS_BESIDE_WORDS";
/// Said before each step that is passed.
const PASSED: &str = "passed ";
/// No operation here passes more steps.
const STEPS_MAX: usize = 200;
const BY: By<'static> = By::CommandLine("uid:1000");

/// One test at a time: a child that another test is just starting holds, for a moment, every lock of this process.
static ALONE: Mutex<()> = Mutex::new(());
static PASSED_SO_FAR: AtomicUsize = AtomicUsize::new(0);

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn pass(name: &'static str) {
    println!("\n{PASSED}{name}");
    let at = PASSED_SO_FAR.fetch_add(1, Ordering::SeqCst);
    if std::env::var(AT).is_ok_and(|wanted| wanted == at.to_string()) {
        // No destructor runs, nothing is flushed: what a kill leaves.
        std::process::abort();
    }
}

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
    let Some(place) = std::env::var_os(PLACE).map(PathBuf::from) else { return };
    let options = Options::at(place.join("data"));
    let what = std::env::var(DO).unwrap();
    if what == "restore" {
        // Test data only: the box takes its paper key from standard input.
        let words = std::env::var(WORDS).unwrap();
        steps::watch(pass);
        drop(restore(&disk(&place), None, &options, &words, BY, now()).unwrap());
        return;
    }
    let store = Store::open(&options).unwrap().store;
    steps::watch(pass);
    match what.as_str() {
        "trace" => trace(&store, 99, 0),
        "backup" => drop(store.backup(&disk(&place), BY, now() + 1.hour()).unwrap()),
        "retain" => drop(store.retain(&Retention::default(), now(), false).unwrap()),
        other => panic!("{other:?}"),
    }
}

/// Dies at each step of `what` in turn, each time from the same beginning; `check` looks at what was left. Gives the steps.
fn stop_everywhere(begin: &Place, what: &str, words: &str, check: impl Fn(&Place, &str)) -> Vec<String> {
    for at in 0..STEPS_MAX {
        let place = begin.copy();
        let out = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child", "--ignored", "--nocapture", "--test-threads=1"])
            .env(PLACE, place.0.path())
            .env(DO, what)
            .env(AT, at.to_string())
            .env(WORDS, words)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stdout).into_owned();
        let passed: Vec<String> =
            said.lines().filter_map(|line| Some(line.strip_prefix(PASSED)?.to_string())).collect();
        assert!(out.status.success() || !passed.is_empty(), "{what}: {}", String::from_utf8_lossy(&out.stderr));
        check(&place, passed.last().map_or("the end", String::as_str));
        if out.status.success() {
            for name in &passed {
                assert!(steps::ALL.contains(&name.as_str()) || steps::BESIDE.contains(&name.as_str()), "{name}");
            }
            return passed;
        }
    }
    panic!("{what} passes more than {STEPS_MAX} steps");
}

/// The steps of `BESIDE` that begin so were all passed.
fn all_passed(passed: &[String], prefix: &str) {
    let wanted: BTreeSet<&str> = steps::BESIDE.iter().copied().filter(|name| name.starts_with(prefix)).collect();
    let missing: Vec<_> = wanted.into_iter().filter(|name| !passed.iter().any(|p| p == name)).collect();
    assert!(missing.is_empty(), "never passed: {missing:?}");
}

fn sound(place: &Place, step: &str) -> Store {
    let opened = Store::open(&place.options()).unwrap_or_else(|e| panic!("stopped at {step}: {e}"));
    assert_eq!(opened.store.verify().unwrap().faults, Vec::<String>::new(), "stopped at {step}");
    assert_eq!(opened.store.verify_trail().unwrap().faults, Vec::<String>::new(), "stopped at {step}");
    opened.store
}

#[test]
fn an_access_is_traced_or_not_and_the_trail_is_sound() {
    let _alone = alone();
    let place = Place::new();
    trace(&place.open(), 1, 1);
    let passed = stop_everywhere(&place, "trace", "", |place, step| {
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
    let _alone = alone();
    let place = Place::new();
    let store = place.open();
    book(&store, 0, 3);
    store.backup(&disk(place.0.path()), BY, now()).unwrap();
    book(&store, 3, 5);
    drop(store);
    let words = paper_key(&place.options()).unwrap().to_string();
    let passed = stop_everywhere(&place, "backup", "", |place, step| {
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
    all_passed(&passed, "backup.");
}

#[test]
fn a_restore_gives_the_old_data_the_new_or_a_refusal_and_never_an_empty_store() {
    let _alone = alone();
    let (source, place) = (Place::new(), Place::new());
    let store = source.open();
    book(&store, 0, 5);
    store.backup(&disk(source.0.path()), BY, now()).unwrap();
    drop(store);
    let words = paper_key(&source.options()).unwrap().to_string();
    book(&place.open(), 40, 43);
    copy_dir(&disk(source.0.path()), &disk(place.0.path()));
    let passed = stop_everywhere(&place, "restore", &words, |place, step| {
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
    all_passed(&passed, "restore.");
}

#[test]
fn a_night_that_is_stopped_is_finished_by_the_next() {
    let _alone = alone();
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
    let passed = stop_everywhere(&place, "retain", "", |place, step| {
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
    all_passed(&[&passed[..], &["trail.begun".to_string()]].concat(), "trail.");
}
