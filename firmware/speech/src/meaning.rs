//! The closed form that everything a caller says is brought to (`Meaning`), and what was being asked.

use huisclos_agenda::{MotifId, Phone, PractitionerId, Private};
use jiff::civil::{Date, Time};

/// What the caller wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Intent {
    /// An appointment.
    Book,
    /// Another time for an appointment already made.
    Move,
    /// Give an appointment back.
    Cancel,
    /// "I will be there", or "at what time is mine?".
    Confirm,
    /// A practical question.
    Info,
    /// Results of an examination.
    Results,
    /// A document already due, lost or to be fetched.
    Document,
    /// A message, a clinical question, a call-back.
    Message,
    /// Somebody of flesh and blood.
    Human,
    /// A red flag: wins over everything.
    Emergency,
    /// Sales, wrong number, chatter.
    OffTopic,
    /// Only the question asked was answered, or nothing was said.
    #[default]
    None,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Oui.
    Yes,
    /// Non.
    No,
}

/// For whom the call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// For the caller.
    Myself,
    /// For somebody else.
    Other,
}

/// Days (inclusive) and a window of the day. An exact hour has `after == before`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct When {
    /// First day.
    pub from: Option<Date>,
    /// Last day, inclusive.
    pub to: Option<Date>,
    /// Not before this hour.
    pub after: Option<Time>,
    /// Not after this hour.
    pub before: Option<Time>,
}

impl When {
    /// True when nothing at all was said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a practical question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Opening hours.
    Hours,
    /// Where the cabinet is.
    Address,
    /// How to get there, get in, lift, wheelchair.
    Access,
    /// Parking.
    Parking,
    /// Prices, reimbursement, means of payment.
    Fees,
    /// What to bring.
    Documents,
    /// How to prepare (fasting…).
    Instructions,
    /// Anything else.
    Other,
}

/// How to say the last sentence again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Repeat {
    /// The same.
    Again,
    /// Slower.
    Slower,
}

/// Family of a red flag (`red-flags.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)] // the words are those of the table
pub enum Family {
    Chest,
    Breath,
    Stroke,
    Unconscious,
    Bleeding,
    Pregnancy,
    Seizure,
    Allergy,
    Poisoning,
    Suicide,
    Infant,
    Trauma,
    Infection,
    Violence,
}

/// The red flag that was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedFlag {
    /// The caller's own words.
    pub words: Private<String>,
    /// Which family of the signed list.
    pub family: Family,
}

/// What one turn of the caller means. `None` where nothing was said.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs)] // field by field in interfaces.md; the types above say the rest
pub struct Meaning {
    pub intent: Intent,
    pub answer: Option<Answer>,
    /// Rank among what was just offered, from 1; -1 is the last.
    pub choice: Option<i8>,
    pub practitioner: Option<PractitionerId>,
    pub motif: Option<MotifId>,
    pub patient: Option<Who>,
    /// The wish.
    pub when: Option<When>,
    /// The date of an appointment already made.
    pub existing: Option<When>,
    pub last_name: Option<Private<String>>,
    pub first_name: Option<Private<String>>,
    pub birth_date: Option<Private<Date>>,
    pub phone: Option<Private<Phone>>,
    pub info_topic: Option<Topic>,
    pub rating: Option<u8>,
    pub repeat: Option<Repeat>,
    /// `Some(false)`: another language than French was spoken.
    pub french: Option<bool>,
    pub emergency: Option<RedFlag>,
    /// A relative urgency ("c'est urgent"), never a red flag.
    pub urgent: bool,
    /// The caller says that it is no emergency ("non, ce n'est pas une urgence"): they go on where they were.
    pub not_an_emergency: bool,
}

/// What the box has just asked. The words are those of `interfaces.md`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)] // the words are those of the interface
pub enum Asking {
    #[default]
    Open,
    Consent,
    Motif,
    Practitioner,
    Date,
    Slot,
    Confirm,
    LastName,
    FirstName,
    /// Both names at once (`understand` only).
    Name,
    BirthDate,
    Phone,
    Choice,
    Rating,
    Other,
}

impl Asking {
    /// Every value with its word in the interface.
    pub const WORDS: [(Asking, &'static str); 15] = [
        (Asking::Open, "open"),
        (Asking::Consent, "consent"),
        (Asking::Motif, "motif"),
        (Asking::Practitioner, "practitioner"),
        (Asking::Date, "date"),
        (Asking::Slot, "slot"),
        (Asking::Confirm, "confirm"),
        (Asking::LastName, "last_name"),
        (Asking::FirstName, "first_name"),
        (Asking::Name, "name"),
        (Asking::BirthDate, "birth_date"),
        (Asking::Phone, "phone"),
        (Asking::Choice, "choice"),
        (Asking::Rating, "rating"),
        (Asking::Other, "other"),
    ];

    /// The word of the interface.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(a, _)| *a == self).map_or("open", |(_, w)| w)
    }

    /// The value of a word of the interface.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, w)| *w == word).map(|(a, _)| *a)
    }
}
