//! One sentence of a call in all its ways of being said, and the consent question with its version.

use crate::session::Visit;
use crate::settings::fields::Form;
use crate::settings::save::{Part, Refusal, overtaken, save};
use crate::settings::sheet::{Done, indexed};
use crate::settings::sound::listen;
use crate::settings::typed::{Faults, Typed};
use crate::settings::{frame, is_doctor};
use crate::site::Site;
use crate::{french, notice};
use axum::Extension;
use axum::extract::{Form as Body, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use huisclos_agenda::Error;
use huisclos_call::script::{Line, WAYS_MAX, every_line};
use huisclos_call::{ConsentWording, Draft, Scripts, Texts};
use huisclos_ports::{NotChanged, Settings};
use maud::{Markup, html};
use std::sync::Arc;

type Shared = State<Arc<Site>>;

/// How the ways of saying are called, in order.
const WAYS: [&str; WAYS_MAX] = [
    "La première fois",
    "Redemandé",
    "Redemandé encore, plus simple",
    "Redemandé encore, avec le clavier",
    "Une de plus",
];

/// A refusal in one sentence: those of sentences have no field outside their own page.
pub fn in_words(error: &NotChanged) -> String {
    match error {
        NotChanged::Wrong(Error::Setting { fault, .. }) => fault.clone(),
        other => other.to_string(),
    }
}

fn put_ways(typed: &mut Typed, ways: &[String]) {
    for (i, way) in ways.iter().enumerate() {
        typed.put(format!("facon-{i}"), way.clone());
    }
}

/// The ways that were typed; empty ones at the end are none.
fn ways(typed: &Typed) -> Vec<String> {
    let mut ways: Vec<String> = (0..WAYS_MAX).map(|i| typed.text(&format!("facon-{i}")).unwrap_or_default()).collect();
    while ways.last().is_some_and(String::is_empty) {
        ways.pop();
    }
    ways
}

fn draw_ways(form: Form<'_>, built_in: &[String]) -> Markup {
    let shown = (built_in.len() + 1).max(ways(form.typed).len()).min(WAYS_MAX);
    html! {
        @for (i, label) in WAYS.iter().enumerate().take(shown) {
            @let name = format!("facon-{i}");
            div.a-ecouter { (form.text(&name, label, built_in.get(i).map_or("facultatif", |_| ""), 2)) (listen(&name)) }
            @if let Some(way) = built_in.get(i) { p.origine { "D'origine : « " (way) " »" } }
        }
    }
}

/// One sentence of the draft.
struct Sentence(Line);

impl Part<Draft> for Sentence {
    fn fields(&self, draft: &Draft) -> Typed {
        let mut typed = Typed::default();
        put_ways(
            &mut typed,
            draft.lines.get(self.0.key).map_or_else(|| Texts::french().ways(self.0.key), Vec::as_slice),
        );
        typed
    }

    fn put(&self, typed: &Typed, draft: &mut Draft) -> Result<(), Faults> {
        let ways = ways(typed);
        // As they were, or nothing at all: the built-in ones.
        if ways.is_empty() || ways == Texts::french().ways(self.0.key) {
            draft.lines.remove(self.0.key);
        } else {
            draft.lines.insert(self.0.key.to_string(), ways);
        }
        Ok(())
    }

    fn field(&self, key: &str, _: &Typed) -> Option<String> {
        indexed(key, self.0.key).map(|(way, _)| format!("facon-{way}"))
    }
}

/// The consent question.
struct Consent;

impl Part<Scripts> for Consent {
    fn fields(&self, scripts: &Scripts) -> Typed {
        let mut typed = Typed::default();
        put_ways(&mut typed, scripts.texts(None).consent_wordings());
        typed
    }

    fn put(&self, typed: &Typed, scripts: &mut Scripts) -> Result<(), Faults> {
        let ways = ways(typed);
        if ways == scripts.texts(None).consent_wordings() {
            return Ok(()); // the same words, the same version
        }
        scripts.consent = if ways.is_empty() || ways == Texts::french().consent_wordings() {
            None
        } else {
            // The version is set by whoever knows the day (`consented`).
            Some(ConsentWording { version: typed.get("version").into(), ways })
        };
        Ok(())
    }

    fn field(&self, key: &str, _: &Typed) -> Option<String> {
        indexed(key, "ask.consent").map(|(way, _)| format!("facon-{way}"))
    }
}

struct Sheet<'a> {
    here: &'a str,
    title: &'a str,
    above: Markup,
    built_in: &'a [String],
}

