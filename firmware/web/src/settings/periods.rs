//! The periods (feature A16): how the telephone is answered by weekday, hour and date. The first that holds counts.

use crate::reply::redirect;
use crate::session::Visit;
use crate::settings::fields::Form;
use crate::settings::greeting;
use crate::settings::hours::{day_boxes, days, put_days};
use crate::settings::save::Part;
use crate::settings::sheet::{Done, Sheet, indexed, show_found, take_found};
use crate::settings::typed::{Faults, Typed};
use crate::settings::{frame, is_doctor};
use crate::site::Site;
use crate::{french, notice};
use axum::Extension;
use axum::extract::{Form as Body, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use huisclos_agenda::{Answering, Cabinet, Dates, Period};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

type Shared = State<Arc<Site>>;
/// The address of a period that is not there yet.
const NEW: &str = "nouvelle";

/// One period, by its place in the list; past the end: to be added.
pub struct When(usize);

impl Part<Cabinet> for When {
    fn fields(&self, cabinet: &Cabinet) -> Typed {
        let mut typed = Typed::default();
        let Some(p) = cabinet.periods.get(self.0) else {
            typed.put("reponse", "tout-de-suite");
            typed.put("transfert", "oui");
            return typed;
        };
        typed.put("nom", p.name.clone());
        put_days(&mut typed, "jour", &p.days);
        typed.put("de", p.hours.map(|h| french::clock(h.from)).unwrap_or_default());
        typed.put("a", p.hours.map(|h| french::clock(h.to)).unwrap_or_default());
        typed.put("du", p.dates.map(|d| french::figures(d.from)).unwrap_or_default());
        typed.put("au", p.dates.map(|d| french::figures(d.to)).unwrap_or_default());
        let (answer, seconds) = match p.answering {
            Answering::AtOnce => ("tout-de-suite", String::new()),
            Answering::HandsetFirst { seconds } => ("combine", seconds.to_string()),
            Answering::MessageOnly => ("message", String::new()),
        };
        typed.put("reponse", answer);
        typed.put("secondes", seconds);
        if p.transfer {
            typed.put("transfert", "oui");
        }
        typed.put("renvoi", p.forward_to.clone().unwrap_or_default());
        greeting::put_fields(&mut typed, p.greeting.as_deref(), p.greeting_recording);
        typed
    }

    fn put(&self, typed: &Typed, cabinet: &mut Cabinet) -> Result<(), Faults> {
        let mut faults = Faults::default();
        if typed.get("nom").is_empty() {
            faults.say("nom", "Donnez un nom à la période : « Nuit », « Congés d'été ».");
        }
        let hours = faults.hours(typed, "de", "a");
        let dates = if typed.get("du").is_empty() && typed.get("au").is_empty() {
            None
        } else {
            let from = faults.date(typed, "du");
            let to = if typed.get("au").is_empty() { from } else { faults.date(typed, "au") };
            from.zip(to).map(|(from, to)| Dates { from, to })
        };
        let answering = match typed.get("reponse") {
            "combine" => faults.number(typed, "secondes").map(|seconds| Answering::HandsetFirst { seconds }),
            "message" => Some(Answering::MessageOnly),
            _ => Some(Answering::AtOnce),
        };
        let (greeting, greeting_recording) = greeting::read_fields(typed);
        let Some(answering) = answering.filter(|_| faults.is_empty()) else { return Err(faults) };
        let period = Period {
            name: typed.text("nom").unwrap_or_default(),
            days: days(typed, "jour"),
            hours,
            dates,
            answering,
            transfer: typed.is("transfert"),
            greeting,
            greeting_recording,
            forward_to: typed.text("renvoi"),
        };
        match cabinet.periods.get_mut(self.0) {
            Some(there) => *there = period,
            None => cabinet.periods.push(period),
        }
        Ok(())
    }

    fn field(&self, key: &str, _: &Typed) -> Option<String> {
        let (_, field) = indexed(key, "periods")?;
        let name = match field {
            "name" => "nom",
            "hours" => "a",
            "dates" => "au",
            "answering" => "secondes",
            "greeting" => "accueil",
            "forward_to" => "renvoi",
            _ => return None,
        };
        Some(name.into())
    }
}

impl Sheet for When {
    fn title(&self, cabinet: &Cabinet) -> String {
        cabinet.periods.get(self.0).map_or_else(|| "Nouvelle période".into(), |p| french::plain(&p.name))
    }

    fn place(&self) -> String {
        format!("/reglages/periodes/{}", self.0)
    }

    fn section(&self) -> &'static str {
        "/reglages/periodes"
    }

    fn shut(&self, visit: &Visit) -> bool {
        !is_doctor(visit)
    }

    fn then(&self) -> String {
        "/reglages/periodes".into()
    }

    fn draw(&self, form: Form<'_>, _: &Cabinet) -> Markup {
        let answers = [
            ("tout-de-suite", "la boîte répond tout de suite"),
            ("combine", "le combiné sonne d'abord"),
            ("message", "la boîte ne prend que des messages"),
        ]
        .map(|(value, name)| (value.to_string(), name.to_string()));
        html! {
            (form.line("nom", "Nom", "« Nuit », « Midi », « Congés d'été »", 120))
            h2 { "Quand" }
            (day_boxes(form, "jour", "Jours"))
            p.discret { "Aucun jour coché : tous les jours. Une nuit appartient au jour où elle commence." }
            div.deux {
                (form.kind("de", "De", "vide : la journée entière", "time"))
                (form.kind("a", "À", "plus tôt que « De » : le lendemain matin", "time"))
            }
            div.deux { (form.kind("du", "Du", "vide : toute l'année", "date")) (form.kind("au", "Au", "inclus", "date")) }
            h2 { "Quand ça sonne" }
            div.deux {
                (form.choice("reponse", "Réponse", "", &answers))
                (form.kind("secondes", "Le combiné sonne d'abord pendant", "secondes, de 0 à 30", "number"))
            }
            (form.tick("transfert", "Peut faire sonner le combiné pour qui demande quelqu'un", "aux heures du secrétariat ; une urgence le fait toujours sonner"))
            (form.line("renvoi", "Renvoi de qui demande quelqu'un, si le combiné ne répond pas ou ne sonne pas", "par la touche R : votre opérateur doit permettre le transfert ; si ce numéro ne sonne pas, la boîte prend un message ; jamais pour une urgence", 30))
            h2 { "Accueil de la période" }
            (greeting::draw_fields(form))
        }
    }

    fn beside(&self, site: &Site, visit: &Visit, _: &Cabinet) -> (Markup, Markup) {
        let known = site.cabinet().periods.len() > self.0;
        let below = html! {
            @if known && is_doctor(visit) {
                details.retrait {
                    summary { "Retirer cette période" }
                    form method="post" action="/reglages/periodes/ordre" {
                        input type="hidden" name="jeton" value=(visit.jeton);
                        input type="hidden" name="vu" value=(order_mark(&site.cabinet()));
                        input type="hidden" name="rang" value=(self.0);
                        button.danger name="acte" value="retirer" { "Retirer" }
                    }
                }
            }
        };
        (html! {}, below)
    }
}

