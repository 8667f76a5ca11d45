//! The rules of `letters`: the sounds at one place of a word, ways parted by `|`, and the letters they take.

use crate::letters::vowel;

/// A final e that is not said, and lets the consonant before it be.
pub(crate) const MUTE: char = '·';

/// The sounds at `at`.
pub(crate) fn one(l: &[char], at: usize) -> (&'static str, usize) {
    let here = Here { l, at };
    match l[at] {
        'a' | 'e' | 'é' | 'è' | 'œ' => open_vowel(here),
        'i' | 'ï' | 'o' | 'ô' | 'u' | 'ü' | 'y' => round_vowel(here),
        _ => consonant(here),
    }
}

#[derive(Clone, Copy)]
struct Here<'a> {
    l: &'a [char],
    at: usize,
}

impl Here<'_> {
    fn get(&self, k: usize) -> Option<char> {
        self.l.get(self.at + k).copied()
    }
    fn before(&self) -> Option<char> {
        self.at.checked_sub(1).and_then(|at| self.l.get(at)).copied()
    }
    fn is(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(k, c)| self.get(k) == Some(c))
    }
    fn end(&self, k: usize) -> bool {
        self.at + k >= self.l.len()
    }
    fn vowel(&self, k: usize) -> bool {
        self.get(k).is_some_and(vowel)
    }
    /// e, i and y after c or g.
    fn soft(&self, k: usize) -> bool {
        matches!(self.get(k), Some('e' | 'é' | 'è' | 'i' | 'ï' | 'y' | MUTE))
    }
    /// An n or m that makes the vowel before it nasal: no vowel, n, m or h comes after it.
    fn nasal(&self, k: usize) -> bool {
        let next = self.get(k + 1);
        matches!(self.get(k), Some('n' | 'm')) && !self.vowel(k + 1) && !matches!(next, Some('n' | 'm' | 'h'))
    }
    /// The syllable is closed: a consonant, then another one or the end.
    fn closed(&self, k: usize) -> bool {
        self.get(k).is_some()
            && !self.vowel(k)
            && !self.vowel(k + 1)
            && !matches!(self.get(k + 1), Some('r' | 'l' | 'h'))
            || self.get(k).is_some() && self.get(k + 1) == Some(MUTE)
    }
}

fn open_vowel(h: Here) -> (&'static str, usize) {
    match h.l[h.at] {
        'a' if h.is("aill") => ("aj", 4),
        'a' if h.is("ail") && h.end(3) => ("aj", 3),
        'a' if h.is("ai") && h.nasal(2) => ("I", 3),
        'a' if h.is("ay") && h.vowel(2) => ("ɛj|aj", 2),
        'a' if h.is("ai") || h.is("ay") => ("ɛ", 2),
        'a' if h.is("aou") => ("au", 3),
        'a' if h.is("au") => (if h.get(2) == Some('r') { "ɔ|o" } else { "o" }, 2),
        'a' if h.nasal(1) => ("A|an", 2),
        'a' if h.is("aa") => ("a", 2),
        'a' => ("a", 1),
        'œ' if h.get(1) == Some('u') => ("œ", 2),
        'œ' => ("œ|e", 1),
        'é' => ("e", 1),
        'è' if h.nasal(1) => ("ɛn", 2),
        'è' => ("ɛ", 1),
        _ if h.is("eau") => ("o", 3),
        _ if h.is("eu") && (h.end(2) || h.get(2) == Some('s')) => ("ø", 2),
        _ if h.is("eu") => ("œ", 2),
        _ if h.is("eill") => ("ɛj", 4),
        _ if h.is("eil") => ("ɛj", 3),
        _ if h.is("ei") && h.nasal(2) => ("I|ajn", 3),
        _ if h.is("ei") || h.is("ey") => (if h.vowel(2) { "ɛj" } else { "ɛ|aj" }, 2),
        _ if h.is("en") && h.end(2) && matches!(h.before(), Some('i' | 'y' | 'é')) => ("I|ɛn", 2),
        _ if h.is("en") && h.end(2) => ("ɛn|I", 2),
        _ if h.nasal(1) => ("A|ɛn", 2),
        _ if h.is("enn") || h.is("emm") => ("ɛn", 3),
        _ if h.is("enh") => ("ɛn", 2),
        _ if h.is("er") && h.end(2) && h.at > 0 => (if h.before() == Some('i') { "e" } else { "e|ɛʁ" }, 2),
        _ if h.is("ez") && h.end(2) => ("ɛz|e", 2),
        _ if h.is("et") && h.end(2) => ("ɛ", 2),
        _ if h.end(1) => ("ə|e", 1),
        _ if h.at == 0 => (if h.closed(1) { "ɛ" } else { "e|ɛ" }, 1),
        _ if h.closed(1) || h.get(1) == h.get(2) || h.get(1) == Some('x') => ("ɛ", 1),
        _ if h.vowel(1) => ("e", 1),
        // After one consonant alone it may be heard as é in a foreign name: "Benali", "Pereira".
        _ => ("ə|e", 1),
    }
}

