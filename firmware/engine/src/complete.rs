//! Is what was heard so far all that was asked for? Then the caller need not wait for the end of the patience; and is it
//! plainly unfinished? Then the box waits a little longer.

use huisclos_audio::Patience;
use huisclos_speech::{Asking, Intent, Meaning};

/// Words nobody ends a sentence with, and hesitations.
const UNFINISHED: &[&str] = &[
    "le", "la", "les", "un", "une", "de", "du", "des", "à", "au", "aux", "et", "ou", "pour", "avec", "mon", "ma",
    "mes", "je", "c'est", "que", "qui", "dans", "vers", "euh", "ben", "comme", "docteur", "parce", "est", "plutôt",
];

/// What a pause after a turn so far means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoFar {
    /// All that was asked for is there.
    Complete,
    /// The sentence is not over.
    Unfinished,
    /// It may or may not be.
    Open,
}

/// Judges a turn at its first pause.
pub fn so_far(asking: Asking, text: &str, meaning: &Meaning) -> SoFar {
    let last = text.trim_end_matches(['.', '…', ',', ' ']).rsplit(' ').next().unwrap_or_default().to_lowercase();
    if text.trim().is_empty() {
        return SoFar::Open;
    }
    if meaning.emergency.is_some() {
        return SoFar::Complete;
    }
    if UNFINISHED.contains(&last.as_str()) {
        return SoFar::Unfinished;
    }
    let enough = match asking {
        // A lone "oui" is often followed by "c'est ça" after a breath, which would then cut the answer: it waits out the
        // patience. Two words and more are seldom followed by another yes.
        Asking::Consent | Asking::Confirm => {
            meaning.answer.is_some() && (2..=6).contains(&text.split_whitespace().count())
        }
        Asking::Slot | Asking::Choice => meaning.choice.is_some() && meaning.answer.is_none(),
        Asking::BirthDate => meaning.birth_date.is_some(),
        Asking::Phone => meaning.phone.is_some(),
        Asking::Rating => meaning.rating.is_some(),
        Asking::Practitioner => meaning.practitioner.is_some(),
        _ => meaning.intent == Intent::Human,
    };
    if enough { SoFar::Complete } else { SoFar::Open }
}

/// How patient the ear is with the answer to a question.
pub fn patience(asking: Asking) -> Patience {
    match asking {
        Asking::Consent | Asking::Confirm | Asking::Rating => Patience::YesNo,
        Asking::Motif | Asking::Practitioner | Asking::Date | Asking::Slot | Asking::Choice | Asking::FirstName => {
            Patience::Short
        }
        Asking::LastName | Asking::Name => Patience::Name,
        Asking::BirthDate | Asking::Phone => Patience::Digits,
        Asking::Open | Asking::Other => Patience::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use huisclos_speech::Answer;

    #[test]
    fn a_yes_is_enough_and_an_article_is_not() {
        let yes = Meaning { answer: Some(Answer::Yes), ..Meaning::default() };
        for (asking, text, meaning, expect) in [
            (Asking::Confirm, "oui c'est ça", &yes, SoFar::Complete),
            (Asking::Confirm, "oui", &yes, SoFar::Open),
            (Asking::Open, "oui", &yes, SoFar::Open),
            (Asking::Confirm, "oui mais pas avant dix heures et le", &yes, SoFar::Unfinished),
            (Asking::Slot, "plutôt le", &Meaning::default(), SoFar::Unfinished),
            (Asking::Open, "", &Meaning::default(), SoFar::Open),
        ] {
            assert_eq!(so_far(asking, text, meaning), expect, "{text}");
        }
    }
}
