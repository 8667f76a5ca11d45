//! A date said word by word. A standard Whisper writes a comma at every breath: "Lundi, vingt, deux, février.", "le 20, 2 février". A
//! pause ends a number and parts a day from its month, so that the whole month was understood (heard of June's recordings, Asterisk).
//!
//! Here the pauses inside such a date are taken out, and a day's tens and units in figures become the words of one number.

use super::{Glue, Word};
use crate::{number, say, slips};

/// Takes the pauses out of dates.
pub(super) fn dictated(words: &mut [Word]) {
    for month in 1..words.len() {
        if number::month(&words[month].bare).is_some() && near(words, month) {
            let start = day(words, month);
            close(words, start, month);
        }
    }
}

/// Only a pause or a space before it: "20.2" and "22-2" are one written thing.
fn near(words: &[Word], at: usize) -> bool {
    matches!(words[at].glue, Glue::Pause | Glue::Space)
}

/// Where the day of a month begins: the month itself where no day stands before it.
fn day(words: &[Word], month: usize) -> usize {
    let unit = month - 1;
    let Some(ones) = value(&words[unit]) else { return month };
    let tens = |at: usize| value(&words[at]);
    if (1..=9).contains(&ones) && unit >= 1 && near(words, unit) && matches!(tens(unit - 1), Some(20 | 30)) {
        return unit - 1;
    }
    if (7..=9).contains(&ones) && unit >= 1 && near(words, unit) && tens(unit - 1) == Some(10) {
        return unit - 1;
    }
    // "vingt, et, un".
    if ones == 1 && unit >= 2 && words[unit - 1].bare == "et" && matches!(tens(unit - 2), Some(20 | 30)) {
        return unit - 2;
    }
    if (1..=31).contains(&ones) { unit } else { month }
}

/// A number of one word or in figures, with the slips that only a neighbour tells.
fn value(word: &Word) -> Option<u32> {
    match slips::exact(&word.bare).unwrap_or(&word.bare) {
        "vingt" | "vin" => Some(20),
        "trente" => Some(30),
        "dis" => Some(10),
        bare => number::unit(bare).or_else(|| word.figures()?.parse().ok()),
    }
}

fn close(words: &mut [Word], start: usize, month: usize) {
    for word in words.iter_mut().take(month + 1).skip(start + 1).filter(|word| word.glue == Glue::Pause) {
        word.glue = Glue::Space;
    }
    // Two figures side by side are two numbers, two words are one.
    if start + 2 <= month && words[start..month].iter().any(|word| word.figures().is_some()) {
        for word in &mut words[start..month] {
            if let Some(n @ (1..=10 | 20 | 30)) = value(word) {
                word.bare = say::number(n);
            }
        }
    }
    // "Samedi, six février": one date, not a day and another.
    if start < month
        && start > 0
        && number::weekday(&words[start - 1].bare).is_some()
        && words[start].glue == Glue::Pause
    {
        words[start].glue = Glue::Space;
    }
}

#[cfg(test)]
mod tests {
    use crate::words::Words;

    #[test]
    fn a_date_said_word_by_word_is_one() {
        // Words, with a bar where a pause is left.
        let check = |text: &str, expect: &str| {
            let words = Words::of(text);
            let shown = |at: usize| format!("{}{}", if words.pause(at) { "| " } else { "" }, words.bare(at));
            let got: Vec<String> = (0..words.len()).map(shown).collect();
            assert_eq!(got.join(" "), expect, "{text}");
        };
        check("Lundi, vingt, deux, février.", "lundi vingt deux fevrier");
        check("Lundi, 20, 2, février.", "lundi vingt deux fevrier");
        check("Vendredi, vin, neuf, janvier.", "vendredi vingt neuf janvier");
        check("mercredi, dis, mars", "mercredi dix mars");
        check("le 20, 2 février", "le vingt deux fevrier");
        check("trente, et, un, décembre", "trente et un decembre");
        check("dix, sept, mai, à dix heures", "dix sept mai | a dix heure");
        check("lundi, 22, février, à 10 heures", "lundi 22 fevrier | a 10 heure");
        check("Samedi. Six. Février.", "samedi six fevrier");
        // The twins: what is no day of a month keeps its pauses.
        check("lundi, mardi, ou mars", "lundi | mardi | ou mars");
        check("06, 12, 34", "06 | 12 | 34");
        check("oui, mars", "oui | mars");
        check("le 12 janvier, 2 février", "le 12 janvier | 2 fevrier");
        check("cinquante, mars", "cinquante | mars");
        check("trois, quatre, février", "trois | quatre fevrier");
        check("", "");
    }
}
