//! Words likely to be said: the cabinet's practitioners and motifs, and the patients who may be calling.

use huisclos_weights::Bpe;
use std::collections::HashMap;
use std::fmt;

/// Words the recogniser may expect. They are never forced: each has the chance it is said with, and no more.
#[derive(Clone, Default, PartialEq)]
pub struct Hints {
    /// Likeliest first; what lies beyond the bound is not helped.
    pub words: Vec<Hint>,
}

/// A word that may be said.
#[derive(Clone, PartialEq)]
pub struct Hint {
    /// As it is written ("Kerguelen", "détartrage"); several words are helped one by one.
    pub text: String,
    /// How probable it is that any one word of the answer is this one, 0 to 1.
    pub chance: f32,
}

impl fmt::Debug for Hints {
    /// Patients' names: a log learns how many there are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hints({})", self.words.len())
    }
}

impl fmt::Debug for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "‹private› {:.5}", self.chance)
    }
}

/// At most so many words are helped: the patients of a cabinet's weeks, not a directory (each costs some tokens and sounds,
/// read anew for each turn, some microseconds each).
const WORDS_MAX: usize = 2_500;
/// Shorter words are particles ("le", "de", "ben"), which every sentence holds.
const LETTERS_MIN: usize = 3;

impl Hints {
    /// Single words with their chances, each once, at most the bound.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&str, f32)> {
        self.words
            .iter()
            .filter(|hint| hint.chance > 0.0)
            .flat_map(|hint| hint.text.split(|c: char| !c.is_alphabetic()).map(|part| (part, hint.chance)))
            .filter(|(part, _)| part.chars().nth(LETTERS_MIN - 1).is_some())
            .take(WORDS_MAX)
    }
}

/// Bonus to the score of a token that goes on with a hinted word, for each token of it already written, and its bound:
/// an e-fold each, so that a clear other word still wins.
const BONUS: f32 = 0.5;
const BONUS_MAX: f32 = 1.5;
/// A word of this chance or more is helped by the whole bonus, one of that or less by nothing.
const CHANCE_WHOLE: f32 = 1e-2;
const CHANCE_NONE: f32 = 1e-6;

/// Share of the bonus that a word of this chance is helped by, 0 to 1.
pub(crate) fn strength(chance: f32) -> f32 {
    ((chance / CHANCE_NONE).ln() / (CHANCE_WHOLE / CHANCE_NONE).ln()).clamp(0.0, 1.0)
}

/// A place in the tree: what may follow, each with the strength of the strongest word through it.
type Place = HashMap<u32, (usize, f32)>;

/// The hinted words as a tree of tokens.
pub(crate) struct Tree {
    next: Vec<Place>,
}

impl Tree {
    pub(crate) fn new(hints: &Hints, bpe: &Bpe) -> Self {
        let mut tree = Self { next: vec![Place::new()] };
        for (word, chance) in hints.parts() {
            let strength = strength(chance);
            if strength > 0.0 {
                let lower = word.to_lowercase();
                tree.add(&bpe.word(&lower), strength);
                tree.add(&bpe.word(&titled(&lower)), strength);
            }
        }
        tree
    }

    fn add(&mut self, tokens: &[u32], strength: f32) {
        let mut at = 0;
        for token in tokens {
            let new = self.next.len();
            let (to, kept) = self.next[at].entry(*token).or_insert((new, strength));
            *kept = kept.max(strength);
            at = *to;
            if at == new {
                self.next.push(Place::new());
            }
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
                at = at.and_then(|at: usize| self.next[at].get(token).map(|(to, _)| *to));
            }
            let Some(at) = at else { continue };
            for (token, (_, strength)) in &self.next[at] {
                if let Some(score) = scores.get_mut(*token as usize) {
                    *score += (BONUS * depth as f32).min(BONUS_MAX) * strength;
                }
            }
        }
    }
}

/// "garnier" as a name is written.
pub(crate) fn titled(lower: &str) -> String {
    let mut letters = lower.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_word_that_was_begun_is_helped() {
        let mut tree = Tree { next: vec![Place::new()] };
        tree.add(&[1, 2, 3], 1.0);
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

    #[test]
    fn the_likelier_a_word_the_more_it_is_helped() {
        assert!(strength(0.5) == 1.0 && strength(1e-7) == 0.0);
        assert!(strength(1e-3) > strength(1e-5) && strength(1e-5) > 0.0);
    }

    #[test]
    fn particles_are_not_helped_and_names_are_not_logged() {
        let hints = Hints { words: vec![Hint { text: "de la Tour-Le Goff".into(), chance: 0.1 }] };
        assert_eq!(hints.parts().map(|(word, _)| word).collect::<Vec<_>>(), ["Tour", "Goff"]);
        assert!(!format!("{hints:?} {:?}", hints.words).contains("Goff"));
    }
}
