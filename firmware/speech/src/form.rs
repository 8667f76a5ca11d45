//! What a language model gives back: choices with probabilities, and spans of the caller's own words.
//!
//! The model points, the rules compute: no date, number or id is ever taken from a model.

use crate::meaning::{Answer, Intent, Topic, Who};

/// The closed form a model fills for one turn. Everything in it is data, to be checked by `understand`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// Intents with their probability, the likeliest first; `Info` comes once per topic.
    pub intents: Vec<(Intent, Option<Topic>, f32)>,
    /// Yes or no, with its probability.
    pub answer: Option<(Answer, f32)>,
    /// For whom, with its probability.
    pub who: Option<(Who, f32)>,
    /// 1 to 5.
    pub rating: Option<u8>,
    /// Copied from the cabinet's own list: the practitioner's name as the cabinet writes it.
    pub practitioner: Option<String>,
    /// Copied from the cabinet's own list: the motif's name as the cabinet writes it.
    pub motif: Option<String>,
    /// The caller's words that give the reason.
    pub motif_words: Vec<String>,
    /// The caller's words that give the wish.
    pub when_words: Vec<String>,
    /// The caller's words that give the date of an existing appointment.
    pub existing_words: Vec<String>,
    /// The caller's words that give the family name.
    pub last_name_words: Vec<String>,
    /// The caller's words that give the first name.
    pub first_name_words: Vec<String>,
    /// The caller's words that give the birth date.
    pub birth_date_words: Vec<String>,
    /// The caller's words that give a telephone number.
    pub phone_words: Vec<String>,
    /// The caller's words that made the model think of an emergency.
    pub emergency_words: Vec<String>,
    /// Probability of an emergency: the model may add an alarm, never remove one.
    pub emergency: f32,
}

impl Form {
    /// The caller's words for a field, in the order in which both language models name them: reason, wish, existing appointment,
    /// family name, first name, birth date, telephone, sign of an emergency. What is beyond is the last.
    pub fn words_mut(&mut self, field: usize) -> &mut Vec<String> {
        match field {
            0 => &mut self.motif_words,
            1 => &mut self.when_words,
            2 => &mut self.existing_words,
            3 => &mut self.last_name_words,
            4 => &mut self.first_name_words,
            5 => &mut self.birth_date_words,
            6 => &mut self.phone_words,
            _ => &mut self.emergency_words,
        }
    }
}
