//! A Whisper of invented weights, small enough for tests, as Hugging Face lays it out.
#![allow(dead_code)] // each test file uses some of it

use candle_core::{Device, Tensor};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Sizes, the same as in `reference/parity.py`.
pub const CONFIG: &str = r#"{"d_model":64,"encoder_layers":2,"decoder_layers":2,"encoder_attention_heads":4,
    "decoder_attention_heads":4,"encoder_ffn_dim":128,"decoder_ffn_dim":128,"vocab_size":283,"num_mel_bins":80,
    "max_source_positions":100,"max_target_positions":60}"#;

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

fn invented(name: &str, shape: &[usize]) -> Tensor {
    let seed = name.bytes().fold(0x811c_9dc5u32, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
    let columns: usize = shape[1..].iter().product();
    let values: Vec<f32> = (0..shape.iter().product::<usize>() as u64)
        .map(|i| {
            let mut h = (i * 2_654_435_761 + u64::from(seed)) & 0xffff_ffff;
            h ^= h >> 15;
            h = (h * 2_246_822_519) & 0xffff_ffff;
            h ^= h >> 13;
            let x = h as f64 / 4_294_967_296.0 - 0.5;
            (if name.contains("layer_norm.weight") {
                1.0 + 0.4 * x
            } else if name.ends_with(".bias") {
                0.2 * x
            } else if name.contains("embed") {
                x
            } else {
                3.4 * x / (columns as f64).sqrt()
            }) as f32
        })
        .collect();
    Tensor::from_vec(values, shape, &Device::Cpu).expect("sizes fit")
}

/// Every tensor of the model.
pub fn tensors() -> HashMap<String, Tensor> {
    let (width, wide) = (64, 128);
    let mut shapes: Vec<(String, Vec<usize>)> = vec![
        ("model.encoder.conv1.weight".into(), vec![width, 80, 3]),
        ("model.encoder.conv1.bias".into(), vec![width]),
        ("model.encoder.conv2.weight".into(), vec![width, width, 3]),
        ("model.encoder.conv2.bias".into(), vec![width]),
        ("model.encoder.embed_positions.weight".into(), vec![100, width]),
        ("model.decoder.embed_positions.weight".into(), vec![60, width]),
        ("model.decoder.embed_tokens.weight".into(), vec![283, width]),
    ];
    let mut norm = |name: String| {
        shapes.push((format!("{name}.weight"), vec![width]));
        shapes.push((format!("{name}.bias"), vec![width]));
    };
    norm("model.encoder.layer_norm".into());
    norm("model.decoder.layer_norm".into());
    for half in ["encoder", "decoder"] {
        for i in 0..2 {
            let layer = format!("model.{half}.layers.{i}");
            norm(format!("{layer}.self_attn_layer_norm"));
            norm(format!("{layer}.final_layer_norm"));
            if half == "decoder" {
                norm(format!("{layer}.encoder_attn_layer_norm"));
            }
        }
    }
    for half in ["encoder", "decoder"] {
        for i in 0..2 {
            let layer = format!("model.{half}.layers.{i}");
            for attention in ["self_attn", "encoder_attn"].iter().take(if half == "decoder" { 2 } else { 1 }) {
                for part in ["q_proj", "k_proj", "v_proj", "out_proj"] {
                    shapes.push((format!("{layer}.{attention}.{part}.weight"), vec![width, width]));
                    if part != "k_proj" {
                        shapes.push((format!("{layer}.{attention}.{part}.bias"), vec![width]));
                    }
                }
            }
            shapes.push((format!("{layer}.fc1.weight"), vec![wide, width]));
            shapes.push((format!("{layer}.fc1.bias"), vec![wide]));
            shapes.push((format!("{layer}.fc2.weight"), vec![width, wide]));
            shapes.push((format!("{layer}.fc2.bias"), vec![width]));
        }
    }
    shapes.into_iter().map(|(name, shape)| (name.clone(), invented(&name, &shape))).collect()
}

/// A folder that is removed when the test ends.
pub struct Folder(pub PathBuf);

impl Folder {
    /// The model in a folder of this name.
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("huisclos-whisper-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the temporary folder is writable");
        std::fs::write(path.join("config.json"), CONFIG).expect("just made");
        std::fs::write(path.join("tokenizer.json"), tokenizer()).expect("just made");
        candle_core::safetensors::save(&tensors(), path.join("model.safetensors")).expect("just made");
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
