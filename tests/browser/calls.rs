//! A call on the page: watched while it is spoken, taken over in the browser, its note handled; erasure; a script tried.

use super::first::{doctor, secretary};
use super::{Cabinet, Eyes, browser_is_here};
use huisclos_tests::root;

/// A call typed on the page, from a number, as far as the consent.
fn dials(eyes: &Eyes, number: &str) {
    eyes.go("/appels");
    eyes.asks("document.querySelectorAll('details.telephone').forEach(d => d.open = true)");
    eyes.types("input[name=numero]", number);
    eyes.clicks("form[action='/telephone/composer'] button:not([type=button])");
    eyes.sees("composez le 15");
}

/// A typed call that ends in an emergency's note.
pub(super) fn leaves_an_alarm(eyes: &Eyes, number: &str) {
    dials(eyes, number);
    says(eyes, "mon mari a très mal à la poitrine");
    eyes.sees("Urgence dite");
    eyes.clicks("form[action='/telephone/dire'] button[value='/hangup']");
    eyes.sees("L'appelant raccroche");
}

fn says(eyes: &Eyes, words: &str) {
    eyes.types("form[action='/telephone/dire'] input[name=texte]", words);
    eyes.clicks("form[action='/telephone/dire'] button:not([name])");
}

/// A typed call from this page: to somebody who was told where the cabinet is, the box says these words.
fn asks_back(eyes: &Eyes, words: &str) {
    let calls = eyes.asks("document.querySelectorAll('a.appel').length").as_u64().unwrap();
    eyes.asks("document.querySelectorAll('details.telephone').forEach(d => d.open = true)");
    eyes.clicks("form[action='/telephone/composer'] button:not([type=button])");
    eyes.waits("a new call", &format!("document.querySelectorAll('a.appel').length > {calls}"));
    says(eyes, "vous êtes où");
    eyes.waits(words, &format!("(document.querySelector('ol.paroles')?.innerText || '').includes(\"{words}\")"));
    eyes.clicks("form[action='/telephone/dire'] button[value='/hangup']");
    eyes.sees("L'appelant raccroche");
}

#[test]
fn an_emergency_is_red_on_every_page_and_its_note_is_handled() {
    if !browser_is_here() {
        return;
    }
    let cabinet = Cabinet::open();
    let (eyes, colleague) = (secretary(&cabinet), secretary(&cabinet));
    dials(&eyes, "0612345678");
    says(&eyes, "mon mari a très mal à la poitrine");
    eyes.sees("Urgence dite");
    eyes.captures("20-urgence");
    // Whoever looks at the agenda sees it too.
    colleague.waits("the alarm's bar", "!!document.querySelector('.en-cours.alarme')");
    colleague.captures("21-urgence-vue-d-ailleurs");
    eyes.clicks("form[action='/telephone/dire'] button[value='/hangup']");
    eyes.go("/boite");
    // One click calls back where there is a telephone, and takes the note.
    assert_eq!(eyes.asks("document.querySelector('li.note [data-rappel]').getAttribute('href')"), "tel:+33612345678");
    eyes.captures("27-note-a-rappeler");
    eyes.asks("addEventListener('click', e => { if (e.target.closest('[data-rappel]')) e.preventDefault() }, true)"); // no telephone here
    eyes.clicks("li.note [data-rappel]");
    eyes.sees("pris par vous");
    eyes.sees("Laisser à d'autres");
    eyes.clicks("li.note button[value=fait]");
    eyes.waits("nothing is left to do", "!document.querySelector('li.note button[value=fait]')");
    eyes.captures("22-note-faite");
}

#[test]
fn a_call_by_the_microphone_is_watched_and_taken_over_in_the_browser() {
    if !browser_is_here() {
        return;
    }
    let cabinet = Cabinet::open();
    // What the caller's microphone hears: a question about the hours, looped by the browser.
    let sound = root().join("tests/recordings/22-hours.wav");
    let caller = Eyes::open(&cabinet.url, Some(&sound));
    caller.go("/connexion");
    caller.clicks("form[action='/demonstration'] button");
    caller.waits("the agenda", "location.pathname === '/agenda'");
    let desk = secretary(&cabinet);
    caller.go("/appels");
    caller.asks("document.querySelectorAll('details.telephone').forEach(d => d.open = true)");
    caller.clicks("[data-appeler]");
    desk.go("/appels");
    desk.waits("the caller's words", "!!document.querySelector('ol.paroles li.appelant')");
    desk.captures("23-appel-suivi");
    desk.clicks("[data-prendre]");
    desk.sees("au casque");
    desk.waits("sound from the caller", "Number(document.getElementById('niveau-entend').value) > 0");
    desk.captures("24-repris-au-casque");
    desk.clicks("#casque-rendre");
    desk.waits("the box speaks again", "document.getElementById('casque').hidden");
}

