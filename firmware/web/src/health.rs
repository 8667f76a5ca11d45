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

/// Where what a sentence asks for is done, where the page is the place: the sentence's beginning, who may, the address.
const REMEDIES: [(&str, &[Role], &str, &str); 2] = [
    ("Modèles de démonstration", &[Role::Doctor, Role::Technician], "/modeles", "Les modèles"),
    ("La liste d'alertes", &[Role::Doctor], "/reglages/alertes", "La lire"),
];

fn remedy(sentence: &str, role: Role) -> Option<Markup> {
    let found = REMEDIES.iter().find(|(begins, who, ..)| sentence.starts_with(begins) && who.contains(&role));
    found.map(|(.., place, name)| html! { " " a href=(place) { (name) } })
}

/// The worst of what is wrong, on every page; nothing while the box is well.
pub fn strip(site: &Site, visit: &Visit) -> Markup {
    let worst = site.health.findings().into_iter().next().filter(|worst| worst.grade <= Grade::Worn);
    html! {
        @if let Some(worst) = worst {
            p class=(class(worst.grade)) role="status" {
                span { (worst.sentence) }
                @match remedy(&worst.sentence, visit.role) {
                    Some(link) => { (link) }
                    None if visit.role != Role::Secretary => { " " a href="/boitier" { "Le boîtier" } }
                    None => {}
                }
            }
        }
    }
}

/// Everything to know of the box, and its lines.
pub fn list(site: &Site, visit: &Visit) -> Markup {
    let (findings, lines) = (site.health.findings(), site.health.lines());
    html! {
        @if !lines.is_empty() {
            h2 { "Les lignes" }
            dl.faits { @for (name, state) in &lines { dt { (name) } dd { (state) } } }
        }
        (leaving(&site.health.egress()))
        @if !findings.is_empty() {
            h2 { "À savoir" }
            @for finding in &findings { p class=(class(finding.grade)) { (finding.sentence) @if let Some(link) = remedy(&finding.sentence, visit.role) { (link) } } }
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
    fn a_sentence_leads_to_its_remedy_whoever_may_do_it() {
        // As operator::findings says them.
        let all = ["Modèles de démonstration : ils ne comprennent que", "La liste d'alertes est non signée", "Disque"];
        let led = |role| -> Vec<String> {
            all.iter().filter_map(|sentence| remedy(sentence, role)).map(maud::PreEscaped::into_string).collect()
        };
        assert_eq!(led(Role::Doctor).concat().matches("href").count(), 2);
        let technician = led(Role::Technician).concat();
        assert!(technician.contains("/modeles") && !technician.contains("/reglages"), "{technician}");
        assert!(led(Role::Secretary).is_empty());
    }

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
