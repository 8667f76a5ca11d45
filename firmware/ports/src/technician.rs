//! What the technician's console and the front display ask of the box and of its hardware.

use huisclos_console::{Act, Answer, Facts, Trace};
use huisclos_operator::Sight;
use std::time::Duration;

/// The box as the technician's console sees it. What it cannot do it does not list in `Facts::able`.
pub trait Technician: Send + Sync {
    /// How the box is. Called twice a second while somebody is connected: it must be quick.
    fn facts(&self) -> Facts;

    /// Does what was asked; `tell` shows how far it is.
    ///
    /// # Errors
    /// One sentence: what failed, which file or device, what to do.
    fn act(&self, act: &Act, tell: &mut dyn FnMut(String)) -> Result<Answer, String>;

    /// Writes an entry of the technician's trail down. What cannot be written is told on stderr; the session goes on.
    fn trace(&self, trace: &Trace);

    /// Wrong PINs in a row that were remembered.
    fn refusals(&self) -> u32;

    /// Remembers them, on disk, before it returns.
    fn remember_refusals(&self, refusals: u32);
}

/// What came down the technician's cable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// That many bytes.
    Bytes(usize),
    /// Nothing within the time given.
    Nothing,
    /// Nobody is at the other end any more.
    Pulled,
}

/// The technician's cable: a serial port, or a terminal.
pub trait Cable: Send {
    /// Its name in traces: `/dev/ttyS0`.
    fn device(&self) -> &str;

    /// Waits for bytes.
    ///
    /// # Errors
    /// The device is gone (an adapter was unplugged).
    fn read(&mut self, bytes: &mut [u8], wait: Duration) -> Result<Came, CableError>;

    /// Sends text. What nobody takes within a second or two is dropped: the console draws itself again.
    ///
    /// # Errors
    /// The device is gone.
    fn write(&mut self, text: &str) -> Result<(), CableError>;
}

/// The cable failed.
#[derive(Debug, thiserror::Error)]
#[error("console {device} : {reason}")]
pub struct CableError {
    /// Which device.
    pub device: String,
    /// Why, and what to do.
    pub reason: String,
}

/// The front display.
pub trait Panel: Send {
    /// Its name in findings: `/dev/i2c-1`.
    fn device(&self) -> &str;

    /// Shows a sight.
    ///
    /// # Errors
    /// Nobody answers; shown again later, it comes back by itself.
    fn show(&mut self, sight: &Sight) -> Result<(), PanelError>;
}

/// The display failed.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct PanelError(pub String);
