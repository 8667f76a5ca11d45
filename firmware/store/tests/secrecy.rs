//! What a stolen disk gives up: nothing. And who may open the store: one process, with the key.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Place, files, identity, now, quarter};
use huisclos_agenda::{CallId, MadeBy, Note, NoteId, NoteReason, Phone, Priority, Private};
use huisclos_call::Channel;
use huisclos_call::Query;
use huisclos_ports::Store as _;
use huisclos_store::{By, ConsentGiven, Error, Store, Warning, rotate_all};
use jiff::ToSpan;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const CANARIES: [&str; 7] =
    ["Canarivel", "canarivel", "Serinette", "+33698765432", "0698765432", "douleur-au-coude", "1931-02-27"];

/// Canaries that a folder's files hold as plain text, in UTF-8 or UTF-16.
fn sung(under: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for path in files(under) {
        let bytes = fs::read(&path).unwrap();
        for canary in CANARIES {
            let wide: Vec<u8> = canary.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for form in [canary.as_bytes(), &wide] {
                if bytes.windows(form.len()).any(|w| w == form) {
                    found.push(format!("{canary} in {}", path.display()));
                }
            }
        }
    }
    found
}

#[test]
fn nothing_of_a_patient_can_be_read_on_the_disk_or_in_debug_output() {
    let place = Place::new();
    let opened = place.opened();
    let store = &opened.store;
    let mut who = identity("Canarivel", "Serinette", 1931, Some("+33698765432"));
    who.birth_date = Private::new(jiff::civil::date(1931, 2, 27));
    let patient = store.add_or_update_patient(&who).unwrap().id;
    let a = store.book(&quarter(1), patient, MadeBy::Box, Some(CallId(1))).unwrap();
    let note = Note {
        id: NoteId(0),
        at: now(),
        reason: NoteReason::Message,
        priority: Priority::Normal,
        patient: Some(patient),
        phone: who.phone.clone(),
        practitioner: None,
        text: Private::new("Serinette Canarivel, douleur-au-coude, 0698765432".into()),
    };
    store.add_note(&note, Some(CallId(1))).unwrap();
    store
        .give_consent(&ConsentGiven {
            patient: Some(patient),
            call: None,
            version: "1".into(),
            wording: "douleur-au-coude".into(),
            channel: Channel::Voice,
            agreed: true,
            at: now(),
        })
        .unwrap();
    let debug = format!(
        "{opened:?} {:?} {:?} {:?} {a:?} {:?}",
        store.patients(now()).unwrap(),
        store.notes().unwrap(),
        store.verify().unwrap(),
        place.options()
    );
    assert!(CANARIES.iter().all(|c| !debug.contains(c)), "{debug}");
    let found = store.find_patient(&who, now()).unwrap();
    assert!(found[0].identity.last_name.matches(|n| n == "Canarivel"), "but the owner of the key reads it");
    drop(opened);
    assert_eq!(sung(place.0.path()), Vec::<String>::new());
    // Nor the day, the practitioner or the motif of an appointment.
    for path in files(&place.data()) {
        let bytes = fs::read(&path).unwrap();
        for word in ["martin", "consultation", "2026-11"] {
            assert!(!bytes.windows(word.len()).any(|w| w == word.as_bytes()), "{word} in {}", path.display());
        }
    }
    // The twin: the same look finds a canary that is there.
    fs::write(place.data().join("plain"), "nom=Canarivel").unwrap();
    assert_eq!(sung(place.0.path()).len(), 1);
}

