//! The keyring: its twin, its damage, its loss; the paper key; a key sealed by the machine; changes of keys.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use common::{Dice, Place, book, booked, files, identity, now, someone};
use huisclos_store::{
    Error, Store, Warning, forget_older_keys, paper_key, restore_key, rotate_all, rotate_root, seal_key, verify,
};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Bits flipped in one run; a release is tried with 1,000 (`HUISCLOS_FLIPS`).
const FLIPS: u32 = 100;

fn ring(place: &Place) -> PathBuf {
    place.0.path().join("data.keyring")
}

fn twin(place: &Place) -> PathBuf {
    place.0.path().join("data.keyring2")
}

fn four() -> Place {
    let place = Place::new();
    let store = place.open();
    for n in 0..20 {
        store.add_or_update_patient(&identity(&format!("Numéro{n}"), "Anne", 1950, None)).unwrap();
    }
    book(&store, 0, 4);
    place
}

fn flip(path: &Path, bit: u64) {
    let mut bytes = fs::read(path).unwrap();
    bytes[(bit / 8) as usize] ^= 1 << (bit % 8);
    fs::write(path, bytes).unwrap();
}

fn told(warnings: &[Warning]) -> bool {
    warnings.iter().any(|w| matches!(w, Warning::KeyringMended { .. }))
}

#[test]
fn a_bit_flipped_in_one_twin_is_told_and_mended_and_in_both_refused() {
    let whole = four();
    let mut dice = Dice(0x5ea1);
    let bits = fs::metadata(ring(&whole)).unwrap().len() * 8;
    assert_eq!(fs::read(ring(&whole)).unwrap(), fs::read(twin(&whole)).unwrap());
    let place = whole.copy();
    let (keyring, twin) = (ring(&place), twin(&place));
    let good = fs::read(&keyring).unwrap();
    let flips = std::env::var("HUISCLOS_FLIPS").ok().and_then(|n| n.parse().ok()).unwrap_or(FLIPS);
    for n in 0..flips {
        let bit = dice.below(bits);
        flip(if n % 2 == 0 { &keyring } else { &twin }, bit);
        let opened = place.opened();
        assert!(told(&opened.warnings), "bit {bit} was not seen: {:?}", opened.warnings);
        if n % 50 == 0 {
            assert_eq!(booked(&opened.store), [0, 1, 2, 3], "bit {bit}");
        }
        drop(opened);
        assert!(fs::read(&keyring).unwrap() == good && fs::read(&twin).unwrap() == good, "bit {bit} was not mended");
    }
    // Both, somewhere: a clear refusal, or (in the last batch of each) the keys of nobody's card are missing.
    for _ in 0..flips / 10 {
        let place = whole.copy();
        let (a, b) = (dice.below(bits), dice.below(bits));
        flip(&ring(&place), a);
        flip(&place.0.path().join("data.keyring2"), b);
        let refused = Store::open(&place.options()).expect_err("two damaged twins were taken for a keyring");
        assert!(
            matches!(refused, Error::KeyringDamaged { .. } | Error::KeyringBehind { .. } | Error::KeyringWrong { .. }),
            "bits {a}, {b}: {refused}"
        );
        assert!(refused.to_string().contains("data.keyring"), "{refused}");
    }
}

