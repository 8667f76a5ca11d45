//! The likeliest row of known words behind the phonemes heard: token passing over a tree of sounds (CTC topology) with a
//! trigram model.
//!
//! The small decoder remembers its training sentences and writes word salad beside them; the encoder's phonemes are right
//! far more often (models/README.md). Where the words known explain nearly all that was heard, they are the transcript.

use crate::bias::Words;
use crate::grams::ANY;
use crate::lexicon::{BEGIN, END, LINKED, ROOT};
use crate::quick::Quick;
use crate::readings::{Past, readings, same_words};
use crate::tuning::{Tuning, likelihoods};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

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
    /// The largest gap a sound of any expected word.
    pub strain: f32,
    /// Other rows that sound otherwise, with how much less likely each is (natural logarithm), likeliest first.
    pub others: Vec<(String, f32)>,
}

#[derive(Clone, Copy)]
struct Hypothesis {
    /// Sounds and words.
    score: f32,
    /// Sounds alone.
    sounds: f32,
    history: u32,
}

/// Place in the tree, last symbol, last word, the word before it where it matters.
type Key = (u32, u8, u32, u32);

type Field = HashMap<Key, Hypothesis, BuildHasherDefault<Quick>>;

/// Searches. `scores` holds the head's scores (before softmax), `symbols` a position.
pub(crate) fn search(lexicon: &Words, scores: &[f32], symbols: usize, tuning: &Tuning) -> Option<Found> {
    let rows: Vec<Vec<f32>> = scores.chunks_exact(symbols).map(|row| likelihoods(row, tuning)).collect();
    let mut best_so_far = vec![0.0f32];
    for row in &rows {
        let best = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        best_so_far.push(best_so_far.last().copied().unwrap_or(0.0) + best);
    }
    let mut past = vec![Past { word: BEGIN, ..Past::default() }];
    let mut field = Field::default();
    field.insert((ROOT, 0, BEGIN, ANY), Hypothesis { score: 0.0, sounds: 0.0, history: 0 });
    for (t, row) in rows.iter().enumerate() {
        let mut next = Field::with_capacity_and_hasher(field.len() * 4, BuildHasherDefault::default());
        for (&(node, last, word, first), h) in &field {
            put(&mut next, (node, 0, word, first), step(h, row[0]));
            if last != 0 {
                put(&mut next, (node, last, word, first), step(h, row[usize::from(last)]));
            }
            for &(sound, to) in lexicon.next(node) {
                if sound != last {
                    put(&mut next, (to, sound, word, first), step(h, row[usize::from(sound)]));
                }
            }
            if node == ROOT
                && let Some(link) = lexicon.entry(word).links
                && link != last
            {
                let linked = step(h, row[usize::from(link)]);
                let score = linked.score - tuning.link_cost;
                put(&mut next, (LINKED, link, word, first), Hypothesis { score, ..linked });
            }
        }
        field = pruned(lexicon, next, tuning);
        leave_words(lexicon, &mut field, &mut past, t as u32 + 1, tuning);
    }
    let end =
        |(key, h): (&Key, &Hypothesis)| (h.score + tuning.words_weight * lexicon.after(key.3, key.2, END), h.history);
    let ends: Vec<(f32, u32)> = field.iter().filter(|(k, _)| k.0 == ROOT && k.2 != BEGIN).map(end).collect();
    let mut rows = readings(&past, &ends).into_iter();
    let best = rows.next()?;
    let mut found = told(lexicon, &past, &best.row, &best_so_far);
    let written = |row: &[u32]| {
        let words: Vec<&str> = row.iter().map(|at| &*lexicon.entry(past[*at as usize].word).text).collect();
        words.join(" ")
    };
    found.others = rows.map(|other| (written(&other.row), best.score - other.score)).collect();
    Some(found)
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

/// The best hypotheses, each with what it may still hope for from the word it is in.
fn pruned(lexicon: &Words, field: Field, tuning: &Tuning) -> Field {
    let hoped = |key: &Key, h: &Hypothesis| h.score + tuning.words_weight * lexicon.node(key.0).hope;
    let mut kept: Vec<(f32, Key, Hypothesis)> = field.into_iter().map(|(k, h)| (hoped(&k, &h), k, h)).collect();
    let best = kept.iter().map(|k| k.0).fold(f32::NEG_INFINITY, f32::max);
    kept.retain(|k| k.0 >= best - tuning.behind);
    if kept.len() > tuning.beam {
        kept.select_nth_unstable_by(tuning.beam, |a, b| b.0.total_cmp(&a.0));
        kept.truncate(tuning.beam);
    }
    kept.into_iter().map(|(_, k, h)| (k, h)).collect()
}

/// Hypotheses at the end of a word begin the next one; those that another row of words beats there are kept beside it.
fn leave_words(lexicon: &Words, field: &mut Field, past: &mut Vec<Past>, at: u32, tuning: &Tuning) {
    let ends: Vec<(Key, Hypothesis)> =
        field.iter().filter(|((node, ..), _)| !lexicon.node(*node).words.is_empty()).map(|(k, h)| (*k, *h)).collect();
    for ((node, last, before, first), h) in ends {
        // Between two positions of one sound only the first end counts: a blank after it has its own.
        for &word in &lexicon.node(node).words {
            let score = h.score + tuning.words_weight * lexicon.after(first, before, word) - tuning.word_cost;
            let path = past[h.history as usize].path.wrapping_mul(31).wrapping_add(u64::from(lexicon.sounds_at(node)));
            let here = Past { word, before: h.history, at, sounds: h.sounds, score, path, rival: 0 };
            let new = past.len() as u32;
            let key = (ROOT, last, word, lexicon.kept(before, word));
            match field.get(&key) {
                None => past.push(here),
                Some(kept) if score > kept.score => {
                    let kept = past[kept.history as usize];
                    // The same sounds at another moment are no other reading.
                    let rival = if same_words(&here, &kept) { kept.rival } else { field[&key].history };
                    past.push(Past { rival, ..here });
                }
                Some(kept) => {
                    let kept = kept.history as usize;
                    if !same_words(&here, &past[kept]) && score > past[kept].score - tuning.behind {
                        past.push(Past { rival: past[kept].rival, ..here });
                        past[kept].rival = new;
                    }
                    continue;
                }
            }
            field.insert(key, Hypothesis { score, sounds: h.sounds, history: new });
        }
    }
}

fn told(lexicon: &Words, past: &[Past], row: &[u32], best_so_far: &[f32]) -> Found {
    let mut words = Vec::new();
    let (mut gaps, mut sounds, mut strain, mut before) = (0.0, 0, 0.0f32, past[0]);
    for at in row {
        let here = past[*at as usize];
        let best = best_so_far[here.at as usize] - best_so_far[before.at as usize];
        let gap = (best - (here.sounds - before.sounds)).max(0.0);
        let entry = lexicon.entry(here.word);
        let strained = gap / entry.sounds.max(1) as f32;
        words.push((entry.text.clone(), (-strained).exp()));
        if lexicon.expects(here.word) {
            strain = strain.max(strained);
        }
        gaps += gap;
        sounds += entry.sounds;
        before = here;
    }
    Found { words, gap: gaps / sounds.max(1) as f32, sounds, strain, others: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hints::{Hint, Hints};
    use crate::lexicon::Lexicon;
    use crate::tuning::TUNED;

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
        check_hinted(&[], sounds, expect);
    }

    fn check_hinted(hints: &[(&str, f32)], sounds: &[usize], expect: &str) {
        let lexicon = Lexicon::parse(WORDS, 35).expect("it is well formed");
        let hint = |(text, chance): &(&str, f32)| Hint { text: text.to_string(), chance: *chance };
        let words = Words::new(&lexicon, &Hints { words: hints.iter().map(hint).collect() });
        let found = search(&words, &heard(sounds), 35, &TUNED).expect("something was heard");
        let text: Vec<_> = found.words.iter().map(|(w, _)| w.as_str()).collect();
        assert_eq!(text.join(" "), expect);
    }

    #[test]
    fn hinted_names_are_written_where_they_are_heard_and_nowhere_else() {
        let kerguelen = [14, 7, 1, 33, 10, 8, 7, 17];
        let names = [("Kerguelen", 1e-3), ("Oulé", 1e-3), ("Lée", 0.3)];
        check_hinted(&names, &kerguelen, "kerguelen");
        check_hinted(&names, &[&[8, 9][..], &kerguelen].concat(), "les kerguelen");
        // A word that is heard stays, however like a hinted name.
        check_hinted(&names, &[27, 5], "oui");
        check_hinted(&names, &[8, 9, 2, 11, 5], "les amis");
        // A known word that is hinted is likelier among others that sound like it.
        check(&[8, 7], "les");
        check_hinted(&[("Lait", 0.3)], &[8, 7], "lait");
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
        let lexicon = Words::new(&lexicon, &Hints::default());
        let fits = search(&lexicon, &heard(&[27, 5]), 35, &TUNED).expect("found");
        let does_not = search(&lexicon, &heard(&[27, 14, 12]), 35, &TUNED);
        assert!(fits.gap < 0.3, "{}", fits.gap);
        assert!(does_not.is_none_or(|f| f.gap > 1.0));
        assert!(search(&lexicon, &heard(&[0, 0, 0]), 35, &TUNED).is_none(), "nobody spoke");
    }
}
