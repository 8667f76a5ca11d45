//! The list of red flags, whole, with the doctor's signature: who, when, and under exactly which words.

use crate::reply::redirect;
use crate::session::Visit;
use crate::settings::sheet::Done;
use crate::settings::{frame, is_doctor};
use crate::site::Site;
use crate::{french, notice, secret};
use axum::Extension;
use axum::extract::{Form as Body, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use huisclos_speech::red_flags::{LIST, Signature, legend, parts, version};
use maud::html;
use serde::Deserialize;
use std::sync::{Arc, LazyLock};

static HASH: LazyLock<String> = LazyLock::new(|| secret::hex(&secret::digest(LIST)));

/// Longest name of a doctor.
const NAME_CHARS_MAX: usize = 80;

/// True when the list, word for word as it is today, was signed.
pub fn is_signed(signature: &Signature) -> bool {
    !signature.name.is_empty() && signature.sha256 == *HASH
}

/// One line about it.
pub fn standing(signature: &Signature) -> String {
    let when = signature.at.map(|at| format!(" le {}", french::figures(at.date()))).unwrap_or_default();
    if is_signed(signature) {
        format!("signée par {}{when}", french::plain(&signature.name))
    } else if signature.name.is_empty() {
        "non signée".into()
    } else {
        format!("non signée : la liste a changé depuis la signature de {}{when}", french::plain(&signature.name))
    }
}

/// `GET /reglages/alertes`
pub async fn page(
    State(site): State<Arc<Site>>,
    Extension(visit): Extension<Visit>,
    Query(done): Query<Done>,
) -> Response {
    show(&site, &visit, None, &done.fait)
}

fn show(site: &Site, visit: &Visit, wrong: Option<&str>, done: &str) -> Response {
    let stands = site.signature.now();
    let signature = &stands.content;
    let body = html! {
        (notice::done(done))
        @if let Some(wrong) = wrong { p.erreur role="alert" { (wrong) } }
        p.attention[!is_signed(signature)] { "Version " (version()) ", " b { (standing(signature)) } "." }
        p { "Dès qu'un appelant dit l'un de ces signes, la boîte répond « raccrochez et composez le 15 », fait sonner le combiné et laisse une note urgente. Elle ne pose pas de diagnostic." }
        details { summary { "Comment se lit une ligne" } ul { @for line in legend() { li { (line) } } } }
        @for part in parts() {
            details.signes open { summary { (part.title) " " span.discret { "(" (part.lines.len()) ")" } } ul { @for line in &part.lines { li { code { (line) } } } } }
        }
        @if is_doctor(visit) && !is_signed(signature) {
            form.fiche data-tient method="post" action="/reglages/alertes/signer" autocomplete="off" {
                input type="hidden" name="jeton" value=(visit.jeton);
                input type="hidden" name="vu" value=(stands.version);
                input type="hidden" name="liste" value=(*HASH);
                label.champ { span { "Votre nom" } small { "comme sur une ordonnance" } input name="nom" maxlength="80" value=(french::plain(&visit.name)); }
                label.case { input type="checkbox" name="relue" value="oui"; span { "J'ai lu la liste entière ci-dessus" small { "ma signature vaut pour ces mots-là ; une autre liste sera à signer de nouveau" } } }
                div.actions { button.principal { "Signer" } }
            }
        }
        @if is_doctor(visit) && is_signed(signature) {
            form.enligne method="post" action="/reglages/alertes/signer" {
                input type="hidden" name="jeton" value=(visit.jeton);
                input type="hidden" name="vu" value=(stands.version);
                button.danger name="acte" value="retirer" { "Retirer la signature" }
            }
        }
        p.discret { "Empreinte de la liste (SHA-256) : " code.empreinte { (*HASH) } }
    };
    frame(site, visit, "/reglages/alertes", "Liste d'alertes", body)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Signing {
    vu: String,
    liste: String,
    nom: String,
    relue: String,
    acte: String,
}

/// `POST /reglages/alertes/signer`
pub async fn signed(
    State(site): State<Arc<Site>>,
    Extension(visit): Extension<Visit>,
    Body(typed): Body<Signing>,
) -> Response {
    let refuse =
        |sentence: &str| (StatusCode::UNPROCESSABLE_ENTITY, show(&site, &visit, Some(sentence), "")).into_response();
    let Ok(seen) = typed.vu.parse::<u32>() else { return refuse("Rechargez la page et recommencez.") };
    let name: String = typed.nom.split_whitespace().collect::<Vec<_>>().join(" ");
    let signature = if typed.acte == "retirer" {
        Signature::default()
    } else {
        if typed.liste != *HASH {
            return refuse("La liste a changé pendant que vous la lisiez : relisez-la avant de signer.");
        }
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
            return refuse("Écrivez votre nom, 80 caractères au plus.");
        }
        if typed.relue.is_empty() {
            return refuse("Cochez que vous avez lu la liste entière.");
        }
        Signature { name, at: Some(site.clock.civil()), version: version().into(), sha256: HASH.clone() }
    };
    match site.signature.change(visit.account, seen, signature) {
        Ok(_) => redirect("/reglages/alertes?fait=signe"),
        Err(error) => (StatusCode::CONFLICT, show(&site, &visit, Some(&error.to_string()), "")).into_response(),
    }
}
