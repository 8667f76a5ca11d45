//! The settings' forms, filled in as a browser would: what they refuse and where they say it, two people at once, the way
//! back, and texts of the worst kind.

use super::{Answer, Browser, page, seen};
use huisclos_agenda::{Absence, Cabinet, MadeBy};
use huisclos_call::Texts;
use huisclos_ports::{Role, Settings};
use jiff::civil::date;

/// The rights of the settings: stranger, half signed in, secretary, doctor, technician, secretary who was idle.
const READ: [&str; 6] = ["in", "code", "ok", "ok", "no", "pin"];
const ONE: [&str; 6] = ["in", "code", "?", "?", "no", "pin"];
const DOCTOR: [&str; 6] = ["in", "code", "no", "?", "no", "no"];
const MACHINE: [&str; 6] = ["in", "code", "no", "?", "?", "no"];
pub const RIGHTS: &[(&str, &str, [&str; 6])] = &[
    ("GET", "/reglages.css", ["ok"; 6]),
    ("GET", "/reglages.js", ["ok"; 6]),
    ("GET", "/magneto.js", ["ok"; 6]),
    ("GET", "/reglages", READ),
    ("GET", "/reglages/cabinet", READ),
    ("POST", "/reglages/cabinet/enregistrer", DOCTOR),
    ("GET", "/reglages/praticiens", READ),
    ("GET", "/reglages/praticiens/{id}", ONE),
    ("POST", "/reglages/praticiens/{id}/enregistrer", DOCTOR),
    ("POST", "/reglages/praticiens/{id}/retirer", DOCTOR),
    ("GET", "/reglages/horaires/{id}", ONE),
    ("POST", "/reglages/horaires/{id}/enregistrer", ONE),
    ("GET", "/reglages/secretariat", READ),
    ("POST", "/reglages/secretariat/enregistrer", ONE),
    ("GET", "/reglages/absences", READ),
    ("POST", "/reglages/absences/ajouter", ONE),
    ("POST", "/reglages/absences/retirer", ONE),
    ("GET", "/reglages/motifs", READ),
    ("GET", "/reglages/motifs/{id}", ONE),
    ("POST", "/reglages/motifs/{id}/enregistrer", DOCTOR),
    ("POST", "/reglages/motifs/{id}/retirer", DOCTOR),
    ("GET", "/reglages/renseignements", READ),
    ("POST", "/reglages/renseignements/enregistrer", ONE),
    ("GET", "/reglages/periodes", READ),
    ("POST", "/reglages/periodes/ordre", DOCTOR),
    ("GET", "/reglages/periodes/{rang}", ONE),
    ("POST", "/reglages/periodes/{rang}/enregistrer", DOCTOR),
    ("GET", "/reglages/accueil", READ),
    ("POST", "/reglages/accueil/enregistrer", DOCTOR),
    ("POST", "/reglages/voix", DOCTOR),
    ("GET", "/reglages/voix/{id}", ONE),
    ("POST", "/reglages/ecouter", ONE),
    ("GET", "/reglages/phrases", READ),
    ("POST", "/reglages/phrases/service", DOCTOR),
    ("POST", "/reglages/phrases/brouillon", DOCTOR),
    ("GET", "/reglages/phrases/{cle}", ONE),
    ("POST", "/reglages/phrases/{cle}/enregistrer", DOCTOR),
    ("GET", "/reglages/consentement", READ),
    ("POST", "/reglages/consentement/enregistrer", DOCTOR),
    ("GET", "/reglages/alertes", READ),
    ("POST", "/reglages/alertes/signer", DOCTOR),
    ("GET", "/reglages/historique", READ),
    ("POST", "/reglages/historique/remettre", DOCTOR),
    ("GET", "/modeles", ["in", "code", "no", "ok", "ok", "no"]),
    ("POST", "/modeles/acte", MACHINE),
    ("POST", "/modeles/fichier", MACHINE),
    ("POST", "/modeles/lire", MACHINE),
];

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag.get(at..)?.split('"').next()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// The fields of the form that goes to `action`, as a browser would send them.
fn form(html: &str, action: &str) -> Vec<(String, String)> {
    let at = html.find(&format!("action=\"{action}\"")).unwrap_or_else(|| panic!("no form to {action} in {html}"));
    let form = &html[at..at + html[at..].find("</form>").unwrap()];
    let mut fields = Vec::new();
    for part in form.split('<').skip(1) {
        let Some((tag, text)) = part.split_once('>') else { continue };
        let name = attribute(tag, "name").map(unescaped);
        match (tag.split_whitespace().next(), name) {
            (Some("input"), Some(name)) if name != "jeton" => {
                let ticked = !tag.contains("type=\"checkbox\"") || tag.contains(" checked");
                if ticked {
                    fields.push((name, unescaped(attribute(tag, "value").unwrap_or_default())));
                }
            }
            (Some("textarea"), Some(name)) => fields.push((name, unescaped(text))),
            (Some("select"), Some(name)) => fields.push((name, String::new())),
            (Some("option"), None) if tag.contains(" selected") => {
                fields.last_mut().unwrap().1 = unescaped(attribute(tag, "value").unwrap_or_default());
            }
            _ => {}
        }
    }
    fields
}

