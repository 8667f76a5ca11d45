//! The likeliest row of known words behind the phonemes heard: token passing over a tree of sounds (CTC topology) with a
//! bigram model.
//!
//! The small decoder remembers its training sentences and writes word salad beside them; the encoder's phonemes are right
//! far more often (models/README.md). Where the words known explain nearly all that was heard, they are the transcript.

use crate::lexicon::{BEGIN, END, LINKED, Lexicon, ROOT};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Hypotheses kept at each position, and how far behind the best one may lie. Chosen on sentences of the open set.
const BEAM: usize = 220;
const BEHIND: f32 = 13.0;
/// Weight of the words' own probability beside the sounds', and what each word costs: without it short words win.
const WORDS_WEIGHT: f32 = 0.7;
const WORD_COST: f32 = 0.3;
/// A consonant of liaison is not written, so it is not free.
const LINK_COST: f32 = 1.0;
/// Share of its neighbour's probability that a sound is given: e and ɛ, o and ɔ, ə œ ø, nasal vowels are told apart
/// neither by all speakers nor by the head.
const NEIGHBOUR: f32 = 0.25;
const NEIGHBOURS: [(usize, usize); 8] = [(9, 7), (23, 26), (10, 25), (10, 31), (25, 31), (22, 30), (16, 21), (2, 7)];
/// No sound is impossible.
const FLOOR: f32 = 1e-4;

/// A row of words and how well they explain what was heard.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    /// Each word with a confidence, 0 to 1.
    pub words: Vec<(String, f32)>,
    /// How much likelier the best sounds of all are than these words' sounds, per sound (natural logarithm): 0 when the
    /// words explain everything.
    pub gap: f32,
    /// Sounds of the words.
    pub sounds: usize,
}

#[derive(Clone, Copy)]
struct Hypothesis {
    /// Sounds and words.
    score: f32,
    /// Sounds alone.
    sounds: f32,
    history: u32,
}

/// A word of a hypothesis, with the position and the sounds' score at its end.
#[derive(Clone, Copy)]
struct Past {
    word: u32,
    before: u32,
    at: u32,
    sounds: f32,
}

/// Place in the tree, last symbol, last word.
type Key = (u32, u8, u32);

/// A quick hash for small keys of our own making: nobody outside chooses them.
#[derive(Default)]
struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.write_u32(u32::from(*b));
        }
    }
    fn write_u8(&mut self, n: u8) {
        self.write_u32(u32::from(n));
    }
    fn write_u32(&mut self, n: u32) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(n)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

type Field = HashMap<Key, Hypothesis, BuildHasherDefault<Quick>>;

/// Searches. `scores` holds the head's scores (before softmax), `symbols` a position.
pub(crate) fn search(lexicon: &Lexicon, scores: &[f32], symbols: usize) -> Option<Found> {
    let rows: Vec<Vec<f32>> = scores.chunks_exact(symbols).map(likelihoods).collect();
    let mut best_so_far = vec![0.0f32];
    for row in &rows {
        let best = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        best_so_far.push(best_so_far.last().copied().unwrap_or(0.0) + best);
    }
    let mut past = vec![Past { word: BEGIN, before: 0, at: 0, sounds: 0.0 }];
    let mut field = Field::default();
    field.insert((ROOT, 0, BEGIN), Hypothesis { score: 0.0, sounds: 0.0, history: 0 });
    for (t, row) in rows.iter().enumerate() {
        let mut next = Field::with_capacity_and_hasher(field.len() * 4, BuildHasherDefault::default());
        for (&(node, last, word), h) in &field {
            let here = &lexicon.nodes[node as usize];
            put(&mut next, (node, 0, word), step(h, row[0]));
            if last != 0 {
                put(&mut next, (node, last, word), step(h, row[usize::from(last)]));
            }
            for &(sound, to) in &here.next {
                if sound != last {
                    put(&mut next, (to, sound, word), step(h, row[usize::from(sound)]));
                }
            }
            if node == ROOT
                && let Some(link) = lexicon.words[word as usize].links
                && link != last
            {
                let linked = step(h, row[usize::from(link)]);
                put(&mut next, (LINKED, link, word), Hypothesis { score: linked.score - LINK_COST, ..linked });
            }
        }
        field = pruned(lexicon, next);
        leave_words(lexicon, &mut field, &mut past, t as u32 + 1);
    }
    let (last, h) =
        field.iter().filter(|((node, _, _), _)| *node == ROOT).map(|((_, _, word), h)| (*word, h)).max_by(|a, b| {
            let end = |(word, h): &(u32, &Hypothesis)| h.score + WORDS_WEIGHT * lexicon.after(*word, END);
            end(a).total_cmp(&end(b))
        })?;
    (last != BEGIN).then(|| told(lexicon, &past, h.history, &best_so_far))
}

fn step(h: &Hypothesis, sound: f32) -> Hypothesis {
    Hypothesis { score: h.score + sound, sounds: h.sounds + sound, history: h.history }
}

fn put(field: &mut Field, key: Key, h: Hypothesis) {
    let kept = field.entry(key).or_insert(h);
    if h.score > kept.score {
        *kept = h;
    }
}

