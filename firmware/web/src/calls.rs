//! The calls as they happen: who calls, what is said, what the box understood, how long callers wait.

use crate::call_view::{CallView, Voice, fold};
use crate::layout::{Tab, page as whole};
use crate::session::Visit;
use crate::site::Site;
use crate::taking::{controls, so_far, who_has_it};
use crate::telephone::telephone;
use crate::understood::facts;
use crate::{french, icons};
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use huisclos_agenda::CallId;
use huisclos_ports::{CallerId, in_french};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

type Shared = State<Arc<Site>>;
/// A wait beyond that is long on the telephone: conversation answers in a quarter of a second, machines within two.
const LONG_WAIT_MS: u64 = 2_000;

fn calls(site: &Site) -> Vec<CallView> {
    fold(&site.live.since(0, Duration::ZERO).0)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    appel: String,
    /// Words to try: a script's letter, or the draft.
    script: String,
}

/// `GET /appels`
pub async fn page(State(site): Shared, Extension(visit): Extension<Visit>, Query(asked): Query<Asked>) -> Response {
    let calls = calls(&site);
    let wanted = asked.appel.parse::<CallId>().ok();
    let shown = calls.iter().find(|c| Some(c.id) == wanted).or(calls.first());
    let body = html! {
        div.appels {
            section.liste-appels aria-labelledby="t-appels" {
                h1 #t-appels { "Appels" }
                @if calls.is_empty() { p.vide { "Aucun appel depuis que la boîte est allumée." } }
                ul { @for call in &calls { li { (entry(&site, call, shown.is_some_and(|s| s.id == call.id))) } } }
                (telephone(&site, site.demo || !asked.script.is_empty(), &visit, &asked.script))
            }
            @if let Some(call) = shown { (transcript(&site, &visit, call)) (understood(&site, &visit, call)) } @else {
                section.sans-appel {
                    h2 { "Personne n'appelle en ce moment" }
                    p { "Quand un patient appelle, ce qui se dit s'écrit ici pendant que c'est dit, avec ce que la boîte a compris. Vous pouvez prendre l'appel au casque ou au combiné, et le rendre." }
                }
            }
        }
    };
    whole(&site, &visit, "Appels", Some(Tab::Calls), body)
}

fn state(site: &Site, call: &CallView) -> String {
    match (&call.over, call.answered) {
        (Some((outcome, seconds)), _) => format!("{}, {} s", in_french(*outcome), seconds.round()),
        (None, _) if call.taken.is_some() => who_has_it(site, call).unwrap_or_default(),
        (None, true) if call.transferred => "au combiné".into(),
        (None, true) => "en cours".into(),
        (None, false) => "sonne".into(),
    }
}

/// A call that a colleague makes to try the box is nobody's call.
fn trial(site: &Site, call: &CallView) -> Markup {
    html! { @if site.switchboard.is_trial(call.id) { span.etiquette { "essai" } " " } }
}

fn entry(site: &Site, call: &CallView, shown: bool) -> Markup {
    html! {
        a.appel.alarme[call.alarm.is_some()].vif[call.over.is_none()] href=(format!("/appels?appel={}", call.id)) aria-current=[shown.then_some("true")] {
            b { (call.caller()) } span { (trial(site, call)) (state(site, call)) }
        }
    }
}

fn transcript(site: &Site, visit: &Visit, call: &CallView) -> Markup {
    html! {
        section.conversation aria-labelledby="t-conversation" {
            header {
                h2 #t-conversation { (call.caller()) }
                (trial(site, call))
                span.etiquette.vif[call.over.is_none()].alarme[call.alarm.is_some()] { (state(site, call)) }
            }
            (controls(site, visit, call))
            @if let Some(words) = &call.alarm {
                p.alarme role="alert" { (icons::alarm()) b { "Urgence dite : « " (words) " »." } " La boîte a dit de composer le 15 et fait sonner le combiné." }
            }
            ol.paroles aria-live="polite" aria-label="Ce qui se dit" data-bas data-appel=(call.id) {
                @for line in &call.lines { (spoken(line)) }
                (so_far(call))
            }
        }
    }
}

