//! Decoding of one window, the likeliest token after the other, with the numbers the guards need.

use crate::config::Tokens;
use crate::decoder::{Decoder, State};
use crate::guards;
use crate::hints::Tree;
use crate::together::Together;
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

/// What a window is written with.
#[derive(Clone, Copy)]
pub(crate) struct Pen<'a> {
    pub decoder: &'a Decoder,
    /// The other lines that write.
    pub together: &'a Together,
    pub tokens: &'a Tokens,
    pub hints: &'a Tree,
    /// Longest transcript, tokens with the prompt.
    pub context_max: usize,
}

/// A transcript with its prompt read.
pub(crate) struct Begun {
    pub state: State,
    /// Hidden values after the last token.
    pub last: Vec<f32>,
    pub no_speech: f32,
    /// Tokens it may have.
    pub most: usize,
}

impl Pen<'_> {
    /// Reads the prompt over what the encoder gave for `seconds` of audio.
    pub(crate) fn begin(&self, heard: &[f32], seconds: f32) -> Result<Begun, WeightsError> {
        let mut state = self.decoder.begin(heard)?;
        let hidden = self.decoder.read_tokens(&mut state, &self.tokens.prompt)?;
        let width = self.decoder.width();
        // "Nobody speaks" is what would follow the start token.
        let mut no_speech = 0.0;
        if let Some(id) = self.tokens.no_speech {
            let mut scores = self.decoder.scores(&hidden[..width])?;
            kernel::softmax_whole(&mut scores);
            no_speech = scores[id as usize];
        }
        let room = self.context_max - self.tokens.prompt.len();
        let most = ((seconds * TOKENS_A_SECOND_MAX) as usize).max(TOKENS_MIN).min(room);
        Ok(Begun { state, last: hidden[hidden.len() - width..].to_vec(), no_speech, most })
    }

    /// Scores of every token after those `written`, whose last gave the hidden values `last`: as [`Pen::helped`].
    pub(crate) fn scores(&self, last: &[f32], written: &[u32]) -> Result<(Vec<f32>, Vec<f32>), WeightsError> {
        Ok(self.helped(self.decoder.scores(last)?, written))
    }

    /// The model's own `scores` after the tokens `written`, and these with the help of the hints. What must not be written has none.
    pub(crate) fn helped(&self, mut scores: Vec<f32>, written: &[u32]) -> (Vec<f32>, Vec<f32>) {
        for id in &self.tokens.never {
            scores[*id as usize] = f32::NEG_INFINITY;
        }
        if written.is_empty() {
            for id in &self.tokens.not_first {
                scores[*id as usize] = f32::NEG_INFINITY;
            }
        }
        let mut helped = scores.clone();
        self.hints.help(written, &mut helped);
        (scores, helped)
    }
}

/// Writes the transcript of what the encoder gave for `seconds` of audio.
pub(crate) fn write(pen: &Pen, heard: &[f32], seconds: f32) -> Result<Written, WeightsError> {
    let Begun { mut state, last, no_speech, most } = pen.begin(heard, seconds)?;
    let mut next = pen.decoder.scores(&last)?;
    let writing = pen.together.join(pen.decoder);
    let mut out = Written { no_speech, ..Written::default() };
    let mut sum = 0.0;
    loop {
        let (mut scores, helped) = pen.helped(next, &out.tokens);
        let best = kernel::argmax(&helped).map_or(pen.tokens.end, |i| i as u32);
        // The probability is the model's own: a hint changes the choice, not the belief.
        kernel::softmax_whole(&mut scores);
        let chance = scores[best as usize];
        sum += chance.max(1e-10).ln();
        if best == pen.tokens.end {
            break;
        }
        out.tokens.push(best);
        out.chances.push(chance);
        if guards::loops(&out.tokens) || out.tokens.len() >= most {
            out.looped = true;
            break;
        }
        next = writing.read(&mut state, best)?;
        if next.is_empty() {
            out.looped = true;
            break;
        }
    }
    let steps = out.tokens.len() + usize::from(!out.looped);
    out.mean_log_probability = sum / steps.max(1) as f32;
    Ok(out)
}
