//! What the cabinet decides about how calls are taken.

use huisclos_agenda::{Answering, Cabinet, Period, Phone, Private};
use jiff::civil::DateTime;

/// Settings of a call. `Default` is a cabinet's without periods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Ring the handset that long before the box answers, 0 to 30,000 ms (feature A16); 0: the box answers.
    pub handset_first_ms: u64,
    /// Ask the 1-to-5 question at the end (feature A17).
    pub rating: bool,
    /// The handset can be rung at all; without one, a human is always a note.
    pub handset: bool,
    /// The handset may be rung for whoever asks for somebody, in the secretary's hours. An emergency rings it all the same.
    pub transfer: bool,
    /// No appointment is given, moved or cancelled: a note is taken (feature A16).
    pub message_only: bool,
    /// Where whoever asks for somebody is forwarded when the handset does not answer or may not ring; never an emergency.
    pub forward_to: Option<Private<Phone>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            handset_first_ms: 0,
            rating: false,
            handset: true,
            transfer: true,
            message_only: false,
            forward_to: None,
        }
    }
}

impl Settings {
    /// As the cabinet wants a call taken whose first ring is `now`.
    #[must_use]
    pub fn of(cabinet: &Cabinet, now: DateTime) -> Self {
        let period = cabinet.period_at(now);
        let answering = period.map(|p| p.answering).unwrap_or_default();
        Self {
            handset_first_ms: match answering {
                Answering::HandsetFirst { seconds } => u64::from(seconds) * 1_000,
                Answering::AtOnce | Answering::MessageOnly => 0,
            },
            rating: cabinet.satisfaction,
            handset: true,
            transfer: period.is_none_or(|p| p.transfer),
            message_only: answering == Answering::MessageOnly,
            forward_to: period.and_then(Period::forwards_to),
        }
    }
}
