//! The waiting list on the page: on it, a place comes free, one click, and of two one wins.

use super::{Page, identity, page};
use huisclos_agenda::{Availability, MadeBy, PatientId, Waiting, WaitingId};
use huisclos_ports::{AccountId, Role, WaitingList};
use jiff::civil::date;

/// Thursday at nine: given back below.
const NINE: &str = "2026-11-26T09:00:00";

fn waits(page: &Page, last: &str, first: &str, urgent: bool) -> (PatientId, WaitingId) {
    let patient = page.memory.add_card(identity(last, first));
    let waiting = Waiting {
        id: WaitingId(0),
        patient,
        motif: "vaccin".into(),
        practitioner: None,
        hours: Availability::default(),
        until: None,
        since: super::now(),
        urgent,
        instead_of: None,
        made_by: MadeBy::Box,
    };
    (patient, page.memory.enlist(AccountId(1), &waiting).unwrap())
}

/// Somebody gives back Thursday at nine, by the page.
async fn given_back(page: &Page) {
    let id = page.book("Parti", "Jean", date(2026, 11, 26).at(9, 0, 0, 0), MadeBy::Box);
    let mut sophie = page.signed(1, Role::Secretary);
    let mark = super::seen(&sophie.get(&format!("/rendez-vous/{id}")).await.body);
    let answer = sophie.post(&format!("/rendez-vous/{id}/etat"), &[("vu", &mark), ("etat", "annuler")]).await;
    assert_eq!(answer.status.as_u16(), 303);
}

