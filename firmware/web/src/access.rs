//! Who may see what: one table of routes, and the guard that applies it. A route is not served unless it stands here.

use crate::reply::encoded;
use crate::session::{Stage, Visit};
use crate::site::Site;
use crate::{
    accounts, agenda, appointment, assets, authority_page, calls, door, feed, figures, help, inbox, layout, lock,
    new_appointment, new_waiting, papers, patient_rights, patients, renewal, sheet, sound, taking, telephone, trail,
    waiting,
};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use huisclos_ports::{Role, UPDATE_BYTES_MAX};
use std::sync::Arc;

/// Longest form: a note's text is the longest field there is.
pub const FORM_BYTES_MAX: usize = 64 * 1024;
/// The cookie. Its prefix binds it to this host, to TLS (or loopback) and to every path.
pub const COOKIE: &str = "__Host-session";
/// What a browser keeps to be known again (limits.rs).
pub const BROWSER_COOKIE: &str = "__Host-navigateur";

/// What a route asks of who comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: the doors, and what browsers load for them.
    Nothing,
    /// A password that was right; the one-time code is still awaited.
    Half,
    /// A session, hidden or not: nothing of a patient is shown.
    Session,
    /// One of these roles, and a page that was not left alone.
    Role(&'static [Role]),
}

/// Those who see patients' data.
pub const CARE: Needs = Needs::Role(&[Role::Secretary, Role::Doctor]);
/// Everybody who signs in: nothing of a patient is shown.
const ALL: Needs = Needs::Role(&[Role::Secretary, Role::Doctor, Role::Technician]);
/// Who answers for the data, the rules and who signs in.
pub const DOCTOR: Needs = Needs::Role(&[Role::Doctor]);
/// Who looks after the box; nothing of a patient.
pub const MACHINE: Needs = Needs::Role(&[Role::Doctor, Role::Technician]);
/// The same, by its older name.
const ACCOUNTS: Needs = DOCTOR;

/// One route.
pub struct Route {
    /// Its path.
    pub path: &'static str,
    /// What it asks.
    pub needs: Needs,
    /// Methods it has; the table of rights is tested against them.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "axum knows the methods; the test that every one has its rights does not")
    )]
    pub methods: &'static [&'static str],
    /// Longest body; a body longer than a form's is streamed, and its token is in a header.
    pub bytes_max: usize,
    /// What answers.
    pub answer: fn() -> MethodRouter<Arc<Site>>,
}

pub const fn route(
    path: &'static str,
    needs: Needs,
    methods: &'static [&'static str],
    answer: fn() -> MethodRouter<Arc<Site>>,
) -> Route {
    Route { path, needs, methods, bytes_max: FORM_BYTES_MAX, answer }
}

/// A route that takes a file.
pub const fn upload(
    path: &'static str,
    needs: Needs,
    bytes_max: usize,
    answer: fn() -> MethodRouter<Arc<Site>>,
) -> Route {
    Route { path, needs, methods: WRITE, bytes_max, answer }
}

pub const READ: &[&str] = &["GET"];
pub const WRITE: &[&str] = &["POST"];
const BOTH: &[&str] = &["GET", "POST"];

