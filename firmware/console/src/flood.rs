//! Lines that no hand types.

use crate::limits::{FLOOD_LINES_MAX, FLOOD_MS};
use std::collections::VecDeque;

/// When the last lines came.
#[derive(Clone, Debug, Default)]
pub struct Flood(VecDeque<u64>);

impl Flood {
    /// Counts a line; true when there were too many.
    pub fn line(&mut self, now_ms: u64) -> bool {
        self.0.push_back(now_ms);
        if self.0.len() <= FLOOD_LINES_MAX {
            return false;
        }
        let first = self.0.pop_front().unwrap_or(now_ms);
        now_ms.saturating_sub(first) < FLOOD_MS
    }

    /// Begins anew.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}
