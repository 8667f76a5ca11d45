//! The decoder: one for the four architectures, which differ in norms, biases, turns and gates.

use crate::config::{Architecture, Config};
use crate::kept::{Kept, Sight};
use crate::turns::Turns;
use huisclos_blocks::{Blocks, BlocksError, Gguf, Hands, kernel, products};

struct Layer {
    norm: Vec<f32>,
    query: Blocks,
    key: Blocks,
    value: Blocks,
    /// Of queries, keys and values (Qwen2).
    biases: [Option<Vec<f32>>; 3],
    /// Of each head of queries and keys (Qwen3, Gemma 3).
    head_norms: Option<[Vec<f32>; 2]>,
    out: Blocks,
    /// After attention and after the feed-forward, before they are added (Gemma 3).
    after_norms: Option<[Vec<f32>; 2]>,
    wide_norm: Vec<f32>,
    gate: Blocks,
    up: Blocks,
    down: Blocks,
}

/// A model, its matrices left in the mapped file.
pub struct Decoder {
    config: Config,
    embedding: Blocks,
    output: Option<Blocks>,
    layers: Vec<Layer>,
    norm: Vec<f32>,
    turns: Turns,
    local_turns: Turns,
    hands: Hands,
}

/// Tokens read at a time: enough that unpacking the weights is paid for, few enough that scores stay in the caches.
const BATCH: usize = 256;

impl Decoder {
    /// Reads the tables of a model; the matrices stay where they are.
    ///
    /// # Errors
    /// The key or the tensor that does not fit.
    pub fn open(file: &Gguf, hands: Hands) -> Result<Self, BlocksError> {
        let config = Config::read(file)?;
        let (width, wide) = (config.width, config.wide);
        let (asked, kept) = (config.heads * config.head, config.kept * config.head);
        let maybe = |name: &str, len: usize| match file.tensor(name) {
            Some(_) => file.values(name, &[len]).map(Some),
            None => Ok(None),
        };
        let normed_heads = matches!(config.architecture, Architecture::Qwen3 | Architecture::Gemma3);
        let normed_after = config.architecture == Architecture::Gemma3;
        let mut layers = Vec::new();
        for i in 0..config.layers {
            let name = |part: &str| format!("blk.{i}.{part}");
            let matrix =
                |part: &str, rows, columns| Blocks::open(file, &name(&format!("{part}.weight")), rows, columns);
            let values = |part: &str, len: usize| file.values(&name(&format!("{part}.weight")), &[len]);
            layers.push(Layer {
                norm: values("attn_norm", width)?,
                query: matrix("attn_q", asked, width)?,
                key: matrix("attn_k", kept, width)?,
                value: matrix("attn_v", kept, width)?,
                biases: [
                    maybe(&name("attn_q.bias"), asked)?,
                    maybe(&name("attn_k.bias"), kept)?,
                    maybe(&name("attn_v.bias"), kept)?,
                ],
                head_norms: match normed_heads {
                    true => Some([values("attn_q_norm", config.head)?, values("attn_k_norm", config.head)?]),
                    false => None,
                },
                out: matrix("attn_output", width, asked)?,
                after_norms: match normed_after {
                    true => Some([values("post_attention_norm", width)?, values("post_ffw_norm", width)?]),
                    false => None,
                },
                wide_norm: values("ffn_norm", width)?,
                gate: matrix("ffn_gate", wide, width)?,
                up: matrix("ffn_up", wide, width)?,
                down: matrix("ffn_down", width, wide)?,
            });
        }
        let factors = maybe("rope_freqs.weight", config.head / 2)?;
        let output = match file.tensor("output.weight") {
            Some(_) => Some(Blocks::open(file, "output.weight", config.vocabulary, width)?),
            None => None, // tied to the embedding
        };
        Ok(Self {
            embedding: Blocks::open(file, "token_embd.weight", config.vocabulary, width)?,
            output,
            layers,
            norm: file.values("output_norm.weight", &[width])?,
            turns: Turns::new(&config, false, factors.as_deref()),
            local_turns: Turns::new(&config, true, None),
            hands,
            config,
        })
    }

    /// Sizes and constants.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Nothing read yet.
    pub fn begin(&self) -> Kept {
        Kept::new(self.config.layers, self.config.kept, self.config.head)
    }

    /// Reads tokens after those kept and gives the last one's state, from which scores are made. What exceeds the context is
    /// not read (whoever asks keeps to it).
    pub fn read(&self, kept: &mut Kept, tokens: &[u32]) -> Vec<f32> {
        let states = self.states(kept, tokens);
        states[states.len().saturating_sub(self.config.width)..].to_vec()
    }

    /// The same for every token, one state after the other.
    pub fn states(&self, kept: &mut Kept, tokens: &[u32]) -> Vec<f32> {
        let room = self.config.context.saturating_sub(kept.len);
        self.hands.inside(|| {
            let mut states = Vec::new();
            for some in tokens[..tokens.len().min(room)].chunks(BATCH) {
                states = self.batch(kept, some, states);
            }
            states
        })
    }

