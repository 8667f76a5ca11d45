//! Answers that many pages give: go there, here is a cookie, this was refused.

use crate::access::{COOKIE, home_of};
use crate::session::Stage;
use crate::site::Site;
use axum::extract::connect_info::Connected;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::serve::IncomingStream;
use huisclos_ports::{Account, Refused};
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// The machine at the other end.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

impl Connected<IncomingStream<'_, TcpListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

/// See there.
pub fn redirect(place: &str) -> Response {
    let place = HeaderValue::from_str(place).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// A cookie that only this host, over TLS or loopback, sends back, and only to itself. `age_s`: kept that long, else
/// until the browser is closed.
pub fn with_cookie(mut response: Response, name: &str, value: &str, age_s: Option<u32>) -> Response {
    let age = age_s.map(|s| format!("; Max-Age={s}")).unwrap_or_default();
    let cookie = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Strict{age}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Begins a session and sends the browser home.
pub fn after_sign_in(site: &Site, account: &Account, stage: Stage) -> Response {
    let token = site.sessions.begin(account.id, &account.name, account.role, stage, site.clock.since_start());
    with_cookie(redirect(home_of(account.role)), COOKIE, &token, None)
}

/// A file to keep: it is not shown inside the page, whose policy it would break.
pub fn download(name: &str, kind: &'static str, content: impl Into<axum::body::Body>) -> Response {
    let as_file = format!("attachment; filename=\"{name}\"");
    let headers = [(header::CONTENT_TYPE, kind.to_string()), (header::CONTENT_DISPOSITION, as_file)];
    (headers, content.into()).into_response()
}

/// Something that takes a while, beside the pages that go on.
pub async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
    let stopped = |_| Refused::Failed("La boîte n'a pas pu finir ; recommencez.".into());
    tokio::task::spawn_blocking(work).await.map_err(stopped)?
}

/// The status of a refusal of the book.
pub fn status_of(refused: &Refused) -> StatusCode {
    match refused {
        Refused::Taken | Refused::Changed => StatusCode::CONFLICT,
        Refused::Gone => StatusCode::NOT_FOUND,
        Refused::Failed(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// A path of this page and nothing else: what a form may ask to come back to.
pub fn local(place: &str) -> Option<&str> {
    let plain = place.len() <= 500 && place.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    (plain && place.starts_with('/') && !place.starts_with("//")).then_some(place)
}

/// A word inside an address.
pub fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~' | b':');
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_page_are_gone_back_to() {
        for good in ["/agenda", "/agenda?jour=2026-11-24&vue=jour", "/"] {
            assert_eq!(local(good), Some(good));
        }
        for bad in ["//evil.example", "https://evil.example", "/\\evil.example", "agenda", "/a\r\nSet-Cookie:x", ""] {
            assert_eq!(local(bad), None, "{bad}");
        }
        assert_eq!(encoded("suivi pédiatrique&x=1"), "suivi%20p%C3%A9diatrique%26x%3D1");
    }
}
