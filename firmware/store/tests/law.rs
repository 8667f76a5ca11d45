//! Retention, export, register: what the law asks of the store.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Place, identity, now, quarter, slot};
use huisclos_agenda::{
    Cabinet, CallId, MadeBy, Note, NoteId, NoteReason, PatientId, Phone, Priority, Private, Retention,
};
use huisclos_call::{Channel, Texts};
use huisclos_ports::{AccountId, CallRecord, Care, Outcome};
use huisclos_store::{By, ConsentGiven, Deed, Error, Kind, Measure, Retained, Store, Surroundings};
use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use std::fs;

fn note(patient: Option<PatientId>, at: DateTime, text: &str) -> Note {
    Note {
        id: NoteId(0),
        at,
        reason: NoteReason::Message,
        priority: Priority::Normal,
        patient,
        phone: Some(Private::new(Phone("+33612345678".into()))),
        practitioner: Some("martin".into()),
        text: Private::new(text.into()),
    }
}

fn consent(patient: Option<PatientId>, at: DateTime, agreed: bool) -> ConsentGiven {
    ConsentGiven {
        patient,
        call: Some(CallId(u64::from(at.date().year() as u16) * 10 + u64::from(agreed))),
        version: "2026-11".into(),
        wording: "Êtes-vous d'accord <b>vraiment</b> ?".into(),
        channel: Channel::Voice,
        agreed,
        at,
    }
}

/// Data of every kind, `years` old and fresh, for two cards: one that came last years ago, one that comes still.
fn filled(store: &Store) -> (PatientId, PatientId) {
    let gone = store.add_or_update_patient(&identity("Ancien", "Paul", 1950, Some("+33611111111"))).unwrap().id;
    let here = store.add_or_update_patient(&identity("Garnier", "Sophie", 1964, Some("+33612345678"))).unwrap().id;
    let years = |n: i64| now() - (n * 365).days();
    let quarter_later = years(4) + 15.minutes();
    for (patient, at) in [(gone, quarter_later), (here, years(4)), (here, years(1)), (here, now() + 10.days())] {
        store.book(&slot(at, 15, "martin"), patient, MadeBy::Box, None).unwrap();
    }
    for (patient, at) in [(gone, years(4)), (here, years(6)), (here, years(1))] {
        store.give_consent(&consent(Some(patient), at, true)).unwrap();
    }
    for at in [years(6), years(1)] {
        store.give_consent(&consent(None, at, false)).unwrap();
    }
    for (patient, days) in [(Some(here), 40), (Some(here), 5), (None, 40), (None, 5)] {
        store.add_note(&note(patient, now() - i64::from(days).days(), &format!("il y a {days} jours")), None).unwrap();
    }
    for (id, at) in [(1, years(3)), (2, years(1))] {
        let outcomes = vec![Outcome::Noted];
        store
            .record_call(&CallRecord {
                id: CallId(id),
                at,
                seconds: 30.0,
                outcomes,
                waits_ms: vec![],
                script: None,
                course: None,
            })
            .unwrap();
        store.add_measure(&Measure { at, name: "first_word_ms".into(), value: 700.0 }).unwrap();
    }
    (gone, here)
}