/// What a list of periods showed when somebody moved one.
fn order_mark(cabinet: &Cabinet) -> String {
    let mut typed = Typed::default();
    for (i, p) in cabinet.periods.iter().enumerate() {
        typed.put(i.to_string(), p.name.clone());
    }
    typed.mark()
}

fn told(p: &Period) -> String {
    let answer = match p.answering {
        Answering::AtOnce => "répond tout de suite".into(),
        Answering::HandsetFirst { seconds } => format!("combiné d'abord, {seconds} s"),
        Answering::MessageOnly => "messages seulement".into(),
    };
    let transfer = if p.transfer { "" } else { ", sans transfert" };
    let greeting = match (&p.greeting, p.greeting_recording) {
        (_, Some(_)) => ", accueil enregistré",
        (Some(_), None) => ", accueil à elle",
        (None, None) => "",
    };
    let forward = p.forward_to.as_deref().map(|number| format!(", renvoi au {}", french::plain(number)));
    format!("{answer}{transfer}{}{greeting}", forward.unwrap_or_default())
}

fn when(p: &Period) -> String {
    let short = |day: &jiff::civil::Weekday| {
        ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."]
            .get(usize::try_from(day.to_monday_zero_offset()).unwrap_or(0))
            .copied()
            .unwrap_or("")
    };
    let days = if p.days.is_empty() {
        "tous les jours".into()
    } else {
        p.days.iter().map(short).collect::<Vec<_>>().join(" ")
    };
    let hours = p.hours.map(|h| format!(", {} à {}", french::hour(h.from), french::hour(h.to))).unwrap_or_default();
    let dates =
        p.dates.map(|d| format!(", du {} au {}", french::figures(d.from), french::figures(d.to))).unwrap_or_default();
    format!("{days}{hours}{dates}")
}

