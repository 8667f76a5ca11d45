//! What is written down of a session: who may ask later sees what was done, never a secret and never a patient.

/// One entry of the technician's trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trace {
    /// A terminal was plugged in.
    Connected,
    /// It was pulled, or switched off.
    Gone,
    /// The PIN was right.
    Unlocked,
    /// It was wrong; how many times in a row.
    Refused(u32),
    /// The session was closed.
    Locked(&'static str),
    /// Something was begun.
    Began(String),
    /// It was done.
    Done(String),
    /// It failed; the sentence says why.
    Failed(String, String),
    /// A destructive act was confirmed by its word.
    Confirmed(String),
    /// It was not.
    NotConfirmed(String),
    /// The cable is looped back, or hums.
    Flooded,
}

impl std::fmt::Display for Trace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Connected => f.write_str("console branchée"),
            Self::Gone => f.write_str("console débranchée"),
            Self::Unlocked => f.write_str("code du technicien accepté"),
            Self::Refused(n) => write!(f, "code du technicien refusé ({n} de suite)"),
            Self::Locked(why) => write!(f, "session fermée : {why}"),
            Self::Began(what) => write!(f, "commence : {what}"),
            Self::Done(what) => write!(f, "fait : {what}"),
            Self::Failed(what, why) => write!(f, "échec : {what} : {why}"),
            Self::Confirmed(what) => write!(f, "confirmé : {what}"),
            Self::NotConfirmed(what) => write!(f, "non confirmé : {what}"),
            Self::Flooded => f.write_str("trop de lignes à la fois : câble en boucle ou parasites"),
        }
    }
}
