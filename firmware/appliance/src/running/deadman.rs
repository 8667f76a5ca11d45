//! The dead man's handle: a timer of the kernel that kills this process when nobody has held it, or a line has not turned, for a second. A process that
//! is stopped, or whose line hangs, keeps its channels; dead, it gives them to the guard.

use crate::error::Error;
use nix::sys::signal::{SigEvent, SigevNotify, Signal};
use nix::sys::timer::{Expiration, Timer, TimerSetTimeFlags};
use nix::time::ClockId;
use std::time::Duration;

/// Released for that long, it kills: with the 0.8 s in which the exchange sees the line on-hook, the handset works within two.
const RELEASED: Duration = Duration::from_secs(1);

/// The handle.
pub struct DeadMan(Timer);

impl DeadMan {
    /// Not held yet: it does nothing until [`DeadMan::hold`].
    ///
    /// # Errors
    /// The system gives no timer.
    pub fn new() -> Result<Self, Error> {
        let kill = SigEvent::new(SigevNotify::SigevSignal { signal: Signal::SIGKILL, si_value: 0 });
        let timer = Timer::new(ClockId::CLOCK_MONOTONIC, kill);
        timer.map(Self).map_err(|e| Error::Refused(format!("le système ne donne pas de minuterie : {e}")))
    }

    /// Held by lines of which the slowest turned so long ago: a second from then.
    pub fn hold(&mut self, slowest: Duration) {
        let left = RELEASED.saturating_sub(slowest);
        // Nothing would be left of a timer set to zero.
        if left.is_zero() {
            return;
        }
        // A timer that exists can be set; one that could not would kill, and that is the safe side.
        let _ = self.0.set(Expiration::OneShot(left.into()), TimerSetTimeFlags::empty());
    }
}
