//! A patient's rights, on their card (feature W8): who looked, everything that is kept in a file, and erasure.

use crate::layout::{Tab, fault, field, page as whole};
use crate::news::Topic;
use crate::reply::{download, status_of};
use crate::session::Visit;
use crate::site::Site;
use crate::trail::lines;
use crate::{french, reply};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use huisclos_agenda::{PatientId, Purpose, fold_name};
use huisclos_ports::{Card, Proof, Refused, Role, Which};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

type Shared = State<Arc<Site>>;
/// Accesses shown of one patient: all of a year, for nearly everybody; the dossier has every one.
const LOOKED_MAX: usize = 300;

fn find(site: &Site, visit: &Visit, id: &str) -> Result<Card, Refused> {
    site.book.card(visit.account, id.parse::<PatientId>().map_err(|_| Refused::Gone)?)
}

fn missing(site: &Site, visit: &Visit, refused: &Refused) -> Response {
    let body = html! { section.carte { h1 { "Fiche introuvable" } (fault(Some(&refused.to_string()))) } };
    (status_of(refused), whole(site, visit, "Patient", Some(Tab::Patients), body)).into_response()
}

/// What stands at the foot of a card.
pub fn rights(visit: &Visit, id: PatientId) -> Markup {
    html! {
        details.droits {
            summary { "Droits du patient" }
            p.discret { "Une personne peut demander à voir, à corriger, à emporter ou à faire effacer ce que la boîte garde d'elle." }
            ul.liens {
                li { a href=(format!("/patients/{id}/acces")) data-volet { "Qui a consulté cette fiche" } }
                li { a href=(format!("/patients/{id}/dossier.html")) download { "Tout ce qui est gardé, à imprimer" } }
                li { a href=(format!("/patients/{id}/dossier.json")) download { "La même chose pour une machine (JSON)" } }
                @if visit.role == Role::Doctor { li { a.danger-lien href=(format!("/patients/{id}/effacer")) data-volet { "Effacer cette personne…" } } }
                @else { li.discret { "Effacer : le médecin seul le peut." } }
            }
        }
    }
}

/// `GET /patients/{id}/acces`
pub async fn looked(State(site): Shared, Extension(visit): Extension<Visit>, Path(id): Path<String>) -> Response {
    let card = match find(&site, &visit, &id) {
        Ok(card) => card,
        Err(refused) => return missing(&site, &visit, &refused),
    };
    let today = site.clock.civil().date();
    let from = today.saturating_sub(jiff::ToSpan::months(12));
    let which = Which { from, to: today, who: None, patient: Some(card.patient.id) };
    let trail = site.rights.looked(visit.account, &which, LOOKED_MAX);
    let identity = &card.patient.identity;
    let body = html! {
        section.carte.detail {
            p.sur { a href=(format!("/patients/{}", card.patient.id)) data-volet { (french::name(&identity.last_name, &identity.first_name)) } }
            h1 { "Qui a consulté cette fiche" }
            p.discret { "Depuis douze mois. Ce que vous voyez ici a été noté aussi." }
            @match &trail {
                Err(e) => { (fault(Some(&e.to_string()))) }
                Ok(trail) => {
                    (lines(&site, &trail.shown, false))
                    @if trail.all > trail.shown.len() { p.discret { "Les " (trail.shown.len()) " derniers sur " (trail.all) " ; le dossier du patient les a tous." } }
                }
            }
        }
    };
    whole(&site, &visit, "Accès à une fiche", Some(Tab::Patients), body)
}

/// `GET /patients/{id}/dossier.html`
pub async fn dossier_page(state: Shared, visit: Extension<Visit>, id: Path<String>) -> Response {
    dossier(state, visit, id, true).await
}

/// `GET /patients/{id}/dossier.json`
pub async fn dossier_json(state: Shared, visit: Extension<Visit>, id: Path<String>) -> Response {
    dossier(state, visit, id, false).await
}

async fn dossier(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    html: bool,
) -> Response {
    let Ok(patient) = id.parse::<PatientId>() else { return missing(&site, &visit, &Refused::Gone) };
    let day = site.clock.civil().date();
    let (shared, by) = (site.clone(), visit.account);
    // Reading the whole trail takes a while; other pages go on.
    match reply::beside(move || shared.rights.dossier(by, patient)).await {
        Err(refused) => missing(&site, &visit, &refused),
        Ok(dossier) => {
            let name = file_name(patient, day, if html { "html" } else { "json" });
            let (kind, text) =
                if html { ("text/html; charset=utf-8", dossier.html) } else { ("application/json", dossier.json) };
            download(&name, kind, text.into_open(Purpose::Page))
        }
    }
}

