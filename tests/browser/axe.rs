//! axe-core (MPL-2.0, Deque) on every page: nothing serious against WCAG 2.2 AA. `.ci/prepare tests` fetches it.

use super::first::doctor;
use super::{Cabinet, Eyes, browser_is_here};
use std::path::PathBuf;

const PAGES: [&str; 25] = [
    "/agenda",
    "/agenda?vue=jour",
    "/appels",
    "/boite",
    "/attente",
    "/patients?q=ga",
    "/rendez-vous/nouveau?jour=2026-11-25&heure=09:15&praticien=martin",
    "/chiffres",
    "/reglages",
    "/reglages/cabinet",
    "/reglages/praticiens/martin",
    "/reglages/horaires/martin",
    "/reglages/motifs",
    "/reglages/absences",
    "/reglages/periodes",
    "/reglages/accueil",
    "/reglages/consentement",
    "/reglages/alertes",
    "/reglages/phrases",
    "/reglages/historique",
    "/modeles",
    "/boitier",
    "/donnees",
    "/comptes",
    "/aide",
];

/// The library, where it is; says so where it is not.
pub fn axe() -> Option<String> {
    let home = std::env::var("HOME").unwrap_or_default();
    let file =
        std::env::var("HUISCLOS_AXE").map_or(PathBuf::from(home).join(".cache/huisclos/axe.min.js"), PathBuf::from);
    let read = std::fs::read_to_string(file).ok();
    if read.is_none() {
        eprintln!("skipped: axe-core is not there (.ci/prepare tests)");
    }
    read
}

/// What is serious or worse on the page that stands open, as a list in JSON.
pub fn faults(eyes: &Eyes, axe: &str) -> String {
    let run = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}).then(r => \
        JSON.stringify(r.violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => v.id + ': ' + v.nodes[0].html.slice(0, 160))))";
    eyes.asks(axe);
    eyes.asks(run).as_str().unwrap_or_default().to_string()
}

#[test]
fn no_page_has_a_serious_fault_of_access() {
    if !browser_is_here() {
        return;
    }
    let Some(axe) = axe() else { return };
    let mut cabinet = Cabinet::open();
    let eyes = doctor(&mut cabinet);
    let mut found = Vec::new();
    for page in PAGES {
        eyes.go(page);
        let list = faults(&eyes, &axe);
        if list != "[]" {
            found.push(format!("{page}: {list}"));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    // The twin: a picture without words is found.
    eyes.asks("document.body.appendChild(document.createElement('img')).src = '/icone.svg'");
    assert_ne!(faults(&eyes, &axe), "[]");
}
