//! Booking, moving, two people at once, patients and notes.

use super::{identity, now, page, seen};
use huisclos_agenda::{MadeBy, Note, NoteId, NoteReason, Phone, Priority, Private, Status};
use huisclos_ports::{AccountId, Care, Role};
use jiff::civil::date;

#[tokio::test]
async fn an_appointment_is_noted_by_click_and_by_form() {
    let page = page(false);
    let mut sophie = page.signed(1, Role::Secretary);
    let agenda = sophie.get("/agenda?jour=2026-11-24&vue=jour").await.body;
    assert!(agenda.contains("/rendez-vous/nouveau?jour=2026-11-24&amp;heure=11:00&amp;praticien=martin"));
    let form = [
        ("jour", "2026-11-24"),
        ("heure", "11:00"),
        ("minutes", ""),
        ("praticien", "martin"),
        ("motif", "consultation"),
        ("nom", "Garnier"),
        ("prenom", "Sophie"),
        ("naissance", "12/03/1964"),
        ("telephone", "06 12 34 56 78"),
    ];
    sophie.get("/rendez-vous/nouveau").await;
    let noted = sophie.post("/rendez-vous/nouveau", &form).await;
    assert!(noted.status.as_u16() == 303 && noted.to().ends_with("?fait=note"), "{}", noted.body);
    let detail = sophie.get(noted.to()).await.body;
    assert!(
        detail.contains("Rendez-vous noté.")
            && detail.contains("<b>Garnier</b> Sophie")
            && detail.contains("06 12 34 56 78")
    );
    assert_eq!(page.memory.rows().book[0].slot.minutes, 15);
    // The slot is gone for the next one, who is told and loses nothing of what was typed.
    let again = sophie.post("/rendez-vous/nouveau", &form).await;
    assert_eq!(again.status.as_u16(), 409);
    assert!(again.body.contains("vient d&#39;être pris") || again.body.contains("vient d'être pris"), "{}", again.body);
    assert!(again.body.contains("value=\"Garnier\""));
}

#[tokio::test]
async fn a_free_hour_is_proposed_and_the_field_that_is_wrong_has_the_keys() {
    let page = page(false);
    let mut sophie = page.signed(1, Role::Secretary);
    let empty = "/rendez-vous/nouveau?jour=2026-11-24&praticien=martin";
    assert!(sophie.get(empty).await.body.contains("name=\"heure\" value=\"10:30\""));
    page.book("Petit", "Hugo", date(2026, 11, 24).at(10, 30, 0, 0), MadeBy::Box);
    let proposed = sophie.get(empty).await.body;
    assert!(proposed.contains("name=\"heure\" value=\"10:45\""), "10:30 is taken: {proposed}");
    let with = |name: &'static str, value: &'static str| {
        let all =
            [("nom", "Garnier"), ("prenom", "Sophie"), ("naissance", "12/03/1964"), ("telephone", "06 12 34 56 78")];
        let rest = [("jour", "2026-11-24"), ("heure", "10:30"), ("praticien", "martin"), ("motif", "consultation")];
        let typed = all.into_iter().chain(rest).filter(move |(n, _)| *n != name);
        typed.chain([(name, value)]).collect::<Vec<(&str, &str)>>()
    };
    let keys = |html: &str| -> Vec<String> {
        let fields = html.split("<input").skip(1).filter_map(|field| field.split('>').next());
        fields.filter(|field| field.contains("autofocus")).map(str::to_string).collect()
    };
    for (name, value) in [("nom", "1"), ("prenom", "!"), ("naissance", "31/02/1980"), ("telephone", "06 98")] {
        let refused = sophie.post("/rendez-vous/nouveau", &with(name, value)).await.body;
        let keys = keys(&refused);
        let told = keys.iter().all(|k| k.contains(&format!("name=\"{name}\"")) && k.contains("aria-invalid=\"true\""));
        assert!(keys.len() == 1 && told, "{name}: {keys:?}");
    }
    // Nothing is wrong with the person: the hour is what another is chosen for.
    let taken = sophie.post("/rendez-vous/nouveau", &with("malgre", "1")).await;
    assert_eq!(taken.status.as_u16(), 409);
    assert!(keys(&taken.body).len() == 1 && keys(&taken.body)[0].contains("name=\"heure\""), "{:?}", keys(&taken.body));
    // Of somebody who was chosen, another can be.
    let id = page.memory.add_card(identity("Garnier", "Sophie"));
    let chosen = sophie.get(&format!("{empty}&patient={id}")).await.body;
    assert!(chosen.contains("Choisir quelqu'un d'autre") && chosen.contains("heure=10:45"), "{chosen}");
}

