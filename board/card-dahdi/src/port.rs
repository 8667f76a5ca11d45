//! What a channel can do: the kernel's, or one played in tests.

use huisclos_dahdi_sys::{Audio, Channel, Condition, Error, Event, Hook, Tone};

/// One channel of a card.
pub trait Port: Send {
    /// Its number.
    fn number(&self) -> u32;
    /// Moves the hook.
    fn hook(&self, hook: Hook) -> Result<(), Error>;
    /// The next event.
    fn event(&self) -> Result<Option<Event>, Error>;
    /// Reads sound.
    fn read(&self, into: &mut [u8]) -> Result<Audio, Error>;
    /// Writes sound.
    fn write(&self, from: &[u8]) -> Result<Audio, Error>;
    /// Waits for sound or an event; false when the time is over.
    fn wait(&self, ms: u16) -> Result<bool, Error>;
    /// Drops what was written.
    fn flush_written(&self) -> Result<(), Error>;
    /// What it is now.
    fn condition(&self) -> Result<Condition, Error>;
    /// Sends what another channel hears.
    fn send_what_hears(&self, other: Option<u32>) -> Result<(), Error>;
    /// The kernel's echo canceller.
    fn echo_canceller(&self, taps: u16) -> Result<(), Error>;
    /// The kernel's tones.
    fn tone(&self, tone: Option<Tone>) -> Result<(), Error>;
    /// Sound for a display on-hook.
    fn sound_on_hook(&self, ms: u16);
    /// Overruns and underruns are told, or not.
    fn tell_lost_frames(&self, tell: bool) -> Result<(), Error>;
}

impl Port for Channel {
    fn number(&self) -> u32 {
        Channel::number(self)
    }
    fn hook(&self, hook: Hook) -> Result<(), Error> {
        Channel::hook(self, hook)
    }
    fn event(&self) -> Result<Option<Event>, Error> {
        Channel::event(self)
    }
    fn read(&self, into: &mut [u8]) -> Result<Audio, Error> {
        Channel::read(self, into)
    }
    fn write(&self, from: &[u8]) -> Result<Audio, Error> {
        Channel::write(self, from)
    }
    fn wait(&self, ms: u16) -> Result<bool, Error> {
        Channel::wait(&[self], ms)
    }
    fn flush_written(&self) -> Result<(), Error> {
        Channel::flush_written(self)
    }
    fn condition(&self) -> Result<Condition, Error> {
        Channel::condition(self)
    }
    fn send_what_hears(&self, other: Option<u32>) -> Result<(), Error> {
        Channel::send_what_hears(self, other)
    }
    fn echo_canceller(&self, taps: u16) -> Result<(), Error> {
        Channel::echo_canceller(self, taps)
    }
    fn tone(&self, tone: Option<Tone>) -> Result<(), Error> {
        Channel::tone(self, tone)
    }
    fn sound_on_hook(&self, ms: u16) {
        Channel::sound_on_hook(self, ms);
    }
    fn tell_lost_frames(&self, tell: bool) -> Result<(), Error> {
        Channel::tell_lost_frames(self, tell)
    }
}
