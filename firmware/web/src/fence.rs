//! What every request passes and every answer carries, whoever asks: known host, own origin, headers that keep the page
//! to itself.

use crate::site::Site;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// Names by which a loopback page is reached. Any other Host is DNS rebinding, unless the box bears it.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Scripts, styles, fonts and connections to the box alone; nothing inline, nothing framed.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; \
     connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

fn is_ours(authority: &str, hosts: &[String]) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    LOOPBACK.contains(&host) || hosts.iter().any(|ours| ours.eq_ignore_ascii_case(host))
}

/// Why a request is not one of this page's.
fn refusal(method: &Method, headers: &HeaderMap, hosts: &[String]) -> Option<(StatusCode, &'static str)> {
    let header = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    let Some(host) = header(header::HOST).filter(|host| is_ours(host, hosts)) else {
        return Some((StatusCode::MISDIRECTED_REQUEST, "hôte inconnu"));
    };
    // Browsers say by themselves where a request was born; a page of another site has nothing to fetch here.
    let site = headers.get("sec-fetch-site").and_then(|v| v.to_str().ok()).unwrap_or("none");
    let navigates = headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate");
    if !matches!(site, "none" | "same-origin") && !(method == Method::GET && navigates) {
        return Some((StatusCode::FORBIDDEN, "demande venue d'une autre page"));
    }
    if method != Method::GET && method != Method::HEAD {
        // A form of another site carries its own Origin; a page of ours always sends one with POST.
        let origin = header(header::ORIGIN).and_then(|origin| origin.parse::<Uri>().ok());
        if !origin.and_then(|uri| uri.authority().cloned()).is_some_and(|authority| authority.as_str() == host) {
            return Some((StatusCode::FORBIDDEN, "demande venue d'une autre page"));
        }
    }
    None
}

/// Refuses what another site could send, and sets the headers.
pub async fn only_this_page(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let mut response = match refusal(request.method(), request.headers(), &site.hosts) {
        Some(refusal) => refusal.into_response(),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // Not `no-referrer`: forms would then send `Origin: null`.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if site.tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_boxs_names_are_ours() {
        let hosts = ["secretariat.local".to_string(), "192.168.1.20".to_string()];
        for ours in
            ["localhost:8015", "127.0.0.1", "[::1]:8015", "secretariat.local", "Secretariat.local:443", "192.168.1.20"]
        {
            assert!(is_ours(ours, &hosts), "{ours}");
        }
        for other in [
            "evil.example",
            "localhost.evil.example:8015",
            "192.168.1.21",
            "",
            "127.0.0.1.nip.io",
            "secretariat.local.evil.example",
        ] {
            assert!(!is_ours(other, &hosts), "{other}");
        }
    }

    #[test]
    fn another_site_cannot_make_a_browser_ask() {
        let check = |method: Method, pairs: &[(&'static str, &'static str)], good: bool| {
            let headers =
                pairs.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v))).collect();
            assert_eq!(refusal(&method, &headers, &[]).is_none(), good, "{method} {pairs:?}");
        };
        let host = ("host", "localhost:8015");
        check(Method::GET, &[host], true);
        check(Method::GET, &[], false);
        check(Method::POST, &[host, ("origin", "http://localhost:8015")], true);
        check(Method::POST, &[host], false);
        check(Method::POST, &[host, ("origin", "null")], false);
        check(Method::POST, &[host, ("origin", "http://evil.example")], false);
        check(Method::POST, &[host, ("origin", "http://localhost:9999")], false);
        check(Method::GET, &[host, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")], false);
        check(Method::GET, &[host, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")], true);
        check(Method::GET, &[host, ("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "cors")], true);
    }
}