fn draw(site: &Site, visit: &Visit, sheet: &Sheet<'_>, form: Form<'_>, mark: &str, done: &str) -> Response {
    let body = html! {
        (notice::done(done))
        (sheet.above)
        form.fiche data-tient method="post" action=(format!("{}/enregistrer", sheet.here)) autocomplete="off" {
            (form.general())
            (draw_ways(form, sheet.built_in))
            (form.end(&visit.jeton, mark, "Enregistrer"))
            @if form.shut { p.discret { "Seul le compte d'un médecin peut changer cette page." } }
        }
        p { a href="/reglages/phrases" { "Toutes les phrases" } }
    };
    frame(site, visit, "/reglages/phrases", sheet.title, body)
}

/// Shows a form, or takes it.
fn answer<T: Clone + 'static>(
    (site, visit): (&Site, &Visit),
    settings: &Arc<dyn Settings<T>>,
    part: &impl Part<T>,
    sheet: &Sheet<'_>,
    typed: Option<&Typed>,
    done: &str,
) -> Response {
    let stands = part.fields(&settings.now().content);
    let mark = stands.mark();
    let shut = !is_doctor(visit);
    let Some(typed) = typed else {
        let form = Form { typed: &stands, faults: &Faults::default(), shut };
        return draw(site, visit, sheet, form, &mark, done);
    };
    match save(settings, visit, part, typed) {
        Ok(()) => {
            let done = if sheet.here.starts_with("/reglages/phrases/") { "brouillon" } else { "enregistre" };
            Redirect::to(&format!("{}?fait={done}", sheet.here)).into_response()
        }
        Err(Refusal::Faults(faults)) => {
            let page = draw(site, visit, sheet, Form { typed, faults: &faults, shut }, typed.get("vu"), "");
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Err(Refusal::Overtaken(last)) => {
            let faults = Faults::one("", overtaken(site, last.as_ref()));
            (StatusCode::CONFLICT, draw(site, visit, sheet, Form { typed, faults: &faults, shut }, &mark, ""))
                .into_response()
        }
    }
}

fn of_sentence(site: &Site, visit: &Visit, key: &str, typed: Option<&Typed>, done: &str) -> Response {
    let Some(line) = every_line().find(|line| line.key == key && !line.locked) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let holes: Vec<String> = line.holes.iter().map(|hole| format!("{{{hole}}}")).collect();
    let above = html! {
        p { "Cette phrase va dans le brouillon ; les appelants ne l'entendent qu'à la mise en service." }
        @if !holes.is_empty() { p { "La boîte y remplit : " @for hole in &holes { code { (hole) } " " } "— gardez-les tels quels." } }
        p.discret { "Videz tout pour revenir aux mots d'origine." }
    };
    let built_in = Texts::french().ways(line.key);
    let title = built_in.first().map_or_else(String::new, |way| french::plain(way));
    let here = format!("/reglages/phrases/{}", line.key);
    let sheet = Sheet { here: &here, title: &title, above, built_in };
    answer((site, visit), &site.draft, &Sentence(line), &sheet, typed, done)
}

/// `GET /reglages/phrases/{cle}`
pub async fn page(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(key): Path<String>,
    Query(done): Query<Done>,
) -> Response {
    of_sentence(&site, &visit, &key, None, &done.fait)
}

/// `POST /reglages/phrases/{cle}/enregistrer`
pub async fn saved(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(key): Path<String>,
    Body(pairs): Body<Vec<(String, String)>>,
) -> Response {
    of_sentence(&site, &visit, &key, Some(&Typed::of(pairs)), "")
}

fn of_consent(site: &Site, visit: &Visit, typed: Option<&Typed>, done: &str) -> Response {
    let texts = site.scripts.now().content.texts(None);
    let above = html! {
        p { "Posée juste avant la première donnée personnelle ; la réponse est gardée comme preuve, avec la version. Version en service : " b { (texts.consent_version) } "." }
        p.attention { "Une autre question prend une autre version, et vaut dès le prochain appel : les patients connus seront interrogés de nouveau. Elle doit dire ce qui est noté et où c'est gardé." }
    };
    let built_in = Texts::french().consent_wordings();
    let sheet = Sheet { here: "/reglages/consentement", title: "Question de consentement", above, built_in };
    answer((site, visit), &site.scripts, &Consent, &sheet, typed, done)
}

/// `GET /reglages/consentement`
pub async fn consent(State(site): Shared, Extension(visit): Extension<Visit>, Query(done): Query<Done>) -> Response {
    of_consent(&site, &visit, None, &done.fait)
}

/// `POST /reglages/consentement/enregistrer`
pub async fn consented(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Body(pairs): Body<Vec<(String, String)>>,
) -> Response {
    // Nobody types the version: the day, and a number that no other wording had.
    let version = format!("{}-{}", site.clock.civil().date(), site.scripts.now().version + 1);
    let pairs = pairs.into_iter().filter(|(name, _)| name != "version").chain([("version".into(), version)]);
    of_consent(&site, &visit, Some(&Typed::of(pairs.collect())), "")
}
