//! What browsers load beside the pages: one style sheet, three scripts, one font. All in the binary.

use axum::http::header;
use axum::response::IntoResponse;
use std::fmt::Write;
use std::sync::LazyLock;

/// Every asset has its own address per content, so that browsers keep it and never show an old one.
const KEEP: &str = "private, max-age=31536000, immutable";

/// Rows of five minutes in a day: a class for each, because the policy forbids inline styles.
const ROWS: usize = 24 * 12;

static CSS: LazyLock<String> = LazyLock::new(|| {
    let mut css = String::from(include_str!("../assets/page.css"));
    css.push_str(include_str!("../assets/pages.css"));
    css.push_str(include_str!("../assets/boitier.css"));
    for row in 0..=ROWS {
        let _ = write!(css, ".r{row}{{grid-row-start:{}}}.h{row}{{grid-row-end:span {row}}}", row + 1);
        if row % 12 == 0 {
            let _ = write!(css, ".n{row}{{grid-template-rows:repeat({row},var(--pas))}}");
        }
    }
    css
});
const JS: &str = include_str!("../assets/page.js");
/// Sound of a call in the browser: the socket, and the worklet between microphone, ear and 8 kHz.
const SOUND_JS: &str = include_str!("../assets/son.js");
const MICROPHONE_JS: &str = include_str!("../assets/micro.js");
const CALLS_CSS: &str = include_str!("../assets/appels.css");
const SETTINGS_CSS: &str = include_str!("../assets/reglages.css");
/// Hearing sentences, recording a greeting, reading to the recogniser; and the worklet that catches the microphone.
const SETTINGS_JS: &str = include_str!("../assets/reglages.js");
const RECORDER_JS: &str = include_str!("../assets/magneto.js");
const AGENDA_JS: &str = include_str!("../assets/agenda.js");
/// Idiomorph 0.8.0 (0BSD, Big Sky Software): changes a page into another in place, so that focus, scroll and what is
/// being typed stay. 3 kB compressed; htmx would bring 50 and an expression language that the policy forbids.
const IDIOMORPH: &str = include_str!("../assets/idiomorph-0.8.0.min.js");
/// Inter (SIL OFL 1.1), the Latin letters: the same careful figures on every machine of the cabinet.
const FONT: &[u8] = include_bytes!("../assets/inter-latin-5.3.0.woff2");
const ICON: &str = include_str!("../assets/icon.svg");

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let all = [
        CSS.as_str(),
        JS,
        AGENDA_JS,
        SOUND_JS,
        MICROPHONE_JS,
        CALLS_CSS,
        SETTINGS_CSS,
        SETTINGS_JS,
        RECORDER_JS,
        IDIOMORPH,
    ]
    .concat();
    crate::secret::hex(&crate::secret::digest(&all)).chars().take(12).collect()
});

/// The address of an asset, which changes with its content.
pub fn address(path: &str) -> String {
    format!("{path}?v={}", *VERSION)
}

fn text(kind: &'static str, body: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, KEEP)], body)
}

pub async fn css() -> impl IntoResponse {
    text("text/css; charset=utf-8", CSS.as_str())
}

pub async fn js() -> impl IntoResponse {
    text("text/javascript; charset=utf-8", JS)
}

pub async fn agenda_js() -> impl IntoResponse {
    text("text/javascript; charset=utf-8", AGENDA_JS)
}

pub async fn sound_js() -> impl IntoResponse {
    text("text/javascript; charset=utf-8", SOUND_JS)
}

pub async fn microphone_js() -> impl IntoResponse {
    text("text/javascript; charset=utf-8", MICROPHONE_JS)
}

pub async fn calls_css() -> impl IntoResponse {
    text("text/css; charset=utf-8", CALLS_CSS)
}

pub async fn settings_css() -> impl IntoResponse {
    text("text/css; charset=utf-8", SETTINGS_CSS)
}

pub async fn settings_js() -> impl IntoResponse {
    text("text/javascript; charset=utf-8", SETTINGS_JS)
}

pub async fn recorder_js() -> impl IntoResponse {
    text("text/javascript; charset=utf-8", RECORDER_JS)
}

pub async fn idiomorph() -> impl IntoResponse {
    text("text/javascript; charset=utf-8", IDIOMORPH)
}

pub async fn font() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "font/woff2"), (header::CACHE_CONTROL, KEEP)], FONT)
}

pub async fn icon() -> impl IntoResponse {
    text("image/svg+xml", ICON)
}
