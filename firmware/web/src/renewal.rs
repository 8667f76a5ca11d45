//! An update brought by the page: the files of the manufacturer's folder are sent, then the machine verifies and installs them.

use crate::accounts::machine_page;
use crate::models::streamed;
use crate::reply::redirect;
use crate::session::Visit;
use crate::site::Site;
use axum::Extension;
use axum::body::Body as Stream;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;
use tokio::task::spawn_blocking;

type Shared = State<Arc<Site>>;
const NONE_HERE: &str = "Cette machine n'est pas une boîte : mettez le programme à jour à la main.";

/// What « Le boîtier » says of updates; nothing where the page cannot bring one.
pub fn section(site: &Site, visit: &Visit) -> Markup {
    let Some(renewal) = site.health.renewal() else { return html! {} };
    html! {
        h2 { "Mise à jour" }
        @if let Some(said) = renewal.said() { p.etat-boite role="status" { (said) } }
        p.discret { "Choisissez tous les fichiers du dossier « huisclos » que le fabricant vous a donné. Leur signature est vérifiée ici ; la nouvelle version sert au prochain démarrage, et l'ancienne revient d'elle-même si la nouvelle ne marche pas. Une clé USB avec ce dossier fait la même chose." }
        form.fiche data-tient method="post" action="/boitier/miseajour" autocomplete="off" {
            input type="hidden" name="jeton" value=(visit.jeton);
            div.actions {
                label.bouton.fichier { "Choisir les fichiers" input.lu type="file" multiple data-mise-a-jour; }
                button.principal { "Installer ce qui est arrivé" }
            }
            progress max="1" value="0" hidden aria-label="Envoi" {}
            p.etat-son role="status" aria-live="polite" {}
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Sent {
    fichier: String,
}

/// `POST /boitier/fichier`: a file of an update, written to disk as it comes.
pub async fn uploaded(State(site): Shared, Query(sent): Query<Sent>, body: Stream) -> Response {
    streamed(body, move |pieces| {
        let renewal = site.health.renewal().ok_or(NONE_HERE)?;
        renewal.receive(&sent.fichier, pieces)
    })
    .await
}

/// `POST /boitier/miseajour`
pub async fn installed(State(site): Shared, Extension(visit): Extension<Visit>) -> Response {
    let (asked, by) = (site.clone(), visit.account);
    let done = spawn_blocking(move || asked.health.renewal().ok_or(NONE_HERE)?.install(by)).await;
    match done.unwrap_or_else(|_| Err("La boîte n'y est pas arrivée ; recommencez.".into())) {
        Ok(()) => redirect("/boitier"),
        Err(sentence) => {
            (StatusCode::UNPROCESSABLE_ENTITY, machine_page(&site, &visit, Some(&sentence))).into_response()
        }
    }
}
