//! Sound over the page's own socket: who may, what is carried, and what happens when a side goes.

use super::memory::lines::frame;
use super::{Browser, Page, page};
use crate::session::IDLE_MAX;
use futures_util::{SinkExt, StreamExt};
use huisclos_agenda::{CallId, Private};
use huisclos_ports::{AccountId, CallerId, Report, Role, Seat, What};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;
const CALL: CallId = CallId(0xabc);

/// The page on a port of its own.
async fn served(page: &Page) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let service = page.router.clone().into_make_service_with_connect_info::<crate::reply::Peer>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    host
}

/// Opens the socket; the status when it is refused.
async fn open(host: &str, browser: &Browser<'_>, origin: Option<String>) -> Result<Socket, u16> {
    let mut request = format!("ws://{host}/son").into_client_request().unwrap();
    let cookies: Vec<String> = browser.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
    if !cookies.is_empty() {
        request.headers_mut().insert("cookie", cookies.join("; ").parse().unwrap());
    }
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", origin.parse().unwrap());
    }
    match connect_async(request).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(answer)) => Err(answer.status().as_u16()),
        Err(other) => panic!("{other}"),
    }
}

async fn own(host: &str, browser: &Browser<'_>) -> Socket {
    open(host, browser, Some(format!("http://{host}"))).await.unwrap()
}

async fn first(socket: &mut Socket, text: String) -> String {
    socket.send(Message::text(text)).await.unwrap();
    told(socket).await
}

