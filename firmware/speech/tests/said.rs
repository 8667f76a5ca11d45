//! How French people say days, spans, hours and windows on the telephone: `tests/said/*.txt`, one class a file, read as
//! a wish (`when`) and as the answer to "quel jour ?".
//!
//! A line is `phrase | wish`, the wish written as in `dates.rs`, `!` where nothing must be read. `now …` sets the clock.

#![allow(clippy::unwrap_used)]

mod written;

use huisclos_agenda::Cabinet;
use huisclos_speech::when::when;
use huisclos_speech::{Asking, When, understand};
use jiff::civil::DateTime;

fn written(w: Option<When>) -> String {
    w.map_or("!".into(), written::written)
}

/// One phrase said at a moment: what `when` reads, and what the box would make of it as an answer.
fn check(input: &str, now: DateTime, expect: &str, wrong: &mut Vec<String>) {
    let cabinet = Cabinet::demo();
    for (reader, got) in [
        ("when", when(input, now).map(|f| f.value)),
        ("understand", understand(input, Asking::Date, now, &cabinet, None).when),
    ] {
        let got = written(got);
        if got != expect {
            wrong.push(format!("{input}\n   {reader:10} {got}\n   want       {expect}"));
        }
    }
}

/// Every line of a file.
fn read(text: &str) -> (usize, Vec<String>) {
    let mut now: DateTime = "2026-11-23T09:00".parse().unwrap();
    let (mut count, mut wrong) = (0, Vec::new());
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        if let Some(moment) = line.strip_prefix("now ") {
            now = moment.parse().unwrap();
            continue;
        }
        let (input, expect) = line.split_once(" | ").unwrap_or_else(|| panic!("{line}"));
        check(input, now, expect, &mut wrong);
        count += 1;
    }
    (count, wrong)
}

#[test]
fn the_french_say_it_so() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/said");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let (mut all, mut wrong) = (0, Vec::new());
    for file in files {
        let (count, misses) = read(&std::fs::read_to_string(&file).unwrap());
        all += count;
        wrong.extend(misses.into_iter().map(|m| format!("{}: {m}", file.file_name().unwrap().to_string_lossy())));
    }
    assert!(all >= 500, "{all} phrases");
    assert!(wrong.is_empty(), "{} misread of {all}\n{}", wrong.len(), wrong.join("\n"));
}

/// `phrase | intent | wish | existing`, said to the open question; empty for nothing.
fn read_roles(text: &str) -> (usize, Vec<String>) {
    let (mut count, mut wrong) = (0, Vec::new());
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let [input, intent, wish, existing] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let now = "2026-11-23T09:00".parse().unwrap();
        let got = understand(input, Asking::Open, now, &Cabinet::demo(), None);
        let or_none = |text: &str| if text.is_empty() { "!".to_string() } else { text.to_string() };
        let got = (got.intent.word().to_string(), written(got.when), written(got.existing));
        let want = (intent.to_string(), or_none(wish), or_none(existing));
        if got != want {
            wrong.push(format!("{input}\n   got  {got:?}\n   want {want:?}"));
        }
        count += 1;
    }
    (count, wrong)
}

#[test]
fn the_wish_the_appointment_and_the_birth_date_are_told_apart() {
    let (all, wrong) = read_roles(include_str!("roles.txt"));
    assert!(all >= 60, "{all} phrases");
    assert!(wrong.is_empty(), "{} misread of {all}\n{}", wrong.len(), wrong.join("\n"));
}

/// The twin: a wrong expectation is seen.
#[test]
fn a_wrong_reading_is_seen() {
    assert_eq!(read("mardi | 2026-11-25").1.len(), 2);
    assert_eq!(read_roles("j'annule mardi | cancel | 2026-11-24 |").1.len(), 1);
    assert_eq!(read("now 2026-12-01T09:00\nmardi | 2026-12-08").1.len(), 0);
}