#[test]
fn a_keyring_that_is_gone_short_foreign_or_older_is_named() {
    let whole = four();
    let check = |spoil: &dyn Fn(&Place), expect: &str| {
        let place = whole.copy();
        spoil(&place);
        let error = Store::open(&place.options()).unwrap_err().to_string();
        assert!(error.contains(expect) && error.contains("data.key"), "{expect}: {error}");
        assert!(verify(&place.options()).is_err());
        // Nothing was made anew over it.
        let data = |place: &Place| fs::read(place.data().join("journal")).unwrap();
        assert_eq!(data(&place), data(&whole));
    };
    let both = |place: &Place, f: &dyn Fn(&Path)| [ring(place), twin(place)].iter().for_each(|p| f(p));
    check(&|p| both(p, &|f| fs::remove_file(f).unwrap()), "manque");
    check(&|p| both(p, &|f| fs::write(f, vec![0; 700]).unwrap()), "abîmés");
    check(&|p| both(p, &|f| fs::write(f, b"").unwrap()), "abîmés");
    let len = fs::metadata(ring(&whole)).unwrap().len();
    check(
        &|p| both(p, &|f| fs::OpenOptions::new().write(true).open(f).unwrap().set_len(len / 4).unwrap()),
        "plus ancien",
    );
    let other = four();
    check(&|p| both(p, &|f| drop(fs::copy(ring(&other), f).unwrap())), "n'est pas celle");
    // One that goes missing alone is made again from the other.
    for name in ["data.keyring", "data.keyring2"] {
        let place = whole.copy();
        fs::remove_file(place.0.path().join(name)).unwrap();
        let opened = place.opened();
        assert!(told(&opened.warnings));
        assert_eq!(booked(&opened.store), [0, 1, 2, 3]);
        drop(opened);
        assert_eq!(place.opened().warnings.len(), 1);
    }
}

#[test]
fn the_paper_key_is_typed_back_once_and_brings_a_lost_key_back() {
    let place = four();
    let words = paper_key(&place.options()).unwrap();
    assert_eq!(words.split_whitespace().count(), 24);
    let store = place.open();
    assert_eq!(store.paper_key_confirmed().unwrap(), None);
    let other = four();
    let foreign = paper_key(&other.options()).unwrap();
    assert!(matches!(store.confirm_paper_key(&foreign, now()), Err(Error::PaperWrong { .. })));
    assert!(matches!(store.confirm_paper_key("abaisser abandon", now()), Err(Error::PaperCount { .. })));
    assert_eq!(store.paper_key_confirmed().unwrap(), None);
    store.confirm_paper_key(&words.to_uppercase(), now()).unwrap();
    assert_eq!(store.paper_key_confirmed().unwrap(), Some(now()));
    drop(store);

    fs::remove_file(place.key()).unwrap();
    assert!(matches!(Store::open(&place.options()), Err(Error::KeyMissing { .. })));
    assert!(matches!(restore_key(&place.options(), &foreign), Err(Error::PaperWrong { .. })));
    assert!(!place.key().exists(), "a wrong paper key was written");
    restore_key(&place.options(), &words).unwrap();
    assert_eq!(fs::metadata(place.key()).unwrap().permissions().mode() & 0o777, 0o600);
    let store = place.open();
    assert_eq!(booked(&store), [0, 1, 2, 3]);
    assert_eq!(store.paper_key_confirmed().unwrap(), Some(now()));
}

