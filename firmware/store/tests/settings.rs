//! Settings with their history, and recordings: kept over a stop, told apart from what was seen, bounded, and never in clear.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Place, now};
use huisclos_ports::AccountId;
use huisclos_store::{ChangedSetting, RECORDING_BYTES_MAX, SETTING_VERSIONS_MAX, Store};
use std::fs;

fn change(store: &Store, seen: u32, content: &str) -> Option<u32> {
    let words = [format!("« {content} » écrit.")];
    let change = ChangedSetting {
        kind: "cabinet",
        seen,
        by: AccountId(7),
        at: now(),
        words: &words,
        content,
        origin: "le départ",
    };
    store.change_setting(&change).unwrap()
}

#[test]
fn a_setting_is_kept_with_who_changed_what_and_what_it_was() {
    let place = Place::new();
    let store = place.open();
    assert_eq!(store.setting("cabinet").unwrap(), None);
    assert_eq!(change(&store, 0, "un"), Some(1));
    assert_eq!(change(&store, 0, "autre"), None, "somebody was first");
    assert_eq!(change(&store, 1, "deux"), Some(2));
    assert_eq!(store.setting("scripts").unwrap(), None, "another setting has its own");
    drop(store);
    let again = place.open();
    let stands = again.setting("cabinet").unwrap().unwrap();
    assert_eq!((stands.version, stands.content.as_str(), stands.by), (2, "deux", Some(AccountId(7))));
    let told: Vec<(u32, String, usize)> =
        again.setting_history("cabinet").unwrap().into_iter().map(|k| (k.version, k.content, k.words.len())).collect();
    assert_eq!(told, [(2, "deux".into(), 1), (1, "un".into(), 1), (0, "le départ".into(), 0)]);
    assert_eq!(again.setting_at("cabinet", 1).unwrap().unwrap().at, Some(now()));
    assert_eq!(again.setting_at("cabinet", 9).unwrap(), None);
    assert!(again.verify().unwrap().is_sound());
}

#[test]
fn the_history_is_bounded_and_what_is_too_long_is_refused() {
    let place = Place::new();
    let store = place.open();
    for seen in 0..SETTING_VERSIONS_MAX + 3 {
        assert_eq!(change(&store, seen, &seen.to_string()), Some(seen + 1));
    }
    let kept = store.setting_history("cabinet").unwrap();
    assert_eq!(kept.len(), SETTING_VERSIONS_MAX as usize + 1, "and what the box was started with");
    assert_eq!((kept[0].version, kept.last().unwrap().version), (SETTING_VERSIONS_MAX + 3, 0));
    let long = "x".repeat(70_000);
    let refused = ChangedSetting {
        kind: "cabinet",
        seen: SETTING_VERSIONS_MAX + 3,
        by: AccountId(7),
        at: now(),
        words: &[],
        content: &long,
        origin: "",
    };
    assert!(store.change_setting(&refused).is_err());
    assert_eq!(store.setting("cabinet").unwrap().unwrap().version, SETTING_VERSIONS_MAX + 3, "nothing was changed");
}

#[test]
fn a_recording_comes_back_whole_and_its_sound_is_nowhere_in_clear() {
    let place = Place::new();
    let store = place.open();
    let sound: Vec<u8> = (0..RECORDING_BYTES_MAX).map(|i| (i * 7 % 251) as u8).collect();
    let id = store.keep_recording(&sound).unwrap();
    let short = store.keep_recording(&sound[..100]).unwrap();
    assert!(store.keep_recording(&[sound.clone(), vec![0]].concat()).is_err(), "too long");
    assert_eq!(store.recording(short).unwrap().unwrap(), &sound[..100]);
    assert_eq!(store.recording(id ^ 1).unwrap(), None);
    change(&store, 0, "docteur Martin");
    drop(store);
    let again = place.open();
    assert_eq!(again.recording(id).unwrap().unwrap(), sound);
    again.forget_recording(id).unwrap();
    assert_eq!((again.recording(id).unwrap(), again.recording(short).unwrap().is_some()), (None, true));
    drop(again);
    let journal = fs::read(place.data().join("journal")).unwrap();
    let holds = |needle: &[u8]| journal.windows(needle.len()).any(|w| w == needle);
    assert!(!holds(&sound[..40]) && !holds(b"Martin"));
}