#[test]
fn a_script_is_tried_and_put_live() {
    if !browser_is_here() {
        return;
    }
    let mut cabinet = Cabinet::open();
    let eyes = doctor(&mut cabinet);
    eyes.go("/reglages/phrases");
    eyes.captures("30-phrases");
    let line = eyes.asks("document.querySelector('a[href$=\"ask.more_informed\"]').getAttribute('href')");
    eyes.go(line.as_str().unwrap());
    let field = "form[action$='/enregistrer'] textarea";
    eyes.types(field, "Que voulez-vous savoir d'autre ?");
    eyes.clicks("form[action$='/enregistrer'] button.principal");
    eyes.waits("it is in the draft", "location.search.includes('fait=brouillon')");
    eyes.go("/reglages/phrases");
    eyes.sees("Essayer le brouillon au téléphone");
    eyes.captures("31-brouillon");
    // Tried before anybody hears it: the draft at the browser's telephone, the old words for whoever calls.
    eyes.clicks("a[href='/appels?script=brouillon']");
    asks_back(&eyes, "Que voulez-vous savoir d'autre");
    eyes.captures("3f-brouillon-essaye");
    eyes.go("/appels");
    asks_back(&eyes, "Avez-vous une autre question");
    eyes.go("/reglages/phrases");
    eyes.types("form.mise-en-service input[name=nom]", "plus court");
    eyes.clicks("form.mise-en-service button[value=remplacer]");
    eyes.waits(
        "it is in service",
        "[...document.querySelectorAll('table.liste td')].some(td => td.innerText.includes('plus court'))",
    );
    eyes.go("/appels");
    asks_back(&eyes, "Que voulez-vous savoir d'autre");
    eyes.go("/reglages/historique");
    eyes.captures("32-historique");
    eyes.sees("plus court");
}

#[test]
fn a_patient_is_erased_by_the_doctor_alone() {
    if !browser_is_here() {
        return;
    }
    let mut cabinet = Cabinet::open();
    let secretary = secretary(&cabinet);
    secretary.go("/rendez-vous/nouveau?jour=2026-11-25&heure=10:00&praticien=martin");
    for (field, text) in [("nom", "Garnier"), ("prenom", "Sophie"), ("naissance", "12/03/1964")] {
        secretary.types(&format!("form[action='/rendez-vous/nouveau'] input[name={field}]"), text);
    }
    secretary.asks("document.querySelector('select[name=motif]').value = 'premier rendez-vous'");
    secretary.clicks("form[action='/rendez-vous/nouveau'] button.principal");
    secretary.go("/patients?q=garnier");
    let card = secretary.asks("document.querySelector('main a[href^=\"/patients/\"]').getAttribute('href')");
    let card = card.as_str().unwrap().to_string();
    secretary.go(&card);
    secretary.sees("Garnier");
    assert_eq!(secretary.asks("document.querySelectorAll('a[href$=\"/effacer\"]').length"), 0);
    let eyes = doctor(&mut cabinet);
    eyes.go(&format!("{card}/effacer"));
    eyes.types("form[action$='/effacer'] input[name=nom]", "Garnier");
    eyes.captures("40-effacer");
    eyes.clicks("form[action$='/effacer'] button.danger");
    eyes.sees("Fiche n°");
    eyes.captures("41-preuve");
    eyes.go("/patients?q=garnier");
    assert_eq!(eyes.asks("document.querySelectorAll('main a[href^=\"/patients/\"]').length"), 0);
}

#[test]
fn the_card_of_who_rings_opens_and_a_whisper_is_heard() {
    if !browser_is_here() {
        return;
    }
    let cabinet = Cabinet::open();
    let (desk, colleague) = (secretary(&cabinet), secretary(&cabinet));
    desk.go("/rendez-vous/nouveau?jour=2026-11-25&heure=10:00&praticien=martin");
    for (field, text) in
        [("nom", "Moreau"), ("prenom", "Camille"), ("naissance", "12/03/1978"), ("telephone", "0698765432")]
    {
        desk.types(&format!("form[action='/rendez-vous/nouveau'] input[name={field}]"), text);
    }
    desk.asks("document.querySelector('select[name=motif]').value = 'premier rendez-vous'");
    desk.clicks("form[action='/rendez-vous/nouveau'] button.principal");
    desk.waits("it is noted", "/^\\/rendez-vous\\/[0-9a-f]+$/.test(location.pathname)");
    desk.go("/appels");
    colleague.go("/agenda");
    let mut ringing = cabinet.rings(&[]);
    colleague.waits(
        "the card",
        "!document.getElementById('volet').hidden && document.getElementById('volet').innerText.includes('Moreau')",
    );
    colleague.captures("28-fiche-de-qui-sonne");
    desk.sees("Ce numéro est celui de");
    desk.waits("it speaks", "!!document.querySelector('ol.paroles li.boite')");
    desk.types("#souffle", "propose vendredi");
    desk.clicks("form.souffler button");
    desk.sees("Soufflé : « propose vendredi »");
    desk.captures("29-souffle");
    let _ = ringing.kill();
    let _ = ringing.wait();
    desk.sees("L'appelant raccroche");
}
