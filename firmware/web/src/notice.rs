//! What was just done, said once, with a way back where there is one.

use maud::{Markup, html};

/// The sentence of a word that an address carries after something was done; nothing for words of others.
pub fn sentence(done: &str) -> Option<&'static str> {
    Some(match done {
        "note" => "Rendez-vous noté.",
        "deplace" => "Rendez-vous déplacé.",
        "annule" => "Rendez-vous annulé : le créneau est libre.",
        "remis" => "Rendez-vous remis dans l'agenda.",
        "confirme" => "Rendez-vous confirmé.",
        "corrige" => "Fiche corrigée.",
        "enregistre" => "C'est enregistré, et vaut dès le prochain appel.",
        "brouillon" => "C'est dans le brouillon : les appelants ne l'entendent qu'à la mise en service.",
        "retire" => "Retiré.",
        "absence" => "Absence enregistrée : ces créneaux ne sont plus proposés.",
        "signe" => "La signature est enregistrée.",
        "service" => "C'est en service dès le prochain appel.",
        "remis-regle" => "La version d'avant est de nouveau en service.",
        "place" => "Place donnée : le rendez-vous est noté.",
        "inscrit" => "Inscrit sur la liste d'attente.",
        "raye" => "Retiré de la liste d'attente.",
        "rappel" => "Le combiné sonne : décrochez, la boîte compose le numéro.",
        "ferme" => "Compte fermé.",
        "rouvert" => "Compte rouvert.",
        _ => return None,
    })
}

/// The notice.
pub fn done(word: &str) -> Markup {
    html! { @if let Some(sentence) = sentence(word) { p.fait role="status" { (sentence) } } }
}
