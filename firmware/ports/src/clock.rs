//! The hour, as the page asks for it: only `appliance` reads a clock.

use jiff::civil::DateTime;
use std::time::Duration;

/// Three times for three uses.
pub trait Clock: Send + Sync + 'static {
    /// Civil time, Europe/Paris: what people read.
    fn civil(&self) -> DateTime;
    /// Since the box started, never going back: how long a session has lasted.
    fn since_start(&self) -> Duration;
    /// Seconds since 1970: one-time codes and certificates.
    fn unix_s(&self) -> u64;
}
