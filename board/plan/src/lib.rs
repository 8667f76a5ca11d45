//! The board file: what a box is made of. One TOML file, read by [`parse`] and by nothing else; pure.
//!
//! Every key that is unknown, missing, of the wrong kind or against another is refused by its name, with what to write.

mod board;
mod error;
mod parse;
mod section;

pub use board::{
    AtHandset, Board, Bypass, Card, Display, DisplayKind, Gpio, Isdn, LineOf, Output, Signalling, Sound, SoundKind,
};
pub use error::Error;
pub use parse::parse;

/// Longest file: the longest sensible one, sixteen lines with comments, is under 4 kB.
pub const BYTES_MAX: usize = 64 * 1024;
/// Lines of a box: four cards of four ports. A cabinet with more has a telephone exchange.
pub const LINES_MAX: usize = 16;
/// Calls in which the box may be asked to speak at once: each has its own thread, and the models serve them in turn.
pub const CALLS_MAX: i64 = 16;
/// Calls at once where the file does not say: past four, the models keep each caller waiting too long.
pub const CALLS_DEFAULT: usize = 4;
/// Numbers of one basic access: networks give ten at most.
pub const NUMBERS_MAX: usize = 10;
/// Highest channel of DAHDI (`DAHDI_MAX_CHANNELS` of its kernel header).
pub const CHANNEL_MAX: i64 = 1_023;
