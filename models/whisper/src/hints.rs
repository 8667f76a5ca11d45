//! Words likely to be said: the cabinet's practitioners and motifs.

use huisclos_weights::Bpe;
use std::collections::HashMap;

/// Words the recogniser may expect. They are never forced: they only help a word the model has begun by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// As they are written ("Kerguelen", "détartrage").
    pub words: Vec<String>,
}

/// At most so many words are helped: a cabinet's lists, not a directory (each costs a few tokens of memory).
const WORDS_MAX: usize = 256;
/// Bonus to the score of a token that goes on with a hinted word, for each token of it already written, and its bound:
/// an e-fold each, so that a clear other word still wins.
const BONUS: f32 = 0.5;
const BONUS_MAX: f32 = 1.5;

/// The hinted words as a tree of tokens.
pub(crate) struct Tree {
    next: Vec<HashMap<u32, usize>>,
}

impl Tree {
    pub(crate) fn new(hints: &Hints, bpe: &Bpe) -> Self {
        let mut tree = Self { next: vec![HashMap::new()] };
        for word in hints.words.iter().flat_map(|w| w.split_whitespace()).take(WORDS_MAX) {
            tree.add(&bpe.word(&word.to_lowercase()));
            tree.add(&bpe.word(word));
        }
        tree
    }

    fn add(&mut self, tokens: &[u32]) {
        let mut at = 0;
        for token in tokens {
            at = match self.next[at].get(token) {
                Some(next) => *next,
                None => {
                    let new = self.next.len();
                    self.next.push(HashMap::new());
                    self.next[at].insert(*token, new);
                    new
                }
            };
        }
    }

    /// Adds the bonus to what may go on with a hinted word, after the tokens `written`.
    pub(crate) fn help(&self, written: &[u32], scores: &mut [f32]) {
        if self.next.len() == 1 {
            return;
        }
        for depth in 1..=written.len().min(8) {
            let mut at = Some(0);
            for token in &written[written.len() - depth..] {
                at = at.and_then(|at: usize| self.next[at].get(token).copied());
            }
            let Some(at) = at else { continue };
            for token in self.next[at].keys() {
                if let Some(score) = scores.get_mut(*token as usize) {
                    *score += (BONUS * depth as f32).min(BONUS_MAX);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_word_that_was_begun_is_helped() {
        let mut tree = Tree { next: vec![HashMap::new()] };
        tree.add(&[1, 2, 3]);
        let scores = |written: &[u32]| {
            let mut scores = [0.0; 5];
            tree.help(written, &mut scores);
            scores
        };
        assert_eq!(scores(&[]), [0.0; 5], "nothing is begun");
        assert_eq!(scores(&[4, 1]), [0.0, 0.0, 0.5, 0.0, 0.0]);
        assert_eq!(scores(&[4, 1, 2]), [0.0, 0.0, 0.0, 1.0, 0.0]);
        assert_eq!(scores(&[1, 4]), [0.0; 5], "another word went on");
        assert_eq!(scores(&[1, 2, 3]), [0.0; 5], "the word is over");
    }
}