fn round_vowel(h: Here) -> (&'static str, usize) {
    let hard = matches!(h.before(), Some('r' | 'l'))
        && h.at > 1
        && !h.l.get(h.at - 2).is_some_and(|c| vowel(*c) || *c == 'r' || *c == 'l');
    match h.l[h.at] {
        'i' if h.is("ill") && (h.vowel(3)) && matches!(h.before(), Some('v' | 'm')) => ("il|ij", 3),
        'i' if h.is("ill") && h.vowel(3) => ("ij|il", 3),
        'i' | 'y' if h.nasal(1) => ("I|in", 2),
        'i' | 'y' if h.vowel(1) && h.get(1) != Some(MUTE) => (if hard { "ij" } else { "j" }, 1),
        'i' | 'ï' | 'y' => ("i", 1),
        'o' if h.is("oin") && h.nasal(2) => ("wI", 3),
        'o' if h.is("oy") && h.vowel(2) => ("waj", 2),
        'o' if h.is("oi") || h.is("oy") => ("wa", 2),
        'o' if h.is("oeu") => ("œ", 3),
        'o' if h.is("oe") => ("ɔe|o", 2),
        'o' if h.is("ouill") => ("uj", 5),
        'o' if h.is("ou") && h.vowel(2) && h.get(2) != Some(MUTE) => ("w|u", 2),
        'o' if h.is("ou") || h.is("oo") => ("u", 2),
        'o' if h.nasal(1) => ("O|ɔn", 2),
        'o' if h.end(1) || h.get(1) == Some('s') && h.vowel(2) => ("o", 1),
        'o' => ("ɔ", 1),
        'ô' => ("o", 1),
        'u' if h.is("um") && h.end(2) => ("ɔm", 2),
        'u' if h.nasal(1) => ("U|un", 2),
        'u' if h.is("ueil") => ("œj", if h.is("ueill") { 5 } else { 4 }),
        _ => ("y|u", 1),
    }
}

fn consonant(h: Here) -> (&'static str, usize) {
    let twice = 1 + usize::from(h.get(1) == Some(h.l[h.at]));
    let between = h.before().is_some_and(vowel) && h.vowel(1);
    match h.l[h.at] {
        'b' => ("b", twice),
        'c' if h.is("ch") => (if matches!(h.get(2), Some('r' | 'l' | 'n')) { "k" } else { "ʃ|k" }, 2),
        'c' if h.is("cc") && h.soft(2) => ("ks", 2),
        'c' if h.is("ck") || h.is("cq") => ("k", if h.is("cqu") { 3 } else { 2 }),
        'c' if h.soft(1) => ("s", 1),
        'c' if h.end(1) && h.before() == Some('r') => ("|k", 1),
        'c' => ("k", twice),
        'ç' => ("s|ʃ", 1),
        'd' if h.is("dj") => ("dʒ", 2),
        'd' => ("d", twice),
        'f' => ("f", twice),
        'g' if h.is("gn") => ("ɲ", 2),
        'g' if h.is("gu") && (h.soft(2)) => ("ɡ", 2),
        'g' if h.is("ge") && matches!(h.get(2), Some('a' | 'o' | 'ô')) => ("ʒ", 2),
        'g' if h.soft(1) => ("ʒ|ɡ", 1),
        'g' if h.is("gh") => ("ɡ", 2),
        'g' if h.end(1) && h.before() == Some('r') => ("|ɡ", 1),
        'g' => ("ɡ", twice),
        'h' => ("", 1),
        'j' => ("ʒ|j", 1),
        'k' => ("k", if h.is("kh") { 2 } else { twice }),
        'l' => ("l", twice),
        'm' => ("m", twice),
        'n' => ("n", twice),
        'ñ' => ("ɲ", 1),
        'p' if h.is("ph") => ("f", 2),
        'p' => ("p", twice),
        'q' => ("k", if h.is("qu") { 2 } else { 1 }),
        'r' => ("ʁ", twice),
        's' if h.is("sch") => ("ʃ", 3),
        's' if h.is("sh") => ("ʃ", 2),
        's' if h.is("sc") && h.soft(2) => ("s", 2),
        's' if between => ("z", 1),
        's' => ("s", twice),
        't' if h.is("tch") => ("tʃ", 3),
        't' if h.is("tion") => ("s", 1),
        't' => ("t", if h.is("th") { 2 } else { twice }),
        'v' => ("v", twice),
        'w' => ("v|w", 1),
        'x' => ("ks|ɡz", 1),
        'z' => ("z", twice),
        _ => ("", 1),
    }
}
