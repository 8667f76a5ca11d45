//! Putting somebody on the waiting list: who, for what, and when they could come.

use crate::appointment::select;
use crate::french;
use crate::layout::{Tab, fault, field, page as whole};
use crate::news::Topic;
use crate::patients::choices;
use crate::reply::{redirect, status_of};
use crate::session::Visit;
use crate::site::Site;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use huisclos_agenda::{
    AppointmentId, Availability, Cabinet, MadeBy, MotifId, PatientId, PractitionerId, WAIT_DAYS_MAX, Waiting, WaitingId,
};
use huisclos_ports::Card;
use jiff::ToSpan;
use jiff::civil::{DateTime, Time, Weekday};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

type Shared = State<Arc<Site>>;
/// Days that can be ticked; a cabinet that opens on Sundays is an exception that "any day" covers.
const DAYS: [(Weekday, &str); 6] = [
    (Weekday::Monday, "lun"),
    (Weekday::Tuesday, "mar"),
    (Weekday::Wednesday, "mer"),
    (Weekday::Thursday, "jeu"),
    (Weekday::Friday, "ven"),
    (Weekday::Saturday, "sam"),
];

/// The form, as it comes and goes.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Asked {
    patient: String,
    q: String,
    /// The appointment that would be given for an earlier one.
    rdv: String,
    motif: String,
    praticien: String,
    lun: String,
    mar: String,
    mer: String,
    jeu: String,
    ven: String,
    sam: String,
    apres: String,
    avant: String,
    jusqua: String,
    presse: String,
}

impl Asked {
    fn ticked(&self, word: &str) -> bool {
        let all = [
            ("lun", &self.lun),
            ("mar", &self.mar),
            ("mer", &self.mer),
            ("jeu", &self.jeu),
            ("ven", &self.ven),
            ("sam", &self.sam),
        ];
        all.iter().any(|(name, value)| *name == word && !value.is_empty())
    }

    fn waiting(&self, cabinet: &Cabinet, now: DateTime) -> Result<Waiting, String> {
        let patient = self.patient.parse::<PatientId>().map_err(|_| "Choisissez un patient.")?;
        let motif = cabinet.motif(&MotifId(self.motif.clone())).ok_or("Choisissez un motif.")?.id.clone();
        let practitioner = match self.praticien.as_str() {
            "" => None,
            id => {
                let known =
                    cabinet.practitioner(&PractitionerId(id.into())).ok_or("Choisissez un praticien du cabinet.")?;
                Some(known.id.clone())
            }
        };
        let hour = |typed: &str, what: &str| match typed.trim() {
            "" => Ok(None),
            typed => typed.parse::<Time>().map(Some).map_err(|_| format!("Donnez {what} ainsi : 09:30.")),
        };
        let (after, before) = (hour(&self.apres, "la première heure")?, hour(&self.avant, "la dernière heure")?);
        if after.zip(before).is_some_and(|(after, before)| before <= after) {
            return Err("La dernière heure est avant la première.".into());
        }
        let until = match self.jusqua.trim() {
            "" => None,
            typed => Some(french::typed_date(typed).ok_or("Donnez la date limite, par exemple 24/12/2026.")?),
        };
        let most = now.date().saturating_add(WAIT_DAYS_MAX.days());
        if until.is_some_and(|day| day < now.date() || day > most) {
            return Err(format!("La date limite doit être entre aujourd'hui et le {}.", french::figures(most)));
        }
        let days = DAYS.into_iter().filter(|(_, word)| self.ticked(word)).map(|(day, _)| day).collect();
        let instead_of = self.rdv.parse::<AppointmentId>().ok();
        Ok(Waiting {
            id: WaitingId(0),
            patient,
            motif,
            practitioner,
            hours: Availability { days, after, before },
            until,
            since: now,
            urgent: !self.presse.is_empty(),
            instead_of,
            made_by: MadeBy::Secretary,
        })
    }
}

/// `GET /attente/nouvelle`
pub async fn form(State(site): Shared, Extension(visit): Extension<Visit>, Query(asked): Query<Asked>) -> Response {
    show(&site, &visit, asked, None)
}

