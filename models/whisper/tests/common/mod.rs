//! A Whisper of invented weights, small enough for tests, as Hugging Face lays it out.
#![allow(dead_code)] // each test file uses some of it

pub mod invented;

pub use invented::*;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Tokens of the small vocabulary.
pub const VOCABULARY: usize = 283;

/// 256 bytes, 20 merged pieces, 7 special tokens.
pub fn tokenizer() -> String {
    let letter = |byte: u32| match byte {
        0x21..=0x7e | 0xa1..=0xac | 0xae..=0xff => byte,
        0..=0x20 => 0x100 + byte,
        0x7f..=0xa0 => 0x121 + byte - 0x7f,
        _ => 0x143,
    };
    let mut vocabulary: HashMap<String, u32> =
        (0..256).map(|b| (char::from_u32(letter(b)).expect("a letter").to_string(), b)).collect();
    let pairs = "Ġb Ġd Ġm Ġp Ġr Ġv Ġo Ġn ou on ar re es en an oi ui it er le";
    vocabulary.extend(pairs.split(' ').map(String::from).zip(256..));
    let names = ["endoftext", "startoftranscript", "fr", "transcribe", "notimestamps", "nospeech", "translate"];
    let added: Vec<_> = names
        .iter()
        .zip(276..)
        .map(|(name, id)| serde_json::json!({"id": id, "content": format!("<|{name}|>"), "special": true}))
        .collect();
    let merges: Vec<_> = pairs.split(' ').map(|p| p.chars().map(String::from).collect::<Vec<_>>()).collect();
    serde_json::json!({"model": {"vocab": vocabulary, "merges": merges}, "added_tokens": added}).to_string()
}

/// A folder that is removed when the test ends.
pub struct Folder(pub PathBuf);

impl Folder {
    /// An empty one.
    pub fn empty(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("huisclos-whisper-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the temporary folder is writable");
        Self(path)
    }

    /// The smallest model in a folder of this name, as Hugging Face lays it out.
    pub fn new(name: &str) -> Self {
        Self::of(name, &SMALL)
    }

    /// A model of some size.
    pub fn of(name: &str, size: &Size) -> Self {
        let path = std::env::temp_dir().join(format!("huisclos-whisper-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the temporary folder is writable");
        std::fs::write(path.join("config.json"), size.config(VOCABULARY)).expect("just made");
        std::fs::write(path.join("tokenizer.json"), tokenizer()).expect("just made");
        candle_core::safetensors::save(&size.values(VOCABULARY), path.join("model.safetensors")).expect("just made");
        Self(path)
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Two swept tones and a click: the signal of `reference/parity.py`.
pub fn signal(len: usize) -> Vec<f32> {
    (0..len)
        .map(|i| {
            let t = i as f64 / 16_000.0;
            let tone = 0.3 * (std::f64::consts::TAU * (200.0 + 900.0 * t) * t).sin() + 0.05 * (12_000.0 * t).sin();
            (tone + if i == 3000 { 0.5 } else { 0.0 }) as f32
        })
        .collect()
}

/// The default model of the repository.
pub fn default_model() -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("weights/default.gguf");
    assert!(path.exists(), "{} is missing: the default recogniser's weights belong to the repository", path.display());
    path
}
