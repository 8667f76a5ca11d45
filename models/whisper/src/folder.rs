//! A folder of model files: which of them are the weights, which describe them.

use crate::WhisperError;
use crate::files::Texts;
use huisclos_weights::WeightsError;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// A tokenizer has two megabytes; nothing that describes a model has more than this.
const TEXT_BYTES_MAX: u64 = 32 << 20;
/// Files of a folder that are looked at.
const FILES_MAX: usize = 1_000;

/// A text beside the weights.
pub(crate) fn read(path: &Path) -> Result<String, WeightsError> {
    let cannot = |source| WeightsError::Read { path: path.to_path_buf(), source };
    let bytes = std::fs::metadata(path).map_err(cannot)?.len();
    if bytes > TEXT_BYTES_MAX {
        let why = format!("it has {bytes} bytes, a description has {TEXT_BYTES_MAX} at most");
        return Err(WeightsError::Damaged { path: path.to_path_buf(), why });
    }
    std::fs::read_to_string(path).map_err(cannot)
}

fn names(folder: &Path) -> Result<Vec<String>, WeightsError> {
    let entries = std::fs::read_dir(folder).map_err(|source| WeightsError::Read { path: folder.into(), source })?;
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).take(FILES_MAX).collect();
    names.sort();
    Ok(names)
}

/// `model.safetensors`, or the parts `model-00001-of-00002.safetensors`…; `None` where the folder has neither.
pub(crate) fn weights(folder: &Path) -> Result<Option<Vec<PathBuf>>, WeightsError> {
    let whole = folder.join("model.safetensors");
    if whole.exists() {
        return Ok(Some(vec![whole]));
    }
    let part = |name: &String| name.starts_with("model-") && name.ends_with(".safetensors");
    let parts: Vec<PathBuf> = names(folder)?.iter().filter(|n| part(n)).map(|n| folder.join(n)).collect();
    Ok((!parts.is_empty()).then_some(parts))
}

/// The one GGUF or `.bin` of a folder without safetensors.
pub(crate) fn only(folder: &Path) -> Result<PathBuf, WeightsError> {
    let found = names(folder)?;
    let mut models = found.iter().filter(|n| n.ends_with(".gguf") || (n.starts_with("ggml") && n.ends_with(".bin")));
    let why = match (models.next(), models.next()) {
        (Some(one), None) => return Ok(folder.join(one)),
        (Some(_), Some(_)) => "the folder has several models; name one file",
        _ if found.iter().any(|n| n == "pytorch_model.bin") => {
            "the folder has only PyTorch's archive, which may hold programs; download the model's safetensors form"
        }
        _ => "the folder has no model.safetensors; download the model's safetensors form",
    };
    Err(WeightsError::Unsuitable { path: folder.into(), why: why.into() })
}

/// A text that belongs to a file: `config.json` beside it, or the longest `config-NAME.json` whose NAME stands in the file's own
/// (candle's way: `model-tiny-q80.gguf`, `config-tiny.json`).
pub(crate) fn beside(path: &Path, name: &str) -> Option<PathBuf> {
    let folder = path.parent()?;
    let plain = folder.join(name);
    if plain.is_file() {
        return Some(plain);
    }
    let (stem, own) = (name.strip_suffix(".json")?, path.file_stem()?.to_str()?);
    let matches = |n: &String| {
        let middle = n.strip_prefix(stem)?.strip_prefix('-')?.strip_suffix(".json")?;
        own.contains(middle).then(|| (middle.len(), n.clone()))
    };
    names(folder).ok()?.iter().filter_map(matches).max().map(|(_, n)| folder.join(n))
}

/// The texts of Hugging Face's folder. Older ones have their tokenizer in three files.
pub(crate) fn texts(folder: &Path) -> Result<Texts, WhisperError> {
    let whole = folder.join("tokenizer.json");
    let tokenizer = if whole.exists() { read(&whole)? } else { in_parts(folder)? };
    Ok(Texts {
        config: read(&folder.join("config.json"))?,
        tokenizer,
        generation: read(&folder.join("generation_config.json")).ok(),
        phonemes: None,
    })
}

fn in_parts(folder: &Path) -> Result<String, WeightsError> {
    if !folder.join("vocab.json").exists() {
        let why = "it has neither tokenizer.json nor vocab.json with merges.txt".into();
        return Err(WeightsError::Unsuitable { path: folder.into(), why });
    }
    let map = |name: &str| -> Result<Map<String, Value>, WeightsError> {
        let path = folder.join(name);
        let text = read(&path)?;
        serde_json::from_str(&text).map_err(|e| WeightsError::Damaged { path, why: e.to_string() })
    };
    let vocabulary = map("vocab.json")?;
    let merges = read(&folder.join("merges.txt"))?;
    let merges: Vec<&str> = merges.lines().filter(|line| !line.starts_with("#version") && line.contains(' ')).collect();
    let added = if folder.join("added_tokens.json").exists() { map("added_tokens.json")? } else { Map::new() };
    let special = |(name, id): (&String, &Value)| json!({"id": id, "content": name, "special": name.starts_with("<|")});
    let added: Vec<Value> =
        added.iter().chain(vocabulary.iter().filter(|(name, _)| name.starts_with("<|"))).map(special).collect();
    Ok(json!({"model": {"vocab": vocabulary, "merges": merges}, "added_tokens": added}).to_string())
}
