//! The same numbers as Hugging Face's Whisper, and the same whatever is cached.

mod common;

use common::{Folder, signal};
use huisclos_whisper::{Mel, Precision, Whisper};

const TOKENS: [u32; 8] = [277, 278, 279, 280, 12, 200, 7, 99];

#[derive(serde::Deserialize)]
struct Reference {
    mel: Vec<f32>,
    scores: Vec<f32>,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("reference/parity.json")).expect("written by parity.py")
}

fn worst(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn the_features_are_those_of_the_reference() {
    let mel = Mel::new(80).features(&signal(25_000), 200);
    let got: Vec<f32> = mel.iter().step_by(997).copied().collect();
    assert!(worst(&got, &reference().mel) < 2e-3, "{got:?}");
}

#[test]
fn the_scores_are_those_of_the_reference() {
    let folder = Folder::new("parity");
    let expect = reference().scores;
    let spread = expect.iter().fold(0.0f32, |m, x| m.max(x.abs()));
    assert!(spread > 2.0, "the reference must tell one token from another");
    for (precision, slack) in [(Precision::Exact, 2e-3), (Precision::Quick, 0.15)] {
        let whisper = Whisper::open_with(&folder.0, precision).expect("a sound folder");
        let got = whisper.scores_after(&signal(25_000), 100, &[&TOKENS]).expect("sound sizes");
        assert!(worst(&got, &expect) < slack, "{precision:?}: {} apart", worst(&got, &expect));
    }
}

#[test]
fn one_token_at_a_time_gives_what_all_at_once_gives() {
    let folder = Folder::new("cache");
    let whisper = Whisper::open_with(&folder.0, Precision::Exact).expect("a sound folder");
    let scores = |steps: &[&[u32]]| whisper.scores_after(&signal(16_000), 60, steps).expect("sound sizes");
    let once = scores(&[&TOKENS]);
    let singles: Vec<&[u32]> = TOKENS.chunks(1).collect();
    assert!(worst(&once, &scores(&singles)) < 1e-4);
    assert!(worst(&once, &scores(&[&TOKENS[..4], &TOKENS[4..7], &TOKENS[7..]])) < 1e-4);
    let mut other = TOKENS;
    other[1] = 30;
    assert!(worst(&once, &scores(&[&other])) > 1e-2, "the twin: another past gives other scores");
}

#[test]
fn what_comes_after_the_transcripts_room_is_not_read() {
    let folder = Folder::new("room");
    let whisper = Whisper::open_with(&folder.0, Precision::Exact).expect("a sound folder");
    let many = [5u32; 80];
    let scores = whisper.scores_after(&signal(16_000), 60, &[&many]).expect("cut at 60 tokens");
    assert!(scores.iter().all(|s| s.is_finite()));
}