/// Opens a sheet, changes some fields and saves it.
async fn save(browser: &mut Browser<'_>, place: &str, changes: &[(&str, &str)]) -> Answer {
    let shown = browser.get(place).await;
    assert_eq!(shown.status, 200, "{place}");
    let action = format!("{place}/enregistrer");
    let mut fields = form(&shown.body, &action);
    fields.retain(|(name, _)| changes.iter().all(|(n, _)| n != name));
    fields.extend(changes.iter().filter(|(_, v)| *v != "∅").map(|(n, v)| (n.to_string(), v.to_string())));
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    browser.post(&action, &pairs).await
}

fn cabinet(browser: &Browser<'_>) -> Cabinet {
    (*browser.page.site.cabinet()).clone()
}

#[tokio::test]
async fn what_is_shown_and_saved_again_changes_nothing() {
    let page = page(false);
    let mut doctor = page.signed(1, Role::Doctor);
    for place in [
        "/reglages/cabinet",
        "/reglages/praticiens/martin",
        "/reglages/praticiens/bernard",
        "/reglages/horaires/martin",
        "/reglages/secretariat",
        "/reglages/motifs/consultation",
        "/reglages/motifs/renouvellement%20d%27ordonnance",
        "/reglages/motifs/suivi%20pediatrique",
        "/reglages/renseignements",
        "/reglages/accueil",
        "/reglages/phrases/ask.motif",
        "/reglages/consentement",
    ] {
        let answer = save(&mut doctor, place, &[]).await;
        assert_eq!(answer.status, 303, "{place}: {}", answer.body);
        assert_eq!(cabinet(&doctor), Cabinet::demo(), "{place}");
    }
    assert!(doctor.page.memory.draft.now().content.lines.is_empty());
}

