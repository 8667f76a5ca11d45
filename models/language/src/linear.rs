//! The linear part: hashed words, word pairs and pieces of words, one row of weights a bucket, summed. Microseconds, and the
//! mean of its probabilities and the language model's is better than either.

use crate::words::{ANSWERS, INTENTS, WHO};
use huisclos_weights::{Weights, WeightsError, kernel};

/// Name of the tensor, and of the only kind of features known.
const TENSOR: &str = "huisclos.linear.weight";
const KIND: &str = "fnv1a32-wqbg-1";
const COLUMNS: usize = INTENTS.len() + ANSWERS.len() + WHO.len();

/// The classifier's weights.
pub(crate) struct Linear {
    weight: Vec<f32>,
    rows: usize,
}

/// Its probabilities, in the order of `words`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Guess {
    pub intents: Vec<f32>,
    pub answers: Vec<f32>,
    pub who: Vec<f32>,
}

impl Linear {
    /// Reads it from the language model's file, when it is there.
    pub(crate) fn read(w: &mut Weights) -> Result<Option<Self>, WeightsError> {
        let Some(shape) = w.shape(TENSOR) else { return Ok(None) };
        if w.text("huisclos.linear") != Some(KIND) {
            return Err(
                w.unsuitable(format!("its linear part is {:?}, this program knows {KIND}", w.text("huisclos.linear")))
            );
        }
        let names = w.texts("huisclos.intents");
        if names != INTENTS.map(|(name, ..)| name) {
            return Err(w.unsuitable("its linear part has other intents"));
        }
        let rows = shape.first().copied().unwrap_or(0);
        if shape.len() != 2 || shape[1] != COLUMNS || !rows.is_power_of_two() {
            return Err(w.unsuitable(format!("{TENSOR} is {shape:?}, expected a power of two by {COLUMNS}")));
        }
        Ok(Some(Self { weight: w.values(TENSOR, &[rows, COLUMNS])?, rows }))
    }

    /// Probabilities for the caller's normalised words.
    pub(crate) fn guess(&self, asking: &str, words: &[&str]) -> Guess {
        let mut scores = [0.0; COLUMNS];
        for feature in features(asking, words) {
            let bucket = fnv(&feature) as usize & (self.rows - 1);
            kernel::add(&mut scores, &self.weight[bucket * COLUMNS..][..COLUMNS]);
        }
        let (intents, rest) = scores.split_at(INTENTS.len());
        let (answers, who) = rest.split_at(ANSWERS.len());
        let share = |scores: &[f32]| {
            let mut share = scores.to_vec();
            kernel::softmax_whole(&mut share);
            share
        };
        Guess { intents: share(intents), answers: share(answers), who: share(who) }
    }
}

/// FNV-1a, 32 bits.
fn fnv(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The features of a turn, repeats included: what was asked; words, alone and with what was asked; neighbours; pieces of
/// three to five letters of each word.
fn features(asking: &str, words: &[&str]) -> Vec<String> {
    let mut out = vec![format!("a:{asking}")];
    let padded: Vec<&str> = ["<s>"].into_iter().chain(words.iter().copied()).chain(["</s>"]).collect();
    for word in &padded {
        out.push(format!("w:{word}"));
        out.push(format!("q:{asking}:{word}"));
    }
    out.extend(padded.windows(2).map(|pair| format!("b:{} {}", pair[0], pair[1])));
    for word in words {
        let letters: Vec<char> = ['<'].into_iter().chain(word.chars()).chain(['>']).collect();
        for size in 3..=5 {
            out.extend(letters.windows(size).map(|piece| format!("g:{}", piece.iter().collect::<String>())));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        // Test vectors of Noll's FNV page.
        for (text, hash) in [("", 0x811c_9dc5), ("a", 0xe40c_292c), ("foobar", 0xbf9c_f968)] {
            assert_eq!(fnv(text), hash, "{text}");
        }
    }

    #[test]
    fn features_are_those_of_training() {
        let expect = "a:date w:<s> q:date:<s> w:été q:date:été w:</s> q:date:</s> b:<s>·été b:été·</s> g:<ét g:été g:té> g:<été g:été> g:<été>";
        let got: Vec<String> = features("date", &["été"]).iter().map(|f| f.replace(' ', "·")).collect();
        assert_eq!(got.join(" "), expect);
    }

    #[test]
    fn repeats_count() {
        let mut weight = vec![0.0; 4 * COLUMNS];
        weight.iter_mut().step_by(COLUMNS).for_each(|w| *w = 0.1); // every feature votes for the first intent
        let linear = Linear { weight, rows: 4 };
        let (one, two) = (linear.guess("none", &["oui"]), linear.guess("none", &["oui", "oui"]));
        assert!(two.intents[0] > one.intents[0]);
        assert!((one.intents.iter().sum::<f32>() - 1.0).abs() < 1e-5 && (one.answers[0] - 1.0 / 3.0).abs() < 1e-5);
    }
}
