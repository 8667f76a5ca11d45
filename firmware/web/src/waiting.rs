//! The waiting list (feature G4): who waits, which places came free for them, and one click that gives a place away.

use crate::grid::motif;
use crate::layout::{Tab, fault, page as whole};
use crate::news::Topic;
use crate::reply::{local, redirect, status_of};
use crate::session::Visit;
use crate::site::Site;
use crate::{french, icons, notice};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use huisclos_agenda::{Cabinet, MadeBy, Purpose, Slot, Waiting, WaitingId};
use huisclos_ports::{PLACES_MAX, Place, Refused, Waits};
use jiff::civil::DateTime;
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

type Shared = State<Arc<Site>>;
/// People shown of those a place suits: the first is called first, the third hardly ever.
const FIRST_SHOWN: usize = 3;
/// Places shown above another page; the rest are one click away.
const PLACES_SHOWN: usize = 2;

/// How many freed places have somebody who waits for them.
pub fn open_count(site: &Site) -> usize {
    site.waiting.open_places().unwrap_or(0)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Done {
    fait: String,
}

/// `GET /attente`
pub async fn page(State(site): Shared, Extension(visit): Extension<Visit>, Query(done): Query<Done>) -> Response {
    show(&site, &visit, None, &done.fait)
}

pub(crate) fn show(site: &Site, visit: &Visit, wrong: Option<&Refused>, done: &str) -> Response {
    let (line, places) = (site.waiting.line(visit.account), site.waiting.places(visit.account));
    let cabinet = site.cabinet();
    let now = site.clock.civil();
    let body = html! {
        section.page {
            div.tete {
                h1 { "Liste d'attente" }
                a.bouton.principal href="/attente/nouvelle" data-volet { (icons::plus()) "Inscrire quelqu'un" }
                a.aide-lien href="/aide/attente" data-volet { "Aide" }
            }
            (notice::done(done))
            @if let Some(refused) = wrong { (fault(Some(&told(refused)))) }
            @match &places {
                Err(e) => { (fault(Some(&format!("Les places libérées ne peuvent pas être lues. {e}")))) }
                Ok(places) => {
                    @for place in places { (freed(&cabinet, visit, place, "/attente", true)) }
                    @if places.len() == PLACES_MAX { p.discret { "Les " (PLACES_MAX) " places les plus proches ; les suivantes viendront quand celles-ci seront prises." } }
                }
            }
            @match &line {
                Err(e) => { (fault(Some(&format!("La liste ne peut pas être lue. {e}")))) }
                Ok(line) if line.is_empty() => { p.vide { "Personne n'attend. Inscrivez un patient depuis sa fiche, son rendez-vous ou une note." } }
                Ok(line) => {
                    table.liste.attente {
                        caption.lu { "Qui attend, dans l'ordre où l'on appelle" }
                        thead { tr { th scope="col" { "Patient" } th scope="col" { "Attend" } th scope="col" { "Quand" } th scope="col" { "Depuis" } th scope="col" { span.lu { "Actes" } } } }
                        tbody { @for one in line { (row(&cabinet, visit, one, now)) } }
                    }
                }
            }
        }
    };
    let page = whole(site, visit, "Liste d'attente", Some(Tab::Waiting), body);
    match wrong {
        Some(refused) => (status_of(refused), page).into_response(),
        None => page,
    }
}

/// A refusal in the words of the list.
fn told(refused: &Refused) -> String {
    match refused {
        Refused::Gone => "Quelqu'un d'autre vient de s'en occuper : cette personne n'est plus sur la liste.".into(),
        Refused::Taken => "Cette place vient d'être prise. Rien n'a été noté.".into(),
        other => other.to_string(),
    }
}

fn row(cabinet: &Cabinet, visit: &Visit, one: &Waits, now: DateTime) -> Markup {
    let w = &one.line.waiting;
    html! {
        tr {
            td {
                a href=(format!("/patients/{}", w.patient)) data-volet { (french::name(&one.last_name, &one.first_name)) }
                @if let Some(phone) = &one.phone { br; small.tel { (french::phone(&phone.open(Purpose::Page).0)) } }
            }
            td {
                @if w.urgent { span.etiquette.presse { "pressé" } " " }
                (motif(cabinet, &w.motif)) br; small { (with_whom(cabinet, w)) }
            }
            td {
                (french_hours(w))
                @if let Some(a) = &one.line.has { br; small { "au lieu du " (french::moment(a.slot.start)) } }
            }
            td { (french::ago(w.since, now)) br; small { @if w.made_by == MadeBy::Box { "par la boîte" } @else { "par le cabinet" } } }
            td {
                form.enligne method="post" action=(format!("/attente/{}/retirer", w.id)) {
                    input type="hidden" name="jeton" value=(visit.jeton);
                    button { "Retirer" span.lu { " " (french::shown(&one.last_name)) " de la liste" } }
                }
            }
        }
    }
}

fn with_whom(cabinet: &Cabinet, w: &Waiting) -> String {
    match &w.practitioner {
        Some(id) => cabinet.practitioner(id).map_or_else(|| french::plain(&id.0), |p| p.said.clone()),
        None => "avec n'importe quel praticien".into(),
    }
}

/// Days and hours in words: "lundi ou vendredi, à partir de 9 h, jusqu'au 24/12/2026".
pub(crate) fn french_hours(w: &Waiting) -> String {
    let days: Vec<&str> = w.hours.days.iter().map(|day| french::weekday_name(*day)).collect();
    let mut parts = vec![match days.split_last() {
        None => "tous les jours".to_string(),
        Some((last, [])) => (*last).to_string(),
        Some((last, first)) => format!("{} ou {last}", first.join(", ")),
    }];
    match (w.hours.after, w.hours.before) {
        (Some(after), Some(before)) => parts.push(format!("entre {} et {}", french::hour(after), french::hour(before))),
        (Some(after), None) => parts.push(format!("à partir de {}", french::hour(after))),
        (None, Some(before)) => parts.push(format!("avant {}", french::hour(before))),
        (None, None) => {}
    }
    if let Some(until) = w.until {
        parts.push(format!("jusqu'au {}", french::figures(until)));
    }
    parts.join(", ")
}

/// What stands above the agenda and the inbox: freed places that somebody waits for. Nothing when there is none.
pub fn banner(site: &Site, visit: &Visit, back: &str) -> Markup {
    let cabinet = site.cabinet();
    let places = site.waiting.places(visit.account).unwrap_or_default();
    html! {
        @if !places.is_empty() {
            div.places {
                @for place in places.iter().take(PLACES_SHOWN) { (freed(&cabinet, visit, place, back, false)) }
                @if let Some(more) = places.len().checked_sub(PLACES_SHOWN).filter(|n| *n > 0) {
                    p.discret { a href="/attente" { "Et " (more) " autre" @if more > 1 { "s" } " place" @if more > 1 { "s" } } }
                }
            }
        }
    }
}

fn freed(cabinet: &Cabinet, visit: &Visit, place: &Place, back: &str, open: bool) -> Markup {
    let n = place.suits.len();
    let who = cabinet.practitioner(&place.slot.practitioner).map_or("", |p| p.said.as_str());
    html! {
        details.place open[open] data-garde=(format!("place-{}-{}", place.slot.start, place.slot.practitioner)) {
            summary {
                b { "Une place s'est libérée" } " : " (french::moment(place.slot.start)) ", " (who) ", " (place.slot.minutes) " min. "
                @if n == 1 { "Une personne attend." } @else { (n) " personnes attendent." }
            }
            ol {
                @for (one, slot) in place.suits.iter().take(FIRST_SHOWN) { li {
                    a href=(format!("/patients/{}", one.line.waiting.patient)) data-volet { (french::name(&one.last_name, &one.first_name)) }
                    @if one.line.waiting.urgent { " " span.etiquette.presse { "pressé" } }
                    span { " " (motif(cabinet, &slot.motif)) ", " (slot.minutes) " min" }
                    @if let Some(phone) = &one.phone { " " span.tel { (icons::call()) (french::phone(&phone.open(Purpose::Page).0)) } }
                    (give(visit, one, slot, back))
                } }
            }
            @if n > FIRST_SHOWN { p.discret { "et " (n - FIRST_SHOWN) " autre" @if n - FIRST_SHOWN > 1 { "s" } ", dans la " a href="/attente" { "liste d'attente" } } }
        }
    }
}

fn give(visit: &Visit, one: &Waits, slot: &Slot, back: &str) -> Markup {
    html! {
        form.enligne method="post" action=(format!("/attente/{}/placer", one.line.waiting.id)) {
            input type="hidden" name="jeton" value=(visit.jeton);
            input type="hidden" name="debut" value=(slot.start);
            input type="hidden" name="praticien" value=(slot.practitioner);
            input type="hidden" name="vers" value=(back);
            button.principal { @if one.line.has.is_some() { "Avancer son rendez-vous" } @else { "Donner la place" } span.lu { " à " (french::shown(&one.last_name)) } }
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Given {
    debut: String,
    praticien: String,
    vers: String,
}

/// `POST /attente/{id}/placer`: the place is given to somebody, who is on the list no more.
pub async fn give_place(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Form(typed): Form<Given>,
) -> Response {
    match given(&site, &visit, &id, &typed) {
        Ok(()) => {
            site.news.tell(Topic::Agenda);
            site.news.tell(Topic::Inbox);
            let back = local(&typed.vers).unwrap_or("/attente");
            let sign = if back.contains('?') { '&' } else { '?' };
            redirect(&format!("{back}{sign}fait=place"))
        }
        Err(refused) => show(&site, &visit, Some(&refused), ""),
    }
}

fn given(site: &Site, visit: &Visit, id: &str, typed: &Given) -> Result<(), Refused> {
    let id = id.parse::<WaitingId>().map_err(|_| Refused::Gone)?;
    let start = typed.debut.parse::<DateTime>().map_err(|_| Refused::Taken)?;
    // Only a place that is free at this moment and suits this person is given by one click.
    let places = site.waiting.places(visit.account)?;
    let here = places.iter().find(|p| p.slot.start == start && p.slot.practitioner.0 == typed.praticien);
    let suits = here.ok_or(Refused::Taken)?.suits.iter().find(|(one, _)| one.line.waiting.id == id);
    let (_, slot) = suits.ok_or(Refused::Gone)?;
    site.waiting.serve(visit.account, id, slot).map(|_| ())
}

/// `POST /attente/{id}/retirer`
pub async fn strike(State(site): Shared, Extension(visit): Extension<Visit>, Path(id): Path<String>) -> Response {
    let done = id.parse::<WaitingId>().map_err(|_| Refused::Gone).and_then(|id| site.waiting.strike(visit.account, id));
    match done {
        Ok(()) => {
            site.news.tell(Topic::Agenda);
            redirect("/attente?fait=raye")
        }
        Err(Refused::Gone) => (StatusCode::NOT_FOUND, show(&site, &visit, Some(&Refused::Gone), "")).into_response(),
        Err(refused) => show(&site, &visit, Some(&refused), ""),
    }
}
