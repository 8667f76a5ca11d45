//! A changed bit anywhere is never silent, in any kind of file; and files cut, zeroed, exchanged, taken away.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use common::{Dice, Place, book, booked, copy_dir, files, now};
use huisclos_store::{Access, By, Deed, Error, Kind, Store, Warning, Why, verify};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Of each class; a release is tried with a thousand (`HUISCLOS_FLIPS=1000`, some six minutes).
const FLIPS: u32 = 100;
/// Entries of the audit trail.
const TRACED: u32 = 12;
const BOOKED: [i64; 12] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

/// A folder with a history: bookings, a snapshot, bookings after it.
fn whole() -> Place {
    let place = Place::new();
    let store = place.open();
    book(&store, 0, 8);
    store.snapshot().unwrap();
    book(&store, 8, 12);
    for n in 0..TRACED {
        let (by, did, why, what) = (By::Page("dupont"), Deed::Listed, Why::Cabinet, Kind::Appointments);
        store.trace_and_settle(&Access { at: now(), by, did, why, what, of: &[], count: n }).unwrap();
    }
    drop(store);
    place
}

fn flip(path: &Path, bit: u64) {
    let mut bytes = fs::read(path).unwrap();
    bytes[(bit / 8) as usize] ^= 1 << (bit % 8);
    fs::write(path, bytes).unwrap();
}

/// What an opening made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Made {
    /// The folder was refused, with a sentence that names a file.
    Refused,
    /// It opened, said so, and has every fact.
    Mended,
    /// It opened with every fact and had nothing to say: the bit says nothing (sled's spare room, the lock's name).
    Harmless,
    /// A fact is missing, or the folder does not verify, and nobody said so.
    Silent,
}

fn judge(place: &Place, ordinary: usize) -> Made {
    match Store::open(&place.options()) {
        Err(e) => {
            let said = e.to_string();
            assert!(said.contains(place.0.path().to_str().unwrap()), "names no file: {said}");
            Made::Refused
        }
        Ok(opened) => {
            let whole = booked(&opened.store) == BOOKED && opened.store.verify().is_ok_and(|report| report.is_sound());
            // The trail is told apart: what is wrong with it keeps nobody from being answered.
            let trail = opened.store.verify_trail();
            let told = opened.warnings.len() > ordinary || !trail.as_ref().is_ok_and(|t| t.faults.is_empty());
            let traced = trail.is_ok_and(|trail| trail.entries >= u64::from(TRACED));
            match (whole && (traced || told), told) {
                (false, _) => Made::Silent,
                (true, true) => Made::Mended,
                (true, false) => Made::Harmless,
            }
        }
    }
}

/// Files of one class.
fn classes(place: &Place) -> BTreeMap<String, Vec<PathBuf>> {
    let mut found: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for path in files(place.0.path()) {
        let name = path.strip_prefix(place.0.path()).unwrap().to_path_buf();
        let class = if name.starts_with("data/state") {
            "sled".to_string()
        } else if name.starts_with("data/audit") {
            "audit".to_string()
        } else {
            name.file_name().unwrap().to_string_lossy().into_owned()
        };
        // Empty, or room that nobody reads.
        if fs::metadata(&path).unwrap().len() > 0 && !["lock", "ballast"].contains(&class.as_str()) {
            found.entry(class).or_default().push(name);
        }
    }
    found
}

/// Puts back what a flip or an opening changed.
fn put_back(from: &Place, to: &Place) {
    for entry in fs::read_dir(to.0.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }
    copy_dir(from.0.path(), to.0.path());
}

#[test]
fn flips_in_each_kind_of_file_and_none_is_silent() {
    let whole = whole();
    // Without the ballast a copy costs nothing; it is made again by each opening.
    fs::remove_file(whole.data().join("ballast")).unwrap();
    let ordinary = whole.copy().opened().warnings.len();
    let flips = std::env::var("HUISCLOS_FLIPS").ok().and_then(|n| n.parse().ok()).unwrap_or(FLIPS);
    let mut dice = Dice(0xf11b5);
    let classes = classes(&whole);
    assert!(
        ["journal", "sled", "anchor", "data.key", "data.keyring", "audit"]
            .iter()
            .all(|class| classes.contains_key(*class)),
        "{classes:?}"
    );
    let place = whole.copy();
    for (class, names) in classes {
        let mut made: BTreeMap<Made, u32> = BTreeMap::new();
        for _ in 0..flips {
            let name = &names[dice.below(names.len() as u64) as usize];
            let path = place.0.path().join(name);
            let bit = dice.below(fs::metadata(&path).unwrap().len() * 8);
            flip(&path, bit);
            let what = judge(&place, ordinary);
            assert_ne!(what, Made::Silent, "{}, bit {bit}", name.display());
            let spare = ["sled", "data.key"].contains(&class.as_str()); // room that nobody reads, a comment
            assert!(spare || what != Made::Harmless, "{}, bit {bit}", name.display());
            *made.entry(what).or_default() += 1;
            put_back(&whole, &place);
        }
        println!("{class}: {flips} flips, 0 silent: {made:?}");
    }
}

