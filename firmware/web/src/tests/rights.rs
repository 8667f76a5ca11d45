//! Every route and every role, in one table.

use super::{Method, Page, page};
use crate::access::{COOKIE, all};
use crate::session::{IDLE_MAX, Stage};
use huisclos_ports::{AccountId, Clock, Role};

/// What each gets: a stranger, somebody whose code is awaited, secretary, doctor, technician, a secretary whose page was
/// left alone. `ok` 200, `go` elsewhere (303), `no` forbidden (403), `in` to sign in, `code` to the code, `pin` behind
/// the veil, `?` the handler's own answer to an empty form or an unknown id (404, 409, 422, never 5xx).
const TABLE: &[(&str, &str, [&str; 6])] = &[
    ("GET", "/", ["go", "go", "go", "go", "go", "go"]),
    ("GET", "/connexion", ["ok", "ok", "go", "go", "go", "go"]),
    ("POST", "/connexion", ["?", "?", "?", "?", "?", "?"]),
    ("GET", "/premiere", ["ok", "ok", "ok", "ok", "ok", "ok"]),
    ("POST", "/premiere", ["?", "?", "?", "?", "?", "?"]),
    ("POST", "/demonstration", ["?", "?", "?", "?", "?", "?"]),
    ("GET", "/page.css", ["ok", "ok", "ok", "ok", "ok", "ok"]),
    ("GET", "/page.js", ["ok", "ok", "ok", "ok", "ok", "ok"]),
    ("GET", "/agenda.js", ["ok", "ok", "ok", "ok", "ok", "ok"]),
    ("GET", "/son.js", ["ok", "ok", "ok", "ok", "ok", "ok"]),
    ("GET", "/micro.js", ["ok", "ok", "ok", "ok", "ok", "ok"]),
    ("GET", "/appels.css", ["ok", "ok", "ok", "ok", "ok", "ok"]),
    ("GET", "/idiomorph.js", ["ok", "ok", "ok", "ok", "ok", "ok"]),
    ("GET", "/inter.woff2", ["ok", "ok", "ok", "ok", "ok", "ok"]),
    ("GET", "/icone.svg", ["ok", "ok", "ok", "ok", "ok", "ok"]),
    ("GET", "/connexion/code", ["in", "ok", "go", "go", "go", "go"]),
    ("POST", "/connexion/code", ["in", "?", "go", "go", "go", "go"]),
    ("GET", "/connexion/application", ["in", "go", "go", "go", "go", "go"]),
    ("POST", "/connexion/application", ["in", "go", "go", "go", "go", "go"]),
    ("GET", "/verrou", ["in", "code", "go", "go", "go", "ok"]),
    ("POST", "/verrou", ["in", "code", "?", "?", "?", "?"]),
    ("POST", "/masquer", ["in", "code", "go", "go", "go", "go"]),
    ("POST", "/deconnexion", ["in", "code", "go", "go", "go", "go"]),
    ("GET", "/nouvelles", ["in", "code", "ok", "ok", "ok", "ok"]),
    ("GET", "/agenda", ["in", "code", "ok", "ok", "no", "pin"]),
    ("GET", "/rendez-vous/nouveau", ["in", "code", "ok", "ok", "no", "pin"]),
    ("POST", "/rendez-vous/nouveau", ["in", "code", "?", "?", "no", "pin"]),
    ("GET", "/rendez-vous/{id}", ["in", "code", "?", "?", "no", "pin"]),
    ("POST", "/rendez-vous/{id}/deplacer", ["in", "code", "?", "?", "no", "pin"]),
    ("POST", "/rendez-vous/{id}/etat", ["in", "code", "?", "?", "no", "pin"]),
    ("GET", "/patients", ["in", "code", "ok", "ok", "no", "pin"]),
    ("GET", "/patients/suggestions", ["in", "code", "ok", "ok", "no", "pin"]),
    ("GET", "/patients/{id}", ["in", "code", "?", "?", "no", "pin"]),
    ("POST", "/patients/{id}", ["in", "code", "?", "?", "no", "pin"]),
    ("GET", "/appels", ["in", "code", "ok", "ok", "no", "pin"]),
    ("GET", "/appels/barre", ["in", "code", "ok", "ok", "no", "pin"]),
    ("GET", "/appels/paroles", ["in", "code", "ok", "ok", "no", "pin"]),
    ("GET", "/rubriques", ["in", "code", "ok", "ok", "no", "pin"]),
    ("GET", "/appels/carte", ["in", "code", "?", "?", "no", "pin"]),
    ("POST", "/appels/{id}/combine", ["in", "code", "?", "?", "no", "pin"]),
    ("POST", "/appels/{id}/rendre", ["in", "code", "?", "?", "no", "pin"]),
    ("POST", "/appels/{id}/souffler", ["in", "code", "?", "?", "no", "pin"]),
    ("GET", "/son", ["in", "code", "?", "?", "no", "pin"]),
    ("POST", "/telephone/composer", ["in", "code", "?", "?", "no", "pin"]),
    ("POST", "/telephone/dire", ["in", "code", "?", "?", "no", "pin"]),
    ("GET", "/autorite", ["ok", "ok", "ok", "ok", "ok", "ok"]),
    ("GET", "/autorite.crt", ["?", "?", "?", "?", "?", "?"]),
    ("GET", "/patients/{id}/acces", ["in", "code", "?", "?", "no", "pin"]),
    ("GET", "/patients/{id}/dossier.html", ["in", "code", "?", "?", "no", "pin"]),
    ("GET", "/patients/{id}/dossier.json", ["in", "code", "?", "?", "no", "pin"]),
    ("GET", "/patients/{id}/effacer", ["in", "code", "no", "?", "no", "no"]),
    ("POST", "/patients/{id}/effacer", ["in", "code", "no", "?", "no", "no"]),
    ("GET", "/donnees", ["in", "code", "ok", "ok", "no", "pin"]),
    ("GET", "/donnees/registre", ["in", "code", "ok", "ok", "no", "pin"]),
    ("GET", "/donnees/analyse", ["in", "code", "ok", "ok", "no", "pin"]),
    ("GET", "/donnees/trace", ["in", "code", "no", "ok", "no", "no"]),
    ("GET", "/attente", ["in", "code", "ok", "ok", "no", "pin"]),
    ("POST", "/attente", ["in", "code", "?", "?", "no", "pin"]),
    ("GET", "/attente/nouvelle", ["in", "code", "ok", "ok", "no", "pin"]),
    ("POST", "/attente/{id}/placer", ["in", "code", "?", "?", "no", "pin"]),
    ("POST", "/attente/{id}/retirer", ["in", "code", "?", "?", "no", "pin"]),
    ("GET", "/chiffres", ["in", "code", "ok", "ok", "no", "pin"]),
    ("GET", "/chiffres.csv", ["in", "code", "?", "?", "no", "pin"]),
    ("GET", "/aide", ["in", "code", "ok", "ok", "ok", "pin"]),
    ("GET", "/aide/fiche", ["in", "code", "ok", "ok", "ok", "pin"]),
    ("GET", "/aide/{id}", ["in", "code", "?", "?", "?", "pin"]),
    ("GET", "/boite", ["in", "code", "ok", "ok", "no", "pin"]),
    ("POST", "/boite/{id}", ["in", "code", "?", "?", "no", "pin"]),
    ("GET", "/comptes", ["in", "code", "no", "ok", "no", "no"]),
    ("POST", "/comptes", ["in", "code", "no", "?", "no", "no"]),
    ("POST", "/comptes/{id}", ["in", "code", "no", "?", "no", "no"]),
    ("GET", "/boitier", ["in", "code", "no", "ok", "ok", "no"]),
    ("POST", "/boitier/miseajour", ["in", "code", "no", "?", "?", "no"]),
    ("POST", "/boitier/fichier", ["in", "code", "no", "?", "?", "no"]),
];