#[tokio::test]
async fn the_rules_warn_and_a_secretary_may_know_better() {
    let page = page(false);
    let mut sophie = page.signed(1, Role::Secretary);
    sophie.get("/rendez-vous/nouveau").await;
    let mut form = vec![
        ("jour", "2026-11-24"),
        ("heure", "14:00"),
        ("praticien", "bernard"),
        ("motif", "consultation"),
        ("nom", "Garnier"),
        ("prenom", "Sophie"),
        ("naissance", "12/03/1964"),
    ];
    let warned = sophie.post("/rendez-vous/nouveau", &form).await;
    assert_eq!(warned.status.as_u16(), 422);
    assert!(warned.body.contains("moins de 16 ans") && page.memory.rows().book.is_empty());
    form.push(("malgre", "1"));
    assert_eq!(sophie.post("/rendez-vous/nouveau", &form).await.status.as_u16(), 303);
    for (field, value, says) in [
        ("heure", "13:00", "ne consulte pas"),
        ("heure", "09:00", "est passée"),
        ("naissance", "31/02/2000", "naissance"),
        ("nom", "\u{202e}", "nom de famille"),
    ] {
        let form: Vec<(&str, &str)> =
            form.iter().filter(|(n, _)| *n != "malgre" && *n != field).copied().chain([(field, value)]).collect();
        let form: Vec<(&str, &str)> =
            form.into_iter().map(|(n, v)| if n == "praticien" { (n, "martin") } else { (n, v) }).collect();
        let refused = sophie.post("/rendez-vous/nouveau", &form).await;
        assert!(refused.status.as_u16() == 422 && refused.body.contains(says), "{field}={value}: {}", refused.status);
    }
}

#[tokio::test]
async fn what_the_rules_have_against_a_move_is_said() {
    let page = page(false);
    let id = page.book("Garnier", "Sophie", date(2026, 11, 24).at(11, 0, 0, 0), MadeBy::Box);
    let mut sophie = page.signed(1, Role::Secretary);
    let place = format!("/rendez-vous/{id}");
    for (practitioner, hour, says) in [
        ("bernard", "14:30", Some("moins de 16 ans")),
        ("martin", "13:00", Some("Docteur Martin ne consulte pas")),
        ("martin", "11:30", None),
    ] {
        let mark = seen(&sophie.get(&place).await.body);
        let to = [("vu", mark.as_str()), ("jour", "2026-11-24"), ("heure", hour), ("praticien", practitioner)];
        let moved = sophie.post(&format!("{place}/deplacer"), &to).await;
        assert!(moved.to().ends_with("?fait=deplace"), "{}", moved.body);
        let told = sophie.get(moved.to()).await.body;
        assert_eq!(told.contains("class=\"attention\""), says.is_some(), "{practitioner} {hour}: {told}");
        assert!(says.is_none_or(|words| told.contains(words)), "{practitioner} {hour}: {told}");
    }
}

#[tokio::test]
async fn two_people_at_once_see_each_other_and_the_second_is_told() {
    let page = page(false);
    let id = page.book("Garnier", "Sophie", date(2026, 11, 24).at(11, 0, 0, 0), MadeBy::Box);
    let (mut sophie, mut luc) = (page.signed(1, Role::Secretary), page.signed(2, Role::Secretary));
    let place = format!("/rendez-vous/{id}");
    let hers = sophie.get(&place).await.body;
    assert!(!hers.contains("regarde aussi") && hers.contains("par la boîte, au téléphone"));
    let his = luc.get(&place).await.body;
    assert!(his.contains("secrétaire 1 regarde aussi ce rendez-vous."));
    let to = |mark: String| {
        [("vu", mark), ("jour", "2026-11-24".into()), ("heure", "11:30".into()), ("praticien", "martin".into())]
    };
    let fields = to(seen(&hers));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert!(sophie.post(&format!("{place}/deplacer"), &fields).await.to().ends_with("?fait=deplace"));
    let cancel = luc.post(&format!("{place}/etat"), &[("vu", &seen(&his)), ("etat", "annuler")]).await;
    assert_eq!(cancel.status.as_u16(), 409);
    assert!(cancel.body.contains("vient de le modifier") && cancel.body.contains("11 h 30"), "{}", cancel.body);
    assert_eq!(page.memory.rows().book[0].status, Status::Booked);
    // With what he now sees, he may.
    let mark = seen(&cancel.body);
    assert!(
        luc.post(&format!("{place}/etat"), &[("vu", &mark), ("etat", "annuler")]).await.to().ends_with("?fait=annule")
    );
    let gone = luc.get(&place).await.body;
    // Undone where the place is still free; told where it is not.
    page.book("Petit", "Hugo", date(2026, 11, 24).at(11, 30, 0, 0), MadeBy::Box);
    let back = luc.post(&format!("{place}/etat"), &[("vu", &seen(&gone)), ("etat", "remettre")]).await;
    assert_eq!(back.status.as_u16(), 409);
}

