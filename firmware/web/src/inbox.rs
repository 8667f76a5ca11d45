//! The inbox: notes by priority with the passage of the call, taken by somebody, done.

use crate::layout::{Tab, fault, page as whole};
use crate::news::Topic;
use crate::reply::{redirect, status_of};
use crate::session::Visit;
use crate::site::Site;
use crate::{french, icons, notice};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use huisclos_agenda::{NoteId, NoteReason, Priority, Purpose};
use huisclos_ports::{Care, Kept, Refused};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;
use tokio::task::spawn_blocking;

type Shared = State<Arc<Site>>;
/// Notes shown of those that are done; the older ones are found on the patients' cards.
const DONE_MAX: usize = 50;

/// How many notes wait for somebody.
pub fn open_count(site: &Site) -> usize {
    site.inbox.waiting().unwrap_or(0)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    faites: String,
    fait: String,
}

/// `GET /boite`
pub async fn page(State(site): Shared, Extension(visit): Extension<Visit>, Query(asked): Query<Asked>) -> Response {
    show(&site, &visit, !asked.faites.is_empty(), None, &asked.fait)
}

fn show(site: &Site, visit: &Visit, done: bool, wrong: Option<&Refused>, fait: &str) -> Response {
    let all = site.inbox.notes(visit.account);
    let body = html! {
        section.page {
            div.tete {
                h1 { "Notes des appels" }
                div.choix role="group" aria-label="Lesquelles" {
                    a href="/boite" aria-current=[(!done).then_some("true")] { "À traiter" }
                    a href="/boite?faites=1" aria-current=[done.then_some("true")] { "Faites" }
                }
            }
            (notice::done(fait))
            @if let Some(refused) = wrong { (fault(Some(&refused.to_string()))) }
            (crate::waiting::banner(site, visit, "/boite"))
            @match &all {
                Err(e) => { (fault(Some(&format!("Les notes ne peuvent pas être lues. {e}")))) }
                Ok(all) => {
                    @let mut shown: Vec<&Kept> = all.iter().filter(|n| n.care.done.is_some() == done).collect();
                    @let () = if done { shown.sort_by_key(|n| std::cmp::Reverse(n.care.done.map(|(at, _)| at))); shown.truncate(DONE_MAX) };
                    @if shown.is_empty() { p.vide { @if done { "Aucune note faite." } @else { "Tout est traité." } } }
                    ol.notes { @for kept in shown { (note(site, visit, kept)) } }
                }
            }
        }
    };
    let page = whole(site, visit, "Notes des appels", Some(Tab::Inbox), body);
    match wrong {
        Some(refused) => (status_of(refused), page).into_response(),
        None => page,
    }
}

fn class(priority: Priority) -> &'static str {
    match priority {
        Priority::Highest => "urgence",
        Priority::Today => "jour",
        Priority::Normal => "normale",
        Priority::Low => "basse",
    }
}

fn note(site: &Site, visit: &Visit, kept: &Kept) -> Markup {
    let n = &kept.note;
    let now = site.clock.civil();
    let cabinet = site.cabinet();
    let practitioner = n.practitioner.as_ref().and_then(|id| cabinet.practitioner(id));
    html! {
        li.note.(class(n.priority)) id=(format!("note-{}", n.id)) {
            header {
                span.etiquette { @if n.priority == Priority::Highest { (icons::alarm()) } (french::priority(n.priority)) }
                h2 { (french::reason(n.reason)) @if let Some(p) = practitioner { " · pour " (p.said) } }
                time datetime=(n.at.strftime("%Y-%m-%dT%H:%M")) { (french::ago(n.at, now)) }
            }
            @if let Some(summary) = &kept.summary { p.resume { b { "Résumé par le modèle, à vérifier" } " " (french::said(summary)) } }
            blockquote { (french::said(&n.text)) }
            footer {
                @if let (Some(id), Some((last, first))) = (n.patient, &kept.patient) {
                    a href=(format!("/patients/{id}")) data-volet { (icons::patient()) (french::name(last, first)) }
                    @if n.reason == NoteReason::Appointment { a href=(format!("/attente/nouvelle?patient={id}")) data-volet { (icons::waiting()) "Liste d'attente" } }
                } @else { span.discret { "appelant sans fiche" } }
                @if let Some(phone) = &n.phone { (call_back(site, visit, kept, &phone.open(Purpose::Page).0)) }
                span.soin { (care(site, visit, kept)) }
                (acts(visit, kept))
            }
        }
    }
}