#[derive(Clone, Copy, Debug)]
enum Who {
    Stranger,
    Half,
    Signed(Role),
    Idle,
}

const WHO: [Who; 6] = [
    Who::Stranger,
    Who::Half,
    Who::Signed(Role::Secretary),
    Who::Signed(Role::Doctor),
    Who::Signed(Role::Technician),
    Who::Idle,
];

async fn gets(page: &Page, who: Who, method: &str, path: &str) -> String {
    let mut browser = match who {
        Who::Stranger => page.stranger(),
        Who::Signed(role) => page.signed(1, role),
        Who::Half => {
            let now = page.memory.since_start();
            let token = page.site.sessions.begin(AccountId(1), "Sophie", Role::Doctor, Stage::Code, now);
            let jeton = page.site.sessions.find(&token, now, true).unwrap().jeton;
            super::Browser { page, cookies: vec![(COOKIE.into(), token)], jeton, headers: Vec::new() }
        }
        Who::Idle => {
            let browser = page.signed(1, Role::Secretary);
            page.memory.pass(IDLE_MAX);
            browser
        }
    };
    let method: Method = method.parse().unwrap();
    let form = format!("jeton={}&login=x&password=y&code=1", browser.jeton);
    let answer = browser.ask(method, &path.replace("{id}", "00000000000000ff"), form).await;
    assert!(!answer.status.is_server_error(), "{path} {who:?}: {}", answer.status);
    match (answer.status.as_u16(), answer.to()) {
        (200, _) => "ok".into(),
        (303, "/connexion") if path != "/" && matches!(who, Who::Stranger) => "in".into(),
        (303, "/connexion/code") if !path.starts_with("/connexion") => "code".into(),
        (303, place) if place.starts_with("/verrou?vers=") => "pin".into(),
        (303, _) => "go".into(),
        (403, _) => "no".into(),
        (400 | 401 | 404 | 409 | 422 | 426 | 429, _) => "?".into(),
        (other, _) => other.to_string(),
    }
}

