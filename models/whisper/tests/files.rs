//! Bad files: one clear error that names the file and the remedy, never a panic.

mod common;

use common::{Folder, SMALL, VOCABULARY, default_model, tokenizer};
use huisclos_whisper::{Whisper, WhisperError};
use std::path::Path;

fn error(path: &Path) -> String {
    match Whisper::open(path) {
        Ok(_) => panic!("{} was opened", path.display()),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_is_missing_is_named() {
    let empty = Folder::empty("nothing");
    for (path, why) in [
        ("/nowhere/x.gguf", "cannot read /nowhere/x.gguf"),
        (empty.0.to_str().expect("letters"), "no model.safetensors"),
    ] {
        let error = error(Path::new(path));
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn a_cut_gguf_is_told_at_every_length() {
    let whole = std::fs::read(default_model()).expect("readable");
    let folder = Folder::new("cut");
    let cut = folder.file("cut.gguf");
    for share in [0.0, 0.00001, 0.001, 0.01, 0.3, 0.9, 0.9999] {
        std::fs::write(&cut, &whole[..(whole.len() as f64 * share) as usize]).expect("writable");
        let error = error(&cut);
        assert!(error.contains("cut.gguf") && error.contains("damaged"), "{share}: {error}");
    }
}

#[test]
fn a_scrambled_header_never_panics() {
    let whole = std::fs::read(default_model()).expect("readable");
    let folder = Folder::new("scrambled");
    let path = folder.file("scrambled.gguf");
    let mut state = 3u64;
    for _ in 0..60 {
        let mut bytes = whole.clone();
        for _ in 0..8 {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1);
            let at = (state >> 33) as usize % 12_000;
            bytes[at] ^= (state >> 20) as u8;
        }
        std::fs::write(&path, bytes).expect("writable");
        let _ = Whisper::open(&path); // an error or, where only a text's letters changed, a model
    }
}

#[test]
fn a_folder_that_does_not_fit_is_told() {
    let narrow = SMALL.config(VOCABULARY).replace("\"d_model\":64", "\"d_model\":32");
    let english = tokenizer().replace("<|fr|>", "<|xx|>");
    for (name, file, content, why) in [
        ("config", "config.json", narrow.as_str(), "its configuration says"),
        ("json", "config.json", "{", "config:"),
        ("english", "tokenizer.json", english.as_str(), "multilingual"),
        ("only", "generation_config.json", r#"{"is_multilingual":false}"#, "English only"),
        ("weights", "model.safetensors", "nothing", "damaged"),
    ] {
        let folder = Folder::new(name);
        std::fs::write(folder.file(file), content).expect("writable");
        let error = error(&folder.0);
        assert!(error.contains(why) && error.contains("huisclos models"), "{name}: {error}");
    }
}

#[test]
fn weights_that_are_no_numbers_are_told() {
    let folder = Folder::new("nan");
    let mut tensors = SMALL.values(VOCABULARY);
    let name = "model.decoder.layers.1.fc1.bias";
    let nan = candle_core::Tensor::full(f32::NAN, 256, &candle_core::Device::Cpu).expect("256 values");
    tensors.insert(name.into(), nan);
    candle_core::safetensors::save(&tensors, folder.file("model.safetensors")).expect("writable");
    let error = error(&folder.0);
    assert!(error.contains(name) && error.contains("no number"), "{error}");
}

#[test]
fn weights_in_parts_are_one_model() {
    let folder = Folder::new("parts");
    std::fs::remove_file(folder.file("model.safetensors")).expect("there");
    let (first, second): (Vec<_>, Vec<_>) =
        SMALL.values(VOCABULARY).into_iter().partition(|(name, _)| name.contains("encoder.layers"));
    for (part, tensors) in [first, second].into_iter().enumerate() {
        let path = folder.file(&format!("model-0000{}-of-00002.safetensors", part + 1));
        candle_core::safetensors::save(&tensors.into_iter().collect(), path).expect("writable");
    }
    Whisper::open(&folder.0).map(|_| ()).unwrap_or_else(|e| panic!("{e}"));
}

#[test]
fn an_hour_and_odd_samples_are_refused() {
    let whisper = Whisper::open(&Folder::new("samples").0).expect("a sound folder");
    let refused = |samples: &[f32]| whisper.transcribe(samples, &huisclos_whisper::Hints::default());
    assert!(matches!(refused(&[0.1, f32::NAN]), Err(WhisperError::NotANumber)));
    assert!(matches!(refused(&vec![0.0; 3601 * 16_000]), Err(WhisperError::TooLong { seconds: 3601, .. })));
}