/// Every route of the page.
pub const ROUTES: &[Route] = &[
    route("/", Needs::Nothing, READ, || get(door::home)),
    route("/connexion", Needs::Nothing, BOTH, || get(door::sign_in).post(door::signed_in)),
    route("/premiere", Needs::Nothing, BOTH, || get(door::first).post(door::chosen)),
    route("/demonstration", Needs::Nothing, WRITE, || post(door::demo)),
    route("/page.css", Needs::Nothing, READ, || get(assets::css)),
    route("/page.js", Needs::Nothing, READ, || get(assets::js)),
    route("/agenda.js", Needs::Nothing, READ, || get(assets::agenda_js)),
    route("/son.js", Needs::Nothing, READ, || get(assets::sound_js)),
    route("/micro.js", Needs::Nothing, READ, || get(assets::microphone_js)),
    route("/appels.css", Needs::Nothing, READ, || get(assets::calls_css)),
    route("/reglages.css", Needs::Nothing, READ, || get(assets::settings_css)),
    route("/reglages.js", Needs::Nothing, READ, || get(assets::settings_js)),
    route("/magneto.js", Needs::Nothing, READ, || get(assets::recorder_js)),
    route("/idiomorph.js", Needs::Nothing, READ, || get(assets::idiomorph)),
    route("/inter.woff2", Needs::Nothing, READ, || get(assets::font)),
    route("/icone.svg", Needs::Nothing, READ, || get(assets::icon)),
    route("/autorite", Needs::Nothing, READ, || get(authority_page::page)),
    route("/autorite.crt", Needs::Nothing, READ, || get(authority_page::certificate)),
    route("/connexion/code", Needs::Half, BOTH, || get(door::code).post(door::coded)),
    route("/connexion/application", Needs::Half, BOTH, || get(door::enrol).post(door::enrolled)),
    route("/verrou", Needs::Session, BOTH, || get(lock::locked).post(lock::unlock)),
    route("/masquer", Needs::Session, WRITE, || post(lock::hide)),
    route("/deconnexion", Needs::Session, WRITE, || post(lock::leave)),
    route("/nouvelles", Needs::Session, READ, || get(feed::news)),
    route("/agenda", CARE, READ, || get(agenda::page)),
    route("/rendez-vous/nouveau", CARE, BOTH, || get(new_appointment::form).post(new_appointment::book)),
    route("/rendez-vous/{id}", CARE, READ, || get(appointment::page)),
    route("/rendez-vous/{id}/deplacer", CARE, WRITE, || post(appointment::moved)),
    route("/rendez-vous/{id}/etat", CARE, WRITE, || post(appointment::amended)),
    route("/patients", CARE, READ, || get(patients::search)),
    route("/patients/suggestions", CARE, READ, || get(patients::suggestions)),
    route("/patients/{id}", CARE, BOTH, || get(patients::card).post(patients::corrected)),
    route("/appels", CARE, READ, || get(calls::page)),
    route("/appels/barre", CARE, READ, || get(calls::bar)),
    route("/appels/paroles", CARE, READ, || get(calls::words)),
    route("/rubriques", CARE, READ, || get(layout::headings)),
    route("/appels/carte", CARE, READ, || get(taking::card)),
    route("/appels/{id}/combine", CARE, WRITE, || post(taking::on_handset)),
    route("/appels/{id}/rendre", CARE, WRITE, || post(taking::hand_back)),
    route("/appels/{id}/souffler", CARE, WRITE, || post(taking::whisper)),
    route("/son", CARE, READ, || get(sound::sound)),
    route("/telephone/composer", CARE, WRITE, || post(telephone::dial)),
    route("/telephone/dire", CARE, WRITE, || post(telephone::say)),
    route("/patients/{id}/acces", CARE, READ, || get(patient_rights::looked)),
    route("/patients/{id}/dossier.html", CARE, READ, || get(patient_rights::dossier_page)),
    route("/patients/{id}/dossier.json", CARE, READ, || get(patient_rights::dossier_json)),
    route("/patients/{id}/effacer", DOCTOR, BOTH, || get(patient_rights::ask).post(patient_rights::erase)),
    route("/donnees", CARE, READ, || get(papers::page)),
    route("/donnees/registre", CARE, READ, || get(papers::register)),
    route("/donnees/analyse", CARE, READ, || get(papers::assessment)),
    route("/donnees/trace", DOCTOR, READ, || get(trail::page)),
    route("/attente", CARE, BOTH, || get(waiting::page).post(new_waiting::enlist)),
    route("/attente/nouvelle", CARE, READ, || get(new_waiting::form)),
    route("/attente/{id}/placer", CARE, WRITE, || post(waiting::give_place)),
    route("/attente/{id}/retirer", CARE, WRITE, || post(waiting::strike)),
    route("/chiffres", CARE, READ, || get(figures::page)),
    route("/chiffres.csv", CARE, READ, || get(figures::csv)),
    route("/aide", ALL, READ, || get(help::page)),
    route("/aide/fiche", ALL, READ, || get(sheet::page)),
    route("/aide/{id}", ALL, READ, || get(help::task)),
    route("/boite", CARE, READ, || get(inbox::page)),
    route("/boite/{id}", CARE, WRITE, || post(inbox::looked_after)),
    route("/comptes", ACCOUNTS, BOTH, || get(accounts::page).post(accounts::invite)),
    route("/comptes/{id}", ACCOUNTS, WRITE, || post(accounts::changed)),
    route("/boitier", Needs::Role(&[Role::Technician, Role::Doctor]), READ, || get(accounts::machine)),
    route("/boitier/miseajour", MACHINE, WRITE, || post(renewal::installed)),
    upload("/boitier/fichier", MACHINE, UPDATE_BYTES_MAX, || post(renewal::uploaded)),
];

/// Every route, the settings' too.
pub fn all() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().chain(crate::settings::routes::ROUTES)
}

/// The router of the table.
pub fn routes(site: &Arc<Site>) -> Router<Arc<Site>> {
    all().fold(Router::new(), |router, route| {
        let guard = from_fn_with_state((site.clone(), route.needs, route.bytes_max), admit);
        router.route(route.path, (route.answer)().layer(DefaultBodyLimit::max(route.bytes_max)).layer(guard))
    })
}