#[test]
fn what_is_too_old_goes_kind_by_kind_and_the_rest_stays() {
    let place = Place::new();
    let store = place.open();
    let (gone, here) = filled(&store);
    let done = store.retain(&Retention::default(), now(), false).unwrap();
    let expect = Retained {
        notes: 2,
        appointments: 1, // the other old one went with its card
        cards: 1,
        consents: 2,
        calls: 1,
        measures: 1,
        ..Retained::default()
    };
    assert_eq!(done, expect);
    assert!(matches!(store.patient(gone, now()), Err(Error::UnknownPatient)));
    assert_eq!(store.patient(here, now()).unwrap().consent.as_deref(), Some("2026-11"), "its last answer stays");
    assert_eq!(store.appointments(date(2000, 1, 1), date(2100, 1, 1)).unwrap().len(), 2);
    assert_eq!((store.notes().unwrap().len(), store.consents(Some(here)).unwrap().len()), (2, 1));
    assert_eq!(store.consents(None).unwrap().len(), 1);
    assert!(store.verify().unwrap().is_sound());
    // Every deletion is in the trail, by kind, and those of a card under its number.
    let seen = store.accesses(date(2026, 1, 1), date(2027, 1, 1)).unwrap();
    for (kind, count) in [
        (Kind::Notes, 2),
        (Kind::Appointments, 1),
        (Kind::Cards, 1),
        (Kind::Consents, 2),
        (Kind::Calls, 1),
        (Kind::Measures, 1),
    ] {
        let told: u32 = seen.iter().filter(|s| s.did == Deed::Expired && s.what == kind).map(|s| s.count).sum();
        assert_eq!(told, count, "{kind:?}");
    }
    assert_eq!(store.accesses_of(gone).unwrap().len(), 1);
    // The same night again, and after a restart: nothing more.
    assert_eq!(store.retain(&Retention::default(), now(), false).unwrap(), Retained::default());
    drop(store);
    let store = place.open();
    assert_eq!(store.retain(&Retention::default(), now() + 1.day(), false).unwrap(), Retained::default());
    assert!(store.verify().unwrap().is_sound() && store.verify_trail().unwrap().faults.is_empty());
}

