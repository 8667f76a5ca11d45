//! The settings: who works there, for what, when, how the telephone is answered, what it says. Read by everybody who sees
//! patients, changed by the doctor; hours, absences and the knowledge base by the secretary too.

pub mod absences;
pub mod cabinet;
pub mod fields;
pub mod flags;
pub mod greeting;
pub mod history;
pub mod hours;
pub mod knowledge;
pub mod motifs;
pub mod people;
pub mod periods;
pub mod routes;
pub mod save;
pub mod sentences;
pub mod sheet;
pub mod sound;
pub mod typed;
pub mod words;

use crate::layout::{Tab, page as whole};
use crate::session::Visit;
use crate::site::Site;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use huisclos_ports::Role;
use maud::{Markup, html};
use std::sync::Arc;

/// Pages of the settings: address, name.
const PAGES: [(&str, &str); 11] = [
    ("/reglages", "Vue d'ensemble"),
    ("/reglages/praticiens", "Praticiens et horaires"),
    ("/reglages/absences", "Absences et fermetures"),
    ("/reglages/motifs", "Motifs"),
    ("/reglages/renseignements", "Renseignements donnés"),
    ("/reglages/periodes", "Périodes d'accueil"),
    ("/reglages/accueil", "Message d'accueil"),
    ("/reglages/phrases", "Phrases et essais"),
    ("/reglages/alertes", "Liste d'alertes"),
    ("/reglages/cabinet", "Cabinet et durées"),
    ("/reglages/historique", "Historique"),
];

/// A page of the settings, with the way to the others. `status` is 200 unless something was refused.
pub fn frame(site: &Site, visit: &Visit, here: &str, title: &str, body: Markup) -> Response {
    let body = html! {
        div.reglages {
            nav.sections aria-label="Réglages" {
                @for (place, name) in PAGES { a href=(place) aria-current=[(place == here).then_some("page")] { (name) } }
                @if visit.role == Role::Doctor { a href="/modeles" aria-current=[(here == "/modeles").then_some("page")] { "Modèles" } }
            }
            section.page { h1 { (title) } (body) }
        }
    };
    whole(site, visit, title, Some(Tab::Settings), body)
}

/// True when this person may change what only the doctor changes.
pub fn is_doctor(visit: &Visit) -> bool {
    visit.role == Role::Doctor
}

/// `GET /reglages`
pub async fn overview(State(site): State<Arc<Site>>, Extension(visit): Extension<Visit>) -> Response {
    let cabinet = site.cabinet();
    let scripts = site.scripts.now().content;
    let signature = site.signature.now().content;
    let count = |n: usize, one: &str, many: &str| match n {
        0 => format!("aucun{} {one}", if one.ends_with('e') { "e" } else { "" }),
        1 => format!("1 {one}"),
        n => format!("{n} {many}"),
    };
    let now = site.clock.civil();
    let period =
        cabinet.period_at(now).map_or_else(|| "aucune : la boîte répond tout de suite".into(), |p| p.name.clone());
    let rows: [(&str, String, &str); 8] = [
        ("Praticiens", count(cabinet.practitioners.len(), "praticien", "praticiens"), "/reglages/praticiens"),
        ("Motifs", count(cabinet.motifs.len(), "motif", "motifs"), "/reglages/motifs"),
        (
            "À déplacer",
            count(absences::to_move(&site, &visit).map_or(0, |all| all.len()), "rendez-vous", "rendez-vous"),
            "/reglages/absences",
        ),
        ("Période en cours", period, "/reglages/periodes"),
        (
            "Accueil",
            if cabinet.greeting_at(now).1.is_some() { "voix enregistrée".into() } else { "voix de la boîte".into() },
            "/reglages/accueil",
        ),
        (
            "Phrases",
            if scripts.scripts.is_empty() {
                "celles d'origine".into()
            } else {
                count(scripts.scripts.len(), "script en service", "scripts en service")
            },
            "/reglages/phrases",
        ),
        ("Liste d'alertes", flags::standing(&signature), "/reglages/alertes"),
        (
            "Satisfaction",
            if cabinet.satisfaction { "une note est demandée" } else { "non demandée" }.into(),
            "/reglages/cabinet",
        ),
    ];
    let body = html! {
        @if !is_doctor(&visit) {
            p.discret { "Vous pouvez changer les horaires, les absences et les renseignements ; le reste se change avec le compte d'un médecin." }
        }
        @if !flags::is_signed(&signature) {
            p.attention { "La liste d'alertes n'est pas signée : un médecin doit la relire et la signer. " a href="/reglages/alertes" { "La lire" } }
        }
        ul.cartes { @for (name, value, place) in &rows { li { a href=(place) { b { (name) } span { (value) } } } } }
        p.discret { "Ce qui est enregistré ici vaut dès le prochain appel ; les appels en cours finissent comme ils ont commencé." }
    };
    frame(&site, &visit, "/reglages", "Réglages", body)
}
