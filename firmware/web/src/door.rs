//! The door: sign-in with password and one-time code, the first account of a blank box, invitations, the demonstration.

use crate::access::{BROWSER_COOKIE, COOKIE, cookie, home_of};
use crate::first_account;
use crate::layout::{door, fault, field};
use crate::limits::Whose;
use crate::reply::{Peer, redirect, with_cookie};
use crate::second_lock;
use crate::session::{Stage, Visit};
use crate::site::{DEMO_ACCOUNT, DEMO_NAME, Site};
use crate::{one_time, secret};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
pub use first_account::{chosen, first};
use huisclos_ports::{Account, Role};
use maud::html;
pub use second_lock::{code, coded, enrol, enrolled};
use serde::Deserialize;
use std::sync::Arc;
use zeroize::Zeroizing;

type Shared = State<Arc<Site>>;
/// Browsers of one account that are known again; a person uses a desk, a consulting room, a telephone.
const BROWSERS_MAX: usize = 8;
/// The same words whatever was wrong: they tell nothing of which accounts there are.
const WRONG: &str = "Identifiant ou mot de passe incorrect.";
pub(crate) const TOO_MANY: &str = "Trop d'essais. Attendez une heure avant de recommencer ; le poste dont vous vous servez d'habitude n'est pas concerné.";

/// `/`: wherever the person belongs.
pub async fn home(State(site): Shared, Extension(visit): Extension<Option<Visit>>) -> Response {
    match visit {
        Some(visit) => redirect(home_of(visit.role)),
        None if !site.demo && site.is_blank().unwrap_or(false) => redirect("/premiere"),
        None => redirect("/connexion"),
    }
}

/// `GET /connexion`
pub async fn sign_in(State(site): Shared, Extension(visit): Extension<Option<Visit>>) -> Response {
    match visit {
        Some(visit) => redirect(home_of(visit.role)),
        None => form(&site, "", None).into_response(),
    }
}

pub(crate) fn form(site: &Site, login: &str, wrong: Option<&str>) -> Response {
    let body = html! {
        h1 { "Connexion" }
        (fault(wrong))
        @if site.demo {
            form method="post" action="/demonstration" {
                button.principal.large autofocus { "Entrer en démonstration" }
                p.discret { "Vous serez secrétaire d'un cabinet inventé, sur cette machine seulement." }
            }
            hr;
        }
        form method="post" action="/connexion" {
            (field("Identifiant", None, html! {
                input name="login" value=(login) required maxlength="40" autocomplete="username" autocapitalize="none"
                    spellcheck="false" autofocus[!site.demo && login.is_empty()];
            }))
            (field("Mot de passe", None, html! {
                input type="password" name="password" required maxlength="200" autocomplete="current-password"
                    autofocus[!login.is_empty()];
            }))
            button.large.principal[!site.demo] { "Se connecter" }
        }
        p { a href="/premiere" { "Première connexion, ou code d'invitation" } }
    };
    door(site, "Connexion", body)
}

#[derive(Deserialize)]
pub struct Credentials {
    login: String,
    password: String,
}

/// `POST /connexion`
pub async fn signed_in(
    State(site): Shared,
    peer: Option<Extension<ConnectInfo<Peer>>>,
    headers: HeaderMap,
    Form(typed): Form<Credentials>,
) -> Response {
    let password = Zeroizing::new(typed.password);
    let account = match site.account(&typed.login) {
        Ok(account) => account,
        Err(sentence) => return (StatusCode::SERVICE_UNAVAILABLE, form(&site, "", Some(&sentence))).into_response(),
    };
    let whose = tries(account.as_ref(), &headers, peer.as_deref());
    if !site.limits.may_try(&whose, site.clock.since_start()) {
        return (StatusCode::TOO_MANY_REQUESTS, form(&site, "", Some(TOO_MANY))).into_response();
    }
    let hashed = account.as_ref().and_then(|a| a.password.clone()).map(first_account::open);
    let right = site.passwords.matches(password, hashed).await;
    let Some(account) = account.filter(|_| right) else {
        let login: String = typed.login.chars().take(40).collect();
        return (StatusCode::UNAUTHORIZED, form(&site, &login, Some(WRONG))).into_response();
    };
    site.limits.was_right(&whose);
    admit(&site, &account)
}

/// Whose tries a sign-in counts as.
fn tries(account: Option<&Account>, headers: &HeaderMap, peer: Option<&ConnectInfo<Peer>>) -> Vec<Whose> {
    let browser = cookie(headers, BROWSER_COOKIE).map(|token| secret::hex(&secret::digest(&token)));
    if let Some(browser) = browser.filter(|b| account.is_some_and(|a| a.browsers.contains(b))) {
        return vec![Whose::Browser(browser)];
    }
    let login = account.map(|a| a.login.clone()).unwrap_or_default();
    let mut whose = vec![Whose::Login(login)];
    whose.extend(peer.map(|peer| Whose::Machine(peer.0.0.ip().to_string())));
    whose
}

/// Begins the session of somebody whose password is right: open, or waiting for the one-time code.
pub fn admit(site: &Site, account: &Account) -> Response {
    let now = site.clock.since_start();
    let (stage, place) = match (&account.totp, account.role) {
        (Some(_), _) => (Stage::Code, "/connexion/code"),
        // A doctor opens the accounts and a technician the box: a password alone is not enough for them.
        (None, Role::Doctor | Role::Technician) => (Stage::Enrol(one_time::new_secret()), "/connexion/application"),
        (None, Role::Secretary) => (Stage::Open, home_of(account.role)),
    };
    let open = stage == Stage::Open;
    let token = site.sessions.begin(account.id, &account.name, account.role, stage, now);
    let response = with_cookie(redirect(place), COOKIE, &token, None);
    if open { remember_browser(site, account, response) } else { response }
}

/// Gives the browser a token by which it is known again.
pub(crate) fn remember_browser(site: &Site, account: &Account, response: Response) -> Response {
    let token = secret::token();
    let hashed = secret::hex(&secret::digest(&token));
    let kept = site.change_account(account.id, |account| {
        account.browsers.push(hashed.clone());
        let extra = account.browsers.len().saturating_sub(BROWSERS_MAX);
        account.browsers.drain(..extra);
    });
    match kept {
        Ok(_) => with_cookie(response, BROWSER_COOKIE, &token, Some(365 * 24 * 3_600)),
        // The sign-in itself is good; the browser is only not known the next time.
        Err(_) => response,
    }
}

/// `POST /demonstration`: one click, on loopback, in the demonstration only.
pub async fn demo(State(site): Shared) -> Response {
    if !site.demo {
        return StatusCode::NOT_FOUND.into_response();
    }
    let now = site.clock.since_start();
    let token = site.sessions.begin(DEMO_ACCOUNT, DEMO_NAME, Role::Secretary, Stage::Open, now);
    with_cookie(redirect("/agenda"), COOKIE, &token, None)
}
