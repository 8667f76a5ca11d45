//! Whisper models of invented weights, the same to the byte as `reference/invented.py` makes them.

use candle_core::{Device, Tensor};
use std::collections::HashMap;

/// Sizes of a model.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub name: &'static str,
    pub width: usize,
    pub encoder_layers: usize,
    pub decoder_layers: usize,
    pub heads: usize,
    pub bands: usize,
    pub positions: usize,
    pub target: usize,
}

pub const SMALL: Size = Size {
    name: "small",
    width: 64,
    encoder_layers: 2,
    decoder_layers: 2,
    heads: 4,
    bands: 80,
    positions: 100,
    target: 60,
};
pub const WIDE: Size = Size { name: "wide", width: 256, encoder_layers: 2, decoder_layers: 1, positions: 200, ..SMALL };
pub const TURBO: Size = Size {
    name: "turbo",
    width: 192,
    encoder_layers: 3,
    decoder_layers: 2,
    heads: 3,
    bands: 128,
    positions: 150,
    target: 80,
};
/// For files that are opened thousands of times.
pub const TINY: Size = Size {
    name: "tiny",
    width: 32,
    encoder_layers: 1,
    decoder_layers: 1,
    heads: 2,
    bands: 80,
    positions: 16,
    target: 16,
};
pub const SIZES: [Size; 3] = [SMALL, WIDE, TURBO];

/// GGML's numbers of the types.
pub const F32: u32 = 0;
pub const F16: u32 = 1;
pub const Q5_1: u32 = 7;
pub const Q8_0: u32 = 8;

impl Size {
    /// Hugging Face's `config.json`.
    pub fn config(&self, vocabulary: usize) -> String {
        serde_json::json!({
            "d_model": self.width, "encoder_layers": self.encoder_layers, "decoder_layers": self.decoder_layers,
            "encoder_attention_heads": self.heads, "decoder_attention_heads": self.heads,
            "encoder_ffn_dim": 4 * self.width, "decoder_ffn_dim": 4 * self.width, "vocab_size": vocabulary,
            "num_mel_bins": self.bands, "max_source_positions": self.positions, "max_target_positions": self.target,
        })
        .to_string()
    }

    /// Hugging Face's names, OpenAI's, and the sizes.
    pub fn tensors(&self, vocabulary: usize) -> Vec<(String, String, Vec<usize>)> {
        let w = self.width;
        let mut out: Vec<(String, String, Vec<usize>)> = Vec::new();
        let mut put = |ours: &str, theirs: &str, shape: &[usize]| {
            out.push((format!("model.{ours}"), theirs.to_string(), shape.to_vec()));
        };
        put("encoder.conv1.weight", "encoder.conv1.weight", &[w, self.bands, 3]);
        put("encoder.conv1.bias", "encoder.conv1.bias", &[w]);
        put("encoder.conv2.weight", "encoder.conv2.weight", &[w, w, 3]);
        put("encoder.conv2.bias", "encoder.conv2.bias", &[w]);
        put("encoder.embed_positions.weight", "encoder.positional_embedding", &[self.positions, w]);
        put("decoder.embed_positions.weight", "decoder.positional_embedding", &[self.target, w]);
        put("decoder.embed_tokens.weight", "decoder.token_embedding.weight", &[vocabulary, w]);
        let mut both = |ours: &str, theirs: &str, rows: usize, columns: Option<usize>, bias: bool| {
            let shape = [Some(rows), columns].into_iter().flatten().collect::<Vec<_>>();
            put(&format!("{ours}.weight"), &format!("{theirs}.weight"), &shape);
            if bias {
                put(&format!("{ours}.bias"), &format!("{theirs}.bias"), &[rows]);
            }
        };
        both("encoder.layer_norm", "encoder.ln_post", w, None, true);
        both("decoder.layer_norm", "decoder.ln", w, None, true);
        for (half, layers) in [("encoder", self.encoder_layers), ("decoder", self.decoder_layers)] {
            for i in 0..layers {
                let (layer, block) = (format!("{half}.layers.{i}"), format!("{half}.blocks.{i}"));
                let attentions = [("self_attn", "attn"), ("encoder_attn", "cross_attn")];
                for (ours, theirs) in attentions.into_iter().take(if half == "decoder" { 2 } else { 1 }) {
                    for (p, q) in [("q_proj", "query"), ("k_proj", "key"), ("v_proj", "value"), ("out_proj", "out")] {
                        both(
                            &format!("{layer}.{ours}.{p}"),
                            &format!("{block}.{theirs}.{q}"),
                            w,
                            Some(w),
                            p != "k_proj",
                        );
                    }
                    both(&format!("{layer}.{ours}_layer_norm"), &format!("{block}.{theirs}_ln"), w, None, true);
                }
                both(&format!("{layer}.final_layer_norm"), &format!("{block}.mlp_ln"), w, None, true);
                both(&format!("{layer}.fc1"), &format!("{block}.mlp.0"), 4 * w, Some(w), true);
                both(&format!("{layer}.fc2"), &format!("{block}.mlp.2"), w, Some(4 * w), true);
            }
        }
        out
    }

    /// Every tensor in f32, for a folder of Hugging Face's.
    pub fn values(&self, vocabulary: usize) -> HashMap<String, Tensor> {
        let tensor = |(name, _, shape): (String, String, Vec<usize>)| {
            let values = values(&name, &shape);
            (name, Tensor::from_vec(values, shape, &Device::Cpu).expect("sizes fit"))
        };
        self.tensors(vocabulary).into_iter().map(tensor).collect()
    }

