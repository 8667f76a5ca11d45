//! Who may ask: a browser on this machine that shows this very page.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Names by which a loopback page is reached. Any other Host is DNS rebinding.
const HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

fn is_ours(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    HOSTS.contains(&host)
}

fn origin_is_ours(origin: &str) -> bool {
    origin.parse::<Uri>().ok().and_then(|uri| uri.authority().map(|a| is_ours(a.as_str()))).unwrap_or(false)
}

/// Why a request is not one of this page's.
fn refusal(method: &Method, headers: &HeaderMap) -> Option<(StatusCode, &'static str)> {
    let header = |name| headers.get(name).and_then(|v| v.to_str().ok());
    if !header(header::HOST).is_some_and(is_ours) {
        return Some((StatusCode::MISDIRECTED_REQUEST, "hôte inconnu"));
    }
    // A form of another site carries its own Origin; a page of ours always sends one with POST.
    if method != Method::GET && !header(header::ORIGIN).is_some_and(origin_is_ours) {
        return Some((StatusCode::FORBIDDEN, "demande venue d'une autre page"));
    }
    None
}

/// Refuses what another site could send, and sets the headers that keep the page to itself.
pub async fn only_this_page(request: Request, next: Next) -> Response {
    if let Some(refusal) = refusal(request.method(), request.headers()) {
        return refusal.into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_names_are_ours() {
        for ours in ["localhost:8015", "127.0.0.1", "127.0.0.1:80", "[::1]:8015"] {
            assert!(is_ours(ours), "{ours}");
        }
        for other in ["evil.example", "localhost.evil.example:8015", "192.168.1.4:8015", "", "127.0.0.1.nip.io"] {
            assert!(!is_ours(other), "{other}");
        }
        assert!(origin_is_ours("http://localhost:8015"));
        assert!(!origin_is_ours("http://evil.example") && !origin_is_ours("null"));
    }
}
