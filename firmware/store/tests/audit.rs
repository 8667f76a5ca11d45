//! The audit trail: what goes in, what cannot be changed in it, and what it costs.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Dice, Place, identity, now, quarter, someone};
use huisclos_agenda::{CallId, PatientId, Phone, Private};
use huisclos_call::{ForPatient, NoteDraft, Query, Reply};
use huisclos_ports::{CallRecord, Outcome, Store as _};
use huisclos_store::{Access, By, Deed, Kind, Options, Sort, Store, Warning, Why, forget_older_keys, rotate_all};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, date};
use std::fs;
use std::path::PathBuf;

fn access<'a>(by: By<'a>, did: Deed, of: &'a [PatientId], at: DateTime) -> Access<'a> {
    Access { at, by, did, why: Why::Cabinet, what: Kind::Cards, of, count: of.len() as u32 }
}

fn trace(store: &Store, n: u64) {
    for i in 0..n {
        let of = [PatientId(i + 1)];
        let at = now() + (i as i64).minutes();
        store.trace(&access(By::CommandLine("uid:1000"), Deed::Corrected, &of, at)).unwrap();
    }
    store.settle().unwrap();
}

fn all(store: &Store) -> Vec<huisclos_store::Seen> {
    store.accesses(Date::MIN, Date::MAX).unwrap()
}

fn files(place: &Place) -> Vec<PathBuf> {
    let mut found = common::files(&place.data().join("audit"));
    found.sort();
    found
}

/// What `verify_trail` says of a copy of a place in which something was done to the trail.
fn faults_after(place: &Place, harm: impl FnOnce(&Place)) -> Vec<String> {
    let copy = place.copy();
    harm(&copy);
    Store::open(&copy.options()).unwrap().store.verify_trail().unwrap().faults
}

#[test]
fn a_call_leaves_who_what_when_and_why_and_no_name() {
    let place = Place::new();
    let store = place.open();
    let call = CallId(7);
    let ask = |query: Query| store.ask(call, &query, now()).unwrap();
    let garnier = identity("Garnier", "Sophie", 1964, Some("+33612345678"));
    let phone = Private::new(Phone("+33612345678".into()));
    ask(Query::FindByPhone(phone.clone()));
    let busy = Query::Busy { practitioners: vec!["martin".into()], from: now().date(), to: now().date() };
    ask(busy);
    let book = Query::Book { slot: quarter(4), patient: ForPatient::New(garnier.clone()), consent: None };
    let Reply::Booked(a) = ask(book) else { panic!() };
    ask(Query::FindPatient(garnier));
    ask(Query::Upcoming { patient: a.patient, from: now() });
    ask(Query::Move { appointment: a.id, to: quarter(8) });
    ask(Query::Confirm(a.id));
    ask(Query::Cancel(a.id));
    assert_eq!(ask(Query::Confirm(a.id)), Reply::Gone);
    let draft = NoteDraft {
        reason: huisclos_agenda::NoteReason::Message,
        priority: huisclos_agenda::Priority::Normal,
        patient: None,
        phone: Some(phone),
        practitioner: None,
        text: Private::new("rappeler".into()),
    };
    ask(Query::AddNote(draft));
    let record = CallRecord {
        id: call,
        at: now(),
        seconds: 60.0,
        outcomes: vec![Outcome::Booked],
        waits_ms: vec![],
        script: None,
        course: None,
    };
    huisclos_ports::Store::record_call(&store, &record).unwrap();
    let seen = all(&store);
    let deeds: Vec<Deed> = seen.iter().map(|s| s.did).collect();
    use Deed::{Booked, Cancelled, Confirmed, Found, Moved, Noted, Read};
    // Taken hours name nobody; what came to nothing touched nothing.
    assert_eq!(deeds, [Found, Booked, Found, Read, Moved, Confirmed, Cancelled, Noted]);
    assert!(seen.iter().all(|s| s.by == Sort::Call && s.why == Why::Caller && s.at == now()));
    assert!(seen.iter().all(|s| s.who == seen[0].who && s.who.len() == 16));
    assert_eq!(seen.iter().map(|s| s.patients).collect::<Vec<_>>(), [0, 1, 1, 1, 1, 1, 1, 0]);
    assert_eq!(store.accesses_of(a.patient).unwrap().len(), 6);
    assert!(store.accesses_of(PatientId(1)).unwrap().is_empty(), "another patient");
    let report = store.verify_trail().unwrap();
    assert_eq!((report.entries, report.segments, report.faults), (8, 1, vec![]));
    // The same call told another way: another actor.
    store.ask(CallId(8), &Query::Upcoming { patient: a.patient, from: now() }, now()).unwrap();
    assert_ne!(all(&store).last().unwrap().who, seen[0].who);
}

