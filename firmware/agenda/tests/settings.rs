//! The demo cabinet is the one of the interface description; a wrong setting gets one clear sentence.
#![allow(clippy::unwrap_used)]

use huisclos_agenda::{
    Absence, Answering, Cabinet, DEMO_TOML, Dates, Error, Hours, Patients, Period, PractitionerId, RecordingId,
};
use jiff::civil::{date, time};

#[test]
fn the_demo_cabinet_is_the_one_described() {
    let cabinet = Cabinet::demo();
    let motifs: Vec<_> = cabinet.motifs.iter().map(|m| (m.id.0.as_str(), m.minutes, m.patients)).collect();
    assert_eq!(
        motifs,
        [
            ("consultation", 15, Patients::Any),
            ("certificat", 15, Patients::Any),
            ("renouvellement d'ordonnance", 10, Patients::Known),
            ("vaccin", 10, Patients::Any),
            ("premier rendez-vous", 30, Patients::New),
            ("suivi pediatrique", 20, Patients::Any),
        ]
    );
    assert_eq!(cabinet.lay_motif().unwrap().id.0, "consultation");
    let bernard = cabinet.practitioner(&PractitionerId::from("bernard")).unwrap();
    assert_eq!((bernard.first_name.as_str(), bernard.age_under), ("Louis", Some(16)));
    let k = &cabinet.knowledge;
    for text in [&k.hours, &k.address, &k.access, &k.parking, &k.fees, &k.documents, &k.instructions] {
        let text = text.as_deref().unwrap();
        assert!(text.ends_with('.') && !text.contains(|c: char| c.is_ascii_digit()), "not ready for a voice: {text}");
    }
}

#[test]
fn the_settings_survive_being_written_and_read() {
    let written = toml::to_string(&Cabinet::demo()).unwrap();
    assert_eq!(Cabinet::from_toml(&written).unwrap(), Cabinet::demo());
}

/// Replaces `old` in the demo settings and expects a refusal that names `key` and says `remedy`.
#[track_caller]
fn check(old: &str, new: &str, key: &str, remedy: &str) {
    assert!(DEMO_TOML.contains(old), "the demo settings have no `{old}`");
    let error = Cabinet::from_toml(&DEMO_TOML.replacen(old, new, 1)).unwrap_err();
    let said = error.to_string();
    assert!(said.contains(key), "`{said}` does not name {key}");
    assert!(said.contains(remedy), "`{said}` does not say « {remedy} »");
}

#[test]
fn a_wrong_setting_is_named_with_its_remedy() {
    check("to = \"12:00\"\n\n[[secretary]]", "to = \"08:00\"\n\n[[secretary]]", "secretary[0].to", "plus tardive");
    check("minutes = 15", "minutes = 0", "motifs[0].minutes", "de 1 à 240");
    check("minutes = 15", "minutes = 900", "motifs[0].minutes", "de 1 à 240");
    check(
        "practitioners = [\"bernard\"]",
        "practitioners = [\"durand\"]",
        "motifs[5].practitioners[0]",
        "martin, bernard",
    );
    check("when_new = \"premier rendez-vous\"", "when_new = \"bilan\"", "motifs[0].when_new", "vaccin");
    check("when_new = \"premier rendez-vous\"", "when_new = \"renouvellement d'ordonnance\"", "when_new", "ouvert aux");
    check("id = \"bernard\"", "id = \"martin\"", "practitioners[1].id", "un id à lui");
    check("id = \"vaccin\"", "id = \"certificat\"", "motifs[3].id", "un id à lui");
    check("id = \"vaccin\"", "id = \"Vaccin\"", "motifs[3].id", "minuscules");
    check("age_under = 16", "age_under = 16\nage_from = 18", "practitioners[1].age_under", "plus grand");
    check(
        "from = \"14:00\"\nto = \"18:00\"",
        "from = \"11:00\"\nto = \"18:00\"",
        "practitioners[0].openings[1]",
        "Réunissez",
    );
    check("horizon_days = 180", "horizon_days = 0", "booking.horizon_days", "180");
    check("transcripts_days = 30 ", "transcripts_days = 0 ", "retention.transcripts_days", "de 1 à 90");
    check("audit_months = 12 ", "audit_months = 36 ", "retention.audit_months", "de 6 à 12");
    check("audit_months = 12 ", "audio_days = 1 ", "audio_days", "audit_months");
    check("notice_minutes = 30", "notice_minutes = 60000", "booking.notice_minutes", "30");
    check("id = \"vaccin\"", "id = \"vaccin\"\nfor_lay_reasons = true", "for_lay_reasons", "un seul motif");
    check(
        "age_under = 16\n",
        "age_under = 16\nabsences = [{ from = \"2026-08-10\", to = \"2026-08-01\" }]\n",
        "absences[0].to",
        "postérieur",
    );
    check("name = \"cabinet", "nom = \"cabinet", "« nom » n'existe pas", "name, address");
    check("\"saturday\"", "\"samedi\"", "samedi", "monday");
    check("from = \"09:00\"", "from = \"9h\"", "9h", "09:00");
    check("minutes = 15", "minutes = -15", "ligne 74", "bonne sorte");
    check("minutes = 15\n", "", "« minutes » manque", "Ajoutez");
    check("patients = \"known\"", "patients = \"connus\"", "« connus »", "any, known, new");
}

#[test]
fn an_unreadable_file_says_where() {
    let error = Cabinet::from_toml("name = \"sans fin").unwrap_err();
    assert!(matches!(error, Error::Unreadable(_)) && error.to_string().contains("ligne 1"), "{error}");
}

/// Settings as the store kept them first (`tests/golden`, never changed) open for ever, and are what they were.
#[test]
fn settings_of_the_first_form_open_for_ever() {
    let kept: Cabinet = serde_json::from_str(include_str!("golden/cabinet-1.json")).unwrap();
    kept.check().unwrap();
    let mut expect = Cabinet::demo();
    expect.greeting_recording = Some(RecordingId(0xABCD));
    expect.practitioners[0].absences = vec![Absence { from: date(2026, 12, 24), to: date(2026, 12, 31), hours: None }];
    expect.closures = vec![Absence {
        from: date(2026, 12, 25),
        to: date(2026, 12, 25),
        hours: Some(Hours { from: time(14, 0, 0, 0), to: time(18, 0, 0, 0) }),
    }];
    expect.periods = vec![Period {
        name: "Nuit".into(),
        days: vec![jiff::civil::Weekday::Friday],
        hours: Some(Hours { from: time(19, 0, 0, 0), to: time(8, 0, 0, 0) }),
        dates: Some(Dates { from: date(2026, 12, 1), to: date(2026, 12, 31) }),
        answering: Answering::HandsetFirst { seconds: 12 },
        transfer: false,
        greeting: Some("Le cabinet est fermé.".into()),
        greeting_recording: None,
        forward_to: Some("01 23 45 67 89".into()),
    }];
    expect.satisfaction = true;
    assert_eq!(kept, expect);
}
