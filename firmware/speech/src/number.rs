//! French numbers: cardinals up to the millions, in words or figures, ranks.
//!
//! The Belgian and Swiss septante, huitante, octante and nonante are read like the others.

use crate::found::Found;
use crate::words::{Glue, Words};
use jiff::civil::Weekday;

const UNITS: [(&str, u32); 18] = [
    ("zero", 0),
    ("un", 1),
    ("une", 1),
    ("deux", 2),
    ("trois", 3),
    ("quatre", 4),
    ("cinq", 5),
    ("six", 6),
    ("sept", 7),
    ("huit", 8),
    ("neuf", 9),
    ("dix", 10),
    ("onze", 11),
    ("douze", 12),
    ("treize", 13),
    ("quatorze", 14),
    ("quinze", 15),
    ("seize", 16),
];

const TENS: [(&str, u32); 9] = [
    ("vingt", 20),
    ("trente", 30),
    ("quarante", 40),
    ("cinquante", 50),
    ("soixante", 60),
    ("septante", 70),
    ("huitante", 80),
    ("octante", 80),
    ("nonante", 90),
];

const RANKS: [(&str, i8); 17] = [
    ("premier", 1),
    ("premiere", 1),
    ("deuxieme", 2),
    ("second", 2),
    ("seconde", 2),
    ("troisieme", 3),
    ("quatrieme", 4),
    ("cinquieme", 5),
    ("sixieme", 6),
    ("septieme", 7),
    ("huitieme", 8),
    ("neuvieme", 9),
    ("dixieme", 10),
    ("dernier", -1),
    ("derniere", -1),
    ("avantdernier", -2),
    ("avantderniere", -2),
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("lundi", Weekday::Monday),
    ("mardi", Weekday::Tuesday),
    ("mercredi", Weekday::Wednesday),
    ("jeudi", Weekday::Thursday),
    ("vendredi", Weekday::Friday),
    ("samedi", Weekday::Saturday),
    ("dimanche", Weekday::Sunday),
];

/// The months, folded.
pub(crate) const MONTHS: [&str; 12] = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
];

fn of<T: Copy>(table: &[(&str, T)], bare: &str) -> Option<T> {
    table.iter().find(|(w, _)| *w == bare).map(|(_, v)| *v)
}

/// 0 to 16 in one word.
pub fn unit(bare: &str) -> Option<u32> {
    of(&UNITS, bare).filter(|n| *n <= 16)
}

/// The tens in one word, 20 to 60 and the Belgian ones.
fn tens(bare: &str) -> Option<u32> {
    of(&TENS, bare)
}

/// True for vingt to nonante.
pub fn is_tens(bare: &str) -> bool {
    tens(bare).is_some()
}

/// True for a word that numbers are made of.
pub fn is_word(bare: &str) -> bool {
    unit(bare).is_some() || is_tens(bare) || matches!(bare, "cent" | "mille" | "million")
}

/// A rank in one word; -1 is the last.
pub fn rank(bare: &str) -> Option<i8> {
    of(&RANKS, bare)
}

/// A day of the week.
pub fn weekday(bare: &str) -> Option<Weekday> {
    of(&WEEKDAYS, bare)
}

/// A word that a number of the day may follow: a weekday, a month.
pub fn day_word(bare: &str) -> bool {
    weekday(bare).is_some() || MONTHS.contains(&bare)
}

/// A month, 1 to 12.
pub fn month(bare: &str) -> Option<i8> {
    const SHORT: [(&str, i8); 8] =
        [("janv", 1), ("fev", 2), ("fevr", 2), ("avr", 4), ("juil", 7), ("oct", 10), ("nov", 11), ("dec", 12)];
    (1..=12i8).zip(MONTHS).find(|(_, w)| *w == bare).map(|(n, _)| n).or_else(|| of(&SHORT, bare))
}

/// The cardinal that starts at a word: value and number of words. A pause ends a number.
pub fn cardinal(words: &Words, at: usize) -> Option<(u32, usize)> {
    if let Some(figures) = words.get(at)?.figures() {
        return figures.parse().ok().map(|n| (n, 1));
    }
    let (mut total, mut used) = match words.bare(at) {
        "mille" => (0, 0),
        "million" => return None,
        _ => {
            let (n, k) = under_thousand(words, at)?;
            (n, k)
        }
    };
    if go_on(words, at + used) && words.bare(at + used) == "million" && used > 0 {
        total = total.checked_mul(1_000_000)?;
        used += 1;
        if go_on(words, at + used)
            && let Some((n, k)) = under_thousand(words, at + used)
            && words.bare(at + used + k) == "mille"
        {
            return Some((total + n * 1000, used + k + 1));
        }
        return Some((total, used));
    }
    if words.bare(at + used) == "mille" && (used == 0 || (total > 1 && go_on(words, at + used))) {
        total = if used == 0 { 1000 } else { total * 1000 };
        used += 1;
        if go_on(words, at + used)
            && words.get(at + used).is_some_and(|w| w.figures().is_none())
            && let Some((n, k)) = under_thousand(words, at + used)
            && n > 0
        {
            return Some((total + n, used + k));
        }
    }
    Some((total, used))
}

/// True when the number may go on with this word.
fn go_on(words: &Words, at: usize) -> bool {
    words.get(at).is_some_and(|w| matches!(w.glue, Glue::Space | Glue::Hyphen | Glue::Nothing))
}

