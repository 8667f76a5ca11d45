//! The sentences of a call (feature W6): written in a draft, heard, tried at the browser's telephone, then put in service, for
//! every call or for a share of them.

use crate::reply::redirect;
use crate::session::Visit;
use crate::settings::sheet::Done;
use crate::settings::{frame, is_doctor, sentences};
use crate::site::Site;
use crate::{french, notice};
use axum::Extension;
use axum::extract::{Form as Body, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use huisclos_call::script::{Line, every_line, lines_apart};
use huisclos_call::{Draft, Script, Scripts, Texts};
use huisclos_ports::DRAFT;
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

type Shared = State<Arc<Site>>;
type Lines = BTreeMap<String, Vec<String>>;

/// The built-in words, as a script beside another.
const ORIGIN: &str = "origine";

/// Groups of sentences: what a key begins with, title.
const GROUPS: [(&str, &str); 7] = [
    ("greeting", "Accueil"),
    ("ask.", "Questions"),
    ("say.", "Réponses"),
    ("part.", "Morceaux de phrases"),
    ("alarm.", "Urgences"),
    ("note.", "Ce que lit le secrétariat"),
    ("goal.", "Ce que voulait l'appelant, dans une note"),
];

/// `GET /reglages/phrases`
pub async fn page(State(site): Shared, Extension(visit): Extension<Visit>, Query(done): Query<Done>) -> Response {
    show(&site, &visit, None, &done.fait)
}

fn show(site: &Site, visit: &Visit, wrong: Option<&str>, done: &str) -> Response {
    let (stands, draft) = (site.scripts.now(), site.draft.now());
    let changed = draft.content.lines.len();
    let body = html! {
        (notice::done(done))
        @if let Some(wrong) = wrong { p.erreur role="alert" { (wrong) } }
        h2 { "En service" }
        (in_service(visit, stands.version, &stands.content))
        h2 { "Brouillon" }
        p {
            @match changed {
                0 => "Aucune phrase changée : le brouillon dit les phrases d'origine.",
                1 => "Une phrase changée.",
                n => { (n) " phrases changées." }
            }
        }
        div.actions {
            a.bouton href=(format!("/appels?script={DRAFT}")) { "Essayer le brouillon au téléphone" }
            @if is_doctor(visit) { (begin_again(visit, draft.version, &stands.content)) }
        }
        @if is_doctor(visit) && changed > 0 { (into_service(visit, stands.version, &stands.content)) }
        h2 { "Toutes les phrases" }
        p.discret { "On change le brouillon, phrase par phrase ; rien n'est dit aux appelants avant la mise en service." }
        @for (prefix, title) in GROUPS { (group(prefix, title, &draft.content)) }
        h2 { "Consentement" }
        @let texts = stands.content.texts(None);
        p { "Version " b { (texts.consent_version) } ", la même dans tous les scripts : la preuve la nomme. " a href="/reglages/consentement" { "La question et sa version" } }
    };
    frame(site, visit, "/reglages/phrases", "Phrases et essais", body)
}

fn in_service(visit: &Visit, version: u32, scripts: &Scripts) -> Markup {
    html! {
        @if scripts.scripts.is_empty() { p { "Tous les appels disent les phrases d'origine." } } @else {
            table.liste {
                thead { tr { th scope="col" { "Script" } th scope="col" { "Part des appels" } th scope="col" { "Phrases changées" } th scope="col" { "Actes" } } }
                tbody {
                    @for script in &scripts.scripts {
                        tr {
                            td { b { (script.id) } " " (french::plain(&script.name)) }
                            td { (script.share_percent) " %" } td { (script.lines.len()) }
                            td.actions {
                                a href=(format!("/appels?script={}", crate::reply::encoded(&script.id))) { "Essayer" }
                                @if is_doctor(visit) && scripts.scripts.len() > 1 { (act(visit, version, "garder", &script.id, "Le garder seul")) }
                            }
                        }
                    }
                }
            }
            @if is_doctor(visit) {
                div.actions {
                    @if let [_, second] = &scripts.scripts[..] {
                        form.enligne method="post" action="/reglages/phrases/service" {
                            input type="hidden" name="jeton" value=(visit.jeton);
                            input type="hidden" name="vu" value=(version);
                            label { "Part de " (second.id) " : " input.court type="number" name="part" min="1" max="99" value=(second.share_percent); " %" }
                            button name="acte" value="parts" { "Changer" }
                        }
                    }
                    (act(visit, version, "origine", "", "Revenir aux phrases d'origine"))
                }
            }
        }
    }
}

fn act(visit: &Visit, version: u32, word: &str, script: &str, name: &str) -> Markup {
    html! {
        form.enligne method="post" action="/reglages/phrases/service" {
            input type="hidden" name="jeton" value=(visit.jeton);
            input type="hidden" name="vu" value=(version);
            input type="hidden" name="script" value=(script);
            button name="acte" value=(word) { (name) @if !script.is_empty() { span.lu { " " (script) } } }
        }
    }
}

fn begin_again(visit: &Visit, version: u32, scripts: &Scripts) -> Markup {
    html! {
        form.enligne method="post" action="/reglages/phrases/brouillon" {
            input type="hidden" name="jeton" value=(visit.jeton);
            input type="hidden" name="vu" value=(version);
            label { "Repartir de " select name="script" {
                option value="" { "phrases d'origine" }
                @for script in &scripts.scripts { option value=(script.id) { (script.id) " " (french::plain(&script.name)) } }
            } }
            button { "Repartir" }
        }
    }
}

fn into_service(visit: &Visit, version: u32, scripts: &Scripts) -> Markup {
    let beside =
        scripts.scripts.first().map_or_else(|| "les phrases d'origine".to_string(), |s| format!("le script {}", s.id));
    html! {
        form.fiche.mise-en-service method="post" action="/reglages/phrases/service" autocomplete="off" {
            h3 { "Mettre le brouillon en service" }
            input type="hidden" name="jeton" value=(visit.jeton);
            input type="hidden" name="vu" value=(version);
            label.champ { span { "Nom du script" } small { "« Plus court »" } input name="nom" maxlength="40"; }
            label.champ { span { "Part des appels, pour un essai" } small { "pour cent ; le reste dit " (beside) } input.court type="number" name="part" min="1" max="99" value="50"; }
            div.actions {
                button.principal name="acte" value="remplacer" { "Pour tous les appels" }
                button name="acte" value="essai" { "À l'essai, pour cette part" }
            }
        }
    }
}

fn group(prefix: &str, title: &str, draft: &Draft) -> Markup {
    let lines: Vec<Line> = every_line().filter(|line| line.key.starts_with(prefix)).collect();
    let changed = lines.iter().filter(|line| draft.lines.contains_key(line.key)).count();
    html! {
        details.groupe open[changed > 0] {
            summary { (title) " " span.discret { "(" (lines.len()) @if changed > 0 { ", " (changed) " changée" @if changed > 1 { "s" } } ")" } }
            ul { @for line in &lines { li { (entry(line, draft)) } } }
        }
    }
}

fn entry(line: &Line, draft: &Draft) -> Markup {
    let ways = draft.lines.get(line.key).map_or_else(|| Texts::french().ways(line.key), Vec::as_slice);
    let first = ways.first().map_or("", String::as_str);
    html! {
        @if line.locked && line.key != "ask.consent" { span.fermee { (first) } " " span.discret { "protège l'appelant, ne se change pas" } }
        @else if line.key == "ask.consent" { a href="/reglages/consentement" { (first) } }
        @else {
            a href=(format!("/reglages/phrases/{}", line.key)) { (first) }
            @if draft.lines.contains_key(line.key) { " " span.etiquette { "changée" } }
        }
    }
}

/// The draft begins again from the built-in words, or from a script in service.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Again {
    vu: String,
    script: String,
}

