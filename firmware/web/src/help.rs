//! Help: what one does with the page, and by which keys.

use crate::layout::page as whole;
use crate::session::Visit;
use crate::site::Site;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use maud::html;
use std::sync::Arc;

const KEYS: &[(&str, &str)] = &[
    ("/", "chercher un patient"),
    ("N", "nouveau rendez-vous"),
    ("A", "revenir à aujourd'hui"),
    ("← ↑ → ↓", "aller d'un rendez-vous ou d'une place libre à l'autre, dans l'agenda"),
    ("Entrée", "ouvrir le rendez-vous, ou noter sur la place libre"),
    ("M", "prendre le rendez-vous pour le déplacer ; les flèches le portent, Entrée le pose, Échap le laisse"),
    ("Échap", "fermer le détail"),
    ("Ctrl + L", "masquer l'écran en quittant le poste"),
    ("?", "cette aide"),
];

const TASKS: &[(&str, &str)] = &[
    (
        "Voir ce que la boîte a fait",
        "Ses rendez-vous ont une double barre à gauche. Ouvrez-en un : « Défaire ce que la boîte a noté » libère la place. \
         Prévenez ensuite le patient : la boîte ne le rappelle pas.",
    ),
    (
        "Noter un rendez-vous",
        "Cliquez sur une place libre. Cherchez le patient par son nom ou son numéro, ou ouvrez « Nouveau patient ». \
         Si une règle du cabinet s'y oppose, la page le dit, et vous pouvez noter quand même.",
    ),
    (
        "Déplacer un rendez-vous",
        "Glissez-le. « Défaire » apparaît en bas à droite pendant quelques secondes. Si quelqu'un d'autre l'a changé \
         entre-temps, rien n'est déplacé et la page montre ce qu'il en est.",
    ),
    (
        "Suivre un appel",
        "La barre du bas montre l'appel en cours ; « Appels » donne tout ce qui se dit et ce que la boîte a compris. \
         Une urgence est rouge, et elle sonne sur tous les postes, même masqués.",
    ),
    (
        "Traiter les notes",
        "Les plus pressées sont en haut. « Je m'en occupe » prévient les autres postes ; « Fait » range la note.",
    ),
    (
        "Quitter le poste",
        "Masquez l'écran, ou laissez faire : au bout de vingt minutes, il se masque tout seul. Le PIN le rouvre. Les appels \
         sonnent toujours.",
    ),
];

/// `GET /aide`
pub async fn page(State(site): State<Arc<Site>>, Extension(visit): Extension<Visit>) -> Response {
    let body = html! {
        section.carte.detail {
            h1 { "Aide" }
            @for (task, how) in TASKS { h2 { (task) } p { (how) } }
            h2 { "Au clavier" }
            dl.faits { @for (key, what) in KEYS { dt { kbd { (key) } } dd { (what) } } }
        }
    };
    whole(&site, &visit, "Aide", None, body)
}
