//! A damaged journal comes back from the state where the state answers for everything that was acknowledged, says so, and
//! has lost nothing; and is refused, untouched, where it does not.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Dice, Place, abrupt, book, booked, copy_dir, identity, now, sled_of};
use huisclos_agenda::Retention;
use huisclos_store::{Error, Store, Warning, verify};
use std::fs;
use std::path::PathBuf;

const SEVEN: [i64; 7] = [0, 1, 2, 3, 4, 5, 6];

/// Seven bookings with a night after the third, closed in order.
fn seven() -> Place {
    let place = Place::new();
    let store = place.open();
    book(&store, 0, 3);
    store.nightly(&Retention::default(), now()).unwrap();
    book(&store, 3, 7);
    drop(store);
    place
}

fn journal(place: &Place) -> PathBuf {
    place.data().join("journal")
}

fn damage(place: &Place, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut bytes = fs::read(journal(place)).unwrap();
    change(&mut bytes);
    fs::write(journal(place), &bytes).unwrap();
    bytes
}

/// Opens, says so, has everything, goes on, and has nothing to say the second time.
fn mended(place: &Place, damaged: Option<&[u8]>, what: &str) {
    let opened = Store::open(&place.options()).unwrap_or_else(|e| panic!("{what}: {e}"));
    let told = opened.warnings.iter().find_map(|w| match w {
        Warning::JournalMended { kept, .. } => Some(kept.clone()),
        _ => None,
    });
    let kept = told.unwrap_or_else(|| panic!("{what}: nothing was said: {:?}", opened.warnings));
    assert_eq!(kept.map(|path| fs::read(path).unwrap()).as_deref(), damaged, "{what}: the damaged file is kept");
    assert_eq!(booked(&opened.store), SEVEN, "{what}");
    assert_eq!(opened.store.verify().unwrap().faults, Vec::<String>::new(), "{what}");
    book(&opened.store, 7, 8);
    drop(opened);
    let again = place.opened();
    assert_eq!(again.warnings.len(), 1, "{what}: {:?}", again.warnings);
    assert_eq!(booked(&again.store).len(), 8, "{what}");
}

/// Refused with a sentence that names the journal; the file is as it was.
fn refused(place: &Place, what: &str) {
    let before = fs::read(journal(place)).ok();
    let error = match Store::open(&place.options()) {
        Err(e) => e,
        Ok(opened) => panic!("{what}: opened with {:?}", opened.warnings),
    };
    assert!(matches!(error, Error::JournalDamaged { .. } | Error::JournalMissing { .. }), "{what}: {error}");
    assert!(error.to_string().contains("journal") && error.to_string().contains("sauvegarde"), "{what}: {error}");
    assert_eq!(fs::read(journal(place)).ok(), before, "{what}: the journal was changed");
}

/// Where the last frame begins: the length before the last booking.
fn before_last() -> (Place, usize) {
    let place = Place::new();
    let store = place.open();
    book(&store, 0, 6);
    let at = fs::metadata(journal(&place)).unwrap().len() as usize;
    book(&store, 6, 7);
    drop(store);
    (place, at)
}

#[test]
fn after_a_stop_in_order_any_damage_of_the_journal_is_mended() {
    let whole = seven();
    let bits = fs::metadata(journal(&whole)).unwrap().len() * 8;
    let mut dice = Dice(0x3e4d);
    for _ in 0..40 {
        let (place, bit) = (whole.copy(), dice.below(bits));
        let bytes = damage(&place, |bytes| bytes[(bit / 8) as usize] ^= 1 << (bit % 8));
        assert!(!verify(&place.options()).is_ok_and(|report| report.is_sound()), "bit {bit}: verify saw nothing");
        mended(&place, Some(&bytes), &format!("bit {bit}"));
    }
    let check = |what: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let place = whole.copy();
        let bytes = damage(&place, change);
        mended(&place, Some(&bytes), what);
    };
    check("cut by one", &|bytes| bytes.truncate(bytes.len() - 1));
    check("cut to half", &|bytes| bytes.truncate(bytes.len() / 2));
    check("emptied", &Vec::clear);
    check("zeroed", &|bytes| bytes.fill(0));
    check("a hole of a block", &|bytes| bytes[500..900].fill(0));
    let place = whole.copy();
    fs::remove_file(journal(&place)).unwrap();
    mended(&place, None, "taken away");
    // One from before, put back by hand: the state and the anchor know of more.
    let (old, newer) = (Place::new(), Place::new());
    book(&old.open(), 0, 4);
    copy_dir(old.0.path(), newer.0.path());
    book(&newer.open(), 4, 7);
    fs::copy(journal(&old), journal(&newer)).unwrap();
    let bytes = fs::read(journal(&old)).unwrap();
    mended(&newer, Some(&bytes), "exchanged for an older one");
}

#[test]
fn after_an_abrupt_stop_damage_before_what_the_state_holds_is_mended_with_what_came_after() {
    let (whole, last) = before_last();
    abrupt(&whole);
    let mut dice = Dice(0xab4);
    for _ in 0..20 {
        let (place, bit) = (whole.copy(), dice.below(last as u64 * 8));
        let bytes = damage(&place, |bytes| bytes[(bit / 8) as usize] ^= 1 << (bit % 8));
        mended(&place, Some(&bytes), &format!("bit {bit}"));
    }
    // The state lags: three bookings are in the journal alone, behind the damage.
    let place = Place::new();
    book(&place.open(), 0, 4);
    let state = place.copy();
    let from = fs::metadata(journal(&place)).unwrap().len() as usize;
    book(&place.open(), 4, 7);
    fs::remove_dir_all(place.data().join("state")).unwrap();
    copy_dir(&state.data().join("state"), &place.data().join("state"));
    abrupt(&place);
    for at in [60, 300, from - 9] {
        let place = place.copy();
        let bytes = damage(&place, |bytes| bytes[at] ^= 4);
        mended(&place, Some(&bytes), &format!("byte {at}, a state that lags"));
    }
    // The twin: damage in what only the journal knows.
    for at in [from + 9, from + 200] {
        let place = place.copy();
        damage(&place, |bytes| bytes[at] ^= 4);
        refused(&place, &format!("byte {at}, after a state that lags"));
    }
}

