//! Patients: found by name or number, their card with its history, corrected in place.

use crate::agenda::colour;
use crate::grid::motif;
use crate::layout::{Tab, fault, field, page as whole};
use crate::news::Topic;
use crate::person::Typed;
use crate::reply::{redirect, status_of};
use crate::session::Visit;
use crate::site::Site;
use crate::{french, icons, notice, seen};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use huisclos_agenda::{Appointment, MadeBy, Patient, PatientId, Private, Purpose};
use huisclos_ports::{Card, Refused};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

type Shared = State<Arc<Site>>;
/// Patients shown for one search: beyond, another letter finds better than another page.
const FOUND_MAX: usize = 30;
/// Patients proposed while typing.
const PROPOSED_MAX: usize = 8;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
    choix: String,
}

/// `GET /patients`
pub async fn search(State(site): Shared, Extension(visit): Extension<Visit>, Query(asked): Query<Search>) -> Response {
    let found = found(&site, &visit, &asked.q, FOUND_MAX);
    let today = site.clock.civil().date();
    let body = html! {
        section.page {
            h1 { "Patients" }
            form.filtre method="get" action="/patients" {
                (field("Nom ou téléphone", None, html! { input type="search" name="q" value=(asked.q) maxlength="80" autofocus spellcheck="false"; }))
                button.principal { "Chercher" }
            }
            @match &found {
                Err(e) => { (fault(Some(&e.to_string()))) }
                Ok(found) if found.is_empty() && !asked.q.trim().is_empty() => {
                    p.vide { "Personne de ce nom ni de ce numéro. Essayez le seul début du nom ; une fiche nouvelle s'ouvre en notant un rendez-vous." }
                    p { a.bouton href="/rendez-vous/nouveau" data-volet { (icons::plus()) "Rendez-vous" } }
                }
                Ok(found) if found.is_empty() => { p.vide { "Tapez le début d'un nom, d'un prénom ou d'un numéro." } }
                Ok(found) => {
                    table.liste {
                        thead { tr { th scope="col" { "Patient" } th scope="col" { "Né(e) le" } th scope="col" { "Téléphone" } th scope="col" { "Au cabinet" } } }
                        tbody { @for p in found { tr {
                            td { a href=(format!("/patients/{}", p.id)) data-volet { (french::name(&p.identity.last_name, &p.identity.first_name)) } }
                            td { (french::birth(p, today)) }
                            td.tel { (phone(p)) }
                            td { @if p.has_past_appointment { "déjà venu(e)" } @else { "nouveau" } }
                        } } }
                    }
                    @if found.len() == FOUND_MAX { p.discret { "Les " (FOUND_MAX) " premiers ; précisez le nom." } }
                }
            }
        }
    };
    whole(&site, &visit, "Patients", Some(Tab::Patients), body)
}

fn found(site: &Site, visit: &Visit, q: &str, max: usize) -> Result<Vec<Patient>, Refused> {
    let q: String = q.chars().take(80).collect();
    if q.trim().is_empty() { Ok(Vec::new()) } else { site.book.search(visit.account, &Private::new(q), max) }
}

fn phone(p: &Patient) -> String {
    p.identity.phone.as_ref().map(|n| french::phone(&n.open(Purpose::Page).0)).unwrap_or_default()
}

/// `GET /patients/suggestions`: while typing, for the bar or for a form.
pub async fn suggestions(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<Search>,
) -> Response {
    if !asked.choix.is_empty() {
        return Html(choices(&site, &visit, &asked.q, "").into_string()).into_response();
    }
    let today = site.clock.civil().date();
    let body = match found(&site, &visit, &asked.q, PROPOSED_MAX) {
        Err(e) => html! { p.vide { (e.to_string()) } },
        Ok(found) if found.is_empty() => html! { p.vide { "Personne de ce nom ni de ce numéro." } },
        Ok(found) => html! { ul { @for p in &found { li {
            a href=(format!("/patients/{}", p.id)) data-volet {
                (french::name(&p.identity.last_name, &p.identity.first_name))
                small { (french::birth(p, today)) " · " (phone(p)) }
            }
        } } } },
    };
    Html(body.into_string()).into_response()
}

