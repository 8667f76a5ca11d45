//! The browser as a telephone: a call typed to the cabinet, to try the box.

use crate::site::Site;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
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
