//! Weekly hours: a practitioner's openings and urgent slots, and the secretary's hours at the handset.

use crate::french;
use crate::session::Visit;
use crate::settings::fields::Form;
use crate::settings::save::Part;
use crate::settings::sheet::{Done, Sheet, indexed, show, show_found, take, take_found};
use crate::settings::typed::{Faults, Typed};
use crate::site::Site;
use axum::Extension;
use axum::extract::{Form as Body, Path, Query, State};
use axum::response::Response;
use huisclos_agenda::{Appointment, Cabinet, Opening, PractitionerId};
use jiff::civil::Weekday;
use maud::{Markup, html};
use std::sync::Arc;

/// Rows left empty under the last one, to be filled.
const SPARE: usize = 2;
/// Rows of one form: the settings themselves refuse more.
const ROWS_MAX: usize = 130;
/// Days ahead in which appointments outside the hours are looked for.
const AHEAD_DAYS: i32 = 60;

const DAYS: [(Weekday, &str, &str); 7] = [
    (Weekday::Monday, "lundi", "lun."),
    (Weekday::Tuesday, "mardi", "mar."),
    (Weekday::Wednesday, "mercredi", "mer."),
    (Weekday::Thursday, "jeudi", "jeu."),
    (Weekday::Friday, "vendredi", "ven."),
    (Weekday::Saturday, "samedi", "sam."),
    (Weekday::Sunday, "dimanche", "dim."),
];

/// The days of a form's field.
pub fn days(typed: &Typed, name: &str) -> Vec<Weekday> {
    DAYS.iter().filter(|(_, word, _)| typed.has(name, word)).map(|(day, ..)| *day).collect()
}

/// Puts days into a field.
pub fn put_days(typed: &mut Typed, name: &str, of: &[Weekday]) {
    for (day, word, _) in DAYS {
        if of.contains(&day) {
            typed.put(name, word);
        }
    }
}

/// Boxes for the days of a row.
pub fn day_boxes(form: Form<'_>, name: &str, legend: &str) -> Markup {
    html! {
        fieldset.jours {
            legend.lu { (legend) }
            @for (_, word, short) in DAYS {
                label title=(word) {
                    input type="checkbox" name=(name) value=(word) checked[form.typed.has(name, word)] disabled[form.shut];
                    span aria-hidden="true" { (short) } span.lu { (word) }
                }
            }
        }
    }
}

/// Puts openings into rows.
pub fn put_rows(typed: &mut Typed, prefix: &str, openings: &[Opening]) {
    for (i, o) in openings.iter().enumerate() {
        put_days(typed, &format!("{prefix}-{i}-jour"), &o.days);
        typed.put(format!("{prefix}-{i}-de"), french::clock(o.from));
        typed.put(format!("{prefix}-{i}-a"), french::clock(o.to));
    }
}

fn is_blank(typed: &Typed, prefix: &str, i: usize) -> bool {
    ["jour", "de", "a"].iter().all(|field| typed.get(&format!("{prefix}-{i}-{field}")).is_empty())
}

/// The rows that are not empty.
fn filled(typed: &Typed, prefix: &str) -> Vec<usize> {
    (0..ROWS_MAX).filter(|i| !is_blank(typed, prefix, *i)).collect()
}

/// Reads the rows.
pub fn rows(typed: &Typed, prefix: &str, faults: &mut Faults) -> Vec<Opening> {
    let mut openings = Vec::new();
    for i in filled(typed, prefix) {
        let days = days(typed, &format!("{prefix}-{i}-jour"));
        if days.is_empty() {
            faults.say(format!("{prefix}-{i}"), "Cochez au moins un jour, ou effacez les heures.");
        }
        let from = faults.hour(typed, &format!("{prefix}-{i}-de"));
        let to = faults.hour(typed, &format!("{prefix}-{i}-a"));
        if let (Some(from), Some(to)) = (from, to) {
            openings.push(Opening { days, from, to });
        }
    }
    openings
}

/// The row's field of a key of the settings.
pub fn row_field(typed: &Typed, prefix: &str, index: usize, field: &str) -> Option<String> {
    let i = *filled(typed, prefix).get(index)?;
    Some(match field {
        "to" => format!("{prefix}-{i}-a"),
        "from" => format!("{prefix}-{i}-de"),
        _ => format!("{prefix}-{i}"),
    })
}

/// Draws the rows, with empty ones below.
pub fn draw_rows(form: Form<'_>, prefix: &str, what: &str) -> Markup {
    let last = filled(form.typed, prefix).last().map_or(0, |i| i + 1);
    let shown = if form.shut { last } else { last + SPARE };
    html! {
        div.lignes {
            @for i in 0..shown {
                div.ligne-horaire role="group" aria-label=(format!("{what}, ligne {}", i + 1)) {
                    (day_boxes(form, &format!("{prefix}-{i}-jour"), "Jours"))
                    (form.kind(&format!("{prefix}-{i}-de"), "de", "", "time"))
                    (form.kind(&format!("{prefix}-{i}-a"), "à", "", "time"))
                    @if let Some(fault) = form.faults.at(&format!("{prefix}-{i}")) { small.faute { (fault) } }
                }
            }
            @if !form.shut { p.discret { "Pour retirer une ligne, décochez ses jours et effacez ses heures." } }
        }
    }
}

/// The hours of one practitioner.
pub struct Hours(pub PractitionerId);

impl Part<Cabinet> for Hours {
    fn fields(&self, cabinet: &Cabinet) -> Typed {
        let mut typed = Typed::default();
        if let Some(p) = cabinet.practitioner(&self.0) {
            put_rows(&mut typed, "ouv", &p.openings);
            put_rows(&mut typed, "urg", &p.urgent);
        }
        typed
    }

