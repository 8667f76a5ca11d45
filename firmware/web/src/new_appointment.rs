//! Noting an appointment: a place, a motif, a patient who is known or new.

use crate::appointment::select;
use crate::french;
use crate::layout::{Tab, fault, field, page as whole};
use crate::news::Topic;
use crate::patients::choices;
use crate::person::Typed as Person;
use crate::reply::{encoded, redirect, status_of};
use crate::session::Visit;
use crate::site::Site;
use crate::timing;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use huisclos_agenda::span::{Span, minute_of};
use huisclos_agenda::{Candidate, PatientId, Slot, Status, Times};
use huisclos_ports::Whose;
use jiff::ToSpan;
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

type Shared = State<Arc<Site>>;
/// A place is proposed where a short consultation fits.
const QUARTER_MIN: u32 = 15;

/// The form, as it comes and goes.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Asked {
    #[serde(flatten)]
    timing: timing::Typed,
    /// A card's id.
    patient: String,
    #[serde(flatten)]
    person: Person,
    /// The rules were read and set aside.
    malgre: String,
}

/// `GET /rendez-vous/nouveau`
pub async fn form(State(site): Shared, Extension(visit): Extension<Visit>, Query(asked): Query<Asked>) -> Response {
    show(&site, &visit, &asked, None, None)
}

