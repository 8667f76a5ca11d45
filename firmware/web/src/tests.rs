#![allow(clippy::unwrap_used)]
use super::*;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use huisclos_agenda::{CallId, Private, Status};
use huisclos_ports::{AgendaRow, Live, Report, What};
use jiff::civil::{Date, date};
use std::sync::Mutex;
use tower::ServiceExt;

#[derive(Default)]
struct FakeDesk {
    live: Live,
    typed: Mutex<Vec<String>>,
}

impl Desk for FakeDesk {
    fn cabinet_name(&self) -> String {
        "<b>Lilas</b>".into()
    }
    fn today(&self) -> Date {
        date(2026, 11, 23)
    }
    fn agenda(&self, _: Date, _: Date) -> Result<Vec<AgendaRow>, String> {
        Ok(vec![AgendaRow {
            start: date(2026, 11, 26).at(9, 15, 0, 0),
            minutes: 15,
            practitioner: "docteur Martin".into(),
            motif: "consultation".into(),
            patient: Private::new("<script>Zoé</script>".into()),
            status: Status::Booked,
            by_the_box: true,
        }])
    }
    fn live(&self) -> &Live {
        &self.live
    }
    fn dial(&self, _: Option<String>) -> Result<(), String> {
        Err("un appel est en cours".into())
    }
    fn type_line(&self, line: String) -> Result<(), String> {
        self.typed.lock().unwrap().push(line);
        Ok(())
    }
}

async fn ask(
    desk: &Arc<FakeDesk>,
    method: &str,
    path: &str,
    host: &str,
    origin: Option<&str>,
    body: &str,
) -> (StatusCode, String) {
    let mut request =
        Request::builder().method(method).uri(path).header("host", host).header("content-type", "application/json");
    if let Some(origin) = origin {
        request = request.header("origin", origin);
    }
    let response = routes(desk.clone()).oneshot(request.body(Body::from(body.to_string())).unwrap()).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn the_page_shows_the_agenda_and_escapes_names() {
    let desk = Arc::new(FakeDesk::default());
    let (status, html) = ask(&desk, "GET", "/", "127.0.0.1:8015", None, "").await;
    assert!(status.is_success() && html.contains("&lt;b&gt;Lilas") && !html.contains("<b>Lilas"));
    let (status, rows) = ask(&desk, "GET", "/agenda", "127.0.0.1:8015", None, "").await;
    assert!(status.is_success() && rows.contains("09:15") && rows.contains("docteur Martin"));
}

#[tokio::test]
async fn another_site_reaches_nothing() {
    let desk = Arc::new(FakeDesk::default());
    assert_eq!(ask(&desk, "GET", "/agenda", "evil.example", None, "").await.0, StatusCode::MISDIRECTED_REQUEST);
    let said = r#"{"texte":"bonjour"}"#;
    let evil = Some("http://evil.example");
    assert_eq!(ask(&desk, "POST", "/telephone/dire", "localhost:8015", evil, said).await.0, StatusCode::FORBIDDEN);
    assert_eq!(ask(&desk, "POST", "/telephone/dire", "localhost:8015", None, said).await.0, StatusCode::FORBIDDEN);
    assert!(desk.typed.lock().unwrap().is_empty());
    let ours = Some("http://localhost:8015");
    assert_eq!(ask(&desk, "POST", "/telephone/dire", "localhost:8015", ours, said).await.0, StatusCode::NO_CONTENT);
    assert_eq!(*desk.typed.lock().unwrap(), ["bonjour"]);
}

#[tokio::test]
async fn a_refusal_is_a_sentence() {
    let desk = Arc::new(FakeDesk::default());
    let ours = Some("http://localhost:8015");
    let (status, sentence) = ask(&desk, "POST", "/telephone/composer", "localhost:8015", ours, "{}").await;
    assert_eq!((status, sentence.as_str()), (StatusCode::CONFLICT, "un appel est en cours"));
    let long = format!(r#"{{"texte":"{}"}}"#, "a".repeat(501));
    assert_eq!(
        ask(&desk, "POST", "/telephone/dire", "localhost:8015", ours, &long).await.0,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

#[tokio::test]
async fn only_loopback_is_served() {
    let desk: Arc<dyn Desk> = Arc::new(FakeDesk::default());
    let address = "0.0.0.0:0".parse().unwrap();
    assert!(matches!(serve(address, desk, |_| ()).await, Err(Error::NotLoopback(_))));
}

#[test]
fn facts_are_shown_with_their_call() {
    let report = Report {
        call: CallId(7),
        t_ms: 4200,
        what: What::Said {
            text: Private::new("Bonjour".into()),
            answers_turn: Some(2),
            start_ms: 3000,
            interrupted: false,
        },
    };
    let shown = feed::shown(&report).unwrap();
    assert_eq!(
        (shown["fait"].as_str(), shown["debut_ms"].as_u64(), shown["tour"].as_u64()),
        (Some("boîte"), Some(3000), Some(2))
    );
    assert_eq!(shown["appel"], "0000000000000007");
}
