//! A patient's rights on the page, as a secretary exercises them: consulted, corrected, taken along; what is kept and for how
//! long; who looked.

use super::first::{doctor, secretary};
use super::{Cabinet, Eyes, browser_is_here};

/// The card of somebody who has an appointment; its address.
fn card(eyes: &Eyes) -> String {
    eyes.go("/rendez-vous/nouveau?jour=2026-11-26&heure=10:00&praticien=martin");
    for (field, text) in
        [("nom", "Garnier"), ("prenom", "Sophie"), ("naissance", "12/03/1964"), ("telephone", "0612345678")]
    {
        eyes.types(&format!("form[action='/rendez-vous/nouveau'] input[name={field}]"), text);
    }
    eyes.asks("document.querySelector('select[name=motif]').value = 'premier rendez-vous'");
    eyes.clicks("form[action='/rendez-vous/nouveau'] button.principal");
    eyes.waits("it is noted", "/^\\/rendez-vous\\/[0-9a-f]+$/.test(location.pathname)");
    eyes.go("/patients?q=garnier");
    eyes.asks("document.querySelector('main a[href^=\"/patients/\"]').getAttribute('href')")
        .as_str()
        .unwrap()
        .to_string()
}

#[test]
fn a_patient_is_consulted_corrected_and_given_everything_and_the_trail_tells_it() {
    if !browser_is_here() {
        return;
    }
    let mut cabinet = Cabinet::open();
    let eyes = secretary(&cabinet);
    let card = card(&eyes);
    eyes.go(&card);
    eyes.sees("Garnier");
    eyes.asks("document.querySelectorAll('main details').forEach(d => d.open = true)");
    eyes.captures("42-fiche-droits");
    eyes.types(&format!("form[action='{card}'] input[name=nom]"), "Garnier-Morel");
    eyes.clicks(&format!("form[action='{card}'] button.principal"));
    eyes.sees("Fiche corrigée");
    eyes.sees("Garnier-Morel");
    // Everything that is kept, for a person and for a machine: files, not pages.
    for (ending, holds) in [("html", "Garnier-Morel"), ("json", "Garnier-Morel")] {
        let file = format!(
            "fetch('{card}/dossier.{ending}').then(async r => r.ok && (r.headers.get('content-disposition') || '').startsWith('attachment') && (await r.text()).includes('{holds}'))"
        );
        assert_eq!(eyes.asks(&file), true, "{ending}");
    }
    eyes.go(&format!("{card}/acces"));
    eyes.sees("dossier remis au patient");
    eyes.captures("43-qui-a-consulte");
    eyes.go("/donnees");
    eyes.sees("jamais gardé");
    eyes.captures("44-donnees");
    eyes.go("/donnees/registre");
    eyes.sees("Responsable du traitement");
    eyes.captures("45-registre");
    // The trail is the doctor's.
    eyes.go("/donnees/trace");
    eyes.sees("n'est pas ouverte à votre compte");
    let doctor = doctor(&mut cabinet);
    doctor.go("/donnees/trace?verifier=1");
    doctor.sees("sceaux, chaîne et fin intacts");
    doctor.sees("dossier remis au patient");
    doctor.captures("46-trace");
}

#[test]
fn the_register_quotes_the_question_that_is_asked_today() {
    if !browser_is_here() {
        return;
    }
    let mut cabinet = Cabinet::open();
    let eyes = doctor(&mut cabinet);
    eyes.go("/donnees/registre");
    eyes.sees("Êtes-vous d'accord ?");
    eyes.go("/reglages/consentement");
    eyes.types(
        "form[action='/reglages/consentement/enregistrer'] textarea",
        "Puis-je garder vos coordonnées dans la boîte du cabinet ?",
    );
    eyes.captures("33-consentement");
    eyes.clicks("form[action='/reglages/consentement/enregistrer'] button.principal");
    eyes.waits("it is kept", "location.search.includes('fait=')");
    eyes.go("/donnees/registre");
    eyes.sees("Puis-je garder vos coordonnées dans la boîte du cabinet ?");
    assert_eq!(eyes.asks("document.body.innerText.includes(\"Êtes-vous d'accord ?\")"), false);
}
