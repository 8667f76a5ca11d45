//! "le vingt-huit", "le premier décembre", "25/11", "le onze du mois prochain".

use super::month::{month_word, year};
use super::{Days, Shape};
use crate::calendar::{date, date_from, day_of_month_after, plus_months};
use crate::number::{cardinal, month};
use crate::words::{Glue, Words};
use jiff::civil::Date;

/// "premier" or a number, in words or figures.
pub(super) fn number_of_day(words: &Words, at: usize) -> Option<(u32, usize)> {
    if words.bare(at) == "premier" {
        return Some((1, 1));
    }
    // "mardi première décembre".
    if words.bare(at) == "premiere" && month(words.bare(at + 1)).is_some() {
        return Some((1, 1));
    }
    if matches!(words.bare(at), "un" | "une") {
        // "le un" is no French date, and "un" is an article; "le un décembre" is said.
        let dated = words.bare(at) == "un" && matches!(words.back(at, 1), "le" | "du" | "au");
        // "du un au onze décembre".
        let spans = words.back(at, 1) == "du" && words.bare(at + 1) == "au" && cardinal(words, at + 2).is_some();
        return (dated && (month(words.bare(at + 1)).is_some() || spans)).then_some((1, 1));
    }
    cardinal(words, at).filter(|(n, _)| *n < 100)
}

/// True when the word makes the number before it no day of the month.
pub(crate) fn blocked(words: &Words, at: usize) -> bool {
    const UNITS: [&str; 38] = [
        "heure",
        "minute",
        "jour",
        "semaine",
        "an",
        "annee",
        "euro",
        "euros",
        "fois",
        "personnes",
        "rue",
        "avenue",
        "boulevard",
        "bis",
        "ter",
        "kilos",
        "kilo",
        "grammes",
        "degre",
        "degres",
        "metres",
        "centimetres",
        "enfants",
        "e",
        "eme",
        "ieme",
        "virgule",
        "milligrammes",
        "comprimes",
        "cachets",
        "allee",
        "impasse",
        "chemin",
        "pourcent",
        "gouttes",
        "points",
        "quai",
        "mg",
    ];
    if words.pause(at) {
        return false;
    }
    let w = words.bare(at);
    if UNITS.contains(&w) || words.are(at, "pour cent") || words.are(at, "et demi") || words.are(at, "et quart") {
        return true;
    }
    let address = ["de la rue", "de l avenue", "du boulevard", "de l allee", "de la place", "de la liste", "du quai"];
    if w == "mois" || words.first_of(at, &address) > 0 {
        return true;
    }
    // A second number with no hour behind it: a telephone number or an address.
    match cardinal(words, at) {
        Some((_, used)) if used > 0 && words.bare(at) != "un" && words.bare(at) != "une" => {
            words.bare(at + used) != "heure"
        }
        _ => false,
    }
}

/// "25/11", "25-11-2026", "2026-11-25".
pub(super) fn figures(words: &Words, at: usize, today: Date) -> Option<Days> {
    let n = |k: usize| words.get(k).and_then(|w| w.figures()).and_then(|f| f.parse::<i16>().ok());
    let glue = |k: usize| words.get(k).map(|w| w.glue);
    let (a, b) = (n(at)?, n(at + 1)?);
    let sign = glue(at + 1)?;
    if !matches!(sign, Glue::Slash | Glue::Hyphen | Glue::Dot | Glue::Space) {
        return None;
    }
    let third = n(at + 2).filter(|_| glue(at + 2) == Some(sign));
    // A telephone number goes on.
    let goes_on = |k: usize| matches!(glue(k), Some(Glue::Dot | Glue::Hyphen | Glue::Slash)) && n(k).is_some();
    let led = matches!(words.back(at, 1), "le" | "du" | "au" | "avant" | "apres" | "vers" | "depuis")
        || crate::number::weekday(words.back(at, 1)).is_some();
    let near = |y: i16| (today.year()..=today.year() + 2).contains(&if y < 100 { 2000 + y } else { y });
    let found = match third {
        Some(day) if a > 1900 => (date(a, i8::try_from(b).ok()?, i8::try_from(day).ok()?), 3),
        _ if sign == Glue::Space => {
            let y = third.filter(|y| *y > 1900 && near(*y) && (led || at == 0))?;
            (date(y, i8::try_from(b).ok()?, i8::try_from(a).ok()?), 3)
        }
        Some(y) if y > 1900 || sign == Glue::Slash || near(y) && !goes_on(at + 3) && !goes_on(at) => {
            let y = if y < 100 { 2000 + y } else { y };
            (date(y, i8::try_from(b).ok()?, i8::try_from(a).ok()?), 3)
        }
        None if sign == Glue::Slash => (date_from(today, i8::try_from(a).ok()?, i8::try_from(b).ok()?), 2),
        // "le 14.12", but neither "le 3-7 décembre" nor "le 14-16 heures".
        None if led && !goes_on(at + 2) && words.bare(at + 2) != "heure" && month(words.bare(at + 2)).is_none() => {
            (Some(date_from(today, i8::try_from(a).ok()?, i8::try_from(b).ok()?)?), 2)
        }
        _ => return None,
    };
    Some(match found {
        (Some(day), used) => Days::one(day, at, at + used, Shape::Day),
        (None, used) => Days::impossible(today, at, at + used),
    })
}

