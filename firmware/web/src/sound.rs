//! Sound between a browser and a line: a WebSocket on the page's own origin, frames of 20 ms A-law both ways.
//!
//! The browser says first, in words, which session it is and what it wants (take this call over, or call the cabinet to try
//! it); then only frames travel. When either side goes, the other knows: a browser that is lost gives the caller back to
//! the box, a call that ends closes the socket with a sentence.

use crate::session::Visit;
use crate::site::Site;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use huisclos_agenda::CallId;
use huisclos_ports::{FRAME_SAMPLES, Frame, Headset, NotTaken, SAID_FRAMES_MAX, Take};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};

/// Sockets with sound at one time: four lines, and as many who try the box.
pub const HEADSETS_MAX: usize = 8;
/// A browser that opened a socket says at once who it is.
const FIRST_WORDS_MAX: Duration = Duration::from_secs(5);
/// The first words, and the longest message of all: a session's token, a number, a letter.
const MESSAGE_BYTES_MAX: usize = 2_048;
/// A browser sends 50 frames a second; one that sends nothing for this long is gone, whatever the network says.
const SILENT_MAX: Duration = Duration::from_secs(2);
/// Frames for a browser that reads slowly: half a second; beyond, the newest are lost.
const HEARD_FRAMES_MAX: usize = 25;
/// How often the session behind the sound is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// What the browser wants.
#[derive(Deserialize, Default)]
#[serde(default)]
struct First {
    jeton: String,
    /// The call to take over.
    appel: String,
    /// Or the number to call the cabinet from; empty withholds it.
    numero: Option<String>,
    /// And the words to try.
    script: String,
}

/// `GET /son`
pub async fn sound(
    State(site): State<Arc<Site>>,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    // Browsers send no form token with a socket: the page it was born on is checked, then the token in its first words.
    let header = |name| headers.get(name).and_then(|v: &axum::http::HeaderValue| v.to_str().ok());
    let origin = header(header::ORIGIN).and_then(|origin| origin.parse::<Uri>().ok());
    let ours =
        origin.and_then(|uri| uri.authority().map(|a| Some(a.as_str()) == header(header::HOST))).unwrap_or(false);
    if !ours {
        return (StatusCode::FORBIDDEN, "demande venue d'une autre page").into_response();
    }
    let Ok(seat) = site.headsets.clone().try_acquire_owned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "trop de casques à la fois").into_response();
    };
    upgrade.max_message_size(MESSAGE_BYTES_MAX).on_upgrade(move |socket| async move {
        let _seat = seat;
        begin(&site, &visit, socket).await;
    })
}

async fn begin(site: &Site, visit: &Visit, mut socket: WebSocket) {
    let first = match timeout(FIRST_WORDS_MAX, socket.recv()).await {
        Ok(Some(Ok(Message::Text(text)))) => serde_json::from_str::<First>(&text).unwrap_or_default(),
        _ => First::default(),
    };
    if !crate::secret::same(&first.jeton, &visit.jeton) {
        let sentence = "Cette page n'est plus celle de votre session : rechargez-la et recommencez.";
        return end(socket, "refus", sentence).await;
    }
    let (says, said) = sync_channel(SAID_FRAMES_MAX);
    let (heard, hears) = mpsc::channel::<Frame>(HEARD_FRAMES_MAX);
    let hears_frame = move |frame: &Frame| !matches!(heard.try_send(*frame), Err(mpsc::error::TrySendError::Closed(_)));
    let headset = Headset { says: said, hears: Box::new(hears_frame) };
    let taken = first.appel.parse::<CallId>().ok();
    let begun = match (taken, first.numero) {
        (Some(call), _) => take_over(site, visit, call, headset),
        (None, Some(number)) => {
            let number = Some(number).filter(|n| !n.trim().is_empty());
            let script = Some(first.script).filter(|s| !s.is_empty());
            site.telephone.dial_spoken(number, script, headset)
        }
        (None, None) => Err("Cet appel n'existe pas.".into()),
    };
    match begun {
        Err(sentence) => end(socket, "refus", &sentence).await,
        Ok(call) => {
            let open = json!({ "etat": "ouvert", "appel": call.to_string() }).to_string();
            if socket.send(Message::Text(open.into())).await.is_ok() {
                let sentence = talk(site, visit, &mut socket, (call, taken.is_some()), says, hears).await;
                end(socket, "fini", sentence).await;
            }
        }
    }
}

fn take_over(site: &Site, visit: &Visit, call: CallId, headset: Headset) -> Result<CallId, String> {
    let taken = site.switchboard.take_over(call, Take::Desk(headset), visit.account);
    taken.map(|()| call).map_err(|refused| sentence(site, &refused))
}

/// Why not, with the name of who was quicker.
pub fn sentence(site: &Site, refused: &NotTaken) -> String {
    match refused {
        NotTaken::Taken(Some(by)) => format!("{} a déjà pris cet appel.", site.name_of(*by)),
        NotTaken::Taken(None) => "Cet appel est déjà pris au combiné.".into(),
        other => other.to_string(),
    }
}

/// Carries frames until one side goes; the sentence that says which. `says` and `hears` are dropped with it: that is how the
/// line knows.
async fn talk(
    site: &Site,
    visit: &Visit,
    socket: &mut WebSocket,
    (call, is_taken): (CallId, bool),
    says: SyncSender<Frame>,
    mut hears: mpsc::Receiver<Frame>,
) -> &'static str {
    let mut looked = Instant::now();
    loop {
        tokio::select! {
            frame = hears.recv() => match frame {
                Some(frame) => {
                    if socket.send(Message::Binary(Bytes::copy_from_slice(&frame))).await.is_err() {
                        return "";
                    }
                }
                None => return why_over(site, call, is_taken),
            },
            came = timeout(SILENT_MAX, socket.recv()) => match came {
                Ok(Some(Ok(Message::Binary(bytes)))) => {
                    for frame in bytes.chunks_exact(FRAME_SAMPLES).filter_map(|c| Frame::try_from(c).ok()) {
                        // A line that does not take them: they are late, and worth nothing.
                        let _ = says.try_send(frame);
                    }
                }
                Ok(Some(Ok(Message::Text(text)))) if text.as_str() == "raccrocher" && is_taken => {
                    let _ = site.switchboard.hang_up(call, visit.account);
                }
                Ok(Some(Ok(Message::Close(_)) | Err(_)) | None) | Err(_) => return "",
                Ok(Some(Ok(_))) => {}
            },
        }
        if looked.elapsed() >= LOOK_EVERY {
            looked = Instant::now();
            // Who speaks with a caller is at their desk: the page does not hide meanwhile.
            if site.sessions.look(&visit.key, site.clock.since_start(), is_taken).is_none() {
                return "Votre session est finie : signez-vous de nouveau.";
            }
        }
    }
}

fn why_over(site: &Site, call: CallId, is_taken: bool) -> &'static str {
    let goes_on = site.switchboard.under_way().iter().any(|other| other.call == call);
    if is_taken && goes_on { "La boîte a repris l'appel." } else { "L'appel est terminé." }
}

async fn end(mut socket: WebSocket, state: &str, sentence: &str) {
    let last = json!({ "etat": state, "phrase": sentence }).to_string();
    // A browser that is gone reads neither.
    let _ = socket.send(Message::Text(last.into())).await;
    let _ = socket.send(Message::Close(Some(CloseFrame { code: 1000, reason: "".into() }))).await;
}
