//! A caller's turn cut into words that can be matched: folded, sounded, with the places of commas and stops.

use super::lexicon::Lexicon;
use super::sound;
use std::ops::Range;

/// Words kept of one turn. A caller's turn lasts 30 s at most, some 90 words; beyond this the rest is read as a further
/// turn by `Turn::cut`, so that an alarm at the end of a monologue is still heard.
pub const WORDS_MAX: usize = 160;
/// Words that two parts of a long turn share: longer than any pattern of the tables.
const OVERLAP_WORDS: usize = 30;

/// One word as it was written.
#[derive(Clone, Debug)]
pub struct Word {
    /// Lower case, accents kept.
    pub text: String,
    /// Lower case without accents: "né" and "ne" are the same here, not in `key`.
    pub fold: String,
    /// How it sounds (`sound::key`).
    pub key: String,
    /// Its bytes in the original text.
    pub span: Range<usize>,
    /// An apostrophe follows it.
    pub elided: bool,
    /// A comma or the like stands before it.
    pub comma: bool,
    /// A full stop, a question or an exclamation mark stands before it: no pattern crosses it.
    pub stop: bool,
}

/// A turn ready to be matched.
#[derive(Clone, Debug)]
pub struct Turn {
    /// What was heard, as given.
    pub said: String,
    /// Its words, hesitations and the unstressed "ne" left out.
    pub words: Vec<Word>,
}

/// Hesitations: they carry no meaning and break patterns.
const HESITATIONS: &[&str] = &[
    "euh", "heu", "hum", "ben", "bah", "beh", "hmm", "hm", "mmh", "mh", "eh", "ah", "oh", "hein", "pfff", "pff", "ouh",
];
/// Said twice in a row by people who look for their words.
const STAMMERED: &[&str] = &[
    "je", "j", "de", "la", "le", "un", "une", "mon", "ma", "pour", "il", "elle", "a", "est", "c", "et", "que", "dans",
];

impl Turn {
    /// Cuts a turn into words; a word unknown to `lexicon` that is two known ones run together ("jevoudrais",
    /// "ladresse") is cut in two.
    pub fn hear(said: &str, lexicon: &Lexicon) -> Self {
        let mut words: Vec<Word> = Vec::new();
        for raw in raw_words(said).into_iter().flat_map(opened) {
            let known = lexicon.knows(&raw.fold, &raw.key);
            match (!known).then(|| cut_in_two(&raw, lexicon)).flatten() {
                Some((left, right)) => words.extend([left, right]),
                None => words.push(raw),
            }
        }
        please(&mut words);
        let mut kept: Vec<Word> = Vec::with_capacity(words.len());
        let (mut comma, mut stop) = (false, false);
        for mut word in words {
            comma |= word.comma;
            stop |= word.stop;
            let elided_ne = matches!(word.text.as_str(), "ne" | "n")
                && said[word.span.end..].starts_with(['\'', '’', ' '])
                && word.span.len() <= 2;
            if elided_ne || HESITATIONS.contains(&word.text.as_str()) {
                continue;
            }
            let stammer =
                kept.last().is_some_and(|last| last.fold == word.fold) && STAMMERED.contains(&word.fold.as_str());
            if stammer {
                continue;
            }
            (word.comma, word.stop) = (comma, stop);
            (comma, stop) = (false, false);
            kept.push(word);
        }
        Self { said: said.to_string(), words: kept }
    }

    /// The turn in parts of at most `WORDS_MAX` words that overlap.
    pub fn cut(self) -> Vec<Turn> {
        if self.words.len() <= WORDS_MAX {
            return vec![self];
        }
        let step = WORDS_MAX - OVERLAP_WORDS;
        let starts = (0..self.words.len()).step_by(step);
        starts
            .map(|at| {
                let end = (at + WORDS_MAX).min(self.words.len());
                Turn { said: self.said.clone(), words: self.words[at..end].to_vec() }
            })
            .collect()
    }

