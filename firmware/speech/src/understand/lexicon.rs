//! The words of the tables, and which of them the words of a turn may be: by spelling, by sound, by a slip or two.

use super::sound;
use super::turn::{Turn, fold};
use std::collections::{HashMap, HashSet};

/// Words of a turn that may be one word of a table ("dock teur", "en sinte", "c'est").
const JOINED_MAX: usize = 4;
/// Shortest sound key that one slip is forgiven for: shorter words are too close to each other.
const ONE_SLIP_FROM: usize = 5;
/// Shortest sound key that two slips are forgiven for.
const TWO_SLIPS_FROM: usize = 9;
/// Shortest sound key of a stem that is compared by sound; shorter ones are compared by spelling.
const STEM_SOUND_FROM: usize = 3;

/// A word of the tables.
#[derive(Debug)]
struct Entry {
    fold: String,
    key: String,
    /// `=word`: this spelling only.
    exact: bool,
    /// `word*`: whatever begins so.
    stem: bool,
    /// Words it is made of: "c'est", "rendez-vous" are two.
    parts: usize,
}

/// The words of a set of patterns.
#[derive(Debug, Default)]
pub struct Lexicon {
    entries: Vec<Entry>,
    ids: HashMap<String, usize>,
    by_fold: HashMap<String, Vec<usize>>,
    by_key: HashMap<String, Vec<usize>>,
    stems: Vec<usize>,
    common: HashSet<String>,
}

/// Short words that sound alike and that people and recognisers write for one another.
const ALIKE: &[&[&str]] = &[
    &["a", "as", "ah", "ha"],
    &["est", "et", "es", "ait", "ai", "e", "hait"],
    &["cest", "ces", "ses", "sest", "sait", "sais", "se", "ce"],
    &["sa", "ca"],
    &["on", "ont"],
    &["ou", "aout"],
    &["mais", "mes", "met", "mets", "mai"],
    &["peu", "peux", "peut"],
    &["dans", "den"],
    &["quand", "quant", "quen"],
    &["si", "six"],
    &["la", "las"],
    &["ma", "mas"],
    &["mon", "mont"],
    &["leur", "leurs", "lheure"],
    &["plus", "plu"],
    &["du"],
    &["dix", "dis", "dit"],
    &["fait", "fais", "faits", "faites"],
    &["tout", "tous"],
    &["cette", "sept", "cet", "set"],
    &["vin", "vingt", "vint"],
    &["an", "en", "ans"],
    &["sang", "sans", "cent", "sent", "sens"],
    &["mort", "mord", "mords"],
    &["pas", "pa"],
    &["vers", "vert", "verre"],
    &["fois", "foie", "foi"],
    &["quel", "quelle", "quels", "quelles"],
    &["eau", "eaux", "o", "au", "aux"],
    &["pris", "prit"],
    &["vois", "voit", "voie", "voix"],
    &["moi", "mois"],
    &["pouls", "pou"],
    &["foot"],
    &["mere", "maire", "mer"],
    &["pere", "perd", "paire"],
    &["veut", "veux", "voeux"],
    &["voir", "voire"],
    &["faut", "fo"],
    &["heure", "heures"],
    &["ta", "tas"],
    &["non", "nom"],
    &["tient", "tiens", "tien"],
    &["encore", "encor"],
];

/// Endings that French spelling hardly tells apart: the same word written otherwise.
fn same_word(a: &str, b: &str) -> bool {
    let common = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    const ENDINGS: &[&str] = &[
        "", "e", "s", "es", "t", "d", "ts", "ds", "ent", "er", "ez", "ee", "ees", "ai", "ais", "ait", "aient", "r",
        "z", "is", "it",
    ];
    let ending = |w: &str| w.get(common..).is_some_and(|tail| ENDINGS.contains(&tail));
    common >= 2 && ending(a) && ending(b)
}

/// May a real word, rightly written, stand for another that sounds the same?
fn confused(said: &str, meant: &str) -> bool {
    same_word(said, meant) || ALIKE.iter().any(|group| group.contains(&said) && group.contains(&meant))
}

impl Lexicon {
    /// The number of a word of a pattern, `=word` and `word*` included; a new one when it is new.
    pub fn id(&mut self, written: &str) -> usize {
        if let Some(&id) = self.ids.get(written) {
            return id;
        }
        let exact = written.starts_with('=');
        let stem = written.ends_with('*');
        let word = written.trim_start_matches('=').trim_end_matches('*');
        let parts = || word.split(['\'', '’', '-']).filter(|p| !p.is_empty());
        let folded: String = parts().map(fold).collect();
        let mut key: String = parts().map(sound::key).collect();
        if stem && folded.ends_with(|c: char| !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')) {
            key = sound::key(&format!("{word}e"));
        }
        let id = self.entries.len();
        if stem {
            self.stems.push(id);
        } else {
            self.by_fold.entry(folded.clone()).or_default().push(id);
            if !exact {
                self.by_key.entry(key.clone()).or_default().push(id);
            }
        }
        self.entries.push(Entry { fold: folded, key, exact, stem, parts: parts().count() });
        self.ids.insert(written.to_string(), id);
        id
    }

    /// Common words of French: rightly written, they are no slip of another word.
    pub fn know_common(&mut self, words: &str) {
        let lines = words.lines().filter(|line| !line.starts_with('#'));
        self.common.extend(lines.flat_map(str::split_whitespace).map(fold));
    }

    /// True for a word that stands for itself.
    fn is_real(&self, folded: &str) -> bool {
        self.common.contains(folded) || self.by_fold.contains_key(folded)
    }

