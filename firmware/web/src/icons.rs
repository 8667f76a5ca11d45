//! Icons, drawn here: 24 by 24, strokes in the colour of the text. Each stands beside words, so none is read aloud.

use maud::{Markup, PreEscaped, html};

fn icon(path: &'static str) -> Markup {
    // The paths are constants of this file; nothing that anybody typed comes here.
    html! { svg.icone viewBox="0 0 24 24" aria-hidden="true" focusable="false" { (PreEscaped(path)) } }
}

/// The house's mark: a door ajar.
pub fn mark() -> Markup {
    icon(
        r#"<path d="M5 21V4.6L14 2v20l-9-1z" fill="currentColor" stroke="none"/><path d="M14 5h5v16h-5"/><circle cx="11.4" cy="12.4" r="1.1" fill="var(--fond-barre)" stroke="none"/>"#,
    )
}

pub fn agenda() -> Markup {
    icon(r#"<rect x="3.5" y="5" width="17" height="15.5" rx="2.5"/><path d="M3.5 10h17M8 2.8v4M16 2.8v4"/>"#)
}

pub fn call() -> Markup {
    icon(
        r#"<path d="M5.2 3.5h3.3l1.7 4.3-2.2 1.6a13 13 0 0 0 6.6 6.6l1.6-2.2 4.3 1.7v3.3a1.8 1.8 0 0 1-2 1.8A16.6 16.6 0 0 1 3.4 5.5a1.8 1.8 0 0 1 1.8-2z"/>"#,
    )
}

pub fn headset() -> Markup {
    icon(
        r#"<path d="M4 14v-2a8 8 0 0 1 16 0v2"/><rect x="3" y="13" width="4.5" height="7" rx="2"/><rect x="16.5" y="13" width="4.5" height="7" rx="2"/><path d="M18.8 20c0 1.4-2 2-5 2"/>"#,
    )
}

pub fn inbox() -> Markup {
    icon(r#"<path d="M3.5 13.5 6 4.5h12l2.5 9v6h-17z"/><path d="M3.5 13.5h5l1.2 2.5h4.6l1.2-2.5h5"/>"#)
}

pub fn patient() -> Markup {
    icon(r#"<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"/>"#)
}

pub fn waiting() -> Markup {
    icon(r#"<path d="M6.5 3.5h11M6.5 20.5h11M8 3.5c0 5 8 5 8 8.5s-8 3.5-8 8.5M16 3.5c0 5-8 5-8 8.5s8 3.5 8 8.5"/>"#)
}

pub fn figures() -> Markup {
    icon(r#"<path d="M4 20.5h16.5M6.5 17v-5M11.5 17V6M16.5 17V9.5"/>"#)
}

pub fn key() -> Markup {
    icon(r#"<circle cx="8" cy="15" r="4.5"/><path d="m11.2 11.8 8.3-8.3M16 7l3 3"/>"#)
}

pub fn settings() -> Markup {
    icon(r#"<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2.2"/><circle cx="9" cy="17" r="2.2"/>"#)
}

pub fn machine() -> Markup {
    icon(r#"<rect x="3.5" y="7" width="17" height="10" rx="2"/><path d="M7 12h.01M10.5 12h.01M15 12h2.5"/>"#)
}

pub fn search() -> Markup {
    icon(r#"<circle cx="10.8" cy="10.8" r="6.3"/><path d="m15.5 15.5 5 5"/>"#)
}

/// What the box wrote: a little box with a wave.
pub fn by_the_box() -> Markup {
    let drawn = PreEscaped(r#"<rect x="3" y="6" width="18" height="12" rx="3"/><path d="M8 11v2M12 9.5v5M16 11v2"/>"#);
    html! { svg.icone.par-la-boite viewBox="0 0 24 24" aria-hidden="true" focusable="false" { (drawn) } }
}

pub fn check() -> Markup {
    icon(r#"<path d="m4.5 12.5 5 5 10-11"/>"#)
}

pub fn left() -> Markup {
    icon(r#"<path d="m14.5 5-7 7 7 7"/>"#)
}

pub fn right() -> Markup {
    icon(r#"<path d="m9.5 5 7 7-7 7"/>"#)
}

pub fn plus() -> Markup {
    icon(r#"<path d="M12 4.5v15M4.5 12h15"/>"#)
}

pub fn alarm() -> Markup {
    icon(r#"<path d="M12 3.5 22 20.5H2z"/><path d="M12 10v4.5M12 17.3h.01"/>"#)
}
