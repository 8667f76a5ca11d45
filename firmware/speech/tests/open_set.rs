//! The open halves of the blind test sets, and those spent, by the rules alone: floors on what matters, every miss printed with
//! --nocapture.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use huisclos_agenda::{Cabinet, Purpose};
use huisclos_speech::{Asking, to_json, understand};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const FIELDS: [&str; 16] = [
    "intent",
    "answer",
    "choice",
    "practitioner",
    "motif",
    "patient",
    "when",
    "existing",
    "last_name",
    "first_name",
    "birth_date",
    "phone",
    "info_topic",
    "rating",
    "repeat",
    "urgent",
];

/// How many were right of how many.
#[derive(Default, Clone, Copy)]
struct Count {
    right: usize,
    all: usize,
}

impl Count {
    fn add(&mut self, right: bool) {
        self.right += usize::from(right);
        self.all += 1;
    }

    fn share(self) -> f64 {
        if self.all == 0 { 1.0 } else { self.right as f64 / self.all as f64 }
    }
}

/// Names compare without case, accents, hyphens or spaces (`french-speech.md`).
fn same_name(field: &str, a: &Value, b: &Value) -> bool {
    let (Some(a), Some(b)) = (a.as_str(), b.as_str()) else { return false };
    matches!(field, "last_name" | "first_name") && huisclos_speech::name::same_name(a, b)
}

/// What the rules alone made of a file of `tests/understand`.
struct Measured {
    fields: BTreeMap<&'static str, Count>,
    /// Emergencies heard as such.
    recall: Count,
    /// Turns that are none, taken for none.
    calm: Count,
}

impl Measured {
    fn share(&self, field: &str) -> f64 {
        self.fields[field].share()
    }
}

fn measure(file: &str) -> Measured {
    let file = format!("{}/../../tests/understand/{file}", env!("CARGO_MANIFEST_DIR"));
    let now = "2026-11-23T09:00".parse().unwrap();
    let cabinet = Cabinet::demo();
    let mut fields: BTreeMap<&str, Count> = BTreeMap::new();
    let mut tags: BTreeMap<String, Count> = BTreeMap::new();
    let (mut recall, mut family, mut calm) = (Count::default(), Count::default(), Count::default());
    for line in std::fs::read_to_string(file).unwrap().lines().filter(|l| !l.is_empty()) {
        let case: Value = serde_json::from_str(line).unwrap();
        let say = case["say"].as_str().unwrap();
        let asking = case["asking"].as_str().map_or(Asking::Open, |word| Asking::from_word(word).unwrap());
        let expect = &case["expect"];
        let got = to_json(&understand(say, asking, now, &cabinet, None), Purpose::CommandLine);
        let alarm = got["intent"] == json!("emergency");
        let mut misses = Vec::new();
        if expect["intent"] == json!("emergency") {
            recall.add(alarm);
            family.add(got["emergency"]["family"] == expect["emergency"]["family"]);
            if !alarm || got["emergency"]["family"] != expect["emergency"]["family"] {
                misses.push(format!("emergency {} -> {}", expect["emergency"], got["emergency"]));
            }
        } else {
            calm.add(!alarm);
            for field in FIELDS {
                // More of "self" than the set says is no error (tests/understand/README.md).
                let free_self = field == "patient" && expect[field].is_null() && got[field] == json!("self");
                let right = got[field] == expect[field] || free_self || same_name(field, &got[field], &expect[field]);
                if !expect[field].is_null() || !got[field].is_null() {
                    fields.entry(field).or_default().add(right);
                }
                if !right {
                    misses.push(format!("{field} {} -> {}", expect[field], got[field]));
                }
            }
            if got["language"] != expect["language"] {
                misses.push(format!("language {} -> {}", expect["language"], got["language"]));
            }
        }
        for tag in case["tags"].as_array().unwrap() {
            tags.entry(tag.as_str().unwrap().to_string()).or_default().add(misses.is_empty());
        }
        if !misses.is_empty() {
            println!("{} [{}] {say}\n=> {}", case["id"].as_str().unwrap(), asking.word(), misses.join(" | "));
        }
    }
    for (name, count) in fields.iter().map(|(n, c)| (n.to_string(), *c)).chain(tags) {
        println!("{name:14} {:5.1} %  {}/{}", 100.0 * count.share(), count.right, count.all);
    }
    let false_alarms = 1.0 - calm.share();
    println!("red flags {:.3} (family {:.3}), false alarms {false_alarms:.3}", recall.share(), family.share());
    Measured { fields, recall, calm }
}

