//! What a GGUF says of its model, and what it does not say because its architecture has it so.

use huisclos_blocks::{BlocksError, Gguf};

/// The architectures that are run here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Architecture {
    /// Llama 2 and 3, Mistral and others of its shape.
    Llama,
    /// Qwen2 and Qwen2.5.
    Qwen2,
    /// Qwen3.
    Qwen3,
    /// Gemma 3 (text).
    Gemma3,
}

/// Names in `general.architecture`.
const NAMES: [(&str, Architecture); 4] = [
    ("llama", Architecture::Llama),
    ("qwen2", Architecture::Qwen2),
    ("qwen3", Architecture::Qwen3),
    ("gemma3", Architecture::Gemma3),
];

/// Longest text kept in memory, tokens: the form's prompt needs some 900, a call to be summarised 1,500.
pub const CONTEXT_MAX: usize = 4096;

/// Sizes and constants of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Which architecture.
    pub architecture: Architecture,
    /// Values of a token.
    pub width: usize,
    /// Values inside the feed-forward.
    pub wide: usize,
    /// Layers.
    pub layers: usize,
    /// Query heads.
    pub heads: usize,
    /// Key heads.
    pub kept: usize,
    /// Values of a head.
    pub head: usize,
    /// Most tokens that are read.
    pub context: usize,
    /// Tokens of the vocabulary, with those that only fill it up.
    pub vocabulary: usize,
    /// Added under the root in norms.
    pub epsilon: f32,
    /// What scores are multiplied by before they are weighed.
    pub scale: f32,
    /// Base of the rotary positions.
    pub base: f64,
    /// Positions are divided by this (linear scaling).
    pub stretch: f64,
    /// Base in the layers that look back a window only.
    pub local_base: f64,
    /// How far those look back; `None` when all look back to the beginning.
    pub window: Option<usize>,
    /// Every so many layers one looks back to the beginning.
    pub pattern: usize,
}

impl Config {
    /// Reads and checks it.
    ///
    /// # Errors
    /// The key that is missing or out of bounds.
    pub fn read(file: &Gguf) -> Result<Self, BlocksError> {
        let name = file.text("general.architecture").unwrap_or_default();
        let Some((_, architecture)) = NAMES.iter().find(|(n, _)| *n == name) else {
            let known = NAMES.map(|(n, _)| n).join(", ");
            return Err(file.unsuitable(format!("general.architecture is {name:?}, these are run: {known}")));
        };
        let architecture = *architecture;
        let number = |key: &str| file.number(&format!("{name}.{key}"));
        let whole = |key: &str, max: f64| match number(key) {
            Some(n) if n >= 1.0 && n <= max && n.fract() == 0.0 => Ok(n as usize),
            Some(n) => Err(file.unsuitable(format!("{name}.{key} is {n}, expected 1 to {max}"))),
            None => Err(file.unsuitable(format!("its metadata has no number {name}.{key}"))),
        };
        let width = whole("embedding_length", 16_384.0)?;
        let (heads, layers) = (whole("attention.head_count", 256.0)?, whole("block_count", 160.0)?);
        let kept =
            if number("attention.head_count_kv").is_some() { whole("attention.head_count_kv", 256.0)? } else { heads };
        let head = if number("attention.key_length").is_some() {
            whole("attention.key_length", 512.0)?
        } else {
            width / heads
        };
        let turned = number("rope.dimension_count").unwrap_or(head as f64);
        if !heads.is_multiple_of(kept) || head == 0 || !head.is_multiple_of(2) || turned != head as f64 {
            return Err(
                file.unsuitable(format!("{heads} heads of {head} over {kept}, {turned} turned, do not go together"))
            );
        }
        if number("attention.value_length").is_some_and(|n| n != head as f64) {
            return Err(file.unsuitable(format!("{name}.attention.value_length is not {head}, that of its keys")));
        }
        let positive = |key: &str, default: f64, max: f64| match number(key) {
            None => Ok(default),
            Some(n) if n > 0.0 && n <= max => Ok(n),
            Some(n) => Err(file.unsuitable(format!("{name}.{key} is {n}, expected a number up to {max}"))),
        };
        let gemma = architecture == Architecture::Gemma3;
        let linear = file.text(&format!("{name}.rope.scaling.type")) == Some("linear");
        let vocabulary = match file.tensor("token_embd.weight").map(|t| t.shape.as_slice()) {
            Some([rows, columns]) if *columns == width && *rows <= 1 << 20 => *rows,
            other => return Err(file.unsuitable(format!("token_embd.weight is {other:?}, expected rows of {width}"))),
        };
        // Gemma 3's 27 B alone divides its scores by another root (`query_pre_attn_scalar`), which its file does not say.
        let per_score = if gemma && layers == 62 { width / heads } else { head };
        Ok(Self {
            architecture,
            width,
            wide: whole("feed_forward_length", 65_536.0)?,
            layers,
            heads,
            kept,
            head,
            context: whole("context_length", 1e8)?.min(CONTEXT_MAX),
            vocabulary,
            epsilon: positive("attention.layer_norm_rms_epsilon", 1e-6, 0.1)? as f32,
            scale: 1.0 / (per_score as f32).sqrt(),
            base: positive("rope.freq_base", if gemma { 1e6 } else { 1e4 }, 1e9)?,
            stretch: if linear { positive("rope.scaling.factor", 1.0, 1e4)? } else { 1.0 },
            local_base: positive("rope.freq_base_swa", 1e4, 1e9)?,
            window: if gemma { Some(whole("attention.sliding_window", 1e8)?) } else { None },
            pattern: 6,
        })
    }

    /// True for a layer that looks back a window only.
    pub fn is_local(&self, layer: usize) -> bool {
        self.window.is_some() && !(layer + 1).is_multiple_of(self.pattern)
    }
}
