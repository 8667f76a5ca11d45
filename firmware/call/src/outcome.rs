//! What came of a call.

/// Outcomes, in the order in which the first that holds is *the* outcome (`interfaces.md`, event `over`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// Emergency words were heard.
    Emergency,
    /// Something failed inside the box and the caller did not get what they called for.
    Failed,
    /// Somebody at the cabinet has spoken to the caller.
    Transferred,
    /// An appointment was made.
    Booked,
    /// An appointment was moved.
    Moved,
    /// An appointment was given back.
    Cancelled,
    /// An appointment was confirmed or its hour told.
    Confirmed,
    /// A note lies in the inbox.
    Noted,
    /// A practical question was answered.
    Informed,
    /// A sales call or a wrong number.
    Filtered,
    /// The caller left with nothing.
    Abandoned,
}

impl Outcome {
    /// Every outcome with its word in the interface, in order.
    pub const WORDS: [(Outcome, &'static str); 11] = [
        (Outcome::Emergency, "emergency"),
        (Outcome::Failed, "failed"),
        (Outcome::Transferred, "transferred"),
        (Outcome::Booked, "booked"),
        (Outcome::Moved, "moved"),
        (Outcome::Cancelled, "cancelled"),
        (Outcome::Confirmed, "confirmed"),
        (Outcome::Noted, "noted"),
        (Outcome::Informed, "informed"),
        (Outcome::Filtered, "filtered"),
        (Outcome::Abandoned, "abandoned"),
    ];

    /// The word of the interface.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(o, _)| *o == self).map_or("abandoned", |(_, w)| w)
    }
}
