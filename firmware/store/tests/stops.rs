//! A process that dies at every step of changing its keys, of erasing, of bringing old data up, of beginning: the next
//! opening finds all of it, or none of it, and everything else.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use common::{Place, book, booked, copy_dir, files, identity, now};
use huisclos_agenda::PatientId;
use huisclos_store::{
    Options, Store, forget_older_keys, keep_memory_private, paper_key, restore_key, rotate_all, rotate_root, steps,
};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

const DATA: &str = "HUISCLOS_STOP_DATA";
const DO: &str = "HUISCLOS_STOP_DO";
const AT: &str = "HUISCLOS_STOP_AT";
/// Said before each step that is passed.
const PASSED: &str = "passed ";
/// No operation here passes more steps; one that does is not tried to its end and fails.
const STEPS_MAX: usize = 200;

/// One test at a time: a child that another test is just starting holds, for a moment, every lock that this process has.
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

/// Not a test by itself: the process that dies.
#[test]
#[ignore = "run by the tests below, in a process of its own"]
fn child() {
    let Ok(data) = std::env::var(DATA) else { return };
    keep_memory_private().unwrap();
    let options = Options::at(data);
    let what = std::env::var(DO).unwrap();
    // What only prepares is not what is stopped.
    let store = matches!(what.as_str(), "erase" | "new card").then(|| Store::open(&options).unwrap().store);
    steps::watch(pass);
    match (what.as_str(), store) {
        ("erase", Some(store)) => drop(store.erase_patient(victim(&store), "test", now()).unwrap()),
        ("new card", Some(store)) => drop(store.add_or_update_patient(&identity("Neuf", "Paul", 1999, None)).unwrap()),
        ("rotate root", _) => drop(rotate_root(&options).unwrap()),
        ("rotate all", _) => drop(rotate_all(&options).unwrap()),
        ("forget", _) => drop(forget_older_keys(&options).unwrap()),
        ("open", _) => drop(Store::open(&options).unwrap()),
        other => panic!("{other:?}"),
    }
}

/// Runs the child to its `at`th step; gives the steps it passed, and whether it came to its end.
fn run(place: &Place, what: &str, at: usize) -> (Vec<String>, bool) {
    let out = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--ignored", "--nocapture", "--test-threads=1"])
        .env(DATA, place.data())
        .env(DO, what)
        .env(AT, at.to_string())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    let passed = said.lines().filter_map(|line| Some(line.strip_prefix(PASSED)?.to_string())).collect();
    assert!(out.status.success() || passed_some(&said), "{what}: {said} {}", String::from_utf8_lossy(&out.stderr));
    (passed, out.status.success())
}

fn passed_some(said: &str) -> bool {
    said.contains(PASSED)
}

/// Dies at each step of `what` in turn, each time from the same beginning; `check` looks at what was left.
fn stop_everywhere(begin: &Place, what: &str, check: impl Fn(&Place, &str)) -> Vec<String> {
    for at in 0..STEPS_MAX {
        let place = begin.copy();
        for name in ["data.key", "data.keyring", "data.keyring2"] {
            let path = place.0.path().join(name);
            if path.exists() {
                fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
            }
        }
        let (passed, done) = run(&place, what, at);
        check(&place, passed.last().map_or("the end", String::as_str));
        // Nothing half-written stays beside the data.
        let left: Vec<_> = files(place.0.path())
            .into_iter()
            .filter(|path| {
                !path.starts_with(place.data())
                    && path.extension().is_some_and(|e| e == "new" || e == "old" || e == "next")
            })
            .collect();
        assert!(left.is_empty(), "{what} stopped at {:?} left {left:?}", passed.last());
        if done {
            return passed;
        }
    }
    panic!("{what} passes more than {STEPS_MAX} steps");
}

fn victim(store: &Store) -> PatientId {
    let cards = store.patients(now()).unwrap();
    cards.iter().find(|card| card.identity.last_name.matches(|n| n == "Victor")).unwrap().id
}

fn names(store: &Store) -> Vec<String> {
    let cards = store.patients(now()).unwrap();
    let mut names: Vec<String> =
        cards.into_iter().map(|c| c.identity.last_name.into_open(huisclos_agenda::Purpose::Store)).collect();
    names.sort();
    names
}

/// Garnier with four bookings, Victor with a card, Zoé with another.
fn cabinet() -> Place {
    let place = Place::new();
    let store = place.open();
    book(&store, 0, 4);
    for name in ["Victor", "Zola"] {
        store.add_or_update_patient(&identity(name, "Anne", 1950, Some("+33611111111"))).unwrap();
    }
    drop(store);
    place
}

/// Opens, finds everybody, is sound, and has nothing to say the second time.
fn whole(place: &Place, step: &str, expect: &[&[&str]]) {
    let opened = Store::open(&place.options()).unwrap_or_else(|e| panic!("stopped at {step}: {e}"));
    assert_eq!(booked(&opened.store), [0, 1, 2, 3], "stopped at {step}");
    let names = names(&opened.store);
    assert!(expect.iter().any(|e| *e == names), "stopped at {step}: {names:?}");
    assert!(opened.store.verify().unwrap().is_sound(), "stopped at {step}");
    drop(opened);
    let again = place.opened();
    assert_eq!(again.warnings.len(), 1, "stopped at {step}: {:?}", again.warnings);
}

const ALL: &[&str] = &["Garnier", "Victor", "Zola"];

fn passes(passed: &[String], wanted: &[&str]) {
    for name in wanted {
        assert!(passed.iter().any(|p| p == name), "{name} was never passed: {passed:?}");
        assert!(steps::ALL.contains(name), "{name} is not among the named steps");
    }
}

