//! The first account of a blank box, and the first sign-in of somebody invited: a code, a password, a PIN.

use crate::layout::{door, fault, field};
use crate::limits::Whose;
use crate::password::{PASSWORD_CHARS_MIN, is_pin, weakness};
use crate::reply::Peer;
use crate::secret;
use crate::site::Site;
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use huisclos_agenda::{Private, Purpose};
use huisclos_ports::{Account, AccountId, Role};
use maud::html;
use serde::Deserialize;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The text of a hash or secret of an account.
pub fn open(text: Private<String>) -> String {
    text.into_open(Purpose::Page)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Chosen {
    code: String,
    login: String,
    name: String,
    password: String,
    again: String,
    pin: String,
}

/// `GET /premiere`
pub async fn first(State(site): State<Arc<Site>>) -> Response {
    form(&site, &Chosen::default(), None)
}

fn form(site: &Site, typed: &Chosen, wrong: Option<&str>) -> Response {
    let blank = site.is_blank().unwrap_or(false);
    let body = html! {
        h1 { @if blank { "Le premier compte de la boîte" } @else { "Première connexion" } }
        @if blank {
            p { "Ce compte est celui du médecin : il répond des données et ouvrira les autres comptes. Le code est affiché sur la boîte et sur sa console." }
        } @else {
            p { "Le médecin du cabinet vous a donné un identifiant et un code." }
        }
        (fault(wrong))
        form method="post" action="/premiere" autocomplete="off" {
            (field("Code", Some(if blank { "affiché par la boîte" } else { "à huit chiffres" }), html! {
                input.code name="code" value=(typed.code) required maxlength="12" inputmode="numeric" autocomplete="one-time-code" autofocus;
            }))
            @if blank {
                (field("Votre nom", Some("comme vos collègues le liront"), html! {
                    input name="name" value=(typed.name) required maxlength="60" autocomplete="name";
                }))
            }
            (field("Identifiant", Some(if blank { "lettres minuscules, chiffres, point, tiret" } else { "celui qu'on vous a donné" }), html! {
                input name="login" value=(typed.login) required maxlength="40" autocomplete="username" autocapitalize="none" spellcheck="false";
            }))
            (field("Mot de passe", Some(&format!("{PASSWORD_CHARS_MIN} caractères au moins ; quatre mots sans rapport conviennent")), html! {
                input type="password" name="password" required maxlength="200" autocomplete="new-password";
            }))
            (field("Le même, encore une fois", None, html! {
                input type="password" name="again" required maxlength="200" autocomplete="new-password";
            }))
            (field("Code PIN", Some("4 à 8 chiffres, pour rouvrir l'écran après une pause"), html! {
                input.code type="password" name="pin" required maxlength="8" inputmode="numeric" autocomplete="off";
            }))
            button.principal.large { "Créer mon accès" }
        }
        p { a href="/connexion" { "J'ai déjà un mot de passe" } }
    };
    door(site, "Première connexion", body)
}

/// A login: what can be typed on any keyboard and said on the telephone.
pub fn is_login(login: &str) -> bool {
    (2..=40).contains(&login.len())
        && login.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'))
}

/// A name that colleagues read: nothing hidden in it.
pub fn is_name(name: &str) -> bool {
    (1..=60).contains(&name.chars().count()) && crate::french::plain(name) == name
}

/// `POST /premiere`
pub async fn chosen(
    State(site): State<Arc<Site>>,
    peer: Option<Extension<ConnectInfo<Peer>>>,
    Form(mut typed): Form<Chosen>,
) -> Response {
    typed.login = typed.login.trim().to_lowercase();
    typed.name = typed.name.trim().to_string();
    let (password, again) =
        (Zeroizing::new(std::mem::take(&mut typed.password)), Zeroizing::new(std::mem::take(&mut typed.again)));
    let pin = Zeroizing::new(std::mem::take(&mut typed.pin));
    let refuse = |status: StatusCode, sentence: &str| (status, form(&site, &typed, Some(sentence))).into_response();
    let blank = match site.is_blank() {
        Ok(blank) => blank,
        Err(sentence) => return refuse(StatusCode::SERVICE_UNAVAILABLE, &sentence),
    };
    // What can be corrected is said first: it costs no try.
    let fault = if !is_login(&typed.login) {
        Some("L'identifiant s'écrit en lettres minuscules sans accent, chiffres, points et tirets.".to_string())
    } else if blank && !is_name(&typed.name) {
        Some("Écrivez votre nom, comme vos collègues le liront.".to_string())
    } else if *password != *again {
        Some("Les deux mots de passe diffèrent.".to_string())
    } else if !is_pin(&pin) {
        Some("Le PIN a 4 à 8 chiffres, ni tous pareils ni à la suite.".to_string())
    } else {
        weakness(&password, &[&typed.login, &typed.name])
    };
    if let Some(fault) = fault {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, &fault);
    }
    let mut whose = vec![Whose::FirstCode];
    whose.extend(peer.map(|peer| Whose::Machine(peer.0.0.0.ip().to_string())));
    if !site.limits.may_try(&whose, site.clock.since_start()) {
        return refuse(StatusCode::TOO_MANY_REQUESTS, "Trop d'essais : attendez une heure.");
    }
    let code: String = typed.code.chars().filter(char::is_ascii_digit).collect();
    let Some(account) = who(&site, blank, &code, &typed) else {
        // A code that does not do is not given back; one beside a password mistyped is.
        let asked = Chosen { login: typed.login.clone(), name: typed.name.clone(), ..Chosen::default() };
        let page = form(&site, &asked, Some("Ce code ne convient pas, ou il n'est plus valable."));
        return (StatusCode::UNAUTHORIZED, page).into_response();
    };
    let (Some(hashed), Some(pin)) = (site.passwords.hash(password).await, site.passwords.hash(pin).await) else {
        return refuse(StatusCode::SERVICE_UNAVAILABLE, "La boîte est trop occupée ; recommencez dans un instant.");
    };
    let account = Account {
        password: Some(hashed.into()),
        pin: Some(pin.into()),
        invitation: None,
        totp: None,
        browsers: Vec::new(),
        ..account
    };
    match site.accounts.put_account(&account) {
        Ok(account) => {
            site.limits.was_right(&whose);
            site.sessions.end_all(account.id);
            crate::door::admit(&site, &account)
        }
        Err(e) => refuse(StatusCode::CONFLICT, &e.to_string()),
    }
}

/// The account that the code is for: the blank box's first, or the invited one.
fn who(site: &Site, blank: bool, code: &str, typed: &Chosen) -> Option<Account> {
    let invited = site.account(&typed.login).ok()?;
    if blank && invited.is_none() {
        let right = secret::same(code, site.accounts.first_code().open(Purpose::Page));
        return right.then(|| Account {
            id: AccountId(secret::id()),
            version: 0,
            login: typed.login.clone(),
            name: typed.name.clone(),
            role: Role::Doctor,
            closed: false,
            password: None,
            pin: None,
            totp: None,
            totp_step: 0,
            invitation: None,
            browsers: Vec::new(),
        });
    }
    let account = invited?;
    let (hashed, until) = account.invitation.as_ref()?;
    let right = secret::same(&secret::hex(&secret::digest(code)), hashed.open(Purpose::Page));
    (right && site.clock.unix_s() < *until).then_some(account)
}