fn spoken(line: &crate::call_view::Line) -> Markup {
    let (class, who) = match line.voice {
        Voice::Box => ("boite", "La boîte"),
        Voice::Caller => ("appelant", "L'appelant"),
        Voice::Fact => ("fait", ""),
        Voice::Agenda => ("agenda", ""),
        Voice::Alarm => ("alarme", ""),
        Voice::Whisper => ("souffle", ""),
    };
    html! {
        li.(class).doute[line.doubtful] {
            @if !who.is_empty() { span.lu { (who) " : " } }
            (line.text) @if line.cut { span.discret { " (interrompue)" } }
            @if line.doubtful { span.discret { " mal entendu" } }
            time { (format!("{}:{:02}", line.t_ms / 60_000, line.t_ms / 1_000 % 60)) }
        }
    }
}

fn understood(site: &Site, visit: &Visit, call: &CallView) -> Markup {
    let facts = facts(site, call);
    let cards = match &call.from {
        CallerId::Number(number) => site.book.by_phone(visit.account, number).unwrap_or_default(),
        _ => Vec::new(),
    };
    let today = site.clock.civil().date();
    html! {
        section.compris {
            @if !cards.is_empty() {
                h2 { "Ce numéro est celui de" }
                ul.fiches { @for p in &cards { li {
                    a href=(format!("/patients/{}", p.id)) data-volet { (french::name(&p.identity.last_name, &p.identity.first_name)) small { (french::birth(p, today)) } }
                } } }
                p.discret { "La boîte vérifie toujours la date de naissance." }
            }
            h2 { @if call.over.is_none() { "Compris jusqu'ici" } @else { "Compris" } }
            @if facts.is_empty() { p.vide { @if call.over.is_none() { "Rien encore." } @else { "Rien." } } }
            dl.faits { @for (name, value) in &facts { dt { (name) } dd { (value) } } }
            h2 { "Attentes de l'appelant" }
            @if call.waits_ms.is_empty() { p.vide { @if call.over.is_none() { "Aucune encore." } @else { "Aucune." } } } @else {
                p { "Médiane " b { (seconds(call.median_wait_ms().unwrap_or(0))) } span.discret { ", de la fin de sa phrase au premier son de la réponse" } }
                ol.attentes { @for wait in &call.waits_ms { li.longue[*wait > LONG_WAIT_MS] { (seconds(*wait)) } } }
            }
            @if visit.account == crate::site::DEMO_ACCOUNT { p.discret { "En démonstration, l'appelant est inventé." } }
        }
    }
}

fn seconds(ms: u64) -> String {
    format!("{},{} s", ms / 1_000, ms % 1_000 / 100)
}

/// `GET /appels/paroles`: what is being said in one call, which changes twice a second; the rest of the page stays.
pub async fn words(State(site): Shared, Query(asked): Query<Asked>) -> Response {
    let wanted = asked.appel.parse::<CallId>().ok();
    let said = calls(&site).iter().find(|c| Some(c.id) == wanted).map(so_far);
    Html(said.unwrap_or_default().into_string()).into_response()
}

/// `GET /appels/barre`
pub async fn bar(State(site): Shared) -> Response {
    Html(bar_body(&site).into_string()).into_response()
}

/// The call under way, on every page: who, the last words, and red when it is an emergency.
pub fn bar_body(site: &Site) -> Markup {
    let calls = calls(site);
    let under_way: Vec<&CallView> = calls.iter().filter(|c| c.over.is_none()).collect();
    html! {
        @for call in under_way {
            @let last = call.lines.iter().rev().find(|l| matches!(l.voice, Voice::Box | Voice::Caller));
            a.en-cours.alarme[call.alarm.is_some()] href=(format!("/appels?appel={}", call.id)) {
                @if call.alarm.is_some() { (icons::alarm()) } @else { (icons::call()) }
                b { (call.caller()) } (trial(site, call)) span.etat { (state(site, call)) }
                @if let Some(words) = &call.alarm { span.parole { "Urgence : « " (words) " »" } } @else if let Some(line) = last { span.parole { "« " (line.text) " »" } }
            }
        }
    }
}
