//! Backups: whole or not there, opened by the paper key alone, and a clear refusal for every bad case.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Dice, Place, book, booked, copy_dir, files, identity, now, someone};
use huisclos_agenda::{MadeBy, PatientId, Phone, Private};
use huisclos_store::{By, Error, Store, paper_key, restore};
use jiff::ToSpan;
use std::fs;
use std::path::{Path, PathBuf};

const BY: By<'static> = By::CommandLine("uid:1000");

/// A store with ten bookings, its backup folder and its paper key.
fn backed_up() -> (Place, PathBuf, String) {
    let place = Place::new();
    let store = place.open();
    book(&store, 0, 10);
    let dir = place.0.path().join("disque");
    store.backup(&dir, BY, now()).unwrap();
    drop(store);
    let words = paper_key(&place.options()).unwrap().to_string();
    (place, dir, words)
}

fn last_set(dir: &Path) -> PathBuf {
    let mut sets: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
    sets.sort();
    sets.pop().unwrap()
}

fn restore_at(place: &Place, dir: &Path, words: &str) -> Result<huisclos_store::Restored, Error> {
    restore(dir, None, &place.options(), words, BY, now())
}

#[test]
fn a_blank_box_is_brought_back_with_the_paper_key_alone() {
    let (_place, dir, words) = backed_up();
    let blank = Place::new();
    let done = restore_at(&blank, &dir, &words).unwrap();
    assert_eq!(booked(&done.store), (0..10).collect::<Vec<_>>());
    assert!(done.aside.is_empty());
    assert!(done.store.verify().unwrap().is_sound());
    assert_eq!(done.store.verify_trail().unwrap().faults, Vec::<String>::new());
    // It works on, and opens again by itself.
    book(&done.store, 10, 12);
    drop(done);
    assert_eq!(booked(&blank.open()).len(), 12);
    let left: Vec<String> = fs::read_dir(blank.0.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("restauration"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn what_is_there_is_set_aside_and_never_overwritten() {
    let (_place, dir, words) = backed_up();
    let other = Place::new();
    let store = other.open();
    book(&store, 40, 43);
    // In use: refused.
    assert!(matches!(restore_at(&other, &dir, &words), Err(Error::InUse { .. })));
    drop(store);
    let done = restore_at(&other, &dir, &words).unwrap();
    assert_eq!(booked(&done.store).len(), 10);
    assert!(done.aside.len() >= 3 && done.aside.iter().all(|p| p.exists()), "{:?}", done.aside);
    drop(done);
    // Put back by hand, the earlier data open as before.
    let back = Place::new();
    for path in fs::read_dir(other.0.path()).unwrap().map(|e| e.unwrap().path()) {
        let name = path.file_name().unwrap().to_str().unwrap().to_string();
        if let Some(was) = name.strip_suffix(".avant-1") {
            let to = back.0.path().join(was);
            if path.is_dir() {
                copy_dir(&path, &to);
            } else {
                fs::copy(&path, &to).unwrap();
            }
        }
    }
    assert_eq!(booked(&back.open()), [40, 41, 42]);
    // A second time: another number.
    let again = restore_at(&other, &dir, &words).unwrap();
    assert!(again.aside.iter().all(|p| p.to_string_lossy().ends_with(".avant-2")), "{:?}", again.aside);
}

#[test]
fn a_restore_stopped_in_its_last_steps_is_told_and_finished_by_another() {
    let (_place, dir, words) = backed_up();
    let place = Place::new();
    book(&place.open(), 40, 43);
    // As a stop leaves it: the copy lies beside, what was there is set aside, nothing is in place yet.
    fs::create_dir(place.0.path().join("data.restauration")).unwrap();
    fs::rename(place.data(), place.0.path().join("data.avant-1")).unwrap();
    fs::rename(place.key(), place.0.path().join("data.key.avant-1")).unwrap();
    let said = Store::open(&place.options()).unwrap_err();
    assert!(matches!(said, Error::RestoreUnfinished { .. }) && said.to_string().contains("restore"), "{said}");
    assert!(!place.data().exists(), "no empty store is made in its place");
    assert_eq!(booked(&restore_at(&place, &dir, &words).unwrap().store).len(), 10);
    assert_eq!(booked(&place.open()).len(), 10);
    assert!(place.0.path().join("data.avant-1").exists());
}

#[test]
fn every_bad_case_has_its_own_sentence_and_changes_nothing() {
    let (place, dir, words) = backed_up();
    let check = |said: &str, harm: &dyn Fn(&Path) -> String, expect: &dyn Fn(&Error) -> bool, words: &[&str]| {
        let copy = Place::new();
        let there = copy.0.path().join("disque");
        copy_dir(&dir, &there);
        let typed = harm(&there);
        let error = restore_at(&copy, &there, &typed).unwrap_err();
        assert!(expect(&error), "{said}: {error:?}");
        let sentence = error.to_string();
        assert!(words.iter().all(|w| sentence.contains(w)), "{said}: {sentence}");
        let left: Vec<_> = fs::read_dir(copy.0.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left, ["disque"], "{said}: something was left behind");
    };
    let keep = |_: &Path| words.clone();
    let another = Place::new();
    another.open();
    let other = paper_key(&another.options()).unwrap().to_string();
    let damaged = |e: &Error| matches!(e, Error::BackupDamaged { .. });
    check("another box's paper", &|_| other.clone(), &|e| matches!(e, Error::PaperWrong { .. }), &["papier"]);
    check(
        "no paper key",
        &|_| "un deux trois".into(),
        &|e| matches!(e, Error::PaperWord { .. } | Error::PaperCount { .. }),
        &["papier"],
    );
    check("empty input", &|_| String::new(), &|e| matches!(e, Error::PaperCount { words: 0, .. }), &["24"]);
    let cut = |dir: &Path| {
        let path = last_set(dir).join("journal");
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() - 5]).unwrap();
        words.clone()
    };
    check("a truncated journal", &cut, &damaged, &["journal", "tronqué"]);
    let flip = |dir: &Path| {
        let path = last_set(dir).join("journal");
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&path, bytes).unwrap();
        words.clone()
    };
    check("a changed journal", &flip, &damaged, &["journal", "contenu"]);
    let without = |name: &'static str| {
        let words = words.clone();
        move |dir: &Path| {
            fs::remove_file(last_set(dir).join(name)).unwrap();
            words.clone()
        }
    };
    check("no journal", &without("journal"), &damaged, &["journal", "manque"]);
    check("no manifest", &without("manifest"), &damaged, &["manifest"]);
    let forged = |dir: &Path| {
        let path = last_set(dir).join("manifest");
        let text = fs::read_to_string(&path).unwrap().replacen("\"seq\":", "\"seq\":1", 1);
        fs::write(&path, text).unwrap();
        words.clone()
    };
    check("a forged manifest", &forged, &damaged, &["sceau"]);
    let climbing = |dir: &Path| {
        let path = last_set(dir).join("manifest");
        let text = fs::read_to_string(&path).unwrap().replacen("\"name\":\"", "\"name\":\"../../", 1);
        fs::write(&path, text).unwrap();
        words.clone()
    };
    check("a name that climbs out", &climbing, &damaged, &["hors de la sauvegarde"]);
    let no_ring = |dir: &Path| {
        fs::remove_file(dir.join("keyring")).unwrap();
        words.clone()
    };
    check("no keyring", &no_ring, &damaged, &["keyring", "trousseau"]);
    let no_marker = |dir: &Path| {
        fs::remove_file(dir.join("huisclos-backup")).unwrap();
        words.clone()
    };
    check(
        "no backup at all",
        &no_marker,
        &|e| matches!(e, Error::BackupNotOne { .. }),
        &["disque", "pas une sauvegarde"],
    );
    let no_set = |dir: &Path| {
        fs::remove_dir_all(last_set(dir)).unwrap();
        words.clone()
    };
    check("no set in it", &no_set, &|e| matches!(e, Error::BackupNotOne { .. }), &["pas une sauvegarde"]);
    // The twin: untouched, it comes back.
    assert!(keep(&dir) == words && restore_at(&Place::new(), &dir, &words).is_ok());
    drop(place);
}