#[test]
fn nor_after_a_night_a_backup_a_change_of_keys_an_erasure_and_damage() {
    let place = Place::new();
    let store = place.open();
    let phone = || Some(Private::new(Phone("+33698765432".into())));
    let ids: Vec<_> = ["Canarivel", "Serinette"]
        .into_iter()
        .map(|last| {
            let mut who = identity(last, "Serinette", 1931, None);
            (who.birth_date, who.phone) = (Private::new(jiff::civil::date(1931, 2, 27)), phone());
            store.add_or_update_patient(&who).unwrap().id
        })
        .collect();
    store.book(&quarter(1), ids[0], MadeBy::Box, Some(CallId(1))).unwrap();
    let text = Private::new("Serinette Canarivel, douleur-au-coude".into());
    let (reason, priority) = (NoteReason::Message, Priority::Normal);
    let note =
        Note { id: NoteId(0), at: now(), reason, priority, patient: None, phone: phone(), practitioner: None, text };
    store.add_note(&note, Some(CallId(1))).unwrap();
    store.ask(CallId(1), &Query::FindByPhone(phone().unwrap()), now()).unwrap();
    let backup = place.0.path().join("backup");
    store.backup(&backup, By::Night, now()).unwrap();
    store.snapshot().unwrap();
    drop(store);
    // A state set aside, and a journal's torn end.
    fs::write(place.data().join("state.opening"), b"").unwrap();
    let torn = fs::read(place.data().join("journal")).unwrap();
    fs::write(place.data().join("journal"), [&torn[..], &[7; 90]].concat()).unwrap();
    drop(place.open());
    assert_eq!(sung(place.0.path()), Vec::<String>::new(), "set aside");
    rotate_all(&place.options()).unwrap();
    let store = place.open();
    store.erase_patient(ids[1], "test", now()).unwrap();
    store.backup(&backup, By::Night, now() + 1.day()).unwrap();
    let found = store.find_patient_by_phone(&phone().unwrap(), now()).unwrap();
    assert_eq!(found.iter().map(|c| c.id).collect::<Vec<_>>(), [ids[0]], "it is all there for who has the key");
    drop(store);
    assert_eq!(sung(place.0.path()), Vec::<String>::new());
    assert!(files(&backup).len() > 4, "there was a backup to look through");
}

#[test]
fn one_process_at_a_time_and_the_other_is_named() {
    let place = Place::new();
    let store = place.open();
    let error = Store::open(&place.options()).unwrap_err();
    assert!(matches!(error, Error::InUse { .. }));
    assert!(error.to_string().contains(&format!("processus {}", std::process::id())), "{error}");
    drop(store);
    place.open();
}

#[test]
fn the_key_is_outside_private_and_needed() {
    let place = Place::new();
    let opened = place.opened();
    assert!(opened.warnings.contains(&Warning::KeyInFile { path: place.key() }), "a plain warning on a PC");
    drop(opened);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&place.key()), mode(&place.data())), (0o600, 0o700));
    let text = fs::read_to_string(place.key()).unwrap();
    let secret = text.lines().last().unwrap().split(' ').nth(1).unwrap().to_string();
    for path in files(&place.data()) {
        let bytes = fs::read(&path).unwrap();
        let raw: Vec<u8> = (0..32).map(|i| u8::from_str_radix(&secret[2 * i..2 * i + 2], 16).unwrap()).collect();
        assert!(!bytes.windows(64).any(|w| w == secret.as_bytes()) && !bytes.windows(32).any(|w| w == raw));
    }
    fs::set_permissions(place.key(), fs::Permissions::from_mode(0o644)).unwrap();
    assert!(place.opened().warnings.contains(&Warning::KeyExposed { path: place.key() }));

    let check = |error: Error, expect: &str| {
        let said = error.to_string();
        assert!(said.contains(expect) && said.contains("data.key"), "{said}");
    };
    let key = fs::read(place.key()).unwrap();
    fs::write(place.key(), "rien").unwrap();
    check(Store::open(&place.options()).unwrap_err(), "n'est pas une clé");
    let other = Place::new();
    other.open();
    fs::copy(other.key(), place.key()).unwrap();
    check(Store::open(&place.options()).unwrap_err(), "n'est pas celle");
    fs::remove_file(place.key()).unwrap();
    check(Store::open(&place.options()).unwrap_err(), "manque");
    assert!(!place.key().exists(), "no new key is made for old data");
    fs::write(place.key(), key).unwrap();
    place.open();
}
