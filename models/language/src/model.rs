//! The decoder: Qwen3's shape (grouped queries with normalised heads, rotary positions, gated feed-forward), with a cache
//! that can be cut back, so that the cabinet's part of the prompt is read once.

use huisclos_weights::{Cache, Matrix, Precision, Weights, WeightsError, attend, kernel};

struct Layer {
    norm: Vec<f32>,
    query: Matrix,
    key: Matrix,
    value: Matrix,
    query_norm: Vec<f32>,
    key_norm: Vec<f32>,
    out: Matrix,
    wide_norm: Vec<f32>,
    gate: Matrix,
    up: Matrix,
    down: Matrix,
}

/// The weights.
pub(crate) struct Model {
    embedding: Matrix,
    output: Option<Matrix>,
    layers: Vec<Layer>,
    norm: Vec<f32>,
    /// Cosines then sines of each position, half a head each.
    turns: Vec<f32>,
    width: usize,
    head: usize,
    epsilon: f32,
    context: usize,
}

/// Longest context kept in memory: the form needs 200 tokens; a file may offer 32,768.
const CONTEXT_MAX: usize = 1024;

impl Model {
    /// Reads a GGUF of the `qwen3` architecture whose vocabulary has `vocabulary` tokens.
    pub(crate) fn read(w: &mut Weights, vocabulary: usize, p: Precision) -> Result<Self, WeightsError> {
        match w.text("general.architecture") {
            Some("qwen3") => {}
            other => return Err(w.unsuitable(format!("its architecture is {other:?}, expected qwen3"))),
        }
        let size = |w: &Weights, key: &str, max: f64| match w.number(&format!("qwen3.{key}")) {
            Some(n) if n >= 1.0 && n <= max => Ok(n as usize),
            other => Err(w.unsuitable(format!("qwen3.{key} is {other:?}, expected 1 to {max}"))),
        };
        let width = size(w, "embedding_length", 8192.0)?;
        let wide = size(w, "feed_forward_length", 32768.0)?;
        let count = size(w, "block_count", 128.0)?;
        let heads = size(w, "attention.head_count", 128.0)?;
        let kept = size(w, "attention.head_count_kv", 128.0)?;
        let head = size(w, "attention.key_length", 512.0)?;
        let context = size(w, "context_length", 1e7)?.min(CONTEXT_MAX);
        if heads % kept != 0 || head % 2 != 0 {
            return Err(w.unsuitable(format!("{heads} heads of {head} over {kept} do not divide")));
        }
        let epsilon = w.number("qwen3.attention.layer_norm_rms_epsilon").unwrap_or(1e-6) as f32;
        let base = w.number("qwen3.rope.freq_base").unwrap_or(10_000.0);
        let mut layers = Vec::with_capacity(count);
        for i in 0..count {
            let name = |part: &str| format!("blk.{i}.{part}.weight");
            let matrix = |part: &str, rows, columns| w.matrix(&[&name(part)], rows, columns, p);
            let (query, key) = (matrix("attn_q", heads * head, width)?, matrix("attn_k", kept * head, width)?);
            let (value, out) = (matrix("attn_v", kept * head, width)?, matrix("attn_output", width, heads * head)?);
            let (gate, up, down) =
                (matrix("ffn_gate", wide, width)?, matrix("ffn_up", wide, width)?, matrix("ffn_down", width, wide)?);
            layers.push(Layer {
                norm: w.values(&name("attn_norm"), &[width])?,
                query_norm: w.values(&name("attn_q_norm"), &[head])?,
                key_norm: w.values(&name("attn_k_norm"), &[head])?,
                wide_norm: w.values(&name("ffn_norm"), &[width])?,
                query,
                key,
                value,
                out,
                gate,
                up,
                down,
            });
        }
        let output = match w.shape("output.weight") {
            Some(_) => Some(w.matrix(&["output.weight"], vocabulary, width, p)?),
            None => None, // tied to the embedding
        };
        Ok(Self {
            embedding: w.matrix(&["token_embd.weight"], vocabulary, width, p)?,
            output,
            layers,
            norm: w.values("output_norm.weight", &[width])?,
            turns: turns(context, head, base),
            width,
            head,
            epsilon,
            context,
        })
    }

