//! The cabinet itself: name, address, how soon and how far it books, how long data are kept, what is switched on.

use crate::session::Visit;
use crate::settings::fields::Form;
use crate::settings::is_doctor;
use crate::settings::save::Part;
use crate::settings::sheet::{Done, Sheet, show, take};
use crate::settings::typed::{Faults, Typed};
use crate::site::Site;
use axum::Extension;
use axum::extract::{Form as Body, Query, State};
use axum::response::Response;
use huisclos_agenda::{Cabinet, Retention};
use maud::{Markup, html};
use std::sync::Arc;

type Kept = fn(&mut Retention) -> &mut u16;

/// Field, key in the settings, label, hint.
const KEPT: [(&str, &str, &str, &str, Kept); 5] = [
    ("notes", "transcripts_days", "Notes des appels", "jours, de 1 à 90", |r| &mut r.transcripts_days),
    ("rdv", "appointments_months", "Rendez-vous et fiches", "mois, de 6 à 240", |r| &mut r.appointments_months),
    ("preuves", "consents_months", "Anciens consentements", "mois, de 12 à 120", |r| &mut r.consents_months),
    ("appels", "calls_months", "Issue des appels", "mois, de 1 à 25", |r| &mut r.calls_months),
    ("trace", "audit_months", "Trace des accès", "mois, de 6 à 12", |r| &mut r.audit_months),
];

/// The sheet.
pub struct House;

impl Part<Cabinet> for House {
    fn fields(&self, cabinet: &Cabinet) -> Typed {
        let mut typed = Typed::default();
        typed.put("nom", cabinet.name.clone());
        typed.put("adresse", cabinet.address.clone());
        typed.put("delai", cabinet.booking.notice_minutes.to_string());
        typed.put("horizon", cabinet.booking.horizon_days.to_string());
        let switches = [
            ("feries", cabinet.closed_on_public_holidays),
            ("note", cabinet.satisfaction),
            ("attente", cabinet.waiting_list),
        ];
        for (name, _) in switches.iter().filter(|(_, on)| *on) {
            typed.put(*name, "oui");
        }
        let mut retention = cabinet.retention;
        for (name, .., field) in KEPT {
            typed.put(name, field(&mut retention).to_string());
        }
        typed
    }

    fn put(&self, typed: &Typed, cabinet: &mut Cabinet) -> Result<(), Faults> {
        let mut faults = Faults::default();
        cabinet.name = typed.text("nom").unwrap_or_default();
        cabinet.address = typed.text("adresse").unwrap_or_default();
        for (name, what) in [("nom", "le nom du cabinet"), ("adresse", "son adresse")] {
            if typed.get(name).is_empty() {
                faults.say(name, format!("Écrivez {what}."));
            }
        }
        if let Some(minutes) = faults.number(typed, "delai") {
            cabinet.booking.notice_minutes = minutes;
        }
        if let Some(days) = faults.number(typed, "horizon") {
            cabinet.booking.horizon_days = days;
        }
        for (name, .., field) in KEPT {
            if let Some(number) = faults.number(typed, name) {
                *field(&mut cabinet.retention) = number;
            }
        }
        cabinet.closed_on_public_holidays = typed.is("feries");
        cabinet.satisfaction = typed.is("note");
        cabinet.waiting_list = typed.is("attente");
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    fn field(&self, key: &str, _: &Typed) -> Option<String> {
        if let Some(key) = key.strip_prefix("retention.") {
            return KEPT.iter().find(|(_, k, ..)| *k == key).map(|(name, ..)| (*name).to_string());
        }
        let name = match key {
            "name" => "nom",
            "address" => "adresse",
            "booking.notice_minutes" => "delai",
            "booking.horizon_days" => "horizon",
            _ => return None,
        };
        Some(name.into())
    }
}

impl Sheet for House {
    fn title(&self, _: &Cabinet) -> String {
        "Cabinet et durées".into()
    }

    fn place(&self) -> String {
        "/reglages/cabinet".into()
    }

    fn section(&self) -> &'static str {
        "/reglages/cabinet"
    }

    fn shut(&self, visit: &Visit) -> bool {
        !is_doctor(visit)
    }

    fn draw(&self, form: Form<'_>, _: &Cabinet) -> Markup {
        html! {
            (form.line("nom", "Nom du cabinet", "comme on le dit : « cabinet médical des Lilas »", 120))
            (form.line("adresse", "Adresse", "", 120))
            h2 { "Réservation" }
            div.deux {
                (form.kind("delai", "Au plus tôt dans", "minutes après l'appel", "number"))
                (form.kind("horizon", "Jusqu'à", "jours à l'avance, 730 au plus", "number"))
            }
            (form.tick("feries", "Fermé les jours fériés", ""))
            h2 { "À la fin et autour de l'appel" }
            (form.tick("note", "Demander une note de satisfaction", "de 1 à 5, à la fin de l'appel"))
            (form.tick("attente", "Tenir une liste d'attente", "un créneau libéré est proposé à ceux qui attendent"))
            h2 { "Durées de conservation" }
            p.discret { "Ce qui est plus ancien disparaît chaque nuit. Aucun son n'est jamais gardé." }
            div.deux { @for (name, _, label, hint, _) in KEPT { (form.kind(name, label, hint, "number")) } }
        }
    }
}

/// `GET /reglages/cabinet`
pub async fn page(
    State(site): State<Arc<Site>>,
    Extension(visit): Extension<Visit>,
    Query(done): Query<Done>,
) -> Response {
    show(&site, &visit, &House, &done.fait)
}

/// `POST /reglages/cabinet/enregistrer`
pub async fn saved(
    State(site): State<Arc<Site>>,
    Extension(visit): Extension<Visit>,
    Body(pairs): Body<Vec<(String, String)>>,
) -> Response {
    take(&site, &visit, &House, &Typed::of(pairs))
}
