//! One channel, opened.

use crate::error::Error;
use crate::event::Event;
use crate::{DEVICE, sys};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// `ELAST`: an event waits, and must be taken before sound goes on. No errno of Linux.
const EVENT_WAITS: i32 = 500;
/// A-law.
const ALAW: i32 = 2;
/// Conference mode "digital monitor": send what the other channel hears, untouched.
const DIGITAL_MONITOR: i32 = 9;
/// Bits of signalling: towards an exchange (the card's FXO port), towards a telephone (its FXS port).
const FXS_SIGNALLED: i32 = 1 << 13;
const FXO_SIGNALLED: i32 = 1 << 12;
/// Kewlstart towards an exchange: a loop break tells of release.
const FXS_KEWLSTART: i32 = (1 << 2) | FXS_SIGNALLED;

/// What a channel leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The exchange (an FXO port); `kewlstart` when a loop break tells of release.
    Line {
        /// See above.
        kewlstart: bool,
    },
    /// A telephone (an FXS port).
    Handset,
    /// Neither: ISDN, or nothing configured.
    Other,
}

/// What a channel is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What it leads to.
    pub side: Side,
    /// Handset: it is off its hook. Line: there is battery.
    pub off_hook: bool,
    /// The line is cut (alarm of the channel).
    pub alarm: bool,
}

/// What the hook is moved to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hook {
    /// Line: on-hook. Handset: no current.
    On,
    /// Line: off-hook. Handset: in talk, no ringing.
    Off,
    /// Line: the R key.
    Flash,
    /// Handset: rings, in its cadence.
    Ring,
    /// Handset: stops ringing.
    RingStop,
}

/// A tone that the kernel plays, in the zone of `dahdi_cfg`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Dial tone.
    Dial,
    /// Busy tone.
    Busy,
    /// Ringback.
    Ringback,
    /// Congestion.
    Congestion,
    /// Information tone.
    Information,
}

/// What a read or a write came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audio {
    /// So many bytes.
    Done(usize),
    /// Nothing there yet, or no room yet.
    Later,
    /// An event waits first.
    Event,
}

/// A channel, held by this program alone. Dropped, the kernel hangs up and ends its conferences.
#[derive(Debug)]
pub struct Channel {
    file: File,
    number: u32,
}

impl Channel {
    /// Takes a channel, on-hook, A-law, non-blocking, in blocks of `block` bytes with `buffers` of them each way.
    ///
    /// # Errors
    /// No such device or channel, or another program has it ([`Error::is_taken`]).
    pub fn open(number: u32, block: usize, buffers: u32) -> Result<Channel, Error> {
        let channel = Self::take(number)?;
        channel.sound_in(block, buffers)?;
        Ok(channel)
    }

    /// Takes a B channel of ISDN: clear until it is told that it carries sound.
    ///
    /// # Errors
    /// As [`Channel::open`].
    pub fn open_clear(number: u32, block: usize, buffers: u32) -> Result<Channel, Error> {
        let channel = Self::take(number)?;
        channel.told("choix du son", sys::audio_mode(channel.fd(), 1))?;
        channel.sound_in(block, buffers)?;
        Ok(channel)
    }

    fn take(number: u32) -> Result<Channel, Error> {
        let device = Path::new(DEVICE);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(nix::libc::O_NONBLOCK | nix::libc::O_CLOEXEC)
            .open(device)
            .map_err(|reason| Error::Open { device: device.into(), reason })?;
        let chosen = i32::try_from(number).unwrap_or(0);
        sys::specify(file.as_fd(), chosen).map_err(|reason| Error::Specify { channel: number, reason })?;
        Ok(Channel { file, number })
    }

    fn sound_in(&self, block: usize, buffers: u32) -> Result<(), Error> {
        let block = i32::try_from(block).unwrap_or(i32::MAX);
        let count = i32::try_from(buffers).unwrap_or(i32::MAX);
        self.told("choix de la loi A", sys::law(self.fd(), ALAW))?;
        self.told("choix des échantillons", sys::linear(self.fd(), 0))?;
        self.told("taille des blocs", sys::block_size(self.fd(), block))?;
        let wanted = sys::Buffers { count, size: block, ..sys::Buffers::default() };
        self.told("taille des files", sys::set_buffers(self.fd(), wanted))
    }

