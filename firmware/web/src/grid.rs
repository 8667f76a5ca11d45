//! The grid of the agenda: a lane per day and practitioner, rows of five minutes, appointments and free places on it.

use crate::agenda::colour;
use crate::reply::encoded;
use crate::{french, icons, seen};
use huisclos_agenda::span::{Span, minus, minute_of};
use huisclos_agenda::{Cabinet, MadeBy, MotifId, Practitioner, Status, Times};
use huisclos_ports::Entry;
use jiff::civil::{Date, DateTime};
use maud::{Markup, html};

/// Minutes of a row.
const ROW_MIN: u32 = 5;
/// Free places begin on the quarter hours.
const FREE_MIN: u32 = 15;
/// Hours shown whatever the openings.
const FROM_MIN: u32 = 9 * 60;
const TO_MIN: u32 = 18 * 60;
const DAY_MIN: u32 = 24 * 60;

/// What the grid is drawn from.
pub struct Grid<'a> {
    pub cabinet: &'a Cabinet,
    pub days: &'a [Date],
    /// Ranks of the practitioners shown.
    pub who: &'a [usize],
    pub entries: &'a [Entry],
    pub now: DateTime,
    /// Lanes are wide enough for more than a name.
    pub wide: bool,
}

/// The part of an entry's day, in minutes, that the grid can show.
fn span_of(entry: &Entry) -> Span {
    let from_min = minute_of(entry.appointment.slot.start.time());
    Span { from_min, to_min: (from_min + u32::from(entry.appointment.slot.minutes)).min(DAY_MIN) }
}

/// First and last minute of the grid: whole hours around openings and appointments.
fn bounds(grid: &Grid<'_>) -> Span {
    let lanes = grid.days.iter().flat_map(|day| grid.who.iter().map(move |i| (*day, &grid.cabinet.practitioners[*i])));
    let open = lanes.flat_map(|(day, p)| grid.cabinet.openings_on(p, day, Times::Urgent));
    let taken = grid.entries.iter().filter(|e| e.appointment.holds()).map(span_of);
    let (mut from, mut to) = (FROM_MIN, TO_MIN);
    for span in open.chain(taken) {
        from = from.min(span.from_min);
        to = to.max(span.to_min);
    }
    Span { from_min: from / 60 * 60, to_min: to.next_multiple_of(60).min(DAY_MIN) }
}

/// Free places of a lane: openings less what is taken, cut at the quarter hours.
fn free(open: &[Span], taken: &[Span]) -> Vec<Span> {
    let gaps = taken.iter().fold(open.to_vec(), |gaps, cut| minus(gaps, *cut));
    let mut found = Vec::new();
    for gap in gaps {
        let mut from = gap.from_min;
        while from < gap.to_min {
            let to = (from + 1).next_multiple_of(FREE_MIN).min(gap.to_min);
            if to - from >= ROW_MIN {
                found.push(Span { from_min: from, to_min: to });
            }
            from = to;
        }
    }
    found
}

/// Classes that put a stretch on its rows.
fn rows(span: Span, of: Span) -> String {
    let row = span.from_min.saturating_sub(of.from_min) / ROW_MIN;
    let height = (span.to_min - span.from_min).div_ceil(ROW_MIN).max(1);
    format!("r{row} h{height}")
}

/// The grid.
pub fn grid(grid: &Grid<'_>) -> Markup {
    let all = bounds(grid);
    let count = (all.to_min - all.from_min) / ROW_MIN;
    html! {
        div.grille.etroit[!grid.wide].(format!("j{}", grid.days.len())) data-debut=(all.from_min) data-fin=(all.to_min) data-pas=(ROW_MIN) #grille {
            div.entetes aria-hidden="true" {
                div.coin {}
                @for day in grid.days {
                    div.jour.aujourdhui[*day == grid.now.date()] {
                        b { (french::short_day(*day)) }
                        @if grid.cabinet.is_holiday(*day) { small { "férié" } }
                        @if grid.who.len() > 1 { div.noms { @for i in grid.who { span.(colour(*i)) { (grid.cabinet.practitioners[*i].last_name) } } } }
                    }
                }
            }
            div.corps {
                div.heures.(format!("n{count}")) aria-hidden="true" {
                    @for hour in (all.from_min / 60)..(all.to_min / 60) {
                        span.(rows(Span { from_min: hour * 60, to_min: (hour + 1) * 60 }, all)) { (hour) " h" }
                    }
                }
                @for day in grid.days {
                    div.jour.aujourdhui[*day == grid.now.date()] {
                        @for i in grid.who { (lane(grid, all, *day, *i)) }
                    }
                }
            }
        }
    }
}