/// A cookie's value.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|v| v.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(n, _)| *n == name).map(|(_, value)| value.to_string())
}

/// Where a browser without the right is sent; a script is told by the status and the same place.
fn elsewhere(fragment: bool, status: StatusCode, place: &str) -> Response {
    let place = HeaderValue::from_str(place).unwrap_or(HeaderValue::from_static("/connexion"));
    let mut response = if fragment { status } else { StatusCode::SEE_OTHER }.into_response();
    let name = if fragment { header::HeaderName::from_static("x-vers") } else { header::LOCATION };
    response.headers_mut().insert(name, place);
    response
}

/// Lets a request in, or says where its sender has to go first.
async fn admit(
    State((site, needs, bytes_max)): State<(Arc<Site>, Needs, usize)>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let fragment = headers.contains_key("x-fragment");
    // A page that refreshes itself says so; it does not keep a session awake.
    let by_hand = !headers.contains_key("x-fond") && request.uri().path() != "/nouvelles";
    let now = site.clock.since_start();
    let visit = cookie(headers, COOKIE).and_then(|token| site.sessions.find(&token, now, by_hand));
    if needs == Needs::Nothing {
        let mut request = request;
        request.extensions_mut().insert(visit.filter(|v| v.stage == Stage::Open));
        return next.run(request).await;
    }
    let Some(mut visit) = visit else { return elsewhere(fragment, StatusCode::UNAUTHORIZED, "/connexion") };
    visit.fragment = fragment;
    let open = visit.stage == Stage::Open;
    match needs {
        Needs::Half if open => return elsewhere(fragment, StatusCode::CONFLICT, home_of(visit.role)),
        Needs::Session | Needs::Role(_) if !open => {
            return elsewhere(fragment, StatusCode::UNAUTHORIZED, "/connexion/code");
        }
        // The right comes before the veil: who may not see it is not asked for a PIN first.
        Needs::Role(roles) if !roles.contains(&visit.role) => return forbidden(&site, &visit),
        Needs::Role(_) if visit.idle => {
            let back = request.uri().path_and_query().map(|p| encoded(p.as_str())).unwrap_or_default();
            return elsewhere(fragment, StatusCode::LOCKED, &format!("/verrou?vers={back}"));
        }
        _ => {}
    }
    match with_token(request, &visit, bytes_max).await {
        Ok(mut request) => {
            request.extensions_mut().insert(visit);
            next.run(request).await
        }
        Err(refusal) => refusal,
    }
}

/// Where a role begins its day.
pub fn home_of(role: Role) -> &'static str {
    if role == Role::Technician { "/boitier" } else { "/agenda" }
}

fn forbidden(site: &Site, visit: &Visit) -> Response {
    let body = maud::html! {
        section.carte.etroite {
            h1 { "Cette page n'est pas ouverte à votre compte" }
            p { "Vous êtes signé comme " (visit.role.in_french()) ". Le médecin du cabinet peut changer le rôle d'un compte." }
            p { a.bouton href=(home_of(visit.role)) { "Revenir à l'accueil" } }
        }
    };
    (StatusCode::FORBIDDEN, crate::layout::page(site, visit, "Accès refusé", None, body)).into_response()
}

/// Checks that what changes something carries the session's own token, in a header or in the form.
async fn with_token(request: Request, visit: &Visit, bytes_max: usize) -> Result<Request, Response> {
    if *request.method() == Method::GET || *request.method() == Method::HEAD {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    let in_header = parts.headers.get("x-jeton").and_then(|v| v.to_str().ok()).map(str::to_string);
    if bytes_max > FORM_BYTES_MAX && in_header.as_deref().is_some_and(|jeton| crate::secret::same(jeton, &visit.jeton))
    {
        return Ok(Request::from_parts(parts, body)); // a file: read as it comes
    }
    let bytes: Bytes = to_bytes(body, FORM_BYTES_MAX)
        .await
        .map_err(|_| (StatusCode::PAYLOAD_TOO_LARGE, "formulaire trop long").into_response())?;
    let carried = in_header.or_else(|| field(&bytes, "jeton"));
    if !carried.is_some_and(|jeton| crate::secret::same(&jeton, &visit.jeton)) {
        let sentence = "Ce formulaire ne vient pas de votre session : rechargez la page et recommencez.";
        return Err((StatusCode::FORBIDDEN, sentence).into_response());
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// A plain field (hexadecimal) of an encoded form.
fn field(form: &[u8], name: &str) -> Option<String> {
    let text = std::str::from_utf8(form).ok()?;
    text.split('&').filter_map(|pair| pair.split_once('=')).find(|(n, _)| *n == name).map(|(_, v)| v.to_string())
}
