//! The end of the box, asked for: every line sees it at its next frame.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// A call may end by itself for that long: the caller is in the middle of a sentence.
pub const FINISH: Duration = Duration::from_secs(30);
/// Then the handset is rung for the caller, for that long (the call's own bound for a transfer).
pub const HAND_OVER: Duration = Duration::from_secs(20);
/// Whoever talks at the handset when the box ends is not cut off before that long, counted from the asking.
pub const TALK_ON: Duration = Duration::from_secs(120);

/// Whether the box is to end, and since when.
#[derive(Debug, Default)]
pub struct Stop(OnceLock<Instant>);

impl Stop {
    /// The box is to end. Asked twice, the first counts.
    pub fn ask(&self) {
        let _ = self.0.set(Instant::now());
    }

    /// How long ago that was asked.
    #[must_use]
    pub fn since(&self) -> Option<Duration> {
        self.0.get().map(Instant::elapsed)
    }

    /// True once it was asked.
    #[must_use]
    pub fn asked(&self) -> bool {
        self.0.get().is_some()
    }

    /// True once it was asked that long ago.
    #[must_use]
    pub fn asked_for(&self, bound: Duration) -> bool {
        self.since().is_some_and(|since| since >= bound)
    }
}
