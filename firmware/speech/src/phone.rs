//! French telephone numbers, in pairs, digit by digit or mixed, to E.164.
//!
//! "soixante dix huit" may be 78, 70 8 or 60 18: of all the readings the one that makes a whole number wins, the longest
//! numbers first, as callers say pairs.

mod readings;

use crate::found::Found;
use crate::number::is_word;
use crate::words::Words;
use huisclos_agenda::Phone;
use readings::readings;
use std::ops::Range;

/// Steps spent on the readings of one run of numbers: a dictated number has ten digits, the rest is noise.
const STEPS_MAX: usize = 4000;
/// Digits of the longest number (E.164 allows fifteen, and "00" stands before).
const DIGITS_MAX: usize = 17;
/// Words of one run: ten digits said one by one with as many hesitations.
const RUN_WORDS_MAX: usize = 40;

/// A whole telephone number; `None` while fewer than ten digits were said. Of several, the last.
pub fn phone(text: &str) -> Option<Found<Phone>> {
    let words = Words::of(text);
    let runs = runs(&words);
    let single = runs.iter().rev().find_map(|run| {
        let found = whole(&words, &run.items)?;
        Some(Found::new(found, run.span(&words)))
    });
    // "zéro six douze… attendez… trente-quatre…": the runs together.
    single.or_else(|| {
        let near = runs.windows(2).all(|w| w[1].start().saturating_sub(w[0].end()) <= 4);
        if runs.len() < 2 || !near {
            return None;
        }
        let items: Vec<usize> = runs.iter().flat_map(|r| r.items.iter().copied()).take(RUN_WORDS_MAX).collect();
        let found = whole(&words, &items)?;
        Some(Found { value: found, spans: runs.iter().map(|r| r.span(&words)).collect() })
    })
}

/// The digits of a turn that holds no whole number yet, read the plainest way.
fn partial(text: &str) -> String {
    let words = Words::of(text);
    let mut digits = String::new();
    for run in runs(&words) {
        let mut at = 0;
        while at < run.items.len() && digits.len() < DIGITS_MAX {
            match readings(&words, &run.items, at).into_iter().next() {
                Some((d, used)) => {
                    digits.push_str(&d);
                    at += used.max(1);
                }
                None => at += 1,
            }
        }
    }
    digits.truncate(DIGITS_MAX);
    digits
}

/// A stretch of numbers: the places of its words, hesitations and corrected ones left out.
struct Run {
    items: Vec<usize>,
}

impl Run {
    fn start(&self) -> usize {
        self.items.first().copied().unwrap_or_default()
    }

    fn end(&self) -> usize {
        self.items.last().map_or(0, |k| k + 1)
    }

    fn span(&self, words: &Words) -> Range<usize> {
        words.span(self.start(), self.end())
    }
}

fn runs(words: &Words) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let mut open = Run { items: Vec::new() };
    let mut at = 0;
    while at < words.len() {
        let bare = words.bare(at);
        if numberish(words, at) && open.items.len() < RUN_WORDS_MAX {
            open.items.push(at);
            at += 1;
            continue;
        }
        let correction =
            words.first_of(at, &["non pardon", "euh non", "non", "pardon", "je veux dire", "enfin non", "enfin"]);
        if correction > 0
            && !open.items.is_empty()
            && numberish(words, at + correction)
            && !starts_anew(words, at + correction)
        {
            take_back(words, &mut open.items);
            at += correction;
            continue;
        }
        let hesitation = matches!(
            bare,
            "euh" | "heu" | "hum" | "alors" | "donc" | "puis" | "ensuite" | "voila" | "oui" | "et" | "apres" | "ben"
        );
        if !hesitation && !open.items.is_empty() {
            out.push(std::mem::replace(&mut open, Run { items: Vec::new() }));
        }
        at += 1;
    }
    if !open.items.is_empty() {
        out.push(open);
    }
    out
}

fn numberish(words: &Words, at: usize) -> bool {
    let bare = words.bare(at);
    words.get(at).is_some_and(|w| w.figures().is_some())
        || (is_word(bare) && bare != "million" && bare != "mille")
        || (bare == "fois" && crate::number::is_word(words.back(at, 1)))
        || (bare == "et" && crate::number::is_tens(words.back(at, 1)) && matches!(words.bare(at + 1), "un" | "onze"))
        || (bare == "double" && is_word(words.bare(at + 1)))
        || (bare == "plus" && (is_word(words.bare(at + 1)) || words.get(at + 1).is_some_and(|w| w.figures().is_some())))
}

/// True when a whole number starts again: "non, zéro six…".
fn starts_anew(words: &Words, at: usize) -> bool {
    words.bare(at) == "zero"
        || words.get(at).and_then(|w| w.figures()).is_some_and(|f| f.starts_with('0') && f.len() != 1)
}

