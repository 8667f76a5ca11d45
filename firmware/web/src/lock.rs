//! The veil: a page left alone hides patients' data, keeps ring and alarm, and comes back with the PIN.

use crate::access::{COOKIE, home_of};
use crate::first_account::open;
use crate::layout::{door, fault, field};
use crate::news::Topic;
use crate::reply::{local, redirect, with_cookie};
use crate::session::Visit;
use crate::site::{DEMO_ACCOUNT, Site};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use maud::html;
use serde::Deserialize;
use std::sync::Arc;
use zeroize::Zeroizing;

type Shared = State<Arc<Site>>;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Back {
    vers: String,
}

/// `GET /verrou`
pub async fn locked(State(site): Shared, Extension(visit): Extension<Visit>, Query(back): Query<Back>) -> Response {
    if visit.idle {
        form(&site, &visit, &back.vers, None)
    } else {
        redirect(local(&back.vers).unwrap_or(home_of(visit.role)))
    }
}

fn form(site: &Site, visit: &Visit, back: &str, wrong: Option<&str>) -> Response {
    let demo = visit.account == DEMO_ACCOUNT;
    let body = html! {
        h1 { "Écran masqué" }
        p { "Bonjour " (visit.name) ". La page s'est fermée d'elle-même pour protéger les patients. Les appels sonnent toujours ici." }
        (fault(wrong))
        form method="post" action="/verrou" {
            input type="hidden" name="jeton" value=(visit.jeton);
            input type="hidden" name="vers" value=(local(back).unwrap_or_default());
            @if demo {
                p { "En démonstration, aucun PIN n'est demandé." }
            } @else {
                (field("Code PIN", None, html! {
                    input.code type="password" name="pin" required maxlength="8" inputmode="numeric" autocomplete="off" autofocus;
                }))
            }
            button.principal.large { "Rouvrir" }
        }
        form method="post" action="/deconnexion" {
            input type="hidden" name="jeton" value=(visit.jeton);
            button.lien { "Ce n'est pas moi : se déconnecter" }
        }
        span #lien role="status" data-etat="attente" {}
    };
    door(site, "Écran masqué", body)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Typed {
    pin: String,
    vers: String,
}

/// `POST /verrou`
pub async fn unlock(State(site): Shared, Extension(visit): Extension<Visit>, Form(typed): Form<Typed>) -> Response {
    let pin = Zeroizing::new(typed.pin);
    let right = visit.account == DEMO_ACCOUNT || {
        let all = site.accounts.accounts().unwrap_or_default();
        let account = all.into_iter().find(|a| a.id == visit.account && !a.closed);
        site.passwords.matches(pin, account.and_then(|a| a.pin).map(open)).await
    };
    if right {
        site.sessions.wake(&visit.key, site.clock.since_start());
        return redirect(local(&typed.vers).unwrap_or(home_of(visit.role)));
    }
    if site.sessions.was_wrong(&visit.key) {
        return redirect("/connexion");
    }
    (StatusCode::UNAUTHORIZED, form(&site, &visit, &typed.vers, Some("Ce PIN n'est pas le bon."))).into_response()
}

/// `POST /masquer`: somebody leaves the desk.
pub async fn hide(State(site): Shared, Extension(visit): Extension<Visit>) -> Response {
    site.sessions.hide(&visit.key);
    site.news.tell(Topic::Sessions);
    redirect("/verrou")
}

/// `POST /deconnexion`
pub async fn leave(State(site): Shared, Extension(visit): Extension<Visit>) -> Response {
    site.sessions.end(&visit.key);
    site.news.tell(Topic::Sessions);
    with_cookie(redirect("/connexion"), COOKIE, "", Some(0))
}
