//! The two directions of a device, 20 ms at a time.

use crate::error::Error;
use huisclos_ports::Frame;

/// A device that says and hears.
pub trait Duplex: Send {
    /// Says 20 ms and gives the 20 ms that were heard meanwhile; waits for them.
    ///
    /// # Errors
    /// The device is gone, or stands still; it is then to be opened again.
    fn exchange(&mut self, say: &Frame) -> Result<Frame, Error>;

    /// Frames lost since it was opened: not played in time, or not read in time.
    fn lost(&self) -> u64;

    /// Whether somebody plays at the other end; `None` where that cannot be known.
    fn played_to(&mut self) -> Option<bool> {
        None
    }
}

impl Duplex for Box<dyn Duplex> {
    fn exchange(&mut self, say: &Frame) -> Result<Frame, Error> {
        (**self).exchange(say)
    }

    fn lost(&self) -> u64 {
        (**self).lost()
    }

    fn played_to(&mut self) -> Option<bool> {
        (**self).played_to()
    }
}
