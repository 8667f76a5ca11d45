//! The end of the box, asked for: every line sees it at its next frame.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// A call may end by itself for that long: the caller is in the middle of a sentence.
pub const FINISH: Duration = Duration::from_secs(30);
/// Then the handset is rung for the caller, for that long (the call's own bound for a transfer).
pub const HAND_OVER: Duration = Duration::from_secs(20);
/// Whoever talks at the handset when the box ends is not cut off before that long, counted from the asking.
pub const TALK_ON: Duration = Duration::from_secs(120);

/// How long the end of the box waits for its calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// For a call to end by itself.
    pub finish: Duration,
    /// For who talks at the handset.
    pub talk_on: Duration,
}

impl Default for Ending {
    fn default() -> Self {
        Self { finish: FINISH, talk_on: TALK_ON }
    }
}

impl Ending {
    /// By then every line has ended.
    #[must_use]
    pub fn bound(&self) -> Duration {
        (self.finish + HAND_OVER).max(self.talk_on)
    }
}

/// Whether the box is to end, since when, and how.
#[derive(Debug, Default)]
pub struct Stop(OnceLock<(Instant, Ending)>);

impl Stop {
    /// The box is to end. Asked twice, the first counts.
    pub fn ask(&self, ending: Ending) {
        let _ = self.0.set((Instant::now(), ending));
    }

    /// True once it was asked.
    #[must_use]
    pub fn asked(&self) -> bool {
        self.0.get().is_some()
    }

    /// True once a call has had its time to end by itself.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.0.get().is_some_and(|(since, ending)| since.elapsed() >= ending.finish)
    }

    /// True once whoever talks at the handset has had theirs.
    #[must_use]
    pub fn talked(&self) -> bool {
        self.0.get().is_some_and(|(since, ending)| since.elapsed() >= ending.talk_on)
    }
}
