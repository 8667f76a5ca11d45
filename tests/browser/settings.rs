//! The settings as a doctor changes them: refused where it is wrong, kept with what it was, put back; a greeting in their own
//! voice; the list of red flags signed; the models.

use super::first::doctor;
use super::{Cabinet, Eyes, browser_is_here};
use huisclos_tests::root;

/// Adds up the seconds that the page's recorder was given.
const COUNT: &str = "window.heard = 0; window.AudioWorkletNode = class extends AudioWorkletNode { \
    constructor(...all) { super(...all); this.port.addEventListener('message', e => { heard += e.data.length / this.context.sampleRate }) } }; true";

fn saves(eyes: &Eyes) {
    eyes.clicks("form[action$='/enregistrer'] button.principal");
}

#[test]
fn a_motif_is_refused_where_it_is_wrong_then_kept_and_put_back() {
    if !browser_is_here() {
        return;
    }
    let mut cabinet = Cabinet::open();
    let eyes = doctor(&mut cabinet);
    eyes.go("/reglages/motifs/vaccin");
    eyes.types("input[name=minutes]", "9999");
    saves(&eyes);
    eyes.waits("the field at fault", "!!document.querySelector('input[name=minutes][aria-invalid=true]')");
    eyes.captures("34-motif-refuse");
    assert_eq!(eyes.asks("document.querySelector('input[name=minutes]').value"), "9999", "what was typed is there");
    eyes.types("input[name=minutes]", "15");
    saves(&eyes);
    eyes.waits("it is kept", "location.search.includes('fait=enregistre')");
    eyes.go("/reglages/historique");
    eyes.sees("15");
    eyes.captures("35-historique");
    eyes.clicks("form[action='/reglages/historique/remettre'] button");
    eyes.sees("La version d'avant est de nouveau en service.");
    eyes.go("/reglages/motifs/vaccin");
    assert_eq!(eyes.asks("document.querySelector('input[name=minutes]').value"), "10");
}

#[test]
fn a_greeting_is_recorded_in_the_doctors_own_voice() {
    if !browser_is_here() {
        return;
    }
    let mut cabinet = Cabinet::open();
    // The first account needs a browser of its own; this one's microphone hears a sentence, looped.
    let first = doctor(&mut cabinet);
    let eyes = Eyes::open(&cabinet.url, Some(&root().join("tests/recordings/01-open.wav")));
    eyes.signs_in_as(&first);
    eyes.go("/reglages/accueil");
    eyes.types("textarea[name=accueil]", "Bonjour, vous êtes au cabinet des Lilas.");
    // The page's own recorder, counted: how much was heard, however long that takes here.
    eyes.asks(COUNT);
    eyes.clicks("[data-acte=enregistrer]");
    eyes.waits("the microphone is heard", "Number(document.querySelector('.magnetophone meter').value) > 0");
    // Three seconds of it: a greeting is longer than a cough.
    eyes.waits("some seconds", "window.heard > 3");
    eyes.clicks("[data-acte=arreter]");
    eyes.sees("niveau correct");
    eyes.captures("36-accueil-enregistre");
    saves(&eyes);
    eyes.waits("it is kept", "location.search.includes('fait=enregistre')");
    eyes.waits(
        "it can be heard",
        "!!document.querySelector('[data-voix]') && !document.querySelector('.gardee').hidden",
    );
    let sound = "fetch('/reglages/voix/' + document.querySelector('[data-voix]').dataset.voix).then(async r => r.ok && (await r.arrayBuffer()).byteLength > 16000)";
    assert_eq!(eyes.asks(sound), true);
    std::mem::drop(first);
}

#[test]
fn the_red_flags_are_signed_periods_are_read_and_models_are_shown() {
    if !browser_is_here() {
        return;
    }
    let mut cabinet = Cabinet::open();
    let eyes = doctor(&mut cabinet);
    eyes.go("/reglages");
    eyes.sees("La liste d'alertes n'est pas signée");
    eyes.captures("37-reglages");
    eyes.go("/reglages/alertes");
    let form = "form[action='/reglages/alertes/signer']";
    eyes.clicks(&format!("{form} button.principal"));
    eyes.sees("Cochez que vous avez lu la liste entière.");
    eyes.clicks(&format!("{form} input[name=relue]"));
    eyes.clicks(&format!("{form} button.principal"));
    eyes.sees("La signature est enregistrée.");
    eyes.captures("38-alertes-signees");
    eyes.go("/reglages/periodes/nouvelle");
    eyes.types("input[name=nom]", "Midi");
    eyes.asks("document.querySelector('input[name=de]').value = '12:00'; document.querySelector('input[name=a]').value = '14:00'");
    saves(&eyes);
    eyes.waits("it is kept", "location.search.includes('fait=enregistre')");
    eyes.sees("Midi");
    eyes.captures("39-periodes");
    eyes.go("/modeles");
    eyes.sees("whisper");
    eyes.captures("3a-modeles");
}
