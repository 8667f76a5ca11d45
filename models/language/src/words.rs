//! The words of the form, as the model was trained with them (`form.py`), and what they are in the domain.

use huisclos_speech::{Answer, Asking, Intent, Topic, Who};

/// Every intent with its topic, in the order of the linear part's columns.
pub(crate) const INTENTS: [(&str, Intent, Option<Topic>); 19] = [
    ("book", Intent::Book, None),
    ("move", Intent::Move, None),
    ("cancel", Intent::Cancel, None),
    ("confirm", Intent::Confirm, None),
    ("results", Intent::Results, None),
    ("document", Intent::Document, None),
    ("message", Intent::Message, None),
    ("human", Intent::Human, None),
    ("emergency", Intent::Emergency, None),
    ("off_topic", Intent::OffTopic, None),
    ("none", Intent::None, None),
    ("info.hours", Intent::Info, Some(Topic::Hours)),
    ("info.address", Intent::Info, Some(Topic::Address)),
    ("info.access", Intent::Info, Some(Topic::Access)),
    ("info.parking", Intent::Info, Some(Topic::Parking)),
    ("info.fees", Intent::Info, Some(Topic::Fees)),
    ("info.documents", Intent::Info, Some(Topic::Documents)),
    ("info.instructions", Intent::Info, Some(Topic::Instructions)),
    ("info.other", Intent::Info, Some(Topic::Other)),
];

/// Where "emergency" stands in `INTENTS`.
pub(crate) const EMERGENCY: usize = 8;

pub(crate) const ANSWERS: [(&str, Option<Answer>); 3] =
    [("yes", Some(Answer::Yes)), ("no", Some(Answer::No)), ("-", None)];
pub(crate) const WHO: [(&str, Option<Who>); 3] =
    [("self", Some(Who::Myself)), ("other", Some(Who::Other)), ("-", None)];
pub(crate) const RATINGS: [&str; 5] = ["1", "2", "3", "4", "5"];

/// Spans, in the order in which they are written: reason, wish, existing date, family name, first name, birth date,
/// telephone, emergency.
pub(crate) const SPANS: [&str; 8] = ["m", "w", "k", "l", "f", "b", "t", "e"];
/// Where the reason and the emergency stand in `SPANS`.
pub(crate) const REASON_SPAN: usize = 0;
pub(crate) const EMERGENCY_SPAN: usize = 7;

/// The model's word for what was asked.
pub fn ask_word(asking: Asking) -> &'static str {
    match asking {
        Asking::Open | Asking::Other => "none",
        Asking::Consent | Asking::Confirm => "confirm",
        Asking::Slot | Asking::Choice | Asking::Date => "date",
        Asking::Practitioner | Asking::Motif => "motif",
        Asking::LastName | Asking::FirstName | Asking::Name => "name",
        Asking::BirthDate => "birth_date",
        Asking::Phone => "phone",
        Asking::Rating => "rating",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_has_a_word_the_model_knows() {
        for (asking, expect) in [
            (Asking::Open, "none"),
            (Asking::Other, "none"),
            (Asking::Consent, "confirm"),
            (Asking::Confirm, "confirm"),
            (Asking::Slot, "date"),
            (Asking::Choice, "date"),
            (Asking::Date, "date"),
            (Asking::Practitioner, "motif"),
            (Asking::Motif, "motif"),
            (Asking::LastName, "name"),
            (Asking::FirstName, "name"),
            (Asking::Name, "name"),
            (Asking::BirthDate, "birth_date"),
            (Asking::Phone, "phone"),
            (Asking::Rating, "rating"),
        ] {
            assert_eq!(ask_word(asking), expect);
        }
        assert_eq!(INTENTS[EMERGENCY].1, Intent::Emergency);
        assert_eq!((SPANS[REASON_SPAN], SPANS[EMERGENCY_SPAN]), ("m", "e"));
    }
}
