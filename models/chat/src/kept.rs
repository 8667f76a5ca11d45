//! Keys and values that are kept, in half precision, head by head.

use huisclos_blocks::kernel;

/// Positions that are brought to f32 at a time: 64 of 128 values are 32 KB, a nearest cache.
const SOME: usize = 64;

/// What one layer keeps.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layer {
    keys: Vec<Vec<u16>>,
    values: Vec<Vec<u16>>,
}

/// What a text that was read leaves behind: every layer's keys and values.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    pub(crate) layers: Vec<Layer>,
    pub(crate) len: usize,
    pub(crate) head: usize,
}

impl Kept {
    pub(crate) fn new(layers: usize, heads: usize, head: usize) -> Self {
        let layer = Layer { keys: vec![Vec::new(); heads], values: vec![Vec::new(); heads] };
        Self { layers: vec![layer; layers], len: 0, head }
    }

    /// Tokens read.
    pub fn len(&self) -> usize {
        self.len
    }

    /// True before the first.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Forgets every token from `len` on.
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
        for layer in &mut self.layers {
            for list in layer.keys.iter_mut().chain(&mut layer.values) {
                list.truncate(self.len * self.head);
            }
        }
    }

    /// Bytes kept.
    pub fn bytes(&self) -> usize {
        self.layers.iter().flat_map(|l| l.keys.iter().chain(&l.values)).map(|list| 2 * list.capacity()).sum()
    }
}

impl Layer {
    /// Adds rows of keys and values (all heads of one position side by side).
    pub(crate) fn push(&mut self, keys: &[f32], values: &[f32], head: usize) {
        let heads = self.keys.len();
        for (lists, rows) in [(&mut self.keys, keys), (&mut self.values, values)] {
            for row in rows.chunks_exact(heads * head) {
                for (list, part) in lists.iter_mut().zip(row.chunks_exact(head)) {
                    let from = list.len();
                    list.resize(from + head, 0);
                    kernel::to_halves(part, &mut list[from..]);
                }
            }
        }
    }
}

/// Which positions each query may see.
#[derive(Clone, Copy)]
pub(crate) struct Sight {
    /// Position of the first query.
    pub start: usize,
    /// Query rows of each position.
    pub group: usize,
    /// How far back; `None` to the beginning.
    pub window: Option<usize>,
    pub scale: f32,
}

impl Layer {
    /// Attention of queries (rows of `head`, all of the first position first) over what key head `h` has kept.
    pub(crate) fn attend(&self, h: usize, queries: &[f32], head: usize, sight: Sight) -> Vec<f32> {
        let (keys, values) = (&self.keys[h], &self.values[h]);
        let rows = queries.len() / head;
        let all = keys.len() / head;
        // What no query can see is not looked at.
        let first = sight.window.map_or(0, |w| (sight.start + 1).saturating_sub(w)) / SOME * SOME;
        let stride = all - first;
        let mut scores = vec![0.0; rows * stride];
        let mut floats = vec![0.0; SOME * head];
        for from in (first..all).step_by(SOME) {
            let some = (all - from).min(SOME) * head;
            kernel::halves(&keys[from * head..][..some], &mut floats[..some]);
            kernel::match_keys(queries, &floats[..some], head, stride, &mut scores[from - first..]);
        }
        for (r, row) in scores.chunks_exact_mut(stride).enumerate() {
            let at = sight.start + r / sight.group;
            let oldest = sight.window.map_or(0, |w| (at + 1).saturating_sub(w)).max(first) - first;
            let seen = (at + 1 - first).min(stride);
            row[..oldest].fill(0.0);
            kernel::soften(&mut row[oldest..seen], sight.scale);
            row[seen..].fill(0.0);
        }
        let mut out = vec![0.0; queries.len()];
        for from in (first..all).step_by(SOME) {
            let some = (all - from).min(SOME) * head;
            kernel::halves(&values[from * head..][..some], &mut floats[..some]);
            kernel::mix_values(&scores[from - first..], &floats[..some], head, stride, &mut out);
        }
        out
    }
}
