//! The files of a model in every form that is read: ours, a folder of Hugging Face's, candle's GGUF with its texts, and
//! whisper.cpp's `.bin`.

use crate::config::Tokens;
use crate::folder::{self, read};
use crate::{Config, Lexicon, WhisperError, ggml, layout};
use huisclos_weights::{Bpe, Weights, WeightsError};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Name of a model's file in our own form, where it lies in a folder of its own.
pub const CONVERTED: &str = "whisper.gguf";

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
    pub(crate) texts: Texts,
    pub(crate) form: String,
    /// The files that hold the weights.
    pub(crate) sources: Vec<PathBuf>,
}

/// What describes the weights, as text.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// `config.json`.
    pub config: String,
    /// `tokenizer.json`.
    pub tokenizer: String,
    /// `generation_config.json`.
    pub generation: Option<String>,
    /// The phoneme head's symbols, a list in JSON.
    pub phonemes: Option<String>,
}

/// The forms of a file, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Gguf,
    Ggml,
    Archive,
    Other,
}

fn form(path: &Path) -> Result<Form, WeightsError> {
    let cannot = |source| WeightsError::Read { path: path.to_path_buf(), source };
    let mut magic = Vec::new();
    std::fs::File::open(path).map_err(cannot)?.take(4).read_to_end(&mut magic).map_err(cannot)?;
    Ok(match magic.as_slice() {
        b"GGUF" => Form::Gguf,
        m if m == ggml::MAGIC => Form::Ggml,
        b"PK\x03\x04" => Form::Archive,
        _ => Form::Other,
    })
}

impl Files {
    /// Opens a model's file, or the folder it lies in.
    pub fn open(path: &Path) -> Result<Self, WhisperError> {
        if path.is_dir() { Self::folder(path) } else { Self::file(path) }
    }

    fn file(path: &Path) -> Result<Self, WhisperError> {
        let unfit = |why: &str| WeightsError::Unsuitable { path: path.to_path_buf(), why: why.into() };
        match form(path)? {
            Form::Gguf => Self::gguf(path),
            Form::Ggml => Self::ggml(path),
            Form::Archive => {
                Err(unfit("it is a PyTorch archive, which may hold programs: take the safetensors form").into())
            }
            Form::Other if path.extension().is_some_and(|e| e == "safetensors") => {
                Self::folder(path.parent().unwrap_or(Path::new(".")))
            }
            Form::Other => {
                let why = "it begins as no model does: GGUF, whisper.cpp or a Hugging Face folder are read".into();
                Err(WeightsError::Damaged { path: path.to_path_buf(), why }.into())
            }
        }
    }

    fn gguf(path: &Path) -> Result<Self, WhisperError> {
        let weights = Weights::gguf(path)?;
        let own = |key: &str| weights.text(key).map(str::to_owned);
        let Some(config) = own("whisper.config") else { return Self::candle(path, weights) };
        let tokenizer =
            own("whisper.tokenizer").ok_or_else(|| weights.unsuitable("its metadata has no whisper.tokenizer"))?;
        let (generation, phonemes) = (own("whisper.generation_config"), own("whisper.phonemes"));
        let form = own("huisclos.form").unwrap_or_else(|| "huisclos".into());
        let texts = Texts { config, tokenizer, generation, phonemes };
        let mut files = Self::new(weights, texts)?.from(form, vec![path.to_path_buf()]);
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

    /// Candle's GGUF says nothing of itself: its texts lie beside it.
    fn candle(path: &Path, weights: Weights) -> Result<Self, WhisperError> {
        if weights.shape("model.encoder.conv1.weight").is_none() {
            return Err(weights.unsuitable("it is a GGUF file, but of no Whisper").into());
        }
        let folder = path.parent().unwrap_or(Path::new("."));
        let need = |name: &str| {
            folder::beside(path, name).ok_or_else(|| {
                weights.unsuitable(format!(
                    "candle's GGUF needs its {name} beside it (or {})",
                    name.replace('.', "-small.")
                ))
            })
        };
        let texts = Texts {
            config: read(&need("config.json")?)?,
            tokenizer: read(&need("tokenizer.json")?)?,
            generation: read(&folder.join("generation_config.json")).ok(),
            phonemes: None,
        };
        Ok(Self::new(weights, texts)?.from("candle GGUF".into(), vec![path.to_path_buf()]))
    }

    fn ggml(path: &Path) -> Result<Self, WhisperError> {
        let ggml::Ggml { weights, config, tokenizer, generation, form } = ggml::open(path)?;
        let config = serde_json::to_string(&config).map_err(|e| weights.unsuitable(e.to_string()))?;
        let texts = Texts { config, tokenizer, generation: Some(generation), phonemes: None };
        Ok(Self::new(weights, texts)?.from(form, vec![path.to_path_buf()]))
    }

    fn folder(folder: &Path) -> Result<Self, WhisperError> {
        if folder.join(CONVERTED).is_file() {
            return Self::gguf(&folder.join(CONVERTED));
        }
        let parts = folder::weights(folder)?;
        let Some(parts) = parts else { return Self::file(&folder::only(folder)?) };
        let texts = folder::texts(folder)?;
        let weights = Weights::safetensors(folder, &parts)?;
        Ok(Self::new(weights, texts)?.from("Hugging Face".into(), parts))
    }

    fn from(self, form: String, sources: Vec<PathBuf>) -> Self {
        Self { form, sources, ..self }
    }

    /// From weights in any form and the texts that describe them. Every tensor is looked for before one is read.
    pub fn new(weights: Weights, texts: Texts) -> Result<Self, WhisperError> {
        let unfit = |why| weights.unsuitable(why);
        let config = Config::parse(&texts.config).map_err(unfit)?;
        let bpe = Bpe::parse(&texts.tokenizer).map_err(unfit)?;
        // Older folders keep the lists of tokens in config.json.
        let generation = texts.generation.as_deref().unwrap_or(&texts.config);
        let tokens = Tokens::find(&bpe, Some(generation), config.vocab_size).map_err(unfit)?;
        let phonemes: Vec<Option<String>> = match &texts.phonemes {
            Some(json) => serde_json::from_str(json).map_err(|e| unfit(format!("phonemes: {e}")))?,
            None => Vec::new(),
        };
        let phonemes = phonemes.into_iter().map(Option::unwrap_or_default).collect();
        if tokens.prompt.len() >= config.max_target_positions {
            return Err(unfit("its longest transcript has no room for a word".into()).into());
        }
        layout::check(&weights, &config)?;
        Ok(Self {
            weights,
            config,
            bpe,
            tokens,
            phonemes,
            lexicon: None,
            texts,
            form: String::new(),
            sources: Vec::new(),
        })
    }

    /// The files that hold the weights.
    pub fn sources(&self) -> &[PathBuf] {
        &self.sources
    }

    /// In what form they came: "Hugging Face", "candle GGUF", "whisper.cpp q5_1".
    pub fn form(&self) -> &str {
        &self.form
    }
}
