//! Help by context and by words, the sheet for the desk, and how a machine comes to trust the box.

use super::{Memory, now, page};
use crate::Authority;
use crate::help_tasks::TASKS;
use crate::site::{Parts, Site};
use axum::http::Method;
use huisclos_ports::{Clock, Role};
use std::sync::Arc;

#[tokio::test]
async fn every_page_has_its_help_and_every_task_is_there() {
    let page = page(false);
    let mut doctor = page.signed(1, Role::Doctor);
    for (path, task) in [
        ("/agenda", "rendez-vous"),
        ("/appels", "appels"),
        ("/boite", "notes"),
        ("/attente", "attente"),
        ("/patients", "patients"),
        ("/chiffres", "chiffres"),
        ("/donnees", "droits"),
        ("/comptes", "comptes"),
        ("/boitier", "panne"),
    ] {
        let html = doctor.get(path).await.body;
        assert!(html.contains(&format!("data-aide=\"/aide/{task}\"")), "{path}");
    }
    for task in TASKS {
        let html = doctor.get(&format!("/aide/{}", task.slug)).await.body;
        assert!(html.contains("Si cela ne va pas") && html.contains("Vous voyez"), "{}", task.slug);
    }
    assert_eq!(doctor.get("/aide/introuvable").await.status.as_u16(), 404);
    let found = doctor.get("/aide?q=courant").await.body;
    assert!(found.contains("le courant est coupé") && !found.contains("Lire les chiffres"));
    let strange = doctor.get("/aide?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E").await.body;
    assert!(strange.contains("Rien sous ces mots") && !strange.contains("<script>alert"));
    let mut technician = page.signed(3, Role::Technician);
    assert!(technician.get("/aide/panne").await.status.is_success());
}

#[tokio::test]
async fn the_sheet_has_the_cabinets_names_and_the_address_one_came_by() {
    let page = page(false);
    let sheet = page.signed(1, Role::Secretary).get("/aide/fiche").await.body;
    for words in [
        "cabinet médical des Lilas",
        "docteur Martin",
        "http://localhost:8015",
        "étoile",
        "Courant coupé",
        "pas de relais",
    ] {
        assert!(sheet.contains(words), "{words}");
    }
}

#[tokio::test]
async fn the_authority_is_given_with_its_fingerprint_over_tls_and_only_there() {
    let plain = page(false);
    assert!(plain.stranger().get("/autorite").await.body.contains("Rien à installer"));
    assert_eq!(plain.stranger().get("/autorite.crt").await.status.as_u16(), 404);
    let memory = Arc::new(Memory::still(now()));
    let authority = Authority::new(memory.unix_s()).unwrap();
    let site = Site::new(Parts { demo: false, ..memory.parts(false) }, Some(&authority));
    let served = super::Page { memory, router: crate::router(&site), site };
    let mut stranger = served.stranger();
    let html = stranger.get("/autorite").await.body;
    assert!(html.contains(&authority.fingerprint()) && html.contains("Firefox") && html.contains("secretariat.local"));
    let answer = stranger.ask(Method::GET, "/autorite.crt", String::new()).await;
    assert_eq!(answer.headers.get("content-type").unwrap(), "application/x-x509-ca-cert");
    assert!(!answer.body.contains("PRIVATE") && !authority.certificate.is_empty());
}
