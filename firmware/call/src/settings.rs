//! What the cabinet decides about how calls are taken.

/// Settings of a call. `Default` is the demo cabinet's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Ring the handset that long before the box answers, 0 to 30,000 ms (feature A16); 0: the box answers.
    pub handset_first_ms: u64,
    /// Ask the 1-to-5 question at the end (feature A17).
    pub rating: bool,
    /// The handset can be rung at all; without one, a human is always a note.
    pub handset: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { handset_first_ms: 0, rating: false, handset: true }
    }
}