/// `POST /reglages/phrases/brouillon`
pub async fn begun_again(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Body(again): Body<Again>,
) -> Response {
    let scripts = site.scripts.now().content;
    let lines = scripts.scripts.iter().find(|s| s.id == again.script).map(|s| s.lines.clone()).unwrap_or_default();
    let Ok(seen) = again.vu.parse::<u32>() else { return refuse(&site, &visit, "Rechargez la page et recommencez.") };
    match site.draft.change(visit.account, seen, Draft { lines }) {
        Ok(_) => redirect("/reglages/phrases?fait=brouillon"),
        Err(error) => refuse(&site, &visit, &error.to_string()),
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Live {
    vu: String,
    acte: String,
    script: String,
    nom: String,
    part: String,
}

fn refuse(site: &Site, visit: &Visit, sentence: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, show(site, visit, Some(sentence), "")).into_response()
}

/// `POST /reglages/phrases/service`
pub async fn served(State(site): Shared, Extension(visit): Extension<Visit>, Body(live): Body<Live>) -> Response {
    let Ok(seen) = live.vu.parse::<u32>() else {
        return refuse(&site, &visit, "Rechargez la page et recommencez.");
    };
    let now = site.scripts.now();
    let draft = site.draft.now().content;
    let new = match next(&now.content, &draft.lines, &live, seen) {
        Ok(new) => new,
        Err(sentence) => return refuse(&site, &visit, &sentence),
    };
    match site.scripts.change(visit.account, seen, new) {
        Ok(_) => redirect("/reglages/phrases?fait=service"),
        Err(error) => refuse(&site, &visit, &sentences::in_words(&error)),
    }
}

/// The scripts in service after an act.
fn next(now: &Scripts, draft: &Lines, live: &Live, seen: u32) -> Result<Scripts, String> {
    let share = || {
        let part = live.part.trim().parse::<u8>().ok().filter(|part| (1..=99).contains(part));
        part.ok_or_else(|| "Écrivez une part de 1 à 99 %.".to_string())
    };
    let consent = now.consent.clone();
    let alone = |mut script: Script| {
        script.share_percent = 100;
        Scripts { scripts: vec![script], consent: consent.clone() }
    };
    let from_draft = || {
        let name = live.nom.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err("Donnez un nom au script, pour le reconnaître dans les chiffres.".to_string());
        }
        // The number of the version in which it goes live: never used for another.
        Ok(Script { id: (seen + 1).to_string(), name, share_percent: 0, lines: draft.clone() })
    };
    match live.acte.as_str() {
        "origine" => Ok(Scripts { scripts: Vec::new(), consent }),
        "garder" => {
            let kept = now.scripts.iter().find(|s| s.id == live.script).cloned();
            let kept = kept.ok_or("Ce script n'est plus en service.")?;
            Ok(if kept.id == ORIGIN { Scripts { scripts: Vec::new(), consent } } else { alone(kept) })
        }
        "parts" => {
            let part = share()?;
            let mut scripts = now.clone();
            match &mut scripts.scripts[..] {
                [first, second] => (first.share_percent, second.share_percent) = (100 - part, part),
                _ => return Err("Il n'y a pas deux scripts en service.".into()),
            }
            Ok(scripts)
        }
        "remplacer" => Ok(alone(from_draft()?)),
        "essai" => {
            let part = share()?;
            let mut tried = from_draft()?;
            let origin = Script { id: ORIGIN.into(), name: "phrases d'origine".into(), ..Script::default() };
            let mut beside = now.scripts.first().cloned().unwrap_or(origin);
            if lines_apart(&beside.lines, &tried.lines) == 0 {
                return Err(
                    "Le brouillon dit la même chose que ce qui est en service : il n'y a rien à comparer.".into()
                );
            }
            (beside.share_percent, tried.share_percent) = (100 - part, part);
            Ok(Scripts { scripts: vec![beside, tried], consent })
        }
        _ => Err("Cet acte n'existe pas.".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(word: &str) -> Lines {
        Lines::from([("say.goodbye".to_string(), vec![word.to_string()])])
    }

    #[test]
    fn scripts_go_live_alone_or_beside_another_and_come_back() {
        let act = |acte: &str, part: &str, script: &str| Live {
            acte: acte.into(),
            part: part.into(),
            script: script.into(),
            nom: "Plus court".into(),
            vu: String::new(),
        };
        let shown = |s: &Scripts| s.scripts.iter().map(|s| (s.id.clone(), s.share_percent)).collect::<Vec<_>>();
        let pair = |id: &str, share: u8| (id.to_string(), share);
        let none = Scripts::default();
        let alone = next(&none, &lines("Salut."), &act("remplacer", "", ""), 4).unwrap();
        assert_eq!(shown(&alone), [pair("5", 100)]);
        let tried = next(&none, &lines("Salut."), &act("essai", "30", ""), 0).unwrap();
        assert_eq!(shown(&tried), [pair("origine", 70), pair("1", 30)]);
        let shared = next(&tried, &lines("Salut."), &act("parts", "10", ""), 1).unwrap();
        assert_eq!(shown(&shared), [pair("origine", 90), pair("1", 10)]);
        assert_eq!(shown(&next(&shared, &lines(""), &act("garder", "", "1"), 2).unwrap()), [pair("1", 100)]);
        assert_eq!(next(&shared, &lines(""), &act("garder", "", "origine"), 2).unwrap(), none);
        assert_eq!(next(&alone, &lines(""), &act("origine", "", ""), 2).unwrap(), none);
        for scripts in [&alone, &tried, &shared] {
            assert_eq!(scripts.check(), Ok(()));
        }
        for (wrong, word) in [
            (act("essai", "0", ""), "1 à 99"),
            (act("essai", "100", ""), "1 à 99"),
            (act("essai", "cent", ""), "1 à 99"),
            (act("garder", "", "9"), "plus en service"),
            (act("parts", "50", ""), "deux scripts"),
            (act("danser", "", ""), "n'existe pas"),
            (Live { nom: "  ".into(), ..act("remplacer", "", "") }, "nom"),
        ] {
            let said = next(&alone, &lines("Salut."), &wrong, 0).unwrap_err();
            assert!(said.contains(word), "{said}");
        }
        assert!(next(&alone, &lines("Salut."), &act("essai", "50", ""), 0).unwrap_err().contains("rien à comparer"));
    }
}
