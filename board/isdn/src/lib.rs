//! An ISDN basic access: two B channels of a card, a line each, and libpri in a process of its own, which speaks to the
//! network on the D channel (`PROTOCOL.md`).
//!
//! [`Access`] is what both lines share: the process and who is on which channel ([`span`], pure). [`Access::line`] opens a B
//! channel as the `Line` that the engine drives. Numbers come without their leading 0 and leave with it ([`number`]).

mod access;
mod bchannel;
mod error;
mod line;
pub mod number;
pub mod protocol;
mod settings;
pub mod span;

pub use access::Access;
pub use bchannel::{BChannel, Sound};
pub use error::Error;
pub use line::IsdnLine;
pub use settings::{CallWaiting, DChannel, Mode, Settings};
