//! The sheet that hangs beside the desk: one page A4, with the cabinet's own names and this page's own address.

use crate::help_tasks::KEYS;
use crate::layout::page as whole;
use crate::session::Visit;
use crate::site::Site;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use huisclos_agenda::Cabinet;
use maud::{Markup, html};
use std::sync::Arc;

/// Practitioners that fit on the sheet.
const NAMES_MAX: usize = 8;

/// `GET /aide/fiche`
pub async fn page(State(site): State<Arc<Site>>, Extension(visit): Extension<Visit>, headers: HeaderMap) -> Response {
    let cabinet = site.cabinet();
    // The fence has looked at it: it is one of this page's own names.
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or("secretariat.local");
    let address = format!("{}://{host}", if site.tls { "https" } else { "http" });
    let body = html! {
        p.a-l-ecran { a href="/aide" { "Aide" } " · Imprimez-la (" kbd { "Ctrl + P" } ", A4) et posez-la près du combiné." }
        (sheet(&cabinet, &address, site.bypass))
    };
    whole(&site, &visit, "Fiche du poste", None, body)
}

fn sheet(cabinet: &Cabinet, address: &str, bypass: bool) -> Markup {
    html! {
        article.feuille {
            header { h1 { (cabinet.name) } p { "La boîte qui répond au téléphone" } }
            section.rouge {
                h2 { "Urgence" }
                p { "La boîte dit de raccrocher et de composer le " b { "15" } " (ou le 112), puis " b { "le combiné sonne : décrochez." } " Sinon la note est en rouge, en haut : rappelez tout de suite." }
                p { "Du combiné, " b { "15, 17, 18, 112, 114, 115, 119, 196 et 3114" } " partent toujours, quoi que fasse la boîte." }
            }
            div.deux-colonnes {
                section {
                    h2 { "La page" }
                    p.adresse { (address) }
                    p { "Notes, agenda, appels en direct. Masquer l'écran : " kbd { "Ctrl + L" } "." }
                }
                section {
                    h2 { "Prendre un appel" }
                    p { "L'appelant dit « secrétariat » ou appuie sur la touche " b { "étoile ( ✱ )" } " : le combiné sonne, décrochez. Pendant un appel : page « Appels »." }
                }
                section {
                    h2 { "Matin et soir" }
                    ul { li { "« Notes » : les plus pressées d'abord, puis « Fait »." } li { "« Une place s'est libérée » : appelez qui attend." } li { "La double barre : noté par la boîte." } }
                }
                section {
                    h2 { "Quitter le poste" }
                    p { kbd { "Ctrl + L" } ", ou vingt minutes sans geste. Le PIN rouvre. Appels et urgences sonnent toujours." }
                }
                section {
                    h2 { "Courant coupé" }
                    @if bypass {
                        p { "Un relais joint le combiné à la ligne : " b { "il sonne et il appelle comme sans la boîte." } " La boîte reprend seule au retour du courant ; ce qu'elle a confirmé n'est pas perdu." }
                    } @else {
                        p { b { "Le combiné ne sonne plus : cette boîte n'a pas de relais." } " Débranchez le fil de la ligne de la boîte et branchez-le dans un téléphone. Remettez-le au retour du courant ; ce que la boîte a confirmé n'est pas perdu." }
                    }
                }
                section {
                    h2 { "La boîte ne répond plus" }
                    p { "Son logiciel arrêté, le combiné sonne comme sans elle. Lisez l'afficheur ; éteignez et rallumez une fois ; puis le technicien." }
                }
            }
            section {
                h2 { "Le cabinet" }
                p { @for (i, p) in cabinet.practitioners.iter().take(NAMES_MAX).enumerate() { @if i > 0 { " · " } (p.said) " (" (p.speciality) ")" } }
                p { (cabinet.address) }
            }
            section.a-remplir {
                p { "Technicien : " span.ligne {} } p { "Médecin responsable : " span.ligne {} }
            }
            footer { @for (i, (key, what)) in KEYS.iter().take(3).enumerate() { @if i > 0 { " · " } kbd { (key) } " " (what) } " · " kbd { "?" } " l'aide de chaque page" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_tells_the_truth_about_a_power_cut() {
        let text = |bypass| sheet(&Cabinet::demo(), "https://secretariat.local", bypass).into_string();
        assert!(text(true).contains("comme sans la boîte") && !text(true).contains("pas de relais"));
        assert!(text(false).contains("Le combiné ne sonne plus") && !text(false).contains("Un relais joint"));
        for words in ["https://secretariat.local", "docteur Martin", "étoile", "3114", "cabinet médical des Lilas"] {
            assert!(text(false).contains(words), "{words}");
        }
    }
}