#[test]
fn a_bit_anywhere_in_a_backup_is_seen() {
    let (_place, dir, words) = backed_up();
    let mut dice = Dice(77);
    let all = files(&dir);
    let mut seen = 0;
    for round in 0..40 {
        let path = &all[dice.below(all.len() as u64) as usize];
        let whole = fs::read(path).unwrap();
        let bit = dice.below(whole.len() as u64 * 8) as usize;
        let mut wrong = whole.clone();
        wrong[bit / 8] ^= 1 << (bit % 8);
        fs::write(path, &wrong).unwrap();
        let place = Place::new();
        let done = restore_at(&place, &dir, &words);
        // The marker's word for the box, and keys of the keyring that nobody has yet, may pass: nothing hangs on them.
        let may_pass = path.ends_with("huisclos-backup") || path.ends_with("keyring");
        match done {
            Err(_) => seen += 1,
            Ok(done) => {
                assert!(may_pass, "round {round}: bit {bit} of {}", path.display());
                assert_eq!(booked(&done.store).len(), 10);
            }
        }
        fs::write(path, whole).unwrap();
    }
    assert!(seen > 20, "{seen} of 40");
}

#[test]
fn a_backup_goes_where_it_may_and_nowhere_else() {
    let (place, dir, _) = backed_up();
    let store = place.open();
    let foreign = place.0.path().join("photos");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("chat.jpg"), "un chat").unwrap();
    let check = |dir: &Path, expect: &dyn Fn(&Error) -> bool| {
        let before = files(place.0.path()).len();
        let error = store.backup(dir, BY, now()).unwrap_err();
        assert!(expect(&error) && error.to_string().contains(&dir.display().to_string()), "{error}");
        assert_eq!(files(place.0.path()).len(), before, "{error}: something was written");
    };
    check(&foreign, &|e| matches!(e, Error::BackupForeign { .. }));
    check(&place.data(), &|e| matches!(e, Error::BackupInside { .. }));
    check(&place.data().join("sauvegarde"), &|e| matches!(e, Error::BackupInside { .. }));
    check(place.0.path(), &|e| matches!(e, Error::BackupInside { .. }));
    let other = Place::new();
    let theirs = other.0.path().join("disque");
    other.open().backup(&theirs, BY, now()).unwrap();
    check(&theirs, &|e| matches!(e, Error::BackupOther { .. }));
    // Its own folder: another set beside the first, and a piece of a broken one is cleared away.
    fs::create_dir(dir.join("2026-11-22T01.00.00.partiel")).unwrap();
    let done = store.backup(&dir, BY, now()).unwrap();
    assert!(done.set.exists() && !dir.join("2026-11-22T01.00.00.partiel").exists());
}

