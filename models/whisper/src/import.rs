//! A model in any form, converted once to ours: one GGUF file with its texts, its matrices in the form that is fast on this
//! processor, and where it comes from.

use crate::files::CONVERTED;
use crate::{Files, Lexicon, Precision, Whisper, WhisperError, layout};
use huisclos_weights::{WeightsError, sha256};
use std::path::{Path, PathBuf};

/// What whoever imports a model says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Where it comes from.
    pub source: String,
    /// Under which licence.
    pub licence: String,
    /// Digest of the weights as their source gives it; empty when it gives none. Of weights in parts, the first part's.
    pub sha256: String,
}

/// What was imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The new file.
    pub file: PathBuf,
    /// "Hugging Face", "candle GGUF", "whisper.cpp q5_1".
    pub form: String,
    /// Digest of each file of weights as they came, in order.
    pub came_sha256: Vec<String>,
    /// Digest of the new file.
    pub sha256: String,
    /// Bytes of the new file.
    pub bytes: u64,
}

/// Converts the model at `from` (a file or a folder) into a file in `folder`, opens it and runs it once. When anything is
/// wrong nothing stays behind.
///
/// # Errors
/// What is wrong with which file or tensor; another digest than the one that was given; the disk.
pub fn import(from: &Path, folder: &Path, about: &About) -> Result<Imported, WhisperError> {
    let files = Files::open(from)?;
    let came_sha256 = files.sources.iter().map(|path| sha256(path)).collect::<Result<Vec<_>, _>>()?;
    let given = about.sha256.trim().to_lowercase();
    if !given.is_empty() && !came_sha256.contains(&given) {
        let why = format!("its sha256 is {}, its source says {given}", came_sha256.join(", "));
        return Err(WeightsError::Damaged { path: from.to_path_buf(), why }.into());
    }
    let file = folder.join(CONVERTED);
    let done = write(&files, &file, about, &came_sha256);
    if done.is_err() {
        let _ = std::fs::remove_file(&file);
        let _ = std::fs::remove_file(Lexicon::beside(&file));
    }
    done?;
    let cannot = |source| WeightsError::Read { path: file.clone(), source };
    let bytes = std::fs::metadata(&file).map_err(cannot)?.len();
    Ok(Imported { form: files.form.clone(), came_sha256, sha256: sha256(&file)?, bytes, file })
}

fn write(files: &Files, to: &Path, about: &About, came: &[String]) -> Result<(), WhisperError> {
    let came = came.join(" ");
    let mut texts = vec![
        ("general.architecture", "whisper"),
        ("general.license", about.licence.as_str()),
        ("huisclos.source", about.source.as_str()),
        ("huisclos.form", files.form.as_str()),
        ("huisclos.came_sha256", came.as_str()),
        ("whisper.config", files.texts.config.as_str()),
        ("whisper.tokenizer", files.texts.tokenizer.as_str()),
    ];
    texts.extend(files.texts.generation.as_deref().map(|text| ("whisper.generation_config", text)));
    texts.extend(files.texts.phonemes.as_deref().map(|text| ("whisper.phonemes", text)));
    let wanted = layout::wanted(&files.weights, &files.config, files.phonemes.len());
    files.weights.convert(to, &texts, &wanted)?;
    let words = files.sources.first().map(|path| Lexicon::beside(path)).filter(|path| path.exists());
    if let Some(words) = words.filter(|_| files.lexicon.is_some()) {
        let path = Lexicon::beside(to);
        std::fs::copy(&words, &path).map_err(|source| WeightsError::Write { path, source })?;
    }
    // What cannot listen is not installed.
    Whisper::open_with(to, Precision::Quick).map(|_| ())
}