fn lane(grid: &Grid<'_>, all: Span, day: Date, i: usize) -> Markup {
    let practitioner = &grid.cabinet.practitioners[i];
    let mine = |e: &&Entry| {
        let slot = &e.appointment.slot;
        e.appointment.holds() && slot.practitioner == practitioner.id && slot.start.date() == day
    };
    let entries: Vec<&Entry> = grid.entries.iter().filter(mine).collect();
    let open = grid.cabinet.openings_on(practitioner, day, Times::Urgent);
    let urgent = minus_all(&open, &grid.cabinet.openings_on(practitioner, day, Times::Ordinary));
    let closed = minus_all(&[all], &open);
    let taken: Vec<Span> = entries.iter().map(|e| span_of(e)).collect();
    let places = if day < grid.now.date() { Vec::new() } else { free(&open, &taken) };
    let count = (all.to_min - all.from_min) / ROW_MIN;
    let minute = minute_of(grid.now.time());
    html! {
        section.couloir.(colour(i)).(format!("n{count}")) data-jour=(day) data-praticien=(practitioner.id)
            data-dit=(format!("{}, {}", french::day(day), practitioner.said))
            aria-label=(format!("{}, {}", french::day(day), practitioner.said)) {
            @for span in closed { div.ferme.(rows(span, all)) {} }
            @for span in urgent { div.garde.(rows(span, all)) title="Gardé pour les urgences" {} }
            @for span in places { (place(day, practitioner, span, all)) }
            @for entry in entries { (appointment(entry, practitioner, all, grid)) }
            @if day == grid.now.date() && all.from_min <= minute && minute < all.to_min {
                div.maintenant.(rows(Span { from_min: minute, to_min: minute + 1 }, all)) data-minute=(minute) {}
            }
        }
    }
}

fn minus_all(spans: &[Span], cuts: &[Span]) -> Vec<Span> {
    cuts.iter().fold(spans.to_vec(), |left, cut| minus(left, *cut))
}

fn place(day: Date, practitioner: &Practitioner, span: Span, all: Span) -> Markup {
    let hour = format!("{:02}:{:02}", span.from_min / 60, span.from_min % 60);
    let link = format!("/rendez-vous/nouveau?jour={day}&heure={hour}&praticien={}", encoded(&practitioner.id.0));
    html! {
        a.libre.(rows(span, all)) href=(link) data-volet tabindex="-1" data-minute=(span.from_min)
            aria-label=(format!("{hour}, libre, {}", practitioner.said)) { span { (hour) } }
    }
}

fn appointment(entry: &Entry, practitioner: &Practitioner, all: Span, grid: &Grid<'_>) -> Markup {
    let a = &entry.appointment;
    let by_box = a.made_by == MadeBy::Box;
    let confirmed = a.status == Status::Confirmed;
    let hour = french::clock(a.slot.start.time());
    let name = format!("{} {}", french::shown(&entry.last_name), french::shown(&entry.first_name));
    let motif = motif(grid.cabinet, &a.slot.motif);
    let rest = format!(
        "{} minutes, {}{}{}",
        a.slot.minutes,
        practitioner.said,
        if by_box { ", noté par la boîte" } else { "" },
        if confirmed { ", confirmé" } else { "" }
    );
    html! {
        a.rdv.boite[by_box].passe[a.slot.end() < grid.now].(rows(span_of(entry), all))
            href=(format!("/rendez-vous/{}", a.id)) data-volet tabindex="-1" draggable="false"
            data-id=(a.id) data-vu=(seen::mark(a)) data-minutes=(a.slot.minutes) data-minute=(minute_of(a.slot.start.time()))
            data-nom=(name) title=(format!("{hour} {name}, {motif}, {rest}")) {
            time.lu[!grid.wide] { (hour) " " }
            span.qui { (french::name(&entry.last_name, &entry.first_name)) }
            span.quoi.lu[!grid.wide && a.slot.minutes < 30] { " " (motif) }
            span.lu { ", " (rest) }
            span.signes { @if by_box { (icons::by_the_box()) } @if confirmed { (icons::check()) } }
        }
    }
}

/// A motif as it is read: "consultation". One that the cabinet no longer has is shown by its id.
pub fn motif(cabinet: &Cabinet, id: &MotifId) -> String {
    french::plain(cabinet.motif(id).map_or(id.0.as_str(), |m| short(&m.said)))
}

/// "une consultation" without its article.
pub fn short(said: &str) -> &str {
    ["une ", "un ", "des ", "le ", "la ", "les "].iter().find_map(|article| said.strip_prefix(article)).unwrap_or(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_places_are_cut_at_the_quarter_hours() {
        let spans =
            |of: &[(u32, u32)]| of.iter().map(|&(from_min, to_min)| Span { from_min, to_min }).collect::<Vec<_>>();
        let check = |open: &[(u32, u32)], taken: &[(u32, u32)], places: &[(u32, u32)]| {
            assert_eq!(free(&spans(open), &spans(taken)), spans(places));
        };
        check(&[(540, 570)], &[], &[(540, 555), (555, 570)]);
        check(&[(540, 600)], &[(550, 570)], &[(540, 550), (570, 585), (585, 600)]);
        check(&[(540, 560)], &[(540, 557)], &[]);
        check(&[], &[(540, 557)], &[]);
        assert_eq!(rows(Span { from_min: 545, to_min: 552 }, Span { from_min: 540, to_min: 1080 }), "r1 h2");
    }
}
