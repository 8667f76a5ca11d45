//! How much sound waits to be sent: as little as never runs dry. Pure.
//!
//! The kernel does not tell what waits. It sends and receives by one clock, so that each frame received is a frame sent:
//! what waits is what was written less what was heard.

/// Frames that wait at first: 20 ms go out while 20 ms are made.
pub const LEAST: u32 = 2;
/// And at most, on a machine whose threads come late: each time the queue runs dry it becomes a frame longer.
pub const MOST: u32 = 5;
/// Buffers asked of the kernel each way, the most it gives: a thread that comes 600 ms late has lost no frame of the caller.
/// What is sent is bounded by [`MOST`], not by this.
pub const BUFFERS: u32 = 32;

/// What to do with the next frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Send {
    /// Send it.
    It,
    /// Send that many frames of silence first: the queue ran dry, or begins.
    After(u32),
    /// Leave it out: enough waits. After a stall the frames of the stall all come at once, and what they would add would
    /// stay as a delay for the rest of the call.
    Not,
}

/// What waits on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    target: u32,
    waiting: u32,
    begun: bool,
}

impl Default for Queue {
    fn default() -> Self {
        Self { target: LEAST, waiting: 0, begun: false }
    }
}

impl Queue {
    /// A call begins: nothing waits. The length that the last call needed is kept.
    pub fn begin(&mut self) {
        self.waiting = 0;
        self.begun = false;
    }

    /// A frame was heard, so one was sent. True when there was none: the queue ran dry.
    pub fn heard(&mut self) -> bool {
        let dry = self.begun && self.waiting == 0;
        self.waiting = self.waiting.saturating_sub(1);
        if dry {
            // Once for each time it runs dry, not for each frame that is missing.
            self.begun = false;
            self.target = (self.target + 1).min(MOST);
        }
        dry
    }

    /// What to do with a frame; what is said is taken as done.
    pub fn next(&mut self) -> Send {
        let send = match self.waiting {
            0 => Send::After(self.target - 1),
            n if n >= self.target => return Send::Not,
            _ => Send::It,
        };
        self.begun = true;
        self.waiting += match send {
            Send::After(silence) => silence + 1,
            Send::It => 1,
            Send::Not => 0,
        };
        send
    }

    /// Milliseconds that sound waits when all is well.
    #[must_use]
    pub fn delay_ms(&self) -> u64 {
        u64::from(self.target) * huisclos_audio::FRAME_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A kernel that sends a frame each 20 ms, a box that stands still for some of them and then makes all it missed.
    fn stalled(queue: &mut Queue, frames: u32) -> u32 {
        let mut dry = 0;
        for tick in 0..300u32 {
            let stalls = (100..100 + frames).contains(&tick);
            if stalls {
                continue;
            }
            let made = if tick == 100 + frames { frames + 1 } else { 1 };
            // All that the kernel received meanwhile is read first.
            dry += (0..made).map(|_| u32::from(queue.heard())).sum::<u32>();
            (0..made).for_each(|_| {
                queue.next();
            });
        }
        dry
    }

    #[test]
    fn a_stall_leaves_no_delay_behind() {
        for frames in 0..=8 {
            let mut queue = Queue::default();
            let dry = stalled(&mut queue, frames);
            assert!(queue.waiting <= queue.target, "{frames}: {queue:?}");
            assert_eq!(dry > 0, frames > 1, "a stall of one frame is not heard, one of {frames} is");
        }
    }

    #[test]
    fn a_machine_that_comes_late_again_and_again_gets_a_longer_queue() {
        let mut queue = Queue::default();
        let dry: Vec<u32> = (0..6).map(|_| stalled(&mut queue, 3)).collect();
        assert_eq!(queue.delay_ms(), 80);
        assert_eq!(dry.iter().rev().take(3).sum::<u32>(), 0, "{dry:?}: it is long enough in the end");
        (0..20).for_each(|_| {
            stalled(&mut queue, 8);
        });
        assert_eq!(queue.delay_ms(), u64::from(MOST) * 20, "and never longer than that");
    }
}
