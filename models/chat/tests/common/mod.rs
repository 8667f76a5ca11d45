//! Test models: weights from their names (as `reference.py` has them), written as GGUF.

#![allow(dead_code)]

use candle_core::quantized::gguf_file::{self, Value};
use candle_core::quantized::{GgmlDType, QTensor};
use candle_core::{Device, Tensor};
use std::path::PathBuf;

/// A file that goes with its owner.
pub struct Temporary(pub PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Temporary {
    pub fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("huisclos-chat-{}-{name}.gguf", std::process::id())))
    }
}

/// Sizes of a test model.
#[derive(Clone, Copy)]
pub struct Size {
    pub width: usize,
    pub wide: usize,
    pub layers: usize,
    pub heads: usize,
    pub kept: usize,
    pub head: usize,
    pub vocabulary: usize,
}

pub const SIZES: [(&str, Size); 3] = [
    ("tiny", Size { width: 64, wide: 96, layers: 6, heads: 4, kept: 2, head: 16, vocabulary: 288 }),
    ("small", Size { width: 128, wide: 352, layers: 7, heads: 4, kept: 1, head: 32, vocabulary: 300 }),
    ("middle", Size { width: 384, wide: 1024, layers: 6, heads: 6, kept: 2, head: 64, vocabulary: 512 }),
];

