//! Somebody at the page on a line: their headset in the place of the box's ear and mouth, and what they ask of the call.

use crate::calls::{Order, WHISPERS_MAX};
use crate::line::LineCall;
use huisclos_audio::Jitter;
use huisclos_call::Input;
use huisclos_ports::{AccountId, FRAME_SAMPLES, Frame, Headset, SILENCE, Seat, What};
use huisclos_speech::Asking;
use std::sync::mpsc::TryRecvError;

/// A headset on a line.
pub(crate) struct Desk {
    headset: Headset,
    jitter: Jitter,
    by: AccountId,
}

impl Desk {
    /// 20 ms of what they say, silence while nothing came; `None` when they are gone.
    pub(crate) fn says(&mut self) -> Option<Frame> {
        loop {
            match self.headset.says.try_recv() {
                Ok(frame) => self.jitter.push(frame),
                Err(TryRecvError::Empty) => return Some(self.jitter.pop().unwrap_or([SILENCE; FRAME_SAMPLES])),
                Err(TryRecvError::Disconnected) => return None,
            }
        }
    }

    /// 20 ms of what the caller says. False when nobody listens any more.
    pub(crate) fn hears(&mut self, frame: &Frame) -> bool {
        (self.headset.hears)(frame)
    }
}

impl LineCall<'_> {
    /// Turns to what the page asked since the last frame.
    pub(crate) fn turn_to_orders(&mut self) {
        while let Some(order) = self.door.as_ref().and_then(crate::calls::Door::next) {
            match order {
                Order::TakeOver(headset, by) => {
                    if self.joined || self.gone {
                        continue; // the handset was lifted in these 20 ms: it has the caller, the headset is let go
                    }
                    self.comes = Some(Desk { headset, jitter: Jitter::default(), by });
                    self.conversation.feed(self.now, Input::TakenOver);
                }
                Order::CallHandset(by) => {
                    self.wants_handset = Some(by);
                    self.conversation.feed(self.now, Input::HandsetCalled);
                }
                Order::HandBack(by) => self.hand_back(by),
                // The same as a handset that is put back.
                Order::HangUp if self.desk.is_some() => self.conversation.feed(self.now, Input::HandsetReplaced),
                Order::HangUp => {}
                Order::Whisper(text, by) => {
                    if self.whispers < WHISPERS_MAX {
                        let asking = if self.asked == Some(Asking::Slot) { Asking::Slot } else { Asking::Date };
                        let now = self.conversation.civil(self.now);
                        self.whispers += 1;
                        self.workers.whisper(text, by, asking, (now, self.conversation.cabinet()), &self.inbox.0);
                        self.in_flight += 1;
                        self.settle();
                    }
                }
            }
        }
    }

    /// The call joins line and headset.
    pub(crate) fn join_desk(&mut self) {
        self.stop_listening();
        match self.comes.take() {
            Some(desk) => {
                self.conversation.report(self.now, What::TakenOver { seat: Seat::Desk, by: Some(desk.by) });
                self.desk = Some(desk);
            }
            // They left in the same moment.
            None => self.conversation.feed(self.now, Input::HandedBack { gone: true }),
        }
    }

    /// The call joins line and handset: whoever waits at the page is second.
    pub(crate) fn join_handset(&mut self) {
        self.stop_listening();
        self.comes = None;
        self.joined = true;
        let by = self.wants_handset.take();
        if let Some(door) = &self.door {
            door.taken(Seat::Handset, by);
        }
        self.conversation.report(self.now, What::TakenOver { seat: Seat::Handset, by });
    }

    pub(crate) fn stop_listening(&mut self) {
        self.ear.close();
        self.work = None;
        self.asked = None;
        self.overhears = false;
        self.so_far.forget();
    }

    /// The headset is gone without a word: the box has the caller again, and says so.
    pub(crate) fn desk_gone(&mut self) {
        let Some(desk) = self.desk.take().or_else(|| self.comes.take()) else { return };
        self.back(Some(desk.by), true);
    }

    fn hand_back(&mut self, by: AccountId) {
        if self.joined {
            if let Err(error) = self.line.part_handset() {
                eprintln!("{error}");
                return;
            }
            self.joined = false;
            self.ear = huisclos_audio::Ear::new(self.now.0);
            self.back(Some(by), false);
        } else if self.desk.take().is_some() || self.comes.take().is_some() {
            self.back(Some(by), false);
        }
    }

    fn back(&mut self, by: Option<AccountId>, gone: bool) {
        if let Some(door) = &self.door {
            door.free();
        }
        self.conversation.report(self.now, What::HandedBack { by, gone });
        self.conversation.feed(self.now, Input::HandedBack { gone });
    }

    /// Somebody who waits for the box to finish its sentence has left meanwhile.
    pub(crate) fn look_after_who_comes(&mut self) {
        if let Some(desk) = &mut self.comes
            && desk.says().is_none()
        {
            self.desk_gone();
        }
    }
}
