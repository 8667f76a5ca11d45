//! Who changed what, when, in words; and the way back: an older version put in place again is a new one.

use crate::reply::redirect;
use crate::session::Visit;
use crate::settings::sheet::Done;
use crate::settings::{frame, is_doctor};
use crate::site::Site;
use crate::{french, notice};
use axum::Extension;
use axum::extract::{Form as Body, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use huisclos_call::Texts;
use huisclos_ports::{AccountId, Changed, NotChanged, Settings};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

/// Changes shown of each setting: older ones are kept, nobody reads a hundred.
const SHOWN_MAX: usize = 60;

/// `GET /reglages/historique`
pub async fn page(
    State(site): State<Arc<Site>>,
    Extension(visit): Extension<Visit>,
    Query(done): Query<Done>,
) -> Response {
    show(&site, &visit, None, &done.fait)
}

fn show(site: &Site, visit: &Visit, wrong: Option<&str>, done: &str) -> Response {
    let body = html! {
        (notice::done(done))
        @if let Some(wrong) = wrong { p.erreur role="alert" { (wrong) } }
        p { "Remettre une version la rend telle qu'elle était à ce moment-là, entière ; ce qui a été fait depuis reste dans l'historique." }
        (part(site, visit, "cabinet", "Réglages du cabinet", &site.settings))
        (part(site, visit, "phrases", "Scripts en service", &site.scripts))
        (part(site, visit, "brouillon", "Brouillon des phrases", &site.draft))
        (part(site, visit, "", "Signatures de la liste d'alertes", &site.signature))
    };
    frame(site, visit, "/reglages/historique", "Historique", body)
}

fn part<T: 'static>(site: &Site, visit: &Visit, kind: &str, title: &str, settings: &Arc<dyn Settings<T>>) -> Markup {
    let stands = settings.now().version;
    html! {
        h2 { (title) }
        @match settings.history() {
            Err(e) => { p.erreur role="alert" { (e) } }
            Ok(all) if all.iter().all(|c| c.version == 0) => { p.vide { "Rien n'a été changé sur cette page." } }
            Ok(all) => {
                ol.historique reversed {
                    @for changed in all.iter().take(SHOWN_MAX) { li { (row(site, visit, kind, changed, stands)) } }
                }
            }
        }
    }
}

/// A sentence by its own words, where the settings know it by its key.
fn named(words: &str) -> String {
    let key = words.split_once("« ").and_then(|(_, rest)| rest.split_once(" »")).map(|(key, _)| key);
    let own = key.and_then(|key| Some((key, Texts::french().ways(key).first()?)));
    own.map_or_else(|| words.into(), |(key, own)| words.replacen(key, own, 1))
}

fn row(site: &Site, visit: &Visit, kind: &str, changed: &Changed, stands: u32) -> Markup {
    let who = changed.by.map_or_else(|| "au démarrage".into(), |by| site.name_of(by));
    html! {
        div {
            b { @if let Some(at) = changed.at { (french::moment(at)) ", " } (french::plain(&who)) }
            @if changed.version == stands { " " span.etiquette { "en service" } }
            @if changed.words.is_empty() { p.discret { "Les réglages de départ." } } @else { ul { @for words in &changed.words { li { (named(words)) } } } }
        }
        @if is_doctor(visit) && changed.version != stands && !kind.is_empty() {
            form.enligne method="post" action="/reglages/historique/remettre" {
                input type="hidden" name="jeton" value=(visit.jeton);
                input type="hidden" name="quoi" value=(kind);
                input type="hidden" name="vu" value=(stands);
                input type="hidden" name="version" value=(changed.version);
                button { "Remettre cette version" span.lu { " numéro " (changed.version) } }
            }
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Back {
    quoi: String,
    vu: String,
    version: String,
}

fn put_back<T: Clone + 'static>(
    settings: &Arc<dyn Settings<T>>,
    by: AccountId,
    seen: u32,
    version: u32,
) -> Result<(), NotChanged> {
    let old = settings.at(version)?;
    settings.change(by, seen, (*old).clone()).map(drop)
}

/// `POST /reglages/historique/remettre`
pub async fn undone(
    State(site): State<Arc<Site>>,
    Extension(visit): Extension<Visit>,
    Body(back): Body<Back>,
) -> Response {
    let (Ok(seen), Ok(version)) = (back.vu.parse::<u32>(), back.version.parse::<u32>()) else {
        return (StatusCode::UNPROCESSABLE_ENTITY, show(&site, &visit, Some("Rechargez la page et recommencez."), ""))
            .into_response();
    };
    let by = visit.account;
    let done = match back.quoi.as_str() {
        "cabinet" => put_back(&site.settings, by, seen, version),
        "phrases" => put_back(&site.scripts, by, seen, version),
        "brouillon" => put_back(&site.draft, by, seen, version),
        _ => return (StatusCode::UNPROCESSABLE_ENTITY, "réglage inconnu").into_response(),
    };
    match done {
        Ok(()) => {
            site.news.tell(crate::news::Topic::Agenda);
            redirect("/reglages/historique?fait=remis-regle")
        }
        Err(error) => (StatusCode::CONFLICT, show(&site, &visit, Some(&error.to_string()), "")).into_response(),
    }
}