fn under_thousand(words: &Words, at: usize) -> Option<(u32, usize)> {
    let (mut total, mut used) = if words.bare(at) == "cent" { (1, 0) } else { under_hundred(words, at)? };
    if words.bare(at + used) == "cent" && (used == 0 || ((2..=19).contains(&total) && go_on(words, at + used))) {
        total *= 100;
        used += 1;
        if go_on(words, at + used)
            && let Some((n, k)) = under_hundred(words, at + used)
            && n > 0
        {
            return Some((total + n, used + k));
        }
    }
    Some((total, used))
}

/// 0 to 99 in words.
pub fn under_hundred(words: &Words, at: usize) -> Option<(u32, usize)> {
    let first = words.bare(at);
    let next = at + 1;
    if first == "quatre" && words.bare(next) == "vingt" && go_on(words, next) {
        return Some(with_units(words, next + 1, 80, 2, 19));
    }
    if let Some(n) = unit(first) {
        if n == 10
            && go_on(words, next)
            && let Some(u @ 7..=9) = unit(words.bare(next))
        {
            return Some((10 + u, 2));
        }
        return Some((n, 1));
    }
    let n = tens(first)?;
    Some(with_units(words, next, n, 1, if n == 60 { 19 } else { 9 }))
}

/// `base` and the units that follow it, at most `top`.
fn with_units(words: &Words, at: usize, base: u32, used: usize, top: u32) -> (u32, usize) {
    if !go_on(words, at) {
        return (base, used);
    }
    // "soixante et onze", "vingt et un": only before un, une and onze.
    let and = usize::from(words.bare(at) == "et" && go_on(words, at + 1));
    let from = at + and;
    let Some(n) = unit(words.bare(from)) else { return (base, used) };
    if and == 1 && !(n == 1 || (n == 11 && top == 19)) {
        return (base, used);
    }
    if n == 10
        && top == 19
        && go_on(words, from + 1)
        && let Some(u @ 7..=9) = unit(words.bare(from + 1))
    {
        return (base + 10 + u, used + and + 2);
    }
    if n == 0 || n > top { (base, used) } else { (base + n, used + and + 1) }
}

/// Every cardinal of a turn, words or figures, in order: "quatre-vingt-dix", "septante", "14". "un" and "une" count.
pub fn numbers_in(text: &str) -> Vec<Found<u32>> {
    let words = Words::of(text);
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match cardinal(&words, at) {
            Some((n, used)) if used > 0 => {
                out.push(Found::new(n, words.span(at, at + used)));
                at += used;
            }
            _ => at += 1,
        }
    }
    out
}

/// Every rank of a turn: "le premier" 1, "la deuxième" 2, "le dernier" -1, "l'avant-dernier" -2.
pub fn ranks_in(text: &str) -> Vec<Found<i8>> {
    let words = Words::of(text);
    let mut out = Vec::new();
    for at in 0..words.len() {
        let (n, used) = if words.bare(at) == "avant" && matches!(words.bare(at + 1), "dernier" | "derniere") {
            (Some(-2), 2)
        } else if words.back(at, 1) == "avant" {
            (None, 1)
        } else if let Some(n) = words[at].figures().and_then(|f| f.parse().ok())
            && matches!(words.bare(at + 1), "e" | "eme" | "ieme" | "er" | "ere" | "nd" | "nde")
            && words[at + 1].glue == Glue::Nothing
        {
            (Some(n), 2)
        } else {
            (rank(words.bare(at)), 1)
        };
        if let Some(n) = n {
            out.push(Found::new(n, words.span(at, at + used)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(text: &str) -> Vec<u32> {
        numbers_in(text).into_iter().map(|f| f.value).collect()
    }

    #[test]
    fn cardinals() {
        for (text, want) in [
            ("zéro", vec![0]),
            ("soixante et onze", vec![71]),
            ("soixante-dix-sept", vec![77]),
            ("quatre-vingts", vec![80]),
            ("quatre-vingt-un", vec![81]),
            ("quatre-vingt-dix", vec![90]),
            ("quatre vingt dix neuf", vec![99]),
            ("septante-deux", vec![72]),
            ("huitante et un", vec![81]),
            ("octante", vec![80]),
            ("nonante-neuf", vec![99]),
            ("cent", vec![100]),
            ("deux cent trois", vec![203]),
            ("mille neuf cent soixante-quatre", vec![1964]),
            ("dix-neuf cent soixante", vec![1960]),
            ("deux mille dix-neuf", vec![2019]),
            ("trois millions", vec![3_000_000]),
            ("deux millions trois cent mille", vec![2_300_000]),
            ("14", vec![14]),
            ("vingt, deux", vec![20, 2]),
            ("dis sept", vec![17]),
            ("cinquante cis", vec![56]),
            ("vin quatre", vec![24]),
            ("soixante cette", vec![67]),
            ("traize", vec![13]),
            ("rien du tout", vec![]),
            ("99999999999999999999", vec![]),
        ] {
            assert_eq!(values(text), want, "{text}");
        }
    }

    #[test]
    fn ranks() {
        let ranks = |text| ranks_in(text).into_iter().map(|f| f.value).collect::<Vec<i8>>();
        assert_eq!(ranks("le premier"), [1]);
        assert_eq!(ranks("c'est bon, la seconde"), [2]);
        assert_eq!(ranks("le 2e ou la troisième"), [2, 3]);
        assert_eq!(ranks("le dernier des deux"), [-1]);
        assert_eq!(ranks("l'avant-dernier"), [-2]);
        assert_eq!(ranks("aucun"), Vec::<i8>::new());
    }

    proptest! {
        #[test]
        fn a_number_said_is_read_back(n in 0u32..1_000_000) {
            prop_assert_eq!(values(&crate::say::number(n)), vec![n]);
        }

        #[test]
        fn never_panics(text in "\\PC{0,60}") {
            let _ = numbers_in(&text);
            let _ = ranks_in(&text);
        }
    }
}