/// "le vingt-huit", "le premier décembre", "le onze du mois prochain".
pub(super) fn day_of_month(words: &Words, at: usize, today: Date, base: Option<Days>) -> Option<Days> {
    let (n, used) = number_of_day(words, at)?;
    let end = at + used;
    if let Some((m, month_words)) = month_word(words, end) {
        // "deux mars" is a date, "un mars" or "zéro janvier" is not.
        let (year, year_words) = year(words, end + month_words, today);
        let end = end + month_words + year_words;
        let day = i8::try_from(n).ok();
        let found = match year {
            Some(y) => day.and_then(|d| date(y, m, d)),
            None => day.and_then(|d| date_from(today, d, m)),
        };
        return Some(found.map_or_else(|| Days::impossible(today, at, end), |d| Days::one(d, at, end, Shape::Day)));
    }
    if let Some(found) = of_month(words, end, n, today) {
        return Some(Days { at, ..found });
    }
    if let Some(found) = two_numbers(words, at, n, end, today) {
        return Some(found);
    }
    if let Some(found) = span_of_month(words, at, n, end, today) {
        return Some(found);
    }
    // "le deux du douze".
    if words.back(at, 1) == "le"
        && words.bare(end) == "du"
        && let Some((m, used)) = number_of_day(words, end + 1)
        && !blocked(words, end + 1 + used)
        && let (Ok(n), Ok(m)) = (i8::try_from(n), i8::try_from(m))
        && let Some(day) = date_from(today, n, m)
    {
        return Some(Days::one(day, at, end + 1 + used, Shape::Day));
    }
    // "le premier" is a choice; "du premier au dix" is a date, and so is "le 1er".
    let second = end + 1 + usize::from(words.bare(end + 1) == "le");
    let another = number_of_day(words, second).is_some_and(|(_, used)| !blocked(words, second + used));
    let spans = match (words.bare(end), words.back(at, 1)) {
        ("au", "du") => another,
        // "entre le premier et le trois", "le premier ou le deux décembre".
        ("et", "le") => another && words.back(at, 2) == "entre",
        ("ou", "le") => {
            number_of_day(words, second).is_some_and(|(_, used)| month_word(words, second + used).is_some())
        }
        _ => false,
    };
    // "le premier au matin", "le premier à quatorze heures".
    let timed = words.first_of(end, &["au matin", "au soir", "dans la matinee", "dans l apresmidi"]) > 0
        || matches!(words.bare(end), "a" | "vers")
            && cardinal(words, end + 1).is_some_and(|(_, used)| words.bare(end + 1 + used) == "heure");
    let spans = spans || timed && words.back(at, 1) == "le";
    let written = words.get(at).is_some_and(|w| w.raw.starts_with('1'));
    if (words.bare(at) == "premier" && !spans && !written)
        || n == 0
        || n > 31
        || blocked(words, end)
        || dialled(words, at)
    {
        return None;
    }
    let article = matches!(words.back(at, 1), "le" | "au" | "du")
        // "les 2 et 3 décembre".
        || words.back(at, 1) == "les" && several_of_month(words, end);
    let listed = base.is_some_and(|b| {
        matches!(b.shape, Shape::DayOfMonth(_) | Shape::Day)
            && at.checked_sub(1) == Some(b.end)
            && matches!(words.back(at, 1), "ou" | "et" | "a")
            && words.bare(end) != "heure"
    });
    // "le 7, 8 ou 9".
    let listed = listed
        || base.is_some_and(|b| matches!(b.shape, Shape::DayOfMonth(_)) && b.end == at)
            && words.pause(at)
            && (matches!(words.bare(end), "ou" | "et") || month_word(words, end).is_some());
    let between = words.back(at, 1) == "entre" && words.bare(end) == "et" && {
        let second = end + 1 + usize::from(words.bare(end + 1) == "le");
        number_of_day(words, second).is_some_and(|(_, u)| month_word(words, second + u).is_some() || second == end + 2)
    };
    if !(article || listed || between) {
        return None;
    }
    // "le quinze, douze, trente…": a number dictated.
    let list = matches!(words.back(at, 1), "le")
        && cardinal(words, end).is_some_and(|(m, u)| {
            m > n && matches!(words.bare(end + u), "ou" | "et") && number_of_day(words, end + u + 1).is_some()
        });
    if words.pause(end)
        && !list
        && let Some((_, u)) = cardinal(words, end)
        && !matches!(words.bare(end + u), "heure")
        && month_word(words, end + u).is_none()
        && cardinal(words, end + u).is_some()
    {
        return None;
    }
    let n = i8::try_from(n).ok()?;
    // "on rentre le trois janvier, alors à partir du quatre": of the month just said.
    if let Some(b) = base.filter(|b| b.shape == Shape::Day && b.from == b.to && b.from.day() < n)
        && let Some(day) = date(b.from.year(), b.from.month(), n)
        && day_of_month_after(today, n).is_some_and(|next| next < b.from)
    {
        return Some(Days::one(day, at, end, Shape::Day));
    }
    // "le mois prochain, le cinq": the day of the month just said.
    if let Some(b) = base.filter(|b| b.shape == Shape::Month && b.to == b.from.last_of_month() && b.end + 2 >= at)
        && let Some(day) = date(b.to.year(), b.to.month(), n).filter(|d| *d > today)
    {
        return Some(Days::one(day, at, end, Shape::Day));
    }
    Some(match day_of_month_after(today, n) {
        Some(day) => Days::one(day, at, end, Shape::DayOfMonth(n)),
        None => Days::impossible(today, at, end),
    })
}