#[test]
fn what_the_state_cannot_answer_for_stays_refused() {
    let (whole, last) = before_last();
    let spoil = |place: &Place| drop(damage(place, |bytes| bytes[last + 70] ^= 1));
    // An abrupt stop, and the last frame damaged: another may have followed it.
    for what in ["flipped", "cut", "emptied", "taken away"] {
        let place = whole.copy();
        abrupt(&place);
        match what {
            "flipped" => spoil(&place),
            "cut" => drop(damage(&place, |bytes| bytes.truncate(last + 40))),
            "emptied" => drop(damage(&place, Vec::clear)),
            _ => fs::remove_file(journal(&place)).unwrap(),
        }
        refused(&place, &format!("an abrupt stop, {what}"));
    }
    // An anchor that is gone, or knows of more.
    let place = whole.copy();
    spoil(&place);
    fs::remove_file(place.data().join("anchor")).unwrap();
    refused(&place, "no anchor");
    let place = whole.copy();
    let newer = whole.copy();
    book(&newer.open(), 7, 8);
    spoil(&place);
    fs::copy(newer.data().join("anchor"), place.data().join("anchor")).unwrap();
    refused(&place, "an anchor that knows of more");
    // A state that lost a record, or does not open.
    let place = whole.copy();
    let db = sled_of(&place);
    let key = db.iter().keys().map(Result::unwrap).find(|k| k[0] != 0).unwrap();
    db.remove(key).unwrap();
    db.flush().unwrap();
    drop(db);
    spoil(&place);
    refused(&place, "a state that lost a record");
    let place = whole.copy();
    spoil(&place);
    fs::write(place.data().join("state.opening"), b"").unwrap();
    refused(&place, "a state whose opening died");
    // The twin: the same damage with everything else whole.
    let place = whole.copy();
    let bytes = damage(&place, |bytes| bytes[last + 70] ^= 1);
    mended(&place, Some(&bytes), "the twin");
}

#[test]
fn who_was_erased_does_not_come_back_with_a_state_that_lags() {
    let place = Place::new();
    let store = place.open();
    book(&store, 0, 7);
    let other = store.add_or_update_patient(&identity("Zola", "Anne", 1950, Some("+33611111111"))).unwrap().id;
    drop(store);
    let state = place.copy();
    let store = place.open();
    // Without its compaction: the journal still has its head.
    store.erase(&[other.0], "test", now()).unwrap();
    drop(store);
    fs::remove_dir_all(place.data().join("state")).unwrap();
    copy_dir(&state.data().join("state"), &place.data().join("state"));
    abrupt(&place);
    damage(&place, |bytes| bytes[300] ^= 1);
    let opened = place.opened();
    assert!(opened.warnings.iter().any(|w| matches!(w, Warning::JournalMended { .. })), "{:?}", opened.warnings);
    assert_eq!(booked(&opened.store), SEVEN);
    assert!(matches!(opened.store.patient(other, now()), Err(Error::UnknownPatient)));
    assert_eq!(opened.store.erasures().unwrap().len(), 1, "the proof is kept");
    assert!(opened.store.verify().unwrap().is_sound());
}

#[test]
fn a_journal_that_rots_while_the_box_runs_is_mended_by_the_night() {
    let place = seven();
    let store = place.open();
    let said = |store: &Store| store.nightly(&Retention::default(), now()).unwrap().said;
    assert_eq!(said(&store), Vec::<String>::new(), "the twin: a sound night has nothing to say");
    damage(&place, |bytes| bytes[400] ^= 1);
    let told = said(&store).join(" ");
    assert!(told.contains("ne se lit pas") && told.contains("refait depuis l'état : rien n'est perdu"), "{told}");
    book(&store, 7, 8);
    assert_eq!(said(&store), Vec::<String>::new());
    assert_eq!(booked(&store).len(), 8);
    drop(store);
    let opened = place.opened();
    assert_eq!((opened.warnings.len(), booked(&opened.store).len()), (1, 8), "{:?}", opened.warnings);
}

#[test]
fn a_store_that_others_still_hold_is_closed_in_order() {
    let place = Place::new();
    let store = place.open();
    book(&store, 0, 7);
    let held = store.clone();
    store.close();
    assert!(!place.data().join("state.open").exists(), "the mark of an abrupt stop is still there");
    assert!(held.appointments(now().date(), now().date()).is_err());
    let journal = fs::read(journal(&place)).unwrap();
    held.add_or_update_patient(&identity("Tard", "Anne", 1950, None)).unwrap_err();
    assert_eq!(fs::read(place.data().join("journal")).unwrap(), journal, "nothing is written after the end");
    drop((store, held));
    let opened = place.opened();
    assert_eq!((opened.warnings.len(), booked(&opened.store)), (1, SEVEN.to_vec()), "{:?}", opened.warnings);
}