#[tokio::test]
async fn patients_are_found_and_corrected() {
    let page = page(false);
    let id = page.memory.add_card(identity("Lefèvre", "Marie-Claude"));
    let mut sophie = page.signed(1, Role::Secretary);
    for (q, found) in [
        ("lefevre", true),
        ("marie lef", true),
        ("claude", true),
        ("0612345", true),
        ("06 12", true),
        ("durand", false),
        ("  ", false),
    ] {
        let html = sophie.get(&format!("/patients?q={}", crate::reply::encoded(q))).await.body;
        assert_eq!(html.contains("Lefèvre"), found, "{q}");
    }
    let place = format!("/patients/{id}");
    let card = sophie.get(&place).await.body;
    assert!(card.contains("12/03/1964 (62 ans)"));
    let mark = seen(&card);
    let to =
        |nom: &'static str| vec![("nom", nom), ("prenom", "Marie"), ("naissance", "12/03/1964"), ("telephone", "")];
    let mut fields = to("Lefebvre");
    fields.push(("vu", &mark));
    assert!(sophie.post(&place, &fields).await.to().ends_with("?fait=corrige"));
    assert_eq!(sophie.post(&place, &fields).await.status.as_u16(), 409, "seen before the correction");
    assert!(sophie.get(&place).await.body.contains("Lefebvre"));
}

#[tokio::test]
async fn a_note_is_taken_by_one() {
    let page = page(false);
    for (n, priority, text) in [(1, Priority::Normal, "résultats"), (2, Priority::Highest, "« ça serre »")] {
        let note = Note {
            id: NoteId(n),
            at: now(),
            reason: NoteReason::Message,
            priority,
            patient: None,
            phone: Some(Private::new(Phone(["+33612345678", "+33'><b>1"][n as usize - 1].into()))),
            practitioner: None,
            text: Private::new(text.into()),
        };
        page.memory.rows().notes.push((note, Care::default()));
    }
    let (mut sophie, mut luc) = (page.signed(1, Role::Secretary), page.signed(2, Role::Secretary));
    let inbox = sophie.get("/boite").await.body;
    assert!(inbox.find("ça serre").unwrap() < inbox.find("résultats").unwrap(), "the highest first");
    // Called back by one click, where it is a number.
    assert!(inbox.contains("href=\"tel:+33612345678\"") && inbox.contains("Rappeler 06 12 34 56 78"), "{inbox}");
    assert_eq!(inbox.matches("href=\"tel:").count(), 1);
    // A model's sentence stands above the caller's own words, and says what it is; the other note has none.
    let (mark, sum, words) = ("Résumé par le modèle, à vérifier", "Demande à être rappelée", "ça serre");
    let at = |what: &str| inbox.find(what).unwrap();
    assert!(at(mark) < at(sum) && at(sum) < at(words) && inbox.matches(mark).count() == 1, "{inbox}");
    luc.get("/boite").await;
    // A box with lines calls back itself, and the note is taken by whoever asked; a busy one says so, and keeps it theirs.
    page.memory.lines.call_out(true);
    let one = "/boite/0000000000000001";
    let inbox = sophie.get("/boite").await.body;
    assert!(inbox.contains("value=\"rappeler\"") && inbox.contains("depuis ce poste"), "{inbox}");
    assert_eq!(sophie.post(one, &[("vu", "0"), ("acte", "rappeler")]).await.to(), "/boite?fait=rappel");
    assert!(sophie.get("/boite?fait=rappel").await.body.contains("décrochez, la boîte compose le numéro"));
    assert_eq!(page.memory.lines.called(), [("+33612345678".to_string(), None, AccountId(1))]);
    let late = luc.post(one, &[("vu", "0"), ("acte", "rappeler")]).await;
    assert_eq!(
        (late.status.as_u16(), page.memory.lines.called().len()),
        (409, 1),
        "Luc does not call the same patient"
    );
    page.memory.lines.call_out(false);
    let busy = sophie.post(one, &[("vu", "1"), ("acte", "rappeler")]).await.body;
    assert!(busy.contains("Aucune ligne n'est libre") && busy.contains("pris par vous"), "{busy}");
    let place = "/boite/0000000000000002";
    assert_eq!(sophie.post(place, &[("vu", "0"), ("acte", "prendre")]).await.to(), "/boite");
    assert_eq!(luc.post(place, &[("vu", "0"), ("acte", "prendre")]).await.status.as_u16(), 409);
    assert!(luc.get("/boite").await.body.contains("pris par secrétaire 1"));
    assert_eq!(sophie.post(place, &[("vu", "1"), ("acte", "fait")]).await.to(), "/boite");
    assert!(!sophie.get("/boite").await.body.contains("ça serre"));
    assert!(luc.get("/boite?faites=1").await.body.contains("fait par secrétaire 1"));
}
