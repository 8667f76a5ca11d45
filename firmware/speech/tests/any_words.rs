//! Whatever is heard, `understand` answers: no panic, no empty alarm, the same twice.

#![allow(clippy::unwrap_used)]

use huisclos_agenda::{Cabinet, Purpose};
use huisclos_speech::{Asking, Intent, to_json, understand};
use proptest::prelude::*;

fn asking() -> impl Strategy<Value = Asking> {
    (0..Asking::WORDS.len()).prop_map(|i| Asking::WORDS[i].0)
}

/// Words of the hand-written sentences, in any order.
fn salad() -> impl Strategy<Value = String> {
    let words: Vec<&'static str> = include_str!("red_flags.txt").split_whitespace().filter(|w| *w != "|").collect();
    proptest::collection::vec(proptest::sample::select(words), 0..60).prop_map(|words| words.join(" "))
}

fn check(text: &str, asking: Asking) {
    let now = "2026-11-23T09:00".parse().unwrap();
    let cabinet = Cabinet::demo();
    let meaning = understand(text, asking, now, &cabinet, None);
    assert_eq!(meaning.emergency.is_some(), meaning.intent == Intent::Emergency);
    if let Some(flag) = &meaning.emergency {
        assert!(flag.words.matches(|words| !words.is_empty()), "an alarm quotes the caller");
    }
    assert_eq!(meaning, understand(text, asking, now, &cabinet, None));
    assert!(to_json(&meaning, Purpose::CommandLine).is_object());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_string_is_too_strange(text in "\\PC{0,200}", asking in asking()) {
        check(&text, asking);
    }

    #[test]
    fn no_mixture_of_words_is_too_strange(text in salad(), asking in asking()) {
        check(&text, asking);
    }
}

#[test]
fn an_alarm_at_the_end_of_a_monologue_is_heard() {
    let mut text = "alors je vous explique mon voisin m'a parlé de vous et ".repeat(60);
    text.push_str("là mon mari ne respire plus");
    let now = "2026-11-23T09:00".parse().unwrap();
    let meaning = understand(&text, Asking::Open, now, &Cabinet::demo(), None);
    assert_eq!(meaning.intent, Intent::Emergency);
}
