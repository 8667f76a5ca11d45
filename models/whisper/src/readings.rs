//! The likeliest rows of words that a search has passed, best first: what else may have been said.
//!
//! The search keeps, beside each winner at the end of a word, the rows of words that it beat there. From the end backwards
//! every choice between them gives another row, whose score is known exactly.

use crate::lexicon::BEGIN;
use crate::search::Found;
use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashSet};

/// Rows given. Each is read for alarms, some milliseconds each, while the caller waits.
const READINGS_MAX: usize = 8;
/// Steps of the search backwards: some hundred words a row, with room for rows that fall together.
const STEPS_MAX: usize = 2_000;
/// Rows beaten at one place that are looked at.
const RIVALS_MAX: usize = 12;
/// Rows so much less likely than the best (natural logarithm) are not given: all of them together would not be an alarm.
const BEHIND_MAX: f32 = 4.0;

/// A word of a hypothesis.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Past {
    pub word: u32,
    /// The word before it.
    pub before: u32,
    /// Position of its end.
    pub at: u32,
    /// Score of the sounds up to its end, and of sounds and words.
    pub sounds: f32,
    pub score: f32,
    /// Which sounds the row is made of: rows of homophones are one.
    pub path: u64,
    /// A row of words that this one beat; 0: none.
    pub rival: u32,
}

/// True when both rows are made of the same sounds.
pub(crate) fn same_words(a: &Past, b: &Past) -> bool {
    a.path == b.path
}

/// A row of words as indices into the past, first word first.
pub(crate) struct Reading {
    pub row: Vec<u32>,
    pub score: f32,
}

/// A row of which the words after `at` are chosen.
struct Part {
    score: f32,
    at: u32,
    /// Index + 1 into the chosen words; 0: none.
    chosen: usize,
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Part {}
impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Part {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score)
    }
}

/// The rows behind `ends` (score, last word), best first; rows of the same sounds are given once.
pub(crate) fn readings(past: &[Past], ends: &[(f32, u32)]) -> Vec<Reading> {
    let mut heap = BinaryHeap::new();
    let mut chosen: Vec<(u32, usize)> = Vec::new();
    for &(score, at) in ends {
        put_rivals(past, &mut heap, score, at, 0);
    }
    let mut out: Vec<Reading> = Vec::new();
    let mut seen = HashSet::new();
    for _ in 0..STEPS_MAX {
        let Some(part) = heap.pop() else { break };
        if out.len() >= READINGS_MAX || out.first().is_some_and(|best| part.score < best.score - BEHIND_MAX) {
            break;
        }
        let here = &past[part.at as usize];
        if here.word == BEGIN {
            let row = row(&chosen, part.chosen);
            let sounds = row.iter().fold(0u64, |path, at| path.wrapping_mul(31).wrapping_add(own(past, *at)));
            if seen.insert(sounds) {
                out.push(Reading { row, score: part.score });
            }
            continue;
        }
        chosen.push((part.at, part.chosen));
        put_rivals(past, &mut heap, part.score, here.before, chosen.len());
    }
    out
}

/// What a word adds to the path: its place in the tree.
fn own(past: &[Past], at: u32) -> u64 {
    let here = &past[at as usize];
    here.path.wrapping_sub(past[here.before as usize].path.wrapping_mul(31))
}

/// A place and those that it beat, as what comes before the words chosen.
fn put_rivals(past: &[Past], heap: &mut BinaryHeap<Part>, score: f32, at: u32, chosen: usize) {
    let mut rival = at;
    for _ in 0..RIVALS_MAX {
        let lost = past[at as usize].score - past[rival as usize].score;
        heap.push(Part { score: score - lost, at: rival, chosen });
        rival = past[rival as usize].rival;
        if rival == 0 {
            break;
        }
    }
}

fn row(chosen: &[(u32, usize)], last: usize) -> Vec<u32> {
    let mut out = Vec::new();
    let mut next = last;
    while next > 0 {
        let (at, after) = chosen[next - 1];
        out.push(at);
        next = after;
    }
    out
}

/// The other readings of all parts of an utterance: one part read otherwise, the rest as it was found. Each with its
/// probability, likeliest first.
pub(crate) fn others(parts: &[&Found]) -> Vec<(String, f32)> {
    let text = |found: &&Found| found.words.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" ");
    let texts: Vec<String> = parts.iter().map(text).collect();
    let mut out = Vec::new();
    for (i, found) in parts.iter().enumerate() {
        let all: f32 = 1.0 + found.others.iter().map(|(_, behind)| (-behind).exp()).sum::<f32>();
        for (other, behind) in found.others.iter().filter(|(other, _)| *other != texts[i]) {
            let mut row: Vec<&str> = texts.iter().map(String::as_str).collect();
            row[i] = other;
            out.push((row.join(" "), (-behind).exp() / all));
        }
    }
    out.sort_by(|a, b| b.1.total_cmp(&a.1));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_best_first_and_once() {
        let word = |word, before: usize, score, rival, past: &[Past]| {
            let path = past[before].path.wrapping_mul(31).wrapping_add(u64::from(word));
            Past { word, before: before as u32, at: 1, sounds: 0.0, score, path, rival }
        };
        let mut past = vec![Past::default()];
        past.push(word(5, 0, -2.0, 0, &past)); // beaten
        past.push(word(4, 0, -1.0, 1, &past));
        past.push(word(6, 2, -3.0, 0, &past));
        let read: Vec<(Vec<u32>, f32)> =
            readings(&past, &[(-3.0, 3), (-3.5, 3)]).into_iter().map(|r| (r.row, r.score)).collect();
        assert_eq!(read, [(vec![2, 3], -3.0), (vec![1, 3], -4.0)]);
        assert!(readings(&past, &[]).is_empty());
    }

    #[test]
    fn each_part_may_be_read_otherwise() {
        let found = |words: &[&str], others: &[(&str, f32)]| Found {
            words: words.iter().map(|w| (w.to_string(), 1.0)).collect(),
            gap: 0.0,
            sounds: 1,
            strain: 0.0,
            others: others.iter().map(|(text, behind)| (text.to_string(), *behind)).collect(),
        };
        let [first, last] =
            [found(&["il", "va"], &[("il a", 0.0), ("il va", 1.0)]), found(&["bien"], &[("rien", 1.0)])];
        let read = others(&[&first, &last]);
        let texts: Vec<_> = read.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts, ["il a bien", "il va rien"], "the reading that was found is none of the others");
        assert!(read[0].1 > read[1].1 && read[1].1 < 0.5);
        assert!(others(&[]).is_empty());
    }
}
