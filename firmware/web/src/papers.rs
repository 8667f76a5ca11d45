//! What is kept, until when, and what the law asks to be written down: retention, proofs of erasure, record of processing,
//! impact assessment.

use crate::layout::{Tab, fault, page as whole};
use crate::session::Visit;
use crate::site::Site;
use crate::{french, notice, reply};
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use huisclos_ports::{Leaving, Paper, Proof, Role};
use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde::Deserialize;
use std::sync::Arc;

/// Proofs shown; every one stays in the store, and in the register's count.
const PROOFS_MAX: usize = 50;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Done {
    fait: String,
}

/// `GET /donnees`
pub async fn page(
    State(site): State<Arc<Site>>,
    Extension(visit): Extension<Visit>,
    Query(done): Query<Done>,
) -> Response {
    let (leaving, proofs) = (site.rights.leaving(), site.rights.erasures());
    let retention = site.cabinet().retention;
    let body = html! {
        section.page {
            div.tete { h1 { "Données des patients" } a.aide-lien href="/aide/droits" data-volet { "Aide" } }
            (notice::done(&done.fait))
            ul.liens {
                @if visit.role == Role::Doctor { li { a href="/donnees/trace" { "Trace des accès : qui a consulté quoi" } } }
                li { a href="/donnees/registre" { "Registre des traitements (RGPD, article 30)" } }
                li { a href="/donnees/analyse" { "Analyse d'impact (article 35), à compléter par le cabinet" } }
            }
            p { "Les droits d'une personne s'exercent depuis sa " a href="/patients" { "fiche" } " : voir, corriger, emporter, effacer." }
            h2 { "Ce qui est gardé, et jusqu'à quand" }
            p.discret { "La boîte supprime d'elle-même, chaque nuit, ce dont la durée est passée. Les durées se changent dans les réglages du cabinet." }
            @match &leaving { Err(e) => { (fault(Some(&e.to_string()))) } Ok(all) => { (kept(all, retention.audit_months)) } }
            h2 { "Effacements" }
            @match &proofs { Err(e) => { (fault(Some(&e.to_string()))) } Ok(all) => { (erased(all)) } }
        }
    };
    whole(&site, &visit, "Données des patients", Some(Tab::Data), body)
}

fn kept(all: &[Leaving], audit_months: u16) -> Markup {
    html! {
        div.defile tabindex="0" { table.liste {
            thead { tr { th scope="col" { "Donnée" } th scope="col" { "Gardée" } th scope="col" { "En ce moment" } th scope="col" { "Partiront sous 30 jours" } } }
            tbody {
                @for one in all { tr {
                    td { (one.kind) } td { (one.kept) } td.nombre { (french::count(one.records)) }
                    td.nombre { @match one.soon { Some(n) => { (french::count(n)) } None => { small { "selon ce qui se passe d'ici là" } } } }
                } }
                tr { td { "trace des accès" } td { (audit_months) " mois, par mois entiers" } td {} td {} }
                tr { td { "son des appels" } td { "jamais gardé" } td.nombre { "0" } td.nombre { "0" } }
            }
        } }
    }
}

fn erased(all: &[Proof]) -> Markup {
    html! {
        @if all.is_empty() { p.vide { "Aucun effacement." } } @else {
            div.defile tabindex="0" { table.liste {
                thead { tr { th scope="col" { "Quand" } th scope="col" { "Numéro" } th scope="col" { "Par" } th scope="col" { "Données devenues illisibles" } } }
                tbody { @for p in all.iter().take(PROOFS_MAX) { tr {
                    td { (french::figures(p.at.date())) " " (french::clock(p.at.time())) }
                    td.tel { (format!("{:016x}", p.subject)) } td { (french::plain(&p.by)) } td.nombre { (p.records) }
                } } }
            } }
            @if all.len() > PROOFS_MAX { p.discret { "Les " (PROOFS_MAX) " derniers sur " (all.len()) "." } }
        }
    }
}

/// `GET /donnees/registre`
pub async fn register(state: State<Arc<Site>>, visit: Extension<Visit>) -> Response {
    paper(state, visit, Paper::Register, "Registre des traitements").await
}

/// `GET /donnees/analyse`
pub async fn assessment(state: State<Arc<Site>>, visit: Extension<Visit>) -> Response {
    paper(state, visit, Paper::Assessment, "Analyse d'impact").await
}

async fn paper(
    State(site): State<Arc<Site>>,
    Extension(visit): Extension<Visit>,
    paper: Paper,
    title: &'static str,
) -> Response {
    let shared = site.clone();
    let text = reply::beside(move || shared.rights.paper(paper)).await;
    let body = html! {
        section.page.papier {
            p.a-l-ecran { a href="/donnees" { "Données des patients" } " · Pour l'imprimer : " kbd { "Ctrl + P" } "." }
            @match &text { Err(e) => { h1 { (title) } (fault(Some(&e.to_string()))) } Ok(text) => { (written(text)) } }
        }
    };
    let page = whole(&site, &visit, title, Some(Tab::Data), body);
    match &text {
        Err(refused) => (reply::status_of(refused), page).into_response(),
        Ok(_) => page,
    }
}

/// Markdown as HTML. What is HTML in it is shown as it is typed: names of the cabinet's settings stand in these papers.
pub fn written(text: &str) -> Markup {
    let safe = Parser::new_ext(text, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::HtmlBlock | Tag::Link { .. } | Tag::Image { .. })
        | Event::End(TagEnd::HtmlBlock | TagEnd::Link | TagEnd::Image) => None,
        event => Some(event),
    });
    let mut out = String::new();
    pulldown_cmark::html::push_html(&mut out, safe);
    // pulldown-cmark escapes text, and no tag of the text itself is left.
    html! { (PreEscaped(out)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_become_pages_and_nothing_of_theirs_runs() {
        for (text, holds, lacks) in [
            ("# Registre\n\n- un", "<h1>Registre</h1>", "script"),
            ("| a | b |\n|---|---|\n| 1 | <b>x</b> |", "<td>&lt;b&gt;x&lt;/b&gt;</td>", "<b>"),
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", "<script"),
            ("[ici](javascript:alert(1)) ![i](http://x/y.png)", "ici", "href"),
            ("[ici](javascript:alert(1)) ![i](http://x/y.png)", "ici", "<img"),
            ("a <img src=x onerror=alert(1)> b", "&lt;img", "<img"),
        ] {
            let out = written(text).into_string();
            assert!(out.contains(holds) && !out.contains(lacks), "{text}: {out}");
        }
    }
}
