//! What an open page hears, and how fast.

use super::{Body, BodyExt, HOST, Request, ServiceExt, page};
use crate::news::Topic;
use huisclos_agenda::{CallId, Private};
use huisclos_ports::{CallerId, Report, Role, What};
use huisclos_speech::{Family, Meaning, RedFlag};
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_fact_of_a_call_reaches_the_pages_at_once_and_says_nothing_of_whom() {
    let page = page(false);
    let mut listening = page.site.news.listen();
    let flag = RedFlag { words: Private::new("ça serre".into()), family: Family::Chest };
    let meaning = Box::new(Meaning { emergency: Some(flag), ..Meaning::default() });
    let began = Instant::now();
    for what in [What::Ring { from: CallerId::Withheld }, What::Understood { turn: 1, meaning, compute_ms: 0 }] {
        page.memory.live.push(Report { call: CallId(1), t_ms: 0, what });
    }
    let mut heard = Vec::new();
    while heard.len() < 4 {
        heard.push(tokio::time::timeout(Duration::from_secs(5), listening.recv()).await.unwrap().unwrap());
    }
    assert_eq!(heard, [Topic::Ring, Topic::Calls, Topic::Alarm, Topic::Calls]);
    eprintln!("from the facts to the page: {:?} (the issue allows 200 ms)", began.elapsed());
    let mut sophie = page.signed(1, Role::Secretary);
    let shown = sophie.get("/appels").await.body;
    assert!(shown.contains("Urgence dite : « ça serre »") && shown.contains("numéro masqué"));
    assert!(sophie.get("/agenda").await.body.contains("en-cours alarme"), "on every page");
}

#[tokio::test]
async fn the_words_so_far_are_told_to_the_page_of_the_calls_alone() {
    let page = page(false);
    let mut sophie = page.signed(1, Role::Secretary);
    let said = |what| page.memory.live.push(Report { call: CallId(1), t_ms: 0, what });
    let hearing = |text: &str| What::Hearing { turn: 1, text: Private::new(text.into()) };
    said(What::Ring { from: CallerId::Withheld });
    let mut listening = page.site.news.listen();
    let began = Instant::now();
    said(hearing("je voudrais un ren"));
    let mut heard = Vec::new();
    while heard.last() != Some(&Topic::Words) {
        heard.push(tokio::time::timeout(Duration::from_secs(5), listening.recv()).await.unwrap().unwrap());
    }
    let shown = sophie.get(&format!("/appels/paroles?appel={}", CallId(1))).await.body;
    eprintln!("from the recogniser to the page's own piece: {:?}", began.elapsed());
    assert!(shown.contains("je voudrais un ren") && shown.contains("en-train") && !shown.contains("<h1"), "{shown}");
    assert!(sophie.get("/appels").await.body.contains("je voudrais un ren"), "whoever opens the page late sees it too");
    // Every other page shows whole sentences: what is half said does not make it ask for anything.
    assert!(!sophie.get("/appels/barre").await.body.contains("je voudrais"));
    said(What::Heard {
        turn: 1,
        text: Private::new("je voudrais un rendez-vous".into()),
        confidence: 0.9,
        speech_end_ms: 0,
        compute_ms: 0,
    });
    assert!(
        !sophie.get(&format!("/appels/paroles?appel={}", CallId(1))).await.body.contains("voudrais"),
        "it is whole now"
    );
    for strange in ["", "?appel=", "?appel=zz", "?appel=00000000000000ff"] {
        assert!(sophie.get(&format!("/appels/paroles{strange}")).await.body.is_empty(), "{strange}");
    }
    let headings = sophie.get("/rubriques").await.body;
    assert!(headings.contains("href=\"/boite\"") && !headings.contains("aria-current") && !headings.contains("<nav"));
}

#[tokio::test]
async fn the_stream_tells_topics_that_browsers_hand_on_and_a_hidden_page_still_rings() {
    let page = page(false);
    let sophie = page.signed(1, Role::Secretary);
    let cookie = sophie.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect::<String>();
    let request = Request::builder().uri("/nouvelles").header("host", HOST).header("cookie", cookie);
    let answer = page.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let mut stream = answer.into_body();
    let mut told = String::new();
    let mut until = async |wanted: &str| {
        while !told.contains(wanted) {
            let frame = tokio::time::timeout(Duration::from_secs(5), stream.frame()).await.unwrap().unwrap().unwrap();
            told += &String::from_utf8_lossy(frame.data_ref().unwrap());
        }
        std::mem::take(&mut told)
    };
    until("event: debut\ndata: ouvert\n\n").await;
    let ring = || Report { call: CallId(1), t_ms: 0, what: What::Ring { from: CallerId::Withheld } };
    page.memory.live.push(ring());
    let heard = until("event: appels\ndata: change\n\n").await;
    assert!(heard.contains("event: sonne\ndata: change\n\n"));
    let key = page.site.sessions.find(&sophie.cookies[0].1, Duration::ZERO, false).unwrap().key;
    page.site.sessions.hide(&key);
    page.site.news.tell(Topic::Sessions);
    until("event: session\ndata: masque\n\n").await;
    page.memory.live.push(ring());
    let heard = until("event: sonne\ndata: change\n\n").await;
    assert!(!heard.contains("appels"), "nothing else on a hidden page");
}

#[tokio::test]
async fn pieces_of_pages_are_for_scripts() {
    let page = page(false);
    let mut sophie = page.signed(1, Role::Secretary);
    assert!(sophie.get("/agenda").await.body.starts_with("<!DOCTYPE html>"));
    sophie.headers.push(("x-fragment", "1".into()));
    assert!(sophie.get("/agenda").await.body.starts_with("<div class=\"agenda\">"));
    let mut stranger = page.stranger();
    stranger.headers.push(("x-fragment", "1".into()));
    let sent = stranger.get("/agenda").await;
    assert_eq!((sent.status.as_u16(), sent.to()), (401, "/connexion"));
    page.memory.pass(crate::session::IDLE_MAX);
    let hidden = sophie.get("/boite").await;
    assert!(hidden.status.as_u16() == 423 && hidden.body.is_empty());
}
