//! Cutting into a turn for a red flag: every written sentence, said at 14 letters a second and heard every half second.
#![allow(clippy::unwrap_used)]

use huisclos_agenda::Cabinet;
use huisclos_speech::{Asking, Intent, alarm_so_far, understand};
use serde_json::Value;
use std::path::Path;

/// Letters of half a second.
const STEP: usize = 7;
const SETS: [&str; 4] = [
    "../../tests/understand/open.jsonl",
    "../../tests/understand/spent.jsonl",
    "../../tests/understand/second.jsonl",
    "../../models/training/language/written/alarms.jsonl",
];

fn sentences() -> Vec<(String, String, Asking)> {
    let mut all = Vec::new();
    for set in SETS {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(set)).unwrap();
        for line in text.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let asking = line["asking"].as_str().and_then(Asking::from_word).unwrap_or_default();
            all.push((line["id"].as_str().unwrap().into(), line["say"].as_str().unwrap().into(), asking));
        }
    }
    all
}

/// What is heard of a sentence after each half second: its whole words.
fn so_far(say: &str) -> Vec<&str> {
    let letters: Vec<usize> = say.char_indices().map(|(at, _)| at).collect();
    (1..)
        .map_while(|n| letters.get(n * STEP).copied())
        .map(
            |at| {
                if say[at..].starts_with(' ') { &say[..at] } else { say[..at].rsplit_once(' ').map_or("", |(w, _)| w) }
            },
        )
        .collect()
}

/// Letters said when the box cuts in: two in a row that hear the same family.
fn cut_in(say: &str, asking: Asking) -> Option<usize> {
    let mut before = None;
    for heard in so_far(say) {
        let family = alarm_so_far(heard, asking).map(|flag| flag.family);
        if family.is_some() && family == before {
            return Some(heard.chars().count());
        }
        before = family;
    }
    None
}

fn is_alarm(say: &str, asking: Asking) -> bool {
    let now = jiff::civil::date(2026, 11, 23).at(9, 0, 0, 0);
    understand(say, asking, now, &Cabinet::demo(), None).intent == Intent::Emergency
}

#[test]
fn no_turn_is_cut_that_its_end_would_have_cleared() {
    let (mut calm, mut alarms, mut early, mut gained) = (0, 0, 0, 0);
    let mut wrong = Vec::new();
    for (id, say, asking) in sentences() {
        let cut = cut_in(&say, asking);
        if is_alarm(&say, asking) {
            alarms += 1;
            if let Some(at) = cut {
                early += 1;
                gained += say.chars().count() - at;
            }
        } else {
            calm += 1;
            if cut.is_some() {
                wrong.push(format!("{id}: {say}"));
            }
        }
    }
    let seconds = gained as f64 / 14.0 / f64::from(early.max(1));
    eprintln!("{calm} calm sentences; {early} of {alarms} alarms cut in, {seconds:.1} s before the last word");
    assert!(wrong.is_empty(), "cut in for nothing:\n{}", wrong.join("\n"));
    assert!(calm > 1_000 && early * 4 > alarms, "{early} of {alarms}");
}

#[test]
fn what_may_still_turn_is_waited_for() {
    for (say, cuts) in [
        ("bonjour j'ai mal à la poitrine depuis ce matin et je ne sais pas quoi faire", true),
        ("ma femme n'arrive plus à respirer venez vite s'il vous plaît", true),
        ("mal à la poitrine non pas du tout c'est pour mon genou", false),
        ("j'ai pas mal à la poitrine c'est pour un vaccin", false),
        ("non je n'ai pas de mal à respirer docteur c'est le genou", false),
        ("j'avais mal à la poitrine il y a deux ans maintenant tout va bien", false),
        ("si j'ai mal à la poitrine est-ce que je dois venir à jeun", false),
        ("je meurs d'impatience de vous revoir mardi prochain", false),
    ] {
        assert_eq!(cut_in(say, Asking::Open).is_some(), cuts, "{say}");
    }
}
