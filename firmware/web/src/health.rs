//! How the box is: a strip on every page while something is wrong, and the whole list at « Le boîtier ».

use crate::session::Visit;
use crate::site::Site;
use huisclos_ports::{Destination, Egress, Grade, Role};
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
        (leaving(&site.health.egress()))
        @if !findings.is_empty() {
            h2 { "À savoir" }
            @for finding in &findings { p class=(class(finding.grade)) { (finding.sentence) } }
        }
    }
}

/// What left the cabinet's network, and what wanted to, by destination.
fn leaving(egress: &Egress) -> Markup {
    let row = |what: &str, to: &Destination| html! { tr { td { (what) } td { (to.address) } td { (to.packets) } } };
    let many = |n: u64| if n > 1 { "s" } else { "" };
    let (left, refused) = (egress.left_bytes, egress.refused_packets());
    html! {
        h2 { "Ce qui sort du réseau du cabinet" }
        @if !egress.counted {
            p { "Les sorties ne sont pas comptées sur cette machine." }
        } @else {
            p class=(class(if left > 0 { Grade::Down } else { Grade::Well })) {
                (left) " octet" (many(left)) " hors du réseau du cabinet, " (refused) " paquet" (many(refused)) " refusé" (many(refused)) "."
            }
            @if !egress.refused.is_empty() || !egress.sent.is_empty() {
                div.defile { table.liste {
                    thead { tr { th scope="col" { "" } th scope="col" { "Adresse" } th scope="col" { "Paquets" } } }
                    tbody {
                        @for to in &egress.refused { (row("refusé", to)) }
                        @for to in &egress.sent { (row("envoyé", to)) }
                    }
                } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_is_said_by_destination_and_nothing_is_claimed_uncounted() {
        let to = |address: &str, packets| Destination { address: address.into(), packets };
        let counted = Egress {
            counted: true,
            refused: vec![to("203.0.113.9", 9)],
            sent: vec![to("192.168.1.20", 40)],
            ..Egress::default()
        };
        let shown = leaving(&counted).into_string();
        assert!(shown.contains("0 octet hors du réseau du cabinet, 9 paquets refusés."), "{shown}");
        assert!(shown.contains("<td>refusé</td><td>203.0.113.9</td><td>9</td>"), "{shown}");
        assert!(shown.contains("<td>envoyé</td><td>192.168.1.20</td><td>40</td>"), "{shown}");
        assert!(!shown.contains("panne"));
        assert!(leaving(&Egress { left_bytes: 60, ..counted }).into_string().contains("etat-boite panne"));
        assert!(!leaving(&Egress::default()).into_string().contains("octet"));
    }
}
