//! Real time: one frame every 20 ms of a monotonic clock. The only place of the board that sleeps.

use std::thread;
use std::time::{Duration, Instant};

use huisclos_ports::FRAME_MS;

use crate::Pacing;

/// Later than this, the time lost is not caught up: a burst of frames would be heard as a jump.
const LATE_MAX: Duration = Duration::from_millis(200);

/// Holds frames back until they are due.
#[derive(Debug)]
pub struct Pacer {
    pacing: Pacing,
    due: Option<Instant>,
}

impl Pacer {
    /// A pacer whose first frame is due at once.
    pub fn new(pacing: Pacing) -> Self {
        Self { pacing, due: None }
    }

    /// True when nothing is waited for.
    pub fn simulated(&self) -> bool {
        self.pacing == Pacing::Simulated
    }

    /// Returns when the next frame is due.
    pub fn wait(&mut self) {
        if self.simulated() {
            return;
        }
        let now = Instant::now();
        let due = match self.due {
            Some(due) if now.saturating_duration_since(due) <= LATE_MAX => due,
            _ => now,
        };
        thread::sleep(due.saturating_duration_since(now));
        self.due = Some(due + Duration::from_millis(FRAME_MS));
    }
}
