//! The words the recogniser knows by sound, and which follow which: `default.words`, written by
//! `models/training/speech/lexicon.py`, which says its form.

use crate::grams::{Grams, natural};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The node at which every word begins, and its twin after a liaison consonant.
pub(crate) const ROOT: u32 = 0;
pub(crate) const LINKED: u32 = 1;
/// The word before the first one, and the one after the last.
pub(crate) const BEGIN: u32 = 0;
pub(crate) const END: u32 = 1;
/// Words of a file: a large dictionary; more is a mistake.
const WORDS_MAX: usize = 400_000;
/// Schwa in the head's symbols: said or not said ("je v'nais"), so both ways are in the tree.
const SCHWA: u8 = 10;

/// A word.
pub(crate) struct Entry {
    pub text: String,
    /// The consonant it may lend to a vowel after it ("les amis"), as a symbol.
    pub links: Option<u8>,
    /// Sounds of its shortest form.
    pub sounds: usize,
}

impl Entry {
    /// A word said in these ways.
    pub(crate) fn new(text: &str, shortest: usize) -> Self {
        // A letter said by its name lends nothing.
        let links = match text.chars().last().filter(|_| text.chars().nth(1).is_some()).unwrap_or_default() {
            's' | 'x' | 'z' => Some(20),
            't' | 'd' => Some(4),
            'n' => Some(17),
            _ => None,
        };
        Self { text: text.to_string(), links, sounds: if shortest == usize::MAX { 0 } else { shortest } }
    }
}

/// A place in the tree of sounds.
#[derive(Default)]
pub(crate) struct Node {
    pub next: Vec<(u8, u32)>,
    pub words: Vec<u32>,
    /// Best unigram of any word below: what may still be hoped for.
    pub hope: f32,
}

/// The words as a tree of sounds, with the model of their order.
pub struct Lexicon {
    pub(crate) words: Vec<Entry>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) grams: Grams,
    /// Words of two letters or more, accents aside: a card may say LEFEVRE.
    by_text: HashMap<String, Vec<u32>>,
}

/// A way to say a word without its first schwa but at its beginning ("je v'nais").
pub(crate) fn without_schwa(way: &[u8]) -> Option<Vec<u8>> {
    let at = way.get(1..)?.iter().position(|s| *s == SCHWA).filter(|_| way.len() > 2)?;
    let mut without = way.to_vec();
    without.remove(at + 1);
    Some(without)
}

/// A word without case and accents.
fn folded(text: &str) -> String {
    let plain = text.chars().flat_map(char::to_lowercase).map(|c| match c {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'û' | 'ù' | 'ü' => 'u',
        'ÿ' => 'y',
        'ç' => 'c',
        c => c,
    });
    plain.collect()
}

impl Lexicon {
    /// The file beside a model's own: `default.words` for `default.gguf`.
    #[must_use]
    pub fn beside(model: &Path) -> PathBuf {
        model.with_extension("words")
    }

    /// Reads a file's text. `symbols` is the size of the phoneme head.
    ///
    /// # Errors
    /// The line and what is wrong with it.
    pub fn parse(text: &str, symbols: usize) -> Result<Self, String> {
        let mut lines = text.lines().enumerate();
        let mut line = || lines.next().ok_or("the file ends early".to_string());
        // The first form had no triples; a file of it is read as well.
        if !["huisclos words 1", "huisclos words 2"].contains(&line()?.1) {
            return Err("line 1: not a file of words".into());
        }
        let count: usize =
            line()?.1.strip_prefix("words ").and_then(|n| n.parse().ok()).ok_or("line 2: how many words?")?;
        if !(2..=WORDS_MAX).contains(&count) {
            return Err(format!("line 2: {count} words"));
        }
        let nodes = vec![Node::default(), Node::default()];
        let mut out = Self { words: Vec::new(), nodes, grams: Grams::default(), by_text: HashMap::new() };
        for _ in 0..count {
            let (n, text) = line()?;
            out.add(text, symbols).ok_or_else(|| format!("line {}: not a word with its sounds", n + 1))?;
        }
        line()?;
        let mut pairs = true;
        for (n, text) in lines {
            if text == "triples" {
                pairs = false;
                continue;
            }
            let row = if pairs { out.grams.pair_row(text) } else { out.grams.triple_row(text) };
            row.ok_or_else(|| format!("line {}: not a row of followers", n + 1))?;
        }
        out.hope(ROOT);
        // The twin begins the same words.
        out.nodes[LINKED as usize].next = out.nodes[ROOT as usize].next.clone();
        out.nodes[LINKED as usize].hope = out.nodes[ROOT as usize].hope;
        Ok(out)
    }

