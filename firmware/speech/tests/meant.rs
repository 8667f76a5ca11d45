//! What callers want, in their own words: `tests/meant/*.txt`, one intent a file.
//!
//! A line `## question {valeurs}` says what had been asked and what the phrases under it must mean (`null`: the key must
//! be absent); any other line is a phrase.

#![allow(clippy::unwrap_used)]

use huisclos_agenda::{Cabinet, Purpose};
use huisclos_speech::{Asking, to_json, understand};
use serde_json::Value;

/// One phrase said in answer to a question: what differs from the values wanted.
fn check(input: &str, asking: Asking, expect: &Value) -> Vec<String> {
    let now = "2026-11-23T09:00".parse().unwrap();
    let got = to_json(&understand(input, asking, now, &Cabinet::demo(), None), Purpose::CommandLine);
    let differs = |(key, value): (&String, &Value)| {
        (got[key] != *value).then(|| format!("[{}] {input}: {key} {value} -> {}", asking.word(), got[key]))
    };
    expect.as_object().unwrap().iter().filter_map(differs).collect()
}

fn read(text: &str) -> (usize, Vec<String>) {
    let (mut asking, mut expect) = (Asking::Open, Value::Null);
    let (mut count, mut wrong) = (0, Vec::new());
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        if let Some(head) = line.strip_prefix("## ") {
            let (word, values) = head.split_once(' ').unwrap_or_else(|| panic!("{line}"));
            asking = Asking::from_word(word).unwrap();
            expect = serde_json::from_str(values).unwrap();
            continue;
        }
        wrong.extend(check(line, asking, &expect));
        count += 1;
    }
    (count, wrong)
}

#[test]
fn callers_mean_what_they_say() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/meant");
    let (mut all, mut wrong) = (0, Vec::new());
    for file in std::fs::read_dir(folder).unwrap() {
        let (count, misses) = read(&std::fs::read_to_string(file.unwrap().path()).unwrap());
        all += count;
        wrong.extend(misses);
    }
    assert!(all >= 500, "{all} phrases");
    assert!(wrong.is_empty(), "{} misread of {all}\n{}", wrong.len(), wrong.join("\n"));
}

/// The twin: a wrong expectation is seen.
#[test]
fn a_wrong_meaning_is_seen() {
    assert_eq!(read("## open {\"intent\":\"cancel\"}\nje voudrais un rendez-vous").1.len(), 1);
}
