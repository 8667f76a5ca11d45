//! A turn cut into words, each with its place in the original text.
//!
//! `raw` is what was written, in lower case; `bare` is without accents and with the recogniser's slips mended
//! (`slips`), which is what every reader of numbers, dates and hours works on. Names are read from `raw`.

mod dictated;
mod homophone;
mod mend;
mod sounded;
mod split;

use dictated::dictated;
use homophone::homophones;
use mend::{by_context, join, mend};
use std::ops::Range;

/// Words read of one turn. A turn of a minute has under 250: what lies beyond is not one answer.
pub const WORDS_MAX: usize = 500;

/// What stands between a word and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glue {
    /// White space, or the start of the text.
    Space,
    /// A comma, a full stop, a question mark…: a pause.
    Pause,
    /// "dix-sept".
    Hyphen,
    /// "l'après".
    Apostrophe,
    /// "06.12".
    Dot,
    /// "25/11".
    Slash,
    /// "14:30".
    Colon,
    /// Nothing: "14h30", or two words the recogniser wrote as one.
    Nothing,
}

/// One word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As written, lower case.
    pub raw: String,
    /// Without accents, slips mended.
    pub bare: String,
    /// Bytes of the original text.
    pub span: Range<usize>,
    /// What stands before it.
    pub glue: Glue,
}

impl Word {
    /// The digits of a word written in figures.
    pub fn figures(&self) -> Option<&str> {
        let b = self.bare.as_str();
        (!b.is_empty() && b.bytes().all(|c| c.is_ascii_digit())).then_some(b)
    }
}

/// A turn, cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(Vec<Word>);

impl std::ops::Deref for Words {
    type Target = [Word];

    fn deref(&self) -> &[Word] {
        &self.0
    }
}

impl Words {
    /// Cuts a text, with the slips mended.
    pub fn of(text: &str) -> Self {
        let mut words = cut(text);
        words.truncate(WORDS_MAX);
        dictated(&mut words);
        let words = mend(words);
        let mut words = join(join(words));
        by_context(&mut words);
        homophones(&mut words);
        Self(words)
    }

    /// Cuts a text and mends nothing: for names.
    pub fn as_written(text: &str) -> Self {
        let mut words = cut(text);
        words.truncate(WORDS_MAX);
        Self(words)
    }

    /// `bare` of a word, empty past the ends.
    pub fn bare(&self, at: usize) -> &str {
        self.0.get(at).map_or("", |w| w.bare.as_str())
    }

    /// `bare` of the word `back` places before `at`.
    pub fn back(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |k| self.bare(k))
    }

    /// True when the words from `at` are these (separated by spaces).
    pub fn are(&self, at: usize, phrase: &str) -> bool {
        phrase.split(' ').enumerate().all(|(k, p)| self.bare(at + k) == p)
    }

    /// Number of words of the first of these phrases found at `at`, or 0.
    pub fn first_of(&self, at: usize, phrases: &[&str]) -> usize {
        phrases.iter().find(|p| self.are(at, p)).map_or(0, |p| p.split(' ').count())
    }

    /// True when a pause stands before this word (false for the first and past the end).
    pub fn pause(&self, at: usize) -> bool {
        self.0.get(at).is_some_and(|w| w.glue == Glue::Pause)
    }

    /// Bytes of the words `from..to`.
    pub fn span(&self, from: usize, to: usize) -> Range<usize> {
        let start = self.0.get(from).map_or(0, |w| w.span.start);
        let end = to.checked_sub(1).and_then(|k| self.0.get(k)).map_or(start, |w| w.span.end);
        start..end.max(start)
    }
}

/// Lower case without accents: "Après" is "apres", "cœur" is "coeur".
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' => out.push('a'),
            'ç' => out.push('c'),
            'é' | 'è' | 'ê' | 'ë' => out.push('e'),
            'î' | 'ï' | 'í' | 'ì' => out.push('i'),
            'ñ' => out.push('n'),
            'ô' | 'ö' | 'ó' | 'ò' | 'õ' | 'ø' => out.push('o'),
            'û' | 'ù' | 'ü' | 'ú' => out.push('u'),
            'ÿ' | 'ý' => out.push('y'),
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            'ß' => out.push_str("ss"),
            // Combining accents, where a text comes decomposed.
            '\u{300}'..='\u{36f}' => {}
            c => out.push(c),
        }
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Letter,
    Digit,
    Plus,
}

