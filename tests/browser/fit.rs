//! The page on the screens it is used on: a desk's, 1366 by 768, with the box's warning above, and a telephone's.

use super::axe::{axe, faults};
use super::first::{doctor, secretary};
use super::{Cabinet, browser_is_here};

const HELD: [&str; 12] = [
    "/agenda",
    "/agenda?vue=jour",
    "/appels",
    "/boite",
    "/attente",
    "/patients?q=ga",
    "/chiffres",
    "/reglages",
    "/reglages/periodes",
    "/donnees",
    "/comptes",
    "/aide",
];

#[test]
fn agenda_and_calls_fill_a_desks_screen_once() {
    if !browser_is_here() {
        return;
    }
    let cabinet = Cabinet::open();
    let eyes = secretary(&cabinet);
    for page in ["/agenda", "/appels"] {
        eyes.go(page);
        eyes.waits("the warning above", "!!document.querySelector('.etat-boite')");
        assert_eq!(eyes.asks("document.documentElement.scrollHeight <= innerHeight"), true, "{page} scrolls twice");
        assert_eq!(eyes.asks("document.documentElement.scrollWidth <= innerWidth"), true, "{page} scrolls aside");
    }
    eyes.captures("60-appels-1366");
    // What does not fit scrolls inside, down to the last hour.
    eyes.go("/agenda");
    assert_eq!(
        eyes.asks(
            "(() => { const g = document.getElementById('grille'); g.scrollTop = g.scrollHeight; \
            return g.scrollHeight > g.clientHeight && g.getBoundingClientRect().bottom <= innerHeight + 1 })()"
        ),
        true
    );
    // The twin: a page too high is seen.
    eyes.asks("document.querySelector('.agenda').style.height = '2000px'; document.body.style.height = 'auto'; document.body.style.overflow = 'visible'");
    assert_eq!(eyes.asks("document.documentElement.scrollHeight <= innerHeight"), false);
}

#[test]
fn a_telephone_shows_every_page_without_scrolling_aside_and_nothing_serious_bars_anybody() {
    if !browser_is_here() {
        return;
    }
    let mut cabinet = Cabinet::open();
    let eyes = doctor(&mut cabinet);
    eyes.held_in_a_hand();
    let axe = axe();
    let mut wrong = Vec::new();
    for page in HELD {
        eyes.go(page);
        let wide = eyes.asks(
            "JSON.stringify([...document.querySelectorAll('body *')].filter(e => !e.closest('#grille, .defile, .sections, svg, .liste') && \
             e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(e).position !== 'absolute') \
             .slice(0, 3).map(e => e.tagName + '.' + e.className + ' ' + Math.round(e.getBoundingClientRect().right)))",
        );
        if eyes.asks("document.documentElement.scrollWidth <= innerWidth") != true || wide != "[]" {
            wrong.push(format!("{page} is wider than 390: {wide}"));
        }
        if eyes.asks("[...document.querySelectorAll('#rubriques a')].every(a => { const r = a.getBoundingClientRect(); return r.left >= 0 && r.right <= innerWidth && r.height >= 24 })") != true {
            wrong.push(format!("{page}: a heading is out of sight"));
        }
        if let Some(axe) = &axe {
            let list = faults(&eyes, axe);
            if list != "[]" {
                wrong.push(format!("{page}: {list}"));
            }
        }
        let name = page.trim_start_matches('/').replace(['/', '?', '='], "-");
        eyes.captures(&format!("7-telephone-{name}"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
