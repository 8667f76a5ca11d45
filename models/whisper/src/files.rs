//! The files of a model: our single GGUF, or a folder as Hugging Face lays it out.

use crate::config::Tokens;
use crate::{Config, Lexicon, WhisperError};
use huisclos_weights::{Bpe, Weights, WeightsError};
use std::path::{Path, PathBuf};

/// A model's weights, still in their file, with its descriptions read.
pub struct Files {
    pub(crate) weights: Weights,
    pub(crate) config: Config,
    pub(crate) bpe: Bpe,
    pub(crate) tokens: Tokens,
    /// Symbols of the phoneme head, blank first; empty without such a head.
    pub(crate) phonemes: Vec<String>,
    /// The words known by sound, when a file of them lies beside the weights.
    pub(crate) lexicon: Option<Lexicon>,
}

impl Files {
    /// Opens a GGUF file, or a folder with `config.json`, `tokenizer.json`, `model.safetensors` (whole or in parts) and
    /// perhaps `generation_config.json`.
    pub fn open(path: &Path) -> Result<Self, WhisperError> {
        if path.is_dir() { Self::folder(path) } else { Self::gguf(path) }
    }

    fn gguf(path: &Path) -> Result<Self, WhisperError> {
        let weights = Weights::gguf(path)?;
        let text = |key: &str| weights.text(key).map(str::to_owned);
        let need = |key: &str| text(key).ok_or_else(|| weights.unsuitable(format!("its metadata has no {key}")));
        let (config, tokenizer) = (need("whisper.config")?, need("whisper.tokenizer")?);
        let generation = text("whisper.generation_config");
        let phonemes = text("whisper.phonemes");
        let mut files = Self::new(weights, &config, &tokenizer, generation.as_deref(), phonemes.as_deref())?;
        let beside = Lexicon::beside(path);
        if !files.phonemes.is_empty() && beside.exists() {
            let read = |source| WeightsError::Read { path: beside.clone(), source };
            let text = std::fs::read_to_string(&beside).map_err(read)?;
            let lexicon = Lexicon::parse(&text, files.phonemes.len())
                .map_err(|why| WeightsError::Unsuitable { path: beside.clone(), why })?;
            files.lexicon = Some(lexicon);
        }
        Ok(files)
    }

    fn folder(folder: &Path) -> Result<Self, WhisperError> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read_to_string(&path).map_err(|source| WeightsError::Read { path, source })
        };
        let weights = Weights::safetensors(folder, &weight_files(folder)?)?;
        let generation = read("generation_config.json").ok();
        Self::new(weights, &read("config.json")?, &read("tokenizer.json")?, generation.as_deref(), None)
    }

    /// From weights in any form and the texts that describe them.
    pub fn new(
        weights: Weights,
        config: &str,
        tokenizer: &str,
        generation: Option<&str>,
        phonemes: Option<&str>,
    ) -> Result<Self, WhisperError> {
        let unfit = |why| weights.unsuitable(why);
        let config = Config::parse(config).map_err(unfit)?;
        let bpe = Bpe::parse(tokenizer).map_err(unfit)?;
        let tokens = Tokens::find(&bpe, generation, config.vocab_size).map_err(unfit)?;
        let phonemes: Vec<Option<String>> = match phonemes {
            Some(json) => serde_json::from_str(json).map_err(|e| unfit(format!("phonemes: {e}")))?,
            None => Vec::new(),
        };
        let phonemes = phonemes.into_iter().map(Option::unwrap_or_default).collect();
        if tokens.prompt.len() >= config.max_target_positions {
            return Err(unfit("its longest transcript has no room for a word".into()).into());
        }
        Ok(Self { weights, config, bpe, tokens, phonemes, lexicon: None })
    }
}

/// `model.safetensors`, or the parts `model-00001-of-00002.safetensors`…
fn weight_files(folder: &Path) -> Result<Vec<PathBuf>, WeightsError> {
    let whole = folder.join("model.safetensors");
    if whole.exists() {
        return Ok(vec![whole]);
    }
    let entries = std::fs::read_dir(folder).map_err(|source| WeightsError::Read { path: folder.into(), source })?;
    let mut parts: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            name.starts_with("model-") && name.ends_with(".safetensors")
        })
        .collect();
    parts.sort();
    if parts.is_empty() {
        let why = "the folder has no model.safetensors; download the model's safetensors form".into();
        return Err(WeightsError::Unsuitable { path: folder.into(), why });
    }
    Ok(parts)
}
