//! The figures page over calls that were really made: tiles, charts with the table behind, what is too little to judge, files.

use super::box_::NOW;
use super::first::secretary;
use super::{Cabinet, browser_is_here};
use huisclos_tests::{Folder, huisclos, root};
use std::io::Write;
use std::process::Stdio;

/// Calls of each kind: together more than the thirty under which nothing is said.
const EACH: usize = 17;

/// A typed call on that store, with more options.
fn call(folder: &Folder, says: &str, more: &[&str]) {
    let mut child = huisclos()
        .args(["call", "--text", "--rules-only", "--json", "--now", NOW, "--from", "0612345678", "--data"])
        .arg(folder.path())
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(says.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn the_calls_are_figures_with_their_tables_and_files() {
    if !browser_is_here() {
        return;
    }
    let folder = Folder::new();
    for says in
        ["quels sont vos horaires\nnon merci\n", "je voudrais un rendez-vous\n/hangup\n", "vous êtes où\nnon merci\n"]
    {
        call(&folder, says, &[]);
    }
    let cabinet = Cabinet::over(folder);
    let eyes = secretary(&cabinet);
    eyes.go("/chiffres");
    eyes.waits("three calls", "document.querySelector('.tuile .valeur').textContent === '3'");
    // Three calls judge nothing, and the page says so.
    eyes.sees("trop peu d'appels");
    assert!(eyes.asks("document.querySelectorAll('svg.graphe').length").as_u64().unwrap() >= 3);
    assert_eq!(eyes.asks("document.querySelectorAll('svg.graphe text, svg.graphe rect').length > 0"), true);
    eyes.asks("document.querySelectorAll('.graphique details').forEach(d => d.open = true)");
    assert!(
        eyes.asks("document.querySelectorAll('.graphique table').length").as_u64().unwrap() >= 4,
        "the table behind"
    );
    eyes.sees("Ce qui va ensemble");
    eyes.captures("50-chiffres");
    // Every file that the page offers is one, and none of it runs in a spreadsheet.
    let files = eyes.asks(
        "Promise.all([...document.querySelectorAll('a[href^=\"/chiffres.csv\"]')].map(async a => { \
         const r = await fetch(a.href); const t = await r.text(); \
         return r.ok && r.headers.get('content-type').startsWith('text/csv') && t.length > 20 && !/\\n[=+@]/.test(t); })) \
         .then(all => all.length >= 6 && all.every(Boolean))",
    );
    assert_eq!(files, true);
    eyes.clicks(".periode .choix a:first-child");
    eyes.waits("another period", "location.search.includes('du=')");
    eyes.go("/chiffres?du=2020-01-01&au=2020-02-01");
    eyes.sees("Aucun appel.");
}

#[test]
fn what_goes_together_is_said_once_enough_callers_have_given_a_mark() {
    if !browser_is_here() {
        return;
    }
    let folder = Folder::new();
    // The demonstration's cabinet, which asks for a mark.
    let demo = std::fs::read_to_string(root().join("firmware/agenda/data/demo.toml")).unwrap();
    let asking = folder.file("cabinet.toml");
    std::fs::write(&asking, demo.replacen("\ngreeting", "\nsatisfaction = true\ngreeting", 1)).unwrap();
    // Who is soon done is content; who asks for long is not.
    for _ in 0..EACH {
        for says in [
            "vous êtes où\nnon merci\ncinq\nnon merci\n",
            "quels sont vos horaires\nvous êtes où\nc'est combien une consultation\nnon merci\nun\nnon merci\n",
        ] {
            call(&folder, says, &["--cabinet", asking.to_str().unwrap()]);
        }
    }
    let cabinet = Cabinet::over(folder);
    let eyes = secretary(&cabinet);
    eyes.go("/chiffres");
    eyes.waits("the calls", &format!("document.querySelector('.tuile .valeur').textContent === '{}'", 2 * EACH));
    let row = "[...document.querySelectorAll('section.graphique')].find(s => s.innerText.includes('Ce qui va ensemble')).querySelector('tbody tr')";
    let said = eyes.asks(&format!("{row}.innerText"));
    let said = said.as_str().unwrap();
    // The longer the call, the lower the mark: strong, and not by chance.
    assert!(said.contains(&(2 * EACH).to_string()) && said.contains("fort"), "{said}");
    eyes.asks(&format!("{row}.scrollIntoView({{block: 'center'}})"));
    eyes.captures("51-ce-qui-va-ensemble");
}