    /// whisper.cpp's file.
    pub fn ggml(&self, kind: u32, vocabulary: usize) -> Vec<u8> {
        self.ggml_with(kind, vocabulary, 50_257)
    }

    /// The same with fewer pieces of the vocabulary.
    pub fn ggml_with(&self, kind: u32, vocabulary: usize, pieces: usize) -> Vec<u8> {
        let mut out = b"lmgg".to_vec();
        let numbers = |out: &mut Vec<u8>, all: &[usize]| all.iter().for_each(|n| out.extend((*n as u32).to_le_bytes()));
        let form = match kind {
            Q8_0 => 2007,
            Q5_1 => 2009,
            other => other as usize,
        };
        let (heads, w) = (self.heads, self.width);
        let audio = [vocabulary, self.positions, w, heads, self.encoder_layers];
        numbers(&mut out, &audio);
        numbers(&mut out, &[self.target, w, heads, self.decoder_layers, self.bands, form, self.bands, 201]);
        for b in 0..self.bands {
            let mut row = [0f32; 201];
            for j in 0..12 {
                row[b * 185 / self.bands + j] = if j < 6 { j + 1 } else { 12 - j } as f32 / 256.0;
            }
            row.iter().for_each(|v| out.extend(v.to_le_bytes()));
        }
        numbers(&mut out, &[pieces]);
        for i in 0..pieces {
            let piece = if i < 256 { vec![i as u8] } else { format!("p{i}").into_bytes() };
            numbers(&mut out, &[piece.len()]);
            out.extend(piece);
        }
        for (name, theirs, shape) in self.tensors(vocabulary) {
            let matrix = shape.len() == 2 && !name.contains("positions");
            let its = match shape.len() {
                _ if matrix => kind,
                3 if kind != F32 => F16,
                _ => F32,
            };
            let dims = if name.contains("conv") && shape.len() == 1 { vec![shape[0], 1] } else { shape.clone() };
            numbers(&mut out, &[dims.len(), theirs.len(), its as usize]);
            numbers(&mut out, &dims.iter().rev().copied().collect::<Vec<_>>());
            out.extend(theirs.as_bytes());
            out.extend(blocks(&name, &shape, its));
        }
        out
    }
}

fn hashed(name: &str, salt: u64) -> impl Fn(u64) -> u64 {
    let seed = name.bytes().fold(0x811c_9dc5u32, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
    move |i| {
        let mut h = (i * 2_654_435_761 + u64::from(seed) + salt) & 0xffff_ffff;
        h ^= h >> 15;
        h = (h * 2_246_822_519) & 0xffff_ffff;
        h ^ h >> 13
    }
}

/// What stands under a name.
pub fn values(name: &str, shape: &[usize]) -> Vec<f32> {
    let columns: usize = shape[1..].iter().product();
    let hash = hashed(name, 0);
    let value = |i| {
        let x = hash(i) as f64 / 4_294_967_296.0 - 0.5;
        (if name.contains("layer_norm.weight") {
            1.0 + 0.4 * x
        } else if name.ends_with(".bias") {
            0.2 * x
        } else if name.contains("embed_tokens") {
            0.5 * x
        } else if name.contains("embed") {
            x
        } else {
            3.4 * x / (columns as f64).sqrt()
        }) as f32
    };
    (0..shape.iter().product::<usize>() as u64).map(value).collect()
}

/// The same in another type, invented block by block.
pub fn blocks(name: &str, shape: &[usize], kind: u32) -> Vec<u8> {
    let count = shape.iter().product::<usize>() as u64;
    let columns: usize = shape[1..].iter().product();
    let step = (columns as f64).sqrt().log2().ceil() as i32;
    let (hash, scale) = (hashed(name, 0), hashed(name, 77));
    let embeds = name.contains("embed");
    if kind == F32 {
        return values(name, shape).iter().flat_map(|v| v.to_le_bytes()).collect();
    }
    if kind == F16 {
        let unit = 2f32.powi(-(if embeds { 12 } else { 9 + step }));
        return (0..count).flat_map(|i| half(((hash(i) % 2047) as i64 - 1023) as f32 * unit).to_le_bytes()).collect();
    }
    let exponent = (if embeds { 6 } else { 8 - step }) + if kind == Q5_1 { 3 } else { 0 };
    let mut out = Vec::new();
    for block in 0..count / 32 {
        let d = (exponent as u16) << 10 | (scale(block) & 0x3ff) as u16;
        out.extend(d.to_le_bytes());
        let numbers = (0..32).map(|i| hash(32 * block + i));
        if kind == Q8_0 {
            out.extend(numbers.map(|h| ((h % 255) as i64 - 127) as i8 as u8));
        } else {
            out.extend(((d + (4 << 10)) | 0x8000).to_le_bytes());
            out.extend(numbers.take(20).map(|h| h as u8));
        }
    }
    out
}

/// A number that half precision holds exactly, in it.
fn half(value: f32) -> u16 {
    let bits = value.to_bits();
    match bits & 0x7fff_ffff {
        0 => (bits >> 16) as u16,
        size => (bits >> 16 & 0x8000) as u16 | ((size >> 13) - (112 << 10)) as u16,
    }
}
