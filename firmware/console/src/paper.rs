//! The paper key: shown, copied by hand, and typed back before it counts.

use crate::lay::{composed, folded};
use crate::limits::{PAPER_MISSES_MAX, PAPER_ROW_WORDS};
use crate::secret::Secret;

/// A paper key being typed back.
#[derive(Clone, Debug, PartialEq)]
pub struct Paper {
    words: Vec<Secret>,
    row: usize,
    misses: u8,
}

/// The list's words (BIP 39) are told apart by their first four letters: so many are enough.
fn is_word(typed: &str, word: &str) -> bool {
    typed == word || typed.chars().count() >= 4 && word.starts_with(typed)
}

/// What a row typed back leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// The next row.
    Row,
    /// Every word was right.
    Whole,
    /// This row again, with why.
    Again(String),
    /// Too many misses: the words are shown again.
    ShowAgain,
}

impl Paper {
    /// Over these words.
    pub fn new(words: Vec<Secret>) -> Self {
        Self { words, row: 0, misses: 0 }
    }

    /// From the first row again.
    pub fn again(self) -> Self {
        Self::new(self.words)
    }

    fn expected(&self) -> &[Secret] {
        let from = (self.row * PAPER_ROW_WORDS).min(self.words.len());
        let to = (from + PAPER_ROW_WORDS).min(self.words.len());
        &self.words[from..to]
    }

    /// The words as they are shown, numbered.
    pub fn rows(&self) -> Vec<String> {
        let numbered = |(i, word): (usize, &Secret)| format!("{:>2} {:<14}", i + 1, composed(word.expose()));
        let words: Vec<String> = self.words.iter().enumerate().map(numbered).collect();
        words.chunks(PAPER_ROW_WORDS).map(|row| format!("    {}", row.join("  "))).collect()
    }

    /// What is asked now.
    pub fn prompt(&self) -> String {
        let from = self.row * PAPER_ROW_WORDS;
        format!("Mots {} à {} : ", from + 1, from + self.expected().len())
    }

    /// A row as it was typed. Wrong words are named by their place only: the right ones stay on the paper.
    pub fn typed(&mut self, text: &str) -> Next {
        let expected = self.expected();
        let words: Vec<String> = text.split_whitespace().map(folded).collect();
        if words.len() != expected.len() {
            return Next::Again(format!("Il faut {} mots ; vous en avez tapé {}.", expected.len(), words.len()));
        }
        let wrong: Vec<String> = words
            .iter()
            .zip(expected)
            .enumerate()
            .filter(|(_, (typed, word))| !is_word(typed, &folded(word.expose())))
            .map(|(i, _)| (self.row * PAPER_ROW_WORDS + i + 1).to_string())
            .collect();
        if wrong.is_empty() {
            self.row += 1;
            self.misses = 0;
            return if self.expected().is_empty() { Next::Whole } else { Next::Row };
        }
        self.misses += 1;
        if self.misses >= PAPER_MISSES_MAX {
            return Next::ShowAgain;
        }
        let said = if wrong.len() == 1 { "Le mot" } else { "Les mots" };
        Next::Again(format!("{said} {} ne va pas : relisez votre papier.", wrong.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper() -> Paper {
        Paper::new(["abaisser", "e\u{301}te\u{301}", "zèbre", "mot", "vert", "œuf"].map(Secret::new).to_vec())
    }

    #[test]
    fn every_word_is_typed_back() {
        let mut paper = paper();
        assert_eq!(paper.prompt(), "Mots 1 à 4 : ");
        assert_eq!(paper.typed("abai ete  ZÈBRE mot"), Next::Row);
        assert_eq!(paper.prompt(), "Mots 5 à 6 : ");
        assert_eq!(paper.typed("vert œuf"), Next::Whole);
    }

    #[test]
    fn accents_of_the_list_are_those_of_the_keyboard() {
        // The list writes an accent after its letter, a keyboard sends one character, and some leave accents out.
        for typed in ["abaisser été zèbre mot", "abaisser ete zebre mot", "abaisser e\u{301}te\u{301} zèbre mot"] {
            assert_eq!(paper().typed(typed), Next::Row, "{typed}");
        }
        assert!(paper().rows()[0].contains("2 été  "), "{:?}", paper().rows());
    }

    #[test]
    fn a_wrong_word_is_named_by_its_place_only() {
        let mut paper = paper();
        let Next::Again(said) = paper.typed("abaisser ete lion mot") else { panic!("it was wrong") };
        assert!(said.contains('3') && !said.contains("zèbre"), "{said}");
        assert!(matches!(paper.typed("abaisser"), Next::Again(_)), "a missing word is no miss");
        assert!(matches!(paper.typed("a b c d"), Next::Again(_)));
        assert_eq!(paper.typed("a b c d"), Next::ShowAgain);
    }
}
