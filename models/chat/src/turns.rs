//! Rotary positions.

use crate::config::{Architecture, Config};

/// Cosines and sines of each position, half a head each, made as far as a text has come.
pub(crate) struct Turns {
    steps: Vec<f64>,
    head: usize,
    /// Neighbours are turned together (Llama's files), not the two halves of a head.
    neighbours: bool,
}

impl Turns {
    /// For the layers that look back to the beginning, or those of a window. `factors` slow each step (Llama 3.1's `rope_freqs`).
    pub(crate) fn new(config: &Config, local: bool, factors: Option<&[f32]>) -> Self {
        let (base, stretch) = if local { (config.local_base, 1.0) } else { (config.base, config.stretch) };
        let step = |i: usize| {
            let factor = factors.and_then(|f| f.get(i)).map_or(1.0, |f| f64::from(*f));
            base.powf(-2.0 * i as f64 / config.head as f64) / stretch / factor
        };
        let steps = (0..config.head / 2).map(step).collect();
        Self { steps, head: config.head, neighbours: config.architecture == Architecture::Llama }
    }

    /// Cosines then sines of one position.
    pub(crate) fn at(&self, position: usize, out: &mut Vec<f32>) {
        out.clear();
        out.extend(self.steps.iter().map(|s| (position as f64 * s).cos() as f32));
        out.extend(self.steps.iter().map(|s| (position as f64 * s).sin() as f32));
    }

    /// Turns each head of a row by what `at` gave.
    pub(crate) fn turn(&self, heads: &mut [f32], angles: &[f32]) {
        let half = self.head / 2;
        let (cos, sin) = angles.split_at(half);
        for head in heads.chunks_exact_mut(self.head) {
            if self.neighbours {
                for ((pair, c), s) in head.as_chunks_mut::<2>().0.iter_mut().zip(cos).zip(sin) {
                    *pair = [pair[0] * c - pair[1] * s, pair[0] * s + pair[1] * c];
                }
            } else {
                let (first, second) = head.split_at_mut(half);
                for i in 0..half {
                    (first[i], second[i]) =
                        (first[i] * cos[i] - second[i] * sin[i], first[i] * sin[i] + second[i] * cos[i]);
                }
            }
        }
    }
}
