//! The practitioners.

use crate::reply::{encoded, redirect};
use crate::session::Visit;
use crate::settings::fields::Form;
use crate::settings::save::Part;
use crate::settings::sheet::{Done, Sheet, id_of, indexed, show_found, take_found};
use crate::settings::typed::{Faults, Typed};
use crate::settings::{frame, is_doctor};
use crate::site::Site;
use crate::{french, notice};
use axum::Extension;
use axum::extract::{Form as Body, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use huisclos_agenda::{Cabinet, Opening, Practitioner, PractitionerId};
use huisclos_ports::NotChanged;
use jiff::civil::{Weekday, time};
use maud::{Markup, html};
use std::sync::Arc;

type Shared = State<Arc<Site>>;
/// The address of somebody who is not there yet.
const NEW: &str = "nouveau";
/// Days ahead in which a practitioner's appointments keep them in the cabinet.
const AHEAD_DAYS: i32 = 730;

/// One practitioner; `None`: to be added.
pub struct Person(Option<PractitionerId>);

impl Part<Cabinet> for Person {
    fn fields(&self, cabinet: &Cabinet) -> Typed {
        let mut typed = Typed::default();
        if let Some(p) = self.0.as_ref().and_then(|id| cabinet.practitioner(id)) {
            typed.put("dit", p.said.clone());
            typed.put("nom", p.last_name.clone());
            typed.put("prenom", p.first_name.clone());
            typed.put("specialite", p.speciality.clone());
            typed.put("mots", p.words.join("\n"));
            typed.put("age-de", p.age_from.map(|a| a.to_string()).unwrap_or_default());
            typed.put("age-moins", p.age_under.map(|a| a.to_string()).unwrap_or_default());
        }
        typed
    }

    fn put(&self, typed: &Typed, cabinet: &mut Cabinet) -> Result<(), Faults> {
        let mut faults = Faults::default();
        for (field, what) in [("dit", "comment on l'appelle, par exemple « docteur Martin »"), ("nom", "le nom")] {
            if typed.get(field).is_empty() {
                faults.say(field, format!("Écrivez {what}."));
            }
        }
        let age_from = faults.number_or_none(typed, "age-de");
        let age_under = faults.number_or_none(typed, "age-moins");
        if !faults.is_empty() {
            return Err(faults);
        }
        let at = match &self.0 {
            Some(id) => cabinet.practitioners.iter().position(|p| p.id == *id),
            None => {
                let taken = |id: &str| cabinet.practitioners.iter().any(|p| p.id.0 == id);
                cabinet.practitioners.push(blank(id_of(typed.get("nom"), taken)));
                Some(cabinet.practitioners.len() - 1)
            }
        };
        let Some(p) = at.and_then(|at| cabinet.practitioners.get_mut(at)) else {
            return Err(Faults::one("", "Ce praticien n'est plus au cabinet."));
        };
        p.said = typed.text("dit").unwrap_or_default();
        p.last_name = typed.text("nom").unwrap_or_default();
        p.first_name = typed.text("prenom").unwrap_or_default();
        p.speciality = typed.text("specialite").unwrap_or_default();
        p.words = typed.words("mots");
        (p.age_from, p.age_under) = (age_from, age_under);
        Ok(())
    }

    fn field(&self, key: &str, _: &Typed) -> Option<String> {
        let (_, field) = indexed(key, "practitioners")?;
        let name = match field {
            "said" => "dit",
            "last_name" | "id" => "nom",
            "first_name" => "prenom",
            "speciality" => "specialite",
            "age_from" => "age-de",
            "age_under" => "age-moins",
            f if f.starts_with("words") => "mots",
            _ => return None,
        };
        Some(name.into())
    }
}

/// Somebody new: the hours are looked at next.
fn blank(id: String) -> Practitioner {
    let days = vec![Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
    Practitioner {
        id: PractitionerId(id),
        said: String::new(),
        last_name: String::new(),
        first_name: String::new(),
        speciality: String::new(),
        words: Vec::new(),
        openings: vec![Opening { days, from: time(9, 0, 0, 0), to: time(12, 0, 0, 0) }],
        urgent: Vec::new(),
        absences: Vec::new(),
        age_from: None,
        age_under: None,
    }
}

impl Sheet for Person {
    fn title(&self, cabinet: &Cabinet) -> String {
        let known = self.0.as_ref().and_then(|id| cabinet.practitioner(id));
        known.map_or_else(|| "Nouveau praticien".into(), |p| french::plain(&p.said))
    }

    fn place(&self) -> String {
        let id = self.0.as_ref().map_or_else(|| NEW.into(), |id| encoded(&id.0));
        format!("/reglages/praticiens/{id}")
    }

    fn section(&self) -> &'static str {
        "/reglages/praticiens"
    }

    fn shut(&self, visit: &Visit) -> bool {
        !is_doctor(visit)
    }

    fn then(&self) -> String {
        "/reglages/praticiens".into()
    }

    fn draw(&self, form: Form<'_>, _: &Cabinet) -> Markup {
        html! {
            (form.line("dit", "Dit au téléphone", "« docteur Martin », « madame Durand »", 120))
            div.deux { (form.line("nom", "Nom", "", 120)) (form.line("prenom", "Prénom", "", 120)) }
            (form.line("specialite", "Spécialité", "« généraliste »", 120))
            (form.text("mots", "Autres façons de le nommer", "une par ligne : « la pédiatre »", 4))
            div.deux {
                (form.kind("age-de", "Patients à partir de", "ans, vide : sans limite", "number"))
                (form.kind("age-moins", "Patients de moins de", "ans, vide : sans limite", "number"))
            }
        }
    }

    fn beside(&self, _: &Site, visit: &Visit, _: &Cabinet) -> (Markup, Markup) {
        let Some(id) = &self.0 else {
            return (
                html! { p.discret { "Ses horaires se règlent juste après ; du lundi au vendredi de 9 h à 12 h en attendant." } },
                html! {},
            );
        };
        let below = html! {
            p { a.bouton href=(format!("/reglages/horaires/{}", encoded(&id.0))) { "Ses horaires" } }
            @if is_doctor(visit) {
                details.retrait {
                    summary { "Retirer ce praticien du cabinet" }
                    form method="post" action=(format!("{}/retirer", self.place())) {
                        input type="hidden" name="jeton" value=(visit.jeton);
                        p { "On ne pourra plus prendre de rendez-vous avec lui. L'historique permet de revenir en arrière." }
                        button.danger { "Retirer" }
                    }
                }
            }
        };
        (html! {}, below)
    }
}

fn of(site: &Site, id: String) -> Option<Person> {
    if id == NEW {
        return Some(Person(None));
    }
    let id = PractitionerId(id);
    site.cabinet().practitioner(&id).is_some().then_some(Person(Some(id)))
}

/// `GET /reglages/praticiens`
pub async fn list(State(site): Shared, Extension(visit): Extension<Visit>, Query(done): Query<Done>) -> Response {
    let cabinet = site.cabinet();
    let body = html! {
        (notice::done(&done.fait))
        table.liste {
            thead { tr { th scope="col" { "Praticien" } th scope="col" { "Spécialité" } th scope="col" { "Patients" } th scope="col" { "Horaires" } } }
            tbody {
                @for p in &cabinet.practitioners {
                    @let id = encoded(&p.id.0);
                    tr {
                        td { a href=(format!("/reglages/praticiens/{id}")) { (french::plain(&p.said)) } " " span.discret { (french::plain(&p.first_name)) } }
                        td { (french::plain(&p.speciality)) } td { (ages(p)) }
                        td { a href=(format!("/reglages/horaires/{id}")) { "Voir" span.lu { " les horaires de " (french::plain(&p.said)) } } }
                    }
                }
            }
        }
        p.actions {
            @if is_doctor(&visit) { a.bouton href="/reglages/praticiens/nouveau" { "Ajouter un praticien" } }
            a.bouton href="/reglages/secretariat" { "Heures du secrétariat" }
        }
    };
    frame(&site, &visit, "/reglages/praticiens", "Praticiens et horaires", body)
}

fn ages(p: &Practitioner) -> String {
    match (p.age_from, p.age_under) {
        (None, None) => "tous les âges".into(),
        (Some(from), None) => format!("à partir de {from} ans"),
        (None, Some(under)) => format!("moins de {under} ans"),
        (Some(from), Some(under)) => format!("de {from} à {} ans", under.saturating_sub(1)),
    }
}

/// `GET /reglages/praticiens/{id}`
pub async fn page(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Response {
    show_found(&site, &visit, of(&site, id), &done.fait)
}

/// `POST /reglages/praticiens/{id}/enregistrer`
pub async fn saved(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Body(pairs): Body<Vec<(String, String)>>,
) -> Response {
    take_found(&site, &visit, of(&site, id), &Typed::of(pairs))
}

/// `POST /reglages/praticiens/{id}/retirer`
pub async fn removed(State(site): Shared, Extension(visit): Extension<Visit>, Path(id): Path<String>) -> Response {
    let id = PractitionerId(id);
    let today = site.clock.civil().date();
    let ahead = site.book.appointments(visit.account, today, today.saturating_add(jiff::Span::new().days(AHEAD_DAYS)));
    let entries = ahead.unwrap_or_default();
    let theirs: Vec<_> =
        entries.iter().filter(|e| e.appointment.holds() && e.appointment.slot.practitioner == id).collect();
    let now = site.settings.now();
    let refusal = |sentence: &str, theirs: &[&huisclos_ports::Entry]| {
        let body = html! {
            p.erreur role="alert" { (sentence) }
            (crate::settings::absences::list(theirs, &now.content))
            p { a.bouton href="/reglages/praticiens" { "Revenir aux praticiens" } }
        };
        let page = frame(&site, &visit, "/reglages/praticiens", "Retirer un praticien", body);
        (StatusCode::CONFLICT, page).into_response()
    };
    if !theirs.is_empty() {
        return refusal("Ce praticien a encore des rendez-vous : déplacez-les ou annulez-les d'abord.", &theirs);
    }
    let mut cabinet = (*now.content).clone();
    cabinet.practitioners.retain(|p| p.id != id);
    for motif in &mut cabinet.motifs {
        let only_theirs = motif.practitioners == [id.clone()];
        motif.practitioners.retain(|p| *p != id);
        if only_theirs {
            let sentence = format!(
                "Le motif « {} » n'est fait que par ce praticien : retirez-le ou confiez-le à un autre d'abord.",
                motif.said
            );
            return refusal(&sentence, &[]);
        }
    }
    match site.settings.change(visit.account, now.version, cabinet) {
        Ok(_) => redirect("/reglages/praticiens?fait=retire"),
        Err(NotChanged::Wrong(_)) => refusal("Un cabinet a au moins un praticien.", &[]),
        Err(error) => refusal(&error.to_string(), &[]),
    }
}
