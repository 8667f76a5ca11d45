//! A Whisper model's sizes and special tokens, as `config.json`, `generation_config.json` and the tokenizer say.

use huisclos_weights::Bpe;
use serde::{Deserialize, Serialize};

/// Hugging Face's `config.json`, as far as it is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Width of the residual stream.
    pub d_model: usize,
    /// Layers of the encoder.
    pub encoder_layers: usize,
    /// Layers of the decoder.
    pub decoder_layers: usize,
    /// Heads of the encoder's attention.
    pub encoder_attention_heads: usize,
    /// Heads of the decoder's attention.
    pub decoder_attention_heads: usize,
    /// Width of the encoder's feed-forward.
    pub encoder_ffn_dim: usize,
    /// Width of the decoder's feed-forward.
    pub decoder_ffn_dim: usize,
    /// Number of tokens.
    pub vocab_size: usize,
    /// Mel bands: 80, or 128 in large-v3.
    pub num_mel_bins: usize,
    /// Longest context of the encoder, positions of 20 ms: 1500 in every standard model.
    pub max_source_positions: usize,
    /// Longest transcript, tokens with the prompt.
    pub max_target_positions: usize,
}

/// What every Whisper of OpenAI's kind has the same.
#[derive(Deserialize)]
struct Kind {
    #[serde(default)]
    scale_embedding: bool,
    activation_function: Option<String>,
}

/// Positions of the encoder in 30 s, what every standard model was trained on.
const STANDARD_POSITIONS: usize = 1500;

impl Config {
    /// Reads `config.json`; the error says what does not fit.
    pub fn parse(json: &str) -> Result<Self, String> {
        let config: Self = serde_json::from_str(json).map_err(|e| format!("config: {e}"))?;
        config.check()?;
        let kind: Kind = serde_json::from_str(json).map_err(|e| format!("config: {e}"))?;
        if kind.scale_embedding || kind.activation_function.is_some_and(|name| name != "gelu") {
            return Err(
                "config: its embedding is scaled or its activation is not GELU: no Whisper of OpenAI's kind".into()
            );
        }
        Ok(config)
    }

    /// Bounds a little above Whisper large, so that a damaged file cannot ask for all memory.
    pub(crate) fn check(&self) -> Result<(), String> {
        for (name, value, max) in [
            ("d_model", self.d_model, 2048),
            ("encoder_layers", self.encoder_layers, 64),
            ("decoder_layers", self.decoder_layers, 64),
            ("encoder_ffn_dim", self.encoder_ffn_dim, 8192),
            ("decoder_ffn_dim", self.decoder_ffn_dim, 8192),
            ("vocab_size", self.vocab_size, 1 << 17),
            ("num_mel_bins", self.num_mel_bins, 256),
            ("max_source_positions", self.max_source_positions, 6000),
            ("max_target_positions", self.max_target_positions, 4096),
            ("encoder_attention_heads", self.encoder_attention_heads, 64),
            ("decoder_attention_heads", self.decoder_attention_heads, 64),
        ] {
            if value == 0 || value > max {
                return Err(format!("config: {name} is {value}, expected 1 to {max}"));
            }
        }
        let even = |heads| self.d_model.is_multiple_of(heads);
        if !even(self.encoder_attention_heads) || !even(self.decoder_attention_heads) {
            return Err(format!("config: d_model {} is not a multiple of its heads", self.d_model));
        }
        Ok(())
    }

    /// Positions of silence after the speech, at first and when trying again. Standard weights were trained on 30 s and
    /// loop or lose words on short contexts: whisper.cpp (#1855) recommends seconds x 50 + 128, and the whole 30 s is the
    /// last resort. Ours were trained on the utterance's own length.
    pub(crate) fn silence_positions(&self) -> [usize; 2] {
        if self.max_source_positions >= STANDARD_POSITIONS { [128, STANDARD_POSITIONS] } else { [8, 64] }
    }
}