#[test]
fn a_page_that_refreshes_itself_is_one_access_in_ten_minutes() {
    let place = Place::new();
    let store = place.open();
    let (one, two) = ([PatientId(5)], [PatientId(5), PatientId(6)]);
    let look = |by, of: &[PatientId], minute: i64| {
        store.trace_and_settle(&access(by, Deed::Listed, of, now() + minute.minutes())).unwrap();
        all(&store).len()
    };
    assert_eq!(look(By::Page("marie"), &one, 0), 1);
    let frames = store.verify().unwrap().frames;
    assert_eq!((look(By::Page("marie"), &one, 3), look(By::Page("marie"), &one, 9)), (1, 1));
    assert_eq!(store.verify().unwrap().frames, frames, "and costs the journal nothing");
    assert_eq!(look(By::Page("marie"), &one, 10), 2);
    assert_eq!(look(By::Page("paul"), &one, 11), 3, "somebody else");
    assert_eq!(look(By::Page("marie"), &two, 12), 4, "somebody more");
    // What changes data is told every time.
    for n in 5..8 {
        store.trace(&access(By::Page("marie"), Deed::Corrected, &one, now())).unwrap();
        assert_eq!(all(&store).len(), n);
    }
}

#[test]
fn no_bit_can_change_and_no_entry_can_go_without_being_seen() {
    let place = Place::new();
    trace(&place.open(), 40);
    assert_eq!(faults_after(&place, |_| {}), Vec::<String>::new(), "the twin: left alone, it is sound");
    let path = files(&place).pop().unwrap();
    let whole = fs::read(&path).unwrap();
    let trail = |place: &Place| place.data().join("audit").join(path.file_name().unwrap());
    let mut dice = Dice(0x9e37_79b9);
    for _ in 0..60 {
        let bit = dice.below(whole.len() as u64 * 8) as usize;
        let faults = faults_after(&place, |copy| {
            let mut wrong = whole.clone();
            wrong[bit / 8] ^= 1 << (bit % 8);
            fs::write(trail(copy), wrong).unwrap();
        });
        assert!(!faults.is_empty(), "bit {bit} of {} was not seen", whole.len());
    }
    for _ in 0..40 {
        let len = dice.below(whole.len() as u64) as usize;
        let faults = faults_after(&place, |copy| fs::write(trail(copy), &whole[..len]).unwrap());
        assert!(!faults.is_empty(), "cut at {len} of {} was not seen", whole.len());
    }
    let gone = faults_after(&place, |copy| fs::remove_dir_all(copy.data().join("audit")).unwrap());
    assert!(gone.iter().any(|f| f.contains("fin manque")), "{gone:?}");
}

#[test]
fn a_damaged_trail_goes_on_and_stays_told() {
    let place = Place::new();
    trace(&place.open(), 10);
    let path = files(&place).pop().unwrap();
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let opened = Store::open(&place.options()).unwrap();
    assert!(opened.warnings.iter().any(|w| matches!(w, Warning::TrailLost { .. })), "{:?}", opened.warnings);
    trace(&opened.store, 3);
    assert_eq!(all(&opened.store).iter().filter(|s| s.did == Deed::Resumed).count(), 1);
    drop(opened);
    let faults = faults_after(&place, |_| {});
    assert!(
        faults.iter().any(|f| f.contains("ne se lit pas")) && faults.iter().any(|f| f.contains("repris")),
        "{faults:?}"
    );
}

