//! A page left alone: patients' data hidden, ring and alarm kept, five wrong PINs and it is over; the right one brings it back.

use super::first::doctor;
use super::{Cabinet, browser_is_here};

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
