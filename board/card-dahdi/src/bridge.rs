//! Handset and line without the box: rings, voices, keys and the R key pass as if a wire joined them.

use huisclos_audio::FRAME_MS;
use huisclos_dahdi_sys::{Channel, Error, Event, Hook, Tone};
use huisclos_ports::{Bridge, FRAME_SAMPLES, LineError};
use std::time::{Duration, Instant};

use crate::Settings;
use crate::handset::{Did, Handset};
use crate::pair::Pair;
use crate::port::Port;
use crate::queue;
use crate::ringing::ABANDONED_MS;

/// From the guard's taking the line to its going off-hook: the box that died has just put it down, and an exchange takes
/// less than 0.6 s on-hook for the R key. With the half second after which the guard comes, dial tone within two.
const SETTLE_MS: u64 = 800;

/// A wire between a line's port and a telephone's.
pub struct Wire<P> {
    line: P,
    handset: Handset<P>,
    joined: bool,
    /// How long the guard has had the line.
    held_ms: u64,
    /// Its call is over and the telephone still lifted: it hears the busy tone until it is put back.
    spent: bool,
    /// How long ago the last burst of ringing was seen; `None` when nothing rings.
    rang_ms: Option<u64>,
}

impl<P: Port> Wire<P> {
    /// Joins them as they are: a telephone that is lifted already has the line as soon as the exchange can tell.
    ///
    /// # Errors
    /// The kernel refuses.
    pub fn new(line: P, handset: P) -> Result<Self, Error> {
        let handset = Handset::new(handset)?;
        Ok(Self { line, handset, joined: false, held_ms: 0, spent: false, rang_ms: None })
    }

    fn lift(&mut self) -> Result<(), Error> {
        self.line.hook(Hook::Off)?;
        Pair::join(&self.line, self.handset.port())?;
        self.joined = true;
        self.rang_ms = None;
        Ok(())
    }

    fn part(&mut self) -> Result<(), Error> {
        self.joined = false;
        self.rang_ms = None;
        Pair::part(&self.line, self.handset.port())?;
        self.line.hook(Hook::On)
    }

    fn line_event(&mut self, event: Event) -> Result<(), Error> {
        match event {
            // Burst for burst, so that the telephone rings as the line does, and stops when the caller gives up.
            Event::RingBegan if !self.joined => {
                self.rang_ms = Some(0);
                self.handset.ring(None).map(|_| ())
            }
            Event::RingOffHook if !self.joined => {
                // A first burst whose beginning the kernel kept back: half a ring is better than none.
                let unseen = self.rang_ms.is_none();
                self.rang_ms = Some(0);
                if unseen {
                    self.handset.ring(None)?;
                    return Ok(());
                }
                self.handset.hush()?;
                // The number that comes now goes to the telephone's display.
                self.handset.port().sound_on_hook(2_500);
                Pair::listen(&self.line, self.handset.port())
            }
            Event::OnHook if self.joined => {
                self.part()?;
                self.spent = true;
                self.handset.tone(Some(Tone::Busy))
            }
            Event::Alarm if self.joined => self.handset.tone(Some(Tone::Congestion)),
            _ => Ok(()),
        }
    }

    fn ring_passed(&mut self) -> Result<(), Error> {
        let Some(ms) = &mut self.rang_ms else { return Ok(()) };
        *ms += FRAME_MS;
        if *ms >= ABANDONED_MS {
            self.rang_ms = None;
            self.handset.hush()?;
            return Pair::part(&self.line, self.handset.port());
        }
        Ok(())
    }

    /// 20 ms pass. True while somebody has the telephone in hand.
    ///
    /// # Errors
    /// The card was taken out.
    pub fn turn(&mut self) -> Result<bool, Error> {
        /// Events of one frame: the kernel keeps 64.
        const EVENTS_MAX: usize = 64;
        for _ in 0..EVENTS_MAX {
            match self.line.event()? {
                Some(event) => self.line_event(event)?,
                None => break,
            }
        }
        for did in self.handset.did()? {
            match did {
                Did::Replaced if self.joined => self.part()?,
                Did::Flashed if self.joined => self.line.hook(Hook::Flash)?,
                Did::Lifted | Did::Replaced | Did::Flashed => {}
            }
            self.spent &= did != Did::Replaced;
        }
        self.held_ms += FRAME_MS;
        if self.handset.lifted() && !self.joined && !self.spent && self.held_ms >= SETTLE_MS {
            self.lift()?;
        }
        self.handset.frame()?;
        self.ring_passed()?;
        // A call under way, or one that is being rung for.
        Ok(self.handset.lifted() || self.rang_ms.is_some())
    }
}

/// What the guard holds for one line of the card.
pub struct CardBridge {
    settings: Settings,
    /// A line with a telephone is a wire; one without is held on-hook: its callers hear it ring.
    wire: Option<Wire<Channel>>,
    turned: Instant,
}

impl CardBridge {
    /// For a line of the board file; nothing is opened yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, wire: None, turned: Instant::now() }
    }

    fn failed(&self, operation: &'static str, reason: &Error) -> LineError {
        LineError { device: self.settings.name.clone(), operation, reason: reason.to_string() }
    }
}

impl Bridge for CardBridge {
    fn line(&self) -> &str {
        &self.settings.name
    }

    fn join(&mut self) -> Result<(), LineError> {
        let Some(handset) = self.settings.handset else { return Ok(()) };
        let open = |number| Channel::open(number, FRAME_SAMPLES, queue::BUFFERS);
        let wire = open(self.settings.channel).and_then(|line| {
            let handset = open(handset)?;
            Wire::new(line, handset)
        });
        self.wire = Some(wire.map_err(|reason| self.failed("joindre le combiné", &reason))?);
        // The wire's time begins now: counted from before, it would be off-hook again before the exchange saw it on-hook.
        self.turned = Instant::now();
        Ok(())
    }

    fn turn(&mut self) -> Result<bool, LineError> {
        // Called about fifty times a second, by whose clock is not known: 20 ms pass when they have passed.
        let frame = Duration::from_millis(FRAME_MS);
        let mut in_use = false;
        /// Frames made good at once: a guard that stood still longer than this has lost the ring anyway.
        const BEHIND_MAX: u32 = 50;
        let behind = (self.turned.elapsed().as_millis() / u128::from(FRAME_MS)).min(u128::from(BEHIND_MAX)) as u32;
        let Some(wire) = self.wire.as_mut() else { return Ok(false) };
        let mut result = Ok(());
        for _ in 0..behind.max(1) {
            match wire.turn() {
                Ok(used) => in_use = used,
                Err(reason) => result = Err(reason),
            }
        }
        self.turned = if behind == BEHIND_MAX { Instant::now() } else { self.turned + frame * behind };
        result.map_err(|reason| self.failed("tenir la ligne jointe", &reason))?;
        Ok(in_use)
    }

    fn give_back(&mut self) -> Result<(), LineError> {
        // The kernel parts them and hangs up when the channels are closed.
        self.wire = None;
        Ok(())
    }
}

#[cfg(test)]
#[path = "bridge_tests.rs"]
mod tests;