#[test]
fn a_week_of_sets_is_kept_and_each_comes_back_as_it_was() {
    let place = Place::new();
    let store = place.open();
    let dir = place.0.path().join("disque");
    for night in 0..9 {
        book(&store, night, night + 1);
        store.backup(&dir, BY, now() + night.days()).unwrap();
    }
    drop(store);
    let words = paper_key(&place.options()).unwrap();
    let mut names: Vec<String> = fs::read_dir(&dir)
        .unwrap()
        .map(|e| e.unwrap())
        .filter(|e| e.path().is_dir())
        .map(|e| e.file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 7);
    for (n, name) in names.iter().enumerate() {
        let blank = Place::new();
        let done = restore(&dir, Some(name), &blank.options(), &words, BY, now()).unwrap();
        assert_eq!(booked(&done.store).len(), n + 3, "{name}");
    }
}

#[test]
fn a_hundred_erased_patients_do_not_come_back_from_any_set() {
    let place = Place::new();
    let store = place.open();
    let dir = place.0.path().join("disque");
    let gone: Vec<u64> = (0..100)
        .map(|n| {
            let phone = format!("+336111111{n:02}");
            let who = identity(&format!("Parti{n}"), "Paul", 1900 + n, Some(&phone));
            let id = store.add_or_update_patient(&who).unwrap().id;
            store.book(&common::quarter(i64::from(n)), id, MadeBy::Box, None).unwrap();
            id.0
        })
        .collect();
    let stays = store.add_or_update_patient(&identity("Reste", "Anne", 1970, None)).unwrap().id;
    store.backup(&dir, BY, now()).unwrap();
    assert_eq!(store.erase(&gone, "le cabinet", now()).unwrap().len(), 100);
    // Before the backups are told, the old set would still give the patients; after, none does.
    let words = paper_key(&place.options()).unwrap();
    let there = |dir: &Path| {
        let blank = Place::new();
        let done = restore(dir, None, &blank.options(), &words, BY, now()).unwrap();
        assert!(done.store.patient(stays, now()).is_ok());
        let found = gone.iter().filter(|id| done.store.patient(PatientId(**id), now()).is_ok()).count();
        let number = Private::new(Phone("+33611111142".into()));
        let by_phone = done.store.find_patient_by_phone(&number, now()).unwrap().len();
        (found, by_phone, booked(&done.store).len())
    };
    assert_eq!(there(&dir), (100, 1, 100), "the twin: an old keyring is an old patient");
    assert!(store.refresh_backups().unwrap().is_empty());
    assert_eq!(there(&dir), (0, 0, 0));
    fs::rename(&dir, place.0.path().join("ailleurs")).unwrap();
    let left = store.refresh_backups().unwrap();
    assert_eq!(
        left.iter().map(|b| b.folder.clone()).collect::<Vec<_>>(),
        [dir],
        "a disk that is not plugged in is named"
    );
}

