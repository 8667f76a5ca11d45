//! A page left alone: patients' data hidden, ring and alarm kept, five wrong PINs and it is over; the right one brings it back.

use super::first::doctor;
use super::{Cabinet, browser_is_here};
use huisclos_tests::{Folder, huisclos, root};
use std::io::Write;
use std::path::Path;
use std::process::Command;

#[test]
fn a_hidden_page_still_rings_and_the_pin_brings_it_back() {
    if !browser_is_here() {
        return;
    }
    let mut cabinet = Cabinet::open();
    let eyes = doctor(&mut cabinet);
    eyes.go("/appels");
    eyes.asks("document.querySelector('form[action=\"/masquer\"]').requestSubmit()");
    eyes.sees("Écran masqué");
    eyes.captures("04-masque");
    // Whatever is asked for leads back here.
    eyes.go("/agenda");
    eyes.sees("Écran masqué");
    assert_eq!(eyes.asks("document.querySelectorAll('.barre, .rdv, #recherche').length"), 0);
    // What rings is heard: the page makes its sound itself.
    eyes.asks("window.rang = 0; const begin = OscillatorNode.prototype.start; OscillatorNode.prototype.start = function (...a) { rang++; return begin.apply(this, a) }; true");
    let mut ringing = cabinet.rings(&[]);
    eyes.waits("the ring", "window.rang > 0");
    assert_eq!(eyes.asks("document.body.innerText.includes('98 76')"), false, "not who");
    let _ = ringing.kill();
    let _ = ringing.wait();
    eyes.types("input[name=pin]", "0000");
    eyes.clicks("form[action='/verrou'] button.principal");
    eyes.sees("Ce PIN n'est pas le bon.");
    eyes.types("input[name=pin]", "4826");
    eyes.clicks("form[action='/verrou'] button.principal");
    eyes.waits("where it was", "location.pathname === '/agenda'");
    eyes.asks("document.querySelector('form[action=\"/masquer\"]').requestSubmit()");
    eyes.sees("Écran masqué");
    for _ in 0..5 {
        eyes.types("input[name=pin]", "9999");
        eyes.asks("document.querySelector('form[action=\"/verrou\"]').dataset.parti = 1");
        eyes.clicks("form[action='/verrou'] button.principal");
        eyes.waits("an answer", "!document.querySelector('form[action=\"/verrou\"]')?.dataset.parti");
    }
    eyes.waits("it is over", "location.pathname === '/connexion'");
}

/// Moves the box's steady clock to so many minutes after it began (`clock.c`).
fn moves(clock: &Path, minutes: i64) {
    // Written in its place: the box looks at the file itself.
    let mut file = std::fs::OpenOptions::new().write(true).open(clock).unwrap();
    file.write_all(&(minutes * 60).to_ne_bytes()).unwrap();
}

#[test]
fn twenty_minutes_without_a_gesture_hide_the_page_and_twelve_hours_end_it() {
    if !browser_is_here() {
        return;
    }
    let folder = Folder::new();
    let (clock, moved) = (folder.file("horloge.so"), folder.file("minutes"));
    std::fs::write(&moved, 0i64.to_ne_bytes()).unwrap();
    let source = root().join("tests/browser/clock.c");
    let built = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&clock).arg(source).arg("-ldl").status();
    assert!(built.unwrap().success());
    let mut program = huisclos();
    program.env("LD_PRELOAD", &clock).env("MOVED_CLOCK", &moved);
    let mut cabinet = Cabinet::by(folder, program, &[]);
    let eyes = doctor(&mut cabinet);
    eyes.go("/patients");
    // What a page asks by itself is no gesture, and nineteen minutes are not twenty.
    moves(&moved, 19);
    let by_itself = "fetch('/rubriques', {headers: {'X-Fragment': '1', 'X-Fond': '1'}}).then(r => r.status)";
    assert_eq!(eyes.asks(by_itself), 200);
    moves(&moved, 21);
    eyes.waits("the veil, by itself", "location.pathname === '/verrou'");
    eyes.sees("Écran masqué");
    assert_eq!(eyes.asks(by_itself), 423, "nothing is shown to a page that asks");
    eyes.captures("05-masque-apres-vingt-minutes");
    eyes.types("input[name=pin]", "4826");
    eyes.clicks("form[action='/verrou'] button.principal");
    eyes.waits("where it was", "location.pathname === '/patients'");
    moves(&moved, 13 * 60);
    eyes.waits("it is over", "location.pathname === '/connexion'");
}