#[test]
fn a_write_torn_by_a_stop_is_cut_off_and_kept() {
    let place = Place::new();
    trace(&place.open(), 5);
    let path = files(&place).pop().unwrap();
    let whole = fs::read(&path).unwrap();
    fs::write(&path, [&whole[..], &[90, 0, 0, 0, 1, 2, 3]].concat()).unwrap();
    let opened = Store::open(&place.options()).unwrap();
    assert!(opened.warnings.iter().any(|w| matches!(w, Warning::TrailCut { bytes: 7, .. })), "{:?}", opened.warnings);
    assert_eq!(fs::read(&path).unwrap(), whole);
    trace(&opened.store, 1);
    assert_eq!(opened.store.verify_trail().unwrap().faults, Vec::<String>::new());
}

#[test]
fn a_segment_of_another_place_does_not_pass() {
    let place = Place::new();
    let store = place.open();
    for month in 0..4 {
        let of = [PatientId(9)];
        let at = now() + i64::from(month).months();
        store.trace_and_settle(&access(By::Night, Deed::Expired, &of, at)).unwrap();
    }
    drop(store);
    let names = files(&place);
    assert_eq!(names.len(), 4);
    let at = |copy: &Place, n: usize| copy.data().join("audit").join(names[n].file_name().unwrap());
    let check = |said: &str, harm: &dyn Fn(&Place)| {
        let faults = faults_after(&place, harm);
        assert!(!faults.is_empty(), "{said} was not seen");
    };
    check("the first one gone", &|copy| fs::remove_file(at(copy, 0)).unwrap());
    check("one in the middle gone", &|copy| fs::remove_file(at(copy, 1)).unwrap());
    check("the last one gone", &|copy| fs::remove_file(at(copy, 3)).unwrap());
    check("two exchanged", &|copy| {
        let (a, b) = (fs::read(at(copy, 1)).unwrap(), fs::read(at(copy, 2)).unwrap());
        fs::write(at(copy, 1), b).unwrap();
        fs::write(at(copy, 2), a).unwrap();
    });
    check("one of another box", &|copy| {
        let other = Place::new();
        trace(&other.open(), 1);
        fs::copy(files(&other).pop().unwrap(), at(copy, 2)).unwrap();
    });
}

#[test]
fn a_change_of_keys_keeps_the_trail_and_their_destruction_closes_its_old_part() {
    let place = Place::new();
    trace(&place.open(), 5);
    rotate_all(&place.options()).unwrap();
    let store = place.open();
    assert_eq!(store.accesses_of(PatientId(2)).unwrap().len(), 1, "the old part is read under the old keys");
    trace(&store, 2);
    assert_eq!(store.accesses_of(PatientId(2)).unwrap().len(), 2);
    let report = store.verify_trail().unwrap();
    assert_eq!((report.entries, report.segments, report.forgotten, report.faults), (7, 2, 0, vec![]));
    drop(store);
    forget_older_keys(&place.options()).unwrap();
    let opened = Store::open(&place.options()).unwrap();
    assert!(!opened.warnings.iter().any(|w| matches!(w, Warning::TrailLost { .. })), "{:?}", opened.warnings);
    let report = opened.store.verify_trail().unwrap();
    assert_eq!((report.entries, report.segments, report.forgotten, report.faults), (2, 2, 1, vec![]));
    drop(opened);
    // The twin: the part under the new keys cannot be cut off behind the closed one.
    let last = files(&place).pop().unwrap();
    let faults = faults_after(&place, |copy| {
        fs::remove_file(copy.data().join("audit").join(last.file_name().unwrap())).unwrap();
    });
    assert!(faults.iter().any(|f| f.contains("fin manque")), "{faults:?}");
    // Nothing written since the change: the closed part may be the last.
    let other = Place::new();
    trace(&other.open(), 3);
    rotate_all(&other.options()).unwrap();
    forget_older_keys(&other.options()).unwrap();
    other.open().settle().unwrap();
    let opened = Store::open(&other.options()).unwrap();
    assert!(!opened.warnings.iter().any(|w| matches!(w, Warning::TrailLost { .. })), "{:?}", opened.warnings);
    trace(&opened.store, 1);
    assert_eq!(opened.store.verify_trail().unwrap().faults, Vec::<String>::new());
}

