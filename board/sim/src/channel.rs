//! A far end fed from elsewhere: a browser, a microphone.

use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};

use huisclos_ports::Frame;

use crate::{Caller, Uttered};

/// Frames waiting either way: one second. A browser sends in bursts of 100 to 200 ms; more than a second is a lag that
/// makes talking impossible.
const QUEUED_MAX: usize = 50;
/// More than this waiting after a burst has settled (200 ms), the oldest is dropped: the far end's clock is faster.
const SETTLED_MAX: usize = 10;
/// Frames over which the queue must stay longer than that before one is dropped.
const SETTLED_AFTER: u32 = 25;

/// The other side of a [`ChannelCaller`]. Dropping it hangs up.
#[derive(Debug)]
pub struct FarEnd {
    /// What the person says; `try_send` it and drop what does not fit.
    pub says: SyncSender<Frame>,
    /// What the person hears: every frame of the box, the newest lost when nobody reads for a second. It ends when the
    /// call is over.
    pub hears: Receiver<Frame>,
}

/// A caller whose frames come through bounded queues.
#[derive(Debug)]
pub struct ChannelCaller {
    says: Receiver<Frame>,
    hears: Option<SyncSender<Frame>>,
    waiting: std::collections::VecDeque<Frame>,
    long_for: u32,
    hung_up: bool,
}

impl ChannelCaller {
    /// A caller and its far end.
    #[must_use]
    pub fn new() -> (ChannelCaller, FarEnd) {
        let (says, says_rx) = sync_channel(QUEUED_MAX);
        let (hears_tx, hears) = sync_channel(QUEUED_MAX);
        let caller = ChannelCaller {
            says: says_rx,
            hears: Some(hears_tx),
            waiting: std::collections::VecDeque::with_capacity(QUEUED_MAX),
            long_for: 0,
            hung_up: false,
        };
        (caller, FarEnd { says, hears })
    }

    fn take_in(&mut self) {
        while self.waiting.len() < QUEUED_MAX {
            match self.says.try_recv() {
                Ok(frame) => self.waiting.push_back(frame),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => {
                    self.hung_up = self.waiting.is_empty();
                    break;
                }
            }
        }
        self.long_for = if self.waiting.len() > SETTLED_MAX { self.long_for + 1 } else { 0 };
        if self.long_for > SETTLED_AFTER {
            self.waiting.pop_front();
        }
    }
}

impl Caller for ChannelCaller {
    fn exchange(&mut self, heard: &Frame) -> Uttered {
        let lost = match self.hears.as_ref().map(|hears| hears.try_send(*heard)) {
            Some(Err(TrySendError::Disconnected(_))) | None => true,
            Some(Ok(()) | Err(TrySendError::Full(_))) => false,
        };
        self.take_in();
        if lost || self.hung_up {
            return Uttered::HANGS_UP;
        }
        self.waiting.pop_front().map_or(Uttered::SILENCE, Uttered::sound)
    }

    fn released(&mut self) {
        self.hears = None;
    }
}
