//! The calls as they happen, for whoever watches.

use crate::Report;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Facts kept for pages that open late: some ten calls. The oldest go first; the store keeps what counts.
const LIVE_MAX: usize = 1_000;

/// The last facts of the calls, for any number of readers; nobody who reads slowly holds a call up.
#[derive(Debug, Default)]
pub struct Live {
    kept: Mutex<(u64, VecDeque<Report>)>,
    came: Condvar,
}

impl Live {
    /// Adds a fact.
    pub fn push(&self, report: Report) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.0 += 1;
        kept.1.push_back(report);
        if kept.1.len() > LIVE_MAX {
            kept.1.pop_front();
        }
        drop(kept);
        self.came.notify_all();
    }

    /// The facts after the `seen` first ones, and how many there have been in all; waits up to `wait` when there is none.
    pub fn since(&self, seen: u64, wait: Duration) -> (Vec<Report>, u64) {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (kept, _) =
            self.came.wait_timeout_while(kept, wait, |k| k.0 <= seen).unwrap_or_else(PoisonError::into_inner);
        let fresh = kept.0.saturating_sub(seen).min(kept.1.len() as u64) as usize;
        (kept.1.iter().skip(kept.1.len() - fresh).cloned().collect(), kept.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{By, What};
    use huisclos_agenda::CallId;

    #[test]
    fn a_reader_gets_what_it_has_not_seen_and_the_rest_is_bounded() {
        let live = Live::default();
        assert_eq!(live.since(0, Duration::ZERO).0.len(), 0);
        for t_ms in 0..LIVE_MAX as u64 + 5 {
            live.push(Report { call: CallId(1), t_ms, what: What::HungUp { by: By::Us } });
        }
        let (all, seen) = live.since(0, Duration::ZERO);
        assert_eq!((all.len(), seen, all[0].t_ms), (LIVE_MAX, LIVE_MAX as u64 + 5, 5));
        assert_eq!(live.since(seen - 2, Duration::ZERO).0.len(), 2);
    }
}
