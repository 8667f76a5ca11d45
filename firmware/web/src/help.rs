//! Help (French, a page a task): what one does, what one then sees, what to do when it goes wrong. Found by words, and
//! opened by `?` at the task of the page one is on.

use crate::help_tasks::{KEYS, TASKS, Task};
use crate::layout::{Tab, page as whole};
use crate::session::Visit;
use crate::site::Site;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use huisclos_agenda::fold_name;
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

/// Longest search: help is looked for by a few words.
const WORDS_CHARS_MAX: usize = 60;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    q: String,
}

/// The help of a part of the page.
pub fn of(tab: Option<Tab>) -> String {
    let task = match tab {
        Some(Tab::Agenda) => "rendez-vous",
        Some(Tab::Calls) => "appels",
        Some(Tab::Inbox) => "notes",
        Some(Tab::Waiting) => "attente",
        Some(Tab::Patients) => "patients",
        Some(Tab::Figures) => "chiffres",
        Some(Tab::Data) => "droits",
        Some(Tab::Accounts) => "comptes",
        Some(Tab::Machine) => "panne",
        _ => return "/aide".into(),
    };
    format!("/aide/{task}")
}

/// `GET /aide`
pub async fn page(
    State(site): State<Arc<Site>>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<Asked>,
) -> Response {
    let q: String = asked.q.chars().take(WORDS_CHARS_MAX).collect();
    let found = search(&q);
    let body = html! {
        section.page.aide-page {
            h1 { "Aide" }
            form.filtre method="get" action="/aide" {
                label.champ { span { "Que voulez-vous faire ?" } input type="search" name="q" value=(q) maxlength=(WORDS_CHARS_MAX) spellcheck="false"; }
                button.principal { "Chercher" }
            }
            p { a.bouton href="/aide/fiche" { "La fiche du poste, à imprimer" } }
            @if found.is_empty() { p.vide { "Rien sous ces mots. Essayez un seul mot, par exemple « note » ou « urgence »." } }
            ul.taches { @for task in found { li { a href=(format!("/aide/{}", task.slug)) data-volet { (task.title) } p.discret { (task.sees) } } } }
            h2 { "Au clavier" }
            dl.faits { @for (key, what) in KEYS { dt { kbd { (key) } } dd { (what) } } }
        }
    };
    whole(&site, &visit, "Aide", None, body)
}

/// The tasks that hold every word, those whose title does first; all of them without a word.
fn search(q: &str) -> Vec<&'static Task> {
    let words: Vec<String> = q.split(|c: char| !c.is_alphanumeric()).map(fold_name).filter(|w| w.len() > 1).collect();
    let holds = |text: &str| words.iter().all(|w| fold_name(text).contains(w.as_str()));
    let mut found: Vec<&Task> = TASKS.iter().filter(|task| holds(&task.text())).collect();
    // Where the title says it first, then where it is one of the task's own words.
    found.sort_by_key(|task| (!holds(task.title), !holds(task.words)));
    found
}

/// `GET /aide/{id}`
pub async fn task(
    State(site): State<Arc<Site>>,
    Extension(visit): Extension<Visit>,
    Path(slug): Path<String>,
) -> Response {
    let Some(task) = TASKS.iter().find(|task| task.slug == slug) else {
        let body = html! { section.carte.detail { h1 { "Cette page d'aide n'existe pas" } p { a href="/aide" { "Toute l'aide" } } } };
        return (StatusCode::NOT_FOUND, whole(&site, &visit, "Aide", None, body)).into_response();
    };
    whole(&site, &visit, task.title, None, written(task))
}

fn written(task: &Task) -> Markup {
    html! {
        section.carte.detail.aide-tache {
            p.sur { a href="/aide" { "Aide" } }
            h1 { (task.title) }
            ol { @for step in task.does { li { (step) } } }
            p { b { "Vous voyez : " } (task.sees) }
            h2 { "Si cela ne va pas" }
            dl { @for (what, remedy) in task.wrong { dt { (what) } dd { (remedy) } } }
            @if !task.see_also.is_empty() {
                p.discret { "Voir aussi : " @for (i, slug) in task.see_also.iter().enumerate() {
                    @if i > 0 { ", " }
                    @if let Some(other) = TASKS.iter().find(|t| t.slug == *slug) { a href=(format!("/aide/{slug}")) data-volet { (other.title) } }
                } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_says_what_to_do_and_what_when_it_goes_wrong() {
        assert!(TASKS.len() >= 12);
        for task in TASKS {
            assert!(!task.does.is_empty() && !task.wrong.is_empty() && task.sees.ends_with('.'), "{}", task.slug);
            assert!(task.does.iter().all(|step| step.ends_with('.')), "{}", task.slug);
            assert!(task.wrong.iter().all(|(what, remedy)| !what.is_empty() && remedy.ends_with('.')), "{}", task.slug);
            assert!(task.see_also.iter().all(|slug| TASKS.iter().any(|t| t.slug == *slug)), "{}", task.slug);
        }
        let tabs = [
            Tab::Agenda,
            Tab::Calls,
            Tab::Inbox,
            Tab::Waiting,
            Tab::Patients,
            Tab::Figures,
            Tab::Data,
            Tab::Accounts,
            Tab::Machine,
        ];
        for tab in tabs {
            let slug = of(Some(tab));
            assert!(TASKS.iter().any(|t| format!("/aide/{}", t.slug) == slug), "{slug}");
        }
    }

    #[test]
    fn tasks_are_found_by_words_however_they_are_typed() {
        for (words, first) in [
            ("déplacer", "deplacer"),
            ("DEPLACER un rendez-vous", "deplacer"),
            ("liste attente", "attente"),
            ("effacer", "droits"),
            ("courant", "panne"),
            ("certificat", "certificat"),
        ] {
            assert_eq!(search(words).first().map(|t| t.slug), Some(first), "{words}");
        }
        assert_eq!(search("").len(), TASKS.len());
        assert!(search("<script>alert").is_empty());
    }
}
