//! A recogniser's steps one by one: for measuring them, and for comparing them with other programs'.

use super::Whisper;
use crate::hints::Tree;
use crate::{Hints, WhisperError, beam, greedy};
use huisclos_weights::kernel;

impl Whisper {
    /// Tokens and their mean log-probability for what the encoder gave for `seconds` of audio, with `width` transcripts side by
    /// side (0: the likeliest token after the other): for comparing the two.
    pub fn write(&self, heard: &[f32], seconds: f32, width: usize) -> Result<(Vec<u32>, f32), WhisperError> {
        let tree = Tree::new(&Hints::default(), &self.bpe);
        let pen = self.pen(&tree);
        let written = match width {
            0 => greedy::write(&pen, heard, seconds)?,
            width => beam::write(&pen, heard, seconds, width)?,
        };
        Ok((written.tokens, written.mean_log_probability))
    }

    /// What the encoder makes of `positions` of audio, position by position: for comparing with other implementations.
    pub fn heard(&self, samples: &[f32], positions: usize) -> Result<Vec<f32>, WhisperError> {
        let positions = positions.min(self.config.max_source_positions);
        Ok(self.encoder.run(&self.mel.features(samples, 2 * positions))?)
    }

    /// The scores of every token after reading the tokens of `steps`, group by group, over `positions` of audio: for comparing
    /// with other implementations, and one way of caching with another.
    pub fn scores_after(&self, samples: &[f32], positions: usize, steps: &[&[u32]]) -> Result<Vec<f32>, WhisperError> {
        let mut state = self.decoder.begin(&self.heard(samples, positions)?)?;
        let mut hidden = vec![0.0; self.decoder.width()];
        for step in steps {
            hidden = self.decoder.read_tokens(&mut state, step)?;
        }
        let last = hidden.len().saturating_sub(self.decoder.width());
        Ok(self.decoder.scores(&hidden[last..])?)
    }

    /// The scores of every token after each of `tokens`, one row each, the tokens read one by one.
    pub fn scores_along(
        &self,
        samples: &[f32],
        positions: usize,
        tokens: &[u32],
    ) -> Result<Vec<Vec<f32>>, WhisperError> {
        let mut state = self.decoder.begin(&self.heard(samples, positions)?)?;
        let mut rows = Vec::with_capacity(tokens.len());
        for token in tokens {
            let hidden = self.decoder.read_tokens(&mut state, &[*token])?;
            rows.push(self.decoder.scores(&hidden)?);
        }
        Ok(rows)
    }

    /// The likeliest `count` tokens after a prompt, whatever they are, over what the encoder gave: for measuring.
    pub fn write_freely(&self, heard: &[f32], prompt: &[u32], count: usize) -> Result<Vec<u32>, WhisperError> {
        let mut state = self.decoder.begin(heard)?;
        let mut hidden = self.decoder.read_tokens(&mut state, prompt)?;
        let mut out = Vec::with_capacity(count);
        while out.len() < count && !hidden.is_empty() {
            let last = hidden.len() - self.decoder.width();
            let token = kernel::argmax(&self.decoder.scores(&hidden[last..])?).unwrap_or_default() as u32;
            out.push(token);
            hidden = self.decoder.read_tokens(&mut state, &[token])?;
        }
        Ok(out)
    }
}
