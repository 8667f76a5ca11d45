//! The calls as they happen, for whoever watches.

use crate::{Report, What};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Facts kept for pages that open late: some ten calls. The oldest go first; the store keeps what counts.
const LIVE_MAX: usize = 1_000;

/// Numbered from 1 in the order in which they came: some leave before older ones.
type Numbered = (u64, Report);

/// The last facts of the calls, for any number of readers; nobody who reads slowly holds a call up.
#[derive(Debug, Default)]
pub struct Live {
    kept: Mutex<(u64, VecDeque<Numbered>)>,
    came: Condvar,
    renewed: AtomicU64,
}

impl Live {
    /// Adds a fact. The words so far of a turn or a sentence stay only until others, or the whole, take their place.
    pub fn push(&self, report: Report) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let replaced: fn(&What) -> bool = match report.what {
            What::Hearing { .. } | What::Heard { .. } => |old| matches!(old, What::Hearing { .. }),
            What::Saying { .. } | What::Said { .. } => |old| matches!(old, What::Saying { .. }),
            What::TakenOver { .. } => |old| matches!(old, What::Saying { .. }),
            What::Over { .. } => |old| matches!(old, What::Hearing { .. } | What::Saying { .. }),
            _ => |_| false,
        };
        // What the box had heard of a sentence when somebody took the call stays: nothing whole ever takes its place.
        let taken = |(_, old): &&Numbered| old.call == report.call && matches!(old.what, What::TakenOver { .. });
        let since = kept.1.iter().rev().find(taken).map_or(0, |(number, _)| *number);
        kept.1.retain(|(number, old)| old.call != report.call || *number < since || !replaced(&old.what));
        kept.0 += 1;
        let number = kept.0;
        kept.1.push_back((number, report));
        if kept.1.len() > LIVE_MAX {
            kept.1.pop_front();
        }
        drop(kept);
        self.came.notify_all();
    }

    /// What an ended call left was written on: a note has its summary now. Nothing of a call changes.
    pub fn renew(&self) {
        self.renewed.fetch_add(1, Ordering::AcqRel);
    }

    /// How often that was.
    pub fn renewed(&self) -> u64 {
        self.renewed.load(Ordering::Acquire)
    }

    /// The facts after the `seen` first ones, and how many there have been in all; waits up to `wait` when there is none.
    pub fn since(&self, seen: u64, wait: Duration) -> (Vec<Report>, u64) {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (kept, _) =
            self.came.wait_timeout_while(kept, wait, |k| k.0 <= seen).unwrap_or_else(PoisonError::into_inner);
        let fresh = kept.1.iter().filter(|(number, _)| *number > seen).map(|(_, report)| report.clone());
        (fresh.collect(), kept.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::By;
    use huisclos_agenda::{CallId, Private};

    fn report(call: u64, t_ms: u64, what: What) -> Report {
        Report { call: CallId(call), t_ms, what }
    }

    #[test]
    fn a_reader_gets_what_it_has_not_seen_and_the_rest_is_bounded() {
        let live = Live::default();
        assert_eq!(live.since(0, Duration::ZERO).0.len(), 0);
        for t_ms in 0..LIVE_MAX as u64 + 5 {
            live.push(report(1, t_ms, What::HungUp { by: By::Us }));
        }
        let (all, seen) = live.since(0, Duration::ZERO);
        assert_eq!((all.len(), seen, all[0].t_ms), (LIVE_MAX, LIVE_MAX as u64 + 5, 5));
        assert_eq!(live.since(seen - 2, Duration::ZERO).0.len(), 2);
    }

    #[test]
    fn the_words_so_far_stay_when_somebody_takes_the_call() {
        let live = Live::default();
        let hearing = |t_ms| report(1, t_ms, What::Hearing { turn: 1, text: Private::new("je".into()) });
        for t_ms in 0..2 {
            live.push(hearing(t_ms));
        }
        live.push(report(1, 2, What::TakenOver { seat: crate::Seat::Desk, by: None }));
        // Given back: what is heard then takes the place of what is heard then.
        for t_ms in 3..5 {
            live.push(hearing(t_ms));
        }
        live.push(report(1, 5, What::Over { seconds: 1.0, outcome: crate::Outcome::Abandoned, outcomes: vec![] }));
        let all: Vec<u64> = live.since(0, Duration::ZERO).0.iter().map(|r| r.t_ms).collect();
        assert_eq!(all, [1, 2, 5]);
    }

    #[test]
    fn the_words_so_far_leave_and_nothing_is_told_twice() {
        let live = Live::default();
        let hearing = |t_ms| report(1, t_ms, What::Hearing { turn: 1, text: Private::new("je".into()) });
        live.push(report(1, 0, What::Answered));
        live.push(hearing(1));
        let (_, seen) = live.since(0, Duration::ZERO);
        live.push(hearing(2));
        let (fresh, seen) = live.since(seen, Duration::ZERO);
        assert_eq!(fresh.iter().map(|r| r.t_ms).collect::<Vec<_>>(), [2], "not the answer again");
        live.push(report(2, 3, What::Hearing { turn: 1, text: Private::new("oui".into()) }));
        live.push(report(1, 4, What::Over { seconds: 1.0, outcome: crate::Outcome::Abandoned, outcomes: vec![] }));
        let (all, _) = live.since(0, Duration::ZERO);
        assert_eq!(all.iter().map(|r| r.t_ms).collect::<Vec<_>>(), [0, 3, 4], "the other call's words stay");
        assert_eq!(live.since(seen, Duration::ZERO).0.len(), 2);
    }
}
