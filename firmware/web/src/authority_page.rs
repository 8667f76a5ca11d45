//! How a machine of the cabinet comes to trust the box: the authority over the first connection, its fingerprint to be
//! compared, and the steps of each system. Open to anybody: an authority's certificate is no secret.

use crate::layout::door;
use crate::reply::download;
use crate::site::Site;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use std::sync::Arc;

/// The file's name: systems open it by its ending.
const FILE: &str = "huisclos.crt";

/// `GET /autorite`
pub async fn page(State(site): State<Arc<Site>>) -> Response {
    let body = match &site.fingerprint {
        None => html! {
            h1 { "Rien à installer" }
            p { "Vous êtes sur la machine de la boîte elle-même : la page n'y passe par aucun réseau." }
            p { a.bouton.principal href="/" { "Continuer" } }
        },
        Some(fingerprint) => steps(fingerprint),
    };
    door(&site, "Reconnaître la boîte", body)
}

fn steps(fingerprint: &str) -> Markup {
    html! {
        h1 { "Faire reconnaître la boîte" }
        p { "Une fois par ordinateur. Ensuite, l'adresse s'ouvre sans avertissement, et un faux serveur se verrait." }
        h2 { "1. Comparer" }
        p { "Cette empreinte doit être " b { "la même que sur l'afficheur de la boîte" } " (ou sur sa console, page Réseau), caractère pour caractère :" }
        p.cle.empreinte { (fingerprint) }
        p.attention { "Si elle diffère, n'installez rien et n'entrez aucun mot de passe : prévenez le technicien." }
        h2 { "2. Télécharger" }
        p { a.bouton.principal href="/autorite.crt" download=(FILE) { "Télécharger l'autorité (" (FILE) ")" } }
        h2 { "3. Installer" }
        details open { summary { "Windows (Edge, Chrome)" } ol {
            li { "Ouvrez le fichier, puis « Installer un certificat… »." }
            li { "« Utilisateur actuel », puis « Placer tous les certificats dans le magasin suivant »." }
            li { "« Parcourir » : « Autorités de certification racines de confiance », « Terminer », « Oui »." }
            li { "Fermez et rouvrez le navigateur." }
        } }
        details { summary { "macOS (Safari, Chrome)" } ol {
            li { "Ouvrez le fichier : « Trousseaux d'accès » s'ouvre ; ajoutez-le au trousseau « session »." }
            li { "Double-cliquez sur « Huisclos … », ouvrez « Se fier », choisissez « Toujours approuver »." }
            li { "Fermez la fenêtre et donnez votre mot de passe." }
        } }
        details { summary { "Firefox, partout" } ol {
            li { "Menu, « Paramètres », « Vie privée et sécurité », « Afficher les certificats… »." }
            li { "Onglet « Autorités », « Importer… », choisissez le fichier." }
            li { "Cochez « Confirmer cette AC pour identifier des sites web »." }
        } }
        p.discret { "Cette autorité ne vaut que pour secretariat.local et les adresses d'un réseau local : elle ne peut garantir aucun autre site." }
        p { a href="/" { "Continuer vers la page" } }
    }
}

/// `GET /autorite.crt`
pub async fn certificate(State(site): State<Arc<Site>>) -> Response {
    match &site.certificate {
        Some(der) => download(FILE, "application/x-x509-ca-cert", der.clone()),
        None => (StatusCode::NOT_FOUND, "La page n'est servie qu'à cette machine : il n'y a pas d'autorité.")
            .into_response(),
    }
}
