//! The month beside the agenda: a way to any day.

use crate::agenda::{View, monday};
use crate::french;
use huisclos_agenda::Cabinet;
use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, html};

/// Weeks drawn: a month touches six at most.
const WEEKS: i32 = 6;

/// The month of the day that is looked at.
pub fn month(cabinet: &Cabinet, view: &View, today: Date) -> Markup {
    let first = view.day.first_of_month();
    let start = monday(first);
    let to = |months: i32| view.on(first.saturating_add(months.months())).link(cabinet);
    let shown = |day: Date| if view.week { monday(day) == monday(view.day) } else { day == view.day };
    html! {
        table.mois {
            caption {
                a href=(to(-1)) aria-label="mois d'avant" { "‹" }
                span { (french::month(view.day)) " " (view.day.year()) }
                a href=(to(1)) aria-label="mois d'après" { "›" }
            }
            thead { tr { @for letter in ["l", "m", "m", "j", "v", "s", "d"] { th scope="col" { (letter) } } } }
            tbody {
                @for week in (0..WEEKS).map(|w| start.saturating_add((7 * w).days())).filter(|w| *w < first.last_of_month().saturating_add(1.days())) {
                    tr class=[(view.week && shown(week)).then_some("choisi")] {
                        @for day in (0..7).map(|d| week.saturating_add(d.days())) {
                            td {
                                a href=(view.on(day).link(cabinet))
                                    class=[(day.month() != first.month()).then_some("autre")]
                                    aria-current=[if day == today { Some("date") } else if shown(day) && !view.week { Some("true") } else { None }] {
                                    (day.day()) span.lu { " " (french::month(day)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
