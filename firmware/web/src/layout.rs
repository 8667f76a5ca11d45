//! The frame around every page: skip link, bar, search, the call under way, notices.

use crate::access::home_of;
use crate::assets::address;
use crate::calls;
use crate::icons;
use crate::session::Visit;
use crate::site::{DEMO_ACCOUNT, Site};
use axum::Extension;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use huisclos_ports::Role;
use maud::{DOCTYPE, Markup, html};
use std::sync::Arc;

/// The parts of the page, as the bar names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Agenda,
    Calls,
    Inbox,
    Waiting,
    Patients,
    Figures,
    Data,
    Settings,
    Accounts,
    Machine,
}

/// A whole page, or only its content when a script asks for it.
pub fn page(site: &Site, visit: &Visit, title: &str, tab: Option<Tab>, body: Markup) -> Response {
    if visit.fragment {
        return Html(body.into_string()).into_response();
    }
    let shown = html! {
        (DOCTYPE)
        html lang="fr" {
            (head(site, title))
            body data-jeton=(visit.jeton) data-aide=(crate::help::of(tab)) data-micro=(address("/micro.js")) data-maintenant=(site.clock.civil().strftime("%Y-%m-%dT%H:%M:%S")) {
                a.evitement href="#contenu" { "Aller au contenu" }
                // First in the page: an alarm pushes what it would cover.
                div #alerte role="alert" {}
                (bar(site, visit, tab))
                (crate::health::strip(site, visit))
                div.scene {
                    main #contenu tabindex="-1" { (body) }
                    aside #volet aria-label="Détail" hidden {}
                }
                @if visit.role != Role::Technician {
                    section #barre-appel aria-label="Appel en cours" aria-live="polite" { (calls::bar_body(site)) }
                    (crate::taking::headset())
                }
                div #avis role="status" aria-live="polite" {}
            }
        }
    };
    Html(shown.into_string()).into_response()
}

/// A page at the door: no bar, one card.
pub fn door(site: &Site, title: &str, body: Markup) -> Response {
    let shown = html! {
        (DOCTYPE)
        html lang="fr" {
            (head(site, title))
            body.porte {
                a.evitement href="#contenu" { "Aller au contenu" }
                main #contenu tabindex="-1" {
                    p.marque { (icons::mark()) " Huisclos" }
                    section.carte { (body) }
                    p.discret { (site.cabinet().name) " · Rien ne sort d'ici : ni voix, ni texte." }
                }
                div #avis role="status" aria-live="polite" {}
                div #alerte role="alert" {}
            }
        }
    };
    Html(shown.into_string()).into_response()
}

fn head(site: &Site, title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            title { (title) " · " (site.cabinet().name) }
            link rel="stylesheet" href=(address("/page.css"));
            link rel="stylesheet" href=(address("/appels.css"));
            link rel="stylesheet" href=(address("/reglages.css"));
            link rel="icon" href="/icone.svg" type="image/svg+xml";
            script src=(address("/idiomorph.js")) defer {}
            script src=(address("/page.js")) defer {}
            script src=(address("/agenda.js")) defer {}
            script src=(address("/son.js")) defer {}
            script src=(address("/reglages.js")) defer {}
        }
    }
}

/// `GET /rubriques`: the headings alone, with their counts as they are now; which one is open is the browser's to know.
pub async fn headings(State(site): State<Arc<Site>>, Extension(visit): Extension<Visit>) -> Response {
    Html(rubrics(&site, &visit, None).into_string()).into_response()
}

fn rubrics(site: &Site, visit: &Visit, tab: Option<Tab>) -> Markup {
    let care = visit.role != Role::Technician;
    let link = |place: &str, name: &str, icon: Markup, of: Tab, count: Option<usize>| {
        html! {
            a href=(place) aria-current=[(tab == Some(of)).then_some("page")] {
                (icon) span { (name) }
                @if let Some(count) = count.filter(|n| *n > 0) {
                    b.pastille { (count) span.lu { " à traiter" } }
                }
            }
        }
    };
    html! {
        @if care {
            (link("/agenda", "Agenda", icons::agenda(), Tab::Agenda, None))
            (link("/appels", "Appels", icons::call(), Tab::Calls, None))
            (link("/boite", "Notes", icons::inbox(), Tab::Inbox, Some(crate::inbox::open_count(site))))
            (link("/attente", "Attente", icons::waiting(), Tab::Waiting, Some(crate::waiting::open_count(site))))
            (link("/patients", "Patients", icons::patient(), Tab::Patients, None))
            (link("/chiffres", "Chiffres", icons::figures(), Tab::Figures, None))
        }
        @if care { (link("/reglages", "Réglages", icons::settings(), Tab::Settings, None)) }
        @if visit.role == Role::Doctor { (link("/comptes", "Comptes", icons::key(), Tab::Accounts, None)) }
        @if visit.role != Role::Secretary { (link("/boitier", "Boîtier", icons::machine(), Tab::Machine, None)) }
    }
}

fn bar(site: &Site, visit: &Visit, tab: Option<Tab>) -> Markup {
    let care = visit.role != Role::Technician;
    html! {
        header.barre {
            a.marque href=(home_of(visit.role)) aria-label="Huisclos, début" { (icons::mark()) span { "Huisclos" } }
            nav aria-label="Rubriques" #rubriques { (rubrics(site, visit, tab)) }
            @if care {
                form.recherche role="search" action="/patients" method="get" autocomplete="off" {
                    label.lu for="recherche" { "Chercher un patient par son nom ou son numéro" }
                    (icons::search())
                    input #recherche type="search" name="q" maxlength="80" placeholder="Nom, téléphone ( / )"
                        aria-controls="suggestions" spellcheck="false";
                    div #suggestions hidden {}
                }
            }
            details.moi {
                summary { span.rond aria-hidden="true" { (initial(&visit.name)) } span.lu { "Mon compte : " } span.nom { (visit.name) } }
                div.menu {
                    p { b { (visit.name) } br; (visit.role.in_french()) @if visit.account == DEMO_ACCOUNT { ", démonstration" } }
                    p { a href=(crate::help::of(tab)) data-volet { "Aide" } " " kbd { "?" } }
                    @if care { p { a href="/donnees" { "Données des patients" } } }
                    (button("/masquer", &visit.jeton, "Masquer l'écran", "Ctrl + L"))
                    (button("/deconnexion", &visit.jeton, "Se déconnecter", ""))
                }
            }
            span #lien role="status" data-etat="attente" { span.lu { "connexion à la boîte…" } }
        }
    }
}

fn button(place: &str, jeton: &str, name: &str, key: &str) -> Markup {
    html! {
        form method="post" action=(place) {
            input type="hidden" name="jeton" value=(jeton);
            button.ligne { (name) @if !key.is_empty() { " " kbd { (key) } } }
        }
    }
}

fn initial(name: &str) -> String {
    name.chars().next().map(|c| c.to_uppercase().to_string()).unwrap_or_default()
}

/// A field with its label.
pub fn field(label: &str, hint: Option<&str>, input: Markup) -> Markup {
    html! { label.champ { span { (label) } @if let Some(hint) = hint { small { (hint) } } (input) } }
}

/// What went wrong, first thing in a form, read aloud at once.
pub fn fault(sentence: Option<&str>) -> Markup {
    html! { @if let Some(sentence) = sentence { p.erreur role="alert" { (sentence) } } }
}
