//! A process that dies at every step of changing its keys, of erasing, of bringing old data up, of beginning: the next
//! opening finds all of it, or none of it, and everything else.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use common::{Place, abrupt, alone, book, booked, copy_dir, files, identity, now, stops};
use huisclos_agenda::{Note, NoteId, NoteReason, PatientId, Priority, Private, Retention};
use huisclos_store::{
    Measure, Options, Store, forget_older_keys, keep_memory_private, paper_key, restore_key, rotate_all, rotate_root,
    steps,
};
use jiff::ToSpan;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// Not a test by itself: the process that dies.
#[test]
#[ignore = "run by the tests below, in a process of its own"]
fn child() {
    let Some((what, place)) = stops::asked() else { return };
    keep_memory_private().unwrap();
    let options = Options::at(place.join("data"));
    // What only prepares is not what is stopped.
    let store = matches!(what.as_str(), "erase" | "new card" | "night").then(|| Store::open(&options).unwrap().store);
    steps::watch(stops::pass);
    match (what.as_str(), store) {
        ("erase", Some(store)) => drop(store.erase_patient(victim(&store), "test", now()).unwrap()),
        ("new card", Some(store)) => drop(store.add_or_update_patient(&identity("Neuf", "Paul", 1999, None)).unwrap()),
        ("night", Some(store)) => drop(store.nightly(&Retention::default(), now()).unwrap()),
        ("rotate root", _) => drop(rotate_root(&options).unwrap()),
        ("rotate all", _) => drop(rotate_all(&options).unwrap()),
        ("forget", _) => drop(forget_older_keys(&options).unwrap()),
        ("open", _) => drop(Store::open(&options).unwrap()),
        other => panic!("{other:?}"),
    }
}

/// Dies everywhere in it; nothing half-written stays beside the data.
fn stop_everywhere(begin: &Place, what: &str, check: impl Fn(&Place, &str)) -> Vec<String> {
    for name in ["data.key", "data.keyring", "data.keyring2"] {
        let path = begin.0.path().join(name);
        if path.exists() {
            fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
        }
    }
    stops::everywhere(begin, what, "", |place, step| {
        check(place, step);
        let beside = files(place.0.path()).into_iter().filter(|path| !path.starts_with(place.data()));
        let left: Vec<_> =
            beside.filter(|path| path.extension().is_some_and(|e| e == "new" || e == "old" || e == "next")).collect();
        assert!(left.is_empty(), "{what} stopped at {step} left {left:?}");
    })
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

#[test]
fn stopped_anywhere_in_an_erasure_somebody_is_there_whole_or_gone_and_stays_so() {
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
    stops::passes(&passed, &["erase.begun", "keyring.written", "keyring.aside", "keyring.renamed", "keyring.twin"]);
    stops::passes(&passed, &["keyring.shredded", "erase.keyring", "erase.proof", "erase.state", "erase.done"]);
}

#[test]
fn stopped_anywhere_in_a_change_of_root_one_paper_key_holds() {
    let passed = stop_everywhere(&cabinet(), "rotate root", |place, step| {
        whole(place, step, &[ALL]);
        let words = paper_key(&place.options()).unwrap();
        fs::remove_file(place.key()).unwrap();
        restore_key(&place.options(), &words).unwrap_or_else(|e| panic!("stopped at {step}: {e}"));
        whole(place, step, &[ALL]);
        rotate_root(&place.options()).unwrap();
        whole(place, step, &[ALL]);
    });
    stops::passes(&passed, &["rotate.begun", "rotate.key", "rotate.keyring"]);
}

/// As `whole`, but the state may be built anew, which is said.
fn whole_after_renewal(place: &Place, step: &str) {
    drop(Store::open(&place.options()).unwrap_or_else(|e| panic!("stopped at {step}: {e}")));
    whole(place, step, &[ALL]);
}

#[test]
fn stopped_anywhere_in_a_change_of_all_keys_nothing_is_lost() {
    let begin = cabinet();
    let passed = stop_everywhere(&begin, "rotate all", |place, step| {
        whole_after_renewal(place, step);
        let epoch = rotate_all(&place.options()).unwrap().epoch;
        assert!(epoch == 2 || epoch == 3, "stopped at {step}: epoch {epoch}");
        whole_after_renewal(place, step);
    });
    stops::passes(
        &passed,
        &["rewrite.written", "rewrite.compared", "rewrite.renamed", "rotate.journal", "rotate.done"],
    );
    rotate_all(&begin.options()).unwrap();
    stop_everywhere(&begin, "forget", whole_after_renewal);
}

#[test]
fn stopped_anywhere_while_data_of_form_1_are_brought_up_nothing_is_lost() {
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
    stops::passes(&passed, &["migrate.begun", "migrate.keyring", "rewrite.renamed", "migrate.done"]);
}

#[test]
fn stopped_anywhere_in_a_first_opening_or_a_new_card_the_next_one_goes_on() {
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
    stops::passes(&passed, &["keyring.drawn", "booking.journal.written", "booking.journal.synced", "booking.applied"]);
}

#[test]
fn stopped_anywhere_in_a_night_nothing_is_lost_and_the_next_does_the_rest() {
    let begin = cabinet();
    let store = begin.open();
    // Something for every duty: a note that is too old, dead bytes in the journal.
    let note = Note {
        id: NoteId(0),
        at: now() - 40.days(),
        reason: NoteReason::Message,
        priority: Priority::Normal,
        patient: None,
        phone: None,
        practitioner: None,
        text: Private::new("rappeler".into()),
    };
    store.add_note(&note, None).unwrap();
    drop(store);
    let passed = stop_everywhere(&begin, "night", |place, step| {
        drop(Store::open(&place.options()).unwrap_or_else(|e| panic!("stopped at {step}: {e}")));
        whole(place, step, &[ALL]);
        let store = place.open();
        assert_eq!(store.nightly(&Retention::default(), now()).unwrap().said, Vec::<String>::new(), "{step}");
        assert_eq!((store.notes().unwrap().len(), store.last_night().unwrap()), (0, Some(now())), "{step}");
        assert_eq!(store.erasures().unwrap().len(), 1, "stopped at {step}: the note's key, destroyed once");
        drop(store);
        whole(place, step, &[ALL]);
    });
    stops::passes(&passed, &stops::named("night."));
    stops::passes(&passed, &stops::named("snapshot."));
    stops::passes(&passed, &stops::named("rehearsal."));
}

#[test]
fn stopped_anywhere_while_a_journal_is_mended_nothing_is_lost() {
    let begin = cabinet();
    for unclean in [false, true] {
        // A frame behind the damage: after an abrupt stop nothing else would prove that none is missing.
        begin.open().add_measure(&Measure { at: now(), name: "first_word_ms".into(), value: 640.0 }).unwrap();
        let journal = begin.data().join("journal");
        let mut bytes = fs::read(&journal).unwrap();
        bytes[300] ^= 1;
        fs::write(&journal, bytes).unwrap();
        if unclean {
            abrupt(&begin);
        }
        let passed = stop_everywhere(&begin, "open", |place, step| {
            drop(Store::open(&place.options()).unwrap_or_else(|e| panic!("stopped at {step}: {e}")));
            whole(place, step, &[ALL]);
        });
        stops::passes(&passed, &stops::named("mend."));
        drop(begin.open());
    }
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
