//! The figures (feature W4): how well the box answers, each figure with its definition, its chart, its table and its file.

use crate::charts::{Series, bars, lines, lying};
use crate::layout::{Tab, fault, field, page as whole};
use crate::reply::status_of;
use crate::session::Visit;
use crate::site::Site;
use crate::tables::table;
use crate::{french, reply};
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use huisclos_ports::Refused;
use huisclos_quality::{
    Alert, By, CALLS_MIN, Defined, Figures, Period, Point, Rate, SUCCESS_MIN, Sheet, WEEKDAYS, definition,
    step_in_french, wanted_in_french,
};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

type Shared = State<Arc<Site>>;
/// Rows of a drawn list: beyond, they are in the table.
const DRAWN_MAX: usize = 8;
/// Shades of the busiest hours, beside none.
const SHADES: usize = 5;
/// Hours shown whatever came.
const HOURS: std::ops::Range<usize> = 8..19;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    du: String,
    au: String,
    par: String,
    table: String,
}

impl Asked {
    fn period(&self, today: Date) -> Period {
        let by = match self.par.as_str() {
            "jour" => Some(By::Day),
            "semaine" => Some(By::Week),
            _ => None,
        };
        Period::new(french::typed_date(&self.du), french::typed_date(&self.au), by, today)
    }
}

fn address(page: &str, p: Period) -> String {
    format!("{page}?du={}&au={}&par={}", p.from, p.to, if p.by == By::Day { "jour" } else { "semaine" })
}

/// Beside the other pages: the first reading of a day reads every call.
async fn figures(site: &Arc<Site>, period: Period) -> Result<Figures, Refused> {
    let site = site.clone();
    reply::beside(move || Ok(Figures::of(&site.records.calls(period.from, period.to)?, period))).await
}

/// `GET /chiffres`
pub async fn page(State(site): Shared, Extension(visit): Extension<Visit>, Query(asked): Query<Asked>) -> Response {
    let today = site.clock.civil().date();
    let period = asked.period(today);
    let found = figures(&site, period).await;
    let body = html! {
        section.page.chiffres {
            div.tete { h1 { "Chiffres" } a.aide-lien href="/aide/chiffres" data-volet { "Aide" } }
            (picker(period, today))
            @match &found {
                Err(e) => { (fault(Some(&format!("Les chiffres ne peuvent pas être lus. {e}")))) }
                Ok(f) => { (alert(f)) (tiles(f)) (curves(f)) (steps(f)) (hours(f)) (wanted(f)) (links(f)) (scripts(f)) (downloads(f)) }
            }
        }
    };
    let page = whole(&site, &visit, "Chiffres", Some(Tab::Figures), body);
    match &found {
        Err(refused) => (status_of(refused), page).into_response(),
        Ok(_) => page,
    }
}

/// `GET /chiffres.csv`
pub async fn csv(State(site): Shared, Query(asked): Query<Asked>) -> Response {
    let Some(sheet) = Sheet::from_word(&asked.table) else {
        return (StatusCode::NOT_FOUND, "Ce tableau n'existe pas.").into_response();
    };
    let period = asked.period(site.clock.civil().date());
    match figures(&site, period).await {
        Err(refused) => (status_of(&refused), refused.to_string()).into_response(),
        Ok(f) => {
            let name = format!("chiffres-{}-{}-{}.csv", sheet.word(), period.from, period.to);
            reply::download(&name, "text/csv; charset=utf-8", f.table(sheet).csv())
        }
    }
}

fn picker(p: Period, today: Date) -> Markup {
    let last =
        |days: i32| Period::new(Some(today.saturating_sub(jiff::ToSpan::days(days - 1))), Some(today), None, today);
    html! {
        form.filtre.periode method="get" action="/chiffres" {
            (field("Du", None, html! { input type="date" name="du" value=(p.from) required; }))
            (field("au", None, html! { input type="date" name="au" value=(p.to) required; }))
            (crate::appointment::select("par", "Par", &[("jour".into(), "jour".into()), ("semaine".into(), "semaine".into())], if p.by == By::Day { "jour" } else { "semaine" }))
            button.principal { "Afficher" }
            span.choix role="group" aria-label="Périodes" {
                @for (days, name) in [(7, "7 jours"), (28, "4 semaines"), (91, "3 mois"), (365, "1 an")] {
                    @let to = last(days);
                    a href=(address("/chiffres", to)) aria-current=[(to.from == p.from && to.to == p.to).then_some("true")] { (name) }
                }
            }
        }
    }
}

