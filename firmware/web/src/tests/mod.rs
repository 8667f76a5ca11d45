//! The page from outside: requests in, answers out, over a cabinet in memory.
#![allow(clippy::unwrap_used)]

#[path = "../../examples/page/memory.rs"]
mod memory;
#[path = "../../examples/page/rest.rs"]
mod rest;

mod contrast;
mod crawl;
mod editing;
mod figures;
mod guesses;
mod help;
mod hostile;
mod live;
mod rights;
mod rights_of_patients;
mod settings;
mod sign_in;
mod sound;
mod tls;
mod waiting;

use crate::access::COOKIE;
use crate::session::Stage;
use crate::site::{Parts, Site};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use huisclos_agenda::{Identity, MadeBy, Phone, Private, Slot, Status};
use huisclos_ports::{Account, AccountId, Accounts, Clock, Role};
use jiff::civil::{DateTime, date};
use memory::Memory;
use std::sync::Arc;
use tower::ServiceExt;

const HOST: &str = "localhost:8015";

/// Tuesday, 10:20.
fn now() -> DateTime {
    date(2026, 11, 24).at(10, 20, 0, 0)
}

struct Page {
    memory: Arc<Memory>,
    site: Arc<Site>,
    router: Router,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn to(&self) -> &str {
        self.headers.get("location").or(self.headers.get("x-vers")).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

fn page(demo: bool) -> Page {
    let memory = Arc::new(Memory::still(now()));
    let parts = memory.parts(demo);
    let site = Site::new(parts, None);
    Page { memory, router: crate::router(&site), site }
}

fn account(id: u64, login: &str, name: &str, role: Role) -> Account {
    Account {
        id: AccountId(id),
        version: 0,
        login: login.into(),
        name: name.into(),
        role,
        closed: false,
        password: None,
        pin: None,
        totp: None,
        totp_step: 0,
        invitation: None,
        browsers: Vec::new(),
    }
}

fn identity(last: &str, first: &str) -> Identity {
    Identity {
        last_name: Private::new(last.into()),
        first_name: Private::new(first.into()),
        birth_date: Private::new(date(1964, 3, 12)),
        phone: Some(Private::new(Phone("+33612345678".into()))),
    }
}

impl Page {
    /// Somebody signed in.
    fn signed(&self, id: u64, role: Role) -> Browser<'_> {
        let name = format!("{} {id}", role.in_french());
        if !self.memory.rows().accounts.iter().any(|a| a.id.0 == id) {
            self.memory.put_account(&account(id, &format!("compte{id}"), &name, role)).unwrap();
        }
        let token = self.site.sessions.begin(AccountId(id), &name, role, Stage::Open, self.memory.since_start());
        let jeton = self.site.sessions.find(&token, self.memory.since_start(), true).unwrap().jeton;
        Browser { page: self, cookies: vec![(COOKIE.into(), token)], jeton, headers: Vec::new() }
    }

    fn stranger(&self) -> Browser<'_> {
        Browser { page: self, cookies: Vec::new(), jeton: String::new(), headers: Vec::new() }
    }

    /// An appointment in the book: its id.
    fn book(&self, last: &str, first: &str, start: DateTime, by: MadeBy) -> String {
        let patient = self.memory.add_card(identity(last, first));
        let slot = Slot { start, minutes: 15, practitioner: "martin".into(), motif: "consultation".into() };
        self.memory.put(slot, patient, by, Status::Booked).unwrap().id.to_string()
    }
}

/// A browser with its cookies.
struct Browser<'a> {
    page: &'a Page,
    cookies: Vec<(String, String)>,
    jeton: String,
    headers: Vec<(&'static str, String)>,
}

impl Browser<'_> {
    async fn ask(&mut self, method: Method, path: &str, body: String) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let mut request = Request::builder().method(method.clone()).uri(path).header("host", HOST);
        if method == Method::POST {
            request = request.header("origin", format!("http://{HOST}"));
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        for (name, value) in &self.headers {
            let headers = request.headers_mut().unwrap();
            headers.insert(*name, value.parse().unwrap());
        }
        let answer = self.page.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        for set in headers.get_all("set-cookie") {
            let set = set.to_str().unwrap();
            assert!(set.contains("; Path=/; Secure; HttpOnly; SameSite=Strict"), "{set}");
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(n, _)| n != name);
            if !value.is_empty() {
                self.cookies.push((name.into(), value.into()));
            }
        }
        // The stream of news never ends: its head is enough.
        let body = if headers.get("content-type").is_some_and(|t| t == "text/event-stream") {
            String::new()
        } else {
            String::from_utf8_lossy(&answer.into_body().collect().await.unwrap().to_bytes()).into_owned()
        };
        if let Some(at) = body.find("name=\"jeton\" value=\"") {
            self.jeton = body[at + 20..].chars().take(64).collect();
        }
        Answer { status, headers, body }
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.ask(Method::GET, path, String::new()).await
    }

    /// Posts a form with the session's token.
    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let jeton = self.jeton.clone();
        let mut pairs: Vec<String> = vec![format!("jeton={jeton}")];
        pairs.extend(fields.iter().map(|(n, v)| format!("{n}={}", crate::reply::encoded(v))));
        self.ask(Method::POST, path, pairs.join("&")).await
    }
}

/// The mark that a page carries for an appointment or a card.
fn seen(html: &str) -> String {
    let at = html.find("name=\"vu\" value=\"").expect("a mark") + 17;
    html[at..].chars().take_while(|c| *c != '"').collect()
}
