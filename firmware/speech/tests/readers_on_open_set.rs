//! The numbers, dates, phones and names of the open half of the understanding set, read one by one.
//!
//! The wanted intent is given, so that only the reading of dates is measured: telling the intents apart is another test.

use huisclos_speech::when::{when, wish_and_existing};
use huisclos_speech::{Asking, Intent, When, birth, name, phone};
use jiff::civil::{DateTime, date};
use serde_json::Value;

fn now() -> DateTime {
    date(2026, 11, 23).at(9, 0, 0, 0)
}

struct Row {
    id: String,
    say: String,
    asking: Asking,
    expect: Value,
}

fn rows() -> Vec<Row> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/understand/open.jsonl");
    let text = std::fs::read_to_string(path).expect("the open set is in the repository");
    text.lines()
        .map(|line| {
            let v: Value = serde_json::from_str(line).expect("one JSON object a line");
            Row {
                id: v["id"].as_str().unwrap_or_default().into(),
                say: v["say"].as_str().unwrap_or_default().into(),
                asking: v["asking"].as_str().and_then(Asking::from_word).unwrap_or_default(),
                expect: v["expect"].clone(),
            }
        })
        .collect()
}

fn wanted(v: &Value) -> Option<When> {
    let day = |k: &str| v[k].as_str().and_then(|s| s.parse().ok());
    let hour = |k: &str| v[k].as_str().and_then(|s| format!("{s}:00").parse().ok());
    v.is_object().then(|| When { from: day("from"), to: day("to"), after: hour("after"), before: hour("before") })
}

fn intent(v: &Value) -> Intent {
    match v["intent"].as_str() {
        Some("move") => Intent::Move,
        Some("cancel") => Intent::Cancel,
        Some("confirm") => Intent::Confirm,
        Some("book") => Intent::Book,
        Some("info") => Intent::Info,
        Some("results") => Intent::Results,
        Some("document") => Intent::Document,
        Some("human") => Intent::Human,
        Some("off_topic") => Intent::OffTopic,
        Some("message") => Intent::Message,
        _ => Intent::None,
    }
}

/// Prints what differs and holds the share that is right to `least`.
fn hold(what: &str, wrong: Vec<String>, all: usize, least: f64) {
    let right = 1.0 - wrong.len() as f64 / all.max(1) as f64;
    assert!(right >= least, "{what}: {right:.3} of {all} right, {least} wanted\n{}", wrong.join("\n"));
}

#[test]
fn dates() {
    let mut wrong = Vec::new();
    let (mut all, mut with_date) = (0, 0);
    for row in rows() {
        let i = row.expect["intent"].as_str().unwrap_or_default();
        if i == "emergency" || matches!(row.asking, Asking::BirthDate | Asking::Phone | Asking::Name | Asking::Rating) {
            continue;
        }
        let (wish, existing) = wish_and_existing(&row.say, now(), intent(&row.expect));
        let got = (wish.map(|f| f.value), existing.map(|f| f.value));
        let want = (wanted(&row.expect["when"]), wanted(&row.expect["existing"]));
        all += 1;
        with_date += usize::from(want != (None, None));
        if got != want {
            wrong.push(format!("{} {:?} {}\n   got  {got:?}\n   want {want:?}", row.id, row.asking, row.say));
        }
    }
    assert!(with_date > 80, "the set has dates");
    hold("dates", wrong, all, 0.99);
}

#[test]
fn birth_dates() {
    let mut wrong = Vec::new();
    let mut all = 0;
    for row in rows().into_iter().filter(|r| r.asking == Asking::BirthDate || r.expect["birth_date"].is_string()) {
        let got = birth::birth_date(&row.say, now()).map(|f| f.value.to_string());
        all += 1;
        if got.as_deref() != row.expect["birth_date"].as_str() {
            wrong.push(format!("{} {} {got:?}", row.id, row.say));
        }
    }
    hold("birth dates", wrong, all, 0.99);
}

#[test]
fn phones() {
    let mut wrong = Vec::new();
    let mut all = 0;
    for row in rows() {
        let got = phone::phone(&row.say).map(|f| f.value.0);
        all += 1;
        if got.as_deref() != row.expect["phone"].as_str() {
            wrong.push(format!("{} {} {got:?}", row.id, row.say));
        }
    }
    hold("phones", wrong, all, 0.99);
}

#[test]
fn names() {
    let mut wrong = Vec::new();
    let mut all = 0;
    for row in rows() {
        if row.expect["intent"] == "emergency" {
            continue;
        }
        let got = name::names(&row.say, row.asking);
        let got = (got.last.map(|f| f.value), got.first.map(|f| f.value));
        let want = (
            row.expect["last_name"].as_str().map(str::to_string),
            row.expect["first_name"].as_str().map(str::to_string),
        );
        all += usize::from(want != (None, None) || got != (None, None));
        if got != want {
            wrong.push(format!("{} {:?} {}\n   got {got:?} want {want:?}", row.id, row.asking, row.say));
        }
    }
    hold("names", wrong, all, 0.99);
}

#[test]
fn a_turn_without_a_date_has_none() {
    for say in [
        "oui bien sûr, je suis d'accord",
        "bonne journée, au revoir",
        "j'ai mal au genou depuis trois semaines",
        "le premier me convient",
    ] {
        assert_eq!(when(say, now()), None, "{say}");
    }
}