/// What of the calls was for nobody here.
fn filtered(calls: usize) -> String {
    match calls {
        0 => "aucun démarchage ni faux numéro".into(),
        1 => "dont un démarchage ou faux numéro".into(),
        n => format!("dont {n} démarchages et faux numéros"),
    }
}

/// "82 %".
fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// "1 min 32", "48 s".
fn length(seconds: f64) -> String {
    let s = seconds.round().max(0.0) as u64;
    if s < 60 { format!("{s} s") } else { format!("{} min {:02}", s / 60, s % 60) }
}

/// "1,4 s", "640 ms".
fn wait(ms: f64) -> String {
    if ms < 1_000.0 { format!("{ms:.0} ms") } else { format!("{:.1} s", ms / 1_000.0).replace('.', ",") }
}

/// What a share stands on.
fn sure(rate: Rate) -> String {
    match rate.interval() {
        Some((low, high)) if rate.is_sound() => {
            format!("sur {} appels ; entre {} et {}", rate.of, percent(low), percent(high))
        }
        Some(_) => format!("trop peu d'appels pour juger : {} ; il en faut {CALLS_MIN}", rate.of),
        None => "aucun appel".into(),
    }
}

fn alert(f: &Figures) -> Markup {
    let line = percent(SUCCESS_MIN);
    html! {
        @match f.alert() {
            Alert::Low => { p.erreur role="alert" { "La réussite est sous " (line) " : " (percent(f.success.share().unwrap_or(0.0))) ". Regardez plus bas à quelle étape les appelants partent, et relisez ces appels." } }
            Alert::Doubtful => { p.attention role="status" { "La réussite est sous " (line) ", mais le nombre d'appels est petit : le hasard peut suffire à l'expliquer." } }
            Alert::Well | Alert::TooFew => {}
        }
    }
}

fn tile(of: Defined, value: Option<String>, detail: &str) -> Markup {
    html! {
        article.tuile {
            h2 { (of.name()) }
            p.valeur { @match &value { Some(value) => { (value) } None => { "–" } } }
            p.discret { (detail) }
            details { summary { "Comment c'est compté" } p { (definition(of)) } }
        }
    }
}

fn tiles(f: &Figures) -> Markup {
    let share = |rate: Rate| rate.share().map(percent);
    let (h, w) = (f.handling_s, f.waits_ms);
    let vain = f.rung_in_vain;
    let transfers = if vain.of > 0 {
        format!("{} ; combiné sonné en vain {} fois sur {}", sure(f.transfers), vain.hits, vain.of)
    } else {
        sure(f.transfers)
    };
    html! {
        div.tuiles {
            (tile(Defined::Calls, Some(f.calls.to_string()), &filtered(f.filtered)))
            (tile(Defined::Success, share(f.success), &match f.unknown { 0 => sure(f.success), n => format!("{} ; {n} notes anciennes n'y sont pas", sure(f.success)) }))
            (tile(Defined::Transfers, share(f.transfers), &transfers))
            (tile(Defined::Abandons, share(f.abandons), &sure(f.abandons)))
            (tile(Defined::Handling, (h.n > 0).then(|| length(h.mean)), &format!("en moyenne ; médiane {}, la plupart sous {}", length(h.median), length(h.p95))))
            (tile(Defined::Waits, (w.n > 0).then(|| wait(w.median)), &format!("médiane de {} attentes ; la plupart sous {}", w.n, wait(w.p95))))
            (tile(Defined::Marks, f.marks.mean().map(|m| format!("{m:.1} / 5").replace('.', ",")), &match f.marks.n() { 0 => "aucune note donnée".into(), n => format!("moyenne de {n} notes") }))
            @if f.quality.n > 0 { (tile(Defined::Quality, Some(format!("{:.1} sur 5", f.quality.mean).replace('.', ",")), &format!("({} appel{})", f.quality.n, if f.quality.n > 1 { "s" } else { "" }))) }
            (tile(Defined::Unclear, share(f.unclear), &format!("{} phrase{} sur {}", f.unclear.hits, if f.unclear.hits > 1 { "s" } else { "" }, f.unclear.of)))
        }
    }
}