#[tokio::test]
async fn every_route_and_every_role() {
    for route in all() {
        for method in route.methods {
            assert!(
                TABLE.iter().chain(super::settings::RIGHTS).any(|(m, p, _)| m == method && *p == route.path),
                "{method} {} is not in the table",
                route.path
            );
        }
    }
    let mut wrong = Vec::new();
    for (method, path, expected) in TABLE.iter().chain(super::settings::RIGHTS) {
        for (who, expect) in WHO.into_iter().zip(expected) {
            let page = page(false);
            let got = gets(&page, who, method, path).await;
            // A handler that redirects or answers an empty form may do either where the table leaves it open.
            let open = *expect == "?" && matches!(got.as_str(), "ok" | "go" | "204");
            if got != *expect && !open {
                wrong.push(format!("{method} {path} {who:?}: {got} instead of {expect}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn other_methods_and_other_paths_answer_nothing() {
    let page = page(false);
    for (method, path) in
        [("PUT", "/agenda"), ("DELETE", "/patients/1"), ("POST", "/agenda"), ("GET", "/masquer"), ("TRACE", "/")]
    {
        let mut doctor = page.signed(1, Role::Doctor);
        doctor.headers.push(("origin", format!("http://{}", super::HOST)));
        let form = format!("jeton={}", doctor.jeton);
        let answer = doctor.ask(method.parse().unwrap(), path, form).await;
        assert_eq!(answer.status.as_u16(), 405, "{method} {path}");
    }
    let mut doctor = page.signed(1, Role::Doctor);
    for path in ["/..", "/.git/config", "/agenda/../comptes", "/comptes/", "/%2e%2e", "/admin"] {
        assert_eq!(doctor.get(path).await.status.as_u16(), 404, "{path}");
    }
}