/// The next words; frames are passed over.
async fn told(socket: &mut Socket) -> String {
    loop {
        match timeout(Duration::from_secs(5), socket.next()).await.unwrap().unwrap().unwrap() {
            Message::Text(text) => return text.to_string(),
            Message::Binary(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

fn take(browser: &Browser<'_>) -> String {
    format!(r#"{{"jeton":"{}","appel":"{CALL}"}}"#, browser.jeton)
}

async fn until(what: impl Fn() -> bool) {
    for _ in 0..500 {
        if what() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never");
}

fn with_a_call(page: &Page) {
    page.memory.lines.begin(CALL, true);
    page.memory.live.push(Report { call: CALL, t_ms: 0, what: What::Ring { from: CallerId::Withheld } });
}

#[tokio::test]
async fn a_call_is_taken_heard_both_ways_and_given_back() {
    let page = page(false);
    with_a_call(&page);
    let host = served(&page).await;
    let mut sophie = page.signed(1, Role::Secretary);
    let began = Instant::now();
    let mut socket = own(&host, &sophie).await;
    assert!(first(&mut socket, take(&sophie)).await.contains("ouvert"));
    eprintln!("from the order to the answer: {:?} (the issue allows 500 ms)", began.elapsed());
    assert_eq!(page.memory.lines.taken(CALL), Some((Seat::Desk, Some(AccountId(1)))));
    // The line of this page gives back what it hears.
    for byte in 1..=20 {
        socket.send(Message::binary(frame(byte).to_vec())).await.unwrap();
    }
    let mut came = Vec::new();
    while came.len() < 20 {
        if let Message::Binary(bytes) = timeout(Duration::from_secs(5), socket.next()).await.unwrap().unwrap().unwrap()
        {
            assert_eq!(bytes.len(), 160);
            came.push(bytes[0]);
        }
    }
    assert_eq!(came, (1..=20).collect::<Vec<_>>());
    // Every page shows who has it; its owner alone may give it back.
    let shown = sophie.get("/appels").await.body;
    assert!(shown.contains("secrétaire 1, au casque") && shown.contains("Rendre à l'assistant"), "{shown}");
    let mut luc = page.signed(2, Role::Doctor);
    let other = luc.get("/appels").await.body;
    assert!(other.contains("secrétaire 1, au casque") && !other.contains(&format!("{CALL}/rendre")));
    assert!(luc.get("/agenda").await.body.contains("secrétaire 1, au casque"), "on every page");
    let path = format!("/appels/{CALL}/rendre");
    assert_eq!(luc.post(&path, &[]).await.status.as_u16(), 409);
    assert_eq!(sophie.post(&path, &[]).await.status.as_u16(), 204);
    let last = told(&mut socket).await;
    assert!(last.contains("fini") && last.contains("La boîte a repris l'appel."), "{last}");
}

#[tokio::test]
async fn whoever_is_second_is_told_who_was_first() {
    let page = page(false);
    with_a_call(&page);
    let host = served(&page).await;
    let (sophie, luc) = (page.signed(1, Role::Secretary), page.signed(2, Role::Doctor));
    let (mut one, mut two) = (own(&host, &sophie).await, own(&host, &luc).await);
    assert!(first(&mut one, take(&sophie)).await.contains("ouvert"));
    let told = first(&mut two, take(&luc)).await;
    assert!(told.contains("refus") && told.contains("secrétaire 1 a déjà pris cet appel."), "{told}");
}

#[tokio::test]
async fn a_browser_that_goes_gives_the_caller_back() {
    let page = page(false);
    with_a_call(&page);
    let host = served(&page).await;
    let sophie = page.signed(1, Role::Secretary);
    // Closed, torn off, and silent for two seconds.
    for how in 0..3 {
        let mut socket = own(&host, &sophie).await;
        assert!(first(&mut socket, take(&sophie)).await.contains("ouvert"));
        match how {
            0 => socket.close(None).await.unwrap(),
            1 => drop(socket),
            _ => std::mem::forget(socket),
        }
        until(|| page.memory.lines.taken(CALL).is_none()).await;
    }
}

#[tokio::test]
async fn when_the_call_ends_the_socket_does() {
    let page = page(false);
    with_a_call(&page);
    let host = served(&page).await;
    let sophie = page.signed(1, Role::Secretary);
    let mut socket = own(&host, &sophie).await;
    first(&mut socket, take(&sophie)).await;
    socket.send(Message::text("raccrocher")).await.unwrap();
    assert!(told(&mut socket).await.contains("L'appel est terminé."));
    let mut again = own(&host, &sophie).await;
    assert!(first(&mut again, take(&sophie)).await.contains("Cet appel est terminé."));
}

#[tokio::test]
async fn the_browser_calls_the_cabinet() {
    let page = page(false);
    let host = served(&page).await;
    let luc = page.signed(2, Role::Doctor);
    let mut socket = own(&host, &luc).await;
    let asked = format!(r#"{{"jeton":"{}","numero":"0612345678"}}"#, luc.jeton);
    assert!(first(&mut socket, asked).await.contains("ouvert"));
    socket.send(Message::binary([frame(7), frame(8)].concat())).await.unwrap();
    until(|| page.memory.lines.frames() == 2).await;
}

#[tokio::test]
async fn nobody_else_hears() {
    let page = page(false);
    with_a_call(&page);
    let host = served(&page).await;
    let here = || Some(format!("http://{host}"));
    let sophie = page.signed(1, Role::Secretary);
    let check = async |browser: &Browser<'_>, origin: Option<String>, status: u16| {
        assert_eq!(open(&host, browser, origin.clone()).await.err(), Some(status), "{origin:?}");
    };
    check(&page.signed(3, Role::Technician), here(), 403).await;
    check(&page.stranger(), here(), 303).await;
    check(&sophie, Some("http://evil.example".into()), 403).await;
    check(&sophie, Some("null".into()), 403).await;
    check(&sophie, None, 403).await;
    // The token of another session, and none.
    let luc = page.signed(2, Role::Doctor);
    for words in [take(&luc), format!(r#"{{"appel":"{CALL}"}}"#), "bonjour".into()] {
        let mut socket = own(&host, &sophie).await;
        assert!(first(&mut socket, words).await.contains("refus"));
    }
    assert_eq!(page.memory.lines.taken(CALL), None);
    page.memory.pass(IDLE_MAX);
    check(&sophie, here(), 303).await;
}

#[tokio::test]
async fn headsets_and_messages_are_bounded() {
    let page = page(false);
    with_a_call(&page);
    let host = served(&page).await;
    let sophie = page.signed(1, Role::Secretary);
    let mut all = Vec::new();
    for _ in 0..crate::sound::HEADSETS_MAX {
        all.push(own(&host, &sophie).await);
    }
    assert_eq!(open(&host, &sophie, Some(format!("http://{host}"))).await.err(), Some(503));
    let mut socket = all.remove(0);
    socket.send(Message::text("x".repeat(100_000))).await.unwrap();
    let end = timeout(Duration::from_secs(5), async { while let Some(Ok(_)) = socket.next().await {} }).await;
    assert!(end.is_ok(), "it is closed");
}

#[tokio::test]
async fn a_whisper_reaches_the_box_and_its_answer_the_page() {
    let page = page(false);
    with_a_call(&page);
    let mut sophie = page.signed(1, Role::Secretary);
    let path = format!("/appels/{CALL}/souffler");
    for (text, status) in [("propose <jeudi>", 204), ("", 422), (&"x".repeat(300), 413)] {
        assert_eq!(sophie.post(&path, &[("texte", text)]).await.status.as_u16(), status, "{text}");
    }
    assert_eq!(page.memory.lines.whispers(), [(CALL, "propose <jeudi>".into(), AccountId(1))]);
    let shown = sophie.get("/appels").await.body;
    assert!(shown.contains("data-dit=\"Soufflé."), "it is said to be on its way");
    assert!(shown.contains("Soufflé : « propose &lt;jeudi&gt; ». La boîte le gardera pour la suite."), "{shown}");
    page.memory.lines.end(CALL);
    assert_eq!(sophie.post(&path, &[("texte", "propose jeudi")]).await.status.as_u16(), 409);
}

#[tokio::test]
async fn a_call_that_tries_the_box_is_told_from_a_patients() {
    let page = page(false);
    with_a_call(&page);
    let mut sophie = page.signed(1, Role::Secretary);
    let mark = "<span class=\"etiquette\">essai</span>";
    assert!(!sophie.get("/appels").await.body.contains(mark));
    page.memory.lines.is_a_trial(CALL);
    // In the list, over the transcript, and in the bar on every page.
    assert_eq!(sophie.get("/appels").await.body.matches(mark).count(), 3);
    assert_eq!(sophie.get("/appels/barre").await.body.matches(mark).count(), 1);
}

#[tokio::test]
async fn the_words_so_far_are_shown_and_leave() {
    let page = page(false);
    with_a_call(&page);
    let mut sophie = page.signed(1, Role::Secretary);
    let say = |what: What| page.memory.live.push(Report { call: CALL, t_ms: 3_000, what });
    say(What::Answered);
    say(What::Hearing { turn: 1, text: Private::new("je voudrais".into()) });
    let shown = sophie.get("/appels").await.body;
    assert!(shown.contains("en-train") && shown.contains("je voudrais"));
    let text = Private::new("je voudrais un rendez-vous".into());
    say(What::Heard { turn: 1, text, confidence: 0.9, speech_end_ms: 2_000, compute_ms: 100 });
    let shown = sophie.get("/appels").await.body;
    assert!(!shown.contains("en-train") && shown.contains("je voudrais un rendez-vous"));
}

#[tokio::test]
async fn the_card_of_who_rings_is_found_by_its_number() {
    let page = page(false);
    let card = page.memory.add_card(super::identity("Garnier", "Sophie"));
    let mut sophie = page.signed(1, Role::Secretary);
    assert_eq!(sophie.get("/appels/carte").await.status.as_u16(), 204);
    let from = CallerId::Number(Private::new(huisclos_agenda::Phone("+33612345678".into())));
    page.memory.live.push(Report { call: CALL, t_ms: 0, what: What::Ring { from } });
    assert_eq!(sophie.get("/appels/carte").await.body, format!("/patients/{card}"));
    let mut technician = page.signed(3, Role::Technician);
    assert_eq!(technician.get("/appels/carte").await.status.as_u16(), 403);
}