fn figure(title: &str, of: Defined, drawn: Markup, f: &Figures, sheet: Sheet) -> Markup {
    html! {
        section.graphique {
            h2 { (title) }
            p.discret { (definition(of)) }
            (drawn)
            (behind(f, sheet))
        }
    }
}

/// The table behind a chart, and its file.
fn behind(f: &Figures, sheet: Sheet) -> Markup {
    let of = f.table(sheet);
    html! {
        details { summary { "Le tableau" } div.defile tabindex="0" { (table(&of)) } }
        p.discret { a href=(format!("{}&table={}", address("/chiffres.csv", f.period), sheet.word())) download { "Télécharger ce tableau (CSV)" } }
    }
}

fn curves(f: &Figures) -> Markup {
    let days: Vec<Date> = f.points.iter().map(|p| p.day).collect();
    let of = |value: &dyn Fn(&Point) -> Option<f64>| f.points.iter().map(value).collect::<Vec<_>>();
    let calls: Vec<usize> = f.points.iter().map(|p| p.calls).collect();
    let each = if f.period.by == By::Day { "jour" } else { "semaine" };
    let (from, to) = (french::figures(f.period.from), french::figures(f.period.to));
    let success = of(&|p| p.success.share());
    let (middle, slow) = (
        of(&|p| (p.waits_ms.n > 0).then_some(p.waits_ms.median)),
        of(&|p| (p.waits_ms.n > 0).then_some(p.waits_ms.p95)),
    );
    let says =
        |what: &str| format!("{what} par {each}, du {from} au {to} ; les nombres sont dans le tableau qui suit.");
    html! {
        div.graphiques {
            (figure(&format!("Appels par {each}"), Defined::Calls, bars(&days, &calls, &says("Appels")), f, Sheet::Points))
            (figure(&format!("Réussite par {each}"), Defined::Success,
                lines(&days, &[Series { values: &success, second: false }], Some(1.0), &percent, Some(SUCCESS_MIN), &says("Réussite, avec la ligne des 80 %,")), f, Sheet::Points))
            (figure("Attente après chaque phrase", Defined::Waits, html! {
                p.encres { span.encre { "médiane" } " " span.encre.seconde { "95 sur 100" } }
                (lines(&days, &[Series { values: &middle, second: false }, Series { values: &slow, second: true }], None, &wait, None, &says("Attente médiane et attente de 95 fois sur 100,")))
            }, f, Sheet::Points))
            (figure("Satisfaction", Defined::Marks, lying(&marks(f), "Nombre d'appels pour chaque note de 5 à 1."), f, Sheet::Marks))
        }
    }
}

fn marks(f: &Figures) -> Vec<(String, usize)> {
    f.marks.counts.iter().enumerate().rev().map(|(i, n)| (format!("{} sur 5", i + 1), *n)).collect()
}

fn steps(f: &Figures) -> Markup {
    let rows: Vec<(String, usize)> =
        f.steps.iter().take(DRAWN_MAX).map(|(step, n)| (step_in_french(*step).to_string(), *n)).collect();
    html! {
        @if !rows.is_empty() {
            div.graphiques { (figure("À quelle étape on abandonne", Defined::Abandons, lying(&rows, "Appels abandonnés par étape, la plus fréquente d'abord."), f, Sheet::Abandons)) }
        }
    }
}

