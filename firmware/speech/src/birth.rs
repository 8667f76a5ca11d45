//! Birth dates, in every usual way: "le douze mars soixante-quatre", "12/03/1964", "douze zéro trois soixante-quatre",
//! "12031964".

use crate::calendar::date;
use crate::found::Found;
use crate::number::{cardinal, month, under_hundred};
use crate::words::Words;
use jiff::civil::{Date, DateTime};

/// Words between a year and its day: "en soixante-huit, pendant les événements, le quatorze mai".
const ASIDE_WORDS: usize = 6;
/// No patient is older.
const YEAR_MIN: i16 = 1900;

/// A birth date said or written in any of the usual ways, between 1900 and today. A two-digit year is the latest year
/// that is not in the future. `None` for an impossible date; of several, the last ("…enfin le trois juillet…").
pub fn birth_date(text: &str, now: DateTime) -> Option<Found<Date>> {
    let words = Words::of(text);
    let mut last = None;
    let mut at = 0;
    while at < words.len() {
        match read(&words, at, now.date()) {
            Some((found, end)) => {
                // "le" and "né le" go with the date.
                let mut start = at;
                while start > 0 && matches!(words.back(start, 1), "le" | "l" | "ne" | "nee" | "du") {
                    start -= 1;
                }
                last = Some(Found::new(found, words.span(start, end)));
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    last
}

/// A birth date told without "né": "isabelle chevalier, deux février soixante et onze, c'est pour un vaccin". Only with a
/// month by its name and a year, and none that may be a wish ("mardi deux février", "le deux février quatorze trente").
pub fn told(text: &str, now: DateTime) -> Option<Found<Date>> {
    let words = Words::of(text);
    (0..words.len()).find_map(|at| {
        let (day, day_end) = *numbers(&words, at).first()?;
        let m = skip(&words, day_end, &["de", "d"]);
        let month = month(words.bare(m))?;
        let dated = crate::number::weekday(words.back(at, 1)).is_some() || inside_number(&words, at);
        let (year, end) = *years(&words, skip(&words, m + 1, &["en"])).first().filter(|_| !dated)?;
        let hours = matches!(year, Year::Short(n) if n < 25) && number_at(&words, end);
        let soon = matches!(year, Year::Short(n) if (26..=28).contains(&n));
        if hours || soon || refused_after(&words, end) {
            return None;
        }
        let found = whole(day, month, year, now.date())?;
        let start = at - usize::from(matches!(words.back(at, 1), "le" | "du"));
        Some(Found::new(found, words.span(start, end)))
    })
}

/// The birth date that starts at a word, and the word after it.
fn read(words: &Words, at: usize, today: Date) -> Option<(Date, usize)> {
    if let Some(found) = glued(words, at, today) {
        return Some(found);
    }
    if let Some(found) = year_first(words, at, today) {
        return Some(found);
    }
    if inside_number(words, at) {
        return None;
    }
    // "en deux mille quinze, le douze juin"; "quarante-sept, le dix-neuf mai".
    for (year, end) in years(words, at) {
        let mut k = skip(words, end, &["le", "au mois de"]);
        // "née en soixante-huit pendant les événements, le quatorze mai".
        if words.back(at, 1) == "en" && words.back(k, 1) != "le" {
            k = (k..k + ASIDE_WORDS).find(|k| words.back(*k, 1) == "le").unwrap_or(k);
        }
        if matches!(year, Year::Short(_)) && words.back(k, 1) != "le" {
            continue;
        }
        for (day, day_end) in numbers(words, k) {
            let m = skip(words, day_end, &["de", "d"]);
            if let Some(month) = month(words.bare(m))
                && years(words, m + 1).is_empty()
                && let Some(found) = whole(day, month, year, today)
            {
                return Some((found, m + 1));
            }
        }
    }
    // "en juin mille neuf cent soixante-seize, le vingt-quatre".
    if let Some(month) = month(words.bare(at)).filter(|_| words.back(at, 1) == "en") {
        for (year, end) in years(words, at + 1) {
            if words.bare(end) == "le"
                && let Some((day, day_end)) = numbers(words, end + 1).first()
                && let Some(found) = whole(*day, month, year, today)
            {
                return Some((found, *day_end));
            }
        }
    }
    for (day, day_end) in numbers(words, at) {
        let k = skip(words, day_end, &["du mois de", "du mois d", "du mois", "de", "d", "le", "du"]);
        let named = month(words.bare(k)).map(|m| (m, k + 1, true));
        let counted = numbers(words, k).into_iter().map(|(m, end)| (m, end, false));
        for (m, month_end, by_name) in named.into_iter().chain(counted) {
            if !(1..=12).contains(&m) {
                continue;
            }
            let y =
                skip(words, month_end, &["de l annee", "de l an", "de l", "en l an", "en", "l an", "de", "l annee"]);
            if by_name
                && let used @ 1.. = words.first_of(y, &["de cette annee", "cette annee"])
                && let Some(found) = whole(day, m, Year::Full(today.year()), today)
            {
                return Some((found, y + used));
            }
            for (year, end) in years(words, y) {
                if refused_after(words, end) || (!by_name && (number_at(words, end) || number_before(words, at))) {
                    continue;
                }
                if let Some(found) = whole(day, m, year, today) {
                    return Some((found, end));
                }
            }
        }
    }
    None
}

/// The word after a phrase, if one of them stands there.
fn skip(words: &Words, at: usize, phrases: &[&str]) -> usize {
    let at = at + words.first_of(at, &["euh", "heu", "alors"]);
    at + words.first_of(at, phrases)
}

fn number_at(words: &Words, at: usize) -> bool {
    !words.pause(at) && cardinal(words, at).is_some()
}

fn number_before(words: &Words, at: usize) -> bool {
    at > 0 && !words.pause(at) && cardinal(words, at - 1).is_some()
}

/// True when a longer number holds this word: "un février" in "trente et un février" is no first of February.
fn inside_number(words: &Words, at: usize) -> bool {
    (1..=3)
        .filter_map(|k| at.checked_sub(k))
        .any(|from| under_hundred(words, from).is_some_and(|(_, used)| from + used > at))
}

/// "soixante-quatre ans" is an age.
fn refused_after(words: &Words, end: usize) -> bool {
    let feast = words.bare(end) == "jour" && matches!(words.bare(end + 1), "de" | "du" | "d");
    !words.pause(end)
        && !feast
        && matches!(words.bare(end), "an" | "jour" | "heure" | "minute" | "euros" | "fois" | "kilos")
}

/// Day or month: the readings of the words there, the longest first ("vingt-quatre", then "vingt").
fn numbers(words: &Words, at: usize) -> Vec<(i8, usize)> {
    let mut out = Vec::new();
    if matches!(words.bare(at), "premier" | "1er") {
        out.push((1, at + 1));
        return out;
    }
    let zero = usize::from(words.bare(at) == "zero" || words.get(at).is_some_and(|w| w.figures() == Some("0")));
    let at = at + zero;
    if let Some(figures) = words.get(at).and_then(|w| w.figures()) {
        if figures.len() <= 2
            && let Ok(n) = figures.parse()
        {
            out.push((n, at + 1));
        }
        return out;
    }
    if let Some((n, used)) = under_hundred(words, at) {
        if let Ok(n) = i8::try_from(n)
            && (zero == 0 || n < 10)
        {
            out.push((n, at + used));
        }
        // A number of several words may be two: "vingt quatre" the twentieth of April.
        if used > 1
            && let Some(n) = one_word(words.bare(at))
        {
            out.push((n, at + 1));
        }
    }
    out
}

fn one_word(bare: &str) -> Option<i8> {
    match bare {
        "vingt" => Some(20),
        "trente" => Some(30),
        _ => crate::number::unit(bare).and_then(|n| i8::try_from(n).ok()),
    }
}

/// A year as said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Year {
    Full(i16),
    Short(i16),
}

/// The readings of the words there as a year, and the word after: the fullest first.
fn years(words: &Words, at: usize) -> Vec<(Year, usize)> {
    let mut out = Vec::new();
    if let Some(figures) = words.get(at).and_then(|w| w.figures()) {
        match (figures.len(), figures.parse::<i16>()) {
            (4, Ok(n)) => out.push((Year::Full(n), at + 1)),
            (2, Ok(n)) => {
                // "19 64".
                if matches!(n, 19 | 20)
                    && let Some(rest) = words.get(at + 1).and_then(|w| w.figures()).filter(|f| f.len() == 2)
                    && let Ok(low) = rest.parse::<i16>()
                {
                    out.push((Year::Full(n * 100 + low), at + 2));
                }
                out.push((Year::Short(n), at + 1));
            }
            _ => {}
        }
        return out;
    }
    if let Some((n, used)) = cardinal(words, at) {
        match i16::try_from(n) {
            Ok(n @ 1000..=2999) => out.push((Year::Full(n), at + used)),
            // "neuf cent soixante": the thousand went unheard.
            Ok(n @ 900..=999) => out.push((Year::Full(1000 + n), at + used)),
            Ok(n @ (19 | 20)) => {
                // "dix-neuf soixante-quatre", "vingt zéro cinq".
                let zero = usize::from(words.bare(at + used) == "zero");
                if let Some((low, k)) = under_hundred(words, at + used + zero)
                    && (zero == 1) == (low < 10)
                    && let Ok(low) = i16::try_from(low)
                {
                    out.push((Year::Full(n * 100 + low), at + used + zero + k));
                }
                out.push((Year::Short(n), at + used));
            }
            Ok(0) => {
                if let Some((low @ 0..=9, k)) = under_hundred(words, at + 1)
                    && let Ok(low) = i16::try_from(low)
                {
                    out.push((Year::Short(low), at + 1 + k));
                }
            }
            // "deux mille" and a pause before "douze".
            Ok(n @ 1..=99) => out.push((Year::Short(n), at + used)),
            _ => {}
        }
        // "mille neuf cent, soixante-quatre"; "deux mille, douze".
        if matches!(n, 1900 | 2000)
            && words.pause(at + used)
            && let Some((low @ 1..=99, k)) = under_hundred(words, at + used)
        {
            let full = i16::try_from(n + low).unwrap_or_default();
            out.insert(0, (Year::Full(full), at + used + k));
        }
    }
    out
}

fn whole(day: i8, month: i8, year: Year, today: Date) -> Option<Date> {
    let possible = |y: i16| date(y, month, day).filter(|d| y >= YEAR_MIN && *d <= today);
    match year {
        Year::Full(y) => possible(y),
        Year::Short(y) => (0..=1).find_map(|k| possible(2000 - 100 * k + y)),
    }
}

/// "12031964" and "120364".
fn glued(words: &Words, at: usize, today: Date) -> Option<(Date, usize)> {
    let figures = words.get(at)?.figures()?;
    let part = |from: usize, to: usize| figures.get(from..to)?.parse::<i16>().ok();
    let small = |n: i16| i8::try_from(n).ok();
    let year = match figures.len() {
        8 => Year::Full(part(4, 8)?),
        6 => Year::Short(part(4, 6)?),
        _ => return None,
    };
    if number_at(words, at + 1) || number_before(words, at) {
        return None;
    }
    whole(small(part(0, 2)?)?, small(part(2, 4)?)?, year, today).map(|d| (d, at + 1))
}

/// "1964-03-12", "1964 mars 12".
fn year_first(words: &Words, at: usize, today: Date) -> Option<(Date, usize)> {
    let figures = words.get(at)?.figures().filter(|f| f.len() == 4)?;
    let year: i16 = figures.parse().ok()?;
    let (m, k) = match month(words.bare(at + 1)) {
        Some(m) => (m, at + 2),
        None => *numbers(words, at + 1).first()?,
    };
    let (day, end) = *numbers(words, k).first()?;
    whole(day, m, Year::Full(year), today).map(|d| (d, end))
}

#[cfg(test)]
mod tests {
    use super::birth_date;
    use jiff::civil::{DateTime, date};
    use proptest::prelude::*;

    fn now() -> DateTime {
        date(2026, 11, 23).at(9, 0, 0, 0)
    }

    fn check(say: &str, want: &str) {
        let got = birth_date(say, now()).map_or(String::new(), |f| f.value.to_string());
        assert_eq!(got, want, "{say}");
    }

    #[test]
    fn said_and_written() {
        for (say, want) in [
            ("le douze mars soixante-quatre", "1964-03-12"),
            ("12/03/1964", "1964-03-12"),
            ("12/03/64", "1964-03-12"),
            ("12.03.64", "1964-03-12"),
            ("12-03-1964", "1964-03-12"),
            ("1964-03-12", "1964-03-12"),
            ("12 03 64", "1964-03-12"),
            ("12 mars 64", "1964-03-12"),
            ("douze zéro trois soixante-quatre", "1964-03-12"),
            ("douze, zéro trois, soixante-quatre", "1964-03-12"),
            ("zéro trois zéro sept quatre-vingt-huit", "1988-07-03"),
            ("née le 3 avril mille neuf cent cinquante", "1950-04-03"),
            ("le trois avril dix-neuf cent soixante", "1960-04-03"),
            ("le trois avril dix-neuf soixante", "1960-04-03"),
            ("premier octobre deux mille douze", "2012-10-01"),
            ("le 1er octobre 2012", "2012-10-01"),
            ("12031964", "1964-03-12"),
            ("120364", "1964-03-12"),
            ("le vingt-deux novembre vingt-six", "2026-11-22"),
            ("le vingt-quatre novembre vingt-six", "1926-11-24"),
            ("le cinq mai zéro cinq", "2005-05-05"),
            ("le neuf août deux mille", "2000-08-09"),
            ("le neuf août de l'an deux mille", "2000-08-09"),
            ("le douze du trois soixante-quatre", "1964-03-12"),
            ("le deux juin nonante et un", "1991-06-02"),
            ("je suis né le 31 décembre 1999, voilà", "1999-12-31"),
            ("le douze, non le treize mars soixante-quatre", "1964-03-13"),
            ("le vin deux jouin mil neuf cent septante deux", "1972-06-22"),
            ("le vin deux juin mil neuf cent septante deux", "1972-06-22"),
            ("le sept du neuf quatre-vingt-dix-neuf", "1999-09-07"),
            ("vingt et un douze mille neuf cent soixante", "1960-12-21"),
            ("le quinze out soixante dix huit", "1978-08-15"),
            ("premier un soixante", "1960-01-01"),
            ("le vingt neuf février deux mille vingt-quatre", "2024-02-29"),
            ("le six six soixante-six", "1966-06-06"),
            ("elle est née en deux mille quinze, le douze juin", "2015-06-12"),
        ] {
            check(say, want);
        }
    }

    #[test]
    fn what_is_none() {
        for say in [
            "le trente et un février soixante-quatre",
            "29/02/1963",
            "32/12/1964",
            "12/13/1964",
            "le douze mars dix-huit cent quatre-vingts",
            "le douze mars 2030",
            "le douze mars",
            "j'ai soixante-quatre ans",
            "06 12 34 56 78",
            "zéro six douze trente-quatre cinquante-six soixante-dix-huit",
            "mardi prochain",
            "",
        ] {
            check(say, "");
        }
    }

    proptest! {
        #[test]
        fn every_day_said_comes_back(day in 0i64..46_300) {
            let born = crate::calendar::plus(date(1900, 1, 1), day);
            let said = crate::say_date::birth(born);
            prop_assert_eq!(birth_date(&said, now()).map(|f| f.value), Some(born), "{}", said);
            let figures = format!("{:02}/{:02}/{}", born.day(), born.month(), born.year());
            prop_assert_eq!(birth_date(&figures, now()).map(|f| f.value), Some(born));
        }

        #[test]
        fn never_panics(text in "\\PC{0,60}", figures in "[0-9 /.-]{0,24}") {
            let _ = birth_date(&text, now());
            let _ = birth_date(&figures, now());
        }
    }
}
