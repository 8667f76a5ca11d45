//! The calls as they happen, as server-sent events.

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use huisclos_agenda::{Private, Purpose};
use huisclos_ports::{By, CallerId, Desk, Report, What, in_french};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// How often a page looks for something new: short beside a spoken sentence, and costs nothing.
const LOOK_EVERY_MS: u64 = 150;

/// Streams the facts of the calls, those of the last ones first.
pub async fn calls(State(desk): State<Arc<dyn Desk>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let news = stream::unfold((desk, 0u64), |(desk, seen)| async move {
        loop {
            let (fresh, now_seen) = desk.live().since(seen, Duration::ZERO);
            if !fresh.is_empty() {
                let batch: Vec<Value> = fresh.iter().filter_map(shown).collect();
                let event = Event::default().data(Value::Array(batch).to_string());
                return Some((Ok(event), (desk, now_seen)));
            }
            tokio::time::sleep(Duration::from_millis(LOOK_EVERY_MS)).await;
        }
    });
    Sse::new(news).keep_alive(KeepAlive::default())
}

fn text(private: &Private<String>) -> &str {
    private.open(Purpose::Page)
}

/// A fact as the page's script reads it; `None` for what the page does not show.
pub(crate) fn shown(report: &Report) -> Option<Value> {
    let mut value = match &report.what {
        What::Ring { from } => json!({"fait": "sonne", "texte": match from {
            CallerId::Number(number) => number.open(Purpose::Page).0.clone(),
            CallerId::Withheld => "numéro masqué".into(),
            CallerId::Unavailable => "numéro inconnu".into(),
        }}),
        What::Answered => json!({"fait": "décroché"}),
        What::Said { text: said, answers_turn, start_ms, interrupted } => {
            json!({"fait": "boîte", "texte": text(said), "tour": answers_turn, "debut_ms": start_ms, "coupe": interrupted})
        }
        What::Heard { turn, text: heard, confidence, speech_end_ms, .. } => {
            json!({"fait": "appelant", "texte": text(heard), "tour": turn, "confiance": confidence, "fin_ms": speech_end_ms})
        }
        What::Offered { slots } => json!({"fait": "note", "texte": format!("{} créneaux proposés", slots.len())}),
        What::Booked { appointment } => {
            json!({"fait": "agenda", "texte": format!("rendez-vous noté : {}", day(&appointment.slot))})
        }
        What::Moved { appointment } => {
            json!({"fait": "agenda", "texte": format!("rendez-vous déplacé : {}", day(&appointment.slot))})
        }
        What::Cancelled { .. } => json!({"fait": "agenda", "texte": "rendez-vous annulé"}),
        What::Confirmed { .. } => json!({"fait": "agenda", "texte": "rendez-vous confirmé"}),
        What::Consent { given, .. } => {
            json!({"fait": "note", "texte": if *given { "consentement donné" } else { "consentement refusé" }})
        }
        What::Transferred { .. } => json!({"fait": "note", "texte": "le combiné sonne"}),
        What::Note { .. } => json!({"fait": "note", "texte": "une note est dans la boîte de réception"}),
        What::Rated { mark } => json!({"fait": "note", "texte": format!("satisfaction : {mark} sur 5")}),
        What::HungUp { by } => {
            json!({"fait": "note", "texte": if *by == By::Caller { "l'appelant raccroche" } else { "la boîte raccroche" }})
        }
        What::Over { seconds, outcome, .. } => {
            json!({"fait": "fin", "issue": outcome.word(), "texte": in_french(*outcome), "secondes": seconds})
        }
        What::Listening { .. } | What::Understood { .. } => return None,
    };
    value["appel"] = json!(report.call.to_string());
    value["t_ms"] = json!(report.t_ms);
    Some(value)
}

fn day(slot: &huisclos_agenda::Slot) -> String {
    slot.start.strftime("%d/%m/%Y à %H:%M").to_string()
}