    fn batch(&self, kept: &mut Kept, tokens: &[u32], mut before: Vec<f32>) -> Vec<f32> {
        let c = &self.config;
        let start = kept.len;
        let mut x = vec![0.0; tokens.len() * c.width];
        for (token, row) in tokens.iter().zip(x.chunks_exact_mut(c.width)) {
            self.embedding.row(*token as usize, row);
        }
        if c.architecture == Architecture::Gemma3 {
            let scale = (c.width as f32).sqrt();
            x.iter_mut().for_each(|v| *v *= scale);
        }
        let angles = |turns: &Turns| -> Vec<Vec<f32>> {
            (0..tokens.len())
                .map(|t| {
                    let mut at = Vec::new();
                    turns.at(start + t, &mut at);
                    at
                })
                .collect()
        };
        let global = angles(&self.turns);
        let local = if c.window.is_some() { angles(&self.local_turns) } else { Vec::new() };
        for (i, layer) in self.layers.iter().enumerate() {
            let (turns, angles) = if c.is_local(i) { (&self.local_turns, &local) } else { (&self.turns, &global) };
            let mut seen = self.attention(layer, &mut kept.layers[i], &x, start, turns, angles, c.is_local(i));
            if let Some([after, _]) = &layer.after_norms {
                kernel::normalise(&mut seen, after, c.epsilon);
            }
            kernel::add(&mut x, &seen);
            self.hands.back(seen);
            let mut wide = self.feed(layer, &x);
            if let Some([_, after]) = &layer.after_norms {
                kernel::normalise(&mut wide, after, c.epsilon);
            }
            kernel::add(&mut x, &wide);
            self.hands.back(wide);
        }
        kept.len += tokens.len();
        kernel::normalise(&mut x, &self.norm, c.epsilon);
        before.extend(x);
        before
    }

    #[allow(clippy::too_many_arguments)] // one step of a layer, called once
    fn attention(
        &self,
        layer: &Layer,
        kept: &mut crate::kept::Layer,
        x: &[f32],
        start: usize,
        turns: &Turns,
        angles: &[Vec<f32>],
        is_local: bool,
    ) -> Vec<f32> {
        let c = &self.config;
        let mut h = self.hands.sheet(x.len());
        h.copy_from_slice(x);
        kernel::normalise(&mut h, &layer.norm, c.epsilon);
        let mut three = products(&self.hands, &[&layer.query, &layer.key, &layer.value], &h);
        for (rows, bias) in three.iter_mut().zip(&layer.biases) {
            if let Some(bias) = bias {
                rows.chunks_exact_mut(bias.len()).for_each(|row| kernel::add(row, bias));
            }
        }
        let [queries, keys, values] = &mut three[..] else { return h };
        if let Some([query_norm, key_norm]) = &layer.head_norms {
            kernel::normalise(queries, query_norm, c.epsilon);
            kernel::normalise(keys, key_norm, c.epsilon);
        }
        for (rows, heads) in [(&mut *queries, c.heads), (&mut *keys, c.kept)] {
            for (row, angles) in rows.chunks_exact_mut(heads * c.head).zip(angles) {
                turns.turn(row, angles);
            }
        }
        kept.push(keys, values, c.head);
        // All queries that share a key head stand together, position by position.
        let (group, asked) = (c.heads / c.kept, c.heads * c.head);
        let works: Vec<(usize, Vec<f32>)> = (0..c.kept)
            .map(|k| {
                let part = queries.chunks_exact(asked).flat_map(|row| &row[k * group * c.head..][..group * c.head]);
                (k, part.copied().collect())
            })
            .collect();
        let window = if is_local { c.window } else { None };
        let sight = Sight { start, group, window, scale: c.scale };
        let kept = &*kept;
        let attend = |(k, part): &(usize, Vec<f32>)| kept.attend(*k, part, c.head, sight);
        // One token over a short text is quicker than handing it over.
        let seen = match angles.len() * (start + angles.len()) * asked > 1 << 20 {
            true => self.hands.each(&works, attend),
            false => works.iter().map(attend).collect(),
        };
        for (k, seen) in seen.iter().enumerate() {
            for (row, seen) in queries.chunks_exact_mut(asked).zip(seen.chunks_exact(group * c.head)) {
                row[k * group * c.head..][..group * c.head].copy_from_slice(seen);
            }
        }
        let out = products(&self.hands, &[&layer.out], queries).swap_remove(0);
        three.into_iter().chain(seen).chain([h]).for_each(|sheet| self.hands.back(sheet));
        out
    }

    fn feed(&self, layer: &Layer, x: &[f32]) -> Vec<f32> {
        let c = &self.config;
        let mut h = self.hands.sheet(x.len());
        h.copy_from_slice(x);
        kernel::normalise(&mut h, &layer.wide_norm, c.epsilon);
        let mut two = products(&self.hands, &[&layer.gate, &layer.up], &h);
        let [gate, up] = &mut two[..] else { return h };
        match c.architecture {
            Architecture::Gemma3 => kernel::gelu_times(gate, up),
            _ => kernel::silu_times(gate, up),
        }
        let out = products(&self.hands, &[&layer.down], gate).swap_remove(0);
        two.into_iter().chain([h]).for_each(|sheet| self.hands.back(sheet));
        out
    }

    /// Scores of every token after a state.
    pub fn scores(&self, state: &[f32]) -> Vec<f32> {
        products(&self.hands, &[self.output.as_ref().unwrap_or(&self.embedding)], state).swap_remove(0)
    }

    /// Scores of some tokens only: where few are allowed, the largest matrix of a small model is not touched.
    pub fn scores_of(&self, state: &[f32], tokens: &[u32]) -> Vec<f32> {
        self.output.as_ref().unwrap_or(&self.embedding).some(state, tokens)
    }
}
