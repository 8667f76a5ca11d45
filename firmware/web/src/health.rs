//! How the box is: a strip on every page while something is wrong, and the whole list at « Le boîtier ».

use crate::session::Visit;
use crate::site::Site;
use huisclos_ports::{Grade, Role};
use maud::{Markup, html};

fn class(grade: Grade) -> &'static str {
    match grade {
        Grade::Down => "etat-boite panne",
        Grade::Worn => "etat-boite usure",
        Grade::Told | Grade::Well => "etat-boite",
    }
}

/// The worst of what is wrong, on every page; nothing while the box is well.
pub fn strip(site: &Site, visit: &Visit) -> Markup {
    let worst = site.health.findings().into_iter().next().filter(|worst| worst.grade <= Grade::Worn);
    html! {
        @if let Some(worst) = worst {
            p class=(class(worst.grade)) role="status" {
                span { (worst.sentence) }
                @if visit.role != Role::Secretary { " " a href="/boitier" { "Le boîtier" } }
            }
        }
    }
}

/// Everything to know of the box, and its lines.
pub fn list(site: &Site) -> Markup {
    let (findings, lines) = (site.health.findings(), site.health.lines());
    html! {
        @if !lines.is_empty() {
            h2 { "Les lignes" }
            dl.faits { @for (name, state) in &lines { dt { (name) } dd { (state) } } }
        }
        @if !findings.is_empty() {
            h2 { "À savoir" }
            @for finding in &findings { p class=(class(finding.grade)) { (finding.sentence) } }
        }
    }
}
