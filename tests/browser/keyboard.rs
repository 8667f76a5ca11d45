//! A day at the desk without a mouse: everything is reached by the tab key, the arrows and the page's own keys.

use super::{Cabinet, Eyes, browser_is_here};

/// Presses Enter on what the tab key reaches.
fn enters(eyes: &Eyes, css: &str) {
    eyes.tabs_to(css);
    eyes.presses("Enter");
}

fn fills(eyes: &Eyes, css: &str, text: &str) {
    eyes.tabs_to(css);
    eyes.writes(text);
}

fn heading(eyes: &Eyes, place: &str) {
    enters(eyes, &format!("#rubriques a[href='{place}']"));
    eyes.waits(place, &format!("location.pathname === '{place}'"));
}

#[test]
fn a_secretary_without_a_mouse_does_a_whole_days_work() {
    if !browser_is_here() {
        return;
    }
    let cabinet = Cabinet::open();
    let eyes = Eyes::open(&cabinet.url, None);
    eyes.go("/connexion");
    enters(&eyes, "form[action='/demonstration'] button");
    eyes.waits("the agenda", "location.pathname === '/agenda'");

    // Booked on a free place, then carried to another hour.
    // Its own key spares the month's forty days.
    eyes.waits("the grid", "!!document.querySelector('#grille .libre[tabindex=\"0\"]')");
    eyes.presses("g");
    eyes.waits("the grid has the keys", "document.activeElement.matches('#grille .libre')");
    (0..6).for_each(|_| eyes.presses("ArrowDown"));
    eyes.presses("Enter");
    eyes.sees("Nouveau rendez-vous");
    enters(&eyes, "#volet details summary");
    let form = "form[action='/rendez-vous/nouveau']";
    for (field, text) in
        [("nom", "Garnier"), ("prenom", "Sophie"), ("naissance", "12/03/1964"), ("telephone", "0612345678")]
    {
        fills(&eyes, &format!("{form} input[name={field}]"), text);
    }
    eyes.tabs_to(&format!("{form} select[name=motif]"));
    // A list goes to what is typed.
    eyes.presses("p");
    assert_eq!(eyes.asks("document.activeElement.value"), "premier rendez-vous");
    eyes.captures("80-au-clavier");
    enters(&eyes, &format!("{form} button.principal"));
    eyes.waits("the appointment", "!!document.querySelector('#grille .rdv')");
    // The detail has the keys now; closed, it gives them back.
    eyes.waits("the detail has the keys", "document.getElementById('volet').contains(document.activeElement)");
    eyes.presses("Escape");
    eyes.presses("g");
    let before = eyes.asks("document.querySelector('#grille .rdv').dataset.minute");
    eyes.asks("document.querySelector('#grille .rdv').focus()");
    eyes.presses("m");
    (0..6).for_each(|_| eyes.presses("ArrowDown"));
    eyes.captures("81-porte-au-clavier");
    eyes.presses("Enter");
    eyes.sees("Défaire");
    let before = serde_json::to_string(&before).unwrap();
    eyes.waits("another hour", &format!("document.querySelector('#grille .rdv')?.dataset.minute !== {before}"));

    // Found again by the first letters, opened, closed.
    eyes.presses("/");
    eyes.writes("garn");
    eyes.waits("who is called so", "!!document.querySelector('#suggestions:not([hidden]) a')");
    eyes.presses("ArrowDown");
    eyes.presses("Enter");
    eyes.waits(
        "the card",
        "!document.getElementById('volet').hidden && document.getElementById('volet').innerText.includes('Garnier')",
    );
    eyes.presses("Escape");
    eyes.waits("it is closed", "document.getElementById('volet').hidden");

    // The browser is the telephone; what it leaves is a note, taken and done.
    heading(&eyes, "/appels");
    eyes.tabs_to("details.telephone summary");
    if eyes.asks("document.querySelector('details.telephone').open") != true {
        eyes.presses("Enter");
    }
    fills(&eyes, "input[name=numero]", "0612345678");
    enters(&eyes, "form[action='/telephone/composer'] button:not([type=button])");
    eyes.sees("composez le 15");
    eyes.waits("a call to type into", "!document.querySelector('form[action=\"/telephone/dire\"]').hidden");
    fills(&eyes, "input[name=texte]", "mon mari a très mal à la poitrine");
    eyes.presses("Enter");
    eyes.sees("Urgence dite");
    enters(&eyes, "button[value='/hangup']");
    eyes.sees("L'appelant raccroche");
    heading(&eyes, "/boite");
    enters(&eyes, "li.note button[value=prendre]");
    eyes.sees("pris par vous");
    enters(&eyes, "li.note button[value=fait]");
    eyes.waits("nothing is left to do", "!document.querySelector('li.note button[value=fait]')");

    // A patient on the line, taken in the headset and given back.
    heading(&eyes, "/appels");
    let mut ringing = cabinet.rings(&[]);
    eyes.waits("a call", "!!document.querySelector('[data-prendre]')");
    eyes.asks("document.activeElement.blur()");
    eyes.presses("p");
    eyes.sees("Vous parlez avec l'appelant");
    eyes.presses("r");
    eyes.sees("Appel rendu à la boîte");
    let _ = ringing.kill();
    let _ = ringing.wait();
    eyes.sees("L'appelant raccroche");

    // Figures, settings, help, a patient's rights.
    heading(&eyes, "/chiffres");
    enters(&eyes, ".tuile summary");
    assert_eq!(eyes.asks("!!document.querySelector('.tuile details[open]')"), true);
    heading(&eyes, "/reglages");
    enters(&eyes, ".sections a[href='/reglages/historique']");
    eyes.waits("the history", "location.pathname === '/reglages/historique'");
    eyes.presses("?");
    eyes.waits("help", "!document.getElementById('volet').hidden");
    eyes.presses("Escape");
    heading(&eyes, "/patients");
    fills(&eyes, "main input[name=q]", "garnier");
    eyes.presses("Enter");
    enters(&eyes, "main a[href^='/patients/']");
    eyes.waits("the card", "!document.getElementById('volet').hidden || location.pathname.startsWith('/patients/')");
    enters(&eyes, ".droits summary");
    eyes.tabs_to("a[href$='dossier.html']");
    eyes.captures("82-droits-au-clavier");
    eyes.presses_ctrl("l");
    eyes.sees("Écran masqué");
}