/// Natural logarithms of the probabilities, neighbours smoothed.
fn likelihoods(scores: &[f32]) -> Vec<f32> {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut row: Vec<f32> = scores.iter().map(|s| (s - most).exp()).collect();
    let sum: f32 = row.iter().sum();
    row.iter_mut().for_each(|p| *p /= sum);
    let plain = row.clone();
    for (a, b) in NEIGHBOURS {
        if a < row.len() && b < row.len() {
            row[a] += NEIGHBOUR * plain[b];
            row[b] += NEIGHBOUR * plain[a];
        }
    }
    row.iter().map(|p| p.max(FLOOR).ln()).collect()
}

/// The best hypotheses, each with what it may still hope for from the word it is in.
fn pruned(lexicon: &Lexicon, field: Field) -> Field {
    let hoped = |key: &Key, h: &Hypothesis| h.score + WORDS_WEIGHT * lexicon.nodes[key.0 as usize].hope;
    let mut kept: Vec<(f32, Key, Hypothesis)> = field.into_iter().map(|(k, h)| (hoped(&k, &h), k, h)).collect();
    let best = kept.iter().map(|k| k.0).fold(f32::NEG_INFINITY, f32::max);
    kept.retain(|k| k.0 >= best - BEHIND);
    if kept.len() > BEAM {
        kept.select_nth_unstable_by(BEAM, |a, b| b.0.total_cmp(&a.0));
        kept.truncate(BEAM);
    }
    kept.into_iter().map(|(_, k, h)| (k, h)).collect()
}

/// Hypotheses at the end of a word begin the next one.
fn leave_words(lexicon: &Lexicon, field: &mut Field, past: &mut Vec<Past>, at: u32) {
    let ends: Vec<(Key, Hypothesis)> = field
        .iter()
        .filter(|((node, _, _), _)| !lexicon.nodes[*node as usize].words.is_empty())
        .map(|(k, h)| (*k, *h))
        .collect();
    for ((node, last, before), h) in ends {
        // Between two positions of one sound only the first end counts: a blank after it has its own.
        for &word in &lexicon.nodes[node as usize].words {
            let score = h.score + WORDS_WEIGHT * lexicon.after(before, word) - WORD_COST;
            let key = (ROOT, last, word);
            if field.get(&key).is_none_or(|kept| score > kept.score) {
                let history = past.len() as u32;
                past.push(Past { word, before: h.history, at, sounds: h.sounds });
                field.insert(key, Hypothesis { score, sounds: h.sounds, history });
            }
        }
    }
}

fn told(lexicon: &Lexicon, past: &[Past], last: u32, best_so_far: &[f32]) -> Found {
    let mut words = Vec::new();
    let (mut at, mut sounds) = (last, 0);
    let mut gaps = 0.0;
    while past[at as usize].word != BEGIN {
        let (here, before) = (past[at as usize], past[past[at as usize].before as usize]);
        let best = best_so_far[here.at as usize] - best_so_far[before.at as usize];
        let gap = (best - (here.sounds - before.sounds)).max(0.0);
        let entry = &lexicon.words[here.word as usize];
        words.push((entry.text.clone(), (-gap / entry.sounds.max(1) as f32).exp()));
        gaps += gap;
        sounds += entry.sounds;
        at = here.before;
    }
    words.reverse();
    Found { words, gap: gaps / sounds.max(1) as f32, sounds }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "huisclos words 1\nwords 6\n<s>\t-300\t-10\t\n</s>\t-300\t0\t\noui\t-50\t-20\t27 5\nles\t-60\t-20\t8 9\namis\t-60\t-20\t2 11 5\nlait\t-250\t-20\t8 7\npairs\n0 2:-10 3:-40\n3 4:-20\n";

    /// Scores in which each sound stands out for two positions, with a blank between two of them.
    fn heard(sounds: &[usize]) -> Vec<f32> {
        let mut out = Vec::new();
        for sound in sounds.iter().flat_map(|s| [*s, *s, 0]) {
            let mut row = vec![0.0f32; 35];
            row[sound] = 9.0;
            out.extend(row);
        }
        out
    }

    fn check(sounds: &[usize], expect: &str) {
        let lexicon = Lexicon::parse(WORDS, 35).expect("it is well formed");
        let found = search(&lexicon, &heard(sounds), 35).expect("something was heard");
        let text: Vec<_> = found.words.iter().map(|(w, _)| w.as_str()).collect();
        assert_eq!(text.join(" "), expect);
    }

    #[test]
    fn sounds_become_words() {
        check(&[27, 5], "oui");
        check(&[8, 9, 2, 11, 5], "les amis");
        check(&[8, 9, 20, 2, 11, 5], "les amis"); // the liaison's z is not a word
    }

    #[test]
    fn what_follows_what_decides_between_like_sounds() {
        check(&[8, 7, 2, 11, 5], "les amis"); // ɛ for e: "lait" sounds nearer, "les" goes before "amis"
    }

    #[test]
    fn words_that_do_not_explain_the_sounds_leave_a_gap() {
        let lexicon = Lexicon::parse(WORDS, 35).expect("it is well formed");
        let fits = search(&lexicon, &heard(&[27, 5]), 35).expect("found");
        let does_not = search(&lexicon, &heard(&[27, 14, 12]), 35);
        assert!(fits.gap < 0.3, "{}", fits.gap);
        assert!(does_not.is_none_or(|f| f.gap > 1.0));
        assert!(search(&lexicon, &heard(&[0, 0, 0]), 35).is_none(), "nobody spoke");
    }
}
