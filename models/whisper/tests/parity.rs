//! The same numbers as Hugging Face's Whisper at three sizes, and the same whatever is cached.

mod common;

use common::{Folder, SIZES, VOCABULARY, signal};
use huisclos_whisper::{Mel, Precision, Whisper};
use std::collections::HashMap;

#[derive(serde::Deserialize)]
struct Reference {
    mel: Vec<f32>,
    heard: Vec<f32>,
    forced: Vec<u32>,
    choices: Vec<u32>,
    scores: Vec<f32>,
    free: Vec<u32>,
}

fn references() -> HashMap<String, Reference> {
    serde_json::from_str(include_str!("reference/parity.json")).expect("written by parity.py")
}

fn worst(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

fn best(scores: &[f32]) -> u32 {
    huisclos_weights::kernel::argmax(scores).expect("numbers") as u32
}

#[test]
fn the_features_are_those_of_the_reference() {
    for size in SIZES {
        let mel = Mel::new(size.bands).features(&signal(25_000), 2 * size.positions);
        let got: Vec<f32> = mel.iter().step_by(997).copied().collect();
        assert!(worst(&got, &references()[size.name].mel) < 2e-3, "{got:?}");
    }
}

#[test]
fn encoder_scores_and_tokens_are_those_of_the_reference() {
    for size in SIZES {
        let folder = Folder::of(&format!("parity-{}", size.name), &size);
        let expect = &references()[size.name];
        let whisper = Whisper::open_with(&folder.0, Precision::Exact).expect("a sound folder");
        let samples = signal(25_000);
        let heard = whisper.heard(&samples, size.positions).expect("sound sizes");
        let got: Vec<f32> = heard.iter().step_by(97).copied().collect();
        assert!(worst(&got, &expect.heard) < 1e-3, "{}: encoder {} apart", size.name, worst(&got, &expect.heard));
        let rows = whisper.scores_along(&samples, size.positions, &expect.forced).expect("sound sizes");
        let choices: Vec<u32> = rows.iter().map(|row| best(row)).collect();
        assert_eq!(choices, expect.choices, "{}", size.name);
        let last = rows.last().expect("a row");
        assert!(worst(last, &expect.scores) < 2e-3, "{}: scores {} apart", size.name, worst(last, &expect.scores));
        let spread = last.iter().fold(0.0f32, |m, x| m.max(x.abs()));
        assert!(spread > 1.0, "the reference must tell one token from another: {spread}");
        let mut free = expect.forced[..4].to_vec();
        for _ in 0..expect.free.len() {
            free.push(best(&whisper.scores_after(&samples, size.positions, &[&free]).expect("sound sizes")));
        }
        assert_eq!(free[4..], expect.free, "{}: written freely", size.name);
    }
}

#[test]
fn one_token_at_a_time_gives_what_all_at_once_gives() {
    let folder = Folder::new("cache");
    let whisper = Whisper::open_with(&folder.0, Precision::Exact).expect("a sound folder");
    let scores = |steps: &[&[u32]]| whisper.scores_after(&signal(16_000), 60, steps).expect("sound sizes");
    let tokens = &references()["small"].forced[..8];
    let once = scores(&[tokens]);
    let singles: Vec<&[u32]> = tokens.chunks(1).collect();
    assert!(worst(&once, &scores(&singles)) < 1e-4);
    assert!(worst(&once, &scores(&[&tokens[..4], &tokens[4..7], &tokens[7..]])) < 1e-4);
    let mut other = tokens.to_vec();
    other[1] = 30;
    assert!(worst(&once, &scores(&[&other])) > 1e-2, "the twin: another past gives other scores");
}

#[test]
fn what_comes_after_the_transcripts_room_is_not_read() {
    let folder = Folder::new("room");
    let whisper = Whisper::open_with(&folder.0, Precision::Exact).expect("a sound folder");
    let many = [5u32; 80];
    let scores = whisper.scores_after(&signal(16_000), 60, &[&many]).expect("cut at 60 tokens");
    assert!(scores.len() == VOCABULARY && scores.iter().all(|s| s.is_finite()));
}

#[test]
fn a_beam_of_one_is_greedy_and_a_wider_one_is_likelier() {
    let mut likelier = 0;
    for size in SIZES {
        let folder = Folder::of(&format!("beam-{}", size.name), &size);
        let whisper = Whisper::open_with(&folder.0, Precision::Exact).expect("a sound folder");
        for len in [9_000, 17_000, 25_000] {
            let heard = whisper.heard(&signal(len), size.positions).expect("sound sizes");
            let write = |width| whisper.write(&heard, 1.0, width).expect("sound sizes");
            let (greedy, one, wide) = (write(0), write(1), write(4));
            // Invented weights go round in circles: the beam takes another token than the one that closes the loop.
            let same = (greedy.0.len() - 1).min(one.0.len());
            assert_eq!(greedy.0[..same], one.0[..same], "{} {len}", size.name);
            likelier += usize::from(wide.1 >= greedy.1 - 1e-4);
        }
    }
    assert!(likelier >= 7, "{likelier} of 9");
}