/// Takes the last number back: "cinquante-six, non, cinquante-sept".
fn take_back(words: &Words, items: &mut Vec<usize>) {
    let mut at = 0;
    let mut last = 0;
    while at < items.len() {
        last = at;
        at += readings(words, items, at).first().map_or(1, |r| r.1.max(1));
    }
    items.truncate(last);
}

/// The first reading of a run that is a whole number.
fn whole(words: &Words, items: &[usize]) -> Option<Phone> {
    let mut steps = 0;
    search(words, items, 0, &mut String::new(), &mut steps)
}

fn search(words: &Words, items: &[usize], at: usize, digits: &mut String, steps: &mut usize) -> Option<Phone> {
    *steps += 1;
    if *steps > STEPS_MAX || digits.len() > DIGITS_MAX {
        return None;
    }
    if at >= items.len() {
        return e164(digits);
    }
    let mut options = readings(words, items, at);
    // Abroad, numbers are said in threes: the longest reading first.
    if digits.starts_with("00") || digits.starts_with('+') {
        options.sort_by_key(|(_, used)| std::cmp::Reverse(*used));
    } else if digits.len() % 2 == 1 && digits.ends_with('0') {
        // A zero opens a pair: "zéro quatre, vingt-deux", not "zéro, quatre-vingt-deux".
        options.sort_by_key(|(d, _)| d.len() != 1);
    }
    for (d, used) in options {
        let keep = digits.len();
        digits.push_str(&d);
        if let Some(found) = search(words, items, at + used.max(1), digits, steps) {
            return Some(found);
        }
        digits.truncate(keep);
    }
    None
}

/// E.164 of the digits as dialled from France: ten from 0, or an international prefix.
fn e164(digits: &str) -> Option<Phone> {
    let national = |rest: &str| {
        // "+33 (0)6": the zero in brackets is not dialled.
        let rest = rest.strip_prefix('0').unwrap_or(rest);
        (rest.len() == 9 && !rest.starts_with('0') && rest.bytes().all(|b| b.is_ascii_digit()))
            .then(|| Phone(format!("+33{rest}")))
    };
    if let Some(rest) = digits.strip_prefix('+').or_else(|| digits.strip_prefix("00")) {
        return match rest.strip_prefix("33") {
            Some(rest) => national(rest),
            None => {
                ((9..=15).contains(&rest.len()) && !rest.starts_with('0') && rest.bytes().all(|b| b.is_ascii_digit()))
                    .then(|| Phone(format!("+{rest}")))
            }
        };
    }
    match digits.strip_prefix("33") {
        Some(rest) if digits.len() == 11 => national(rest),
        _ if digits.len() == 10 && digits.starts_with('0') => national(digits),
        _ => None,
    }
}

/// A number dictated over several turns.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Dictation {
    digits: String,
}

impl std::fmt::Debug for Dictation {
    /// How many digits, never which.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Dictation({} digits)", self.digits.len())
    }
}

impl Dictation {
    /// Nothing said yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what was said in one turn (a whole number said anew replaces the rest, and so does a fresh start from zero
    /// that would run past ten digits); the number once it is whole.
    pub fn hear(&mut self, text: &str) -> Option<Phone> {
        if let Some(found) = phone(text) {
            self.digits = found.value.0.replacen("+33", "0", 1);
            return Some(found.value);
        }
        let words = Words::of(text);
        if (0..words.len()).any(|k| {
            words.first_of(k, &["recommence", "recommencer", "recommencez", "depuis le debut", "efface", "effacez"]) > 0
        }) {
            self.clear();
        }
        let more = partial(text);
        // "attendez une seconde" begins no number.
        if self.digits.is_empty() && more.len() < 2 {
            return None;
        }
        // "zéro six douze", the question again, "zéro six douze trente-quatre": said from the start.
        if !self.digits.is_empty() && more.starts_with(&self.digits) {
            self.clear();
        }
        let joined = format!("{}{more}", self.digits);
        if let Some(found) = e164(&joined) {
            self.digits = joined;
            return Some(found);
        }
        let too_long = !joined.starts_with('+') && !joined.starts_with("00") && joined.len() > 10;
        if too_long {
            // Said again from the start, or wrong: what was heard last counts.
            if more.starts_with('0') {
                self.digits = more;
            }
        } else {
            self.digits = joined;
        }
        self.digits.truncate(DIGITS_MAX);
        None
    }

    /// Forgets what was said.
    pub fn clear(&mut self) {
        self.digits.clear();
    }

