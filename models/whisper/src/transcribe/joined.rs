//! The windows of a turn to one transcript.

use super::{Whisper, Window};
use crate::greedy::Written;
use crate::readings::others;
use crate::search::Found;
use crate::{Transcript, Word, guards};

impl Whisper {
    pub(super) fn joined(&self, parts: Vec<Window>) -> Transcript {
        let found: Option<Vec<&Found>> = parts.iter().map(|part| part.found.as_ref()).collect();
        let others = found.map(|found| others(&found)).unwrap_or_default();
        let mut out = Transcript { others, ..Transcript::default() };
        let (mut sum, mut count) = (0.0, 0);
        for part in parts {
            out.phonemes.extend(part.phonemes);
            if let Some(found) = part.found {
                sum += found.words.iter().map(|(_, chance)| chance.max(1e-6).ln()).sum::<f32>();
                count += found.words.len();
                out.words.extend(found.words.into_iter().map(|(text, confidence)| Word { text, confidence }));
                continue;
            }
            out.words.extend(self.words(&part.written));
            sum += part.written.mean_log_probability * (part.written.tokens.len() + 1) as f32;
            count += part.written.tokens.len() + 1;
        }
        out.text = out.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
        out.confidence = if count == 0 { 0.0 } else { (sum / count as f32).exp() };
        out
    }

    /// Tokens joined to words: a token that begins with a space begins a word.
    fn words(&self, written: &Written) -> Vec<Word> {
        let mut words: Vec<(Vec<u8>, f32)> = Vec::new();
        for (token, chance) in written.tokens.iter().zip(&written.chances) {
            let bytes = self.bpe.bytes(*token);
            match words.last_mut() {
                Some((word, confidence)) if !bytes.starts_with(b" ") => {
                    word.extend_from_slice(bytes);
                    *confidence = confidence.min(*chance);
                }
                _ => words.push((bytes.to_vec(), *chance)),
            }
        }
        let mut spoken = guards::Spoken::default();
        let mut said = |bytes: &[u8]| spoken.of(&String::from_utf8_lossy(bytes)).trim().to_string();
        words
            .into_iter()
            .map(|(bytes, confidence)| Word { text: said(&bytes), confidence })
            .filter(|word| !word.text.is_empty())
            .collect()
    }
}