#[tokio::test]
async fn every_form_says_beside_the_field_what_it_cannot_take() {
    let page = page(false);
    let mut doctor = page.signed(1, Role::Doctor);
    let long = "é".repeat(1_300);
    let mut wrong = Vec::new();
    for (place, field, value, sentence) in [
        ("/reglages/cabinet", "nom", "", "Écrivez le nom du cabinet."),
        ("/reglages/cabinet", "delai", "bientôt", "pas un nombre"),
        ("/reglages/cabinet", "horizon", "0", "0 jours n&#39;est pas possible"),
        ("/reglages/cabinet", "horizon", "99999999", "pas un nombre"),
        ("/reglages/cabinet", "notes", "400", "de 1 à 90"),
        ("/reglages/cabinet", "trace", "1", "de 6 à 12"),
        ("/reglages/praticiens/martin", "dit", "", "docteur Martin"),
        ("/reglages/praticiens/bernard", "age-de", "18", "Aucun patient"),
        ("/reglages/praticiens/nouveau", "nom", "<b>", "Écrivez comment"),
        ("/reglages/horaires/martin", "ouv-0-a", "08:00", "L&#39;ouverture finit à 08:00"),
        ("/reglages/horaires/martin", "ouv-0-de", "neuf heures", "par exemple 09:00"),
        ("/reglages/horaires/martin", "ouv-1-de", "11:00", "chevauche"),
        ("/reglages/horaires/martin", "ouv-2-de", "19:00", "au moins un jour"),
        ("/reglages/motifs/vaccin", "minutes", "0", "de 1 à 240"),
        ("/reglages/motifs/vaccin", "minutes", "-5", "pas un nombre"),
        ("/reglages/motifs/vaccin", "defaut", "oui", "tous les deux"),
        ("/reglages/motifs/vaccin", "nouveau", "greffe", "Aucun motif"),
        ("/reglages/motifs/vaccin", "consignes", "Venez à {heure}.", "ne se dit pas"),
        ("/reglages/renseignements", "parking", long.as_str(), "1200 au plus"),
        ("/reglages/accueil", "accueil", "<speed level=\"300\">Bonjour", "ne se dit pas"),
        ("/reglages/accueil", "voix", "0000000000000007", "pas de texte"),
        ("/reglages/periodes/nouvelle", "nom", "", "Donnez un nom"),
        ("/reglages/phrases/say.moved", "facon-0", "C'est déplacé.", "Il manque {moment}"),
        ("/reglages/phrases/ask.rating", "facon-1", "De un à cinq ?", "La touche 1"),
        ("/reglages/phrases/ask.more", "facon-1", "", "2 façons"),
        ("/reglages/consentement", "facon-2", "D'accord ? Oui ou non ?", "La touche 1"),
    ] {
        let before = cabinet(&doctor);
        let also: &[(&str, &str)] = if field == "voix" { &[("accueil", "")] } else { &[] };
        let changes: Vec<(&str, &str)> = [(field, value)].into_iter().chain(also.iter().copied()).collect();
        let answer = save_new(&mut doctor, place, &changes).await;
        let text = answer.body.replace("&#39;", "'");
        let said: Vec<&str> = text.split("class=\"faute\"").skip(1).filter_map(|t| t.split('<').next()).collect();
        if answer.status != 422 || !text.contains(&sentence.replace("&#39;", "'")) {
            wrong.push(format!("{place} {field}: {} {said:?}", answer.status));
            continue;
        }
        let short = value.chars().count() < 100 && !value.is_empty() && !["voix", "defaut", "nouveau"].contains(&field);
        let kept = form(&answer.body, &action(place, &answer.body));
        if short && !kept.iter().any(|(n, v)| n == field && v == value) {
            wrong.push(format!("{place} {field}: what was typed is lost"));
        }
        assert_eq!(cabinet(&doctor), before, "{place}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A new thing's form goes to the place it will have.
fn action(place: &str, html: &str) -> String {
    if place != "/reglages/periodes/nouvelle" {
        return format!("{place}/enregistrer");
    }
    let at = html.find("action=\"/reglages/periodes/").unwrap() + 8;
    html[at..].split('"').next().unwrap().to_string()
}

async fn save_new(browser: &mut Browser<'_>, place: &str, changes: &[(&str, &str)]) -> Answer {
    let shown = browser.get(place).await;
    let mut fields = form(&shown.body, &action(place, &shown.body));
    fields.retain(|(name, _)| changes.iter().all(|(n, _)| n != name));
    fields.extend(changes.iter().map(|(n, v)| (n.to_string(), v.to_string())));
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    browser.post(&action(place, &shown.body), &pairs).await
}

#[tokio::test]
async fn what_is_saved_stands_in_the_settings() {
    let page = page(false);
    let mut doctor = page.signed(1, Role::Doctor);
    let ok = |answer: Answer| assert_eq!(answer.status, 303, "{}", answer.body);
    ok(save(
        &mut doctor,
        "/reglages/horaires/martin",
        &[("ouv-0-de", "8h30"), ("urg-0-jour", "lundi"), ("urg-0-de", "12:00"), ("urg-0-a", "12:30")],
    )
    .await);
    ok(save(
        &mut doctor,
        "/reglages/motifs/vaccin",
        &[("minutes", "20"), ("qui", "bernard"), ("mots", "rappel\npiqûre, dose")],
    )
    .await);
    ok(save(&mut doctor, "/reglages/renseignements", &[("parking", "")]).await);
    ok(save(&mut doctor, "/reglages/cabinet", &[("note", "oui"), ("attente", "oui"), ("feries", "∅")]).await);
    ok(save_new(
        &mut doctor,
        "/reglages/periodes/nouvelle",
        &[
            ("nom", "Nuit"),
            ("jour", "lundi"),
            ("de", "19:00"),
            ("a", "8:00"),
            ("reponse", "message"),
            ("transfert", ""),
        ],
    )
    .await);
    ok(save_new(&mut doctor, "/reglages/praticiens/nouveau", &[("dit", "docteur Petit"), ("nom", "Petit")]).await);
    ok(save_new(
        &mut doctor,
        "/reglages/motifs/nouveau",
        &[("dit", "un électrocardiogramme"), ("minutes", "30"), ("patients", "tous")],
    )
    .await);
    let c = cabinet(&doctor);
    assert_eq!(c.practitioners[0].openings[0].from, jiff::civil::time(8, 30, 0, 0));
    assert_eq!(c.practitioners[0].urgent.len(), 1);
    let vaccin = c.motif(&"vaccin".into()).unwrap();
    assert_eq!((vaccin.minutes, vaccin.practitioners.len(), vaccin.words.len()), (20, 1, 3));
    assert_eq!(
        (c.knowledge.parking, c.satisfaction, c.waiting_list, c.closed_on_public_holidays),
        (None, true, true, false)
    );
    let night = &c.periods[0];
    assert_eq!((night.name.as_str(), night.transfer, night.days.len()), ("Nuit", false, 1));
    assert_eq!(c.practitioners[2].id.0, "petit");
    assert_eq!(c.motifs.last().unwrap().id.0, "electrocardiogramme");
    let history = doctor.get("/reglages/historique").await.body;
    for words in
        ["vaccin », minutes : 20 au lieu de 10", "Période « Nuit » : ajoutée", "docteur Petit : ajouté au cabinet"]
    {
        assert!(history.contains(words), "{words}");
    }
}

#[tokio::test]
async fn of_two_people_the_second_is_told_and_keeps_their_words() {
    let page = page(false);
    let (mut one, mut two) = (page.signed(1, Role::Doctor), page.signed(2, Role::Doctor));
    let place = "/reglages/renseignements";
    let shown = two.get(place).await.body;
    let mut fields = form(&shown, &format!("{place}/enregistrer"));
    // Elsewhere in the settings nobody is in the way.
    assert_eq!(save(&mut one, "/reglages/motifs/vaccin", &[("minutes", "20")]).await.status, 303);
    assert_eq!(save(&mut one, place, &[("parking", "Il y a un parking.")]).await.status, 303);
    fields.retain(|(n, _)| n != "acces");
    fields.push(("acces".into(), "Métro Nation.".into()));
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let told = two.post(&format!("{place}/enregistrer"), &pairs).await;
    assert_eq!(told.status, 409);
    assert!(told.body.contains("médecin 1 vient de changer cette page") && told.body.contains("Il y a un parking"));
    let mut kept = form(&told.body, &format!("{place}/enregistrer"));
    assert!(kept.contains(&("acces".into(), "Métro Nation.".into())), "what was typed is lost");
    assert!(!cabinet(&two).knowledge.access.unwrap().contains("Nation"));
    // Saved again, knowing it, it is taken.
    kept.retain(|(n, _)| n != "parking");
    kept.push(("parking".into(), "Il y a un parking.".into()));
    let pairs: Vec<(&str, &str)> = kept.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(two.post(&format!("{place}/enregistrer"), &pairs).await.status, 303);
    let c = cabinet(&two);
    assert_eq!(
        (c.knowledge.access.as_deref(), c.motif(&"vaccin".into()).unwrap().minutes),
        (Some("Métro Nation."), 20)
    );
}

#[tokio::test]
async fn undoing_restores_exactly_and_is_itself_in_the_history() {
    let page = page(false);
    let mut doctor = page.signed(1, Role::Doctor);
    save(&mut doctor, "/reglages/motifs/vaccin", &[("minutes", "20")]).await;
    let after_one = cabinet(&doctor);
    save(&mut doctor, "/reglages/horaires/martin", &[("ouv-0-de", "10:00")]).await;
    for (version, expect) in [("1", after_one.clone()), ("0", Cabinet::demo()), ("1", after_one)] {
        let seen = doctor.page.memory.cabinet.now().version.to_string();
        let back = [("quoi", "cabinet"), ("vu", seen.as_str()), ("version", version)];
        assert_eq!(doctor.post("/reglages/historique/remettre", &back).await.status, 303);
        assert_eq!(cabinet(&doctor), expect);
    }
    // Over another version than was seen, and to none that is kept: nothing.
    let stands = cabinet(&doctor);
    for (seen, version) in [("0", "0"), ("5", "99"), ("x", "0")] {
        let back = [("quoi", "cabinet"), ("vu", seen), ("version", version)];
        assert!(doctor.post("/reglages/historique/remettre", &back).await.status.is_client_error());
    }
    assert_eq!((cabinet(&doctor), doctor.page.memory.cabinet.now().version), (stands, 5));
}

#[tokio::test]
async fn a_secretary_changes_hours_absences_and_answers_and_nothing_else() {
    let page = page(false);
    let mut secretary = page.signed(1, Role::Secretary);
    assert_eq!(save(&mut secretary, "/reglages/horaires/martin", &[("ouv-0-de", "10:00")]).await.status, 303);
    assert_eq!(save(&mut secretary, "/reglages/renseignements", &[("tarifs", "Trente euros.")]).await.status, 303);
    let stands = cabinet(&secretary);
    let shown = secretary.get("/reglages/motifs/vaccin").await.body;
    assert!(shown.contains("disabled") && !shown.contains("class=\"principal\""), "nothing to press");
    let mark = seen(&shown);
    let answer = secretary.post("/reglages/motifs/vaccin/enregistrer", &[("vu", &mark), ("minutes", "20")]).await;
    assert_eq!((answer.status.as_u16(), cabinet(&secretary)), (403, stands));
}

#[tokio::test]
async fn an_absence_lists_the_appointments_to_be_moved() {
    let page = page(false);
    page.book("Garnier", "Sophie", date(2026, 11, 26).at(9, 0, 0, 0), MadeBy::Box);
    page.book("Moreau", "Camille", date(2026, 11, 26).at(15, 0, 0, 0), MadeBy::Box);
    page.book("Petit", "Jean", date(2026, 11, 27).at(9, 0, 0, 0), MadeBy::Box);
    let mut secretary = page.signed(1, Role::Secretary);
    assert!(!secretary.get("/reglages/absences").await.body.contains("À déplacer"));
    let morning = [("qui", "martin"), ("du", "26/11/2026"), ("au", ""), ("de", "8h"), ("a", "12h")];
    assert_eq!(secretary.post("/reglages/absences/ajouter", &morning).await.status, 303);
    let shown = secretary.get("/reglages/absences").await.body;
    assert!(shown.contains("À déplacer : 1 rendez-vous") && shown.contains("Garnier") && !shown.contains("Moreau"));
    let away = &cabinet(&secretary).practitioners[0].absences;
    assert!(matches!(away[..], [Absence { hours: Some(_), .. }]));
    let whole = [("qui", "CABINET"), ("du", "2026-11-26"), ("au", "2026-11-27")];
    assert_eq!(secretary.post("/reglages/absences/ajouter", &whole).await.status, 303);
    assert!(secretary.get("/reglages/absences").await.body.contains("À déplacer : 3 rendez-vous"));
    for (fields, word) in [
        (vec![("qui", "martin"), ("du", "hier")], "24/12/2026"),
        (vec![("qui", "martin"), ("du", "2026-12-24"), ("au", "2026-12-20")], "égal ou postérieur"),
        (vec![("qui", "martin"), ("du", "2026-12-24"), ("de", "14:00"), ("a", "09:00")], "finit avant"),
        (vec![("qui", "personne"), ("du", "2026-12-24")], "plus au cabinet"),
    ] {
        let answer = secretary.post("/reglages/absences/ajouter", &fields).await;
        assert!(answer.status == 422 && answer.body.contains(word), "{fields:?}: {}", answer.body);
    }
    assert_eq!(secretary.post("/reglages/absences/retirer", &whole).await.status, 303);
    assert!(secretary.get("/reglages/absences").await.body.contains("À déplacer : 1 rendez-vous"));
    // Somebody with appointments does not simply go.
    let mut doctor = page.signed(2, Role::Doctor);
    let refused = doctor.post("/reglages/praticiens/martin/retirer", &[]).await;
    assert!(refused.status == 409 && refused.body.contains("Petit"));
    assert_eq!(doctor.post("/reglages/praticiens/bernard/retirer", &[]).await.status, 409, "a motif is only his");
}

#[tokio::test]
async fn the_list_of_red_flags_is_signed_word_for_word() {
    let page = page(false);
    let mut doctor = page.signed(1, Role::Doctor);
    let shown = doctor.get("/reglages/alertes").await.body;
    assert!(shown.contains("non signée") && shown.contains("Douleur dans la poitrine") && shown.contains("égorg*"));
    let fields = form(&shown, "/reglages/alertes/signer");
    let with = |name: &str, value: &str| {
        let mut fields = fields.clone();
        fields.retain(|(n, _)| n != name && n != "relue");
        fields.push(("relue".into(), "oui".into()));
        fields.push((name.into(), value.into()));
        fields
    };
    for (changed, word) in [
        (with("liste", "0123"), "La liste a changé"),
        (with("nom", "  "), "Écrivez votre nom"),
        (fields.clone(), "Cochez"),
    ] {
        let pairs: Vec<(&str, &str)> = changed.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let answer = doctor.post("/reglages/alertes/signer", &pairs).await;
        assert!(answer.status == 422 && answer.body.contains(word), "{}", answer.body);
    }
    let good = with("nom", "Docteur Claire Martin");
    let pairs: Vec<(&str, &str)> = good.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(doctor.post("/reglages/alertes/signer", &pairs).await.status, 303);
    assert!(doctor.get("/reglages").await.body.contains("signée par Docteur Claire Martin"));
    // Under another list the signature is none.
    let mut other = (*doctor.page.memory.signature.now().content).clone();
    other.sha256 = "00".into();
    let seen = doctor.page.memory.signature.now().version;
    doctor.page.memory.signature.change(huisclos_ports::AccountId(1), seen, other).unwrap();
    assert!(doctor.get("/reglages/alertes").await.body.contains("la liste a changé depuis la signature"));
}

#[tokio::test]
async fn the_list_of_periods_tells_where_callers_are_handed() {
    let page = page(false);
    let mut doctor = page.signed(1, Role::Doctor);
    let typed = [("nom", "Midi"), ("reponse", "tout-de-suite"), ("transfert", "oui"), ("renvoi", "06 55 44 33 22")];
    assert_eq!(save_new(&mut doctor, "/reglages/periodes/nouvelle", &typed).await.status, 303);
    let list = doctor.get("/reglages/periodes").await.body;
    assert!(list.contains("répond tout de suite, renvoi au 06 55 44 33 22"), "{list}");
}

#[tokio::test]
async fn a_script_is_written_tried_put_in_service_and_taken_back() {
    let page = page(false);
    let mut doctor = page.signed(1, Role::Doctor);
    let place = "/reglages/phrases/say.goodbye";
    let drafted = save(&mut doctor, place, &[("facon-0", "Merci, à bientôt.")]).await;
    assert_eq!((drafted.status.as_u16(), drafted.to()), (303, "/reglages/phrases/say.goodbye?fait=brouillon"));
    let said = doctor.get(drafted.to()).await.body;
    assert!(said.contains("C'est dans le brouillon") && !said.contains("dès le prochain appel"), "{said}");
    let shown = doctor.get("/reglages/phrases").await.body;
    assert!(shown.contains("Une phrase changée") && shown.contains("href=\"/appels?script=brouillon\""));
    let telephone = doctor.get("/appels?script=brouillon").await.body;
    assert!(telephone.contains("essaie le brouillon") && telephone.contains("name=\"script\" value=\"brouillon\""));
    assert!(doctor.page.memory.scripts.now().content.scripts.is_empty(), "nobody hears it yet");
    let live =
        |acte: &'static str, vu: &'static str| [("acte", acte), ("vu", vu), ("nom", "Plus court"), ("part", "30")];
    assert_eq!(doctor.post("/reglages/phrases/service", &live("essai", "0")).await.status, 303);
    let scripts = doctor.page.memory.scripts.now().content;
    assert_eq!(scripts.scripts.iter().map(|s| s.share_percent).collect::<Vec<_>>(), [70, 30]);
    assert_eq!(scripts.texts(scripts.scripts.get(1)).ways("say.goodbye"), ["Merci, à bientôt."]);
    // Over what somebody else has changed: told.
    let told = doctor.post("/reglages/phrases/service", &live("remplacer", "0")).await;
    assert!(told.status == 422 && told.body.contains("Quelqu'un d'autre"), "{}", told.body);
    let alone = [("acte", "garder"), ("vu", "1"), ("script", "1")];
    assert_eq!(doctor.post("/reglages/phrases/service", &alone).await.status, 303);
    assert_eq!(doctor.post("/reglages/phrases/service", &[("acte", "origine"), ("vu", "2")]).await.status, 303);
    assert!(doctor.page.memory.scripts.now().content.scripts.is_empty());
    for locked in ["alarm.first", "greeting", "ask.consent", "rien", "say.i_am_automatic"] {
        assert_eq!(doctor.get(&format!("/reglages/phrases/{locked}")).await.status, 404, "{locked}");
    }
    // Another consent question: another version, for every script.
    let ways = [("facon-0", "Puis-je noter votre nom, votre date de naissance et votre numéro, gardés au cabinet ?")];
    assert_eq!(save(&mut doctor, "/reglages/consentement", &ways).await.status, 303);
    let texts = doctor.page.memory.scripts.now().content.texts(None);
    assert_ne!(texts.consent_version, Texts::french().consent_version);
    assert!(texts.consent_version.starts_with("2026-11-"), "{}", texts.consent_version);
}

#[tokio::test]
async fn hostile_texts_are_text() {
    let page = page(false);
    let mut doctor = page.signed(1, Role::Doctor);
    let huge = "A".repeat(10_000);
    let hostile = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "{{7*7}}${7*7}",
        "a\u{202e}b\u{0}",
        "' OR 1=1 --",
        huge.as_str(),
        "\r\nSet-Cookie: x=y",
    ];
    let before = cabinet(&doctor);
    for text in hostile {
        for (place, field) in [
            ("/reglages/cabinet", "nom"),
            ("/reglages/praticiens/martin", "dit"),
            ("/reglages/motifs/vaccin", "dit"),
            ("/reglages/motifs/vaccin", "mots"),
            ("/reglages/renseignements", "tarifs"),
            ("/reglages/accueil", "accueil"),
            ("/reglages/phrases/say.goodbye", "facon-0"),
            ("/reglages/periodes/nouvelle", "nom"),
            ("/reglages/horaires/martin", "ouv-0-de"),
        ] {
            let answer = save_new(&mut doctor, place, &[(field, text)]).await;
            assert!(!answer.status.is_server_error(), "{place} {text}");
            assert!(!answer.body.contains("<script>alert") && !answer.body.contains("<img src=x"), "{place}");
            assert!(answer.headers.get("set-cookie").is_none());
            if answer.status == 303 {
                // What is harmless is kept as it is, and shown escaped.
                let shown = doctor.get("/reglages/historique").await.body;
                assert!(!shown.contains("<script>alert") && !shown.contains("<img src=x"));
            }
        }
        for path in [
            "/reglages/absences/ajouter",
            "/reglages/alertes/signer",
            "/reglages/phrases/service",
            "/reglages/historique/remettre",
            "/reglages/periodes/ordre",
            "/reglages/ecouter",
        ] {
            let fields = [
                ("qui", text),
                ("du", text),
                ("nom", text),
                ("vu", text),
                ("acte", text),
                ("version", text),
                ("rang", text),
                ("texte", text),
                ("quoi", text),
            ];
            let answer = doctor.post(path, &fields).await;
            assert!(!answer.status.is_server_error() && !answer.body.contains("<script>alert"), "{path} {text}");
        }
    }
    let now = cabinet(&doctor);
    assert_eq!(now.check(), Ok(()));
    assert_eq!(now.practitioners.len(), before.practitioners.len());
    // Not fields at all, too many of them, or no form.
    let many = vec![("ouv-0-jour", "lundi"); 900];
    assert!(doctor.post("/reglages/horaires/martin/enregistrer", &many).await.status.is_client_error());
    let jeton = doctor.jeton.clone();
    let raw = doctor
        .ask(axum::http::Method::POST, "/reglages/cabinet/enregistrer", format!("jeton={jeton}&%ff%fe=%00&&&="))
        .await;
    assert!(raw.status.is_client_error(), "{}", raw.status);
}

#[tokio::test]
async fn a_greeting_is_recorded_heard_and_put_in_service() {
    let page = page(false);
    let mut doctor = page.signed(1, Role::Doctor);
    doctor.headers.push(("x-jeton", doctor.jeton.clone()));
    let refused = doctor.ask(axum::http::Method::POST, "/reglages/voix", "bonjour".into()).await;
    assert!(refused.status == 422 && refused.body.contains("WAV"));
    // Longer than any form may be: a file is.
    let kept = doctor.ask(axum::http::Method::POST, "/reglages/voix", format!("RIFF{}", "0".repeat(3_000_000))).await;
    assert_eq!(kept.status, 200);
    assert!(kept.body.contains("\"voix\":\"0000000000000007\"") && kept.body.contains("4,2 secondes"), "{}", kept.body);
    let over = doctor.ask(axum::http::Method::POST, "/reglages/voix", "R".repeat(10 << 20)).await;
    assert_eq!(over.status, 413);
    assert_eq!(save(&mut doctor, "/reglages/accueil", &[("voix", "0000000000000007")]).await.status, 303);
    assert_eq!(cabinet(&doctor).greeting_recording, Some(huisclos_agenda::RecordingId(7)));
    let shown = doctor.get("/reglages/accueil").await.body;
    assert!(
        shown.contains("data-voix=\"0000000000000007\"") && shown.contains("composez le 15"),
        "the box says the rest"
    );
    let heard = doctor.get("/reglages/voix/0000000000000007").await;
    assert_eq!((heard.status.as_u16(), heard.headers["content-type"].to_str().unwrap()), (200, "audio/wav"));
    assert_eq!(doctor.get("/reglages/voix/0000000000000008").await.status, 404);
    let said = doctor.post("/reglages/ecouter", &[("texte", "Votre rendez-vous est {moment}.")]).await;
    assert_eq!((said.status.as_u16(), said.headers["content-type"].to_str().unwrap()), (200, "audio/wav"));
    assert_eq!(doctor.post("/reglages/ecouter", &[("texte", " ")]).await.status, 422);
}

#[tokio::test]
async fn periods_are_ordered_and_the_one_under_way_is_marked() {
    let page = page(false);
    let mut doctor = page.signed(1, Role::Doctor);
    for name in ["Midi", "Congés"] {
        save_period(&mut doctor, name).await;
    }
    let shown = doctor.get("/reglages/periodes").await.body;
    assert!(shown.contains("en cours") && shown.find("Midi").unwrap() < shown.find("Congés").unwrap());
    let mark = seen(&shown);
    assert_eq!(
        doctor.post("/reglages/periodes/ordre", &[("vu", &mark), ("rang", "1"), ("acte", "monter")]).await.status,
        303
    );
    assert_eq!(cabinet(&doctor).periods[0].name, "Congés");
    let stale = doctor.post("/reglages/periodes/ordre", &[("vu", &mark), ("rang", "0"), ("acte", "retirer")]).await;
    assert!(stale.status == 409 && stale.body.contains("Rien n'a été changé"));
    let mark = seen(&doctor.get("/reglages/periodes").await.body);
    assert_eq!(
        doctor.post("/reglages/periodes/ordre", &[("vu", &mark), ("rang", "0"), ("acte", "retirer")]).await.status,
        303
    );
    assert_eq!(cabinet(&doctor).periods.len(), 1);
}

async fn save_period(doctor: &mut Browser<'_>, name: &str) {
    let count = cabinet(doctor).periods.len();
    let shown = doctor.get("/reglages/periodes/nouvelle").await.body;
    let action = format!("/reglages/periodes/{count}/enregistrer");
    let mut fields = form(&shown, &action);
    fields.retain(|(n, _)| n != "nom");
    fields.push(("nom".into(), name.into()));
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(doctor.post(&action, &pairs).await.status, 303);
}

#[tokio::test]
async fn models_are_sent_measured_read_to_and_put_live() {
    let page = page(false);
    let mut technician = page.signed(1, Role::Technician);
    let shown = technician.get("/modeles").await.body;
    for words in ["écoute les appels", "whisper-small-fr", "Apache-2.0", "Lire dix phrases", "3f3f3f"] {
        assert!(shown.contains(words), "{words}");
    }
    assert!(!shown.contains("/reglages/motifs"), "a technician has no business there");
    let measured = technician.post("/modeles/acte", &[("acte", "mesurer"), ("modele", "whisper")]).await;
    assert!(measured.status == 200 && measured.body.contains("140 ms"));
    assert_eq!(
        technician.post("/modeles/acte", &[("acte", "servir"), ("modele", "whisper-small-fr")]).await.status,
        303
    );
    let refused = technician.post("/modeles/acte", &[("acte", "servir"), ("modele", "../../etc")]).await;
    assert!(refused.status == 422 && refused.body.contains("pas sur la boîte"));
    technician.headers.push(("x-jeton", technician.jeton.clone()));
    let post = axum::http::Method::POST;
    let sent = technician
        .ask(post.clone(), "/modeles/fichier?modele=essai&fichier=model.safetensors", "x".repeat(3 << 20))
        .await;
    assert_eq!((sent.status.as_u16(), sent.body.as_str()), (200, "3145728"));
    let wrong = technician.ask(post.clone(), "/modeles/fichier?modele=essai&fichier=run.sh", "x".into()).await;
    assert_eq!(wrong.status, 422);
    let read = technician.ask(post.clone(), "/modeles/lire?phrase=0", "RIFF".into()).await;
    assert!(read.status == 200 && read.body.contains("en erreur") && read.body.contains("juste"), "{}", read.body);
    assert_eq!(technician.ask(post, "/modeles/lire?phrase=10", "RIFF".into()).await.status, 404);
}
