//! Which channels a line has.

/// A line of the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Its name everywhere: `dahdi/1`.
    pub name: String,
    /// The channel of its FXO port.
    pub channel: u32,
    /// The channel of the handset's FXS port, where the cabinet has one.
    pub handset: Option<u32>,
}
