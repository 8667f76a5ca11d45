//! What the guard asks of a card, and what a line's loop tells the guard.

use crate::line::LineError;
use huisclos_operator::Told;

/// Handset and line of one place, joined without the box. The guard holds one for each line of the board file.
///
/// A card gives a channel to one process at a time: `join` fails while the firmware still holds it, and is tried again
/// every [`huisclos_operator::AGAIN_MS`]. Dropped, it lets go.
pub trait Bridge: Send {
    /// The line's name, as in the board file's order: `dahdi/1`.
    fn line(&self) -> &str;

    /// Takes line and handset and joins them: dial tone, rings and voices pass as without a box.
    ///
    /// # Errors
    /// Somebody holds the channel, or the device failed; nothing is held then.
    fn join(&mut self) -> Result<(), LineError>;

    /// Called some fifty times a second while joined: whatever the join needs, without blocking for more than 20 ms. True
    /// while somebody talks on the handset.
    ///
    /// # Errors
    /// The device failed; it is joined anew.
    fn turn(&mut self) -> Result<bool, LineError>;

    /// Parts them and lets the channel go.
    ///
    /// # Errors
    /// The device failed; the channel is let go all the same.
    fn give_back(&mut self) -> Result<(), LineError>;
}

/// Where a line's loop tells that it turns. Called from the loop itself, every 100 ms; it must not block.
pub trait Heart: Send {
    /// Says so; what nobody hears is lost.
    fn tell(&mut self, line: &str, told: Told);
}

/// No guard listens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unheard;

impl Heart for Unheard {
    fn tell(&mut self, _line: &str, _told: Told) {}
}
