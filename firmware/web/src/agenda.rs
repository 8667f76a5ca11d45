//! The agenda: a day or a week, of one practitioner or of all.

use crate::french;
use crate::grid::{Grid, grid};
use crate::layout::{Tab, fault, page as whole};
use crate::month::month;
use crate::reply::encoded;
use crate::session::Visit;
use crate::site::Site;
use crate::{icons, notice};
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use huisclos_agenda::{Cabinet, MadeBy, Practitioner, Status};
use huisclos_ports::Entry;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

/// What the address says.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Asked {
    jour: String,
    vue: String,
    qui: String,
    fait: String,
}

/// What is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The day, or one of the week.
    pub day: Date,
    /// A whole week.
    pub week: bool,
    /// Ranks of the practitioners shown, among the cabinet's.
    pub who: Vec<usize>,
}

impl View {
    fn of(asked: &Asked, cabinet: &Cabinet, today: Date) -> Self {
        let all = 0..cabinet.practitioners.len();
        let named: Vec<usize> =
            all.clone().filter(|i| asked.qui.split(',').any(|id| id == cabinet.practitioners[*i].id.0)).collect();
        Self {
            day: asked.jour.parse().unwrap_or_else(|_| begins_on(cabinet, today)),
            week: asked.vue != "jour",
            who: if named.is_empty() { all.collect() } else { named },
        }
    }

    /// The address of this view.
    pub fn link(&self, cabinet: &Cabinet) -> String {
        let mut link = format!("/agenda?jour={}&vue={}", self.day, if self.week { "semaine" } else { "jour" });
        if self.who.len() < cabinet.practitioners.len() {
            let ids: Vec<&str> = self.who.iter().map(|i| cabinet.practitioners[*i].id.0.as_str()).collect();
            link += &format!("&qui={}", encoded(&ids.join(",")));
        }
        link
    }

    /// The same, on another day.
    pub fn on(&self, day: Date) -> Self {
        Self { day, ..self.clone() }
    }

    fn step(&self, by: i32) -> Self {
        let days = if self.week { 7 * by } else { by };
        self.on(self.day.saturating_add(days.days()))
    }

    /// The days shown: one, or Monday to Saturday, and Sunday when something lies there.
    fn days(&self, cabinet: &Cabinet) -> Vec<Date> {
        if !self.week {
            return vec![self.day];
        }
        let monday = monday(self.day);
        (0..if opens_on_sundays(cabinet) { 7 } else { 6 }).map(|n| monday.saturating_add(n.days())).collect()
    }
}

fn opens_on_sundays(cabinet: &Cabinet) -> bool {
    let openings = cabinet.practitioners.iter().flat_map(|p| p.openings.iter().chain(&p.urgent));
    openings.into_iter().any(|o| o.days.contains(&Weekday::Sunday))
}

/// The day the agenda opens on: today, or on a Sunday without consultations the week that comes.
fn begins_on(cabinet: &Cabinet, today: Date) -> Date {
    let resting = today.weekday() == Weekday::Sunday && !opens_on_sundays(cabinet);
    if resting { today.saturating_add(1.day()) } else { today }
}

/// The Monday of a day's week.
pub fn monday(day: Date) -> Date {
    day.saturating_sub(i32::from(day.weekday().to_monday_zero_offset()).days())
}

/// `GET /agenda`
pub async fn page(
    State(site): State<Arc<Site>>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<Asked>,
) -> Response {
    let now = site.clock.civil();
    let view = View::of(&asked, &site.cabinet(), now.date());
    let mut days = view.days(&site.cabinet());
    let (first, last) = (days[0], days[days.len() - 1]);
    let sunday = if view.week { monday(view.day).saturating_add(6.days()) } else { last };
    let entries = match site.book.appointments(visit.account, first, sunday.max(last)) {
        Ok(entries) => entries,
        Err(e) => {
            let body = fault(Some(&format!("L'agenda ne peut pas être lu. {e}")));
            return (StatusCode::SERVICE_UNAVAILABLE, whole(&site, &visit, "Agenda", Some(Tab::Agenda), body))
                .into_response();
        }
    };
    if entries.iter().any(|e| e.appointment.holds() && e.appointment.slot.start.date() > last) {
        days.push(sunday);
    }
    let title = title(&days);
    let body = html! {
        div.agenda {
            (side(&site, &view, &entries, now))
            section.plan aria-labelledby="titre" {
                (head(&site, &view, &title, now.date()))
                (notice::done(&asked.fait))
                (crate::waiting::banner(&site, &visit, &view.link(&site.cabinet())))
                (grid(&Grid { cabinet: &site.cabinet(), days: &days, who: &view.who, entries: &entries, now, wide: !view.week || view.who.len() == 1 }))
            }
        }
    };
    whole(&site, &visit, &title, Some(Tab::Agenda), body)
}

fn title(days: &[Date]) -> String {
    match days {
        [day] => capital(&french::whole_day(*day)),
        [first, .., last] if first.month() == last.month() => {
            format!("{} – {} {} {}", first.day(), last.day(), french::month(*last), last.year())
        }
        [first, .., last] => format!(
            "{} {} – {} {} {}",
            first.day(),
            french::month(*first),
            last.day(),
            french::month(*last),
            last.year()
        ),
        [] => String::new(),
    }
}

pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn head(site: &Site, view: &View, title: &str, today: Date) -> Markup {
    let cabinet = &*site.cabinet();
    let unit = if view.week { "semaine" } else { "jour" };
    let switch = |week: bool, name: &str| {
        let to = View { week, ..view.clone() };
        html! { a href=(to.link(cabinet)) aria-current=[(view.week == week).then_some("true")] { (name) } }
    };
    html! {
        div.tete {
            a.bouton.carre href=(view.step(-1).link(cabinet)) rel="prev" title="Précédent ( ← )" { (icons::left()) span.lu { (unit) " d'avant" } }
            a.bouton.carre href=(view.step(1).link(cabinet)) rel="next" title="Suivant ( → )" { (icons::right()) span.lu { (unit) " d'après" } }
            a.bouton href=(view.on(begins_on(cabinet, today)).link(cabinet)) #aujourdhui title="Aujourd'hui ( A )" { "Aujourd'hui" }
            h1 #titre { (title) }
            div.choix role="group" aria-label="Étendue" { (switch(false, "Jour")) (switch(true, "Semaine")) }
            a.bouton.principal href=(format!("/rendez-vous/nouveau?jour={}", view.day)) data-volet title="Nouveau rendez-vous ( N )" #nouveau {
                (icons::plus()) "Rendez-vous"
            }
        }
    }
}

/// Month, practitioners, and what today holds.
fn side(site: &Site, view: &View, entries: &[Entry], now: DateTime) -> Markup {
    let cabinet = &*site.cabinet();
    html! {
        div.cote {
            (month(cabinet, view, now.date()))
            h2 { "Praticiens" }
            ul.praticiens {
                @for (i, practitioner) in cabinet.practitioners.iter().enumerate() {
                    li { (who(cabinet, view, i, practitioner, entries)) }
                }
            }
            h2 { "Légende" }
            ul.legende {
                li { span.temoin.boite { (icons::by_the_box()) } "noté par la boîte" }
                li { span.temoin { (icons::check()) } "confirmé par le patient" }
                li { span.temoin.hachure {} "fermé" }
            }
            p.discret.aide { "Glissez un rendez-vous pour le déplacer. Au clavier : flèches, Entrée pour ouvrir, " kbd { "M" } " pour déplacer, " kbd { "?" } " pour l'aide." }
        }
    }
}

fn who(cabinet: &Cabinet, view: &View, i: usize, practitioner: &Practitioner, entries: &[Entry]) -> Markup {
    let on = view.who.contains(&i);
    let mut others: Vec<usize> = view.who.iter().copied().filter(|j| *j != i).collect();
    if !on {
        others.push(i);
        others.sort_unstable();
    }
    let to = View { who: if others.is_empty() { vec![i] } else { others }, ..view.clone() };
    let mine = entries.iter().filter(|e| e.appointment.holds() && e.appointment.slot.practitioner == practitioner.id);
    let by_box = mine.clone().filter(|e| e.appointment.made_by == MadeBy::Box).count();
    html! {
        a.praticien.(colour(i)) href=(to.link(cabinet)) aria-pressed=(on) role="button" {
            span.point aria-hidden="true" {}
            span { (capital(&practitioner.said)) small { (practitioner.speciality) } }
            span.compte title=(format!("{} rendez-vous, dont {by_box} par la boîte", mine.clone().count())) {
                (mine.clone().count()) span.lu { " rendez-vous" }
            }
        }
        @let confirmed = mine.filter(|e| e.appointment.status == Status::Confirmed).count();
        @if by_box + confirmed > 0 {
            p.discret { @if by_box > 0 { (by_box) " par la boîte" } @if by_box > 0 && confirmed > 0 { ", " } @if confirmed > 0 { (confirmed) " confirmé" @if confirmed > 1 { "s" } } }
        }
    }
}

/// The class of a practitioner's colours; eight, then again.
pub fn colour(i: usize) -> String {
    format!("t{}", i % 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn views_come_back_from_their_addresses() {
        let cabinet = Cabinet::demo();
        let today = date(2026, 11, 24);
        let check = |jour: &str, vue: &str, qui: &str, link: &str| {
            let asked = Asked { jour: jour.into(), vue: vue.into(), qui: qui.into(), ..Asked::default() };
            assert_eq!(View::of(&asked, &cabinet, today).link(&cabinet), link);
        };
        check("", "", "", "/agenda?jour=2026-11-24&vue=semaine");
        check("2026-12-01", "jour", "bernard", "/agenda?jour=2026-12-01&vue=jour&qui=bernard");
        check("pas un jour", "<script>", "personne", "/agenda?jour=2026-11-24&vue=semaine");
        assert_eq!(begins_on(&cabinet, date(2026, 11, 22)), date(2026, 11, 23), "on a Sunday the week that comes");
        check("-009999-01-01", "semaine", "", "/agenda?jour=-009999-01-01&vue=semaine");
    }

    #[test]
    fn titles_say_the_days() {
        let days = |from: Date, n: i32| (0..n).map(|i| from.saturating_add(i.days())).collect::<Vec<_>>();
        assert_eq!(title(&days(date(2026, 11, 24), 1)), "Mardi 24 novembre 2026");
        assert_eq!(title(&days(date(2026, 11, 23), 6)), "23 – 28 novembre 2026");
        assert_eq!(title(&days(date(2026, 11, 30), 6)), "30 novembre – 5 décembre 2026");
        assert_eq!(monday(date(2026, 11, 29)), date(2026, 11, 23));
    }
}
