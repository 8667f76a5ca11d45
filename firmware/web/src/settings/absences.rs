//! Absences and closures: they close slots, and the appointments already in them are listed to be moved.

use crate::reply::redirect;
use crate::session::Visit;
use crate::settings::fields::Form;
use crate::settings::frame;
use crate::settings::sheet::{Done, indexed};
use crate::settings::typed::{Faults, Typed, refused};
use crate::site::Site;
use crate::{french, notice};
use axum::Extension;
use axum::extract::{Form as Body, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use huisclos_agenda::holidays::is_public_holiday;
use huisclos_agenda::{Absence, Cabinet, PractitionerId};
use huisclos_ports::{Entry, NotChanged, Refused};
use jiff::civil::Date;
use maud::{Markup, html};
use std::sync::Arc;

type Shared = State<Arc<Site>>;
/// Longest stretch of an absence that is looked through for appointments: a year's leave, and the sabbatical after it.
const LOOKED_DAYS_MAX: i32 = 400;
/// Public holidays shown ahead.
const HOLIDAYS_SHOWN: usize = 6;
/// Days in which they are found: two years have every one.
const HOLIDAY_DAYS: i32 = 400;
/// The word for the whole cabinet, among the practitioners' ids; no id has a capital.
const ALL: &str = "CABINET";

/// Somebody's absence, or the cabinet's closure.
struct Away {
    whose: Option<PractitionerId>,
    absence: Absence,
}

impl Away {
    fn touches(&self, entry: &Entry) -> bool {
        let slot = &entry.appointment.slot;
        entry.appointment.holds()
            && self.whose.as_ref().is_none_or(|id| *id == slot.practitioner)
            && self.absence.touches(slot)
    }
}

/// Those that are not over, the soonest first.
fn ahead(cabinet: &Cabinet, today: Date) -> Vec<Away> {
    let of = |p: &huisclos_agenda::Practitioner| {
        let id = p.id.clone();
        p.absences.iter().map(move |a| Away { whose: Some(id.clone()), absence: *a }).collect::<Vec<_>>()
    };
    let closures = cabinet.closures.iter().map(|c| Away { whose: None, absence: *c });
    let mut all: Vec<Away> = cabinet.practitioners.iter().flat_map(of).chain(closures).collect();
    all.retain(|away| away.absence.to >= today);
    all.sort_by_key(|away| (away.absence.from, away.absence.to));
    all
}

/// Appointments that stand in an absence or a closure: to be moved, or their patients told.
///
/// # Errors
/// The store.
pub fn to_move(site: &Site, visit: &Visit) -> Result<Vec<Entry>, Refused> {
    let (cabinet, today) = (site.cabinet(), site.clock.civil().date());
    let ahead = ahead(&cabinet, today);
    let (Some(first), Some(last)) =
        (ahead.iter().map(|a| a.absence.from).min(), ahead.iter().map(|a| a.absence.to).max())
    else {
        return Ok(Vec::new());
    };
    let from = first.max(today);
    let to = last.min(from.saturating_add(jiff::Span::new().days(LOOKED_DAYS_MAX)));
    let mut entries = site.book.appointments(visit.account, from, to)?;
    entries.retain(|entry| ahead.iter().any(|away| away.touches(entry)));
    Ok(entries)
}

/// A list of appointments with the way to each.
pub fn list(entries: &[&Entry], cabinet: &Cabinet) -> Markup {
    html! {
        ul.a-deplacer {
            @for entry in entries {
                @let a = &entry.appointment;
                li {
                    a href=(format!("/rendez-vous/{}", a.id)) data-volet { (french::moment(a.slot.start)) }
                    " " (french::name(&entry.last_name, &entry.first_name))
                    span.discret { " " (cabinet.practitioner(&a.slot.practitioner).map_or("", |p| &p.said)) }
                }
            }
        }
    }
}

/// `GET /reglages/absences`
pub async fn page(State(site): Shared, Extension(visit): Extension<Visit>, Query(done): Query<Done>) -> Response {
    show(&site, &visit, &Typed::default(), &Faults::default(), &done.fait)
}

fn show(site: &Site, visit: &Visit, typed: &Typed, faults: &Faults, done: &str) -> Response {
    let (cabinet, today) = (site.cabinet(), site.clock.civil().date());
    let form = Form { typed, faults, shut: false };
    let mut choices = vec![(ALL.to_string(), "tout le cabinet".to_string())];
    choices.extend(cabinet.practitioners.iter().map(|p| (p.id.0.clone(), french::plain(&p.said))));
    let body = html! {
        (notice::done(done))
        @match to_move(site, visit) {
            Err(e) => { p.erreur role="alert" { "Les rendez-vous ne peuvent pas être lus. " (e) } }
            Ok(all) if all.is_empty() => {}
            Ok(all) => {
                section.attention aria-labelledby="t-deplacer" {
                    h2 #t-deplacer { "À déplacer : " (all.len()) " rendez-vous" }
                    p { "Ils tombent pendant une absence ou une fermeture. Ouvrez-en un pour le déplacer ou l'annuler, et prévenez le patient." }
                    (list(&all.iter().collect::<Vec<_>>(), &cabinet))
                }
            }
        }
        h2 { "À venir" }
        @let ahead = ahead(&cabinet, today);
        @if ahead.is_empty() { p.vide { "Aucune absence ni fermeture." } } @else {
            ul.absences { @for away in &ahead { li { (row(&cabinet, visit, away)) } } }
        }
        h2 { "Ajouter" }
        form.fiche data-tient method="post" action="/reglages/absences/ajouter" autocomplete="off" {
            (form.general())
            (form.choice("qui", "Qui est absent", "", &choices))
            div.deux { (form.kind("du", "Premier jour", "", "date")) (form.kind("au", "Dernier jour", "vide : le même", "date")) }
            div.deux {
                (form.kind("de", "De", "vide : la journée entière", "time")) (form.kind("a", "À", "", "time"))
            }
            input type="hidden" name="jeton" value=(visit.jeton);
            div.actions { button.principal { "Fermer ces créneaux" } }
        }
        h2 { "Jours fériés" }
        @if cabinet.closed_on_public_holidays {
            p.discret { "Le cabinet est fermé : " (holidays(today)) ". Cela se change dans « Cabinet et durées »." }
        } @else { p.discret { "Le cabinet reste ouvert les jours fériés." } }
    };
    frame(site, visit, "/reglages/absences", "Absences et fermetures", body)
}

fn holidays(today: Date) -> String {
    let days = (0..HOLIDAY_DAYS).map(|n| today.saturating_add(jiff::Span::new().days(n)));
    days.filter(|day| is_public_holiday(*day)).take(HOLIDAYS_SHOWN).map(french::day).collect::<Vec<_>>().join(", ")
}

fn told(absence: &Absence) -> String {
    let days = if absence.from == absence.to {
        french::day(absence.from)
    } else {
        format!("du {} au {}", french::whole_day(absence.from), french::whole_day(absence.to))
    };
    absence.hours.map_or(days.clone(), |h| format!("{days}, de {} à {}", french::hour(h.from), french::hour(h.to)))
}

fn row(cabinet: &Cabinet, visit: &Visit, away: &Away) -> Markup {
    let who = away.whose.as_ref().map_or("tout le cabinet", |id| cabinet.practitioner(id).map_or("", |p| &p.said));
    let a = &away.absence;
    html! {
        span { b { (french::plain(who)) } " " (told(a)) }
        form.enligne method="post" action="/reglages/absences/retirer" {
            input type="hidden" name="jeton" value=(visit.jeton);
            input type="hidden" name="qui" value=(away.whose.as_ref().map_or(ALL, |id| &id.0));
            input type="hidden" name="du" value=(a.from);
            input type="hidden" name="au" value=(a.to);
            @if let Some(h) = a.hours {
                input type="hidden" name="de" value=(french::clock(h.from));
                input type="hidden" name="a" value=(french::clock(h.to));
            }
            button { "Retirer" span.lu { " l'absence de " (french::plain(who)) " " (told(a)) } }
        }
    }
}

fn read(typed: &Typed) -> Result<Away, Faults> {
    let mut faults = Faults::default();
    let from = faults.date(typed, "du");
    let to = if typed.get("au").is_empty() { from } else { faults.date(typed, "au") };
    let hours = faults.hours(typed, "de", "a");
    match (from, to) {
        (Some(from), Some(to)) if faults.is_empty() => {
            let whose = Some(typed.get("qui")).filter(|who| *who != ALL).map(PractitionerId::from);
            Ok(Away { whose, absence: Absence { from, to, hours } })
        }
        _ => Err(faults),
    }
}

/// The list an absence stands in.
fn of<'a>(cabinet: &'a mut Cabinet, whose: Option<&PractitionerId>) -> Option<&'a mut Vec<Absence>> {
    match whose {
        None => Some(&mut cabinet.closures),
        Some(id) => cabinet.practitioners.iter_mut().find(|p| p.id == *id).map(|p| &mut p.absences),
    }
}

