//! A `When` as the tests' tables write it: `2026-11-26..2026-11-27 08:00-12:00`, an exact hour as `15:00=`.

use huisclos_speech::When;
use jiff::civil::{Date, Time};

pub fn written(w: When) -> String {
    let day = |d: Option<Date>| d.map_or(String::new(), |d| d.to_string());
    let hour = |t: Option<Time>| t.map_or(String::new(), |t| t.strftime("%H:%M").to_string());
    let days = match (w.from, w.to) {
        (None, None) => String::new(),
        (a, b) if a == b => day(a),
        (a, b) => format!("{}..{}", day(a), day(b)),
    };
    let hours = match (w.after, w.before) {
        (None, None) => String::new(),
        (a, b) if a == b => format!("{}=", hour(a)),
        (a, b) => format!("{}-{}", hour(a), hour(b)),
    };
    format!("{days} {hours}").trim().to_string()
}
