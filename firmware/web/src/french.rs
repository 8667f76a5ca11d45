//! Dates, hours, numbers and names as the page writes them.

use huisclos_agenda::{NoteReason, Patient, Phone, Priority, Private, Purpose, Status, age_on};
pub use huisclos_speech::say_date::{month, weekday};
use jiff::civil::{Date, DateTime, Time, Weekday};
use maud::{Markup, html};
use std::time::Duration;

/// Longest name shown; a longer one is cut with an ellipsis, whatever the store holds.
const NAME_CHARS_MAX: usize = 60;
/// Longest text of a note or a turn shown.
const TEXT_CHARS_MAX: usize = 4_000;

/// "1er" or "24".
fn day_number(day: Date) -> String {
    if day.day() == 1 { "1er".into() } else { day.day().to_string() }
}

/// "mardi 24 novembre".
pub fn day(day: Date) -> String {
    format!("{} {} {}", weekday(day), day_number(day), month(day))
}

/// "mardi 24 novembre 2026".
pub fn whole_day(date: Date) -> String {
    format!("{} {}", day(date), date.year())
}

/// "lundi".
pub fn weekday_name(day: Weekday) -> &'static str {
    const NAMES: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
    NAMES[usize::from(day.to_monday_zero_offset().unsigned_abs()) % NAMES.len()]
}

/// "lun. 23".
pub fn short_day(day: Date) -> String {
    format!("{}. {}", weekday(day).get(..3).unwrap_or_default(), day.day())
}

/// "24/11/2026".
pub fn figures(day: Date) -> String {
    day.strftime("%d/%m/%Y").to_string()
}

/// "9 h 15", "14 h".
pub fn hour(time: Time) -> String {
    if time.minute() == 0 { format!("{} h", time.hour()) } else { format!("{} h {:02}", time.hour(), time.minute()) }
}

/// "09:15".
pub fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// "mardi 24 novembre à 9 h 15".
pub fn moment(at: DateTime) -> String {
    format!("{} à {}", day(at.date()), hour(at.time()))
}

/// "7 min", "3 h 05", "12 jours".
pub fn lasting(time: Duration) -> String {
    let minutes = time.as_secs() / 60;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours @ 1..=47, minutes) => format!("{hours} h {minutes:02}"),
        (hours, _) => format!("{} jours", hours / 24),
    }
}

/// "50 008".
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let lead = digits.len() % 3;
    let (first, rest) = digits.split_at_checked(lead).unwrap_or_default();
    let groups = rest.as_bytes().chunks(3).map(|three| String::from_utf8_lossy(three).into_owned());
    let all: Vec<String> = (lead > 0).then(|| first.to_string()).into_iter().chain(groups).collect();
    all.join("\u{202f}")
}

/// "il y a 12 min", "hier à 9 h 15", "le 24/11/2026".
pub fn ago(at: DateTime, now: DateTime) -> String {
    let minutes = now.duration_since(at).as_mins();
    match minutes {
        ..=0 => "à l'instant".into(),
        1..60 => format!("il y a {minutes} min"),
        _ if at.date() == now.date() => format!("aujourd'hui à {}", hour(at.time())),
        _ if now.date().yesterday().is_ok_and(|y| y == at.date()) => format!("hier à {}", hour(at.time())),
        _ => format!("le {}", figures(at.date())),
    }
}

/// "06 12 34 56 78" for a French number, "+32 470…" as it is for others.
pub fn phone(e164: &str) -> String {
    match e164.strip_prefix("+33") {
        Some(rest) if rest.len() == 9 && rest.bytes().all(|b| b.is_ascii_digit()) => {
            let digits = format!("0{rest}");
            let pairs: Vec<&str> = (0..5).filter_map(|i| digits.get(2 * i..2 * i + 2)).collect();
            pairs.join(" ")
        }
        _ => cut(e164, 20),
    }
}

/// E.164 of a number as people type it; `None` when it is none.
pub fn e164(typed: &str) -> Option<String> {
    let digits: String =
        typed.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')' | '\u{a0}' | '\u{202f}')).collect();
    let Phone(number) = Phone::dialled(&digits);
    let rest = number.strip_prefix('+')?;
    let good = (6..=15).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit());
    let good = good && (!number.starts_with("+33") || rest.len() == 11);
    good.then_some(number)
}

