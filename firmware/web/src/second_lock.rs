//! The second lock: the one-time code, and joining the telephone that makes it.

use crate::door::{TOO_MANY, form, remember_browser};
use crate::first_account;
use crate::layout::{door, fault, field};
use crate::limits::Whose;
use crate::one_time;
use crate::reply::{after_sign_in, redirect};
use crate::session::{Stage, Visit};
use crate::site::Site;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use huisclos_ports::Account;
use maud::html;
use serde::Deserialize;
use std::sync::Arc;

type Shared = State<Arc<Site>>;

fn account_of(site: &Site, visit: &Visit) -> Option<Account> {
    site.accounts.accounts().ok()?.into_iter().find(|a| a.id == visit.account && !a.closed)
}

/// `GET /connexion/code`
pub async fn code(State(site): Shared, Extension(visit): Extension<Visit>) -> Response {
    match visit.stage {
        Stage::Enrol(_) => redirect("/connexion/application"),
        _ => code_form(&site, &visit, None),
    }
}

fn code_form(site: &Site, visit: &Visit, wrong: Option<&str>) -> Response {
    let body = html! {
        h1 { "Code à usage unique" }
        p { "Ouvrez l'application d'authentification de votre téléphone et tapez le code de Huisclos." }
        (fault(wrong))
        form method="post" action="/connexion/code" {
            input type="hidden" name="jeton" value=(visit.jeton);
            (code_field())
            button.principal.large { "Continuer" }
        }
    };
    door(site, "Code à usage unique", body)
}

fn code_field() -> maud::Markup {
    field(
        "Code à six chiffres",
        None,
        html! {
            input.code name="code" required inputmode="numeric" autocomplete="one-time-code" maxlength="8" autofocus;
        },
    )
}

#[derive(Deserialize)]
pub struct Code {
    code: String,
}

/// `POST /connexion/code`
pub async fn coded(State(site): Shared, Extension(visit): Extension<Visit>, Form(typed): Form<Code>) -> Response {
    let Some(account) = account_of(&site, &visit) else { return redirect("/connexion") };
    // A right password is given back its try, so codes have their own count.
    let whose = [Whose::Login(format!("code:{}", account.login))];
    if !site.limits.may_try(&whose, site.clock.since_start()) {
        site.sessions.end(&visit.key);
        return (StatusCode::TOO_MANY_REQUESTS, form(&site, "", Some(TOO_MANY))).into_response();
    }
    let step = account
        .totp
        .clone()
        .map(first_account::open)
        .and_then(|totp| one_time::check(&totp, &typed.code, site.clock.unix_s(), account.totp_step));
    let Some(step) = step else {
        if site.sessions.was_wrong(&visit.key) {
            return redirect("/connexion");
        }
        let wrong = "Ce code n'est pas le bon, ou il a déjà servi. Attendez le suivant.";
        return (StatusCode::UNAUTHORIZED, code_form(&site, &visit, Some(wrong))).into_response();
    };
    if site.change_account(account.id, |a| a.totp_step = a.totp_step.max(step)).is_err() {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            code_form(&site, &visit, Some("La boîte n'a pas pu l'écrire ; recommencez.")),
        )
            .into_response();
    }
    site.limits.was_right(&whose);
    opened(&site, &visit, &account)
}

/// Another cookie once signed in: who knew the one before has nothing.
fn opened(site: &Site, visit: &Visit, account: &Account) -> Response {
    site.sessions.end(&visit.key);
    let response = after_sign_in(site, account, Stage::Open);
    remember_browser(site, account, response)
}

/// `GET /connexion/application`
pub async fn enrol(State(site): Shared, Extension(visit): Extension<Visit>) -> Response {
    match visit.stage.clone() {
        Stage::Enrol(totp) => enrol_form(&site, &visit, &totp, None),
        _ => redirect("/connexion/code"),
    }
}

fn enrol_form(site: &Site, visit: &Visit, totp: &str, wrong: Option<&str>) -> Response {
    let login = account_of(site, visit).map(|a| a.login).unwrap_or_default();
    let groups: Vec<String> = totp.as_bytes().chunks(4).map(|g| String::from_utf8_lossy(g).into_owned()).collect();
    let body = html! {
        h1 { "Joindre votre téléphone" }
        p { "Votre compte demande un second verrou. Dans une application d'authentification (FreeOTP, Aegis, ou celle que vous avez déjà), choisissez « Ajouter » et visez ce code." }
        (one_time::qr(totp, &login))
        details { summary { "Je ne peux pas viser le code" } p { "Tapez cette clé dans l'application :" } p.cle { (groups.join(" ")) } }
        (fault(wrong))
        form method="post" action="/connexion/application" {
            input type="hidden" name="jeton" value=(visit.jeton);
            (code_field())
            button.principal.large { "Terminer" }
        }
    };
    door(site, "Joindre votre téléphone", body)
}

/// `POST /connexion/application`
pub async fn enrolled(State(site): Shared, Extension(visit): Extension<Visit>, Form(typed): Form<Code>) -> Response {
    let (Stage::Enrol(totp), Some(account)) = (visit.stage.clone(), account_of(&site, &visit)) else {
        return redirect("/connexion");
    };
    let Some(step) = one_time::check(&totp, &typed.code, site.clock.unix_s(), 0) else {
        if site.sessions.was_wrong(&visit.key) {
            return redirect("/connexion");
        }
        let wrong = "Ce code ne correspond pas : vérifiez l'heure du téléphone, puis tapez le code suivant.";
        return (StatusCode::UNAUTHORIZED, enrol_form(&site, &visit, &totp, Some(wrong))).into_response();
    };
    let kept = site.change_account(account.id, |a| {
        a.totp = Some(totp.clone().into());
        a.totp_step = step;
    });
    match kept {
        Ok(account) => opened(&site, &visit, &account),
        Err(sentence) => {
            (StatusCode::SERVICE_UNAVAILABLE, enrol_form(&site, &visit, &totp, Some(&sentence))).into_response()
        }
    }
}