/// What the decoder must and must not write.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    /// Start, French, transcribe, no timestamps.
    pub prompt: Vec<u32>,
    /// End of the transcript.
    pub end: u32,
    /// "Nobody speaks", if the model knows it.
    pub no_speech: Option<u32>,
    /// Never written: every special token but the end, and what the model's own list says.
    pub never: Vec<u32>,
    /// Not written first (a lone space). The end may come first: nothing was said.
    pub not_first: Vec<u32>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Generation {
    suppress_tokens: Option<Vec<i64>>,
    begin_suppress_tokens: Option<Vec<i64>>,
    no_timestamps_token_id: Option<u32>,
    is_multilingual: Option<bool>,
}

impl Tokens {
    /// Finds the special tokens by name; `generation` is `generation_config.json`, where there is one.
    pub(crate) fn find(bpe: &Bpe, generation: Option<&str>, vocabulary: usize) -> Result<Self, String> {
        let generation: Generation = match generation {
            Some(json) => serde_json::from_str(json).map_err(|e| format!("generation_config: {e}"))?,
            None => Generation::default(),
        };
        if generation.is_multilingual == Some(false) {
            return Err("it hears English only: French needs a multilingual Whisper".into());
        }
        let need = |name: &str| bpe.special(name).ok_or_else(|| format!("its tokenizer has no {name}"));
        let prompt = vec![
            need("<|startoftranscript|>")?,
            need("<|fr|>").map_err(|e| format!("{e}: French needs a multilingual Whisper"))?,
            need("<|transcribe|>")?,
            match bpe.special("<|notimestamps|>").or(generation.no_timestamps_token_id) {
                Some(id) => id,
                None => need("<|notimestamps|>")?,
            },
        ];
        let end = need("<|endoftext|>")?;
        let size = vocabulary as u32;
        if prompt.iter().chain([&end]).any(|id| *id >= size) {
            return Err(format!("its tokenizer has more tokens than its vocabulary of {vocabulary}"));
        }
        let ids = |list: Option<Vec<i64>>| -> Vec<u32> {
            list.unwrap_or_default().into_iter().filter_map(|id| u32::try_from(id).ok()).collect()
        };
        // Timestamps stand after <|notimestamps|>; ids past the tokenizer's end are padding of the embedding.
        let padding = (bpe.len() as u32..size).chain(prompt[3] + 1..size);
        let mut never: Vec<u32> = bpe
            .specials()
            .chain(ids(generation.suppress_tokens))
            .chain(padding)
            .filter(|id| *id != end && *id < size)
            .collect();
        never.sort_unstable();
        never.dedup();
        let not_first =
            ids(generation.begin_suppress_tokens).into_iter().filter(|id| *id != end && *id < size).collect();
        let no_speech = ["<|nospeech|>", "<|nocaptions|>"].iter().find_map(|n| bpe.special(n)).filter(|id| *id < size);
        Ok(Self { prompt, end, no_speech, never, not_first })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_sizes_are_told() {
        let sound = r#"{"d_model":4,"encoder_layers":1,"decoder_layers":1,"encoder_attention_heads":2,
            "decoder_attention_heads":2,"encoder_ffn_dim":8,"decoder_ffn_dim":8,"vocab_size":10,"num_mel_bins":80,
            "max_source_positions":20,"max_target_positions":20}"#;
        Config::parse(sound).expect("sound");
        for (from, to, why) in [
            (r#""d_model":4"#, r#""d_model":0"#, "d_model is 0"),
            (r#""d_model":4"#, r#""d_model":5"#, "multiple of its heads"),
            (r#""vocab_size":10"#, r#""vocab_size":99999999"#, "vocab_size"),
            (r#""num_mel_bins":80,"#, "", "num_mel_bins"),
        ] {
            let error = Config::parse(&sound.replace(from, to)).expect_err(to);
            assert!(error.contains(why), "{error}");
        }
    }
}