#[test]
fn the_open_set_is_understood_by_rules_alone() {
    let got = measure("open.jsonl");
    assert!(got.recall.share() >= 1.0, "a red flag was not heard");
    assert!(got.calm.share() >= 0.99, "too many false alarms: {}", 1.0 - got.calm.share());
    assert!(got.share("intent") >= 0.98, "intent {}", got.share("intent"));
    assert!(got.share("when") >= 0.98, "when {}", got.share("when"));
}

#[test]
fn the_second_set_is_understood_by_rules_alone() {
    // Read for the first time on 2026-11-22, by the rules of that morning: intent 91.6 %, when 82.4 %.
    let got = measure("second.jsonl");
    assert!(got.recall.share() >= 1.0, "a red flag was not heard");
    assert!(got.calm.share() >= 0.98, "too many false alarms: {}", 1.0 - got.calm.share());
    assert!(got.share("intent") >= 0.98, "intent {}", got.share("intent"));
    assert!(got.share("when") >= 0.96, "when {}", got.share("when"));
}

#[test]
fn the_third_set_is_understood_by_rules_alone() {
    // Read for the first time on 2026-11-22, by the rules of that morning: intent 90.7 %, dates 79.2 %, red flags 47 of 48,
    // false alarms 4 of 252. The floors below only hold what was mended since.
    let got = measure("third.jsonl");
    assert!(got.recall.share() >= 1.0, "a red flag was not heard");
    assert!(got.calm.share() >= 0.98, "too many false alarms: {}", 1.0 - got.calm.share());
    assert!(got.share("intent") >= 0.98, "intent {}", got.share("intent"));
    assert!(got.share("when") >= 0.96, "when {}", got.share("when"));
    assert!(got.share("patient") >= 0.96, "patient {}", got.share("patient"));
}

#[test]
fn the_fourth_set_is_understood_by_rules_alone() {
    // Read for the first time on 2026-11-22, first and second writer, by the rules of those hours: intent 94.0 and 92.7 %, dates 87.5
    // and 89.2 %, red flags 25 of 28, false alarms 9 of 322. The floors below only hold what was mended since; two signs are the
    // model's.
    let got = measure("fourth.jsonl");
    assert!(got.recall.share() >= 0.92, "red flags were not heard: {}", got.recall.share());
    assert!(got.calm.share() >= 0.99, "too many false alarms: {}", 1.0 - got.calm.share());
    assert!(got.share("intent") >= 0.94, "intent {}", got.share("intent"));
    assert!(got.share("when") >= 0.95, "when {}", got.share("when"));
}

#[test]
fn the_fifth_set_is_understood_by_rules_alone() {
    // First readings of 2026-11-22, rules alone: open half intent 95.2 %, dates 90.6 %, red flags 29 of 29, false alarms 5 of 219;
    // sealed half, the open one mended: 96.4, 93.8, 38 of 39, 3 of 209. Nothing was mended by the sealed half: its floors are
    // its first reading's.
    let got = measure("fifth.jsonl");
    assert!(got.recall.share() >= 1.0, "a red flag was not heard");
    assert!(got.calm.share() >= 0.99, "too many false alarms: {}", 1.0 - got.calm.share());
    assert!(got.share("intent") >= 0.97, "intent {}", got.share("intent"));
    assert!(got.share("when") >= 0.96, "when {}", got.share("when"));
    let sealed = measure("fifth-sealed.jsonl");
    assert!(sealed.recall.share() >= 0.97, "red flags were not heard: {}", sealed.recall.share());
    assert!(sealed.calm.share() >= 0.98, "too many false alarms: {}", 1.0 - sealed.calm.share());
    assert!(sealed.share("intent") >= 0.96, "intent {}", sealed.share("intent"));
    assert!(sealed.share("when") >= 0.92, "when {}", sealed.share("when"));
}

#[test]
fn the_closing_set_is_understood_by_rules_alone() {
    // Spent: its first reading is the closing run of 2026-11-22.
    let got = measure("closing.jsonl");
    assert!(got.recall.share() >= 1.0, "a red flag was not heard");
    assert!(got.calm.share() >= 0.98, "too many false alarms: {}", 1.0 - got.calm.share());
    assert!(got.share("intent") >= 0.96, "intent {}", got.share("intent"));
    assert!(got.share("when") >= 0.96, "when {}", got.share("when"));
}

#[test]
fn the_spent_set_is_still_understood_by_rules_alone() {
    let got = measure("spent.jsonl");
    assert!(got.share("intent") >= 0.99, "intent {}", got.share("intent"));
    assert!(got.share("when") >= 0.99, "when {}", got.share("when"));
}
