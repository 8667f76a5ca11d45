//! Taking a call, giving it back, whispering to the box: what the page shows of it and what its buttons do.

use crate::call_view::CallView;
use crate::icons;
use crate::session::Visit;
use crate::site::Site;
use crate::sound::sentence;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use huisclos_agenda::{CallId, Private};
use huisclos_ports::{CallerId, NotTaken, Seat, Take, UnderWay, WHISPER_CHARS_MAX};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

type Shared = State<Arc<Site>>;

fn answer(site: &Site, done: Result<(), NotTaken>) -> Response {
    match done {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(refused) => (StatusCode::CONFLICT, sentence(site, &refused)).into_response(),
    }
}

fn call_of(id: &str) -> Result<CallId, NotTaken> {
    id.parse().map_err(|_| NotTaken::Over)
}

/// `POST /appels/{id}/combine`
pub async fn on_handset(State(site): Shared, Extension(visit): Extension<Visit>, Path(id): Path<String>) -> Response {
    let done = call_of(&id).and_then(|call| site.switchboard.take_over(call, Take::Handset, visit.account));
    answer(&site, done)
}

/// `POST /appels/{id}/rendre`
pub async fn hand_back(State(site): Shared, Extension(visit): Extension<Visit>, Path(id): Path<String>) -> Response {
    let done = call_of(&id).and_then(|call| site.switchboard.hand_back(call, visit.account));
    answer(&site, done)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Whispered {
    texte: String,
}

/// `POST /appels/{id}/souffler`
pub async fn whisper(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Form(whispered): Form<Whispered>,
) -> Response {
    let text = whispered.texte.trim().replace(['\n', '\r'], " ");
    if text.is_empty() {
        let sentence = "Écrivez ce que la boîte doit proposer, par exemple « propose jeudi ».";
        return (StatusCode::UNPROCESSABLE_ENTITY, sentence).into_response();
    }
    if text.chars().count() > WHISPER_CHARS_MAX {
        return (StatusCode::PAYLOAD_TOO_LARGE, "Une phrase suffit : 200 caractères au plus.").into_response();
    }
    let done = call_of(&id).and_then(|call| site.switchboard.whisper(call, Private::new(text), visit.account));
    answer(&site, done)
}

/// `GET /appels/carte`: the card of who rings (A7), by its address; nothing when the number is on none or on several.
pub async fn card(State(site): Shared, Extension(visit): Extension<Visit>) -> Response {
    let calls = crate::call_view::fold(&site.live.since(0, Duration::ZERO).0);
    let ringing = calls.iter().find(|call| call.over.is_none());
    let Some(CallerId::Number(number)) = ringing.map(|call| &call.from) else {
        return StatusCode::NO_CONTENT.into_response();
    };
    match site.book.by_phone(visit.account, number).unwrap_or_default().as_slice() {
        [only] => Html(format!("/patients/{}", only.id)).into_response(),
        _ => StatusCode::NO_CONTENT.into_response(),
    }
}

/// The call among those under way, when it is one.
pub fn under_way(site: &Site, call: &CallView) -> Option<UnderWay> {
    site.switchboard.under_way().into_iter().find(|other| other.call == call.id && call.over.is_none())
}

/// Who speaks with the caller, as colleagues read it.
pub fn who_has_it(site: &Site, call: &CallView) -> Option<String> {
    let (seat, by) = call.taken?;
    let who = by.map(|by| site.name_of(by));
    Some(match (seat, who) {
        (Seat::Desk, Some(who)) => format!("{who}, au casque"),
        (Seat::Handset, Some(who)) => format!("{who}, au combiné"),
        (_, None) => "au combiné".into(),
    })
}

/// What can be done with a call that goes on.
pub fn controls(site: &Site, visit: &Visit, call: &CallView) -> Markup {
    let Some(now) = under_way(site, call) else { return html! {} };
    let to = |what: &str| format!("/appels/{}/{what}", call.id);
    let handset = matches!(now.taken, Some((Seat::Handset, _)));
    html! {
        div.prise role="group" aria-label="Prendre l'appel" {
            @match now.taken {
                None if now.sound => {
                    button.principal type="button" data-prendre=(call.id) aria-keyshortcuts="p" {
                        (icons::headset()) "Prendre au casque" kbd { "P" }
                    }
                    form method="post" action=(to("combine")) data-fond {
                        input type="hidden" name="jeton" value=(visit.jeton);
                        button title="Le combiné sonne ; décrochez-le" { (icons::call()) "Faire sonner le combiné" }
                    }
                }
                None => {}
                Some(_) => p.tenu { (icons::headset()) span { "L'appelant parle avec " b { (who_has_it(site, call).unwrap_or_else(|| "quelqu'un".into())) } } },
            }
            @if handset {
                form method="post" action=(to("rendre")) data-fond {
                    input type="hidden" name="jeton" value=(visit.jeton);
                    button { "Rendre à l'assistant" }
                }
            }
        }
        @if now.taken.is_none() {
            form.souffler method="post" action=(to("souffler")) data-fond data-dit="Soufflé. Ce que la boîte en fait s'écrit dans la conversation." autocomplete="off" {
                input type="hidden" name="jeton" value=(visit.jeton);
                label for="souffle" { "Souffler à la boîte" }
                input #souffle name="texte" maxlength=(WHISPER_CHARS_MAX) placeholder="propose jeudi" data-garde;
                button { "Souffler" }
            }
        }
    }
}

/// What is being said: by the box, and by the caller as far as it was heard.
pub fn so_far(call: &CallView) -> Markup {
    html! {
        @if let Some(text) = &call.saying { li.boite.en-train aria-hidden="true" { (text) } }
        @if let Some(text) = &call.hearing {
            // Read aloud when it is whole: a reader would stammer along.
            li.appelant.en-train aria-hidden="true" { (text) span.points { "…" } }
        }
    }
}

/// The bar of whoever speaks through the page: outside of what is drawn anew, so that the sound goes on.
pub fn headset() -> Markup {
    html! {
        section #casque aria-label="Votre casque" data-tient hidden {
            span.texte role="status" { (icons::headset()) span.phrase {} }
            label { "Vous" meter #niveau-dit min="0" max="60" low="15" value="0" {} }
            label { "L'autre" meter #niveau-entend min="0" max="60" low="15" value="0" {} }
            button #casque-rendre type="button" aria-keyshortcuts="r" { "Rendre à l'assistant" }
            button #casque-raccrocher type="button" { "Raccrocher" }
        }
    }
}
