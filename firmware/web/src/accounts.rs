//! The accounts, for the doctor; and the box itself, for the technician.

use crate::first_account::{is_login, is_name};
use crate::layout::{Tab, fault, field, page as whole};
use crate::reply::redirect;
use crate::session::Visit;
use crate::site::Site;
use crate::{french, notice, secret};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use huisclos_ports::{Account, AccountId, Role};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

type Shared = State<Arc<Site>>;
/// An invitation not used within a day is forgotten on a desk.
const INVITATION_S: u64 = 24 * 3_600;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Done {
    fait: String,
}

/// `GET /comptes`
pub async fn page(State(site): Shared, Extension(visit): Extension<Visit>, Query(done): Query<Done>) -> Response {
    show(&site, &visit, &Invited::default(), None, None, &done.fait)
}

/// `typed`: what stays in the form where it was refused. `told`: a code that is shown this once.
fn show(
    site: &Site,
    visit: &Visit,
    typed: &Invited,
    wrong: Option<&str>,
    told: Option<(&Account, &str)>,
    done: &str,
) -> Response {
    let all = site.accounts.accounts();
    let body = html! {
        section.page {
            h1 { "Comptes" }
            (notice::done(done))
            (fault(wrong))
            @if let Some((account, code)) = told {
                div.fait role="status" {
                    p { "Donnez à " b { (french::plain(&account.name)) } " l'adresse de cette page, l'identifiant " b { (account.login) } " et ce code, valable 24 heures. Il ne sera plus montré." }
                    p.cle { (code.get(..4).unwrap_or_default()) " " (code.get(4..).unwrap_or_default()) }
                }
            }
            @match &all {
                Err(e) => { (fault(Some(&e.to_string()))) }
                Ok(all) => {
                    div.defile { table.liste {
                        thead { tr { th scope="col" { "Nom" } th scope="col" { "Identifiant" } th scope="col" { "Rôle" } th scope="col" { "État" } th scope="col" { "" } } }
                        tbody { @for account in all { (row(site, visit, account)) } }
                    } }
                }
            }
            h2 { "Inviter quelqu'un" }
            form.filtre method="post" action="/comptes" autocomplete="off" {
                input type="hidden" name="jeton" value=(visit.jeton);
                (field("Nom", None, html! { input name="name" value=(typed.name) required maxlength="60"; }))
                (field("Identifiant", None, html! { input name="login" value=(typed.login) required maxlength="40" autocapitalize="none" spellcheck="false"; }))
                (crate::appointment::select("role", "Rôle", &Role::WORDS.map(|(_, word, name)| (word.to_string(), name.to_string())), if typed.role.is_empty() { "secretary" } else { &typed.role }))
                button.principal { "Inviter" }
            }
        }
    };
    let page = whole(site, visit, "Comptes", Some(Tab::Accounts), body);
    if wrong.is_some() { (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() } else { page }
}

fn row(site: &Site, visit: &Visit, account: &Account) -> Markup {
    let state = match account {
        a if a.closed => "fermé",
        a if a.invitation.as_ref().is_some_and(|(_, until)| site.clock.unix_s() < *until) => "invité",
        a if a.password.is_none() => "invitation passée",
        a if a.totp.is_some() => "ouvert, avec téléphone",
        _ => "ouvert",
    };
    let own = account.id == visit.account;
    html! {
        tr {
            td { (french::plain(&account.name)) @if own { span.discret { " (vous)" } } }
            td { (account.login) } td { (account.role.in_french()) } td { (state) }
            td {
                @if !own {
                    form.enligne method="post" action=(format!("/comptes/{}", account.id)) {
                        input type="hidden" name="jeton" value=(visit.jeton);
                        @if account.closed { button name="acte" value="rouvrir" { "Rouvrir" } } @else {
                            button name="acte" value="code" { "Nouveau code" }
                            button.danger name="acte" value="fermer" { "Fermer" }
                        }
                    }
                }
            }
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Invited {
    name: String,
    login: String,
    role: String,
}

/// `POST /comptes`
pub async fn invite(State(site): Shared, Extension(visit): Extension<Visit>, Form(typed): Form<Invited>) -> Response {
    let (name, login) = (typed.name.trim().to_string(), typed.login.trim().to_lowercase());
    let Some(role) = Role::from_word(&typed.role) else {
        return show(&site, &visit, &typed, Some("Choisissez un rôle."), None, "");
    };
    if !is_name(&name) || !is_login(&login) {
        let wrong = "Écrivez un nom, et un identifiant en lettres minuscules sans accent, chiffres, points et tirets.";
        return show(&site, &visit, &typed, Some(wrong), None, "");
    }
    let all = match site.accounts.accounts() {
        Ok(all) => all,
        Err(e) => return show(&site, &visit, &typed, Some(&e.to_string()), None, ""),
    };
    if all.iter().any(|a| a.login == login) {
        return show(&site, &visit, &typed, Some("Cet identifiant est déjà pris."), None, "");
    }
    let (code, invitation) = invitation(&site);
    let account = Account {
        id: AccountId(secret::id()),
        version: 0,
        login,
        name,
        role,
        closed: false,
        password: None,
        pin: None,
        totp: None,
        totp_step: 0,
        invitation,
        browsers: Vec::new(),
    };
    match site.accounts.put_account(&account) {
        Ok(account) => show(&site, &visit, &Invited::default(), None, Some((&account, &code)), ""),
        Err(e) => show(&site, &visit, &typed, Some(&e.to_string()), None, ""),
    }
}

type Invitation = Option<(huisclos_agenda::Private<String>, u64)>;

fn invitation(site: &Site) -> (String, Invitation) {
    let code = secret::digits(8);
    let hashed = secret::hex(&secret::digest(&code));
    (code, Some((hashed.into(), site.clock.unix_s() + INVITATION_S)))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Act {
    acte: String,
}

/// `POST /comptes/{id}`
pub async fn changed(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Form(typed): Form<Act>,
) -> Response {
    let Some(id) = id.parse::<AccountId>().ok().filter(|id| *id != visit.account) else {
        return show(&site, &visit, &Invited::default(), Some("Ce compte ne peut pas être changé d'ici."), None, "");
    };
    let (code, invitation) = invitation(&site);
    let act = typed.acte.as_str();
    if !matches!(act, "fermer" | "rouvrir" | "code") {
        return (StatusCode::UNPROCESSABLE_ENTITY, "acte inconnu").into_response();
    }
    let done = site.change_account(id, |account| match act {
        "fermer" => account.closed = true,
        "rouvrir" => account.closed = false,
        // Whoever lost password or telephone begins again; the old ones are worth nothing from now on.
        _ => {
            account.invitation.clone_from(&invitation);
            (account.password, account.pin, account.totp) = (None, None, None);
            account.browsers.clear();
        }
    });
    match done {
        Err(sentence) => show(&site, &visit, &Invited::default(), Some(&sentence), None, ""),
        Ok(account) => {
            if act != "rouvrir" {
                site.sessions.end_all(id);
                site.news.tell(crate::news::Topic::Sessions);
            }
            match act {
                "fermer" => redirect("/comptes?fait=ferme"),
                "rouvrir" => redirect("/comptes?fait=rouvert"),
                _ => show(&site, &visit, &Invited::default(), None, Some((&account, &code)), ""),
            }
        }
    }
}

/// `GET /boitier`: the box, without any patient's data.
pub async fn machine(State(site): Shared, Extension(visit): Extension<Visit>) -> Response {
    machine_page(&site, &visit, None)
}

/// The same, with what went wrong.
pub fn machine_page(site: &Arc<Site>, visit: &Visit, wrong: Option<&str>) -> Response {
    let body = html! {
        section.page {
            h1 { "Le boîtier" }
            @if wrong.is_some() { (fault(wrong)) }
            dl.faits {
                dt { "Version" } dd { (env!("CARGO_PKG_VERSION")) }
                dt { "Heure de la boîte" } dd { (french::moment(site.clock.civil())) }
                dt { "Allumée depuis" } dd { (french::lasting(site.clock.since_start())) }
                dt { "Adresses" } dd { @if site.hosts.is_empty() { "cette machine seulement" } @else { (site.hosts.join(", ")) } }
                dt { "Autorité" } dd.cle { (site.fingerprint.as_deref().unwrap_or("aucune : la page n'est servie qu'à cette machine")) }
            }
            (crate::health::list(site, &visit))
            (crate::renewal::section(site, visit))
            p.discret { "L'empreinte de l'autorité doit être celle que la console et l'afficheur montrent." }
        }
    };
    whole(site, visit, "Le boîtier", Some(Tab::Machine), body)
}