#[test]
fn a_box_that_restores_an_old_disk_keeps_its_own_newer_keyring() {
    let place = Place::new();
    let store = place.open();
    let dir = place.0.path().join("disque");
    let gone = someone(&store);
    store.backup(&dir, BY, now()).unwrap();
    store.erase_patient(gone, "le cabinet", now()).unwrap();
    drop(store);
    let words = paper_key(&place.options()).unwrap().to_string();
    let done = restore_at(&place, &dir, &words).unwrap();
    assert!(matches!(done.store.patient(gone, now()), Err(Error::UnknownPatient)));
}

#[test]
fn a_full_disk_leaves_the_earlier_sets_alone() {
    // A file in the place of a folder stands for a disk that takes nothing.
    let (place, dir, words) = backed_up();
    let store = place.open();
    let name = (now() + 1.hour()).strftime("%Y-%m-%dT%H.%M.%S").to_string();
    fs::write(dir.join(format!("{name}.partiel")), "").unwrap();
    let error = store.backup(&dir, BY, now() + 1.hour()).unwrap_err();
    assert!(matches!(error, Error::Io { .. }), "{error}");
    drop(store);
    assert_eq!(booked(&restore_at(&Place::new(), &dir, &words).unwrap().store).len(), 10);
}

#[test]
fn no_key_is_in_a_backup() {
    let (place, dir, words) = backed_up();
    let key = fs::read_to_string(place.key()).unwrap();
    let hex = key.lines().last().unwrap().split(' ').nth(1).unwrap().to_string();
    let raw: Vec<u8> = (0..32).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect();
    let first = words.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
    for path in files(&dir) {
        let bytes = fs::read(&path).unwrap();
        for secret in [hex.as_bytes(), &raw[..], first.as_bytes(), b"Garnier", b"612345678"] {
            assert!(!bytes.windows(secret.len()).any(|w| w == secret), "{}", path.display());
        }
    }
    assert!(Store::open(&place.options()).is_ok());
}