    fn add(&mut self, line: &str, symbols: usize) -> Option<()> {
        let mut fields = line.split('\t');
        let (text, unigram, backoff, sounds) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
        let id = self.words.len() as u32;
        let mut shortest = usize::MAX;
        for variant in sounds.split('|').filter(|v| !v.is_empty()) {
            let variant: Vec<u8> = variant.split(' ').map(|s| s.parse().ok()).collect::<Option<_>>()?;
            if variant.iter().any(|s| *s == 0 || usize::from(*s) >= symbols) {
                return None;
            }
            shortest = shortest.min(variant.len());
            self.grow(&variant, id);
            if let Some(without) = without_schwa(&variant) {
                self.grow(&without, id);
            }
        }
        self.grams.add(natural(unigram)?, natural(backoff)?);
        self.words.push(Entry::new(text, shortest));
        if text.chars().nth(1).is_some() {
            self.by_text.entry(folded(text)).or_default().push(id);
        }
        Some(())
    }

    /// The word written so: as it stands, else with other accents.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        let all = self.by_text.get(&folded(text))?;
        let lower = text.to_lowercase();
        all.iter().copied().find(|id| self.words[*id as usize].text == lower).or(all.first().copied())
    }

    fn grow(&mut self, sounds: &[u8], word: u32) {
        let mut at = ROOT;
        for sound in sounds {
            let next = self.nodes[at as usize].next.iter().find(|(s, _)| s == sound).map(|(_, n)| *n);
            at = next.unwrap_or_else(|| {
                let new = self.nodes.len() as u32;
                self.nodes.push(Node::default());
                self.nodes[at as usize].next.push((*sound, new));
                new
            });
        }
        if !self.nodes[at as usize].words.contains(&word) {
            self.nodes[at as usize].words.push(word);
        }
    }

    fn hope(&mut self, at: u32) -> f32 {
        // The tree is as deep as the longest word: recursion is bounded by the file's own line.
        let next: Vec<u32> = self.nodes[at as usize].next.iter().map(|(_, n)| *n).collect();
        let below = next.into_iter().map(|n| self.hope(n)).fold(f32::NEG_INFINITY, f32::max);
        let here = self.nodes[at as usize].words.iter().map(|w| self.grams.alone(*w));
        let hope = here.fold(below, f32::max);
        self.nodes[at as usize].hope = hope;
        hope
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grams::ANY;

    pub(crate) const SMALL: &str = "huisclos words 1\nwords 4\n<s>\t-300\t-10\t\n</s>\t-300\t0\t\noui\t-50\t-20\t27 5\nles\t-60\t-20\t8 9\npairs\n0 2:-10\n";

    #[test]
    fn words_are_found_by_their_sounds_and_followers() {
        let lexicon = Lexicon::parse(SMALL, 35).expect("it is well formed");
        assert_eq!(lexicon.words[2].text, "oui");
        assert!(lexicon.grams.after(ANY, BEGIN, 2) > lexicon.grams.after(ANY, BEGIN, 3), "seen pairs beat unseen ones");
        assert_eq!(lexicon.nodes[ROOT as usize].next.len(), 2);
    }

    #[test]
    fn a_broken_file_is_refused_by_its_line() {
        for (text, part) in [
            ("", "ends early"),
            ("huisclos words 3\n", "line 1"),
            ("huisclos words 1\nwords 9000000\n", "line 2"),
            ("huisclos words 1\nwords 2\n<s>\t-1\t0\t\nx\t-1\t0\t99\n", "line 4"),
            (&SMALL.replace("0 2:-10", "77 2:-10"), "line 8"),
        ] {
            let error = Lexicon::parse(text, 35).err().unwrap_or_default();
            assert!(error.contains(part), "{error} for {text:?}");
        }
    }
}
