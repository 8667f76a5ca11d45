//! A patient's rights on the page: who looked, the dossier, erasure with its proof; the trail and the papers.

use super::{identity, page};
use huisclos_agenda::MadeBy;
use huisclos_ports::Role;
use jiff::civil::date;

#[tokio::test]
async fn a_dossier_is_a_file_and_names_nobody_in_its_name() {
    let page = page(false);
    let id = page.memory.add_card(identity("Garnier", "Sophie"));
    let mut sophie = page.signed(1, Role::Secretary);
    let card = sophie.get(&format!("/patients/{id}")).await.body;
    assert!(card.contains("Droits du patient") && card.contains(&format!("/patients/{id}/dossier.html")));
    assert!(!card.contains("/effacer"), "a secretary is not shown what only the doctor may do");
    for (ending, kind) in [("html", "text/html; charset=utf-8"), ("json", "application/json")] {
        let answer = sophie.get(&format!("/patients/{id}/dossier.{ending}")).await;
        let header = |name: &str| answer.headers.get(name).unwrap().to_str().unwrap().to_string();
        assert_eq!((answer.status.as_u16(), header("content-type").as_str()), (200, kind));
        assert_eq!(header("content-disposition"), format!("attachment; filename=\"dossier-{id}-2026-11-24.{ending}\""));
        assert_eq!(header("cache-control"), "no-store");
        assert!(answer.body.contains("Garnier"));
    }
    let looked = sophie.get(&format!("/patients/{id}/acces")).await.body;
    assert!(looked.contains("dossier remis au patient") && looked.contains("secrétaire 1"));
    for gone in
        ["/patients/00000000000000ff/dossier.html", "/patients/xyz/dossier.json", "/patients/00000000000000ff/acces"]
    {
        assert_eq!(sophie.get(gone).await.status.as_u16(), 404, "{gone}");
    }
}

#[tokio::test]
async fn the_doctor_alone_erases_after_typing_the_name_and_gets_the_proof() {
    let page = page(false);
    let id = page.memory.add_card(identity("Lefèvre-Dupré", "Anne"));
    page.memory
        .put(
            huisclos_agenda::Slot {
                start: date(2026, 12, 1).at(9, 0, 0, 0),
                minutes: 15,
                practitioner: "martin".into(),
                motif: "consultation".into(),
            },
            id,
            MadeBy::Box,
            huisclos_agenda::Status::Booked,
        )
        .unwrap();
    let place = format!("/patients/{id}/effacer");
    let mut sophie = page.signed(1, Role::Secretary);
    assert_eq!(sophie.get(&place).await.status.as_u16(), 403);
    assert_eq!(sophie.post(&place, &[("nom", "Lefèvre-Dupré")]).await.status.as_u16(), 403);
    let mut doctor = page.signed(2, Role::Doctor);
    let asked = doctor.get(&place).await.body;
    assert!(asked.contains("sans retour") && asked.contains("encore 1 rendez-vous à venir"));
    for wrong in ["", "Dupré", "EFFACER", "Anne", "  ", "<script>"] {
        let answer = doctor.post(&place, &[("nom", wrong)]).await;
        assert!(answer.status.as_u16() == 422 && answer.body.contains("Rien n'a été effacé"), "{wrong:?}");
    }
    assert_eq!(page.memory.rows().cards.len(), 1);
    // As names compare: without case, accents, hyphens.
    let done = doctor.post(&place, &[("nom", "lefevre dupre")]).await;
    let number = format!("{:016x}", id.0);
    assert!(done.status.is_success() && done.body.contains(&number) && done.body.contains("génération 2"));
    assert!(done.body.contains("/media/sauvegarde") && !done.body.contains("Lefèvre"));
    assert!(page.memory.rows().cards.is_empty());
    assert!(page.memory.rows().book.is_empty());
    assert_eq!(doctor.get(&format!("/patients/{id}")).await.status.as_u16(), 404);
    let again = doctor.post(&place, &[("nom", "")]).await;
    assert!(again.status.is_success() && again.body.contains("déjà fait"));
    let data = sophie.get("/donnees").await.body;
    assert!(data.contains(&number) && data.contains("30 jours") && data.contains("jamais gardé"));
}

#[tokio::test]
async fn the_trail_is_the_doctors_and_tells_names_of_accounts_as_text() {
    let page = page(false);
    let mut sophie = page.signed(1, Role::Secretary);
    let id = page.memory.add_card(identity("Garnier", "Sophie"));
    sophie.get(&format!("/patients/{id}/dossier.html")).await;
    assert_eq!(sophie.get("/donnees/trace").await.status.as_u16(), 403);
    assert!(!sophie.get("/donnees").await.body.contains("/donnees/trace"));
    for account in &mut page.memory.rows().accounts {
        account.name = "<script>alert(1)</script>".into();
    }
    let mut doctor = page.signed(2, Role::Doctor);
    let trail = doctor.get("/donnees/trace").await.body;
    assert!(
        trail.contains("dossier remis au patient")
            && trail.contains("&lt;script&gt;")
            && !trail.contains("<script>alert")
    );
    let other = doctor.get("/donnees/trace?qui=0000000000000002").await.body;
    assert!(!other.contains("dossier remis") && other.contains("trace des accès consultée"));
    let before = doctor.get("/donnees/trace?du=2026-11-01&au=2026-11-02").await.body;
    assert!(before.contains("Aucun accès."));
    let checked = doctor.get("/donnees/trace?verifier=1").await.body;
    assert!(checked.contains("Trace vérifiée") && checked.contains("sceaux, chaîne et fin intacts"));
    for strange in ["?du=x&au=y", "?patient=Garnier", "?qui=<script>", "?patient=ffffffffffffffff"] {
        assert!(
            doctor
                .get(&format!("/donnees/trace{}", strange.replace('<', "%3C").replace('>', "%3E")))
                .await
                .status
                .is_success(),
            "{strange}"
        );
    }
}

#[tokio::test]
async fn papers_are_shown_and_nothing_in_them_runs() {
    let page = page(false);
    let mut sophie = page.signed(1, Role::Secretary);
    for (path, title) in [("/donnees/registre", "Registre des traitements"), ("/donnees/analyse", "Analyse d'impact")] {
        let html = sophie.get(path).await.body;
        assert!(
            html.contains(&format!("<h1>{title}</h1>").replace('\'', "&#39;"))
                || html.contains(&format!("<h1>{title}</h1>")),
            "{path}"
        );
        assert!(
            html.contains("<table>") && !html.contains("<script>alert") && html.contains("&lt;script&gt;"),
            "{path}"
        );
    }
}
