//! Torn writes are cut and told; a changed bit anywhere is never silent.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Dice, Place, book, booked, files};
use huisclos_store::{Error, Options, Store, Warning, repair, verify};
use std::fs::{self, OpenOptions};
use std::path::Path;

/// Of a journal: what is left when every frame is cut off.
const HEADER_LEN: u64 = 120;
const FIVE: [i64; 5] = [0, 1, 2, 3, 4];

/// Five bookings, closed in order.
fn five() -> Place {
    let place = Place::new();
    book(&place.open(), 0, 5);
    place
}

/// The same without a state that could answer for the journal (`mend.rs` tries what one can do).
fn stateless() -> Place {
    let place = five();
    fs::remove_dir_all(place.data().join("state")).unwrap();
    place
}

fn flip(path: &Path, bit: u64) {
    let mut bytes = fs::read(path).unwrap();
    bytes[(bit / 8) as usize] ^= 1 << (bit % 8);
    fs::write(path, bytes).unwrap();
}

fn cut(path: &Path, len: u64) {
    OpenOptions::new().write(true).open(path).unwrap().set_len(len).unwrap();
}

#[test]
fn a_torn_last_write_is_cut_off_kept_aside_and_told() {
    let before = five();
    let after = before.copy();
    book(&after.open(), 5, 6);
    let longer = fs::read(after.data().join("journal")).unwrap();
    let good = fs::metadata(before.data().join("journal")).unwrap().len() as usize;
    // Every byte boundary is tried on the journal itself (src/journal.rs); here the whole store, at some of them.
    for len in (good + 1..longer.len()).step_by(61).chain([good + 1, good + 59, good + 60, longer.len() - 1]) {
        let place = before.copy();
        fs::write(place.data().join("journal"), &longer[..len]).unwrap();
        let opened = place.opened();
        assert_eq!(booked(&opened.store), FIVE, "cut at {len}");
        let told = opened.warnings.iter().find_map(|w| match w {
            Warning::TornWriteCut { bytes, kept } => Some((*bytes, fs::read(kept).unwrap())),
            _ => None,
        });
        assert_eq!(told, Some((len - good, longer[good..len].to_vec())));
        // It goes on as if nothing had been.
        book(&opened.store, 5, 7);
        drop(opened);
        assert_eq!(booked(&place.open()), [0, 1, 2, 3, 4, 5, 6]);
    }
    // A file system may have made the file longer before the content came: zeros.
    let place = before.copy();
    let zeros = [&longer[..good], &[0; 700][..]].concat();
    fs::write(place.data().join("journal"), zeros).unwrap();
    assert_eq!(booked(&place.open()), FIVE);
}

#[test]
fn a_cut_journal_that_had_been_acknowledged_is_refused() {
    let whole = stateless();
    let len = fs::metadata(whole.data().join("journal")).unwrap().len();
    for lost in [1, 100, 700, len / 2, len - HEADER_LEN] {
        let place = whole.copy();
        cut(&place.data().join("journal"), len - lost);
        let error = Store::open(&place.options()).unwrap_err();
        assert!(matches!(error, Error::JournalDamaged { .. }), "{error}");
        assert!(error.to_string().contains("journal") && error.to_string().contains("store verify"), "{error}");
        assert!(!verify(&place.options()).unwrap().is_sound());
    }
}

#[test]
fn a_bit_flipped_in_the_journal_is_always_refused() {
    let whole = stateless();
    let mut dice = Dice(0x5eed);
    let bits = fs::metadata(whole.data().join("journal")).unwrap().len() * 8;
    let place = whole.copy();
    let journal = place.data().join("journal");
    for _ in 0..200 {
        let bit = dice.below(bits);
        flip(&journal, bit);
        assert!(!verify(&place.options()).is_ok_and(|report| report.is_sound()), "bit {bit}: verify saw nothing");
        let error = Store::open(&place.options()).expect_err("a flipped bit went unseen");
        assert!(matches!(error, Error::JournalDamaged { .. } | Error::KeyWrong { .. }), "bit {bit}: {error}");
        flip(&journal, bit);
    }
    assert_eq!(booked(&place.open()), FIVE, "nothing was changed by refusing");
}

#[test]
fn without_anchor_and_state_a_bit_flipped_in_the_middle_is_still_refused() {
    let whole = five();
    let mut dice = Dice(0xbad);
    let len = fs::metadata(whole.data().join("journal")).unwrap().len();
    for _ in 0..20 {
        let place = whole.copy();
        fs::remove_file(place.data().join("anchor")).unwrap();
        fs::remove_dir_all(place.data().join("state")).unwrap();
        // The first half: frames follow it.
        flip(&place.data().join("journal"), dice.below(len * 4));
        assert!(Store::open(&place.options()).is_err());
    }
}

