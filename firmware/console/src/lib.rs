//! The technician's console as a state machine: bytes and facts in, a screen and acts out. Pure: no I/O, no clock.
//!
//! `handle(now_ms, Input)`, then [`Console::poll`] until [`Output::Wait`]: the deadline is the last output, so that no
//! driver can forget it. It sees no trait: whoever drives it carries out each [`Act`] and brings the [`Answer`] back.
//!
//! It is read at the end of a cable that may be pulled, hum, or be looped back on itself, in a terminal of 80x24. So:
//! every line that a garbage byte touched is thrown away, every destructive act wants a word that was never alone on a
//! line of the screen, a flood of lines locks the session, and a pulled cable leaves nothing half confirmed.

mod act;
mod assistant;
mod commands;
mod console;
mod edit;
mod facts;
mod flood;
mod form;
mod keys;
mod lay;
mod limits;
mod menu;
mod pages;
mod paper;
mod secret;
mod trace;
mod tries;
mod typed;
mod watch;
mod work;

pub use act::{Ability, Act, Answer, Network};
pub use console::{Console, Input, JobId, Output};
pub use facts::{Facts, Step};
pub use keys::{Key, Keys};
pub use limits::*;
pub use secret::Secret;
pub use trace::Trace;
pub use tries::{delay_ms, weak_pin};