/// `GET /reglages/periodes`
pub async fn list(State(site): Shared, Extension(visit): Extension<Visit>, Query(done): Query<Done>) -> Response {
    show_list(&site, &visit, None, &done.fait)
}

fn show_list(site: &Site, visit: &Visit, wrong: Option<&str>, done: &str) -> Response {
    let cabinet = site.cabinet();
    let now = cabinet.period_at(site.clock.civil());
    let mark = order_mark(&cabinet);
    let last = cabinet.periods.len().saturating_sub(1);
    let body = html! {
        (notice::done(done))
        @if let Some(wrong) = wrong { p.erreur role="alert" { (wrong) } }
        p { "La première période de la liste qui tombe à l'heure de l'appel décide. Sans période, la boîte répond tout de suite, et le combiné sonne pour qui demande quelqu'un aux heures du secrétariat." }
        @if cabinet.periods.is_empty() { p.vide { "Aucune période." } } @else {
            ol.periodes {
                @for (i, p) in cabinet.periods.iter().enumerate() {
                    li.en-cours-maintenant[now == Some(p)] {
                        div {
                            a href=(format!("/reglages/periodes/{i}")) { (french::plain(&p.name)) }
                            @if now == Some(p) { " " span.etiquette { "en cours" } }
                            br; (when(p)) br; span.discret { (told(p)) }
                        }
                        @if is_doctor(visit) {
                            form.enligne method="post" action="/reglages/periodes/ordre" {
                                input type="hidden" name="jeton" value=(visit.jeton);
                                input type="hidden" name="vu" value=(mark);
                                input type="hidden" name="rang" value=(i);
                                button name="acte" value="monter" disabled[i == 0] { "Monter" span.lu { " " (french::plain(&p.name)) } }
                                button name="acte" value="descendre" disabled[i == last] { "Descendre" span.lu { " " (french::plain(&p.name)) } }
                            }
                        }
                    }
                }
            }
        }
        @if is_doctor(visit) { p { a.bouton href=(format!("/reglages/periodes/{NEW}")) { "Ajouter une période" } } }
    };
    frame(site, visit, "/reglages/periodes", "Périodes d'accueil", body)
}

fn of(site: &Site, place: &str) -> Option<When> {
    let count = site.cabinet().periods.len();
    if place == NEW {
        return Some(When(count));
    }
    place.parse().ok().filter(|i| *i <= count).map(When)
}

/// `GET /reglages/periodes/{rang}`
pub async fn page(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(place): Path<String>,
    Query(done): Query<Done>,
) -> Response {
    show_found(&site, &visit, of(&site, &place), &done.fait)
}

/// `POST /reglages/periodes/{rang}/enregistrer`
pub async fn saved(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(place): Path<String>,
    Body(pairs): Body<Vec<(String, String)>>,
) -> Response {
    take_found(&site, &visit, of(&site, &place), &Typed::of(pairs))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Order {
    vu: String,
    rang: String,
    acte: String,
}

/// `POST /reglages/periodes/ordre`
pub async fn ordered(State(site): Shared, Extension(visit): Extension<Visit>, Body(order): Body<Order>) -> Response {
    let now = site.settings.now();
    let mut cabinet = (*now.content).clone();
    let rank = order.rang.parse::<usize>().ok().filter(|i| *i < cabinet.periods.len());
    let (Some(i), true) = (rank, order_mark(&cabinet) == order.vu) else {
        let page = show_list(
            &site,
            &visit,
            Some("Quelqu'un d'autre vient de changer cette liste ; la voici. Rien n'a été changé."),
            "",
        );
        return (StatusCode::CONFLICT, page).into_response();
    };
    let last = cabinet.periods.len() - 1;
    match order.acte.as_str() {
        "monter" if i > 0 => cabinet.periods.swap(i, i - 1),
        "descendre" if i < last => cabinet.periods.swap(i, i + 1),
        "retirer" => drop(cabinet.periods.remove(i)),
        _ => return (StatusCode::UNPROCESSABLE_ENTITY, "acte inconnu").into_response(),
    }
    match site.settings.change(visit.account, now.version, cabinet) {
        Ok(_) => redirect("/reglages/periodes?fait=enregistre"),
        Err(error) => (StatusCode::CONFLICT, show_list(&site, &visit, Some(&error.to_string()), "")).into_response(),
    }
}