    /// The caller's own words from one word to another.
    pub fn quote(&self, words: Range<usize>) -> &str {
        let first = self.words.get(words.start).map_or(0, |w| w.span.start);
        let last = words.end.checked_sub(1).and_then(|i| self.words.get(i)).map_or(first, |w| w.span.end);
        self.said.get(first..last.max(first)).unwrap_or_default()
    }

    /// The folded word at a place, or nothing.
    pub fn fold(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |w| &w.fold)
    }
}

fn raw_words(said: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut start = None;
    let (mut comma, mut stop) = (false, false);
    let end_marker = [(said.len(), ' ')];
    for (at, c) in said.char_indices().chain(end_marker) {
        if c.is_alphanumeric() {
            start.get_or_insert(at);
            continue;
        }
        if let Some(from) = start.take() {
            let text = said[from..at].to_lowercase();
            out.push(Word {
                fold: fold(&text),
                key: sound::key(&text),
                text,
                span: from..at,
                elided: matches!(c, '\'' | '’'),
                comma,
                stop,
            });
            (comma, stop) = (false, false);
        }
        match c {
            '.' | '?' | '!' | '\n' | '…' => stop = true,
            ',' | ';' | ':' | '(' | ')' | '"' | '«' | '»' | '–' | '—' => comma = true,
            _ => {}
        }
    }
    out
}

/// "si vou plait", "sil vous plait" written as "s'il vous plaît".
fn please(words: &mut Vec<Word>) {
    let mut at = 0;
    while at + 2 < words.len() {
        let (a, b, c) = (&words[at].fold, &words[at + 1].fold, &words[at + 2].fold);
        let polite = matches!(a.as_str(), "si" | "sil" | "cil" | "ci" | "six")
            && matches!(b.as_str(), "vous" | "vou" | "ou" | "te" | "t")
            && (c.starts_with("plai") || matches!(c.as_str(), "ple" | "plé" | "pley" | "plet" | "plez"));
        if polite {
            let put = |word: &Word, text: &str| Word {
                fold: fold(text),
                key: sound::key(text),
                text: text.into(),
                ..word.clone()
            };
            let (s, il) = (put(&words[at], "s"), Word { comma: false, stop: false, ..put(&words[at], "il") });
            let (vous, plait) = (put(&words[at + 1], "vous"), put(&words[at + 2], "plaît"));
            words.splice(at..at + 3, [Word { elided: true, ..s }, il, vous, plait]);
        }
        at += 1;
    }
}

/// Short forms that people write and recognisers copy, with what they stand for.
const SHORT: &[(&str, &[&str])] = &[
    ("g", &["j", "ai"]),
    ("c", &["c", "est"]),
    ("chuis", &["je", "suis"]),
    ("jsuis", &["je", "suis"]),
    ("chui", &["je", "suis"]),
    ("jveux", &["je", "veux"]),
    ("jpeux", &["je", "peux"]),
    ("jvoudrais", &["je", "voudrais"]),
    ("jvais", &["je", "vais"]),
    ("jme", &["je", "me"]),
    ("jarrive", &["j", "arrive"]),
    ("jarive", &["j", "arrive"]),
    ("chais", &["je", "sais"]),
    ("ché", &["je", "sais"]),
    ("jsais", &["je", "sais"]),
    ("jsé", &["je", "sais"]),
    ("ya", &["y", "a"]),
    ("yà", &["y", "a"]),
    ("yavait", &["y", "avait"]),
    ("esque", &["est", "ce", "que"]),
    ("kesque", &["qu", "est", "ce", "que"]),
    ("keske", &["qu", "est", "ce", "que"]),
    ("ct", &["c", "était"]),
    ("svp", &["s", "il", "vous", "plaît"]),
    ("stp", &["s", "il", "te", "plaît"]),
    ("rdv", &["rendez", "vous"]),
    ("rv", &["rendez", "vous"]),
    ("dr", &["docteur"]),
    ("jai", &["j", "ai"]),
    ("jé", &["j", "ai"]),
    ("dac", &["d", "accord"]),
    ("mr", &["monsieur"]),
    ("mme", &["madame"]),
    ("cetait", &["c", "était"]),
    ("cété", &["c", "était"]),
    ("fo", &["faut"]),
    ("stait", &["c", "était"]),
    ("pr", &["pour"]),
    ("bb", &["bébé"]),
    ("ve", &["veux"]),
    ("bcp", &["beaucoup"]),
    ("auj", &["aujourd", "hui"]),
    ("silvouplait", &["s", "il", "vous", "plaît"]),
    ("silvouplé", &["s", "il", "vous", "plaît"]),
    ("silvousplait", &["s", "il", "vous", "plaît"]),
    ("silvousplaît", &["s", "il", "vous", "plaît"]),
    ("sivouplait", &["s", "il", "vous", "plaît"]),
    ("sivouplé", &["s", "il", "vous", "plaît"]),
    ("siouplait", &["s", "il", "vous", "plaît"]),
];

