//! The events of a call as JSON objects (interfaces.md, "Events of a call").

use huisclos_agenda::{Appointment, NoteReason, Priority, Purpose, Slot};
use huisclos_ports::{By, CallerId, Report, Seat, What};
use huisclos_speech::to_json;
use serde_json::{Value, json};

const SHOWN: Purpose = Purpose::CommandLine;

/// One event, with `t_ms` and `event` first.
pub fn event(report: &Report) -> Value {
    let (name, mut fields) = match &report.what {
        What::Ring { from } => ("ring", json!({ "from": caller(from) })),
        What::Answered => ("answered", json!({})),
        What::Said { text, answers_turn, start_ms, interrupted } => (
            "said",
            json!({ "text": text.open(SHOWN), "answers_turn": answers_turn, "start_ms": start_ms, "interrupted": interrupted }),
        ),
        What::Listening { asking } => ("listening", json!({ "asking": asking.word() })),
        What::Heard { turn, text, confidence, speech_end_ms, compute_ms } => (
            "heard",
            json!({ "turn": turn, "text": text.open(SHOWN), "confidence": rounded(*confidence),
                "speech_end_ms": speech_end_ms, "compute_ms": compute_ms }),
        ),
        What::Understood { turn, meaning, compute_ms } => {
            ("understood", json!({ "turn": turn, "meaning": to_json(meaning, SHOWN), "compute_ms": compute_ms }))
        }
        What::Offered { slots } => ("offered", json!({ "slots": slots.iter().map(slot).collect::<Vec<_>>() })),
        What::Booked { appointment } => ("booked", booked(appointment)),
        What::Moved { appointment } => ("moved", booked(appointment)),
        What::Cancelled { appointment } => ("cancelled", json!({ "appointment": appointment.to_string() })),
        What::Confirmed { appointment } => ("confirmed", json!({ "appointment": appointment.to_string() })),
        What::Consent { given, by_key, wording } => (
            "consent",
            json!({ "answer": if *given { "yes" } else { "no" }, "channel": if *by_key { "key" } else { "voice" }, "wording": wording }),
        ),
        What::Transferred { reason: r, priority: p } => {
            ("transferred", json!({ "reason": reason(*r), "priority": priority(*p) }))
        }
        What::Note { reason: r, priority: p } => ("note", json!({ "reason": reason(*r), "priority": priority(*p) })),
        What::Rated { mark } => ("rated", json!({ "rating": mark })),
        What::Enlisted => ("enlisted", json!({})),
        What::Saying { text } => ("saying", json!({ "text": text.open(SHOWN) })),
        What::Hearing { turn, text } => ("hearing", json!({ "turn": turn, "text": text.open(SHOWN) })),
        What::TakenOver { seat, .. } => {
            ("taken_over", json!({ "seat": if *seat == Seat::Handset { "handset" } else { "desk" } }))
        }
        What::HandedBack { gone, .. } => ("handed_back", json!({ "gone": gone })),
        What::Whispered { text, made, .. } => {
            ("whispered", json!({ "text": text.open(SHOWN), "made": format!("{made:?}").to_lowercase() }))
        }
        What::HungUp { by } => ("hung_up", json!({ "by": if *by == By::Caller { "caller" } else { "box" } })),
        What::Over { seconds, outcome, outcomes } => (
            "over",
            json!({ "seconds": seconds, "outcome": outcome.word(),
                "outcomes": outcomes.iter().map(|o| o.word()).collect::<Vec<_>>() }),
        ),
    };
    let mut out = serde_json::Map::new();
    out.insert("t_ms".into(), json!(report.t_ms));
    out.insert("event".into(), json!(name));
    if let Some(fields) = fields.as_object_mut() {
        out.append(fields);
    }
    Value::Object(out)
}

/// Three digits are all that a probability is worth.
fn rounded(probability: f32) -> f64 {
    (f64::from(probability) * 1000.0).round() / 1000.0
}

fn caller(from: &CallerId) -> Value {
    match from {
        CallerId::Number(number) => json!(number.open(SHOWN).0),
        CallerId::Withheld => json!("withheld"),
        CallerId::Unavailable => Value::Null,
    }
}

fn slot(slot: &Slot) -> Value {
    json!({ "start": slot.start.strftime("%Y-%m-%dT%H:%M").to_string(), "minutes": slot.minutes,
        "practitioner": slot.practitioner.0, "motif": slot.motif.0 })
}

fn booked(appointment: &Appointment) -> Value {
    let mut out = slot(&appointment.slot);
    out["appointment"] = json!(appointment.id.to_string());
    out["patient"] = json!(appointment.patient.to_string());
    out
}

fn word(value: impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

fn reason(reason: NoteReason) -> Value {
    word(reason)
}

fn priority(priority: Priority) -> Value {
    word(priority)
}