#[test]
fn a_bit_flipped_anywhere_else_loses_nothing() {
    let whole = five();
    let mut dice = Dice(0xfeed);
    let mut rebuilt = 0;
    for path in files(&whole.data()) {
        let name = path.strip_prefix(whole.data()).unwrap();
        let bits = fs::metadata(&path).unwrap().len() * 8;
        if name == Path::new("journal") || bits == 0 {
            continue;
        }
        for _ in 0..60 {
            let place = whole.copy();
            let bit = dice.below(bits.min(1 << 18));
            flip(&place.data().join(name), bit);
            let opened = Store::open(&place.options()).unwrap_or_else(|e| panic!("{}, bit {bit}: {e}", name.display()));
            assert_eq!(booked(&opened.store), FIVE, "{}, bit {bit}", name.display());
            assert!(opened.store.verify().unwrap().is_sound());
            rebuilt += usize::from(opened.warnings.iter().any(|w| matches!(w, Warning::Rebuilt { .. })));
            if name == Path::new("anchor") {
                assert!(opened.warnings.iter().any(|w| matches!(w, Warning::AnchorRewritten { .. })));
            }
        }
    }
    assert!(rebuilt > 0, "no flip ever reached what sled reads: the test shows nothing");
}

#[test]
fn a_state_that_is_gone_behind_or_half_opened_is_rebuilt() {
    let whole = five();
    let check = |what: &str, spoil: &dyn Fn(&Place), expect: &dyn Fn(&[Warning]) -> bool| {
        let place = whole.copy();
        spoil(&place);
        let opened = place.opened();
        assert_eq!(booked(&opened.store), FIVE);
        assert!(opened.store.verify().unwrap().is_sound());
        assert!(expect(&opened.warnings), "{what}: {:?}", opened.warnings);
        drop(opened);
        assert_eq!(place.opened().warnings.len(), 1, "the second opening has nothing to say");
    };
    let rebuilt = |warnings: &[Warning]| warnings.iter().any(|w| matches!(w, Warning::Rebuilt { .. }));
    check("gone", &|p| fs::remove_dir_all(p.data().join("state")).unwrap(), &rebuilt);
    check("half opened", &|p| fs::write(p.data().join("state.opening"), b"").unwrap(), &rebuilt);
    check("cut", &|p| cut(&p.data().join("state/db"), 100), &rebuilt);
    // sled writes its settings anew and keeps the data: nothing to say.
    check("configured otherwise", &|p| fs::write(p.data().join("state/conf"), b"nonsense").unwrap(), &|_| true);
    // An older state: the journal goes on from there.
    let old = Place::new();
    book(&old.open(), 0, 2);
    let newer = old.copy();
    book(&newer.open(), 2, 5);
    fs::remove_dir_all(newer.data().join("state")).unwrap();
    common::copy_dir(&old.data().join("state"), &newer.data().join("state"));
    let opened = newer.opened();
    assert_eq!(booked(&opened.store), FIVE);
    assert!(opened.warnings.contains(&Warning::Replayed { frames: 3 }), "{:?}", opened.warnings);
}

#[test]
fn a_newer_state_proves_that_the_journal_lost_something() {
    let old = Place::new();
    book(&old.open(), 0, 2);
    let newer = old.copy();
    book(&newer.open(), 2, 5);
    for file in ["journal", "anchor"] {
        fs::copy(old.data().join(file), newer.data().join(file)).unwrap();
    }
    assert!(matches!(Store::open(&newer.options()), Err(Error::JournalDamaged { .. })));
}

#[test]
fn a_repair_keeps_what_can_be_read_and_the_whole_file_aside() {
    let place = stateless();
    let journal = place.data().join("journal");
    let whole = fs::read(&journal).unwrap();
    flip(&journal, (whole.len() as u64 - 10) * 8);
    assert!(Store::open(&place.options()).is_err());
    let repaired = repair(&place.options()).unwrap();
    assert_eq!(repaired.frames, 5, "the card and four bookings");
    assert_eq!(fs::metadata(&repaired.kept).unwrap().len(), whole.len() as u64);
    assert_eq!(booked(&place.open()), [0, 1, 2, 3]);
}

#[test]
fn a_journal_that_vanished_is_not_made_anew() {
    let place = stateless();
    fs::remove_file(place.data().join("journal")).unwrap();
    assert!(matches!(Store::open(&place.options()), Err(Error::JournalMissing { .. })));
    assert!(matches!(verify(&Options::at(place.data())), Err(Error::JournalMissing { .. })));
}
