//! One appointment: what is known of it, and what can be done with it.

use crate::layout::{Tab, fault, field, page as whole};
use crate::news::Topic;
use crate::reply::{redirect, status_of};
use crate::session::Visit;
use crate::site::Site;
use crate::{french, icons, notice, seen, timing};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use huisclos_agenda::{AppointmentId, Candidate, MadeBy, Purpose, Slot, Status};
use huisclos_ports::{Amend, Entry, Refused};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

type Shared = State<Arc<Site>>;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Done {
    fait: String,
}

/// `GET /rendez-vous/{id}`
pub async fn page(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Response {
    match find(&site, &id) {
        Ok(entry) => show(&site, &visit, &entry, None, &done.fait),
        Err(refused) => missing(&site, &visit, &refused),
    }
}

fn find(site: &Site, id: &str) -> Result<Entry, Refused> {
    site.book.appointment(id.parse::<AppointmentId>().map_err(|_| Refused::Gone)?)
}

fn missing(site: &Site, visit: &Visit, refused: &Refused) -> Response {
    let body = html! { section.carte { h1 { "Rendez-vous introuvable" } (fault(Some(&refused.to_string()))) } };
    (status_of(refused), whole(site, visit, "Rendez-vous", Some(Tab::Agenda), body)).into_response()
}

fn show(site: &Site, visit: &Visit, entry: &Entry, wrong: Option<&str>, done: &str) -> Response {
    let a = &entry.appointment;
    let what = format!("rdv {}", a.id);
    let others = site.presence.open(&what, visit.account, &visit.name, site.clock.since_start());
    let card = site.book.card(visit.account, a.patient).ok();
    let practitioner =
        site.cabinet().practitioner(&a.slot.practitioner).map_or(a.slot.practitioner.0.clone(), |p| p.said.clone());
    let cabinet = site.cabinet();
    let motif = cabinet.motif(&a.slot.motif);
    let day = a.slot.start.date();
    // Moved in one gesture, where the form would have asked: what the rules have against it is said after.
    let against = card
        .as_ref()
        .filter(|_| done == "deplace")
        .and_then(|card| crate::new_appointment::warning(site, &a.slot, &Candidate::from(&card.patient)));
    let body = html! {
        section.carte.detail {
            p.sur { a href=(format!("/agenda?jour={day}&vue=jour")) { (french::moment(a.slot.start)) } }
            h1 { (french::name(&entry.last_name, &entry.first_name)) }
            p.etiquettes {
                span.etiquette.(french::status(a.status)) { (french::status(a.status)) }
                @if a.made_by == MadeBy::Box { span.etiquette.boite { (icons::by_the_box()) "par la boîte, au téléphone" } }
            }
            (notice::done(done))
            @if let Some(against) = &against { p.attention role="alert" { (against) } }
            (fault(wrong))
            @if !others.is_empty() { p.presence { (others.join(", ")) " regarde aussi ce rendez-vous." } }
            dl.faits {
                dt { "Avec" } dd { (practitioner) }
                dt { "Pour" } dd { (crate::grid::motif(&site.cabinet(), &a.slot.motif)) ", " (a.slot.minutes) " min" }
                @if let Some(card) = &card {
                    dt { "Né(e) le" } dd { (french::birth(&card.patient, site.clock.civil().date())) }
                    @if let Some(phone) = &card.patient.identity.phone {
                        dt { "Téléphone" } dd.tel { (french::phone(&phone.open(Purpose::Page).0)) }
                    }
                    dt { "Venu(e)" } dd { (visits(&card.appointments.iter().filter(|b| b.holds() && b.slot.start < site.clock.civil()).count())) }
                }
            }
            p { a href=(format!("/patients/{}", a.patient)) data-volet { "Fiche et historique" } }
            @if let Some(instructions) = motif.and_then(|m| m.instructions.as_ref()) { p.discret { "Dit au patient : " (instructions) } }
            @if a.holds() { (actions(site, visit, entry)) } @else { (restore(visit, entry)) }
        }
    };
    let title = format!("Rendez-vous de {}", french::shown(&entry.last_name));
    let page = whole(site, visit, &title, Some(Tab::Agenda), body);
    if wrong.is_some() { (StatusCode::CONFLICT, page).into_response() } else { page }
}

fn visits(n: &usize) -> String {
    match n {
        0 => "jamais encore".into(),
        1 => "une fois".into(),
        n => format!("{n} fois"),
    }
}

fn hidden(visit: &Visit, entry: &Entry) -> Markup {
    html! {
        input type="hidden" name="jeton" value=(visit.jeton);
        input type="hidden" name="vu" value=(seen::mark(&entry.appointment));
    }
}

fn state(visit: &Visit, entry: &Entry, word: &str, name: &str, class: &str) -> Markup {
    html! {
        form.enligne method="post" action=(format!("/rendez-vous/{}/etat", entry.appointment.id)) data-volet {
            (hidden(visit, entry))
            button.(class) name="etat" value=(word) { (name) }
        }
    }
}

fn actions(site: &Site, visit: &Visit, entry: &Entry) -> Markup {
    let a = &entry.appointment;
    let by_box = a.made_by == MadeBy::Box;
    html! {
        div.actions {
            @if a.status == Status::Booked { (state(visit, entry, "confirmer", "Confirmer", "")) }
            (state(visit, entry, "annuler", if by_box { "Défaire ce que la boîte a noté" } else { "Annuler le rendez-vous" }, "danger"))
        }
        @if a.slot.start >= site.clock.civil() { p { a href=(format!("/attente/nouvelle?patient={}&rdv={}", a.patient, a.id)) data-volet { "Voudrait venir plus tôt : liste d'attente" } } }
        details.deplacer {
            summary { "Déplacer" }
            form method="post" action=(format!("/rendez-vous/{}/deplacer", a.id)) data-volet {
                (hidden(visit, entry))
                (timing::fields(&site.cabinet(), &a.slot))
                button.principal { "Déplacer" }
            }
        }
    }
}

fn restore(visit: &Visit, entry: &Entry) -> Markup {
    html! {
        p { "Le créneau est libre pour quelqu'un d'autre." }
        div.actions { (state(visit, entry, "remettre", "Remettre dans l'agenda", "principal")) }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Moved {
    vu: String,
    #[serde(flatten)]
    timing: timing::Typed,
}

/// `POST /rendez-vous/{id}/deplacer`: by the form, or dragged.
pub async fn moved(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Form(typed): Form<Moved>,
) -> Response {
    let entry = match find(&site, &id) {
        Ok(entry) => entry,
        Err(refused) => return missing(&site, &visit, &refused),
    };
    let to = match typed.timing.slot(&site.cabinet(), Some(&entry.appointment.slot)) {
        Ok(to) => to,
        Err(sentence) => return show(&site, &visit, &entry, Some(&sentence), ""),
    };
    let to = Slot { motif: entry.appointment.slot.motif.clone(), ..to };
    change(&site, &visit, &entry, &typed.vu, &Amend::Move(to), "deplace")
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Wished {
    vu: String,
    etat: String,
}

/// `POST /rendez-vous/{id}/etat`
pub async fn amended(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Form(typed): Form<Wished>,
) -> Response {
    let entry = match find(&site, &id) {
        Ok(entry) => entry,
        Err(refused) => return missing(&site, &visit, &refused),
    };
    let (amend, word) = match typed.etat.as_str() {
        "confirmer" => (Amend::Confirm, "confirme"),
        "annuler" => (Amend::Cancel, "annule"),
        "remettre" => (Amend::Restore, "remis"),
        _ => return (StatusCode::UNPROCESSABLE_ENTITY, "état inconnu").into_response(),
    };
    change(&site, &visit, &entry, &typed.vu, &amend, word)
}

/// Does it when the appointment still is as it was seen; else shows how it is now.
fn change(site: &Site, visit: &Visit, entry: &Entry, seen: &str, amend: &Amend, word: &str) -> Response {
    let done = if seen == seen::mark(&entry.appointment) {
        site.book.amend(visit.account, &entry.appointment, amend)
    } else {
        Err(Refused::Changed)
    };
    match done {
        Ok(now) => {
            site.presence.leave(&format!("rdv {}", now.appointment.id), visit.account);
            site.news.tell(Topic::Agenda);
            redirect(&format!("/rendez-vous/{}?fait={word}", now.appointment.id))
        }
        Err(refused) => {
            let now = site.book.appointment(entry.appointment.id);
            show(site, visit, now.as_ref().unwrap_or(entry), Some(&refused.to_string()), "")
        }
    }
}

/// A field of the form, for those who share it.
pub(crate) fn select(name: &str, label: &str, options: &[(String, String)], chosen: &str) -> Markup {
    field(
        label,
        None,
        html! {
            select name=(name) { @for (value, text) in options { option value=(value) selected[value == chosen] { (text) } } }
        },
    )
}