    /// True for a word of the tables, by spelling, by sound, or by a stem.
    pub fn knows(&self, fold: &str, key: &str) -> bool {
        // "loreille" is "l'oreille", which is two words.
        let one = |ids: Option<&Vec<usize>>| ids.is_some_and(|ids| ids.iter().any(|id| self.entries[*id].parts == 1));
        self.common.contains(fold)
            || one(self.by_fold.get(fold))
            || one(self.by_key.get(key))
            || one(self.by_key.get(&sound::accented(fold)))
            || self.stems.iter().any(|&id| fold.starts_with(&self.entries[id].fold) && self.entries[id].fold.len() >= 4)
    }

    /// How many words.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Which words of the tables each place of the turn may hold.
    pub fn hits(&self, turn: &Turn) -> Hits {
        let n = turn.words.len();
        let mut hits = Hits { at: vec![Vec::new(); n], anywhere: vec![false; self.len()] };
        let real: Vec<bool> = turn.words.iter().map(|w| self.is_real(&w.fold)).collect();
        for at in 0..n {
            let letter = |k: usize| turn.words.get(k).is_some_and(|w| w.text.chars().count() == 1);
            let (mut folds, mut keys, mut text) = (String::new(), String::new(), String::new());
            for end in at + 1..=(at + JOINED_MAX).min(n) {
                let word = &turn.words[end - 1];
                if end > at + 1 && word.stop {
                    break;
                }
                folds.push_str(&word.fold);
                keys.push_str(&word.key);
                text.push_str(&word.text);
                // Within "m a r e r" no RER stops; "i r m" alone is one.
                if end > at + 1 && (at..end).all(letter) && (at.checked_sub(1).is_some_and(letter) || letter(end)) {
                    continue;
                }
                let all_real = real[at..end].iter().all(|r| *r);
                self.same(&folds, &keys, &text, end - at, all_real, &word.key, |id| hits.put(at, id, end));
            }
            let word = &turn.words[at];
            if !real[at] {
                self.slipped(&word.key, |id| hits.put(at, id, at + 1));
            }
        }
        for row in &mut hits.at {
            row.sort_unstable();
            row.dedup();
        }
        hits
    }

    #[allow(clippy::too_many_arguments)] // the same words, said in four ways
    /// Words with the same spelling or sound as `words` words of a turn put together.
    fn same(
        &self,
        folds: &str,
        keys: &str,
        text: &str,
        words: usize,
        real: bool,
        last: &str,
        mut found: impl FnMut(usize),
    ) {
        let together = if words > 1 { sound::key(text) } else { String::new() };
        let long = words == 1 || keys.len() >= 2;
        for id in self.by_fold.get(folds).into_iter().flatten() {
            found(*id);
        }
        if !long {
            return;
        }
        let accented = if real { String::new() } else { sound::accented(text) };
        for key in [keys, together.as_str(), accented.as_str()] {
            for id in self.by_key.get(key).into_iter().flatten() {
                let entry = &self.entries[*id];
                // Real words stand for another only when people confuse them; several, only for what is said in parts.
                if !real || entry.parts > 1 || words == 1 && confused(folds, &entry.fold) {
                    found(*id);
                }
            }
        }
        if words == 1 || keys.len() >= 4 {
            // What all but the last of the joined words sound: a stem must reach beyond it.
            let short = keys.len() - last.len();
            for &id in &self.stems {
                let entry = &self.entries[id];
                let by_sound = !real
                    && entry.key.len() >= STEM_SOUND_FROM
                    && !entry.exact
                    && (keys.starts_with(&entry.key) || accented.starts_with(&entry.key));
                // Joined words must need each other: the stem reaches into the last of them.
                if (folds.starts_with(&entry.fold) || by_sound) && (words == 1 || entry.key.len() > short) {
                    found(id);
                }
            }
        }
    }

    /// Words one or two slips away.
    fn slipped(&self, key: &str, mut found: impl FnMut(usize)) {
        let Some(first) = key.chars().next() else { return };
        for (id, entry) in self.entries.iter().enumerate() {
            if entry.exact || entry.key.len() < ONE_SLIP_FROM || !entry.key.starts_with(first) {
                continue;
            }
            let most = if entry.key.len() >= TWO_SLIPS_FROM { 2 } else { 1 };
            let near = if entry.stem {
                (entry.key.len() - 1..=entry.key.len() + 1)
                    .any(|n| key.get(..n).is_some_and(|head| sound::slips(head, &entry.key, 1) <= 1))
            } else {
                sound::slips(key, &entry.key, most) <= most
            };
            if near {
                found(id);
            }
        }
    }
}

/// Which words of the tables may stand where in a turn.
#[derive(Debug)]
pub struct Hits {
    at: Vec<Vec<(usize, usize)>>,
    anywhere: Vec<bool>,
}

impl Hits {
    fn put(&mut self, at: usize, id: usize, end: usize) {
        self.at[at].push((id, end));
        self.anywhere[id] = true;
    }

    /// True when the word may stand somewhere.
    pub fn anywhere(&self, id: usize) -> bool {
        self.anywhere.get(id).copied().unwrap_or(false)
    }

    /// The places just after the word where it may stand at `at`.
    pub fn ends(&self, at: usize, id: usize) -> impl Iterator<Item = usize> + '_ {
        let row = self.at.get(at).map_or(&[][..], Vec::as_slice);
        let from = row.partition_point(|(i, _)| *i < id);
        row[from..].iter().take_while(move |(i, _)| *i == id).map(|(_, end)| *end)
    }
}