    /// Most tokens that can be read.
    pub(crate) fn context(&self) -> usize {
        self.context
    }

    /// An empty cache.
    pub(crate) fn begin(&self) -> Vec<Cache> {
        self.layers.iter().map(|layer| Cache::new(layer.key.rows())).collect()
    }

    /// Reads tokens after those in the cache (the caller keeps to `context`) and gives the scores of what may follow the last.
    pub(crate) fn read_tokens(&self, caches: &mut [Cache], tokens: &[u32]) -> Result<Vec<f32>, WeightsError> {
        let start = caches.first().map_or(0, Cache::len);
        let mut x = Vec::with_capacity(tokens.len() * self.width);
        for token in tokens {
            x.extend(self.embedding.row(*token as usize)?.unwrap_or_else(|| vec![0.0; self.width]));
        }
        let mut scores = Vec::new();
        for (layer, cache) in self.layers.iter().zip(caches) {
            let h = self.normed(&x, &layer.norm);
            let (mut queries, mut keys) = (layer.query.apply(&h)?, layer.key.apply(&h)?);
            let values = layer.value.apply(&h)?;
            kernel::rms_norm(&mut queries, &layer.query_norm, self.epsilon);
            kernel::rms_norm(&mut keys, &layer.key_norm, self.epsilon);
            let (wide, kept) = (layer.query.rows(), layer.key.rows());
            let mut seen = vec![0.0; queries.len()];
            for i in 0..tokens.len() {
                let (query, key) = (&mut queries[i * wide..][..wide], &mut keys[i * kept..][..kept]);
                self.turn(query, start + i);
                self.turn(key, start + i);
                cache.push(key, &values[i * kept..][..kept]);
                attend(query, cache, start + i + 1, self.head, &mut scores, &mut seen[i * wide..][..wide]);
            }
            kernel::add(&mut x, &layer.out.apply(&seen)?);
            let h = self.normed(&x, &layer.wide_norm);
            let mut gate = layer.gate.apply(&h)?;
            kernel::silu_times(&mut gate, &layer.up.apply(&h)?);
            kernel::add(&mut x, &layer.down.apply(&gate)?);
        }
        let last = self.normed(&x[x.len() - self.width..], &self.norm);
        self.output.as_ref().unwrap_or(&self.embedding).apply(&last)
    }

    fn normed(&self, x: &[f32], weight: &[f32]) -> Vec<f32> {
        let mut out = x.to_vec();
        kernel::rms_norm(&mut out, weight, self.epsilon);
        out
    }

    /// Turns each head by its position: the first half of a head with the second, as Qwen and Llama do in GGUF's `qwen3`.
    fn turn(&self, heads: &mut [f32], position: usize) {
        let half = self.head / 2;
        let (cos, sin) = self.turns[position * self.head..][..self.head].split_at(half);
        for head in heads.chunks_exact_mut(self.head) {
            let (first, second) = head.split_at_mut(half);
            for i in 0..half {
                (first[i], second[i]) =
                    (first[i] * cos[i] - second[i] * sin[i], first[i] * sin[i] + second[i] * cos[i]);
            }
        }
    }
}

fn turns(context: usize, head: usize, base: f64) -> Vec<f32> {
    let half = head / 2;
    let angle = |position: usize, i: usize| position as f64 / base.powf(2.0 * i as f64 / head as f64);
    (0..context)
        .flat_map(|position| {
            let angles = (0..half).map(move |i| angle(position, i));
            angles.clone().map(|a| a.cos() as f32).chain(angles.map(|a| a.sin() as f32)).collect::<Vec<_>>()
        })
        .collect()
}