fn show(site: &Site, visit: &Visit, asked: &Asked, wrong: Option<&str>, warning: Option<&str>) -> Response {
    let now = site.clock.civil();
    let t = &asked.timing;
    let day = french::typed_date(&t.jour).unwrap_or(now.date());
    let cabinet = site.cabinet();
    let motifs: Vec<(String, String)> = cabinet
        .motifs
        .iter()
        .map(|m| (m.id.0.clone(), format!("{} ({} min)", crate::grid::short(&m.said), m.minutes)))
        .collect();
    let practitioners: Vec<(String, String)> =
        site.cabinet().practitioners.iter().map(|p| (p.id.0.clone(), p.said.clone())).collect();
    let known = asked.patient.parse::<PatientId>().ok().and_then(|id| site.book.card(visit.account, id).ok());
    let hour = if t.heure.is_empty() { next_hour(site, visit, &t.praticien, day) } else { t.heure.clone() };
    // The keys go where something is to be done: the field that does not do, else the hour that was refused.
    let faulty =
        asked.person.wrong(now.date()).filter(|_| wrong.is_some() && known.is_none() && asked.person.is_begun());
    let hour_first = wrong.is_some() && faulty.is_none() && (known.is_some() || asked.person.is_begun());
    let other = format!(
        "/rendez-vous/nouveau?jour={day}&heure={}&motif={}&praticien={}",
        encoded(&hour),
        encoded(&t.motif),
        encoded(&t.praticien)
    );
    let body = html! {
        section.carte.detail {
            p.sur { (french::day(day)) }
            h1 { "Nouveau rendez-vous" }
            (fault(wrong))
            form method="post" action="/rendez-vous/nouveau" data-volet autocomplete="off" {
                input type="hidden" name="jeton" value=(visit.jeton);
                fieldset {
                    legend { "Patient" }
                    @if let Some(card) = &known {
                        input type="hidden" name="patient" value=(card.patient.id);
                        p.choisi {
                            (french::name(&card.patient.identity.last_name, &card.patient.identity.first_name))
                            small { " né(e) le " (french::birth(&card.patient, now.date())) }
                        }
                        p { a href=(other) data-volet { "Choisir quelqu'un d'autre" } }
                    } @else {
                        (field("Nom ou téléphone", None, html! {
                            input type="search" name="q" maxlength="80" data-choix="/patients/suggestions?choix=1" value=(asked.person.q) autofocus[faulty.is_none() && !hour_first] spellcheck="false";
                        }))
                        div.choix-patient aria-live="polite" {
                            @if !asked.person.q.is_empty() { (choices(site, visit, &asked.person.q, &asked.patient)) }
                        }
                        details open[asked.person.is_begun()] { summary { "Nouveau patient" } (asked.person.fields(faulty)) }
                    }
                }
                fieldset {
                    legend { "Rendez-vous" }
                    (select("motif", "Motif", &motifs, &t.motif))
                    (select("praticien", "Praticien", &practitioners, &t.praticien))
                    div.trois {
                        (field("Jour", None, html! { input type="date" name="jour" value=(day) required; }))
                        (field("Heure", None, html! { input type="time" name="heure" value=(hour) step="300" required autofocus[hour_first]; }))
                        (field("Durée", Some("min"), html! { input type="number" name="minutes" value=(t.minutes) min="1" max="240" placeholder="motif"; }))
                    }
                }
                @if let Some(warning) = warning { (confirm(warning)) }
                button.principal { "Noter le rendez-vous" }
            }
        }
    };
    let page = whole(site, visit, "Nouveau rendez-vous", Some(Tab::Agenda), body);
    if wrong.is_some() || warning.is_some() { (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() } else { page }
}

fn confirm(warning: &str) -> Markup {
    html! {
        p.attention role="alert" { (warning) }
        label.case { input type="checkbox" name="malgre" value="1" required; " Noter quand même : je le sais" }
    }
}

/// The first quarter of an hour that is free that day, from now on; of a full day, its first opening.
fn next_hour(site: &Site, visit: &Visit, practitioner: &str, day: jiff::civil::Date) -> String {
    let now = site.clock.civil();
    let cabinet = site.cabinet();
    let first = cabinet.practitioners.iter().find(|p| p.id.0 == practitioner).or(cabinet.practitioners.first());
    let open = first.map(|p| cabinet.openings_on(p, day, Times::Urgent)).unwrap_or_default();
    let from = if day == now.date() { minute_of(now.time()).next_multiple_of(15) } else { 0 };
    let taken: Vec<(u32, u32)> = site
        .book
        .appointments(visit.account, day, day)
        .unwrap_or_default()
        .iter()
        .map(|entry| &entry.appointment)
        .filter(|a| a.status != Status::Cancelled && first.is_some_and(|p| p.id == a.slot.practitioner))
        .map(|a| (minute_of(a.slot.start.time()), u32::from(a.slot.minutes)))
        .collect();
    let free = |m: &u32| !taken.iter().any(|(start, minutes)| *start < *m + QUARTER_MIN && *m < start + minutes);
    let opens = || open.iter().filter(|s| s.from_min.max(from) < s.to_min);
    let quarter = |s: &Span| (s.from_min.max(from)..s.to_min).step_by(QUARTER_MIN as usize);
    let minute = opens().flat_map(quarter).find(free).or_else(|| opens().map(|s| s.from_min.max(from)).next());
    let minute = minute.unwrap_or(9 * 60);
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// `POST /rendez-vous/nouveau`
pub async fn book(State(site): Shared, Extension(visit): Extension<Visit>, Form(asked): Form<Asked>) -> Response {
    let refuse = |sentence: &str| show(&site, &visit, &asked, Some(sentence), None);
    let slot = match asked.timing.slot(&site.cabinet(), None) {
        Ok(slot) => slot,
        Err(sentence) => return refuse(&sentence),
    };
    let (whose, candidate) = match whose(&site, &visit, &asked) {
        Ok(found) => found,
        Err(sentence) => return refuse(&sentence),
    };
    if let Some(warning) = warning(&site, &slot, &candidate).filter(|_| asked.malgre.is_empty()) {
        return show(&site, &visit, &asked, None, Some(&warning));
    }
    match site.book.book(visit.account, &slot, &whose) {
        Ok(entry) => {
            site.news.tell(Topic::Agenda);
            redirect(&format!("/rendez-vous/{}?fait=note", entry.appointment.id))
        }
        Err(refused) => {
            let page = show(&site, &visit, &asked, Some(&refused.to_string()), None);
            (status_of(&refused), page).into_response()
        }
    }
}

fn whose(site: &Site, visit: &Visit, asked: &Asked) -> Result<(Whose, Candidate), String> {
    if let Ok(id) = asked.patient.parse::<PatientId>() {
        let card = site.book.card(visit.account, id).map_err(|e| e.to_string())?;
        return Ok((Whose::Known(id), Candidate::from(&card.patient)));
    }
    if !asked.person.is_begun() {
        return Err("Choisissez un patient, ou remplissez « Nouveau patient ».".into());
    }
    let identity = asked.person.identity(site.clock.civil().date())?;
    let candidate = Candidate { birth_date: Some(identity.birth_date.clone()), known: None };
    Ok((Whose::New(identity), candidate))
}

/// What the cabinet's rules say against it; a secretary may know better, and says so.
pub(crate) fn warning(site: &Site, slot: &Slot, candidate: &Candidate) -> Option<String> {
    let day = slot.start.date();
    if slot.start < site.clock.civil().saturating_sub(15.minutes()) {
        return Some("Cette heure est passée.".into());
    }
    let cabinet = site.cabinet();
    if let Err(refusal) = cabinet.may_book(&slot.practitioner, &slot.motif, candidate, day) {
        return Some(format!("Selon les règles du cabinet : {refusal}."));
    }
    let practitioner = cabinet.practitioner(&slot.practitioner)?;
    let (from, to) = (minute_of(slot.start.time()), minute_of(slot.start.time()) + u32::from(slot.minutes));
    let open = cabinet.openings_on(practitioner, day, Times::Urgent);
    let inside = open.iter().any(|s| s.from_min <= from && to <= s.to_min);
    let who = crate::agenda::capital(&practitioner.said);
    (!inside).then(|| format!("{who} ne consulte pas {}.", french::moment(slot.start)))
}