#[test]
fn nobody_is_named_and_nothing_lies_open() {
    let place = Place::new();
    let store = place.open();
    let patient = someone(&store);
    store.trace_and_settle(&access(By::CommandLine("dominique"), Deed::Listed, &[patient], now())).unwrap();
    let seen = serde_json::to_string(&all(&store)).unwrap();
    for word in ["dominique", "Garnier", &patient.to_string(), "612345678"] {
        assert!(!seen.contains(word), "{word} in {seen}");
        for path in files(&place) {
            let bytes = fs::read(&path).unwrap();
            assert!(!bytes.windows(word.len()).any(|w| w == word.as_bytes()), "{word} in {}", path.display());
        }
    }
    for path in files(&place) {
        let bytes = fs::read(&path).unwrap();
        assert!(!bytes.windows(6).any(|w| w == b"listed" || w == b"2026-1"), "what was done lies open");
    }
}

#[test]
fn an_access_that_could_not_be_written_is_told_by_the_next() {
    let place = Place::new();
    let store = place.open();
    // A file in the place of the folder stands for a disk that takes nothing.
    let trail = place.data().join("audit");
    fs::write(&trail, "").unwrap();
    let of = [PatientId(3)];
    let lost = access(By::CommandLine("uid:1"), Deed::Corrected, &of, now());
    assert!(store.trace(&lost).is_err() && store.trace_and_settle(&lost).is_err());
    let query = Query::Upcoming { patient: PatientId(3), from: now() };
    assert!(store.ask(CallId(1), &query, now()).is_ok(), "a caller is answered all the same");
    fs::remove_file(&trail).unwrap();
    trace(&store, 2);
    assert_eq!(all(&store).iter().map(|s| s.untraced).collect::<Vec<_>>(), [3, 0]);
    assert_eq!(store.verify_trail().unwrap().untraced, 3);
}

#[test]
fn a_long_list_is_whole_and_an_entry_is_short() {
    let place = Place::new();
    let store = place.open();
    let many: Vec<PatientId> = (1..=1_300).map(PatientId).collect();
    store.trace_and_settle(&access(By::CommandLine("uid:1"), Deed::Listed, &many, now())).unwrap();
    let patients: Vec<u32> = all(&store).iter().map(|s| s.patients).collect();
    assert_eq!(patients, [512, 512, 276]);
    for id in [1, 512, 513, 1_300] {
        assert_eq!(store.accesses_of(PatientId(id)).unwrap().len(), 1, "{id}");
    }
    let before = fs::metadata(files(&place).pop().unwrap()).unwrap().len();
    trace(&store, 100);
    let bytes = (fs::metadata(files(&place).pop().unwrap()).unwrap().len() - before) / 100;
    assert!(bytes < 300, "{bytes} bytes an entry");
}

#[test]
fn the_clock_of_1970_and_of_2038_and_both_dst_nights_are_written_in_order() {
    let place = Place::new();
    let store = place.open();
    let hours = [
        date(1970, 1, 1).at(0, 0, 0, 0),
        date(2038, 1, 19).at(3, 14, 8, 0),
        date(2026, 10, 25).at(2, 30, 0, 0),
        date(2026, 10, 25).at(2, 30, 0, 0),
        date(2026, 3, 29).at(2, 30, 0, 0),
    ];
    for at in hours {
        store.trace_and_settle(&access(By::Night, Deed::Expired, &[], at)).unwrap();
    }
    drop(store);
    let store = Store::open(&Options::at(place.data())).unwrap().store;
    assert_eq!(all(&store).iter().map(|s| s.at).collect::<Vec<_>>(), hours);
    assert!(store.verify_trail().unwrap().faults.is_empty());
}
