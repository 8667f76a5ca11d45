//! Other sites, forged forms, hostile names, forms full of anything.

use super::{Method, identity, page};
use huisclos_agenda::{MadeBy, Note, NoteId, NoteReason, Priority, Private};
use huisclos_ports::{By, CallerId, Care, Report, Role, What};
use jiff::civil::date;
use proptest::prelude::*;

#[tokio::test]
async fn headers_keep_the_page_to_itself() {
    let page = page(false);
    let mut sophie = page.signed(1, Role::Secretary);
    for path in ["/agenda", "/page.css", "/nouvelles", "/introuvable", "/connexion"] {
        let headers = sophie.get(path).await.headers;
        let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_string();
        let policy = header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("http"),
            "{path}"
        );
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("x-frame-options"), "DENY");
        assert_eq!(header("referrer-policy"), "same-origin");
        assert!(header("server").is_empty() && header("access-control-allow-origin").is_empty());
        assert!(!header("cache-control").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn another_site_changes_nothing() {
    let page = page(false);
    let id = page.book("Garnier", "Sophie", date(2026, 11, 24).at(11, 0, 0, 0), MadeBy::Box);
    let place = format!("/rendez-vous/{id}/etat");
    let mark = super::seen(&page.signed(1, Role::Secretary).get(&format!("/rendez-vous/{id}")).await.body);
    let form = |jeton: &str| format!("jeton={jeton}&vu={mark}&etat=annuler");
    for (name, value, jeton_good) in [
        ("origin", "http://evil.example", true),
        ("origin", "null", true),
        ("origin", "http://localhost:9999", true),
        ("host", "evil.example", true),
        ("sec-fetch-site", "cross-site", true),
        ("x-jeton", "0000", true),
        ("accept", "*/*", false),
    ] {
        let mut sophie = page.signed(1, Role::Secretary);
        sophie.headers.push((name, value.into()));
        let jeton = if jeton_good { sophie.jeton.clone() } else { "f".repeat(64) };
        let status = sophie.ask(Method::POST, &place, form(&jeton)).await.status.as_u16();
        assert!(matches!(status, 403 | 421), "{name}: {value}: {status}");
    }
    // Another person's token is worth nothing.
    let other = page.signed(2, Role::Secretary).jeton;
    assert_eq!(page.signed(1, Role::Secretary).ask(Method::POST, &place, form(&other)).await.status.as_u16(), 403);
    assert!(page.memory.rows().book[0].holds());
    let mut sophie = page.signed(1, Role::Secretary);
    let good = form(&sophie.jeton);
    assert_eq!(sophie.ask(Method::POST, &place, good).await.status.as_u16(), 303);
    let long = format!("jeton={}&vu={}", sophie.jeton, "a".repeat(70_000));
    assert_eq!(sophie.ask(Method::POST, &place, long).await.status.as_u16(), 413);
}

#[tokio::test]
async fn hostile_names_are_text_everywhere() {
    let page = page(false);
    let script = "<script>alert(1)</script>";
    let broken = "\" onmouseover=\"alert(1)\" x=\"";
    let turned = "\u{202e}enyo\u{2066}\u{200f}";
    let long = "é".repeat(10_000);
    let names = [
        script,
        broken,
        turned,
        long.as_str(),
        "{{7*7}}${7*7}",
        "'; DROP TABLE patients; --",
        "\u{0}\u{7}\r\nSet-Cookie: a=b",
    ];
    for (i, name) in names.iter().enumerate() {
        let start = date(2026, 11, 24).at(9, i8::try_from(i * 5).unwrap(), 0, 0);
        let patient = page.memory.add_card(identity(name, name));
        let slot = huisclos_agenda::Slot { start, minutes: 5, practitioner: "martin".into(), motif: (*name).into() };
        page.memory.put(slot, patient, MadeBy::Box, huisclos_agenda::Status::Booked).unwrap();
        let note = Note {
            id: NoteId(i as u64 + 1),
            at: start,
            reason: NoteReason::Message,
            priority: Priority::Normal,
            patient: Some(patient),
            phone: Some(Private::new(huisclos_agenda::Phone((*name).into()))),
            practitioner: None,
            text: Private::new((*name).into()),
        };
        page.memory.rows().notes.push((note, Care::default()));
        let call = huisclos_agenda::CallId(i as u64 + 1);
        let from = CallerId::Number(Private::new(huisclos_agenda::Phone((*name).into())));
        let heard = What::Heard {
            turn: 1,
            text: Private::new((*name).into()),
            confidence: 0.9,
            speech_end_ms: 0,
            compute_ms: 0,
        };
        for what in [What::Ring { from }, heard, What::HungUp { by: By::Caller }] {
            page.memory.live.push(Report { call, t_ms: 0, what });
        }
    }
    let mut sophie = page.signed(1, Role::Secretary);
    let ids: Vec<String> = page.memory.rows().cards.iter().map(|(id, _)| format!("/patients/{id}")).collect();
    let appointments: Vec<String> = page.memory.rows().book.iter().map(|a| format!("/rendez-vous/{}", a.id)).collect();
    let fixed = [
        "/agenda?jour=2026-11-24",
        "/agenda?jour=2026-11-24&vue=jour",
        "/patients?q=script",
        "/boite",
        "/appels",
        "/appels/barre",
    ];
    let searched = format!("/patients?q={}", crate::reply::encoded(script));
    for path in fixed.into_iter().map(String::from).chain(ids).chain(appointments).chain([searched]) {
        let answer = sophie.get(&path).await;
        assert_eq!(answer.status.as_u16(), 200, "{path}");
        let html = answer.body;
        assert!(!html.contains("<script>alert") && !html.contains("\" onmouseover"), "{path}");
        assert!(
            !html
                .chars()
                .any(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200f}' | '\u{0}')),
            "{path}"
        );
        // A text of a call or note is cut at 4,000 characters, a name at 60; a few stand on a page.
        assert!(html.chars().filter(|c| *c == 'é').count() < 15_000, "{path}");
        assert!(answer.headers.get("set-cookie").is_none());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Any field of any form, full of anything: an answer, never a fault of the box.
    #[test]
    fn forms_full_of_anything_get_an_answer(
        path in prop::sample::select(vec![
            "/rendez-vous/nouveau", "/rendez-vous/0000000000000001/deplacer", "/rendez-vous/0000000000000001/etat", "/patients/0000000000000001",
            "/boite/0000000000000001", "/comptes", "/comptes/0000000000000002", "/verrou", "/telephone/dire", "/rendez-vous/\u{fe}x/etat",
        ]),
        fields in prop::collection::vec((prop::sample::select(vec![
            "jour", "heure", "minutes", "praticien", "motif", "patient", "nom", "prenom", "naissance", "telephone", "q", "malgre", "vu", "etat",
            "acte", "name", "login", "role", "pin", "vers", "texte", "jour",
        ]), ".{0,60}"), 0..8),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let status = runtime.block_on(async {
            let page = page(false);
            let patient = page.memory.add_card(identity("Garnier", "Sophie"));
            page.memory.rows().cards[0].0 = huisclos_agenda::PatientId(1);
            let _ = patient;
            let mut doctor = page.signed(9, Role::Doctor);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            doctor.post(&path.replace('\u{fe}', "%FE"), &fields).await.status
        });
        prop_assert!(!status.is_server_error(), "{status}");
    }

    /// And any address.
    #[test]
    fn addresses_full_of_anything_get_an_answer(path in prop::sample::select(vec!["/agenda", "/rendez-vous/nouveau", "/patients", "/patients/suggestions", "/boite", "/appels"]), value in ".{0,80}", name in prop::sample::select(vec!["jour", "vue", "qui", "q", "fait", "choix", "appel", "patient", "heure", "minutes", "faites"])) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let status = runtime.block_on(async {
            let page = page(false);
            let mut doctor = page.signed(9, Role::Doctor);
            doctor.get(&format!("{path}?{name}={}", crate::reply::encoded(&value))).await.status
        });
        prop_assert!(!status.is_server_error(), "{status}");
    }
}