/// A date as people type it, "24/11/1964", "24 11 1964", "24111964", or as a browser sends it, "1964-11-24".
pub fn typed_date(typed: &str) -> Option<Date> {
    if let Ok(date) = typed.trim().parse::<Date>() {
        return Some(date);
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    (digits.len() == 8).then(|| Date::strptime("%d%m%Y", &digits).ok()).flatten()
}

/// A number as a telephone dials it: digits, a plus before them; `None` for what no telephone dials.
pub fn dialled(phone: &str) -> Option<String> {
    let digits = phone.strip_prefix('+').unwrap_or(phone);
    let right = (3..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    right.then(|| phone.to_string())
}

/// Characters that would turn the text around them (bidirectional controls) or cannot be seen.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn cut(text: &str, max: usize) -> String {
    let mut shown: String = text.chars().filter(|c| !is_hidden(*c)).take(max + 1).collect();
    if shown.chars().count() > max {
        shown = shown.chars().take(max).collect();
        shown.push('…');
    }
    shown
}

/// A name or other short text of a patient: without hidden characters, cut to a bound.
pub fn plain(text: &str) -> String {
    cut(text, NAME_CHARS_MAX)
}

/// The same from its wrapper.
pub fn shown(text: &Private<String>) -> String {
    plain(text.open(Purpose::Page))
}

/// "GARNIER Sophie", apart from the direction of the text around it. Escaped by the template.
pub fn name(last: &Private<String>, first: &Private<String>) -> Markup {
    html! { bdi { b { (shown(last)) } " " (shown(first)) } }
}

/// What a caller or the box said: longer than a name, hidden characters and line ends out.
/// A sign of two parts stays with the word before it.
pub fn said(text: &Private<String>) -> String {
    let mut shown = cut(text.open(Purpose::Page), TEXT_CHARS_MAX);
    for (loose, tied) in [
        (" ?", "\u{a0}?"),
        (" !", "\u{a0}!"),
        (" :", "\u{a0}:"),
        (" ;", "\u{a0};"),
        ("« ", "«\u{a0}"),
        (" »", "\u{a0}»"),
    ] {
        shown = shown.replace(loose, tied);
    }
    shown
}

/// "12/03/1964 (62 ans)".
pub fn birth(patient: &Patient, today: Date) -> String {
    let birth = *patient.identity.birth_date.open(Purpose::Page);
    let age = age_on(birth, today);
    format!("{} ({age} an{})", figures(birth), if age > 1 { "s" } else { "" })
}

/// Where an appointment stands.
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Booked => "noté",
        Status::Confirmed => "confirmé",
        Status::Cancelled => "annulé",
    }
}

/// How soon a note is to be read.
pub fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Highest => "Urgence",
        Priority::Today => "À rappeler aujourd'hui",
        Priority::Normal => "À traiter",
        Priority::Low => "Pour information",
    }
}

/// What a note is about.
pub fn reason(reason: NoteReason) -> &'static str {
    match reason {
        NoteReason::Emergency => "Urgence dite au téléphone",
        NoteReason::Human => "A demandé quelqu'un",
        NoteReason::Results => "Résultats",
        NoteReason::Document => "Document",
        NoteReason::Message => "Message",
        NoteReason::Clinical => "Question médicale",
        NoteReason::Appointment => "Rendez-vous sans solution",
        NoteReason::NotUnderstood => "Pas compris",
        NoteReason::ConsentRefused => "Consentement refusé",
        NoteReason::Failure => "Panne pendant l'appel",
        NoteReason::Opinion => "Avis sur l'appel",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_lasts_and_what_is_counted_reads_at_a_glance() {
        let minutes = |n: u64| lasting(Duration::from_secs(n * 60 + 59));
        assert_eq!([minutes(7), minutes(185), minutes(4_320)], ["7 min", "3 h 05", "3 jours"]);
        let all = [0, 999, 1_000, 50_008, 1_234_567].map(|n| count(n).replace('\u{202f}', " "));
        assert_eq!(all, ["0", "999", "1 000", "50 008", "1 234 567"]);
    }

    #[test]
    fn dates_and_hours_are_written_as_people_write_them() {
        let tuesday = date(2026, 11, 24);
        assert_eq!(day(tuesday), "mardi 24 novembre");
        assert_eq!(whole_day(date(2026, 5, 1)), "vendredi 1er mai 2026");
        assert_eq!((short_day(tuesday).as_str(), figures(tuesday).as_str()), ("mar. 24", "24/11/2026"));
        assert_eq!(moment(tuesday.at(9, 5, 0, 0)), "mardi 24 novembre à 9 h 05");
        assert_eq!(hour(tuesday.at(14, 0, 0, 0).time()), "14 h");
        let now = tuesday.at(9, 30, 0, 0);
        for (at, text) in [
            (tuesday.at(9, 30, 0, 0), "à l'instant"),
            (tuesday.at(9, 18, 0, 0), "il y a 12 min"),
            (tuesday.at(8, 0, 0, 0), "aujourd'hui à 8 h"),
            (date(2026, 11, 23).at(23, 50, 0, 0), "hier à 23 h 50"),
            (date(2026, 10, 2).at(8, 0, 0, 0), "le 02/10/2026"),
        ] {
            assert_eq!(ago(at, now), text);
        }
    }

    #[test]
    fn numbers_and_dates_come_back_from_what_is_typed() {
        for (typed, number) in [
            ("06 12 34 56 78", Some("+33612345678")),
            ("06.12.34.56.78", Some("+33612345678")),
            ("0032 470 12 34 56", Some("+32470123456")),
            ("06 12 34", None),
            ("bonjour", None),
            ("", None),
        ] {
            assert_eq!(e164(typed).as_deref(), number, "{typed}");
        }
        assert_eq!(phone("+33612345678"), "06 12 34 56 78");
        assert_eq!(phone("+32470123456"), "+32470123456");
        for typed in ["12/03/1964", "12 03 1964", "12031964", "1964-03-12"] {
            assert_eq!(typed_date(typed), Some(date(1964, 3, 12)), "{typed}");
        }
        assert_eq!(typed_date("31/02/1964"), None);
    }

    #[test]
    fn hostile_names_are_harmless() {
        let check = |text: &str, html: &str| {
            assert_eq!(name(&Private::new(text.into()), &Private::new(String::new())).into_string(), html);
        };
        check("<script>alert(1)</script>", "<bdi><b>&lt;script&gt;alert(1)&lt;/script&gt;</b> </bdi>");
        check("a\u{202e}b\u{200b}c\r\n", "<bdi><b>abc</b> </bdi>");
        assert_eq!(plain(&"é".repeat(10_000)).chars().count(), NAME_CHARS_MAX + 1);
    }
}