#[test]
fn who_looked_after_a_note_goes_with_it() {
    let place = Place::new();
    let store = place.open();
    let ids: Vec<NoteId> = [40, 5]
        .map(|days| store.add_note(&note(None, now() - i64::from(days).days(), "rappeler"), None).unwrap())
        .to_vec();
    let care = Care { version: 0, taken_by: Some(AccountId(9)), done: None };
    for id in &ids {
        assert!(store.look_after(*id, care).unwrap().is_some());
    }
    store.retain(&Retention::default(), now(), false).unwrap();
    let taken: Vec<bool> = ids.iter().map(|id| store.care_of(*id).unwrap().taken_by.is_some()).collect();
    assert_eq!(taken, [false, true]);
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn the_settings_decide() {
    let check = |retention: Retention, expect: Retained| {
        let place = Place::new();
        let store = place.open();
        filled(&store);
        assert_eq!(store.retain(&retention, now(), false).unwrap(), expect, "{retention:?}");
    };
    let long = Retention {
        transcripts_days: 90,
        appointments_months: 240,
        consents_months: 120,
        calls_months: 25,
        audit_months: 12,
    };
    check(long, Retained { calls: 1, measures: 1, ..Retained::default() });
    let short = Retention {
        transcripts_days: 1,
        appointments_months: 6,
        consents_months: 12,
        calls_months: 1,
        audit_months: 6,
    };
    let expect =
        Retained { notes: 4, appointments: 2, cards: 1, consents: 2, calls: 2, measures: 2, ..Retained::default() };
    check(short, expect);
}

#[test]
fn a_wrong_clock_empties_nothing() {
    let place = Place::new();
    let store = place.open();
    filled(&store);
    store.retain(&Retention::default(), now(), false).unwrap();
    let sizes = || {
        let all = store.appointments(date(2000, 1, 1), date(2100, 1, 1)).unwrap().len();
        (all, store.notes().unwrap().len(), store.patients(now()).unwrap().len())
    };
    let before = sizes();
    for at in [date(2038, 1, 19).at(3, 0, 0, 0), date(1970, 1, 1).at(3, 0, 0, 0)] {
        let done = store.retain(&Retention::default(), at, false).unwrap();
        assert_eq!(done.clock_doubted, at.year() == 2038);
        assert_eq!(sizes(), before, "{at}");
    }
    // Somebody who has looked at the clock is believed.
    let done = store.retain(&Retention::default(), date(2038, 1, 19).at(3, 0, 0, 0), true).unwrap();
    assert!(!done.clock_doubted && done.cards == 1 && sizes() == (0, 0, 0), "{done:?}");
}

#[test]
fn the_trail_is_kept_twelve_months_and_stays_sound() {
    let place = Place::new();
    let store = place.open();
    let of = [PatientId(4)];
    for month in 0..15i64 {
        let at = now() - (14 - month).months();
        let by = By::CommandLine("uid:1");
        let access = huisclos_store::Access {
            at,
            by,
            did: Deed::Corrected,
            why: huisclos_store::Why::Cabinet,
            what: Kind::Cards,
            of: &of,
            count: 1,
        };
        store.trace_and_settle(&access).unwrap();
    }
    let done = store.retain(&Retention::default(), now(), false).unwrap();
    assert_eq!(done.trail, 2, "13 months of files hold 12 months whole");
    assert_eq!(store.accesses_of(PatientId(4)).unwrap().len(), 13);
    assert_eq!(store.verify_trail().unwrap().faults, Vec::<String>::new());
    drop(store);
    let store = place.open();
    assert_eq!(store.verify_trail().unwrap().faults, Vec::<String>::new());
    // The twin: a file taken away by anybody else is missed.
    let mut files = common::files(&place.data().join("audit"));
    files.sort();
    fs::remove_file(&files[0]).unwrap();
    assert!(!store.verify_trail().unwrap().faults.is_empty());
}

#[test]
fn an_export_holds_everything_of_one_patient_and_nothing_of_another() {
    let place = Place::new();
    let store = place.open();
    let (other, here) = filled(&store);
    store.add_note(&note(Some(here), now(), "Bonjour, <script>alert('x')</script> & rappelez-moi"), None).unwrap();
    store.add_note(&note(Some(other), now(), "secret de Paul"), None).unwrap();
    let cabinet = Cabinet::demo();
    let to = place.0.path().join("dossier");
    let by = By::CommandLine("uid:1000");
    let done = store.export_patient(here, &cabinet, &to, by, now()).unwrap();
    assert_eq!(done.counts[..3], [3, 3, 2]);
    let html = fs::read_to_string(to.join("dossier.html")).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&fs::read(to.join("dossier.json")).unwrap()).unwrap();
    assert_eq!(json["patient"]["last_name"], "Garnier");
    assert_eq!(json["patient"]["birth_date"], "1964-03-12");
    assert_eq!(json["appointments"].as_array().unwrap().len(), 3);
    assert_eq!(json["consents"][0]["wording"], "Êtes-vous d'accord <b>vraiment</b> ?");
    assert_eq!(json["notes_from_number_without_card"], 2, "of the same number, on nobody's card: only counted");
    assert!(json["accesses"].as_array().unwrap().iter().any(|a| a["did"] == "dossier remis au patient"));
    for shown in ["Garnier", "Sophie", "12/03/1964", "06 12 34 56 78", "docteur Martin", "il y a 40 jours", "CNIL"] {
        assert!(html.contains(shown), "{shown} is not on the page");
    }
    assert!(html.contains("&lt;script&gt;alert(&#39;x&#39;)") && !html.contains("<script"), "what was said is escaped");
    for outside in ["http://", "https://", "src=", "<link", "url("] {
        assert!(!html.contains(outside), "the page needs {outside}");
    }
    let text = format!("{html}{json}");
    for hidden in ["Ancien", "Paul", "secret", "+33611111111"] {
        assert!(!text.contains(hidden), "{hidden} is somebody else's");
    }
    // A folder that holds something is never written into; a patient who is none has no dossier.
    let again = store.export_patient(here, &cabinet, &to, by, now()).unwrap_err();
    assert!(matches!(&again, Error::ExportThere { path } if *path == to), "{again}");
    let nobody = store.export_patient(PatientId(1), &cabinet, &place.0.path().join("rien"), by, now());
    assert!(matches!(nobody, Err(Error::UnknownPatient)) && !place.0.path().join("rien").exists());
}

#[test]
fn a_patient_without_anything_has_a_page_too() {
    let place = Place::new();
    let store = place.open();
    let id = store.add_or_update_patient(&identity("O'Neill <i>", "Anne", 2001, None)).unwrap().id;
    let to = place.0.path().join("dossier");
    store.export_patient(id, &Cabinet::demo(), &to, By::CommandLine("uid:1"), now()).unwrap();
    let html = fs::read_to_string(to.join("dossier.html")).unwrap();
    assert!(
        html.contains("O&#39;Neill &lt;i&gt;") && html.contains("Aucun rendez-vous") && html.contains("Aucun message")
    );
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&to), mode(&to.join("dossier.json"))), (0o700, 0o600));
}