fn sort(c: char) -> Option<Sort> {
    if c.is_ascii_digit() {
        Some(Sort::Digit)
    } else if c.is_alphabetic() || ('\u{300}'..='\u{36f}').contains(&c) {
        Some(Sort::Letter)
    } else if c == '+' {
        Some(Sort::Plus)
    } else {
        None
    }
}

fn cut(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open: Option<(usize, Sort)> = None;
    // What was seen since the last word ended.
    let mut between = String::new();
    let close = |words: &mut Vec<Word>, from: usize, to: usize, between: &mut String, kind: Sort| {
        let raw: String = text[from..to].chars().flat_map(char::to_lowercase).collect();
        let bare = if kind == Sort::Plus { "plus".into() } else { fold(&raw) };
        let glue = if words.is_empty() { Glue::Space } else { glue(between) };
        words.push(Word { raw, bare, span: from..to, glue });
        between.clear();
    };
    for (at, c) in text.char_indices() {
        let kind = sort(c);
        if let Some((from, was)) = open
            && kind != Some(was)
        {
            close(&mut words, from, at, &mut between, was);
            open = None;
        }
        match kind {
            Some(kind) if open.is_none() => open = Some((at, kind)),
            Some(_) => {}
            None => between.push(c),
        }
        if words.len() > WORDS_MAX {
            return words;
        }
    }
    if let Some((from, was)) = open {
        close(&mut words, from, text.len(), &mut between, was);
    }
    words
}

fn glue(between: &str) -> Glue {
    let mut chars = between.chars();
    match (chars.next(), chars.next()) {
        (None, _) => Glue::Nothing,
        (Some('\'' | '’' | '‘' | '`'), None) => Glue::Apostrophe,
        (Some('-' | '‐' | '‑'), None) => Glue::Hyphen,
        (Some('.'), None) => Glue::Dot,
        (Some('/'), None) => Glue::Slash,
        (Some(':'), None) => Glue::Colon,
        _ if between.contains([',', ';', '.', '!', '?', '…', ':', '—', '(', ')', '\n']) => Glue::Pause,
        _ => Glue::Space,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bare(text: &str) -> String {
        Words::of(text).iter().map(|w| w.bare.clone()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn cuts_and_mends() {
        for (text, want) in [
            ("L'après-midi, à 14h30", "l apresmidi a 14 heure 30"),
            ("le 25/11 ou 06.12.34", "le 25 11 ou 06 12 34"),
            ("aujourd'hui", "aujourdhui"),
            ("ver quinzeure", "vers quinze heure"),
            ("apré dis sept heure", "apres dix sept heure"),
            ("né le vin quatre mai", "ne le vingt quatre mai"),
            ("cinquante cis", "cinquante six"),
            ("vendre di", "vendredi"),
            ("d'ici la fin du moi", "d ici la fin du mois"),
            ("je vous dis deux fois", "je vous dis deux fois"),
            ("mardi an huit", "mardi en huit"),
            ("lundi en uit", "lundi en huit"),
            ("après-demain", "apresdemain"),
            ("cette semaine", "cette semaine"),
            ("si deux heures vous va", "si deux heure vous va"),
        ] {
            assert_eq!(bare(text), want, "{text}");
        }
    }

    proptest! {
        #[test]
        fn spans_lie_on_the_text(text in "\\PC{0,60}") {
            let mut at = 0;
            for word in Words::of(&text).iter() {
                prop_assert!(word.span.start >= at && word.span.end >= word.span.start);
                prop_assert!(text.is_char_boundary(word.span.start) && text.is_char_boundary(word.span.end));
                at = word.span.end;
            }
        }
    }
}