#[test]
fn files_cut_zeroed_exchanged_or_taken_away_are_seen() {
    let whole = whole();
    let ordinary = whole.copy().opened().warnings.len();
    let place = whole.copy();
    let all: Vec<(String, PathBuf)> = classes(&whole)
        .into_iter()
        .flat_map(|(class, names)| names.into_iter().map(move |n| (class.clone(), n)))
        .collect();
    for (class, name) in &all {
        let path = place.0.path().join(name);
        let good = fs::read(&path).unwrap();
        let mut wrongs: Vec<(String, Option<Vec<u8>>)> = vec![
            ("cut to half".into(), Some(good[..good.len() / 2].to_vec())),
            ("cut by one".into(), Some(good[..good.len() - 1].to_vec())),
            ("emptied".into(), Some(Vec::new())),
            ("zeroed".into(), Some(vec![0; good.len()])),
            ("taken away".into(), None),
        ];
        // The keyring's twins may stand for each other.
        let twins = |other: &Path| [name, other].iter().all(|n| n.to_string_lossy().contains(".keyring"));
        for (_, other) in all.iter().filter(|(_, other)| other != name && !twins(other)) {
            wrongs.push((
                format!("exchanged for {}", other.display()),
                Some(fs::read(whole.0.path().join(other)).unwrap()),
            ));
        }
        for (what, bytes) in wrongs {
            match bytes {
                Some(bytes) => fs::write(&path, bytes).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            let made = judge(&place, ordinary);
            assert_ne!(made, Made::Silent, "{} {what}", name.display());
            // What matters is never passed over; sled's spare files and the anchor are made again, and the
            // key file ends in a line's end.
            let matters =
                !["sled", "anchor"].contains(&class.as_str()) && (class != "data.key" || what != "cut by one");
            assert!(!matters || made != Made::Harmless, "{} {what}: nothing was said", name.display());
            put_back(&whole, &place);
        }
    }
}

/// What a seal cannot see: a record that is gone. sled itself is asked to forget it.
#[test]
fn a_record_that_vanished_from_the_state_is_seen_and_comes_back() {
    let whole = whole();
    let mut forgot = 0;
    for nth in 0..60 {
        let place = whole.copy();
        let db = common::sled_of(&place);
        let keys: Vec<_> = db.iter().keys().map(Result::unwrap).filter(|k| k[0] != 0).collect();
        let Some(key) = keys.get(nth) else { break };
        db.remove(key).unwrap();
        db.flush().unwrap();
        drop(db);
        forgot += 1;
        assert!(verify(&place.options()).unwrap().is_sound(), "the journal is whole");
        let opened = place.opened();
        let told = |w: &Warning| matches!(w, Warning::Rebuilt { why, .. } if why.contains("devrait avoir"));
        assert!(opened.warnings.iter().any(told), "{:?}", opened.warnings);
        assert_eq!(booked(&opened.store), BOOKED);
    }
    assert!(forgot > 4);
}

/// An older whole folder of sled: every seal holds, every count holds, and it is behind.
#[test]
fn a_state_put_back_from_before_the_journal_began_is_built_again() {
    let old = whole();
    let newer = old.copy();
    let store = newer.open();
    book(&store, 12, 14);
    drop(store);
    fs::remove_dir_all(newer.data().join("state")).unwrap();
    copy_dir(&old.data().join("state"), &newer.data().join("state"));
    assert_eq!(booked(&newer.open()).len(), 14);
}

#[test]
fn a_state_that_is_slow_to_open_is_not_waited_for() {
    let whole = whole();
    // A pipe that nobody writes to: sled waits for its settings for ever.
    let conf = whole.data().join("state/conf");
    fs::remove_file(&conf).unwrap();
    assert!(Command::new("mkfifo").arg(&conf).status().unwrap().success());
    let opened = Store::open(&whole.options().with_patience(Duration::from_millis(50))).unwrap();
    assert!(opened.warnings.iter().any(|w| matches!(w, Warning::StateSlow)), "{:?}", opened.warnings);
    assert_eq!(booked(&opened.store), BOOKED);
    assert!(matches!(Store::open(&whole.options()), Err(Error::InUse { .. })));
    book(&opened.store, 12, 14);
    drop(opened);
    // The next start builds another, with what was booked meanwhile.
    let opened = whole.opened();
    let told = |w: &Warning| matches!(w, Warning::Rebuilt { why, .. } if why.contains("n'a pas abouti"));
    assert!(opened.warnings.iter().any(told), "{:?}", opened.warnings);
    assert_eq!(booked(&opened.store).len(), 14);
}