#[test]
fn the_register_tells_what_the_box_does() {
    let place = Place::new();
    let store = place.open();
    filled(&store);
    let mut cabinet = Cabinet::demo();
    cabinet.retention.transcripts_days = 17;
    let around =
        Surroundings { key_in_file: true, page: "127.0.0.1 seulement", version: "1.2.3", texts: Texts::french() };
    let register = store.register(&cabinet, &around, now()).unwrap();
    let (text, dpia) = (register.markdown(), register.dpia());
    for said in [
        "cabinet médical des Lilas",
        "docteur Bernard",
        "17 jours",
        "36 mois",
        "son des appels | rien",
        "2026-11",
        "assistant automatique",
        "article 50",
        "Êtes-vous d'accord ?",
        "XChaCha20-Poly1305",
        "simple fichier",
        "Aucune sauvegarde n'a été faite",
        "1.2.3",
    ] {
        assert!(text.contains(said), "« {said} » is not in the register");
    }
    for said in ["17 jours", "article 50", "à évaluer par le cabinet", "Point à traiter", "Accès illégitime"] {
        assert!(dpia.contains(said), "« {said} » is not in the assessment");
    }
    assert!(text.contains("| 2 |"), "two cards are told: {text}");
    // The question that is asked today, not the one the box came with.
    let own = huisclos_call::ConsentWording {
        version: "2026-12".into(),
        ways: vec!["Puis-je garder vos coordonnées ?".into()],
    };
    let scripts = huisclos_call::Scripts { consent: Some(own), ..Default::default() };
    let asked = Surroundings { texts: &scripts.texts(None), ..around };
    let asked = store.register(&cabinet, &asked, now()).unwrap().markdown();
    assert!(asked.contains("Puis-je garder vos coordonnées ?") && asked.contains("2026-12"));
    assert!(!asked.contains("Êtes-vous d'accord ?"), "the built-in question is asked of nobody any more");
    for name in ["Garnier", "Ancien", "+336"] {
        assert!(!text.contains(name) && !dpia.contains(name), "{name}");
    }
    // The twin: another box tells another story.
    store.backup(&place.0.path().join("disque"), By::Night, now()).unwrap();
    let sealed = Surroundings { key_in_file: false, ..around };
    let text = store.register(&Cabinet::demo(), &sealed, now()).unwrap().markdown();
    assert!(text.contains("30 jours") && !text.contains("17 jours") && !text.contains("simple fichier"));
    assert!(text.contains("disque, la dernière le 23/11/2026"));
}

#[test]
fn calls_about_a_patient_are_found_through_the_trail() {
    use huisclos_call::{ForPatient, Query, Reply};
    use huisclos_ports::Store as _;
    let place = Place::new();
    let store = place.open();
    let book = |call, last: &str, n| {
        let patient = ForPatient::New(identity(last, "Anne", 1980, None));
        let query = Query::Book { slot: quarter(n), patient, consent: None };
        let Reply::Booked(a) = store.ask(CallId(call), &query, now()).unwrap() else { panic!() };
        let outcomes = vec![Outcome::Booked];
        let record = CallRecord {
            id: CallId(call),
            at: now(),
            seconds: 61.0,
            outcomes,
            waits_ms: vec![],
            script: None,
            course: None,
        };
        huisclos_ports::Store::record_call(&store, &record).unwrap();
        a.patient
    };
    let (one, _) = (book(11, "Premier", 4), book(12, "Second", 8));
    let dossier = store.dossier(one, &Cabinet::demo(), now()).unwrap();
    let json = serde_json::to_value(&dossier).unwrap();
    let calls: Vec<&str> = json["calls"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect();
    assert_eq!(calls, [CallId(11).to_string()]);
    assert_eq!(json["calls"][0]["outcomes"][0], "rendez-vous pris");
}
