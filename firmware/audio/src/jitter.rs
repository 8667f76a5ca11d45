//! Frames that come over a network, in bursts and late, brought back to one every 20 ms.

use crate::FRAME_SAMPLES;
use std::collections::VecDeque;

/// Frames kept at most: 300 ms. A browser sends in bursts of 100 ms or less; what lies longer makes people talk over each
/// other, so the oldest goes.
pub const HELD_FRAMES_MAX: usize = 15;
/// Played again once so many wait, after it ran dry: 60 ms, three of a browser's usual bursts of 20 ms.
const BEGIN_FRAMES: usize = 3;
/// More than this waiting (120 ms) …
const SETTLED_FRAMES: usize = 6;
/// … for so many frames in a row (0.4 s), and one is dropped: the far clock is faster than ours, by two frames a second at most.
const SETTLED_AFTER: u32 = 20;

/// A jitter buffer. It never holds more than [`HELD_FRAMES_MAX`].
#[derive(Clone, Debug, Default)]
pub struct Jitter {
    waiting: VecDeque<[u8; FRAME_SAMPLES]>,
    playing: bool,
    long_for: u32,
}

impl Jitter {
    /// A frame came.
    pub fn push(&mut self, frame: [u8; FRAME_SAMPLES]) {
        if self.waiting.len() == HELD_FRAMES_MAX {
            self.waiting.pop_front();
        }
        self.waiting.push_back(frame);
    }

    /// The frame to play now; `None` while there is none, or too few to go on without a gap.
    pub fn pop(&mut self) -> Option<[u8; FRAME_SAMPLES]> {
        self.long_for = if self.waiting.len() > SETTLED_FRAMES { self.long_for + 1 } else { 0 };
        if self.long_for > SETTLED_AFTER {
            self.long_for = 0;
            self.waiting.pop_front();
        }
        self.playing |= self.waiting.len() >= BEGIN_FRAMES;
        if !self.playing {
            return None;
        }
        let frame = self.waiting.pop_front();
        self.playing = frame.is_some();
        frame
    }

    /// Frames that wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// True when none waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(n: u8) -> [u8; FRAME_SAMPLES] {
        [n; FRAME_SAMPLES]
    }

    #[test]
    fn bursts_come_out_one_by_one_and_in_order() {
        let mut jitter = Jitter::default();
        let mut out = Vec::new();
        for n in 0..50u8 {
            // Five frames every 100 ms.
            if n % 5 == 0 {
                (n..n + 5).for_each(|n| jitter.push(frame(n)));
            }
            out.extend(jitter.pop().map(|f| f[0]));
        }
        assert_eq!(out, (0..50).collect::<Vec<_>>());
    }

    #[test]
    fn it_is_bounded_and_a_fast_clock_does_not_fill_it() {
        let mut jitter = Jitter::default();
        (0..100).for_each(|n| jitter.push(frame(n)));
        assert_eq!(jitter.len(), HELD_FRAMES_MAX);
        assert_eq!(jitter.pop().map(|f| f[0]), Some(85), "the oldest went");
        // Two frames too many a second.
        let mut jitter = Jitter::default();
        for n in 0..3_000u32 {
            jitter.push(frame(0));
            if n % 25 == 0 {
                jitter.push(frame(1));
            }
            jitter.pop();
        }
        assert!(jitter.len() <= SETTLED_FRAMES + 3, "{}", jitter.len());
    }

    #[test]
    fn after_it_ran_dry_it_waits_for_a_few() {
        let mut jitter = Jitter::default();
        (0..3).for_each(|n| jitter.push(frame(n)));
        assert_eq!((0..4).filter_map(|_| jitter.pop()).count(), 3);
        jitter.push(frame(9));
        assert_eq!(jitter.pop(), None);
        (0..2).for_each(|_| jitter.push(frame(9)));
        assert!(jitter.pop().is_some());
    }
}
