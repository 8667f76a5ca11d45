//! What earlier versions wrote opens, whole. The folders under `golden/` are never edited.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Place, copy_dir, identity, now};
use huisclos_agenda::{CallId, Phone, Private, Purpose};
use huisclos_call::Query;
use huisclos_ports::Store as _;
use huisclos_store::{Error, Store, Warning, paper_key, verify};
use jiff::civil::date;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// A golden folder, copied to where it can be opened.
fn golden(form: &str) -> Place {
    let place = Place::new();
    copy_dir(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(form), place.0.path());
    for name in ["data.key", "data.keyring", "data.keyring2"] {
        let path = place.0.path().join(name);
        if path.exists() {
            fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
        }
    }
    place
}

/// Everything a store gives, as text without ids.
fn portrait(store: &Store) -> Vec<String> {
    let mut lines = Vec::new();
    for card in store.patients(now()).unwrap() {
        let who = &card.identity;
        let phone = who.phone.as_ref().map(|p| p.open(Purpose::Store).0.clone());
        let (last, first) = (who.last_name.open(Purpose::Store), who.first_name.open(Purpose::Store));
        let birth = who.birth_date.open(Purpose::Store);
        lines.push(format!("card {last} {first} {birth} {phone:?} {:?}", card.consent));
        for given in store.consents(Some(card.id)).unwrap() {
            lines
                .push(format!("consent of {last} {:?} {} {} {}", given.channel, given.agreed, given.at, given.wording));
        }
        assert_eq!(store.find_patient(who, now()).unwrap().len(), 1, "found by name");
        assert!(!store.find_patient_by_birth_date(&who.birth_date, now()).unwrap().is_empty());
    }
    for a in store.appointments(date(2000, 1, 1), date(2100, 1, 1)).unwrap() {
        let who = store.patient(a.patient, now()).unwrap().identity;
        let last = who.last_name.open(Purpose::Store);
        let (slot, made_by) = (&a.slot, a.made_by);
        lines.push(format!(
            "appointment {last} {} {} {} {:?} {made_by:?}",
            slot.start, slot.minutes, slot.practitioner.0, a.status
        ));
    }
    for note in store.notes().unwrap() {
        let phone = note.phone.as_ref().map(|p| p.open(Purpose::Store).0.clone());
        lines.push(format!("note {} {phone:?} {} {}", note.at, note.patient.is_some(), note.text.open(Purpose::Store)));
    }
    for given in store.consents(None).unwrap() {
        lines.push(format!("consent {:?} {} {}", given.agreed, given.at, given.version));
    }
    for call in store.calls(now().date()).unwrap() {
        lines.push(format!("call {} {} {:?} {:?}", call.at, call.seconds, call.outcomes, call.waits_ms));
    }
    for measure in store.measures(now().date()).unwrap() {
        lines.push(format!("measure {} {}", measure.name, measure.value));
    }
    lines.sort();
    lines
}

const EXPECTED: [&str; 14] = [
    "appointment Lefèvre-Dupré 2026-11-23T10:00:00 15 martin Confirmed Box",
    "appointment Nguyễn 2026-11-24T11:00:00 30 bernard Booked Secretary",
    "appointment Petit-Roux 2026-11-23T10:00:00 20 bernard Cancelled Box",
    "call 2026-11-23T09:00:00 61.5 [Booked, Noted] [812, 1040]",
    "card Lefèvre-Dupré Marie-Claude 1964-03-12 Some(\"+33612345678\") Some(\"1\")",
    "card Nguyễn Anh 1990-03-12 None None",
    "card Petit-Roux Jean 2019-03-12 Some(\"+33622222222\") None",
    "consent of Lefèvre-Dupré Voice true 2026-11-23T09:00:00 Acceptez-vous que vos coordonnées soient gardées ?",
    "consent of Nguyễn Key false 2026-11-23T09:03:00 Acceptez-vous que vos coordonnées soient gardées ?",
    "consent true 2026-11-23T09:04:00 1",
    "measure first_word_ms 640",
    "note 2026-11-23T09:01:00 Some(\"+33699999999\") true rappeler pour les résultats",
    "note 2026-11-23T09:02:00 Some(\"+33699999999\") false un représentant",
    "",
];

fn expected() -> Vec<&'static str> {
    EXPECTED.into_iter().filter(|line| !line.is_empty()).collect()
}