/// A short form opened; any other word as it is. A letter before an apostrophe is no short form.
fn opened(word: Word) -> Vec<Word> {
    let Some((_, stands_for)) = SHORT.iter().find(|(short, _)| *short == word.text).filter(|_| !word.elided) else {
        return vec![word];
    };
    let opened =
        |text: &&str| Word { text: (*text).to_string(), fold: fold(text), key: sound::key(text), ..word.clone() };
    let mut words: Vec<Word> = stands_for.iter().map(opened).collect();
    words.iter_mut().skip(1).for_each(|w| (w.comma, w.stop) = (false, false));
    words
}

/// Lower case without accents, ligatures opened.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' => out.push('a'),
            'é' | 'è' | 'ê' | 'ë' => out.push('e'),
            'î' | 'ï' | 'í' | 'ì' => out.push('i'),
            'ô' | 'ö' | 'ó' | 'õ' | 'ò' => out.push('o'),
            'û' | 'ù' | 'ü' | 'ú' => out.push('u'),
            'ç' => out.push('c'),
            'ñ' => out.push('n'),
            'ÿ' => out.push('y'),
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            '’' => out.push('\''),
            _ => out.push(c),
        }
    }
    out
}

/// What is said before a vowel, and the small words that recognisers glue to the next.
const GLUED: &[&str] = &[
    "qu", "l", "d", "j", "s", "m", "t", "n", "c", "je", "le", "la", "les", "de", "du", "des", "un", "une", "pour",
    "au", "ma", "mon", "mes", "son", "sa", "vous", "il", "elle", "on", "cest", "jai", "en", "et", "est", "tres",
    "bien", "pas", "plus", "rendez", "me", "se", "ce",
];

fn cut_in_two(word: &Word, lexicon: &Lexicon) -> Option<(Word, Word)> {
    let letters: Vec<(usize, char)> = word.text.char_indices().collect();
    for glue in GLUED {
        let n = glue.chars().count();
        if letters.len() < n + 3 || fold(&word.text[..letters[n].0]) != *glue {
            continue;
        }
        let rest = &word.text[letters[n].0..];
        let vowel_needed = glue.len() == 1 || *glue == "qu";
        if vowel_needed && !fold(rest).starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'h']) {
            continue;
        }
        let (rest_fold, rest_key) = (fold(rest), sound::key(rest));
        if rest_key.len() >= 3 && lexicon.knows(&rest_fold, &rest_key) {
            let left_text = word.text[..letters[n].0].to_string();
            let left = Word {
                fold: fold(&left_text),
                key: sound::key(&left_text),
                text: left_text,
                span: word.span.clone(),
                elided: false,
                comma: word.comma,
                stop: word.stop,
            };
            let right = Word {
                text: rest.to_string(),
                fold: rest_fold,
                key: rest_key,
                span: word.span.clone(),
                elided: false,
                comma: false,
                stop: false,
            };
            return Some((left, right));
        }
    }
    None
}
