//! The three front lights.

use crate::findings::{Grade, grade};
use crate::status::Status;

/// A light's colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Off.
    Off,
    /// All is well.
    Green,
    /// Somebody should look today.
    Orange,
    /// Now.
    Red,
}

/// What the front lights show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lights {
    /// The box's state.
    pub health: Colour,
    /// Somebody is on a line; red while a note of the highest priority waits.
    pub call: Colour,
    /// Green: counted, and nothing left. Off: nobody counts. Red: something left.
    pub privacy: Colour,
}

/// The lights for a status.
#[must_use]
pub fn lights(status: &Status) -> Lights {
    let health = match grade(status) {
        Grade::Down => Colour::Red,
        Grade::Worn => Colour::Orange,
        Grade::Told | Grade::Well => Colour::Green,
    };
    let call = match (status.notes.urgent > 0, status.calls() > 0) {
        (true, _) => Colour::Red,
        (false, true) => Colour::Green,
        (false, false) => Colour::Off,
    };
    let privacy = match (status.egress.left_bytes > 0, status.egress.counted) {
        (true, _) => Colour::Red,
        (false, true) => Colour::Green,
        (false, false) => Colour::Off,
    };
    Lights { health, call, privacy }
}
