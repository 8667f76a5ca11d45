//! Identifiers. Random where they are given to records, words where the cabinet names things.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:016x}", self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                u64::from_str_radix(s, 16).map(Self)
            }
        }
    };
}

macro_rules! word_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(s: &str) -> Self {
                Self(s.to_string())
            }
        }
    };
}

random_id!(
    /// A patient's card. Random: it says nothing about who it is.
    PatientId
);
random_id!(
    /// One appointment.
    AppointmentId
);
random_id!(
    /// One structured note.
    NoteId
);
random_id!(
    /// One call.
    CallId
);
random_id!(
    /// Somebody's place on the waiting list.
    WaitingId
);
random_id!(
    /// A greeting that a doctor recorded.
    RecordingId
);
word_id!(
    /// A practitioner, by the word the cabinet uses: `martin`.
    PractitionerId
);
word_id!(
    /// A reason for an appointment, without accents: `renouvellement d'ordonnance`.
    MotifId
);
