//! The decoder: tokens so far and what was heard, to the chances of the next token.
//!
//! Two caches make it quick. The keys and values of what was heard are computed once an utterance; those of the tokens
//! already written are kept (candle's example reads the whole prefix again for every token).

use crate::config::Config;
use crate::encoder::{Norm, joined, linear};
use huisclos_weights::{Cache, Head, Matrix, Precision, Weights, WeightsError, attend, inside, kernel};
use rayon::prelude::*;
use std::sync::Arc;

struct Layer {
    own_norm: Norm,
    qkv: Matrix,
    own_out: Matrix,
    heard_norm: Norm,
    heard_query: Matrix,
    heard_kv: Matrix,
    heard_out: Matrix,
    norm: Norm,
    widen: Matrix,
    narrow: Matrix,
}

/// The decoder's weights.
pub(crate) struct Decoder {
    embedding: Matrix,
    positions: Vec<f32>,
    layers: Vec<Layer>,
    norm: Norm,
    width: usize,
    head: usize,
    positions_max: usize,
    precision: Precision,
}

/// Keys and values of what was heard, of one layer.
enum Heard {
    /// In eight bits, head by head: an eighth of the memory that every token goes through.
    Quick(Vec<Head>),
    /// As they are, for comparison.
    Exact(Cache),
}

/// What one transcript needs to go on: a cache of what was heard and of what was written, per layer.
#[derive(Clone, Default)]
pub(crate) struct State {
    /// Shared by the transcripts of one utterance.
    heard: Arc<[Heard]>,
    written: Vec<Cache>,
}

impl State {
    /// Tokens read so far.
    pub(crate) fn len(&self) -> usize {
        self.written.first().map_or(0, Cache::len)
    }
}

impl Decoder {
    pub(crate) fn read(w: &Weights, c: &Config, p: Precision) -> Result<Self, WeightsError> {
        let (width, wide) = (c.d_model, c.decoder_ffn_dim);
        let mut layers = Vec::with_capacity(c.decoder_layers);
        for i in 0..c.decoder_layers {
            let name = format!("model.decoder.layers.{i}");
            let (own, heard) = (format!("{name}.self_attn"), format!("{name}.encoder_attn"));
            layers.push(Layer {
                own_norm: Norm::read(w, &format!("{name}.self_attn_layer_norm"), width)?,
                qkv: joined(w, &own, "qkv", width, p)?,
                own_out: linear(w, &format!("{own}.out_proj"), width, width, p)?,
                heard_norm: Norm::read(w, &format!("{name}.encoder_attn_layer_norm"), width)?,
                heard_query: linear(w, &format!("{heard}.q_proj"), width, width, p)?,
                heard_kv: joined(w, &heard, "kv", width, p)?,
                heard_out: linear(w, &format!("{heard}.out_proj"), width, width, p)?,
                norm: Norm::read(w, &format!("{name}.final_layer_norm"), width)?,
                widen: linear(w, &format!("{name}.fc1"), wide, width, p)?,
                narrow: linear(w, &format!("{name}.fc2"), width, wide, p)?,
            });
        }
        Ok(Self {
            embedding: w.matrix(&["model.decoder.embed_tokens.weight"], c.vocab_size, width, p)?,
            positions: w.values("model.decoder.embed_positions.weight", &[c.max_target_positions, width])?,
            layers,
            norm: Norm::read(w, "model.decoder.layer_norm", width)?,
            width,
            head: width / c.decoder_attention_heads,
            positions_max: c.max_target_positions,
            precision: p,
        })
    }

    /// Begins a transcript of what the encoder gave.
    pub(crate) fn begin(&self, heard: &[f32]) -> Result<State, WeightsError> {
        let mut layers = Vec::with_capacity(self.layers.len());
        for layer in &self.layers {
            let rows = layer.heard_kv.apply(heard)?;
            layers.push(match self.precision {
                Precision::Quick => {
                    let heads = (0..self.width / self.head).into_par_iter().map(|h| h * self.head);
                    let head = |at| Head::new(&rows, 2 * self.width, at, self.width + at, self.head);
                    Heard::Quick(heads.map(head).collect())
                }
                Precision::Exact => {
                    let mut cache = Cache::new(self.width);
                    for row in rows.chunks_exact(2 * self.width) {
                        let (key, value) = row.split_at(self.width);
                        cache.push(key, value);
                    }
                    Heard::Exact(cache)
                }
            });
        }
        Ok(State { heard: layers.into(), written: vec![Cache::new(self.width); self.layers.len()] })
    }

