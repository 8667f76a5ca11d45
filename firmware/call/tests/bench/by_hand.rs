//! Meanings written by hand in the files of conversations.

use huisclos_agenda::{MotifId, Phone, PractitionerId, Private};
use huisclos_speech::{Answer, Family, Intent, Meaning, RedFlag, Repeat, Topic, When, Who};
use jiff::civil::{Date, Time};

/// The meaning that a `=` line writes.
pub fn meaning(text: &str, confidence: &mut f32) -> Result<Meaning, String> {
    let mut m = Meaning::default();
    for token in text.split_whitespace() {
        let (word, value) = token.split_once(':').map_or((token, ""), |(w, v)| (w, v));
        let spaced = || value.replace('_', " ");
        match word {
            "book" => m.intent = Intent::Book,
            "move" => m.intent = Intent::Move,
            "cancel" => m.intent = Intent::Cancel,
            "confirm" => m.intent = Intent::Confirm,
            "info" => m.intent = Intent::Info,
            "results" => m.intent = Intent::Results,
            "document" => m.intent = Intent::Document,
            "message" => m.intent = Intent::Message,
            "human" => m.intent = Intent::Human,
            "off_topic" => m.intent = Intent::OffTopic,
            "yes" => m.answer = Some(Answer::Yes),
            "no" => m.answer = Some(Answer::No),
            "choice" => m.choice = Some(value.parse().map_err(|_| "no choice")?),
            "practitioner" => m.practitioner = Some(PractitionerId(value.to_string())),
            "motif" => m.motif = Some(MotifId(spaced())),
            "self" => m.patient = Some(Who::Myself),
            "other" => m.patient = Some(Who::Other),
            "when" => m.when = Some(when(value)?),
            "existing" => m.existing = Some(when(value)?),
            "last" => m.last_name = Some(Private::new(spaced())),
            "first" => m.first_name = Some(Private::new(spaced())),
            "birth" => m.birth_date = Some(Private::new(value.parse().map_err(|_| "no birth date")?)),
            "phone" => m.phone = Some(Private::new(Phone(value.to_string()))),
            "rating" => m.rating = Some(value.parse().map_err(|_| "no rating")?),
            "topic" => m.info_topic = Some(topic(value).ok_or("no topic")?),
            "again" => m.repeat = Some(Repeat::Again),
            "slower" => m.repeat = Some(Repeat::Slower),
            "foreign" => m.french = Some(false),
            "urgent" => m.urgent = true,
            "calm" => m.not_an_emergency = true,
            "none" => {}
            "confidence" => *confidence = value.parse().map_err(|_| "no confidence")?,
            "emergency" => {
                m.intent = Intent::Emergency;
                let family = family(value).ok_or("no family")?;
                m.emergency = Some(RedFlag { words: Private::new(spaced()), family });
            }
            _ => return Err(format!("unknown word {word}")),
        }
    }
    Ok(m)
}

fn topic(word: &str) -> Option<Topic> {
    Some(match word {
        "hours" => Topic::Hours,
        "address" => Topic::Address,
        "access" => Topic::Access,
        "parking" => Topic::Parking,
        "fees" => Topic::Fees,
        "documents" => Topic::Documents,
        "instructions" => Topic::Instructions,
        "other" => Topic::Other,
        _ => return None,
    })
}

fn family(word: &str) -> Option<Family> {
    Some(match word {
        "chest" => Family::Chest,
        "breath" => Family::Breath,
        "stroke" => Family::Stroke,
        "unconscious" => Family::Unconscious,
        "suicide" => Family::Suicide,
        "violence" => Family::Violence,
        "infant" => Family::Infant,
        "poisoning" => Family::Poisoning,
        _ => return None,
    })
}

/// `2026-11-26`, `2026-11-26..2026-11-28`, `2026-11-23..`, each with `@14:00` (exact), `@08:00-12:00`, `@10:00-`, `@-10:00`.
fn when(text: &str) -> Result<When, String> {
    let (days, hours) = text.split_once('@').unwrap_or((text, ""));
    let date = |t: &str| -> Result<Option<Date>, String> {
        if t.is_empty() { Ok(None) } else { t.parse().map(Some).map_err(|_| format!("no day: {t}")) }
    };
    let time = |t: &str| -> Result<Option<Time>, String> {
        if t.is_empty() { Ok(None) } else { Time::strptime("%H:%M", t).map(Some).map_err(|_| format!("no hour: {t}")) }
    };
    let (from, to) = match days.split_once("..") {
        Some((from, to)) => (date(from)?, date(to)?),
        None => (date(days)?, date(days)?),
    };
    let (after, before) = match hours.split_once('-') {
        Some((after, before)) => (time(after)?, time(before)?),
        None => (time(hours)?, time(hours)?),
    };
    Ok(When { from, to, after, before })
}