/// Patients to choose one of in a form.
pub fn choices(site: &Site, visit: &Visit, q: &str, chosen: &str) -> Markup {
    let today = site.clock.civil().date();
    match found(site, visit, q, PROPOSED_MAX) {
        Err(e) => html! { p.vide { (e.to_string()) } },
        Ok(found) if found.is_empty() => html! { p.vide { "Personne : remplissez « Nouveau patient »." } },
        Ok(found) => html! { @for p in &found {
            label.case {
                input type="radio" name="patient" value=(p.id) checked[found.len() == 1 || p.id.to_string() == chosen];
                span { (french::name(&p.identity.last_name, &p.identity.first_name)) small { (french::birth(p, today)) " · " (phone(p)) } }
            }
        } },
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Done {
    fait: String,
}

/// `GET /patients/{id}`
pub async fn card(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Response {
    match find(&site, &visit, &id) {
        Ok(card) => show(&site, &visit, &card, None, None, &done.fait),
        Err(refused) => {
            let body = html! { section.carte { h1 { "Fiche introuvable" } (fault(Some(&refused.to_string()))) } };
            (status_of(&refused), whole(&site, &visit, "Patient", Some(Tab::Patients), body)).into_response()
        }
    }
}

fn find(site: &Site, visit: &Visit, id: &str) -> Result<Card, Refused> {
    site.book.card(visit.account, id.parse::<PatientId>().map_err(|_| Refused::Gone)?)
}

fn show(site: &Site, visit: &Visit, card: &Card, typed: Option<&Typed>, wrong: Option<&str>, done: &str) -> Response {
    let now = site.clock.civil();
    let p = &card.patient;
    let others = site.presence.open(&format!("patient {}", p.id), visit.account, &visit.name, site.clock.since_start());
    let (coming, past): (Vec<&Appointment>, Vec<&Appointment>) =
        card.appointments.iter().partition(|a| a.slot.start >= now);
    let own = Typed::of(&p.identity);
    let body = html! {
        section.carte.detail {
            p.sur { "Patient" @if !p.has_past_appointment { " · nouveau" } }
            h1 { (french::name(&p.identity.last_name, &p.identity.first_name)) }
            (notice::done(done))
            (fault(wrong))
            @if !others.is_empty() { p.presence { (others.join(", ")) " regarde aussi cette fiche." } }
            dl.faits {
                dt { "Né(e) le" } dd { (french::birth(p, now.date())) }
                dt { "Téléphone" } dd.tel { @if p.identity.phone.is_some() { (phone(p)) } @else { "aucun" } }
                dt { "Consentement" } dd { @match &p.consent { Some(version) => { "donné (texte " (version) ")" } None => "aucun" } }
            }
            div.actions { a.bouton.principal href=(format!("/rendez-vous/nouveau?patient={}", p.id)) data-volet { (icons::plus()) "Rendez-vous" }
                a.bouton href=(format!("/attente/nouvelle?patient={}", p.id)) data-volet { (icons::waiting()) "Liste d'attente" } }
            h2 { "À venir" }
            @if coming.is_empty() { p.vide { "Aucun rendez-vous." } }
            (list(site, &coming))
            h2 { "Passés" }
            @if past.is_empty() { p.vide { "Aucun." } }
            (list(site, &past.into_iter().rev().collect::<Vec<_>>()))
            details open[wrong.is_some()] {
                summary { "Corriger la fiche" }
                form method="post" action=(format!("/patients/{}", p.id)) data-volet autocomplete="off" {
                    input type="hidden" name="jeton" value=(visit.jeton);
                    input type="hidden" name="vu" value=(seen::card_mark(&p.identity));
                    (typed.unwrap_or(&own).fields(typed.and_then(|typed| typed.wrong(now.date()))))
                    button.principal { "Corriger" }
                }
            }
            (crate::patient_rights::rights(visit, p.id))
        }
    };
    let page =
        whole(site, visit, &format!("Fiche de {}", french::shown(&p.identity.last_name)), Some(Tab::Patients), body);
    if wrong.is_some() { (StatusCode::CONFLICT, page).into_response() } else { page }
}

fn list(site: &Site, appointments: &[&Appointment]) -> Markup {
    let rank = |a: &Appointment| site.cabinet().practitioners.iter().position(|p| p.id == a.slot.practitioner);
    html! {
        ul.historique { @for a in appointments {
            li.annule[!a.holds()].(rank(a).map(colour).unwrap_or_default()) {
                a href=(format!("/rendez-vous/{}", a.id)) data-volet {
                    span.point aria-hidden="true" {}
                    b { (french::figures(a.slot.start.date())) " " (french::clock(a.slot.start.time())) }
                    span { (motif(&site.cabinet(), &a.slot.motif))
                        @if !a.holds() { " (annulé)" } @if a.made_by == MadeBy::Box { " " (icons::by_the_box()) span.lu { "par la boîte" } } }
                }
            }
        } }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Correction {
    vu: String,
    #[serde(flatten)]
    person: Typed,
}

/// `POST /patients/{id}`
pub async fn corrected(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Form(typed): Form<Correction>,
) -> Response {
    let card = match find(&site, &visit, &id) {
        Ok(card) => card,
        Err(refused) => return (status_of(&refused), refused.to_string()).into_response(),
    };
    let identity = match typed.person.identity(site.clock.civil().date()) {
        Ok(identity) => identity,
        Err(sentence) => return show(&site, &visit, &card, Some(&typed.person), Some(&sentence), ""),
    };
    let old = &card.patient.identity;
    let done = if typed.vu == seen::card_mark(old) {
        site.book.correct(visit.account, card.patient.id, old, &identity)
    } else {
        Err(Refused::Changed)
    };
    match done {
        Ok(()) => {
            site.presence.leave(&format!("patient {}", card.patient.id), visit.account);
            site.news.tell(Topic::Agenda);
            redirect(&format!("/patients/{}?fait=corrige", card.patient.id))
        }
        Err(refused) => {
            let now = find(&site, &visit, &id);
            show(&site, &visit, now.as_ref().unwrap_or(&card), None, Some(&refused.to_string()), "")
        }
    }
}
