//! Greedy decoding of one window, with the numbers the guards need.

use crate::config::Tokens;
use crate::decoder::Decoder;
use crate::guards;
use crate::hints::Tree;
use huisclos_weights::{WeightsError, kernel};

/// Tokens a second of speech has at most, with a few for a very short window. French at its fastest has 8 syllables a
/// second, and a token is never less than a letter: 16 stays clear of real speech, and stops a runaway early.
const TOKENS_A_SECOND_MAX: f32 = 16.0;
const TOKENS_MIN: usize = 16;

/// What was written for one window.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Written {
    pub tokens: Vec<u32>,
    /// Probability of each token at its place.
    pub chances: Vec<f32>,
    /// Mean log-probability of the tokens and of the end, without the prompt.
    pub mean_log_probability: f32,
    /// Probability that nobody speaks; 0 when the model has no such token.
    pub no_speech: f32,
    /// The model went round in circles, or would not end.
    pub looped: bool,
}

/// Writes the transcript of what the encoder gave for `seconds` of audio.
pub(crate) fn write(
    decoder: &Decoder,
    tokens: &Tokens,
    hints: &Tree,
    heard: &[f32],
    seconds: f32,
    context_max: usize,
) -> Result<Written, WeightsError> {
    let mut state = decoder.begin(heard)?;
    let hidden = decoder.read_tokens(&mut state, &tokens.prompt)?;
    let width = decoder.width();
    let mut out = Written::default();
    // "Nobody speaks" is what would follow the start token.
    if let Some(id) = tokens.no_speech {
        let mut scores = decoder.scores(&hidden[..width])?;
        kernel::softmax_whole(&mut scores);
        out.no_speech = scores[id as usize];
    }
    let room = context_max - tokens.prompt.len();
    let most = ((seconds * TOKENS_A_SECOND_MAX) as usize).max(TOKENS_MIN).min(room);
    let mut last = hidden[hidden.len() - width..].to_vec();
    let mut sum = 0.0;
    loop {
        let mut scores = decoder.scores(&last)?;
        for id in &tokens.never {
            scores[*id as usize] = f32::NEG_INFINITY;
        }
        if out.tokens.is_empty() {
            for id in &tokens.not_first {
                scores[*id as usize] = f32::NEG_INFINITY;
            }
        }
        let mut helped = scores.clone();
        hints.help(&out.tokens, &mut helped);
        let best = kernel::argmax(&helped).map_or(tokens.end, |i| i as u32);
        // The probability is the model's own: a hint changes the choice, not the belief.
        kernel::softmax_whole(&mut scores);
        let chance = scores[best as usize];
        sum += chance.max(1e-10).ln();
        if best == tokens.end {
            break;
        }
        out.tokens.push(best);
        out.chances.push(chance);
        if guards::loops(&out.tokens) || out.tokens.len() >= most {
            out.looped = true;
            break;
        }
        last = decoder.read_tokens(&mut state, &[best])?;
    }
    let steps = out.tokens.len() + usize::from(!out.looped);
    out.mean_log_probability = sum / steps.max(1) as f32;
    Ok(out)
}