/// A `systemd-creds` of a machine with a TPM: it seals by turning the bytes into hexadecimal, and knows the name.
fn program(place: &Place, has_tpm: bool, opens: bool) -> PathBuf {
    let path = place.0.path().join("systemd-creds");
    let script = format!(
        "#!/bin/sh\ncase \"$1\" in\nhas-tpm2) exit {} ;;\nencrypt) printf 'SEALED\\n'; od -An -tx1 -v ;;\n\
         decrypt) {}read first; tr -d ' \\n' | sed 's/../\\\\x&/g' | {{ read -r hex; printf \"$hex\"; }} ;;\nesac\n",
        i32::from(!has_tpm),
        if opens { "" } else { "echo 'TPM2 refuse: PCR changed' >&2; exit 1; " },
    );
    // Beside, then renamed: a file that is being written cannot be run.
    fs::write(path.with_extension("new"), script.replace("/bin/sh", "/bin/bash")).unwrap();
    fs::set_permissions(path.with_extension("new"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::rename(path.with_extension("new"), &path).unwrap();
    path
}

#[test]
fn on_a_machine_with_a_tpm_no_key_lies_in_the_clear() {
    let place = Place::new();
    let sealed = |program: PathBuf| place.options().with_sealed_key().with_creds_program(program);
    let opened = Store::open(&sealed(program(&place, true, true))).unwrap();
    assert_eq!(opened.warnings, [], "no plain warning where nothing is plain");
    book(&opened.store, 0, 3);
    drop(opened);
    assert!(!place.key().exists() && place.0.path().join("data.key.cred").exists());
    let options = sealed(program(&place, true, true));
    assert_eq!(booked(&Store::open(&options).unwrap().store), [0, 1, 2]);
    let words = paper_key(&options).unwrap();
    // Another machine, or another boot chain: one clear sentence, and the paper.
    let error = Store::open(&sealed(program(&place, true, false))).unwrap_err();
    let said = error.to_string();
    assert!(said.contains("data.key.cred") && said.contains("PCR changed") && said.contains("clé papier"), "{said}");
    fs::remove_file(place.0.path().join("data.key.cred")).unwrap();
    restore_key(&sealed(program(&place, true, true)), &words).unwrap();
    assert_eq!(booked(&Store::open(&sealed(program(&place, true, true))).unwrap().store), [0, 1, 2]);
}

/// The machine's own `systemd-creds`, asked for its host key in the place of a TPM: seal, open, another name, a changed bit.
#[test]
fn the_real_program_seals_and_opens_and_refuses_what_was_changed() {
    let real = Path::new("/usr/bin/systemd-creds");
    let place = Place::new();
    let script = place.0.path().join("systemd-creds");
    let text = "#!/bin/bash\ncase \"$1\" in\nhas-tpm2) exit 0 ;;\nencrypt) shift 3; \
                exec /usr/bin/systemd-creds encrypt --with-key=host \"$@\" ;;\n\
                *) exec /usr/bin/systemd-creds \"$@\" ;;\nesac\n";
    fs::write(script.with_extension("new"), text).unwrap();
    fs::set_permissions(script.with_extension("new"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::rename(script.with_extension("new"), &script).unwrap();
    let ready = std::process::Command::new(real).arg("setup").output().is_ok_and(|out| out.status.success());
    if !ready {
        return println!("not tried: no systemd-creds here, or no right to its host key");
    }
    let options = place.options().with_sealed_key().with_creds_program(&script);
    let opened = Store::open(&options).unwrap();
    assert_eq!(opened.warnings, []);
    book(&opened.store, 0, 3);
    drop(opened);
    let sealed = place.0.path().join("data.key.cred");
    assert!(!place.key().exists() && sealed.exists());
    let root: Vec<u8> = std::process::Command::new(real)
        .args(["decrypt", "--name=huisclos-root"])
        .args([&sealed, Path::new("-")])
        .output()
        .unwrap()
        .stdout;
    assert_eq!(root.len(), 32, "what systemd would deliver under that name");
    assert_eq!(booked(&Store::open(&options).unwrap().store), [0, 1, 2]);
    let whole = fs::read(&sealed).unwrap();
    let mut wrong = whole.clone();
    let middle = wrong.len() / 2;
    wrong[middle] = if wrong[middle] == b'A' { b'B' } else { b'A' };
    fs::write(&sealed, wrong).unwrap();
    let said = Store::open(&options).unwrap_err().to_string();
    assert!(said.contains("data.key.cred") && said.contains("clé papier"), "{said}");
    fs::write(&sealed, whole).unwrap();
    assert_eq!(booked(&Store::open(&options).unwrap().store), [0, 1, 2]);
}

#[test]
fn without_a_tpm_the_key_lies_in_a_file_and_it_is_said() {
    let place = Place::new();
    let options = place.options().with_sealed_key().with_creds_program(program(&place, false, true));
    let opened = Store::open(&options).unwrap();
    assert_eq!(opened.warnings, [Warning::KeyInFile { path: place.key() }]);
    drop(opened);
    assert!(matches!(seal_key(&options), Err(Error::NoTpm { .. })));
    let absent = place.options().with_sealed_key().with_creds_program("/nowhere/systemd-creds");
    assert!(seal_key(&absent).unwrap_err().to_string().contains("/nowhere/systemd-creds"));
    // A box that gets one later moves its key there.
    let with = place.options().with_creds_program(program(&place, true, true));
    seal_key(&with).unwrap();
    assert!(!place.key().exists());
    assert_eq!(Store::open(&with).unwrap().warnings, []);
}

#[test]
fn another_root_changes_the_paper_not_the_data() {
    let place = four();
    let old_words = paper_key(&place.options()).unwrap();
    place.open().confirm_paper_key(&old_words, now()).unwrap();
    let (journal, old_key) = (fs::read(place.data().join("journal")).unwrap(), fs::read(place.key()).unwrap());
    let rotated = rotate_root(&place.options()).unwrap();
    assert_eq!((rotated.generation, rotated.epoch), (2, 1));
    assert_eq!(fs::read(place.data().join("journal")).unwrap(), journal);
    let words = paper_key(&place.options()).unwrap();
    assert_ne!(*words, *old_words);
    let store = place.open();
    assert_eq!(booked(&store), [0, 1, 2, 3]);
    assert!(matches!(store.confirm_paper_key(&old_words, now()), Err(Error::PaperWrong { .. })));
    assert_eq!(store.paper_key_confirmed().unwrap(), None, "another root needs another paper");
    store.confirm_paper_key(&words, now()).unwrap();
    assert_eq!(store.paper_key_confirmed().unwrap(), Some(now()));
    drop(store);
    // The old key opens nothing any more.
    fs::write(place.key(), old_key).unwrap();
    assert!(matches!(Store::open(&place.options()), Err(Error::KeyWrong { .. })));
    assert!(matches!(restore_key(&place.options(), &old_words), Err(Error::PaperWrong { .. })));
    restore_key(&place.options(), &words).unwrap();
    assert_eq!(booked(&place.open()), [0, 1, 2, 3]);
}

#[test]
fn all_keys_change_older_backups_open_until_they_are_forgotten() {
    let place = four();
    let backup = place.copy();
    let rotated = rotate_all(&place.options()).unwrap();
    assert_eq!(rotated.epoch, 2);
    // The state is built from the new journal, which is said once.
    assert_eq!(place.opened().warnings.len(), 2);
    let opened = place.opened();
    assert_eq!(opened.warnings.len(), 1, "{:?}", opened.warnings);
    assert_eq!(booked(&opened.store), [0, 1, 2, 3]);
    let found = |store: &Store| {
        let by_phone =
            store.find_patient_by_phone(&huisclos_agenda::Phone("+33612345678".into()).into(), now()).unwrap();
        let by_name = store.find_patient(&identity("GARNIER", "sophie", 1964, None), now()).unwrap();
        (by_phone.len(), by_name.len())
    };
    assert_eq!(found(&opened.store), (1, 1), "the look-ups were made anew");
    assert!(opened.store.verify().unwrap().is_sound());
    someone(&opened.store);
    drop(opened);
    // The data of before, with the keyring of after.
    let old_data = |place: &Place| {
        fs::remove_dir_all(place.data()).unwrap();
        common::copy_dir(&backup.data(), &place.data());
    };
    let restored = place.copy();
    old_data(&restored);
    assert_eq!(booked(&restored.open()), [0, 1, 2, 3]);
    forget_older_keys(&place.options()).unwrap();
    assert_eq!(booked(&place.open()), [0, 1, 2, 3]);
    old_data(&place);
    assert!(matches!(Store::open(&place.options()), Err(Error::KeyringBehind { .. })));
}

#[test]
fn the_keyring_holds_no_key_in_the_clear_and_is_for_its_owner_only() {
    let place = four();
    for path in files(place.0.path()) {
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with("data.key") {
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
    assert!(!format!("{:?} {:?}", place.options(), place.opened()).contains("HUISKEYS"));
}
