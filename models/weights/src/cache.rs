//! Keys and values of attention that are kept, and attention over them for a few new positions.

use crate::kernel;

/// Keys and values of one layer, head by head inside each position. Grows by whole positions, up to the model's context
/// (whoever pushes checks it).
#[derive(Clone, Debug, Default)]
pub struct Cache {
    keys: Vec<f32>,
    values: Vec<f32>,
    width: usize,
}

impl Cache {
    /// Empty, for keys of `width` values a position.
    pub fn new(width: usize) -> Self {
        Self { keys: Vec::new(), values: Vec::new(), width }
    }

    /// Number of positions kept.
    pub fn len(&self) -> usize {
        self.keys.len() / self.width.max(1)
    }

    /// True without a position.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Adds one or more positions.
    pub fn push(&mut self, keys: &[f32], values: &[f32]) {
        self.keys.extend_from_slice(keys);
        self.values.extend_from_slice(values);
    }

    /// Forgets every position from `len` on.
    pub fn truncate(&mut self, len: usize) {
        self.keys.truncate(len * self.width);
        self.values.truncate(len * self.width);
    }
}

/// Attention of one position's query over the first `seen` positions of the cache, into `out`. `query` has `heads` heads of
/// `head` values; the cache may have fewer (grouped queries): neighbours share one.
pub fn attend(query: &[f32], cache: &Cache, seen: usize, head: usize, scores: &mut Vec<f32>, out: &mut [f32]) {
    let (heads, kept) = (query.len() / head, cache.width / head);
    let scale = 1.0 / (head as f32).sqrt();
    let seen = seen.min(cache.len());
    out.fill(0.0);
    if seen == 0 {
        return;
    }
    for h in 0..heads {
        let at = h * kept / heads * head;
        let query = &query[h * head..][..head];
        scores.clear();
        scores.resize(seen, 0.0);
        kernel::scores(query, &cache.keys[at..], cache.width, scale, scores);
        kernel::softmax(scores, seen);
        kernel::mix(scores, &cache.values[at..], cache.width, &mut out[h * head..][..head]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_give_the_mean_of_the_values_seen() {
        let mut cache = Cache::new(2);
        for v in [1.0, 3.0, 100.0] {
            cache.push(&[0.5, 0.5], &[v, -v]);
        }
        let (mut scores, mut out) = (Vec::new(), [9.0; 2]);
        attend(&[1.0, 1.0], &cache, 2, 2, &mut scores, &mut out);
        assert_eq!(out, [2.0, -2.0], "the third position is not seen");
        cache.truncate(1);
        attend(&[1.0, 1.0], &cache, 3, 2, &mut scores, &mut out);
        assert_eq!((cache.len(), out), (1, [1.0, -1.0]));
    }

    #[test]
    fn heads_share_keys_by_group() {
        let mut cache = Cache::new(2);
        cache.push(&[0.0, 0.0], &[1.0, 2.0]);
        let mut out = [0.0; 4];
        attend(&[1.0; 4], &cache, 1, 1, &mut Vec::new(), &mut out);
        assert_eq!(out, [1.0, 1.0, 2.0, 2.0]);
    }
}
