//! Words to tokens. A word has the same tokens wherever it stands, so that a span can be copied token by token.

use crate::words::{ANSWERS, INTENTS, RATINGS, SPANS, WHO};
use huisclos_weights::Bpe;

/// The tokens that are not words, found once by name.
pub(crate) struct Coder {
    bpe: Bpe,
    pub intents: Vec<u32>,
    pub answers: Vec<u32>,
    pub who: Vec<u32>,
    pub ratings: Vec<u32>,
    pub spans: Vec<u32>,
    pub practitioner: u32,
    pub motif: u32,
    pub form: u32,
    pub end: u32,
    asks: Vec<(&'static str, u32)>,
}

const ASKS: [&str; 8] = ["none", "confirm", "date", "name", "birth_date", "phone", "motif", "rating"];

impl Coder {
    /// Finds every token of the form, or says which the tokenizer lacks.
    pub(crate) fn new(bpe: Bpe) -> Result<Self, String> {
        let one = |name: String| bpe.special(&name).ok_or_else(|| format!("its tokenizer has no {name}"));
        let all = |letter: &str, names: &[&str]| -> Result<Vec<u32>, String> {
            names.iter().map(|name| one(format!("<{letter}{name}>"))).collect()
        };
        let asks = ASKS.iter().map(|a| Ok((*a, one(format!("<ask:{a}>"))?))).collect::<Result<_, String>>()?;
        Ok(Self {
            intents: all("i:", &INTENTS.map(|(name, ..)| name))?,
            answers: all("a:", &ANSWERS.map(|(name, _)| name))?,
            who: all("p:", &WHO.map(|(name, _)| name))?,
            ratings: all("n:", &RATINGS)?,
            spans: all("", &SPANS)?,
            practitioner: one("<d>".into())?,
            motif: one("<r>".into())?,
            form: one("<form>".into())?,
            end: one("<end>".into())?,
            asks,
            bpe,
        })
    }

    /// The token for what was asked, by the model's word.
    pub(crate) fn ask(&self, word: &str) -> u32 {
        self.asks.iter().find(|(name, _)| *name == word).unwrap_or(&self.asks[0]).1
    }

    /// The tokens of one word.
    pub(crate) fn word(&self, word: &str) -> Vec<u32> {
        self.bpe.word(word)
    }

    /// The tokens of several words.
    pub(crate) fn text(&self, text: &str) -> Vec<u32> {
        text.split_whitespace().flat_map(|word| self.word(word)).collect()
    }

    /// The text of some tokens.
    pub(crate) fn decode(&self, tokens: &[u32]) -> String {
        self.bpe.decode(tokens).trim().to_string()
    }

    /// Number of tokens.
    pub(crate) fn len(&self) -> usize {
        self.bpe.len()
    }
}
