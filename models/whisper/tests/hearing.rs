//! The default model, as the box uses it: what is no speech gives no words, whatever the weights believe.

mod common;

use common::{Folder, default_model, signal};
use huisclos_whisper::{Hints, Rejection, Whisper};

fn noise(seconds: f32, gain: f32, seed: u32) -> Vec<f32> {
    let mut state = seed;
    (0..(seconds * 16_000.0) as usize)
        .map(|_| {
            state = state.wrapping_mul(1664525).wrapping_add(1013904223);
            ((state >> 8) as f32 / (1 << 23) as f32 - 1.0) * gain
        })
        .collect()
}

#[test]
fn no_speech_gives_no_words() {
    let whisper = Whisper::open(&default_model()).unwrap_or_else(|e| panic!("{e}"));
    let tone: Vec<f32> =
        (0..32_000).map(|i| 0.3 * (440.0 * std::f32::consts::TAU * i as f32 / 16_000.0).sin()).collect();
    for (name, samples, why) in [
        ("nothing", vec![], Rejection::Silence),
        ("silence", vec![0.0; 48_000], Rejection::Silence),
        ("the line's own noise", noise(3.0, 0.0008, 1), Rejection::Silence),
        ("hiss", noise(3.0, 0.2, 2), Rejection::SteadyNoise),
        ("dial tone", tone, Rejection::SteadyNoise),
    ] {
        let heard = whisper.transcribe(&samples, &Hints::default()).expect("numbers");
        assert_eq!((heard.text.as_str(), heard.rejected), ("", Some(why)), "{name}");
        assert!(heard.words.is_empty() && heard.confidence == 0.0, "{name}");
    }
}

#[test]
fn noise_that_moves_like_speech_gives_no_words() {
    let whisper = Whisper::open(&default_model()).unwrap_or_else(|e| panic!("{e}"));
    let wave = |f: &dyn Fn(f32) -> f32, gain: f32| -> Vec<f32> {
        noise(4.0, gain, 5).iter().enumerate().map(|(i, x)| x * f(i as f32 / 16_000.0)).collect()
    };
    let turn = std::f32::consts::TAU;
    for (name, samples) in [
        ("swelling hiss", wave(&|t| (turn * 1.5 * t).sin().abs(), 0.2)),
        ("breath", wave(&|t| (-((t % 2.0 - 0.5) / 0.25).powi(2)).exp(), 0.06)),
        ("taps", wave(&|t| if t % 0.4 < 0.015 { 1.0 } else { 0.0 }, 0.6)),
    ] {
        let heard = whisper.transcribe(&samples, &Hints::default()).expect("numbers");
        assert_eq!(heard.text, "", "{name}");
        assert!(heard.rejected.is_some(), "{name}");
    }
}

#[test]
fn a_model_that_babbles_is_not_believed() {
    // Invented weights write something for ever: every guard has to hold on every window.
    let folder = Folder::new("babble");
    let whisper = Whisper::open(&folder.0).expect("a sound folder");
    for seconds in [1, 2, 5] {
        let swell = |i: usize| (0.0008 * i as f32).sin().abs();
        let samples: Vec<f32> = signal(seconds * 16_000).iter().enumerate().map(|(i, x)| x * swell(i)).collect();
        let heard = whisper.transcribe(&samples, &Hints::default()).expect("numbers");
        assert_eq!(heard.text, "", "{seconds} s: {:?}", heard.words);
        let why = heard.rejected.expect("told why");
        assert!(matches!(why, Rejection::Repetition | Rejection::Unsure | Rejection::NoSpeech), "{why:?}");
    }
}
