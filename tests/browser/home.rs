//! What the page asks of the machine it is shown on: the microphone only when somebody speaks, and nothing of anybody else.

use super::first::secretary;
use super::{Cabinet, Eyes, browser_is_here};
use std::time::{Duration, Instant};

/// Counts how often the microphone is asked for, and what for.
const COUNT: &str = "window.microphones = []; const device = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices); \
    navigator.mediaDevices.getUserMedia = what => { microphones.push(what); return device(what) }; true";

fn dial(eyes: &Eyes) {
    eyes.go("/appels");
    eyes.asks(COUNT);
    eyes.asks("document.querySelectorAll('details.telephone').forEach(d => d.open = true)");
}

fn signs_in(eyes: &Eyes) {
    eyes.go("/connexion");
    eyes.clicks("form[action='/demonstration'] button");
    eyes.waits("the agenda", "location.pathname === '/agenda'");
}

#[test]
fn the_microphone_is_asked_for_when_somebody_speaks_and_not_before() {
    if !browser_is_here() {
        return;
    }
    let cabinet = Cabinet::open();
    let eyes = secretary(&cabinet);
    dial(&eyes);
    // A typed call hears nobody.
    eyes.clicks("form[action='/telephone/composer'] button:not([type=button])");
    eyes.sees("composez le 15");
    assert_eq!(eyes.asks("microphones.length"), 0);
    eyes.clicks("form[action='/telephone/dire'] button[value='/hangup']");
    dial(&eyes);
    eyes.clicks("[data-appeler]");
    eyes.sees("Vous appelez le cabinet");
    assert_eq!(eyes.asks("JSON.stringify(microphones.map(m => [!!m.audio, !!m.video]))"), "[[true,false]]");
    eyes.waits("frames of the real microphone", "Number(document.getElementById('casque').dataset.envoyes) > 50");
    eyes.waits("the box's voice", "Number(document.getElementById('niveau-entend').value) > 0");
    eyes.captures("25-au-micro");
    eyes.clicks("#casque-raccrocher");
    eyes.waits("the microphone is let go", "document.getElementById('casque').hidden");

    // The twin: refused, it is said, and nobody is called.
    let shy = Eyes::without_microphone(&cabinet.url);
    signs_in(&shy);
    dial(&shy);
    shy.clicks("[data-appeler]");
    shy.sees("Le micro est refusé");
    shy.captures("26-micro-refuse");
    assert!(!shy.asked().iter().any(|url| url.ends_with("/son")), "no sound is sent anywhere");
}

#[test]
fn a_page_that_asks_another_machine_is_seen() {
    if !browser_is_here() {
        return;
    }
    let cabinet = Cabinet::open();
    let eyes = secretary(&cabinet);
    eyes.go("/agenda");
    assert!(eyes.asked().len() > 8 && eyes.abroad().is_empty(), "{:?}", eyes.abroad());
    // The policy of the page refuses it, and the scene would fail for it all the same.
    let policy = "fetch('http://127.0.0.2:9/ailleurs').then(() => 'went', () => 'refused')";
    assert_eq!(eyes.asks(policy), "refused");
    // Twin: where no policy forbids it, the same is on the list.
    let bare = Eyes::open("http://127.0.0.3:9", None);
    bare.asks("fetch('http://127.0.0.2:9/ailleurs').catch(() => 0)");
    bare.waits("the list", "true");
    let end = Instant::now() + Duration::from_secs(240);
    while bare.abroad().is_empty() && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(25));
    }
    assert_eq!(bare.forgets(), ["http://127.0.0.2:9/ailleurs"]);
}