/// One click calls back and takes the note: the box rings the handset and dials; a box without lines leaves it to this
/// screen, where it has a telephone (a mobile, a softphone). Elsewhere the number is there to be dialled.
fn call_back(site: &Site, visit: &Visit, kept: &Kept, phone: &str) -> Markup {
    let shown = french::phone(phone);
    html! {
        @match french::dialled(phone) {
            Some(number) if site.switchboard.calls_out() => {
                form.enligne method="post" action=(format!("/boite/{}", kept.note.id)) {
                    input type="hidden" name="jeton" value=(visit.jeton);
                    input type="hidden" name="vu" value=(kept.care.version);
                    button.tel name="acte" value="rappeler" title="Fait sonner le combiné, compose le numéro quand vous décrochez, et prend la note" { (icons::call()) "Rappeler " (shown) }
                }
                a.discret href=(format!("tel:{number}")) data-rappel title="Appelle depuis ce poste, et prend la note" aria-label=(format!("Rappeler {shown} depuis ce poste")) { "depuis ce poste" }
            }
            Some(number) => a.bouton.tel href=(format!("tel:{number}")) data-rappel title="Appelle depuis ce poste, et prend la note" { (icons::call()) "Rappeler " (shown) },
            None => span.tel { (icons::call()) (shown) },
        }
    }
}

fn care(site: &Site, visit: &Visit, kept: &Kept) -> String {
    let who = |id| if id == visit.account { "vous".to_string() } else { site.name_of(id) };
    match (kept.care.done, kept.care.taken_by) {
        (Some((at, by)), _) => format!("fait par {} {}", who(by), french::ago(at, site.clock.civil())),
        (None, Some(by)) => format!("pris par {}", who(by)),
        (None, None) => String::new(),
    }
}

fn acts(visit: &Visit, kept: &Kept) -> Markup {
    let mine = kept.care.taken_by == Some(visit.account);
    let act = |word: &str, name: &str, main: bool| {
        html! { button.principal[main] name="acte" value=(word) { (name) } }
    };
    html! {
        form.enligne method="post" action=(format!("/boite/{}", kept.note.id)) {
            input type="hidden" name="jeton" value=(visit.jeton);
            input type="hidden" name="vu" value=(kept.care.version);
            @if kept.care.done.is_some() { (act("rouvrir", "Rouvrir", false)) } @else {
                @if mine { (act("lacher", "Laisser à d'autres", false)) } @else { (act("prendre", "Je m'en occupe", false)) }
                (act("fait", "Fait", true))
            }
        }
    }
}

/// The note is taken first: two people do not call the same patient.
async fn called_back(site: Arc<Site>, visit: Visit, id: NoteId, version: u32) -> Response {
    let by = visit.account;
    let refused = |refused: Refused| show(&site, &visit, false, Some(&refused), "");
    let found = site.inbox.notes(by).map(|all| all.into_iter().find(|kept| kept.note.id == id));
    let (number, whose, care) = match found {
        Ok(Some(Kept { note, care, .. })) => match note.phone {
            Some(number) => (number, note.patient, care),
            None => return refused(Refused::Gone),
        },
        Ok(None) => return refused(Refused::Gone),
        Err(error) => return refused(error),
    };
    let taken = Care { version, taken_by: Some(by), done: None };
    // Whoever has it already calls as often as they need to.
    if (care.taken_by != taken.taken_by || care.version != version)
        && let Err(error) = site.inbox.look_after(by, id, taken)
    {
        return refused(error);
    }
    site.news.tell(Topic::Inbox);
    let switchboard = site.switchboard.clone();
    match spawn_blocking(move || switchboard.call_back(&number, whose, by)).await {
        Ok(Ok(_)) => redirect("/boite?fait=rappel"),
        Ok(Err(not)) => refused(Refused::Failed(not.to_string())),
        Err(_) => refused(Refused::Failed("L'appel n'a pas pu être lancé ; composez le numéro au combiné.".into())),
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Act {
    vu: String,
    acte: String,
}

/// `POST /boite/{id}`
pub async fn looked_after(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Form(typed): Form<Act>,
) -> Response {
    let (Ok(id), Ok(version)) = (id.parse::<NoteId>(), typed.vu.parse::<u32>()) else {
        return show(&site, &visit, false, Some(&Refused::Gone), "");
    };
    let mine = Some(visit.account);
    if typed.acte == "rappeler" {
        return called_back(site, visit, id, version).await;
    }
    let (taken_by, done) = match typed.acte.as_str() {
        "prendre" => (mine, None),
        "lacher" | "rouvrir" => (None, None),
        "fait" => (mine, Some((site.clock.civil(), visit.account))),
        _ => return (StatusCode::UNPROCESSABLE_ENTITY, "acte inconnu").into_response(),
    };
    match site.inbox.look_after(visit.account, id, Care { version, taken_by, done }) {
        Ok(_) => {
            site.news.tell(Topic::Inbox);
            redirect(if typed.acte == "rouvrir" { "/boite?faites=1" } else { "/boite" })
        }
        Err(refused) => show(&site, &visit, typed.acte == "rouvrir", Some(&refused), ""),
    }
}
