//! What the secretary's page asks of the store: changes over what was seen, accounts, notes looked after.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Place, booked, identity, now, quarter, slot, someone};
use huisclos_agenda::{Appointment, MadeBy, Note, NoteId, NoteReason, PatientId, Priority, Private, Status};
use huisclos_ports::{Account, AccountId, AccountsError, Amend, Care, Leftovers, Role, Whose};
use huisclos_store::{Error, Store};
use std::thread;

#[test]
fn a_change_is_made_over_what_was_seen_and_the_second_is_told() {
    let place = Place::new();
    let store = place.open();
    let patient = someone(&store);
    let seen = store.book(&quarter(0), patient, MadeBy::Box, None).unwrap();
    let confirmed = store.amend(&seen, &Amend::Confirm).unwrap().unwrap();
    assert_eq!(store.amend(&seen, &Amend::Cancel).unwrap(), None, "no longer as it was seen");
    assert_eq!(store.appointment(seen.id).unwrap(), confirmed);
    let moved = store.amend(&confirmed, &Amend::Move(quarter(40))).unwrap().unwrap();
    assert_eq!((moved.status, booked(&store)), (Status::Booked, vec![40]), "another day, to be confirmed again");
    let longer = Amend::Move(slot(moved.slot.start, 30, "martin"));
    let longer = store.amend(&store.amend(&moved, &Amend::Confirm).unwrap().unwrap(), &longer).unwrap().unwrap();
    assert_eq!((longer.status, longer.slot.minutes), (Status::Confirmed, 30), "the same hour stays confirmed");
    store.book(&quarter(1), patient, MadeBy::Secretary, None).unwrap();
    assert!(matches!(store.amend(&longer, &Amend::Move(quarter(1))), Err(Error::Taken)));
    let cancelled = store.amend(&longer, &Amend::Cancel).unwrap().unwrap();
    let taken = store.book(&quarter(41), patient, MadeBy::Box, None).unwrap();
    assert!(matches!(store.amend(&cancelled, &Amend::Restore), Err(Error::Taken)), "somebody has the place");
    store.amend(&taken, &Amend::Cancel).unwrap().unwrap();
    assert!(store.amend(&cancelled, &Amend::Restore).unwrap().unwrap().holds());
    assert!(store.verify().unwrap().is_sound());
    // Everything is there again after a stop.
    drop(store);
    let again = place.open();
    let mut hours = booked(&again);
    hours.sort_unstable();
    assert_eq!(hours, [1, 40]);
}

#[test]
fn two_secretaries_and_a_call_fight_for_one_place_and_one_wins() {
    let place = Place::new();
    let store = place.open();
    let patient = someone(&store);
    let (a, b): (Appointment, Appointment) = (
        store.book(&quarter(0), patient, MadeBy::Secretary, None).unwrap(),
        store.book(&quarter(1), patient, MadeBy::Secretary, None).unwrap(),
    );
    let wanted = quarter(8);
    let wins: usize = thread::scope(|scope| {
        let first = scope.spawn(|| store.amend(&a, &Amend::Move(wanted.clone())).is_ok());
        let second = scope.spawn(|| store.amend(&b, &Amend::Move(wanted.clone())).is_ok());
        let call = scope.spawn(|| store.book(&wanted, patient, MadeBy::Box, None).is_ok());
        [first, second, call].into_iter().map(|t| usize::from(t.join().unwrap())).sum()
    });
    assert_eq!((wins, booked(&store).iter().filter(|n| **n == 8).count()), (1, 1));
}

#[test]
fn somebody_new_gets_a_card_with_the_appointment_or_neither() {
    let place = Place::new();
    let store = place.open();
    let new = Whose::New(identity("Nguyen", "Minh", 1990, None));
    let made = store.book_at_the_desk(&quarter(0), &new).unwrap();
    assert_eq!((made.made_by, store.identities().unwrap().len()), (MadeBy::Secretary, 1));
    let other = Whose::New(identity("Haddad", "Karim", 1990, None));
    assert!(matches!(store.book_at_the_desk(&quarter(0), &other), Err(Error::Taken)));
    assert_eq!(store.identities().unwrap().len(), 1, "no card without its appointment");
    assert!(matches!(store.book_at_the_desk(&quarter(2), &Whose::Known(PatientId(7))), Err(Error::UnknownPatient)));
    let id = made.patient;
    let seen = store.identity_of(id).unwrap();
    assert!(store.correct_seen(id, &seen, &identity("Nguyễn", "Minh", 1990, None)).unwrap());
    assert!(!store.correct_seen(id, &seen, &identity("Autre", "Minh", 1990, None)).unwrap());
    assert_eq!(store.history_of(id).unwrap(), [made]);
}