fn field(key: &str) -> Option<String> {
    let rest = indexed(key, "practitioners").map_or(key, |(_, rest)| rest);
    let (_, field) = indexed(rest, "absences").or_else(|| indexed(rest, "closures"))?;
    Some(if field == "hours" { "a" } else { "au" }.to_string())
}

/// Changes the lists of absences over whatever else changes in between: an absence is added or not, whoever else adds one.
fn change(site: &Site, visit: &Visit, away: &Away, act: impl Fn(&mut Vec<Absence>)) -> Result<(), Faults> {
    for _ in 0..5 {
        let now = site.settings.now();
        let mut cabinet = (*now.content).clone();
        let Some(list) = of(&mut cabinet, away.whose.as_ref()) else {
            return Err(Faults::one("qui", "Ce praticien n'est plus au cabinet."));
        };
        act(list);
        match site.settings.change(visit.account, now.version, cabinet) {
            Ok(_) => return Ok(()),
            Err(NotChanged::Overtaken) => {}
            Err(NotChanged::Wrong(error)) => return Err(refused(&error, field)),
            Err(error) => return Err(Faults::one("", error.to_string())),
        }
    }
    Err(Faults::one("", NotChanged::Overtaken.to_string()))
}

/// `POST /reglages/absences/ajouter`
pub async fn added(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Body(pairs): Body<Vec<(String, String)>>,
) -> Response {
    let typed = Typed::of(pairs);
    let done = read(&typed).and_then(|away| {
        change(&site, &visit, &away, |list| {
            if !list.contains(&away.absence) {
                list.push(away.absence);
                list.sort_by_key(|a| (a.from, a.to));
            }
        })
    });
    match done {
        Ok(()) => {
            site.news.tell(crate::news::Topic::Agenda);
            redirect("/reglages/absences?fait=absence")
        }
        Err(faults) => (StatusCode::UNPROCESSABLE_ENTITY, show(&site, &visit, &typed, &faults, "")).into_response(),
    }
}

/// `POST /reglages/absences/retirer`
pub async fn removed(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Body(pairs): Body<Vec<(String, String)>>,
) -> Response {
    let typed = Typed::of(pairs);
    let done = read(&typed).and_then(|away| change(&site, &visit, &away, |list| list.retain(|a| *a != away.absence)));
    match done {
        Ok(()) => {
            site.news.tell(crate::news::Topic::Agenda);
            redirect("/reglages/absences?fait=retire")
        }
        Err(faults) => {
            (StatusCode::UNPROCESSABLE_ENTITY, show(&site, &visit, &Typed::default(), &faults, "")).into_response()
        }
    }
}
