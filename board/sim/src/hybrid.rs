//! The echo that a two-wire line gives back of what the box says.

use std::collections::VecDeque;

use huisclos_audio::{FRAME_SAMPLES, LINE_HZ, level};

use crate::Hybrid;

/// The longest echo path: a card with deep buffers.
const LONGEST_MS: f32 = 200.0;
/// Shape of the reflection, one tap a sample: a hybrid is no mirror, it smears over half a millisecond. Energy 1.
const SHAPE: [f32; 5] = [0.55, -0.70, 0.40, -0.20, 0.087];

/// Gives back a weaker, later, smeared copy.
#[derive(Clone, Debug)]
pub struct EchoPath {
    gain: f32,
    /// What was said, oldest first; as long as the delay and the shape.
    said: VecDeque<f32>,
}

impl EchoPath {
    /// An echo path that has heard nothing yet.
    pub fn new(hybrid: Hybrid) -> Self {
        let delay = (hybrid.delay_ms.clamp(0.0, LONGEST_MS) * LINE_HZ as f32 / 1000.0).round() as usize;
        Self { gain: level::ratio(-hybrid.loss_db), said: VecDeque::from(vec![0.0; delay + SHAPE.len()]) }
    }

    /// The echo during 20 ms in which this was said.
    pub fn pcm(&mut self, said: &[i16; FRAME_SAMPLES]) -> [f32; FRAME_SAMPLES] {
        said.map(|sample| {
            self.said.push_back(f32::from(sample));
            self.said.pop_front();
            self.gain * SHAPE.iter().rev().zip(&self.said).map(|(tap, past)| tap * past).sum::<f32>()
        })
    }
}
