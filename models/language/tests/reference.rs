//! The same reading as training's Python (`models/training/language/reference.py`), and nothing that was not said.

use huisclos_language::{Language, Lists};
use huisclos_speech::Asking;
use std::path::{Path, PathBuf};

#[derive(serde::Deserialize)]
struct Turn {
    asking: String,
    doctors: Vec<String>,
    reasons: Vec<String>,
    said: String,
    ids: Vec<u32>,
    written: Vec<u32>,
    intent: Vec<f32>,
    answer: Vec<f32>,
    who: Vec<f32>,
    linear: Option<Linear>,
}

#[derive(serde::Deserialize)]
struct Linear {
    intent: Vec<f32>,
    answer: Vec<f32>,
    who: Vec<f32>,
}

fn default_model() -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("weights/default.gguf");
    assert!(
        path.exists(),
        "{} is missing: the default language model's weights belong to the repository",
        path.display()
    );
    path
}

fn lists(turn: &Turn) -> Lists {
    let twice = |names: &[String]| names.iter().map(|name| (name.clone(), name.clone())).collect();
    Lists { practitioners: twice(&turn.doctors), motifs: twice(&turn.reasons) }
}

fn asking(word: &str) -> Asking {
    if word == "none" { Asking::Open } else { Asking::from_word(word).unwrap_or_else(|| panic!("asking {word}")) }
}

fn worst(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn reads_and_writes_as_training_does() {
    let mut language = Language::open(&default_model()).unwrap_or_else(|e| panic!("{e}"));
    let turns: Vec<Turn> = include_str!("reference.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("written by reference.py"))
        .collect();
    assert!(turns.len() >= 30, "{} turns", turns.len());
    let mut different = Vec::new();
    for turn in &turns {
        language.set_lists(lists(turn)).expect("short lists");
        let read = language.read_alone(&turn.said, asking(&turn.asking)).expect("a plain turn");
        assert_eq!(read.ids, turn.ids, "{}: other tokens were read", turn.said);
        // Q8_0 rounds what it multiplies: probabilities move a little, and a close call may flip.
        assert!(worst(&read.model.intent, &turn.intent) < 0.1, "{}: {:?}", turn.said, read.model.intent);
        if read.written == turn.written {
            assert!(worst(&read.model.answer, &turn.answer) < 0.1, "{}", turn.said);
            assert!(worst(&read.model.who, &turn.who) < 0.15, "{}", turn.said);
        } else {
            different.push(turn.said.as_str());
        }
        let linear = read.linear.expect("the default model has a linear part");
        let expect = turn.linear.as_ref().expect("the reference too");
        for (got, expect) in
            [(&linear.intent, &expect.intent), (&linear.answer, &expect.answer), (&linear.who, &expect.who)]
        {
            assert!(worst(got, expect) < 1e-3, "{}: {got:?} {expect:?}", turn.said);
        }
    }
    assert!(different.len() * 12 <= turns.len(), "written otherwise: {different:#?}");
}

#[test]
fn the_cabinet_read_once_changes_nothing() {
    let mut language = Language::open(&default_model()).unwrap_or_else(|e| panic!("{e}"));
    language.set_cabinet(&huisclos_agenda::Cabinet::demo()).expect("the demo cabinet is short");
    let turns = ["c'est pour le vaccin de ma fille jeudi", "oui", "j'ai mal à la poitrine", "le douze mars 1964", ""];
    let first: Vec<_> = turns.iter().map(|t| language.read(t, Asking::Open).expect("plain")).collect();
    let again: Vec<_> = turns.iter().rev().map(|t| language.read(t, Asking::Open).expect("plain")).collect();
    assert!(first.iter().eq(again.iter().rev()), "a turn must not depend on those before it");
    assert!(first[2].emergency > 0.2, "{:?}", first[2]);
    assert_eq!(first[4].intents, [(huisclos_speech::Intent::None, None, 1.0)]);
}

#[test]
fn a_very_long_turn_is_read_as_far_as_it_goes() {
    let mut language = Language::open(&default_model()).unwrap_or_else(|e| panic!("{e}"));
    language.set_cabinet(&huisclos_agenda::Cabinet::demo()).expect("the demo cabinet is short");
    let long = "je voudrais un rendez-vous pour mon fils qui tousse depuis lundi ".repeat(100);
    assert!(!language.read(&long, Asking::Open).expect("cut").intents.is_empty());
}