fn account(id: u64, login: &str) -> Account {
    Account {
        id: AccountId(id),
        version: 0,
        login: login.into(),
        name: login.to_uppercase(),
        role: Role::Doctor,
        closed: false,
        password: Some(Private::new("$argon2id$canary-password".into())),
        pin: None,
        totp: Some(Private::new("CANARYTOTP".into())),
        totp_step: 4,
        invitation: Some((Private::new("abcd".into()), 99)),
        browsers: vec!["beef".into()],
    }
}

#[test]
fn accounts_are_kept_whole_sealed_and_one_login_is_one_account() {
    let place = Place::new();
    let store = place.open();
    let sophie = store.put_account(&account(1, "sophie")).unwrap();
    assert_eq!(sophie.version, 1);
    assert_eq!(store.put_account(&account(1, "sophie")), Err(AccountsError::Changed), "written over unseen");
    assert_eq!(store.put_account(&account(2, "sophie")), Err(AccountsError::Changed), "the login is taken");
    for n in 2..=50 {
        store.put_account(&account(n, &format!("compte{n}"))).unwrap();
    }
    assert_eq!(store.put_account(&account(51, "encore")), Err(AccountsError::Full));
    let closed = store.put_account(&Account { closed: true, ..sophie.clone() }).unwrap();
    store.put_account(&account(51, "encore")).unwrap();
    store.keep_page_authority(&[1, 2, 3], "CANARYKEY").unwrap();
    drop(store);
    let again = place.open();
    assert_eq!(again.accounts().unwrap().into_iter().find(|a| a.id.0 == 1), Some(closed));
    assert_eq!(
        again.page_authority().unwrap().map(|(c, k)| (c, k.to_string())),
        Some((vec![1, 2, 3], "CANARYKEY".into()))
    );
    for path in common::files(place.0.path()) {
        let bytes = std::fs::read(&path).unwrap();
        for canary in ["canary-password", "CANARYTOTP", "CANARYKEY", "sophie"] {
            assert!(!bytes.windows(canary.len()).any(|w| w == canary.as_bytes()), "{canary} in {}", path.display());
        }
    }
}

#[test]
fn a_summary_lies_with_its_note_and_goes_with_it() {
    let place = Place::new();
    let store = place.open();
    let patient = someone(&store);
    let note = |text: &str, patient| Note {
        id: NoteId(0),
        at: now(),
        reason: NoteReason::Message,
        priority: Priority::Normal,
        patient,
        phone: None,
        practitioner: None,
        text: Private::new(text.into()),
    };
    let (own, lone) = (note("pour la carte", Some(patient)), note("sans fiche", None));
    let (own, lone) = (store.add_note(&own, None).unwrap(), store.add_note(&lone, None).unwrap());
    let short = store.add_note(&note("court", None), None).unwrap();
    let wanted = |n: &Note| n.id != short;
    let take = |store: &Store| store.take_note(&wanted).unwrap().map(|n| n.id);
    let first = take(&store).unwrap();
    store.put_back(first).unwrap();
    let summary = |text: &str| Private::new(text.to_string());
    store.keep_summary(own, Some(&summary("canary-summary"))).unwrap();
    assert_eq!(take(&store), Some(lone));
    drop(store);
    // A box that stops on a note comes back to it once, and then leaves it.
    let store = place.open();
    assert_eq!((take(&store), take(&store)), (Some(lone), None));
    store.keep_summary(lone, None).unwrap();
    let of = |id| store.notes_summed_up().unwrap().into_iter().find(|(n, _)| n.id == id).unwrap();
    assert_eq!((of(own).1, of(lone).1, of(short).1), (Some(summary("canary-summary")), None, None));
    assert_eq!(of(own).0.patient, Some(patient), "the note itself is as it was");
    assert!(store.verify().unwrap().is_sound());
    store.erase_patient(patient, "un test", now()).unwrap();
    assert!(store.notes_summed_up().unwrap().iter().all(|(n, s)| n.id != own && s.is_none()));
    store.keep_summary(own, Some(&summary("late"))).unwrap();
    assert!(!store.notes().unwrap().iter().any(|n| n.id == own), "a note that is gone stays gone");
}

#[test]
fn a_note_is_looked_after_by_one() {
    let place = Place::new();
    let store = place.open();
    let note = Note {
        id: NoteId(0),
        at: now(),
        reason: NoteReason::Message,
        priority: Priority::Today,
        patient: None,
        phone: None,
        practitioner: None,
        text: Private::new("rappeler".into()),
    };
    let id = store.add_note(&note, None).unwrap();
    assert_eq!(store.care_of(id).unwrap(), Care::default());
    let taken = Care { taken_by: Some(AccountId(1)), ..Care::default() };
    let kept = store.look_after(id, taken).unwrap().unwrap();
    assert_eq!((kept.version, store.look_after(id, taken).unwrap()), (1, None));
    let done = Care { done: Some((now(), AccountId(1))), ..kept };
    store.look_after(id, done).unwrap().unwrap();
    drop(store);
    assert_eq!(place.open().care_of(id).unwrap(), Care { version: 2, ..done });
}
