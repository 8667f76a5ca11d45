//! The words of a search for one turn: the known ones, and those that this cabinet expects, with their sounds.
//!
//! An expected word stands in a second tree of sounds, with what it may hope for, and is as likely as it is expected
//! wherever the model of their order thinks less of it. So it wins over another word only as far as its chance goes; a
//! word that sounds otherwise is written as before.

use crate::hints::Hints;
use crate::letters::ways;
use crate::lexicon::{Entry, LINKED, Lexicon, Node, ROOT, without_schwa};
use std::collections::HashMap;

/// A family name that every text of the words' file holds often: what follows and precedes a name is told by it.
const LIKE: [&str; 3] = ["martin", "garnier", "dupont"];

/// The words a search walks through.
pub(crate) struct Words<'a> {
    pub lexicon: &'a Lexicon,
    added: Vec<Entry>,
    /// The tree of expected words; its places are numbered after the known ones', its root first.
    nodes: Vec<Node>,
    /// The known place of the same sounds: two ways to one row of sounds are one reading.
    twins: Vec<Option<u32>>,
    /// Natural logarithm of the chance of each expected word.
    chances: HashMap<u32, f32>,
    like: Option<u32>,
}

impl<'a> Words<'a> {
    /// The known words with the hinted ones.
    pub(crate) fn new(lexicon: &'a Lexicon, hints: &Hints) -> Self {
        let mut out = Self {
            lexicon,
            added: Vec::new(),
            nodes: vec![Node::default()],
            twins: vec![Some(ROOT)],
            chances: HashMap::new(),
            like: LIKE.iter().find_map(|name| lexicon.find(name)),
        };
        let mut seen: HashMap<String, u32> = HashMap::new();
        for (text, chance) in hints.parts() {
            let lower = text.to_lowercase();
            let id = *seen.entry(lower.clone()).or_insert_with(|| out.word(&lower));
            let kept = out.chances.entry(id).or_insert(f32::NEG_INFINITY);
            // Two of one name: twice the chance.
            *kept = (kept.exp() + chance).min(1.0).ln();
        }
        out.hope(0);
        out
    }

    /// The number of a word, and its sounds in the tree; an unknown one is added.
    fn word(&mut self, lower: &str) -> u32 {
        let ways = ways(lower);
        let id = self.lexicon.find(lower).unwrap_or_else(|| {
            let shortest = ways.iter().map(Vec::len).min().unwrap_or_default();
            self.added.push(Entry::new(lower, shortest));
            (self.lexicon.words.len() + self.added.len() - 1) as u32
        });
        for way in &ways {
            self.grow(way, id);
            if let Some(without) = without_schwa(way) {
                self.grow(&without, id);
            }
        }
        id
    }

    fn grow(&mut self, sounds: &[u8], word: u32) {
        let base = self.lexicon.nodes.len();
        let mut at = 0;
        for sound in sounds {
            let follow = |nodes: &[Node], at: usize| nodes[at].next.iter().find(|(s, _)| s == sound).map(|(_, n)| *n);
            let next = follow(&self.nodes, at).unwrap_or_else(|| {
                let new = (base + self.nodes.len()) as u32;
                self.nodes[at].next.push((*sound, new));
                self.nodes.push(Node::default());
                let twin = self.twins[at].and_then(|twin| follow(&self.lexicon.nodes, twin as usize));
                self.twins.push(twin);
                new
            });
            at = next as usize - base;
        }
        if !self.nodes[at].words.contains(&word) {
            self.nodes[at].words.push(word);
        }
    }

    /// As deep as the longest name: bounded by what `letters` reads.
    fn hope(&mut self, at: usize) -> f32 {
        let base = self.lexicon.nodes.len();
        let next: Vec<usize> = self.nodes[at].next.iter().map(|(_, n)| *n as usize - base).collect();
        let below = next.into_iter().map(|n| self.hope(n)).fold(f32::NEG_INFINITY, f32::max);
        let here = self.nodes[at].words.iter().map(|word| self.chances.get(word).copied().unwrap_or(f32::NEG_INFINITY));
        self.nodes[at].hope = here.fold(below, f32::max);
        self.nodes[at].hope
    }

    /// A place in either tree.
    pub(crate) fn node(&self, id: u32) -> &Node {
        let id = id as usize;
        self.lexicon.nodes.get(id).unwrap_or_else(|| &self.nodes[id - self.lexicon.nodes.len()])
    }

    /// What may follow at a place: where a word begins, expected ones begin too.
    pub(crate) fn next(&self, id: u32) -> impl Iterator<Item = &(u8, u32)> {
        let begins = id == ROOT || id == LINKED;
        self.node(id).next.iter().chain(if begins { &self.nodes[0].next[..] } else { &[] })
    }

    /// The place that stands for a place's sounds.
    pub(crate) fn sounds_at(&self, id: u32) -> u32 {
        let beyond = (id as usize).checked_sub(self.lexicon.nodes.len());
        beyond.and_then(|at| self.twins[at]).unwrap_or(id)
    }

    /// A word.
    pub(crate) fn entry(&self, word: u32) -> &Entry {
        let word = word as usize;
        self.lexicon.words.get(word).unwrap_or_else(|| &self.added[word - self.lexicon.words.len()])
    }

    /// True for a hinted word.
    pub(crate) fn expects(&self, word: u32) -> bool {
        self.chances.contains_key(&word)
    }

    /// The word whose neighbours are known: an added one has those of any name.
    fn known(&self, word: u32) -> Option<u32> {
        if (word as usize) < self.lexicon.words.len() { Some(word) } else { self.like }
    }

    /// As `Grams::kept`.
    pub(crate) fn kept(&self, first: u32, second: u32) -> u32 {
        match (self.known(first), self.known(second)) {
            (Some(a), Some(b)) if self.lexicon.grams.kept(a, b) == a => first,
            _ => crate::grams::ANY,
        }
    }

    /// As `Grams::after`, and not less than what is expected.
    pub(crate) fn after(&self, first: u32, second: u32, word: u32) -> f32 {
        let grams = &self.lexicon.grams;
        let first = if first == crate::grams::ANY { first } else { self.known(first).unwrap_or(crate::grams::ANY) };
        let of = |word| self.known(second).map_or_else(|| grams.alone(word), |second| grams.after(first, second, word));
        match (self.chances.get(&word), (word as usize) < self.lexicon.words.len()) {
            (None, _) => of(word),
            (Some(chance), true) => of(word).max(*chance),
            (Some(chance), false) => self.like.map_or(f32::NEG_INFINITY, of).max(*chance),
        }
    }
}