/// Uniform from -1 to 1, from the name (FNV-1a) and the place (splitmix64).
pub fn noise(name: &str, count: usize) -> Vec<f32> {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    (1..=count as u64)
        .map(|i| {
            let z = hash.wrapping_add(i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((z ^ (z >> 31)) >> 40) as f32 / (1 << 23) as f32 - 1.0
        })
        .collect()
}

pub fn value(name: &str, shape: &[usize]) -> Vec<f32> {
    let mut values = noise(name, shape.iter().product());
    let share = (3.0 / shape[shape.len() - 1] as f64).sqrt() as f32;
    for v in &mut values {
        *v = if name.ends_with("norm.weight") {
            1.0 + 0.25 * *v
        } else if name.ends_with(".bias") {
            0.25 * *v
        } else {
            *v * share
        };
    }
    values
}

/// Every tensor of an architecture with its shape.
pub fn tensors(architecture: &str, s: Size) -> Vec<(String, Vec<usize>)> {
    let mut all = vec![
        ("token_embd.weight".to_string(), vec![s.vocabulary, s.width]),
        ("output_norm.weight".to_string(), vec![s.width]),
    ];
    if architecture == "llama" {
        all.push(("output.weight".to_string(), vec![s.vocabulary, s.width]));
    }
    let (asked, kept) = (s.heads * s.head, s.kept * s.head);
    for i in 0..s.layers {
        let mut add = |part: &str, shape: &[usize]| all.push((format!("blk.{i}.{part}"), shape.to_vec()));
        for (part, shape) in [
            ("attn_q.weight", &[asked, s.width][..]),
            ("attn_k.weight", &[kept, s.width]),
            ("attn_v.weight", &[kept, s.width]),
            ("attn_output.weight", &[s.width, asked]),
            ("ffn_gate.weight", &[s.wide, s.width]),
            ("ffn_up.weight", &[s.wide, s.width]),
            ("ffn_down.weight", &[s.width, s.wide]),
            ("attn_norm.weight", &[s.width]),
            ("ffn_norm.weight", &[s.width]),
        ] {
            add(part, shape);
        }
        if matches!(architecture, "qwen3" | "gemma3") {
            add("attn_q_norm.weight", &[s.head]);
            add("attn_k_norm.weight", &[s.head]);
        }
        if architecture == "qwen2" {
            add("attn_q.bias", &[asked]);
            add("attn_k.bias", &[kept]);
            add("attn_v.bias", &[kept]);
        }
        if architecture == "gemma3" {
            add("post_attention_norm.weight", &[s.width]);
            add("post_ffw_norm.weight", &[s.width]);
        }
    }
    all
}

/// The metadata of the sizes.
pub fn keys(architecture: &str, s: Size) -> Vec<(String, Value)> {
    let base = if architecture == "llama" { 1e4 } else { 1e6 };
    let mut keys = vec![("general.architecture".to_string(), Value::String(architecture.into()))];
    let mut add = |key: &str, value: Value| keys.push((format!("{architecture}.{key}"), value));
    for (key, n) in [
        ("context_length", 512),
        ("embedding_length", s.width),
        ("feed_forward_length", s.wide),
        ("block_count", s.layers),
        ("attention.head_count", s.heads),
        ("attention.head_count_kv", s.kept),
        ("attention.key_length", s.head),
        ("attention.value_length", s.head),
        ("rope.dimension_count", s.head),
    ] {
        add(key, Value::U32(n as u32));
    }
    add("attention.layer_norm_rms_epsilon", Value::F32(1e-6));
    add("rope.freq_base", Value::F32(base));
    if architecture == "gemma3" {
        add("attention.sliding_window", Value::U32(8));
        add("rope.scaling.type", Value::String("linear".into()));
        add("rope.scaling.factor", Value::F32(8.0));
    }
    keys
}

/// Writes a model; `kind` says how a matrix of so many columns is kept.
pub fn write(
    architecture: &str,
    size: Size,
    more: &[(String, Value)],
    kind: impl Fn(&str, usize) -> GgmlDType,
    exact: bool,
) -> Temporary {
    let file = Temporary::new(&format!(
        "{architecture}-{}-{}",
        size.width,
        std::thread::current().name().unwrap_or("x").replace("::", "-")
    ));
    let tensors: Vec<(String, QTensor)> = tensors(architecture, size)
        .into_iter()
        .map(|(name, shape)| {
            let plain = Tensor::from_vec(value(&name, &shape), shape.clone(), &Device::Cpu).expect("sizes fit");
            let kind = if shape.len() == 1 { GgmlDType::F32 } else { kind(&name, shape[1]) };
            let mut tensor = QTensor::quantize(&plain, kind).expect("blocks fit");
            if exact {
                let back = tensor.dequantize(&Device::Cpu).expect("its own blocks");
                tensor = QTensor::quantize(&back, GgmlDType::F32).expect("f32 is always possible");
            }
            (name, tensor)
        })
        .collect();
    let mut keys = keys(architecture, size);
    keys.retain(|(key, _)| more.iter().all(|(other, _)| other != key)); // what is given wins
    keys.extend(more.iter().cloned());
    let keys: Vec<(&str, &Value)> = keys.iter().map(|(k, v)| (k.as_str(), v)).collect();
    let tensors: Vec<(&str, &QTensor)> = tensors.iter().map(|(n, t)| (n.as_str(), t)).collect();
    let mut out = std::fs::File::create(&file.0).expect("the temporary folder is writable");
    gguf_file::write(&mut out, &keys, &tensors).expect("the temporary folder has room");
    file
}

pub fn worst(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

pub fn largest(a: &[f32]) -> f32 {
    a.iter().fold(0.0, |m, v| m.max(v.abs()))
}

/// A vocabulary of all bytes, a few merges, Qwen's special tokens, and nameless ones up to the size.
pub fn words(size: usize) -> Vec<(String, Value)> {
    let printable = |b: u8| matches!(b, 0x21..=0x7e | 0xa1..=0xac | 0xae..=0xff);
    let mut next = 0x100;
    let mut letters: Vec<String> = (0u8..=255)
        .map(|b| {
            let code = if printable(b) {
                u32::from(b)
            } else {
                next += 1;
                next - 1
            };
            char::from_u32(code).expect("a letter").to_string()
        })
        .collect();
    let merges = ["o n", "Ġ n", "Ġ o", "Ġ d", "Ġd e", "o u", "e r", "ou i", "n on", "Ġn on", "Ġ oui"];
    letters.extend(merges.iter().map(|m| m.replace(' ', "")));
    let specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];
    let mut tokens = letters;
    let plain = size.saturating_sub(specials.len()).max(tokens.len());
    let from = tokens.len();
    tokens.extend((from..plain).map(|i| format!("{{{i}}}")));
    tokens.extend(specials.map(String::from));
    let types = (0..tokens.len()).map(|i| Value::I32(if i < plain { 1 } else { 3 })).collect();
    let end = tokens.len() as u32 - 1;
    let texts = |list: Vec<String>| Value::Array(list.into_iter().map(Value::String).collect());
    [
        ("tokenizer.ggml.model", Value::String("gpt2".into())),
        ("tokenizer.ggml.pre", Value::String("qwen2".into())),
        ("tokenizer.ggml.tokens", texts(tokens)),
        ("tokenizer.ggml.token_type", Value::Array(types)),
        ("tokenizer.ggml.merges", texts(merges.map(String::from).to_vec())),
        ("tokenizer.ggml.eos_token_id", Value::U32(end)),
        ("tokenizer.ggml.padding_token_id", Value::U32(end - 2)),
        ("tokenizer.ggml.add_bos_token", Value::Bool(false)),
    ]
    .map(|(k, v)| (k.to_string(), v))
    .to_vec()
}