    /// Reads some tokens after those already read, and gives one row of hidden values for each. Past the longest
    /// transcript nothing is read.
    pub(crate) fn read_tokens(&self, state: &mut State, tokens: &[u32]) -> Result<Vec<f32>, WeightsError> {
        let start = state.len();
        if tokens.is_empty() || start >= self.positions_max {
            return Ok(Vec::new());
        }
        let tokens = &tokens[..tokens.len().min(self.positions_max - start)];
        let rows: Vec<(usize, u32)> = tokens.iter().map(|token| (0, *token)).collect();
        inside(|| self.pass(&mut [state], &rows))
    }

    /// Reads one token of each of several transcripts and gives the scores of what may follow, transcript by transcript; none for one
    /// that is as long as can be.
    pub(crate) fn follow(&self, states: &mut [&mut State], tokens: &[u32]) -> Result<Vec<Vec<f32>>, WeightsError> {
        let room = |(i, _): &(usize, u32)| states[*i].len() < self.positions_max;
        let rows: Vec<(usize, u32)> = tokens.iter().copied().enumerate().filter(room).collect();
        let mut out = vec![Vec::new(); states.len()];
        if !rows.is_empty() {
            let scores = inside(|| self.scores(&self.pass(states, &rows)?))?;
            for ((i, _), scores) in rows.iter().zip(scores.chunks_exact(scores.len() / rows.len())) {
                out[*i] = scores.to_vec();
            }
        }
        Ok(out)
    }

    /// Reads tokens, each of one of the transcripts, those of one in their order: one row of hidden values for each. The weights are
    /// gone through once for all the rows.
    fn pass(&self, states: &mut [&mut State], rows: &[(usize, u32)]) -> Result<Vec<f32>, WeightsError> {
        let mut x = Vec::with_capacity(rows.len() * self.width);
        let mut ends: Vec<usize> = states.iter().map(|state| state.len()).collect();
        let mut lengths = Vec::with_capacity(rows.len());
        for (which, token) in rows {
            let mut row = self.embedding.row(*token as usize)?.unwrap_or_else(|| vec![0.0; self.width]);
            kernel::add(&mut row, &self.positions[ends[*which] * self.width..]);
            x.extend(row);
            ends[*which] += 1;
            lengths.push(ends[*which]);
        }
        let mut scores = Vec::new();
        let mut seen = vec![0.0; x.len()];
        for (i, layer) in self.layers.iter().enumerate() {
            let qkv = layer.qkv.apply(&layer.own_norm.of(&x))?;
            let each = qkv.chunks_exact(3 * self.width).zip(seen.chunks_exact_mut(self.width));
            for ((row, out), ((which, _), length)) in each.zip(rows.iter().zip(&lengths)) {
                let written = &mut states[*which].written[i];
                written.push(&row[self.width..2 * self.width], &row[2 * self.width..]);
                attend(&row[..self.width], written, *length, self.head, &mut scores, out);
            }
            kernel::add(&mut x, &layer.own_out.apply(&seen)?);
            let queries = layer.heard_query.apply(&layer.heard_norm.of(&x))?;
            // The tokens of one transcript stand together, and look at the same positions.
            let mut at = 0;
            for same in rows.chunk_by(|a, b| a.0 == b.0) {
                let part = at..at + same.len() * self.width;
                self.hear(&states[same[0].0].heard[i], &queries[part.clone()], &mut scores, &mut seen[part.clone()]);
                at = part.end;
            }
            kernel::add(&mut x, &layer.heard_out.apply(&seen)?);
            let hidden = layer.widen.apply_gelu(&layer.norm.of(&x))?;
            kernel::add(&mut x, &layer.narrow.apply(&hidden)?);
        }
        Ok(x)
    }

    /// Attention of some rows of queries over what was heard.
    fn hear(&self, heard: &Heard, queries: &[f32], scores: &mut Vec<f32>, out: &mut [f32]) {
        match heard {
            Heard::Quick(heads) => {
                for (h, head) in heads.iter().enumerate() {
                    let seen = head.attend(queries, self.width, h * self.head);
                    for (out, seen) in out.chunks_exact_mut(self.width).zip(seen.chunks_exact(self.head)) {
                        out[h * self.head..][..self.head].copy_from_slice(seen);
                    }
                }
            }
            Heard::Exact(cache) => {
                for (query, out) in queries.chunks_exact(self.width).zip(out.chunks_exact_mut(self.width)) {
                    attend(query, cache, usize::MAX, self.head, scores, out);
                }
            }
        }
    }

    /// The scores of every token after each row of hidden values.
    pub(crate) fn scores(&self, hidden: &[f32]) -> Result<Vec<f32>, WeightsError> {
        inside(|| self.embedding.apply(&self.norm.of(hidden)))
    }

    /// Width of a row of hidden values.
    pub(crate) fn width(&self) -> usize {
        self.width
    }
}
