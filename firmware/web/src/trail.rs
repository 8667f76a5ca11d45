//! The audit trail on the page: who looked at what, when and why, for whoever answers for the data.

use crate::layout::{Tab, fault, field, page as whole};
use crate::session::Visit;
use crate::site::Site;
use crate::{french, icons, reply};
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::Response;
use huisclos_agenda::PatientId;
use huisclos_ports::{AccountId, Checked, Looked, Which};
use jiff::ToSpan;
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

/// Lines shown at once: a busy day has some hundreds; a narrower choice of days finds better than another page.
const LINES_MAX: usize = 200;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    du: String,
    au: String,
    qui: String,
    patient: String,
    verifier: String,
}

/// `GET /donnees/trace`
pub async fn page(
    State(site): State<Arc<Site>>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<Asked>,
) -> Response {
    let today = site.clock.civil().date();
    let to = french::typed_date(&asked.au).unwrap_or(today);
    let from = french::typed_date(&asked.du).unwrap_or_else(|| to.saturating_sub(6.days())).min(to);
    let who = asked.qui.parse::<AccountId>().ok();
    let patient = asked.patient.trim().parse::<PatientId>().ok();
    let wrong = (!asked.patient.trim().is_empty() && patient.is_none())
        .then_some("Ce n'est pas un numéro de fiche : ouvrez la fiche du patient, son numéro est dans l'adresse.");
    let which = Which { from, to, who, patient };
    let (shared, by) = (site.clone(), visit.account);
    let found = reply::beside(move || shared.rights.looked(by, &which, LINES_MAX)).await;
    let shared = site.clone();
    let check = !asked.verifier.is_empty();
    let checked = if check { Some(reply::beside(move || shared.rights.check_trail()).await) } else { None };
    let mut accounts = vec![(String::new(), "tout le monde".to_string())];
    let all = site.accounts.accounts().unwrap_or_default();
    accounts
        .extend(all.iter().map(|a| (a.id.to_string(), format!("{} ({})", french::plain(&a.name), a.role.in_french()))));
    let body = html! {
        section.page {
            div.tete { h1 { "Trace des accès" } a.aide-lien href="/aide/droits" data-volet { "Aide" } }
            p.discret { "Chaque consultation et chaque changement des données d'un patient est une ligne : on y ajoute, on n'y change rien et on n'y efface rien. Consulter la trace en est une aussi." }
            form.filtre method="get" action="/donnees/trace" {
                (field("Du", None, html! { input type="date" name="du" value=(from) required; }))
                (field("au", None, html! { input type="date" name="au" value=(to) required; }))
                (crate::appointment::select("qui", "Par", &accounts, &asked.qui))
                (field("Fiche n°", Some("facultatif"), html! { input name="patient" value=(asked.patient.chars().take(16).collect::<String>()) maxlength="16" spellcheck="false"; }))
                button.principal { "Afficher" }
                button name="verifier" value="1" { "Vérifier toute la trace" }
            }
            (fault(wrong))
            @match &checked {
                None => {}
                Some(Err(e)) => { (fault(Some(&e.to_string()))) }
                Some(Ok(checked)) => { (mark(checked)) }
            }
            @match &found {
                Err(e) => { (fault(Some(&format!("La trace ne peut pas être lue. {e}")))) }
                Ok(trail) => {
                    p.discret { @if trail.all > trail.shown.len() { "Les " (trail.shown.len()) " dernières lignes sur " (trail.all) " : choisissez moins de jours pour les voir toutes." } @else { (trail.all) " lignes." } }
                    (lines(&site, &trail.shown, true))
                }
            }
        }
    };
    whole(&site, &visit, "Trace des accès", Some(Tab::Data), body)
}

/// What a check of the whole trail found.
fn mark(checked: &Checked) -> Markup {
    html! {
        @if checked.faults.is_empty() {
            p.fait role="status" { (icons::check()) " Trace vérifiée : " (checked.entries) " lignes, sceaux, chaîne et fin intacts." }
            @if checked.untraced > 0 { p.attention { (checked.untraced) " accès n'ont pas pu être notés (disque plein ou en panne) ; les lignes suivantes le disent." } }
        } @else {
            @for sentence in &checked.faults { p.erreur role="alert" { (sentence) } }
        }
    }
}

/// The lines of the trail.
pub fn lines(site: &Site, all: &[Looked], patients: bool) -> Markup {
    html! {
        @if all.is_empty() { p.vide { "Aucun accès." } } @else {
            div.defile tabindex="0" { table.liste.trace {
                thead { tr { th scope="col" { "Quand" } th scope="col" { "Qui" } th scope="col" { "Quoi" } th scope="col" { "Pourquoi" } @if patients { th scope="col" { "Patients" } } } }
                tbody { @for one in all { tr {
                    td { (french::figures(one.at.date())) " " (french::clock(one.at.time())) }
                    td { @match one.who { Some(id) => { (french::plain(&site.name_of(id))) } None => { (one.by) } } }
                    td { (one.did) br; small { (one.what) } }
                    td { (one.why) }
                    @if patients { td.nombre { @if one.patients > 0 { (one.patients) } } }
                } } }
            } }
        }
    }
}
