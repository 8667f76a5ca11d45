//! DAHDI, the kernel's telephony: a channel opened, its hook, its events, its frames, its neighbours.
//!
//! The numbers are the kernel's ABI, the same in DAHDI 2.11, 3.1 and 3.4; they are written here by hand. All `unsafe` is
//! in `sys.rs`. What a line or a handset does with a channel is `huisclos-board-card-dahdi`'s.

mod channel;
mod control;
mod error;
mod event;
mod sys;

pub use channel::{Audio, Channel, Condition, Hook, Side, Tone};
pub use control::{Control, LocalSpan};
pub use error::Error;
pub use event::Event;

/// Where a channel is asked for by its number.
pub const DEVICE: &str = "/dev/dahdi/channel";
/// Where spans are made and destroyed.
pub const CONTROL: &str = "/dev/dahdi/ctl";