/// True where other days and at last a month follow: "2, 3 et 4 décembre".
fn several_of_month(words: &Words, mut at: usize) -> bool {
    let from = at;
    while at < from + 8 {
        at += usize::from(matches!(words.bare(at), "et" | "ou"));
        let Some((_, used)) = number_of_day(words, at) else { return false };
        at += used;
        if month_word(words, at).is_some() {
            return true;
        }
    }
    false
}

/// "le vingt-quatre douze", "le vingt-quatre douze deux mille vingt-six": day and month, both numbers.
fn two_numbers(words: &Words, at: usize, n: u32, end: usize, today: Date) -> Option<Days> {
    if !matches!(words.back(at, 1), "le" | "du" | "au") || words.pause(end) || n < 13 {
        return None;
    }
    let (m, used) = cardinal(words, end).filter(|(m, _)| (1..=12).contains(m))?;
    if matches!(words.bare(end), "un" | "une") {
        return None;
    }
    let after = end + used;
    let (y, year_words) = year(words, after, today);
    let last = after + year_words;
    if y.is_none() && (blocked(words, after) || matches!(words.bare(after), "ou" | "et")) {
        return None;
    }
    let (n, m) = (i8::try_from(n).ok()?, i8::try_from(m).ok()?);
    let found = match y {
        Some(y) => date(y, m, n),
        None => date_from(today, n, m),
    };
    found.map(|day| Days::one(day, at, last, Shape::Day))
}

/// "13-15 juillet", "13 au 15 juillet", "le 3/5 décembre": from a day to another of one month.
fn span_of_month(words: &Words, at: usize, n: u32, end: usize, today: Date) -> Option<Days> {
    let sign = words.get(end).is_some_and(|w| matches!(w.glue, Glue::Hyphen | Glue::Slash) && w.figures().is_some());
    let to = usize::from(words.bare(end) == "au");
    if !sign && (to == 0 || matches!(words.back(at, 1), "du" | "le" | "au")) {
        return None;
    }
    let (last, used) = number_of_day(words, end + to).filter(|(last, _)| *last > n)?;
    let (m, month_words) = month_word(words, end + to + used)?;
    let from = end + to + used + month_words;
    let (y, year_words) = year(words, from, today);
    let day = |n: u32| {
        let n = i8::try_from(n).ok()?;
        y.map_or_else(|| date_from(today, n, m), |y| date(y, m, n))
    };
    let (first, last) = (day(n)?, day(last)?);
    (first <= last).then(|| Days::stretch(first, last, at, from + year_words, Shape::Day))
}

/// "…du mois prochain", "…de ce mois", "…du mois", "…prochain", "…courant" after a day of the month.
pub(super) fn of_month(words: &Words, at: usize, n: u32, today: Date) -> Option<Days> {
    const NEXT: [&str; 3] = ["du mois prochain", "du mois suivant", "du mois qui vient"];
    const THIS: [&str; 5] = ["de ce mois ci", "de ce mois", "du mois courant", "du mois en cours", "du mois"];
    let n = i8::try_from(n).ok();
    let next = words.first_of(at, &NEXT);
    if next > 0 {
        let m = plus_months(today.first_of_month(), 1);
        let day = n.and_then(|n| date(m.year(), m.month(), n));
        return Some(
            day.map_or_else(|| Days::impossible(today, at, at + next), |d| Days::one(d, at, at + next, Shape::Day)),
        );
    }
    let this = words.first_of(at, &THIS);
    if this > 0 {
        let day = n.and_then(|n| {
            date(today.year(), today.month(), n).filter(|d| *d >= today).or_else(|| day_of_month_after(today, n))
        });
        return Some(
            day.map_or_else(|| Days::impossible(today, at, at + this), |d| Days::one(d, at, at + this, Shape::Day)),
        );
    }
    if matches!(words.bare(at), "prochain" | "courant") {
        let day = n.and_then(|n| day_of_month_after(today, n))?;
        return Some(Days::one(day, at, at + 1, Shape::Day));
    }
    None
}

/// "appeler le quinze", "faire le dix-huit": emergency numbers, not dates.
pub(super) fn dialled(words: &Words, at: usize) -> bool {
    (1..=4).any(|k| {
        let w = words.back(at, k);
        w.starts_with("appel") && !matches!(w, "appelle" if k > 2)
            || w.starts_with("compos")
            || w.starts_with("telephon")
            || matches!(w, "numero" | "samu" | "pompiers")
    })
}
