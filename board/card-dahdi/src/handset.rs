//! The cabinet's telephone on its port: on its hook, ringing (with the caller's number on its display), lifted.

use huisclos_agenda::Purpose;
use huisclos_audio::{FRAME_MS, alaw};
use huisclos_dahdi_sys::{Audio, Error, Event, Hook, Tone};
use huisclos_ports::{CallerId, Frame, LineFact};
use huisclos_tones::{compose, modulate};
use std::collections::VecDeque;

use crate::number::shown;
use crate::port::Port;

/// From the end of the first burst to the number (EN 300 659-1: 500 to 2000 ms).
const SHOWN_AFTER_MS: u64 = 600;
/// The number's level on the cabinet's own wire.
const SHOWN_DBM0: f32 = -14.0;
/// The port is asked to let sound through on-hook for that long: the message lasts 0.8 s.
const ON_HOOK_SOUND_MS: u16 = 2_500;

/// Where the telephone is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// On its hook.
    Down,
    /// On its hook, ringing; `rested_ms` since its first burst ended.
    Ringing { rested_ms: Option<u64> },
    /// Lifted.
    Lifted,
}

/// What the telephone did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Did {
    /// Lifted.
    Lifted,
    /// Put back.
    Replaced,
    /// Its R key.
    Flashed,
}

impl Did {
    /// As the engine is told of it.
    #[must_use]
    pub fn fact(self) -> Option<LineFact> {
        match self {
            Self::Lifted => Some(LineFact::HandsetLifted),
            Self::Replaced => Some(LineFact::HandsetReplaced),
            Self::Flashed => None,
        }
    }
}

/// A telephone and its port.
pub struct Handset<P> {
    port: P,
    at: At,
    /// The number's sound, not sent yet.
    display: VecDeque<Frame>,
    hears_tone: bool,
}

impl<P: Port> Handset<P> {
    /// The telephone on this port, as it is now.
    ///
    /// # Errors
    /// The card was taken out.
    pub fn new(port: P) -> Result<Self, Error> {
        let mut handset = Self { port, at: At::Down, display: VecDeque::new(), hears_tone: false };
        if handset.port.condition()?.off_hook {
            handset.lift()?;
        }
        Ok(handset)
    }

    /// Its port.
    pub fn port(&self) -> &P {
        &self.port
    }

    /// True while it is off its hook.
    #[must_use]
    pub fn lifted(&self) -> bool {
        self.at == At::Lifted
    }

    fn lift(&mut self) -> Result<(), Error> {
        self.at = At::Lifted;
        self.display.clear();
        self.port.flush_written()?;
        self.port.hook(Hook::Off)
    }

    /// Everything that happened to it since the last time.
    ///
    /// # Errors
    /// The card was taken out.
    pub fn did(&mut self) -> Result<Vec<Did>, Error> {
        /// Events of one frame: the kernel keeps 64.
        const EVENTS_MAX: usize = 64;
        let mut did = Vec::new();
        for _ in 0..EVENTS_MAX {
            let Some(event) = self.port.event()? else { break };
            match (event, self.at) {
                (Event::RingOffHook, At::Down | At::Ringing { .. }) => {
                    self.lift()?;
                    did.push(Did::Lifted);
                }
                (Event::OnHook, At::Lifted) => {
                    self.at = At::Down;
                    self.tone(None)?;
                    // Ready to ring again, without the break that tells a line that somebody left.
                    self.port.hook(Hook::RingStop)?;
                    did.push(Did::Replaced);
                }
                (Event::Flashed, At::Lifted) => did.push(Did::Flashed),
                (Event::RingerOff, At::Ringing { rested_ms: None }) => self.at = At::Ringing { rested_ms: Some(0) },
                _ => {}
            }
        }
        Ok(did)
    }

    /// Rings it, with this on its display; false when it is lifted and cannot ring.
    ///
    /// # Errors
    /// The kernel refuses.
    pub fn ring(&mut self, caller: Option<&CallerId>) -> Result<bool, Error> {
        if self.at == At::Lifted {
            return Ok(false);
        }
        if self.at == At::Down {
            self.display = caller.map(display).unwrap_or_default();
            self.port.hook(Hook::Ring)?;
            self.at = At::Ringing { rested_ms: None };
        }
        Ok(true)
    }

    /// Stops ringing it.
    ///
    /// # Errors
    /// The kernel refuses.
    pub fn hush(&mut self) -> Result<(), Error> {
        if matches!(self.at, At::Ringing { .. }) {
            self.at = At::Down;
            self.display.clear();
            self.port.flush_written()?;
            self.port.hook(Hook::RingStop)?;
        }
        Ok(())
    }

    /// A tone in its ear until it is put back, or none.
    ///
    /// # Errors
    /// No tone zone is loaded.
    pub fn tone(&mut self, tone: Option<Tone>) -> Result<(), Error> {
        if tone.is_some() || self.hears_tone {
            self.hears_tone = tone.is_some();
            return self.port.tone(tone);
        }
        Ok(())
    }

    /// 20 ms pass: the number goes to the display between the first burst and the second.
    ///
    /// # Errors
    /// The card was taken out.
    pub fn frame(&mut self) -> Result<(), Error> {
        let At::Ringing { rested_ms: Some(ms) } = &mut self.at else { return Ok(()) };
        let before = *ms;
        *ms += FRAME_MS;
        if before < SHOWN_AFTER_MS {
            return Ok(());
        }
        if before < SHOWN_AFTER_MS + FRAME_MS {
            self.port.sound_on_hook(ON_HOOK_SOUND_MS);
            // One ahead, so that a late frame does not cut the message.
            self.send_display()?;
        }
        self.send_display()
    }

    fn send_display(&mut self) -> Result<(), Error> {
        if let Some(frame) = self.display.front()
            && matches!(self.port.write(frame)?, Audio::Done(_))
        {
            self.display.pop_front();
        }
        Ok(())
    }
}

/// The sound of a caller's number.
fn display(caller: &CallerId) -> VecDeque<Frame> {
    let bytes = match shown(caller) {
        Ok(number) => compose(None, Ok(number.open(Purpose::Handset)), None),
        Err(hidden) => compose(None, Err(hidden), None),
    };
    alaw::frames(&modulate(&bytes, SHOWN_DBM0)).into()
}
