//! `huisclos models list|verify`.

use crate::cli::{Common, Models, ModelsAction};
use crate::error::Error;
use crate::world;
use huisclos_language::Language;
use huisclos_voice::Voice;
use huisclos_weights::{Manifest, Model, sha256};
use huisclos_whisper::Whisper;
use serde_json::json;
use std::path::PathBuf;

/// # Errors
/// A file that is missing or is not what the manifest says.
pub fn run(common: &Common, options: &Models) -> Result<(), Error> {
    match options.action {
        ModelsAction::List => list(common.json),
        ModelsAction::Verify => verify(common.json),
    }
}

/// Where a model's file lies on this box; `None` for what is no file of ours.
///
/// # Errors
/// It is not where it should be.
pub fn file(model: &Model) -> Result<Option<PathBuf>, Error> {
    match model.name.as_str() {
        "whisper" => Whisper::locate(None).map(Some).map_err(|e| Error::Model(e.to_string())),
        "words" => Whisper::locate(None)
            .map(|path| Some(huisclos_whisper::Lexicon::beside(&path)))
            .map_err(|e| Error::Model(e.to_string())),
        "language" => Language::locate(None).map(Some).map_err(|e| Error::Model(e.to_string())),
        _ => Ok(None),
    }
}

fn list(as_json: bool) -> Result<(), Error> {
    for model in Manifest::built_in().models {
        let path = file(&model)?;
        let digest = path.as_deref().map(sha256).transpose().map_err(|e| Error::Model(e.to_string()))?;
        // The voice is a package of the system: which one speaks here is found out by opening it.
        let (kind, ready) = match model.name.as_str() {
            "voice" => match Voice::open() {
                Ok(voice) => (format!("{} — {}", voice.engine().name, voice.engine().source), true),
                Err(error) => (error.to_string(), false),
            },
            _ => (model.source.clone(), true),
        };
        if as_json {
            world::out(
                &json!({
                    "model": model.name, "file": path.map(|p| p.display().to_string()), "source": kind,
                    "licence": model.licence, "sha256": digest, "what": model.what, "ready": ready,
                })
                .to_string(),
            );
        } else {
            world::out(&format!("{}\n  {}\n  source : {kind}\n  licence : {}", model.name, model.what, model.licence));
            if let (Some(path), Some(digest)) = (path, digest) {
                world::out(&format!("  fichier : {}\n  sha256 : {digest}", path.display()));
            }
        }
    }
    Ok(())
}

fn verify(as_json: bool) -> Result<(), Error> {
    for model in Manifest::built_in().models {
        let Some(path) = file(&model)? else { continue };
        model.verify(&path).map_err(|e| Error::Model(e.to_string()))?;
        world::out(&if as_json {
            json!({ "model": model.name, "file": path.display().to_string(), "ok": true }).to_string()
        } else {
            format!("{} : intact ({})", model.name, path.display())
        });
    }
    Ok(())
}
