//! One worker for several lines: each line has its own short queue, and the worker serves them in turn, so that a line
//! that asks much keeps nobody else waiting for more than one job.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

struct Lanes<J> {
    lanes: BTreeMap<u32, VecDeque<J>>,
    /// The lane that was served last.
    served: u32,
    /// Handles that may still put jobs in.
    handles: usize,
    /// The worker is gone.
    closed: bool,
    /// The worker is on a job since then.
    busy: Option<Instant>,
}

struct Shared<J> {
    lanes: Mutex<Lanes<J>>,
    came: Condvar,
    /// Jobs of one lane.
    lane_max: usize,
}

impl<J> Shared<J> {
    fn lanes(&self) -> MutexGuard<'_, Lanes<J>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The end that jobs are put into. The worker ends when the last handle is dropped.
pub struct Queue<J>(Arc<Shared<J>>);

/// The worker's end: gives the next job, and `None` once nobody can put one in any more.
pub struct Jobs<J>(Arc<Shared<J>>);

/// A queue of at most `lane_max` jobs a lane.
#[must_use]
pub fn queue<J>(lane_max: usize) -> (Queue<J>, Jobs<J>) {
    let lanes = Lanes { lanes: BTreeMap::new(), served: 0, handles: 1, closed: false, busy: None };
    let shared = Arc::new(Shared { lanes: Mutex::new(lanes), came: Condvar::new(), lane_max });
    (Queue(shared.clone()), Jobs(shared))
}

impl<J> Queue<J> {
    /// Puts a job in; gives it back when its lane is full or the worker is gone.
    ///
    /// # Errors
    /// The job.
    pub fn push(&self, lane: u32, job: J) -> Result<(), J> {
        let mut lanes = self.0.lanes();
        let waiting = lanes.lanes.get(&lane).map_or(0, VecDeque::len);
        if lanes.closed || waiting >= self.0.lane_max {
            return Err(job);
        }
        lanes.lanes.entry(lane).or_default().push_back(job);
        drop(lanes);
        self.0.came.notify_one();
        Ok(())
    }

    /// Puts a job in if the worker is on none and none waits, on whatever lane: a job that must be in nobody's way.
    pub fn push_if_idle(&self, lane: u32, job: J) -> bool {
        let mut lanes = self.0.lanes();
        if lanes.closed || lanes.busy.is_some() || lanes.lanes.values().any(|jobs| !jobs.is_empty()) {
            return false;
        }
        lanes.lanes.entry(lane).or_default().push_back(job);
        drop(lanes);
        self.0.came.notify_one();
        true
    }

    /// Puts a job in; when its lane is full the oldest job of it gives way and comes back, and when the worker is gone the
    /// job itself does.
    pub fn push_over(&self, lane: u32, job: J) -> Option<J> {
        let mut lanes = self.0.lanes();
        if lanes.closed {
            return Some(job);
        }
        let waiting = lanes.lanes.entry(lane).or_default();
        let gave_way = if waiting.len() >= self.0.lane_max { waiting.pop_front() } else { None };
        waiting.push_back(job);
        drop(lanes);
        self.0.came.notify_one();
        gave_way
    }

    /// How long the worker has been on the job it is on.
    #[must_use]
    pub fn busy(&self) -> Option<Duration> {
        self.0.lanes().busy.map(|since| since.elapsed())
    }
}

impl<J> Clone for Queue<J> {
    fn clone(&self) -> Self {
        self.0.lanes().handles += 1;
        Self(self.0.clone())
    }
}

impl<J> Drop for Queue<J> {
    fn drop(&mut self) {
        self.0.lanes().handles -= 1;
        self.0.came.notify_all();
    }
}

impl<J> Jobs<J> {
    /// The first job of every lane that is `wanted` beside the one under way: what can be done with it at once.
    pub fn beside(&mut self, wanted: impl Fn(&J) -> bool) -> Vec<J> {
        let mut lanes = self.0.lanes();
        let ready = lanes.lanes.values_mut().filter(|jobs| jobs.front().is_some_and(&wanted));
        ready.filter_map(VecDeque::pop_front).collect()
    }
}

impl<J> Iterator for Jobs<J> {
    type Item = J;

