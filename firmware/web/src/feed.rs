//! Server-sent events: which part of the page to look at again, and ring and alarm. No patient's data.

use crate::news::Topic;
use crate::session::Visit;
use crate::site::Site;
use axum::Extension;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use huisclos_ports::Role;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;

/// How often a quiet page's session is looked at, so that it hides when its time has come.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// `GET /nouvelles`
pub async fn news(
    State(site): State<Arc<Site>>,
    Extension(visit): Extension<Visit>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let listening = site.news.listen();
    let begun = Event::default().event("debut").data(if visit.idle { "masque" } else { "ouvert" });
    let state = (site, visit, listening, Some(begun), false);
    let events = stream::unfold(state, |(site, visit, mut listening, begun, over)| async move {
        if over {
            return None;
        }
        if let Some(begun) = begun {
            return Some((Ok(begun), (site, visit, listening, None, false)));
        }
        loop {
            let came = tokio::time::timeout(LOOK_EVERY, listening.recv()).await;
            // Whatever came: is this session still there, and is it hidden?
            let Some(now) = site.sessions.look(&visit.key, site.clock.since_start(), false) else {
                let gone = Event::default().event("session").data("finie");
                return Some((Ok(gone), (site, visit, listening, None, true)));
            };
            if now.idle != visit.idle {
                let state = if now.idle { "masque" } else { "ouvert" };
                let hidden = Event::default().event("session").data(state);
                return Some((Ok(hidden), (site, now, listening, None, false)));
            }
            let topic = match came {
                Err(_) => continue,
                Ok(Ok(topic)) => topic,
                // Too slow: it looks at everything again.
                Ok(Err(RecvError::Lagged(_))) => Topic::Sessions,
                Ok(Err(RecvError::Closed)) => return None,
            };
            if may_hear(topic, &now) {
                // Browsers drop an event whose data is empty.
                let event = Event::default().event(topic.word()).data("change");
                return Some((Ok(event), (site, now, listening, None, false)));
            }
        }
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

/// A hidden page rings and alarms; a technician's hears of nothing that happens on the telephone.
fn may_hear(topic: Topic, visit: &Visit) -> bool {
    match topic {
        Topic::Ring | Topic::Alarm => visit.role != Role::Technician,
        Topic::Sessions => true,
        _ => visit.role != Role::Technician && !visit.idle,
    }
}