#[test]
fn stopped_anywhere_in_an_erasure_somebody_is_there_whole_or_gone_and_stays_so() {
    let _alone = alone();
    let begin = cabinet();
    let gone: &[&str] = &["Garnier", "Zola"];
    let passed = stop_everywhere(&begin, "erase", |place, step| {
        whole(place, step, &[ALL, gone]);
        let store = place.open();
        let proofs = store.erasures().unwrap().len();
        assert_eq!(proofs, usize::from(names(&store) == gone), "stopped at {step}: a proof without its erasure");
        if proofs == 0 {
            // Not done, so it can be asked again.
            store.erase_patient(victim(&store), "test", now()).unwrap();
            assert_eq!(names(&store), gone);
        }
        drop(store);
        // Done, it holds for the data of before as well.
        fs::remove_dir_all(place.data()).unwrap();
        copy_dir(&begin.data(), &place.data());
        assert_eq!(names(&place.open()), gone, "stopped at {step}");
    });
    passes(&passed, &["erase.begun", "keyring.written", "keyring.aside", "keyring.renamed", "keyring.twin"]);
    passes(&passed, &["keyring.shredded", "erase.keyring", "erase.proof", "erase.state", "erase.done"]);
}

#[test]
fn stopped_anywhere_in_a_change_of_root_one_paper_key_holds() {
    let _alone = alone();
    let passed = stop_everywhere(&cabinet(), "rotate root", |place, step| {
        whole(place, step, &[ALL]);
        let words = paper_key(&place.options()).unwrap();
        fs::remove_file(place.key()).unwrap();
        restore_key(&place.options(), &words).unwrap_or_else(|e| panic!("stopped at {step}: {e}"));
        whole(place, step, &[ALL]);
        rotate_root(&place.options()).unwrap();
        whole(place, step, &[ALL]);
    });
    passes(&passed, &["rotate.begun", "rotate.key", "rotate.keyring"]);
}

/// As `whole`, but the state may be built anew, which is said.
fn whole_after_renewal(place: &Place, step: &str) {
    drop(Store::open(&place.options()).unwrap_or_else(|e| panic!("stopped at {step}: {e}")));
    whole(place, step, &[ALL]);
}

#[test]
fn stopped_anywhere_in_a_change_of_all_keys_nothing_is_lost() {
    let _alone = alone();
    let begin = cabinet();
    let passed = stop_everywhere(&begin, "rotate all", |place, step| {
        whole_after_renewal(place, step);
        let epoch = rotate_all(&place.options()).unwrap().epoch;
        assert!(epoch == 2 || epoch == 3, "stopped at {step}: epoch {epoch}");
        whole_after_renewal(place, step);
    });
    passes(&passed, &["rewrite.written", "rewrite.compared", "rewrite.renamed", "rotate.journal", "rotate.done"]);
    rotate_all(&begin.options()).unwrap();
    stop_everywhere(&begin, "forget", whole_after_renewal);
}

#[test]
fn stopped_anywhere_while_data_of_form_1_are_brought_up_nothing_is_lost() {
    let _alone = alone();
    let begin = Place::new();
    copy_dir(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v1"), begin.0.path());
    let passed = stop_everywhere(&begin, "open", |place, step| {
        let opened = Store::open(&place.options()).unwrap_or_else(|e| panic!("stopped at {step}: {e}"));
        assert_eq!(names(&opened.store), ["Lefèvre-Dupré", "Nguyễn", "Petit-Roux"], "stopped at {step}");
        assert_eq!((opened.store.notes().unwrap().len(), opened.store.consents(None).unwrap().len()), (2, 1));
        assert!(opened.store.verify().unwrap().is_sound(), "stopped at {step}");
        drop(opened);
        assert_eq!(place.opened().warnings.len(), 1, "stopped at {step}");
    });
    passes(&passed, &["migrate.begun", "migrate.keyring", "rewrite.renamed", "migrate.done"]);
}

#[test]
fn stopped_anywhere_in_a_first_opening_or_a_new_card_the_next_one_goes_on() {
    let _alone = alone();
    stop_everywhere(&Place::new(), "open", |place, step| {
        let opened = Store::open(&place.options()).unwrap_or_else(|e| panic!("stopped at {step}: {e}"));
        book(&opened.store, 0, 4);
        drop(opened);
        whole(place, step, &[&["Garnier"]]);
    });
    let passed = stop_everywhere(&cabinet(), "new card", |place, step| {
        let with: &[&str] = &["Garnier", "Neuf", "Victor", "Zola"];
        // A frame that was written and not acknowledged may be there whole, or cut off, which is said.
        drop(Store::open(&place.options()).unwrap_or_else(|e| panic!("stopped at {step}: {e}")));
        whole(place, step, &[ALL, with]);
    });
    passes(&passed, &["keyring.drawn", "booking.journal.written", "booking.journal.synced", "booking.applied"]);
}

#[test]
fn no_core_is_written_and_no_other_process_may_look_in() {
    let _alone = alone();
    let out = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "private_child", "--ignored", "--nocapture", "--test-threads=1"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(said.contains("core file size 0 0") && said.contains("dumpable false"), "{said}");
}

/// Not a test by itself: says what the operating system says of it before and after.
#[test]
#[ignore = "run by the test above, in a process of its own"]
fn private_child() {
    assert!(nix::sys::prctl::get_dumpable().unwrap(), "the twin: a process is dumpable unless it says otherwise");
    keep_memory_private().unwrap();
    let (soft, hard) = nix::sys::resource::getrlimit(nix::sys::resource::Resource::RLIMIT_CORE).unwrap();
    println!("core file size {soft} {hard}\ndumpable {}", nix::sys::prctl::get_dumpable().unwrap());
}