    fn next(&mut self) -> Option<J> {
        let mut lanes = self.0.lanes();
        lanes.busy = None;
        loop {
            let served = lanes.served;
            let full = |(lane, jobs): (&u32, &VecDeque<J>)| (!jobs.is_empty()).then_some(*lane);
            let after = lanes.lanes.range(served.saturating_add(1)..).find_map(full);
            if let Some(lane) = after.or_else(|| lanes.lanes.iter().find_map(full)) {
                lanes.served = lane;
                lanes.busy = Some(Instant::now());
                return lanes.lanes.get_mut(&lane)?.pop_front();
            }
            if lanes.handles == 0 {
                return None;
            }
            lanes = self.0.came.wait(lanes).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<J> Drop for Jobs<J> {
    fn drop(&mut self) {
        let mut lanes = self.0.lanes();
        lanes.closed = true;
        // What waits is dropped here, and with it the inboxes that waited for it.
        lanes.lanes.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_served_in_turn_and_each_in_its_own_order() {
        let (queue, jobs) = queue(4);
        for (lane, job) in [(1, "a1"), (1, "a2"), (1, "a3"), (2, "b1"), (3, "c1"), (2, "b2")] {
            queue.push(lane, job).expect("there is room");
        }
        drop(queue);
        assert_eq!(jobs.collect::<Vec<_>>(), ["a1", "b1", "c1", "a2", "b2", "a3"]);
    }

    #[test]
    fn what_can_be_done_at_once_comes_from_every_lane() {
        let (queue, mut jobs) = queue(4);
        for (lane, job) in [(1, 11), (1, 12), (2, 21), (3, 30), (3, 31), (4, 41)] {
            queue.push(lane, job).expect("there is room");
        }
        assert_eq!(jobs.next(), Some(11));
        let odd = |job: &i32| job % 2 == 1;
        assert_eq!(jobs.beside(odd), [21, 41], "12 and 30 are first in their lanes");
        assert_eq!(jobs.beside(odd), [0; 0]);
        drop(queue);
        assert_eq!(jobs.collect::<Vec<_>>(), [30, 12, 31]);
    }

    #[test]
    fn a_line_that_asks_much_fills_its_own_queue_only() {
        let (queue, mut jobs) = queue(2);
        assert_eq!((queue.push(1, 11), queue.push(1, 12), queue.push(1, 13)), (Ok(()), Ok(()), Err(13)));
        assert_eq!(queue.push(2, 21), Ok(()), "the other line is not in its way");
        // What replaces is let in, and the oldest gives way.
        assert_eq!((queue.push_over(1, 14), queue.push_over(2, 22)), (Some(11), None));
        assert_eq!((jobs.next(), jobs.next(), jobs.next()), (Some(12), Some(21), Some(14)));
    }

    #[test]
    fn what_may_be_left_out_is_in_nobodys_way() {
        let (queue, mut jobs) = queue(4);
        assert!(queue.push_if_idle(1, 11));
        assert!(!queue.push_if_idle(2, 21), "one waits already");
        assert_eq!(jobs.next(), Some(11));
        assert!(!queue.push_if_idle(2, 21), "the worker is on one");
        assert_eq!(queue.push(2, 22), Ok(()));
        assert_eq!(jobs.next(), Some(22));
    }

    #[test]
    fn a_worker_is_busy_from_a_job_to_its_next_question() {
        let (queue, mut jobs) = queue(2);
        assert_eq!(queue.busy(), None);
        queue.push(0, ()).expect("there is room");
        jobs.next();
        assert!(queue.busy().is_some());
        let other = queue.clone();
        drop(queue);
        drop(jobs);
        assert_eq!(other.push(0, ()), Err(()), "nobody works any more");
        assert_eq!(other.push_over(0, ()), Some(()));
    }
}