#[test]
fn what_form_1_wrote_opens_whole_and_is_in_todays_form_after() {
    let place = golden("v1");
    assert!(verify(&place.options()).unwrap().is_sound(), "as it lies, changing nothing");
    let opened = place.opened();
    assert!(
        opened.warnings.iter().any(|w| matches!(w, Warning::Renewed { from: 1, to: 2, .. })),
        "{:?}",
        opened.warnings
    );
    assert_eq!(portrait(&opened.store), expected());
    assert!(opened.store.verify().unwrap().is_sound());
    let roux = identity("petit roux", "jean", 2019, None);
    assert_eq!(opened.store.find_patient(&roux, now()).unwrap().len(), 1);
    let id = opened.store.find_patient(&roux, now()).unwrap()[0].id;
    drop(opened);
    let opened = place.opened();
    assert_eq!(opened.warnings.len(), 1, "the second opening has nothing to say: {:?}", opened.warnings);
    assert_eq!(portrait(&opened.store), expected());
    // Erased after, it stays erased when the folder of form 1 is put back.
    opened.store.erase_patient(id, "test", now()).unwrap();
    drop(opened);
    fs::remove_dir_all(place.data()).unwrap();
    copy_dir(&golden("v1").data(), &place.data());
    let store = place.open();
    assert_eq!(store.patients(now()).unwrap().len(), 2);
    assert!(store.find_patient_by_phone(&Private::new(Phone("+33622222222".into())), now()).unwrap().is_empty());
    assert!(portrait(&store).iter().all(|line| !line.contains("Petit-Roux")));
}

#[test]
fn what_form_2_wrote_opens_whole() {
    let place = golden("v2");
    let opened = place.opened();
    assert!(!opened.warnings.iter().any(|w| matches!(w, Warning::Renewed { .. })), "{:?}", opened.warnings);
    assert_eq!(portrait(&opened.store), expected());
    assert!(opened.store.verify().unwrap().is_sound());
}

#[test]
fn a_damaged_folder_of_form_1_is_refused_as_it_was() {
    let place = golden("v1");
    let journal = place.data().join("journal");
    let mut bytes = fs::read(&journal).unwrap();
    bytes[3_000] ^= 1;
    fs::write(&journal, &bytes).unwrap();
    assert!(matches!(Store::open(&place.options()), Err(Error::JournalDamaged { .. })));
    assert_eq!(fs::read(&journal).unwrap(), bytes, "nothing was written over it");
    fs::write(place.key(), fs::read_to_string(place.key()).unwrap().replace('a', "b")).unwrap();
    assert!(matches!(Store::open(&place.options()), Err(Error::KeyWrong { .. } | Error::KeyUnreadable { .. })));
}

#[test]
fn a_folder_of_form_2_with_a_trail_an_erasure_and_a_paper_proof_opens_whole() {
    // As the first journals of form 2 had their groups, and with what a group has in common said once.
    for form in ["v2-erased", "v2-short"] {
        opens_whole_after_an_erasure(form);
    }
}

fn opens_whole_after_an_erasure(form: &str) {
    let place = golden(form);
    let opened = place.opened();
    assert!(!opened.warnings.iter().any(|w| matches!(w, Warning::Renewed { .. })), "{:?}", opened.warnings);
    let without: Vec<&str> = expected().into_iter().filter(|line| !line.contains("Petit-Roux")).collect();
    assert_eq!(portrait(&opened.store), without);
    let proofs = opened.store.erasures().unwrap();
    assert_eq!((proofs.len(), proofs[0].at, proofs[0].by.as_str(), proofs[0].generation), (1, now(), "golden", 2));
    assert_eq!(opened.store.paper_key_confirmed().unwrap(), Some(now()));
    assert!(opened.store.verify().unwrap().is_sound());
    let trail = opened.store.verify_trail().unwrap();
    assert!(trail.faults.is_empty() && trail.entries > 0, "{:?}", trail.faults);
}

/// Writes the golden folder of today's form, once, when a form is new: `HUISCLOS_GOLDEN=tests/golden/v3`.
#[test]
#[ignore = "writes a folder that is then never edited"]
fn write_todays_form() {
    let to = std::path::PathBuf::from(std::env::var("HUISCLOS_GOLDEN").unwrap());
    assert!(!to.exists(), "never edited");
    let place = golden("v1");
    let store = place.open();
    let roux = store.find_patient(&identity("petit roux", "jean", 2019, None), now()).unwrap();
    store.ask(CallId(9), &Query::FindByPhone(roux[0].identity.phone.clone().unwrap()), now()).unwrap();
    store.record_call(&store.calls(now().date()).unwrap()[0]).unwrap();
    store.erase_patient(roux[0].id, "golden", now()).unwrap();
    store.confirm_paper_key(&paper_key(&place.options()).unwrap(), now()).unwrap();
    drop(store);
    copy_dir(place.0.path(), &to);
    for not_kept in ["state", "state.opening", "state.open", "lock", "ballast", "aside"] {
        let path = to.join("data").join(not_kept);
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { drop(fs::remove_file(path)) }
    }
}
