//! `models/manifest.toml`: what each model on the box is, where it comes from, under which licence, with which digest.

use crate::{WeightsError, sha256};
use serde::Deserialize;
use std::path::Path;

/// The models that come with the box.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// One entry a model.
    #[serde(rename = "model")]
    pub models: Vec<Model>,
}

/// One model.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// "whisper", "language", "voice".
    pub name: String,
    /// Its file, relative to the manifest's folder; absent when it is a package of the system.
    #[serde(default)]
    pub file: Option<String>,
    /// Who made it, from what.
    pub source: String,
    /// SPDX expression.
    pub licence: String,
    /// Digest of the file; absent when there is no file of ours.
    #[serde(default)]
    pub sha256: Option<String>,
    /// One French sentence: what it is, and what it is not.
    pub what: String,
}

impl Manifest {
    /// The manifest that was built in.
    pub fn built_in() -> Self {
        Self::parse(include_str!("../../manifest.toml")).expect("the repository's manifest is tested")
    }

    /// Reads a manifest's text.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The entry of a model.
    pub fn model(&self, name: &str) -> Option<&Model> {
        self.models.iter().find(|model| model.name == name)
    }
}

impl Model {
    /// Compares the file's digest with the manifest's. A model without a digest of its own is always accepted.
    pub fn verify(&self, path: &Path) -> Result<(), WeightsError> {
        let Some(expected) = &self.sha256 else { return Ok(()) };
        let found = sha256(path)?;
        if found == *expected {
            return Ok(());
        }
        let why = format!("its sha256 is {found}, the manifest says {expected}");
        Err(WeightsError::Damaged { path: path.to_path_buf(), why })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_manifest_says_what_each_model_is() {
        let manifest = Manifest::built_in();
        for name in ["whisper", "language", "voice"] {
            let model = manifest.model(name).unwrap_or_else(|| panic!("{name} is missing from models/manifest.toml"));
            assert!(!model.licence.is_empty() && !model.source.is_empty() && !model.what.is_empty());
        }
        assert!(manifest.model("another").is_none());
    }

    #[test]
    fn the_files_are_those_of_the_manifest() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        for model in Manifest::built_in().models {
            let Some(file) = &model.file else { continue };
            let sum = model.sha256.as_deref().unwrap_or_else(|| panic!("{file} has no sha256 in models/manifest.toml"));
            assert_eq!(sum.len(), 64, "{file}: a sha256 has 64 digits");
            model.verify(&folder.join(file)).unwrap_or_else(|e| panic!("{e}"));
        }
    }

    #[test]
    fn another_file_is_refused() {
        let mut model = Manifest::built_in().models.remove(0);
        model.sha256 = Some("0".repeat(64));
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        assert!(matches!(model.verify(&path), Err(WeightsError::Damaged { .. })));
    }
}
