//! French telephone numbers, in pairs, digit by digit or mixed, to E.164.

use crate::found::Found;
use huisclos_agenda::Phone;

/// A whole telephone number; `None` while fewer than ten digits were said.
pub fn phone(_text: &str) -> Option<Found<Phone>> {
    None
}

/// A number dictated over several turns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dictation {
    digits: String,
}

impl Dictation {
    /// Nothing said yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what was said in one turn (a whole number said anew replaces the rest); the number once it is whole.
    pub fn hear(&mut self, _text: &str) -> Option<Phone> {
        None
    }

    /// The digits so far, to be read back ("zéro six, douze…").
    pub fn digits(&self) -> &str {
        &self.digits
    }
}
