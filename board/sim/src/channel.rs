//! A far end at a browser: what is said there is said on the line, in real time.

use std::sync::mpsc::TryRecvError;

use huisclos_audio::jitter::Jitter;
use huisclos_ports::{Frame, Headset};

use crate::{Caller, Uttered};

/// A caller who speaks through a headset. When the headset is gone it hangs up, and when the call is over it lets the
/// headset go.
#[derive(Debug)]
pub struct ChannelCaller {
    headset: Option<Headset>,
    waiting: Jitter,
}

impl ChannelCaller {
    /// A caller behind this headset.
    #[must_use]
    pub fn new(headset: Headset) -> Self {
        Self { headset: Some(headset), waiting: Jitter::default() }
    }
}

impl Caller for ChannelCaller {
    fn exchange(&mut self, heard: &Frame) -> Uttered {
        let Some(headset) = &mut self.headset else { return Uttered::HANGS_UP };
        let mut gone = !(headset.hears)(heard);
        loop {
            match headset.says.try_recv() {
                Ok(frame) => self.waiting.push(frame),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => {
                    gone = true;
                    break;
                }
            }
        }
        if gone {
            self.headset = None;
            return Uttered::HANGS_UP;
        }
        self.waiting.pop().map_or(Uttered::SILENCE, Uttered::sound)
    }

    fn released(&mut self) {
        self.headset = None;
    }
}
