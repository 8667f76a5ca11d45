//! `Meaning` as the JSON object of `interfaces.md`: keys absent where nothing was said.

use crate::{Answer, Family, Intent, Meaning, Repeat, Topic, When, Who};
use huisclos_agenda::Purpose;
use serde_json::{Map, Value, json};

/// The JSON object of a meaning. Names, birth date, phone and the words of an alarm are opened for `purpose`.
pub fn to_json(meaning: &Meaning, purpose: Purpose) -> Value {
    let mut out = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            out.insert(key.to_string(), value);
        }
    };
    put("intent", Some(json!(meaning.intent.word())));
    put("answer", meaning.answer.map(|a| json!(if a == Answer::Yes { "yes" } else { "no" })));
    put("choice", meaning.choice.map(|c| json!(c)));
    put("practitioner", meaning.practitioner.as_ref().map(|p| json!(p.0)));
    put("motif", meaning.motif.as_ref().map(|m| json!(m.0)));
    put("patient", meaning.patient.map(|w| json!(if w == Who::Myself { "self" } else { "other" })));
    put("when", meaning.when.filter(|w| !w.is_empty()).map(when));
    put("existing", meaning.existing.filter(|w| !w.is_empty()).map(when));
    put("last_name", meaning.last_name.as_ref().map(|n| json!(n.open(purpose).to_lowercase())));
    put("first_name", meaning.first_name.as_ref().map(|n| json!(n.open(purpose).to_lowercase())));
    put("birth_date", meaning.birth_date.as_ref().map(|d| json!(d.open(purpose).to_string())));
    put("phone", meaning.phone.as_ref().map(|p| json!(p.open(purpose).0)));
    put("info_topic", meaning.info_topic.map(|t| json!(t.word())));
    put("rating", meaning.rating.map(|r| json!(r)));
    put("repeat", meaning.repeat.map(|r| json!(if r == Repeat::Again { "again" } else { "slower" })));
    put("language", meaning.french.map(|french| json!(if french { "fr" } else { "other" })));
    let alarm = meaning.emergency.as_ref();
    put("emergency", alarm.map(|e| json!({"words": e.words.open(purpose), "family": e.family.word()})));
    put("urgent", meaning.urgent.then_some(json!(true)));
    put("not_an_emergency", meaning.not_an_emergency.then_some(json!(true)));
    Value::Object(out)
}

fn when(when: When) -> Value {
    let mut out = Map::new();
    let hour = |time: jiff::civil::Time| json!(time.strftime("%H:%M").to_string());
    let fields = [
        ("from", when.from.map(|d| json!(d.to_string()))),
        ("to", when.to.map(|d| json!(d.to_string()))),
        ("after", when.after.map(hour)),
        ("before", when.before.map(hour)),
    ];
    for (key, value) in fields {
        if let Some(value) = value {
            out.insert(key.to_string(), value);
        }
    }
    Value::Object(out)
}

macro_rules! words {
    ($kind:ident, $($value:ident $word:literal),+ $(,)?) => {
        impl $kind {
            /// Every value with its word in the interface.
            pub const WORDS: &[($kind, &'static str)] = &[$(($kind::$value, $word)),+];

            /// The word of the interface.
            pub fn word(self) -> &'static str {
                match self { $($kind::$value => $word),+ }
            }

            /// The value of a word of the interface.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::WORDS.iter().find(|(_, w)| *w == word).map(|(v, _)| *v)
            }
        }
    };
}

words!(Intent, Book "book", Move "move", Cancel "cancel", Confirm "confirm", Info "info", Results "results",
    Document "document", Message "message", Human "human", Emergency "emergency", OffTopic "off_topic", None "none");
words!(Topic, Hours "hours", Address "address", Access "access", Parking "parking", Fees "fees",
    Documents "documents", Instructions "instructions", Other "other");
words!(Family, Chest "chest", Breath "breath", Stroke "stroke", Unconscious "unconscious", Bleeding "bleeding",
    Pregnancy "pregnancy", Seizure "seizure", Allergy "allergy", Poisoning "poisoning", Suicide "suicide",
    Infant "infant", Trauma "trauma", Infection "infection", Violence "violence");

#[cfg(test)]
mod tests {
    use super::*;
    use huisclos_agenda::Private;
    use jiff::civil::{date, time};

    #[test]
    fn prints_the_object_of_the_interface() {
        let day = date(2026, 11, 26);
        let meaning = Meaning {
            intent: Intent::Book,
            answer: Some(Answer::No),
            when: Some(When { from: Some(day), to: Some(day), after: Some(time(14, 0, 0, 0)), before: None }),
            last_name: Some(Private::new("Garnier".into())),
            french: Some(false),
            ..Meaning::default()
        };
        let expect = json!({"intent": "book", "answer": "no", "last_name": "garnier", "language": "other",
            "when": {"from": "2026-11-26", "to": "2026-11-26", "after": "14:00"}});
        assert_eq!(to_json(&meaning, Purpose::CommandLine), expect);
    }

    #[test]
    fn nothing_said_is_an_intent_of_none_alone() {
        assert_eq!(to_json(&Meaning::default(), Purpose::CommandLine), json!({"intent": "none"}));
    }
}
