//! The browser as a telephone: a call to the cabinet, spoken or typed, to try the box.

use crate::icons;
use crate::session::Visit;
use crate::site::Site;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

/// Longest line: a long spoken turn.
const LINE_CHARS_MAX: usize = 500;

fn answer(done: Result<(), String>) -> Response {
    match done {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(sentence) => (StatusCode::CONFLICT, sentence).into_response(),
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Dialled {
    numero: String,
    script: String,
}

/// `POST /telephone/composer`
pub async fn dial(State(site): State<Arc<Site>>, Form(dialled): Form<Dialled>) -> Response {
    let number = Some(dialled.numero).filter(|n| !n.trim().is_empty());
    let script = Some(dialled.script).filter(|s| !s.is_empty());
    answer(site.telephone.dial(number, script))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Typed {
    texte: String,
    acte: String,
}

/// `POST /telephone/dire`
pub async fn say(State(site): State<Arc<Site>>, Form(typed): Form<Typed>) -> Response {
    let line = if typed.acte.is_empty() { typed.texte } else { typed.acte };
    if line.chars().count() > LINE_CHARS_MAX {
        return (StatusCode::PAYLOAD_TOO_LARGE, "Phrase trop longue : 500 caractères au plus.").into_response();
    }
    if line.trim().is_empty() {
        return (StatusCode::UNPROCESSABLE_ENTITY, "Tapez ce que dirait l'appelant.").into_response();
    }
    answer(site.telephone.type_line(line.replace(['\n', '\r'], " ")))
}

/// Calling the cabinet from the page. `script`: the words that are tried.
pub fn telephone(site: &Site, open: bool, visit: &Visit, script: &str) -> Markup {
    // Words are typed into a call that is typed; while there is none, nobody is asked for any.
    let typed = site.switchboard.under_way().iter().any(|call| !call.sound);
    html! {
        details.telephone open[open] {
            summary { (icons::call()) "Appeler le cabinet, pour essayer" }
            form method="post" action="/telephone/composer" data-fond data-compose {
                input type="hidden" name="jeton" value=(visit.jeton);
                @if !script.is_empty() {
                    input type="hidden" name="script" value=(script);
                    p.discret { "Cet appel essaie " @if script == huisclos_ports::DRAFT { "le brouillon des phrases." } @else { "le script " (script) "." } }
                }
                label.champ { span { "Numéro qui appelle (vide : masqué)" }
                    input name="numero" type="tel" maxlength="20" autocomplete="off" placeholder="06 12 34 56 78"; }
                div.deux {
                    button.principal type="button" data-appeler { (icons::headset()) " Parler" }
                    button { "Taper" }
                }
            }
            form method="post" action="/telephone/dire" data-fond data-dire autocomplete="off" hidden[!typed] {
                input type="hidden" name="jeton" value=(visit.jeton);
                label.champ { span { "Vous êtes l'appelant : tapez ce que vous diriez" }
                    input name="texte" maxlength="500" placeholder="Bonjour, je voudrais un rendez-vous…"; }
                div.actions {
                    button { "Dire" }
                    button name="acte" value="/key *" { "Touche étoile" }
                    button name="acte" value="/hangup" { "Raccrocher" }
                }
            }
        }
    }
}