/// No name in it: files lie about on desks.
fn file_name(patient: PatientId, day: Date, ending: &str) -> String {
    format!("dossier-{patient}-{day}.{ending}")
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Typed {
    nom: String,
}

/// `GET /patients/{id}/effacer`
pub async fn ask(State(site): Shared, Extension(visit): Extension<Visit>, Path(id): Path<String>) -> Response {
    match find(&site, &visit, &id) {
        Ok(card) => confirm(&site, &visit, &card, None),
        Err(refused) => missing(&site, &visit, &refused),
    }
}

fn confirm(site: &Site, visit: &Visit, card: &Card, wrong: Option<&str>) -> Response {
    let (p, now) = (&card.patient, site.clock.civil());
    let coming = card.appointments.iter().filter(|a| a.holds() && a.slot.start >= now).count();
    let body = html! {
        section.carte.detail {
            p.sur { a href=(format!("/patients/{}", p.id)) data-volet { "Revenir à la fiche" } }
            h1 { "Effacer " (french::name(&p.identity.last_name, &p.identity.first_name)) " ?" }
            (fault(wrong))
            p.attention { "C'est sans retour. La fiche, les rendez-vous passés et à venir, les notes, les accords et la place en liste d'attente seront illisibles, ici et dans les sauvegardes que la boîte atteint." }
            @if coming > 0 { p.erreur { "Cette personne a encore " (coming) " rendez-vous à venir : " @if coming > 1 { "ils disparaîtront" } @else { "il disparaîtra" } " de l'agenda." } }
            p { "Le dossier médical du cabinet n'est pas dans la boîte : il n'est pas touché. Remettez d'abord ses données à la personne si elle les demande." }
            form method="post" action=(format!("/patients/{}/effacer", p.id)) data-volet autocomplete="off" {
                input type="hidden" name="jeton" value=(visit.jeton);
                (field("Pour confirmer, tapez son nom de famille", None, html! { input name="nom" required maxlength="60" spellcheck="false" autocomplete="off"; }))
                button.danger { "Effacer définitivement" }
            }
        }
    };
    let page = whole(site, visit, "Effacer une personne", Some(Tab::Patients), body);
    if wrong.is_some() { (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() } else { page }
}

/// `POST /patients/{id}/effacer`
pub async fn erase(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Response {
    let Ok(patient) = id.parse::<PatientId>() else { return missing(&site, &visit, &Refused::Gone) };
    match find(&site, &visit, &id) {
        Ok(card) => {
            let typed = fold_name(&typed.nom);
            if typed.is_empty() || !card.patient.identity.last_name.matches(|name| fold_name(name) == typed) {
                let wrong = "Ce n'est pas le nom de famille de la fiche. Rien n'a été effacé.";
                return confirm(&site, &visit, &card, Some(wrong));
            }
        }
        // Erased already: the proof is shown again, and the backups are reached for once more.
        Err(Refused::Gone) => {}
        Err(refused) => return missing(&site, &visit, &refused),
    }
    let (shared, by) = (site.clone(), visit.account);
    match reply::beside(move || shared.rights.erase(by, patient)).await {
        Ok(proof) => {
            site.news.tell(Topic::Agenda);
            site.news.tell(Topic::Inbox);
            let body = html! { section.carte.detail { h1 { "Personne effacée" } (shown(&proof)) } };
            whole(&site, &visit, "Personne effacée", Some(Tab::Patients), body)
        }
        Err(refused) => missing(&site, &visit, &refused),
    }
}

/// The proof, as it is shown and may be printed.
pub(crate) fn shown(proof: &Proof) -> Markup {
    html! {
        div.preuve {
            @if proof.already { p.fait { "C'était déjà fait ; voici la preuve." } } @else { p.fait role="status" { "C'est fait : sa clé est détruite." } }
            dl.faits {
                dt { "Fiche n°" } dd.cle { (format!("{:016x}", proof.subject)) }
                dt { "Effacée le" } dd { (french::figures(proof.at.date())) " à " (french::clock(proof.at.time())) }
                dt { "Par" } dd { (french::plain(&proof.by)) }
                dt { "Trousseau" } dd { "génération " (proof.generation) }
                dt { "Données" } dd { (proof.records) " ne se lisent plus" }
            }
            @for place in &proof.backups { p.attention { "La sauvegarde « " (french::plain(place)) " » n'a pas pu être mise à jour : branchez-la et effacez de nouveau cette fiche par son numéro ; jusque-là, elle et la clé papier permettraient de la relire." } }
            @for place in &proof.aside { p.attention { "« " (french::plain(place)) " », mis à l'écart par une restauration, la contient encore : supprimez ce dossier." } }
            p.discret { "Cette preuve ne nomme personne. Elle reste dans « Données » ; notez le numéro si la personne vous demande une attestation." }
        }
    }
}
