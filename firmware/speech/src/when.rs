//! When the caller would come, and when they already were to come (`french-speech.md`, the whole table).

use crate::found::Found;
use crate::meaning::{Intent, When};
use jiff::civil::DateTime;

/// The word that leads to a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lead {
    /// None of the below.
    #[default]
    Plain,
    /// "de mardi", "du quinze".
    Of,
    /// "à jeudi", "au dix", "pour vendredi".
    To,
    /// "au lieu de jeudi", "plutôt que jeudi".
    InsteadOf,
}

/// What the words around a date make of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// Nothing says that an appointment exists: a wish.
    #[default]
    Wish,
    /// "mon rendez-vous de…", "j'ai rendez-vous…", "celui de…": an appointment already made.
    Existing,
}

/// One date (with its part of day or hour) mentioned in a turn, in the order said.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// What it means.
    pub when: When,
    /// The bytes of the text it takes, preposition included.
    pub span: std::ops::Range<usize>,
    /// The word before it.
    pub lead: Lead,
    /// What the words around say.
    pub role: Role,
    /// The caller refuses it ("pas mardi", "sauf lundi", "jeudi je ne peux pas").
    pub refused: bool,
    /// It lies before today ("hier", "la semaine dernière").
    pub past: bool,
    /// Only "le plus tôt possible", "n'importe quand": any real day said wins over it.
    pub vague: bool,
}

/// The wish in a turn: corrections made ("mardi, euh non, jeudi"), refused days left out. `None` when nothing was said
/// or what was said is no date ("le trente et un février").
pub fn when(_text: &str, _now: DateTime) -> Option<Found<When>> {
    None
}

/// Every date mentioned, in order. "déplacer mon rendez-vous de mardi à jeudi" gives two, "de lundi à mercredi" one.
pub fn dates_in(_text: &str, _now: DateTime) -> Vec<Mention> {
    Vec::new()
}

/// The wish and the appointment already made, told apart by the words around and by what the caller wants:
/// `Cancel` and `Confirm` have only an existing one, `Move` may have both, everything else only a wish.
pub fn wish_and_existing(
    _text: &str,
    _now: DateTime,
    _intent: Intent,
) -> (Option<Found<When>>, Option<Found<When>>) {
    (None, None)
}

/// "peu importe", "n'importe quand", "ça m'est égal", "quand vous voulez": the caller leaves the day to the cabinet.
pub fn leaves_it_open(_text: &str) -> bool {
    false
}