fn wanted(f: &Figures) -> Markup {
    let rows: Vec<(String, usize)> =
        f.wanted.iter().take(DRAWN_MAX).map(|(what, n)| (wanted_in_french(*what).to_string(), *n)).collect();
    html! {
        @if !rows.is_empty() {
            div.graphiques { (figure("Ce que les appelants demandent", Defined::Wanted, lying(&rows, "Appels par demande, la plus fréquente d'abord."), f, Sheet::Wanted)) }
        }
    }
}

/// A table that is its own picture: a cell is darker the more calls came at that hour.
fn hours(f: &Figures) -> Markup {
    let most = f.hours.iter().flatten().copied().max().unwrap_or(0);
    let came = |hour: &usize| f.hours.iter().any(|day| day[*hour] > 0);
    let shown: Vec<usize> = (0..24).filter(|h| HOURS.contains(h) || came(h)).collect();
    let shade = |n: usize| if n == 0 { 0 } else { (n * SHADES).div_ceil(most.max(1)) };
    let busiest = f.busiest(3);
    html! {
        section.graphique {
            h2 { (Defined::Hours.name()) }
            p.discret { (definition(Defined::Hours)) }
            @if most == 0 { p.vide { "Aucun appel." } } @else {
                p { @for (i, (day, hour, n)) in busiest.iter().enumerate() { @if i > 0 { ", " } b { (WEEKDAYS[*day]) " de " (hour) " h à " (hour + 1) " h" } " (" (n) ")" } "." }
                div.defile tabindex="0" role="region" aria-label="Appels par jour et par heure" {
                    table.chaleur {
                        thead { tr { td {} @for h in &shown { th scope="col" { (h) " h" } } } }
                        tbody { @for (day, counts) in WEEKDAYS.iter().zip(&f.hours) {
                            tr { th scope="row" { (day) } @for h in &shown { td.(format!("c{}", shade(counts[*h]))) { @if counts[*h] > 0 { (counts[*h]) } } } }
                        } }
                    }
                }
            }
            p.discret { a href=(format!("{}&table={}", address("/chiffres.csv", f.period), Sheet::Hours.word())) download { "Télécharger ce tableau (CSV)" } }
        }
    }
}

fn links(f: &Figures) -> Markup {
    html! {
        section.graphique {
            h2 { (Defined::Links.name()) }
            p.discret { (definition(Defined::Links)) }
            div.defile tabindex="0" { (table(&f.table(Sheet::Links))) }
            p.discret { a href=(format!("{}&table={}", address("/chiffres.csv", f.period), Sheet::Links.word())) download { "Télécharger ce tableau (CSV)" } }
        }
    }
}

fn scripts(f: &Figures) -> Markup {
    html! {
        @if f.scripts.len() > 1 {
            section.graphique {
                h2 { (Defined::Scripts.name()) }
                p.discret { (definition(Defined::Scripts)) }
                div.defile tabindex="0" { (table(&f.table(Sheet::Scripts))) }
                p.discret { a href=(format!("{}&table={}", address("/chiffres.csv", f.period), Sheet::Scripts.word())) download { "Télécharger ce tableau (CSV)" } }
            }
        }
    }
}

fn downloads(f: &Figures) -> Markup {
    html! {
        p { a.bouton href=(format!("{}&table=resume", address("/chiffres.csv", f.period))) download { "Télécharger le résumé (CSV)" } }
        p.discret { "Ces chiffres ne contiennent ni nom, ni numéro, ni parole d'un appelant." }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_say_them() {
        assert_eq!(
            (length(48.4).as_str(), length(92.0).as_str(), length(600.0).as_str()),
            ("48 s", "1 min 32", "10 min 00")
        );
        assert_eq!((wait(640.0).as_str(), wait(1_440.0).as_str()), ("640 ms", "1,4 s"));
        assert_eq!(sure(Rate { hits: 3, of: 5 }), "trop peu d'appels pour juger : 5 ; il en faut 20");
        assert_eq!(sure(Rate { hits: 81, of: 263 }), "sur 263 appels ; entre 26 % et 37 %");
        assert_eq!(sure(Rate::default()), "aucun appel");
    }
}
