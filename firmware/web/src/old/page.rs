//! The page itself, its agenda, and the telephone to type on.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use huisclos_agenda::{Purpose, Status};
use huisclos_ports::Desk;
use jiff::ToSpan;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// Days shown beside today.
const DAYS_SHOWN: i32 = 14;

/// Longest line the typed telephone takes: a long spoken turn.
const LINE_CHARS_MAX: usize = 500;

pub async fn page(State(desk): State<Arc<dyn Desk>>) -> Html<String> {
    let name = escape(&desk.cabinet_name());
    Html(include_str!("page.html").replace("{{cabinet}}", &name))
}

pub async fn css() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("page.css"))
}

pub async fn js() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("page.js"))
}

/// Today's appointments and those of the next days.
pub async fn agenda(State(desk): State<Arc<dyn Desk>>) -> Response {
    let today = desk.today();
    let to = today.checked_add(DAYS_SHOWN.days()).unwrap_or(today);
    match desk.agenda(today, to) {
        Ok(rows) => {
            let rows: Vec<_> = rows
                .iter()
                .map(|row| {
                    json!({
                        "jour": row.start.date().to_string(), "heure": row.start.strftime("%H:%M").to_string(),
                        "minutes": row.minutes, "praticien": row.practitioner, "motif": row.motif,
                        "patient": row.patient.open(Purpose::Page), "boite": row.by_the_box,
                        "etat": match row.status {
                            Status::Booked => "noté", Status::Confirmed => "confirmé", Status::Cancelled => "annulé",
                        },
                    })
                })
                .collect();
            Json(json!({ "aujourdhui": today.to_string(), "lignes": rows })).into_response()
        }
        Err(sentence) => (StatusCode::INTERNAL_SERVER_ERROR, sentence).into_response(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dialled {
    numero: Option<String>,
}

/// Starts a typed call.
pub async fn dial(State(desk): State<Arc<dyn Desk>>, Json(dialled): Json<Dialled>) -> Response {
    let number = dialled.numero.filter(|n| !n.trim().is_empty());
    answer(desk.dial(number))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    texte: String,
}

/// A line of the caller.
pub async fn say(State(desk): State<Arc<dyn Desk>>, Json(typed): Json<Typed>) -> Response {
    if typed.texte.chars().count() > LINE_CHARS_MAX {
        return (StatusCode::PAYLOAD_TOO_LARGE, "phrase trop longue").into_response();
    }
    answer(desk.type_line(typed.texte.replace(['\n', '\r'], " ")))
}

fn answer(done: Result<(), String>) -> Response {
    match done {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(sentence) => (StatusCode::CONFLICT, sentence).into_response(),
    }
}

/// Text inside HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
