//! When handset and line are joined without the box, and when the box gets them back. Pure: milliseconds in, orders out.
//!
//! The firmware tells every 100 ms, from the loop of each line, that the loop turns. When a line's word is missing for
//! half a second, its handset and its line are joined; they are given back once the firmware has asked for them steadily,
//! and never while somebody talks on the handset. A firmware that falls again and again waits longer each time.

/// Without a word for that long a line's loop is taken to be dead: five words are lost.
pub const MISSING_MS: u64 = 500;
/// A firmware that has asked that long without a gap gets the line: it has opened its store and its models by then.
pub const WELL_MS: u64 = 3_000;
/// The same for one that fell again soon after it got the line, at most: a handset that works is better than a box that
/// flickers.
pub const WELL_MS_MAX: u64 = 60_000;
/// The same for a line whose loop failed while the firmware lived: it would likely fail again, and for two seconds after each
/// try the kernel keeps the beginning of a ring back.
pub const FAILED_MS: u64 = 15_000;
/// A line lost again within that time was given back too early.
pub const SOON_MS: u64 = 60_000;
/// A line that was given back and is not taken by then is joined again: the handset must not stay dead.
pub const TAKE_MS: u64 = 2_500;
/// A join that failed (the channel is still held by a process that dies) is tried again that often.
pub const AGAIN_MS: u64 = 50;

/// What the firmware says of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Its loop turns: said from the loop itself, never from a timer.
    Turning,
    /// The firmware is ready for the line and has not got it.
    Wanting,
    /// Its loop had the line and could not hold it: the card failed, or the program did.
    Failed,
    /// The firmware leaves, in good order.
    Leaving,
}

impl Told {
    const WORDS: [(Told, &'static str); 4] =
        [(Told::Turning, "turning"), (Told::Wanting, "wanting"), (Told::Failed, "failed"), (Told::Leaving, "leaving")];

    /// As it is sent.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(told, _)| *told == self).map_or("", |(_, word)| word)
    }

    /// What was sent.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, w)| *w == word).map(|(told, _)| *told)
    }
}

/// Who has a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// The box.
    Box,
    /// Nobody yet: it is being joined to the handset.
    Joining,
    /// The handset, as without a box.
    Joined,
    /// It was given back, and the box has not taken it yet.
    Given,
}

/// What is to be done to a line, by its place in the board file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Join handset and line; answer with [`Guard::joined`].
    Join(usize),
    /// Part them, and let the box have the line.
    GiveBack(usize),
}

/// One line under guard.
#[derive(Clone, Debug)]
struct Watched {
    stand: Stand,
    /// Since when.
    since: u64,
    /// The firmware's last word.
    told_at: u64,
    /// The last time that the loop turned on the line itself.
    turned_at: u64,
    /// The first of the words that have come without a gap.
    well_since: Option<u64>,
    /// The next try to join.
    try_at: u64,
    /// How long words must have come before the line is given back.
    patience_ms: u64,
    in_use: bool,
}

impl Watched {
    fn go(&mut self, stand: Stand, now: u64) {
        self.stand = stand;
        self.since = now;
    }

    fn lost(&mut self, now: u64) {
        let soon = self.stand == Stand::Given || now.saturating_sub(self.since) < SOON_MS;
        self.patience_ms = if soon { (self.patience_ms * 2).min(WELL_MS_MAX) } else { WELL_MS };
        self.well_since = None;
        self.try_at = now;
        self.go(Stand::Joining, now);
    }
}

/// Every line under guard.
#[derive(Clone, Debug)]
pub struct Guard {
    lines: Vec<Watched>,
}

impl Guard {
    /// A guard that begins at `now`. Nothing is joined before the firmware had its half second: a guard that was started
    /// again takes no line from a box that is well.
    #[must_use]
    pub fn new(lines: usize, now: u64) -> Self {
        let line = Watched {
            stand: Stand::Box,
            since: now,
            told_at: now,
            turned_at: now,
            well_since: None,
            try_at: now,
            patience_ms: WELL_MS / 2,
            in_use: false,
        };
        Self { lines: vec![line; lines] }
    }

    /// Who has a line.
    #[must_use]
    pub fn stand(&self, line: usize) -> Option<Stand> {
        self.lines.get(line).map(|line| line.stand)
    }

    /// The firmware said something of a line; one that is not in the board file is ignored.
    pub fn heard(&mut self, line: usize, told: Told, now: u64) {
        let Some(line) = self.lines.get_mut(line) else { return };
        if told == Told::Leaving {
            line.well_since = None;
            // Nothing is missing: it need not be waited for, and it is no fault.
            if matches!(line.stand, Stand::Box | Stand::Given) {
                line.try_at = now;
                line.go(Stand::Joining, now);
            }
            return;
        }
        if told == Told::Failed {
            // It need not be waited for either; and a firmware that fails again soon waits longer for its next turn.
            if matches!(line.stand, Stand::Box | Stand::Given) {
                line.lost(now);
                line.patience_ms = line.patience_ms.max(FAILED_MS);
            }
            return;
        }
        if now.saturating_sub(line.told_at) > MISSING_MS {
            line.well_since = None;
        }
        line.told_at = now;
        line.well_since.get_or_insert(now);
        if told == Told::Turning {
            line.turned_at = now;
            // The box has the line, given back or never lost.
            if matches!(line.stand, Stand::Given | Stand::Joining) {
                line.go(Stand::Box, now);
            }
        }
    }

    /// Somebody talks on a joined handset, or no longer does.
    pub fn in_use(&mut self, line: usize, used: bool) {
        if let Some(line) = self.lines.get_mut(line) {
            line.in_use = used;
        }
    }

    /// A join was tried.
    pub fn joined(&mut self, line: usize, done: bool, now: u64) {
        let Some(line) = self.lines.get_mut(line).filter(|line| line.stand == Stand::Joining) else { return };
        if done {
            line.go(Stand::Joined, now);
        } else {
            line.try_at = now + AGAIN_MS;
        }
    }

    /// The next thing to do; `None` until something is heard or time has passed. Asked again until it gives `None`.
    pub fn poll(&mut self, now: u64) -> Option<Order> {
        for (place, line) in self.lines.iter_mut().enumerate() {
            let missing = now.saturating_sub(line.told_at) > MISSING_MS;
            // A firmware that only wants the line has not got it, whatever it says: its card failed.
            let stands_still = now.saturating_sub(line.turned_at) > MISSING_MS;
            match line.stand {
                Stand::Box if stands_still => line.lost(now),
                Stand::Given if missing || now.saturating_sub(line.since) > TAKE_MS => line.lost(now),
                Stand::Joined if missing => line.well_since = None,
                _ => {}
            }
            match line.stand {
                Stand::Joining if now >= line.try_at => {
                    // Asked once: the answer sets the next try.
                    line.try_at = u64::MAX;
                    return Some(Order::Join(place));
                }
                Stand::Joined
                    if !line.in_use
                        && line.well_since.is_some_and(|since| now.saturating_sub(since) >= line.patience_ms) =>
                {
                    line.go(Stand::Given, now);
                    return Some(Order::GiveBack(place));
                }
                _ => {}
            }
        }
        None
    }
}
