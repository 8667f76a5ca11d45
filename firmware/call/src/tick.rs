//! Monotonic time of one call.

use serde::{Deserialize, Serialize};
use std::ops::Add;

/// Milliseconds since the first ring. Not a date: the civil time is the agenda's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tick(pub u64);

impl Tick {
    /// Milliseconds from `earlier` to this one; zero when it lies ahead.
    pub fn since_ms(self, earlier: Tick) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<u64> for Tick {
    type Output = Tick;
    fn add(self, ms: u64) -> Tick {
        Tick(self.0.saturating_add(ms))
    }
}
