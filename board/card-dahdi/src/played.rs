//! A channel played by a test: events and sound put in, what was done to it written down. A frame of 20 ms passes each time
//! it is waited for.

use huisclos_dahdi_sys::{Audio, Condition, Error, Event, Hook, Side, Tone};
use huisclos_ports::{FRAME_SAMPLES, Frame, SILENCE};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use crate::port::Port;

#[derive(Default)]
pub struct Inner {
    pub events: VecDeque<Event>,
    pub hears: VecDeque<Frame>,
    pub did: Vec<String>,
    pub wrote: Vec<Frame>,
    pub off_hook: bool,
    pub alarm: bool,
    /// No sound comes: its clock has stopped.
    pub still: bool,
    pub sends: Option<u32>,
    ready: bool,
}

/// One played channel; clones are the same.
#[derive(Clone, Default)]
pub struct Played {
    pub number: u32,
    pub inner: Arc<Mutex<Inner>>,
}

impl Played {
    pub fn new(number: u32) -> Self {
        Self { number, ..Self::default() }
    }

    pub fn with<T>(&self, act: impl FnOnce(&mut Inner) -> T) -> T {
        act(&mut self.inner.lock().unwrap())
    }

    pub fn happens(&self, event: Event) {
        self.with(|inner| inner.events.push_back(event));
    }

    /// What was done since the last time.
    pub fn did(&self) -> Vec<String> {
        self.with(|inner| std::mem::take(&mut inner.did))
    }

    fn does(&self, what: String) -> Result<(), Error> {
        self.with(|inner| inner.did.push(what));
        Ok(())
    }
}

impl Port for Played {
    fn number(&self) -> u32 {
        self.number
    }
    fn hook(&self, hook: Hook) -> Result<(), Error> {
        self.does(format!("{hook:?}"))
    }
    fn event(&self) -> Result<Option<Event>, Error> {
        Ok(self.with(|inner| inner.events.pop_front()))
    }
    fn read(&self, into: &mut [u8]) -> Result<Audio, Error> {
        Ok(self.with(|inner| {
            if !std::mem::take(&mut inner.ready) {
                return Audio::Later;
            }
            let frame = inner.hears.pop_front().unwrap_or([SILENCE; FRAME_SAMPLES]);
            into.copy_from_slice(&frame[..into.len()]);
            Audio::Done(into.len())
        }))
    }
    fn write(&self, from: &[u8]) -> Result<Audio, Error> {
        self.with(|inner| inner.wrote.push(from.try_into().unwrap()));
        Ok(Audio::Done(from.len()))
    }
    fn wait(&self, _ms: u16) -> Result<bool, Error> {
        Ok(self.with(|inner| {
            inner.ready = !inner.still;
            inner.ready
        }))
    }
    fn flush_written(&self) -> Result<(), Error> {
        Ok(())
    }
    fn condition(&self) -> Result<Condition, Error> {
        let side = if self.number < 5 { Side::Line { kewlstart: true } } else { Side::Handset };
        Ok(self.with(|inner| Condition { side, off_hook: inner.off_hook, alarm: inner.alarm }))
    }
    fn send_what_hears(&self, other: Option<u32>) -> Result<(), Error> {
        self.with(|inner| inner.sends = other);
        self.does(format!("sends {other:?}"))
    }
    fn echo_canceller(&self, _taps: u16) -> Result<(), Error> {
        Ok(())
    }
    fn tone(&self, tone: Option<Tone>) -> Result<(), Error> {
        self.does(format!("tone {tone:?}"))
    }
    fn sound_on_hook(&self, _ms: u16) {}
    fn tell_lost_frames(&self, _tell: bool) -> Result<(), Error> {
        Ok(())
    }
}
