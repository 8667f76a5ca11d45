//! A device whose clock is none: ALSA's `null`, a file. Without this the line's loop would turn as fast as the processor.

use std::time::{Duration, Instant};

/// A frame of a clock that is 5 % fast: no card is, so no card is ever waited for.
const FASTEST: Duration = Duration::from_millis(19);
/// Frames that may come at once: what a card kept while the loop stood still.
const AT_ONCE: Duration = Duration::from_millis(700);

/// Keeps a loop to real time.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    due: Option<Instant>,
}

impl Pace {
    /// A frame came: how long to wait before the next is asked for.
    pub fn frame(&mut self, now: Instant) -> Duration {
        let earliest = now.checked_sub(AT_ONCE).unwrap_or(now);
        let due = self.due.map_or(now, |due| due + FASTEST).max(earliest);
        self.due = Some(due);
        due.saturating_duration_since(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames that a device gives in ten seconds when each takes it so long.
    fn frames(takes: Duration) -> u32 {
        let (mut pace, begun) = (Pace::default(), Instant::now());
        let (mut now, mut frames) = (begun, 0);
        while now - begun < Duration::from_secs(10) {
            now += takes;
            now += pace.frame(now);
            frames += 1;
        }
        frames
    }

    #[test]
    fn a_card_is_never_waited_for_and_what_has_no_clock_is() {
        assert_eq!(frames(Duration::from_millis(20)), 500);
        // A card's clock that is one part in a thousand fast.
        assert_eq!(frames(Duration::from_micros(19_980)), 501);
        let free = frames(Duration::from_micros(10));
        assert!((500..=565).contains(&free), "{free}");
    }

    #[test]
    fn what_a_card_kept_comes_at_once() {
        let (mut pace, begun) = (Pace::default(), Instant::now());
        pace.frame(begun);
        let later = begun + Duration::from_millis(600);
        let waited: Duration = (0..30).map(|_| pace.frame(later)).sum();
        assert_eq!(waited, Duration::ZERO);
    }
}
