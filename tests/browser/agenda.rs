//! The agenda as a secretary uses it: booked by a click, moved by the hand, and two at once.

use super::first::secretary;
use super::{Cabinet, Eyes, browser_is_here};

/// Tuesday of the week that the boxes of the scenes live in, doctor Martin's lane.
const LANE: &str = ".couloir[data-jour='2026-11-24'][data-praticien='martin']";

fn fill(eyes: &Eyes, last: &str, first: &str) {
    for (field, text) in [("nom", last), ("prenom", first), ("naissance", "12/03/1964"), ("telephone", "0612345678")] {
        eyes.types(&format!("form[action='/rendez-vous/nouveau'] input[name={field}]"), text);
    }
    eyes.asks("document.querySelector('select[name=motif]').value = 'premier rendez-vous'");
}

fn at(hour: &str) -> String {
    format!("/rendez-vous/nouveau?jour=2026-11-24&heure={hour}&praticien=martin")
}

/// Notes an appointment, whatever the cabinet's rules warn of.
fn books(eyes: &Eyes, hour: &str, last: &str, first: &str) {
    eyes.go(&at(hour));
    fill(eyes, last, first);
    eyes.clicks("form[action='/rendez-vous/nouveau'] button.principal");
}

#[test]
fn an_appointment_is_booked_by_a_click_and_moved_by_the_hand() {
    if !browser_is_here() {
        return;
    }
    let cabinet = Cabinet::open();
    let eyes = secretary(&cabinet);
    eyes.go("/agenda?jour=2026-11-24&vue=jour");
    eyes.clicks(&format!("{LANE} a.libre[data-minute='540']"));
    eyes.sees("Nouveau rendez-vous");
    fill(&eyes, "Garnier", "Sophie");
    eyes.captures("10-nouveau-rendez-vous");
    eyes.clicks("form[action='/rendez-vous/nouveau'] button.principal");
    eyes.go("/agenda?jour=2026-11-24&vue=jour");
    eyes.waits("the appointment", &format!("!!document.querySelector(\"{LANE} a.rdv[data-minute='540']\")"));
    let other = ".couloir[data-jour='2026-11-24'][data-praticien='martin'] a.libre[data-minute='660']";
    eyes.drags(&format!("{LANE} a.rdv"), other);
    eyes.sees("Défaire");
    eyes.captures("11-deplace-a-la-main");
    // On disk, not only on this screen: another browser sees it there.
    let colleague = secretary(&cabinet);
    colleague.go("/agenda?jour=2026-11-24&vue=jour");
    colleague.waits("where it was", &format!("!document.querySelector(\"{LANE} a.rdv[data-minute='540']\")"));
    colleague.waits("where it went", &format!("!!document.querySelector(\"{LANE} a.rdv\")"));
}

#[test]
fn of_two_secretaries_at_one_slot_one_wins_and_the_other_is_told() {
    if !browser_is_here() {
        return;
    }
    let cabinet = Cabinet::open();
    let (one, two) = (secretary(&cabinet), secretary(&cabinet));
    for (eyes, last, first) in [(&one, "Petit", "Léa"), (&two, "Roche", "Marc")] {
        eyes.go(&at("10:00"));
        fill(eyes, last, first);
    }
    let submits = "document.querySelector(\"form[action='/rendez-vous/nouveau']\").requestSubmit()";
    one.asks(submits);
    one.waits(
        "it is noted",
        "/rendez-vous\\/[0-9a-f]+/.test(location.pathname) || document.body.innerText.includes('Rendez-vous de')",
    );
    two.asks(submits);
    two.sees("Ce créneau vient d'être pris");
    two.captures("12-pris-entre-temps");
    // What was typed is still there.
    assert_eq!(two.asks("document.querySelector('input[name=nom]').value"), "Roche");
}

#[test]
fn hostile_names_stay_text() {
    if !browser_is_here() {
        return;
    }
    let cabinet = Cabinet::open();
    let eyes = secretary(&cabinet);
    eyes.asks("window.hurt = false");
    books(&eyes, "11:00", "<img src=x onerror=hurt=1>", "\u{202e}eihpoS");
    eyes.go("/patients?q=img");
    assert_eq!(eyes.asks("document.querySelectorAll('main img').length"), 0);
    assert_ne!(eyes.asks("typeof window.hurt"), "number");
}

#[test]
fn ten_tabs_of_one_desk_are_live_over_one_stream() {
    if !browser_is_here() {
        return;
    }
    let cabinet = Cabinet::open();
    // A browser opens six connections to one box: a stream for each tab would leave none for the seventh.
    let first = secretary(&cabinet);
    let tabs: Vec<Eyes> = (0..9).map(|_| first.beside()).collect();
    for tab in &tabs {
        tab.go("/agenda?jour=2026-11-24&vue=jour");
        tab.waits("it is live", "document.getElementById('lien').dataset.etat === 'ouvert'");
    }
    books(&first, "15:00", "Lefort", "Ana");
    let noted = format!("!!document.querySelector(\"{LANE} a.rdv[data-minute='900']\")");
    for tab in &tabs {
        tab.waits("the appointment", &noted);
    }
    let streams = |tab: &Eyes| tab.asked().iter().filter(|url| url.ends_with("/nouvelles")).count();
    // The first tab goes from page to page, and each time another takes the stream over.
    assert!(tabs.iter().map(streams).sum::<usize>() <= 4, "{:?}", tabs.iter().map(streams).collect::<Vec<_>>());
    first.closes();
    let mut tabs = tabs.into_iter();
    let (last, others): (Eyes, Vec<Eyes>) = (tabs.next().unwrap(), tabs.collect());
    others.into_iter().for_each(Eyes::closes);
    books(&last.beside(), "15:30", "Nardin", "Noé");
    last.waits("whoever is left hears the box", "!!document.querySelector(\"a.rdv[data-minute='930']\")");
    // A browser may give the lock to nobody (seen when its holder left for another page): whoever hears no leader takes it.
    last.asks("navigator.locks.request('nouvelles', {steal: true}, () => new Promise(() => {})).catch(() => 0); true");
    books(&last.beside(), "16:00", "Oger", "Max");
    last.waits("it is heard again", "!!document.querySelector(\"a.rdv[data-minute='960']\")");
}