#[tokio::test]
async fn somebody_is_put_on_the_list_and_taken_off() {
    let page = page(false);
    let patient = page.memory.add_card(identity("Garnier", "Sophie")).to_string();
    let mut sophie = page.signed(1, Role::Secretary);
    assert!(sophie.get("/attente").await.body.contains("Personne n'attend"));
    let form = sophie.get(&format!("/attente/nouvelle?patient={patient}")).await.body;
    assert!(form.contains("Garnier") && form.contains("name=\"jeu\"") && form.contains("Peu importe"));
    for (fields, says) in [
        (vec![("motif", "vaccin")], "Choisissez un patient"),
        (vec![("patient", patient.as_str())], "Choisissez un motif"),
        (vec![("patient", &patient), ("motif", "vaccin"), ("praticien", "durand")], "praticien"),
        (vec![("patient", &patient), ("motif", "vaccin"), ("apres", "tôt")], "première heure"),
        (vec![("patient", &patient), ("motif", "vaccin"), ("apres", "10:00"), ("avant", "09:00")], "dernière heure"),
        (vec![("patient", &patient), ("motif", "vaccin"), ("jusqua", "2026-11-23")], "date limite"),
        (vec![("patient", &patient), ("motif", "vaccin"), ("jusqua", "2028-01-01")], "date limite"),
        (vec![("patient", "00000000000000ff"), ("motif", "vaccin")], "existe pas"),
    ] {
        let answer = sophie.post("/attente", &fields).await;
        assert!(answer.status.is_client_error() && answer.body.contains(says), "{fields:?}: {}", answer.status);
    }
    let fields = [
        ("patient", patient.as_str()),
        ("motif", "vaccin"),
        ("praticien", ""),
        ("jeu", "1"),
        ("ven", "1"),
        ("apres", "09:00"),
        ("presse", "1"),
    ];
    let answer = sophie.post("/attente", &fields).await;
    assert_eq!((answer.status.as_u16(), answer.to()), (303, format!("/patients/{patient}?fait=inscrit").as_str()));
    let list = sophie.get("/attente").await.body;
    for words in ["Garnier", "pressé", "vaccin", "jeudi ou vendredi, à partir de 9 h", "par le cabinet"] {
        assert!(list.contains(words), "{words}");
    }
    let id = page.memory.rows().waiting[0].id;
    assert_eq!(sophie.post(&format!("/attente/{id}/retirer"), &[]).await.to(), "/attente?fait=raye");
    assert!(sophie.get("/attente?fait=raye").await.body.contains("Retiré de la liste"));
    assert_eq!(sophie.post(&format!("/attente/{id}/retirer"), &[]).await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_freed_place_is_told_everywhere_and_given_by_one_click() {
    let page = page(false);
    for (last, urgent) in [("Dupont", false), ("Durand", false), ("Martin-Roux", true), ("Petit", false)] {
        waits(&page, last, "Anne", urgent);
    }
    let mut sophie = page.signed(1, Role::Secretary);
    assert!(!sophie.get("/agenda?jour=2026-11-26").await.body.contains("s'est libérée"));
    given_back(&page).await;
    for place in ["/agenda?jour=2026-11-26", "/agenda?jour=2027-01-04&vue=jour", "/boite", "/attente"] {
        let html = sophie.get(place).await.body;
        assert!(html.contains("Une place s'est libérée") && html.contains("4 personnes attendent"), "{place}");
        // The first three, who presses first, and the badge of the tab.
        let at = |name: &str| html.find(&format!("{name}</b>")).unwrap_or(usize::MAX);
        assert!(at("Martin-Roux") < at("Dupont") && at("Dupont") < at("Durand"), "{place}");
        assert!(place == "/attente" || !html.contains("Petit</b>"), "{place}: only the first three");
        assert!(html.contains("<b class=\"pastille\">1<span class=\"lu\"> à traiter"), "{place}");
    }
    let id = page.memory.rows().waiting.iter().find(|w| w.urgent).unwrap().id;
    let form = [("debut", NINE), ("praticien", "martin"), ("vers", "/agenda?jour=2026-11-26&vue=jour")];
    let answer = sophie.post(&format!("/attente/{id}/placer"), &form).await;
    assert_eq!((answer.status.as_u16(), answer.to()), (303, "/agenda?jour=2026-11-26&vue=jour&fait=place"));
    let html = sophie.get(answer.to()).await.body;
    assert!(html.contains("Place donnée") && html.contains("Martin-Roux") && !html.contains("s'est libérée"));
    assert_eq!(page.memory.rows().waiting.len(), 3);
    // The second desk, the same person or the same place: told, nothing noted.
    let booked = page.memory.rows().book.len();
    let mut camille = page.signed(2, Role::Doctor);
    let again = camille.post(&format!("/attente/{id}/placer"), &form).await;
    assert!(again.status.as_u16() == 409 && again.body.contains("vient d'être prise"), "{}", again.status);
    let other = page.memory.rows().waiting[0].id;
    let taken = camille.post(&format!("/attente/{other}/placer"), &form).await;
    assert!(taken.status.as_u16() == 409 && taken.body.contains("Rien n'a été noté"), "{}", taken.status);
    assert_eq!(page.memory.rows().book.len(), booked);
}

#[tokio::test]
async fn only_a_place_that_suits_is_given_and_only_paths_of_this_page_are_gone_back_to() {
    let page = page(false);
    let (_, id) = waits(&page, "Dupont", "Anne", false);
    given_back(&page).await;
    let mut sophie = page.signed(1, Role::Secretary);
    for (start, who) in [("2026-11-26T10:00:00", "martin"), (NINE, "bernard"), ("jamais", "martin"), (NINE, "<script>")]
    {
        let answer = sophie.post(&format!("/attente/{id}/placer"), &[("debut", start), ("praticien", who)]).await;
        assert_eq!(answer.status.as_u16(), 409, "{start} {who}");
    }
    let evil = [("debut", NINE), ("praticien", "martin"), ("vers", "//evil.example/x")];
    assert_eq!(sophie.post(&format!("/attente/{id}/placer"), &evil).await.to(), "/attente?fait=place");
}

#[tokio::test]
async fn who_has_an_appointment_gives_it_for_an_earlier_one() {
    let page = page(false);
    let theirs = page.book("Garnier", "Sophie", date(2026, 12, 3).at(9, 0, 0, 0), MadeBy::Box);
    let patient = page.memory.rows().book[0].patient.to_string();
    let mut sophie = page.signed(1, Role::Secretary);
    let link = format!("/attente/nouvelle?patient={patient}&amp;rdv={theirs}");
    assert!(sophie.get(&format!("/rendez-vous/{theirs}")).await.body.contains(&link));
    let form = sophie.get(&link.replace("&amp;", "&")).await.body;
    assert!(form.contains("À la place de son rendez-vous") && form.contains("value=\"consultation\" selected"));
    let fields = [("patient", patient.as_str()), ("motif", "consultation"), ("rdv", &theirs)];
    assert_eq!(sophie.post("/attente", &fields).await.status.as_u16(), 303);
    given_back(&page).await;
    let html = sophie.get("/attente").await.body;
    assert!(html.contains("Avancer son rendez-vous") && html.contains("au lieu du jeudi 3 décembre"));
    let id = page.memory.rows().waiting[0].id;
    sophie.post(&format!("/attente/{id}/placer"), &[("debut", NINE), ("praticien", "martin")]).await;
    let moved = page.memory.rows().book.iter().find(|a| a.id.to_string() == theirs).cloned().unwrap();
    assert_eq!(moved.slot.start, date(2026, 11, 26).at(9, 0, 0, 0));
    // Somebody else's appointment cannot be given.
    let other = page.memory.add_card(identity("Autre", "Paul")).to_string();
    sophie.post("/attente", &[("patient", &other), ("motif", "consultation"), ("rdv", &theirs)]).await;
    assert_eq!(page.memory.rows().waiting[0].instead_of, None);
}

#[tokio::test]
async fn hostile_names_are_text_in_the_list_and_the_banner() {
    let page = page(false);
    for name in ["<script>alert(1)</script>", "\" onmouseover=\"alert(1)\"", "\u{202e}enyo", "{{7*7}}"] {
        waits(&page, name, name, false);
    }
    given_back(&page).await;
    let mut sophie = page.signed(1, Role::Secretary);
    for path in ["/attente", "/agenda?jour=2026-11-26", "/boite"] {
        let html = sophie.get(path).await.body;
        assert!(
            html.contains("&lt;script&gt;") && !html.contains("<script>alert") && !html.contains("\" onmouseover"),
            "{path}"
        );
        assert!(!html.contains('\u{202e}'), "{path}");
    }
}