    /// The digits so far, to be read back ("zéro six, douze…").
    pub fn digits(&self) -> &str {
        &self.digits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(say: &str, want: &str) {
        assert_eq!(phone(say).map_or(String::new(), |f| f.value.0), want, "{say}");
    }

    #[test]
    fn whole_numbers() {
        for (say, want) in [
            ("zéro six douze trente-quatre cinquante-six soixante-dix-huit", "+33612345678"),
            ("le zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit", "+33612345678"),
            ("06 12 34 56 78", "+33612345678"),
            ("06.12.34.56.78", "+33612345678"),
            ("06-12-34-56-78", "+33612345678"),
            ("0612345678", "+33612345678"),
            ("06 12345678", "+33612345678"),
            ("zéro six un deux trois quatre cinq six sept huit", "+33612345678"),
            ("zéro six un deux, trente-quatre cinq six, soixante dix-huit", "+33612345678"),
            ("plus trente-trois six douze trente-quatre cinquante-six soixante-dix-huit", "+33612345678"),
            ("+33 6 12 34 56 78", "+33612345678"),
            ("+33 (0)6 12 34 56 78", "+33612345678"),
            ("0033 6 12 34 56 78", "+33612345678"),
            ("zéro zéro trente-trois six douze trente-quatre cinquante-six soixante-dix-huit", "+33612345678"),
            ("zéro un quarante-sept double zéro dix-huit vingt et un", "+33147001821"),
            ("zéro un quarante-sept deux fois zéro dix-huit vingt et un", "+33147001821"),
            ("zéro six soixante douze quatre-vingt-dix quatre-vingt onze soixante et onze", "+33672909171"),
            ("zéro six soixante dix vingt trente quarante", "+33670203040"),
            ("zéro six soixante dix vingt trente", "+33660102030"),
            ("zéro six quatre vingt quatre vingt dix quatre vingt dix neuf douze", "+33680909912"),
            (
                "zéro six douze trente-quatre cinquante-six, non pardon cinquante-sept, soixante-dix-huit",
                "+33612345778",
            ),
            ("zero sis douze trente quatre cinquante cis soixante dix huit", "+33612345678"),
            ("zéro huit cent douze trente-quatre cinquante-six", "+33800123456"),
            ("zéro zéro quarante et un soixante-dix-neuf deux cent douze trente quarante-cinq", "+41792123045"),
            ("zéro six euh douze alors trente-quatre, cinquante-six et soixante-dix-huit", "+33612345678"),
            ("zéro six septante-deux nonante nonante et un douze", "+33672909112"),
            ("appelez-moi au 06 12 34 56 78 ou non, au 07 11 22 33 44", "+33711223344"),
        ] {
            check(say, want);
        }
    }

    #[test]
    fn what_is_no_number_yet() {
        for say in [
            "zéro six douze trente-quatre",
            "06 12 34 56",
            "c'est le quinze décembre mille neuf cent soixante",
            "12/03/1964",
            "00 12 34 56 78",
            "612345678",
            "",
        ] {
            check(say, "");
        }
    }

    #[test]
    fn a_long_turn_of_numbers_ends() {
        for word in ["quatre fois ", "double zéro ", "quatre vingt dix ", "soixante dix ", "9 fois "] {
            let _ = phone(&word.repeat(200));
            let _ = Dictation::new().hear(&word.repeat(200));
        }
    }

    #[test]
    fn dictated_in_several_turns() {
        let mut d = Dictation::new();
        assert_eq!(d.hear("alors c'est le zéro six"), None);
        assert_eq!(d.digits(), "06");
        assert_eq!(d.hear("douze trente-quatre"), None);
        assert_eq!(d.hear("cinquante-six soixante-dix-huit"), Some(Phone("+33612345678".into())));
        let mut d = Dictation::new();
        assert_eq!(d.hear("zéro six douze trente"), None);
        assert_eq!(d.hear("non je recommence"), None);
        assert_eq!(d.digits(), "");
        assert_eq!(d.hear("06 12 34 56 78"), Some(Phone("+33612345678".into())));
        assert!(!format!("{d:?}").contains("12"));
        let mut d = Dictation::new();
        assert_eq!(d.hear("attendez une seconde"), None);
        assert_eq!(d.digits(), "");
        assert_eq!(d.hear("zéro six douze"), None);
        assert_eq!(d.hear("zéro six douze trente-quatre"), None);
        assert_eq!(d.digits(), "061234");
    }

    proptest! {
        #[test]
        fn a_number_said_is_read_back(n in 100_000_000u64..1_000_000_000) {
            let number = Phone(format!("+33{n}"));
            let said = crate::say::phone(&number);
            prop_assert_eq!(phone(&said).map(|f| f.value), Some(number), "{}", said);
        }

        #[test]
        fn never_panics(text in "\\PC{0,60}", numbers in "(zéro |six |soixante |dix |quatre |vingt |06 |fois |non |plus ){0,60}") {
            let _ = phone(&text);
            let _ = phone(&numbers);
            let _ = Dictation::new().hear(&numbers);
        }
    }
}