    fn fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }

    fn told(&self, operation: &'static str, result: io::Result<()>) -> Result<(), Error> {
        result.map_err(|reason| Error::Refused { channel: self.number, operation, reason })
    }

    /// Its number.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Moves the hook. Ringing and flashing go on after this returns ([`Event::HookDone`]).
    ///
    /// # Errors
    /// The kernel refuses: a hook that is still settling (`EBUSY`), for one.
    pub fn hook(&self, hook: Hook) -> Result<(), Error> {
        let (number, operation) = match hook {
            Hook::On => (0, "raccrocher"),
            Hook::Off => (1, "décrocher"),
            Hook::Flash => (3, "touche R"),
            Hook::Ring => (5, "sonner"),
            Hook::RingStop => (6, "cesser de sonner"),
        };
        match sys::hook(self.fd(), number) {
            // Under way: what a non-blocking channel answers to ringing and flashing.
            Err(reason) if reason.raw_os_error() == Some(nix::libc::EINPROGRESS) => Ok(()),
            result => self.told(operation, result),
        }
    }

    /// The next event.
    ///
    /// # Errors
    /// The card was taken out.
    pub fn event(&self) -> Result<Option<Event>, Error> {
        let mut number = 0;
        self.told("lire un événement", sys::event(self.fd(), &mut number))?;
        Ok(Event::of(number))
    }

    /// Reads sound.
    ///
    /// # Errors
    /// The card was taken out.
    pub fn read(&self, into: &mut [u8]) -> Result<Audio, Error> {
        self.moved("lire le son", (&self.file).read(into))
    }

    /// Writes sound, a block at a time.
    ///
    /// # Errors
    /// The card was taken out.
    pub fn write(&self, from: &[u8]) -> Result<Audio, Error> {
        self.moved("écrire le son", (&self.file).write(from))
    }

    fn moved(&self, operation: &'static str, result: io::Result<usize>) -> Result<Audio, Error> {
        match result {
            Ok(bytes) => Ok(Audio::Done(bytes)),
            Err(reason) if reason.kind() == io::ErrorKind::WouldBlock => Ok(Audio::Later),
            Err(reason) if reason.kind() == io::ErrorKind::Interrupted => Ok(Audio::Later),
            Err(reason) if reason.raw_os_error() == Some(EVENT_WAITS) => Ok(Audio::Event),
            Err(reason) => Err(Error::Refused { channel: self.number, operation, reason }),
        }
    }

    /// Waits until one of some channels has sound or an event; false when the time is over.
    ///
    /// # Errors
    /// `poll` itself failed.
    pub fn wait(channels: &[&Channel], ms: u16) -> Result<bool, Error> {
        let wanted = PollFlags::POLLIN | PollFlags::POLLPRI;
        let mut polled: Vec<PollFd<'_>> = channels.iter().map(|channel| PollFd::new(channel.fd(), wanted)).collect();
        match poll(&mut polled, PollTimeout::from(ms)) {
            Ok(ready) => Ok(ready > 0),
            Err(nix::errno::Errno::EINTR) => Ok(false),
            Err(reason) => {
                let channel = channels.first().map_or(0, |channel| channel.number);
                Err(Error::Refused { channel, operation: "attendre le son", reason: reason.into() })
            }
        }
    }

    /// Drops what was written and not sent.
    ///
    /// # Errors
    /// The card was taken out.
    pub fn flush_written(&self) -> Result<(), Error> {
        self.told("vider la file d'envoi", sys::flush(self.fd(), 2))
    }

    /// Drops what was received and not read.
    ///
    /// # Errors
    /// The card was taken out.
    pub fn flush_read(&self) -> Result<(), Error> {
        self.told("vider la file de réception", sys::flush(self.fd(), 1))
    }

    /// Tells overruns and underruns from now on, or not.
    ///
    /// # Errors
    /// A kernel too old for it.
    pub fn tell_lost_frames(&self, tell: bool) -> Result<(), Error> {
        self.told("compter les trames perdues", sys::buffer_events(self.fd(), i32::from(tell)))
    }

    fn params(&self) -> Result<sys::Params, Error> {
        let mut params = sys::Params {
            channel: i32::try_from(self.number).unwrap_or(0),
            span: 0,
            position: 0,
            signalling: 0,
            signalling_able: 0,
            rx_off_hook: 0,
            rx_bits: 0,
            tx_bits: 0,
            tx_hook: 0,
            rx_hook: 0,
            law: 0,
            idle_bits: 0,
            name: [0; 40],
            pre_wink_ms: 0,
            pre_flash_ms: 0,
            wink_ms: 0,
            flash_ms: 0,
            start_ms: 0,
            rx_wink_ms: 0,
            rx_flash_ms: 0,
            debounce_ms: 0,
            pulse_break_ms: 0,
            pulse_make_ms: 0,
            pulse_after_ms: 0,
            alarms: 0,
        };
        self.told("lire les paramètres", sys::get_params(self.fd(), &mut params))?;
        Ok(params)
    }

    /// What it is now.
    ///
    /// # Errors
    /// The card was taken out.
    pub fn condition(&self) -> Result<Condition, Error> {
        let params = self.params()?;
        let side = match params.signalling {
            signalling if signalling & FXS_SIGNALLED != 0 => Side::Line { kewlstart: signalling == FXS_KEWLSTART },
            signalling if signalling & FXO_SIGNALLED != 0 => Side::Handset,
            _ => Side::Other,
        };
        Ok(Condition { side, off_hook: params.rx_off_hook != 0, alarm: params.alarms != 0 })
    }

    /// How long the R key breaks the loop, and the longest break of a telephone that is still one (both ms).
    ///
    /// # Errors
    /// The kernel refuses.
    pub fn flash_ms(&self, sent_ms: u16, longest_ms: u16) -> Result<(), Error> {
        let mut params = self.params()?;
        params.flash_ms = i32::from(sent_ms);
        params.rx_flash_ms = i32::from(longest_ms);
        self.told("régler la touche R", sys::set_params(self.fd(), params))
    }

    /// The cadence of ringing: milliseconds on and off, in turn, sixteen at most.
    ///
    /// # Errors
    /// The kernel refuses.
    pub fn cadence(&self, on_off_ms: &[u16]) -> Result<(), Error> {
        let mut cadence = [0; 16];
        cadence.iter_mut().zip(on_off_ms).for_each(|(slot, ms)| *slot = i32::from(*ms));
        self.told("régler la cadence de sonnerie", sys::cadence(self.fd(), cadence))
    }

    /// From now on the kernel sends on this channel what `other` hears, whatever is written; `None` ends that.
    ///
    /// # Errors
    /// `other` does not exist.
    pub fn send_what_hears(&self, other: Option<u32>) -> Result<(), Error> {
        let with = other.and_then(|number| i32::try_from(number).ok()).unwrap_or(0);
        let mode = if with == 0 { 0 } else { DIGITAL_MONITOR };
        let mut conference = sys::Conference { channel: 0, with, mode };
        self.told("joindre deux canaux", sys::set_conference(self.fd(), &mut conference))
    }

    /// The echo canceller that `dahdi_cfg` gave to the channel, `taps` long (8 a millisecond), or none with 0.
    ///
    /// # Errors
    /// The channel has none.
    pub fn echo_canceller(&self, taps: u16) -> Result<(), Error> {
        self.told("supprimer l'écho", sys::echo_cancel(self.fd(), i32::from(taps)))
    }

    /// Plays a tone until something is written, or stops it.
    ///
    /// # Errors
    /// No tone zone is loaded.
    pub fn tone(&self, tone: Option<Tone>) -> Result<(), Error> {
        let number = match tone {
            None => -1,
            Some(Tone::Dial) => 0,
            Some(Tone::Busy) => 1,
            Some(Tone::Ringback) => 2,
            Some(Tone::Congestion) => 3,
            Some(Tone::Information) => 7,
        };
        self.told("jouer une tonalité", sys::tone(self.fd(), number))
    }

    /// Lets sound reach a telephone that is on its hook, for its display. Cards that always do refuse it: no harm.
    pub fn sound_on_hook(&self, ms: u16) {
        let _ = sys::on_hook_transfer(self.fd(), i32::from(ms));
    }
}