    fn put(&self, typed: &Typed, cabinet: &mut Cabinet) -> Result<(), Faults> {
        let mut faults = Faults::default();
        let (openings, urgent) = (rows(typed, "ouv", &mut faults), rows(typed, "urg", &mut faults));
        if openings.is_empty() && faults.is_empty() {
            faults.say("", "Il faut au moins une ouverture. Pour une absence, passez par « Absences et fermetures ».");
        }
        let Some(p) = cabinet.practitioners.iter_mut().find(|p| p.id == self.0) else {
            return Err(Faults::one("", "Ce praticien n'est plus au cabinet."));
        };
        (p.openings, p.urgent) = (openings, urgent);
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    fn field(&self, key: &str, typed: &Typed) -> Option<String> {
        let (_, rest) = indexed(key, "practitioners")?;
        let of = |list, prefix| indexed(rest, list).and_then(|(i, field)| row_field(typed, prefix, i, field));
        of("openings", "ouv").or_else(|| of("urgent", "urg"))
    }
}

impl Sheet for Hours {
    fn title(&self, cabinet: &Cabinet) -> String {
        format!("Horaires, {}", cabinet.practitioner(&self.0).map_or("", |p| &p.said))
    }

    fn place(&self) -> String {
        format!("/reglages/horaires/{}", crate::reply::encoded(&self.0.0))
    }

    fn section(&self) -> &'static str {
        "/reglages/praticiens"
    }

    fn shut(&self, _: &Visit) -> bool {
        false
    }

    fn draw(&self, form: Form<'_>, _: &Cabinet) -> Markup {
        html! {
            h2 { "Ouvertures de la semaine" }
            (draw_rows(form, "ouv", "Ouverture"))
            h2 { "Heures gardées pour les urgences" }
            p.discret { "Dans les ouvertures ou en plus : jamais proposées pour autre chose qu'une urgence." }
            (draw_rows(form, "urg", "Urgences"))
        }
    }

    fn beside(&self, site: &Site, visit: &Visit, cabinet: &Cabinet) -> (Markup, Markup) {
        let today = site.clock.civil().date();
        let all =
            site.book.appointments(visit.account, today, today.saturating_add(jiff::Span::new().days(AHEAD_DAYS)));
        let entries = all.unwrap_or_default();
        let held: Vec<Appointment> = entries.iter().map(|e| e.appointment.clone()).collect();
        let outside: Vec<_> = cabinet.outside(&self.0, &held).into_iter().map(|a| a.id).collect();
        let shown: Vec<_> = entries.iter().filter(|e| outside.contains(&e.appointment.id)).collect();
        let below = html! {
            @if !shown.is_empty() {
                h2 { "Rendez-vous hors de ces horaires" }
                p.discret { "Dans les deux mois qui viennent. Ils restent à l'agenda tant que personne ne les déplace." }
                (crate::settings::absences::list(&shown, cabinet))
            }
        };
        (html! {}, below)
    }
}

/// When somebody sits at the handset.
pub struct Desk;

impl Part<Cabinet> for Desk {
    fn fields(&self, cabinet: &Cabinet) -> Typed {
        let mut typed = Typed::default();
        put_rows(&mut typed, "sec", &cabinet.secretary);
        typed
    }

    fn put(&self, typed: &Typed, cabinet: &mut Cabinet) -> Result<(), Faults> {
        let mut faults = Faults::default();
        cabinet.secretary = rows(typed, "sec", &mut faults);
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    fn field(&self, key: &str, typed: &Typed) -> Option<String> {
        indexed(key, "secretary").and_then(|(i, field)| row_field(typed, "sec", i, field))
    }
}

impl Sheet for Desk {
    fn title(&self, _: &Cabinet) -> String {
        "Heures du secrétariat".into()
    }

    fn place(&self) -> String {
        "/reglages/secretariat".into()
    }

    fn section(&self) -> &'static str {
        "/reglages/praticiens"
    }

    fn shut(&self, _: &Visit) -> bool {
        false
    }

    fn draw(&self, form: Form<'_>, _: &Cabinet) -> Markup {
        html! {
            p.discret { "À ces heures, le combiné sonne pour qui demande à parler à quelqu'un. Sans aucune ligne, il sonne à toute heure." }
            (draw_rows(form, "sec", "Secrétariat"))
        }
    }
}

type Shared = State<Arc<Site>>;
type Pairs = Body<Vec<(String, String)>>;

fn of(site: &Site, id: String) -> Option<Hours> {
    let id = PractitionerId(id);
    site.cabinet().practitioner(&id).is_some().then_some(Hours(id))
}

/// `GET /reglages/horaires/{id}`
pub async fn page(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Response {
    show_found(&site, &visit, of(&site, id), &done.fait)
}

/// `POST /reglages/horaires/{id}/enregistrer`
pub async fn saved(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Body(pairs): Pairs,
) -> Response {
    take_found(&site, &visit, of(&site, id), &Typed::of(pairs))
}

/// `GET /reglages/secretariat`
pub async fn desk(State(site): Shared, Extension(visit): Extension<Visit>, Query(done): Query<Done>) -> Response {
    show(&site, &visit, &Desk, &done.fait)
}

/// `POST /reglages/secretariat/enregistrer`
pub async fn desk_saved(State(site): Shared, Extension(visit): Extension<Visit>, Body(pairs): Pairs) -> Response {
    take(&site, &visit, &Desk, &Typed::of(pairs))
}