fn show(site: &Site, visit: &Visit, mut asked: Asked, wrong: Option<&str>) -> Response {
    let (now, cabinet) = (site.clock.civil(), site.cabinet());
    let known = asked.patient.parse::<PatientId>().ok().and_then(|id| site.book.card(visit.account, id).ok());
    let held = theirs(&asked, known.as_ref(), now);
    if let Some(a) = held.as_ref().filter(|_| asked.motif.is_empty()) {
        (asked.motif, asked.praticien) = (a.slot.motif.0.clone(), a.slot.practitioner.0.clone());
    }
    let motifs: Vec<(String, String)> =
        cabinet.motifs.iter().map(|m| (m.id.0.clone(), crate::grid::short(&m.said).to_string())).collect();
    let mut practitioners = vec![(String::new(), "Peu importe".to_string())];
    practitioners.extend(cabinet.practitioners.iter().map(|p| (p.id.0.clone(), p.said.clone())));
    let body = html! {
        section.carte.detail {
            p.sur { "Liste d'attente" }
            h1 { "Inscrire quelqu'un" }
            (fault(wrong))
            form method="post" action="/attente" data-volet autocomplete="off" {
                input type="hidden" name="jeton" value=(visit.jeton);
                fieldset { legend { "Patient" } (patient(site, visit, &asked, known.as_ref(), now)) }
                @if let Some(a) = &held {
                    input type="hidden" name="rdv" value=(a.id);
                    p.choisi { "À la place de son rendez-vous du " (french::moment(a.slot.start)) small { "Il sera déplacé quand une place plus proche lui sera donnée." } }
                }
                fieldset {
                    legend { "Attend" }
                    (select("motif", "Motif", &motifs, &asked.motif))
                    (select("praticien", "Praticien", &practitioners, &asked.praticien))
                    label.case { input type="checkbox" name="presse" value="1" checked[!asked.presse.is_empty()]; " C'est pressé : passe avant les autres" }
                }
                fieldset {
                    legend { "Peut venir" }
                    div.jours-coches { @for (day, word) in DAYS {
                        label.case { input type="checkbox" name=(word) value="1" checked[asked.ticked(word)]; span { (french::weekday_name(day)) } }
                    } }
                    p.discret { "Rien de coché : tous les jours." }
                    div.deux {
                        (field("À partir de", None, html! { input type="time" name="apres" value=(asked.apres) step="900"; }))
                        (field("Avant", None, html! { input type="time" name="avant" value=(asked.avant) step="900"; }))
                    }
                    (field("Jusqu'au", Some("facultatif"), html! { input type="date" name="jusqua" value=(asked.jusqua); }))
                }
                button.principal { "Inscrire" }
            }
        }
    };
    let page = whole(site, visit, "Inscrire sur la liste d'attente", Some(Tab::Waiting), body);
    if wrong.is_some() { (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() } else { page }
}

/// Their appointment that would be given, where it is theirs and still to come.
fn theirs(asked: &Asked, card: Option<&Card>, now: DateTime) -> Option<huisclos_agenda::Appointment> {
    let id = asked.rdv.parse::<AppointmentId>().ok()?;
    card?.appointments.iter().find(|a| a.id == id && a.holds() && a.slot.start >= now).cloned()
}

fn patient(site: &Site, visit: &Visit, asked: &Asked, known: Option<&Card>, now: DateTime) -> Markup {
    html! {
        @match known {
            Some(card) => {
                input type="hidden" name="patient" value=(card.patient.id);
                p.choisi {
                    (french::name(&card.patient.identity.last_name, &card.patient.identity.first_name))
                    small { " né(e) le " (french::birth(&card.patient, now.date())) }
                }
            }
            None => {
                (field("Nom ou téléphone", None, html! {
                    input type="search" name="q" maxlength="80" data-choix="/patients/suggestions?choix=1" value=(asked.q) autofocus spellcheck="false";
                }))
                div.choix-patient aria-live="polite" { @if !asked.q.is_empty() { (choices(site, visit, &asked.q, &asked.patient)) } }
            }
        }
    }
}

/// `POST /attente`
pub async fn enlist(State(site): Shared, Extension(visit): Extension<Visit>, Form(asked): Form<Asked>) -> Response {
    let (now, cabinet) = (site.clock.civil(), site.cabinet());
    let mut waiting = match asked.waiting(&cabinet, now) {
        Ok(waiting) => waiting,
        Err(sentence) => return show(&site, &visit, asked, Some(&sentence)),
    };
    let card = site.book.card(visit.account, waiting.patient);
    waiting.instead_of = theirs(&asked, card.as_ref().ok(), now).map(|a| a.id);
    match card.and_then(|_| site.waiting.enlist(visit.account, &waiting)) {
        Ok(_) => {
            site.news.tell(Topic::Agenda);
            redirect(&format!("/patients/{}?fait=inscrit", waiting.patient))
        }
        Err(refused) => (status_of(&refused), show(&site, &visit, asked, Some(&refused.to_string()))).into_response(),
    }
}
