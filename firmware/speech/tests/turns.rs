//! Turns of speech written by hand, each with the values that matter in it (`null`: the key must be absent).

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use huisclos_agenda::{Cabinet, Purpose};
use huisclos_speech::{Asking, to_json, understand};
use serde_json::Value;

#[test]
fn every_turn_means_what_it_says() {
    let now = "2026-11-23T09:00".parse().unwrap();
    let cabinet = Cabinet::demo();
    let mut misses = 0;
    for line in include_str!("turns.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let [asking, say, expect] = line.split(" | ").collect::<Vec<_>>()[..] else { panic!("{line}") };
        let expect: Value = serde_json::from_str(expect).unwrap();
        let got =
            to_json(&understand(say, Asking::from_word(asking).unwrap(), now, &cabinet, None), Purpose::CommandLine);
        for (key, value) in expect.as_object().unwrap() {
            if got[key] != *value {
                println!("[{asking}] {say}: {key} {value} -> {}", got[key]);
                misses += 1;
            }
        }
    }
    assert_eq!(misses, 0, "turns misread");
}
