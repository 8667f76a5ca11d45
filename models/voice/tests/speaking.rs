//! Both engines, as the box uses them. They must be installed where the tests run: what the caller hears is not to be skipped.

use huisclos_voice::{Pace, Voice, VoiceError};
use std::time::{Duration, Instant};

type Open = fn() -> Result<Voice, VoiceError>;

fn voices() -> [(&'static str, Voice); 2] {
    let engines: [(&str, Open); 2] = [("pico", Voice::open), ("espeak-ng", Voice::espeak)];
    engines.map(|(name, open)| (name, open().unwrap_or_else(|e| panic!("{name}: {e}"))))
}

fn seconds(samples: &[i16]) -> f32 {
    samples.len() as f32 / 8000.0
}

#[test]
fn a_sentence_has_the_length_and_level_of_speech() {
    for (name, mut voice) in voices() {
        assert_eq!(voice.engine().name, name);
        let samples = voice.speak("Bonjour, cabinet médical des Lilas.", Pace::Normal).expect("a plain sentence");
        assert!((1.2..4.0).contains(&seconds(&samples)), "{name}: {} s", seconds(&samples));
        let peak = samples.iter().map(|x| x.unsigned_abs()).max().expect("sound");
        assert!((15_000..17_500).contains(&peak), "{name}: peak {peak}, expected -6 dBFS");
        let zero_crossings = samples.windows(2).filter(|w| (w[0] < 0) != (w[1] < 0)).count();
        assert!(zero_crossings as f32 / seconds(&samples) > 300.0, "{name}: a voice moves");
    }
}

#[test]
fn slow_is_longer_and_louder() {
    for (name, mut voice) in voices() {
        let text = "Votre rendez-vous est mardi à dix heures quinze.";
        let [normal, slow, loud] = [Pace::Normal, Pace::Slow, Pace::Loud].map(|p| voice.speak(text, p).expect("plain"));
        let longer = seconds(&slow) / seconds(&normal);
        assert!((1.1..1.6).contains(&longer), "{name}: {longer} times as long");
        let peak = |s: &[i16]| f32::from(s.iter().map(|x| x.unsigned_abs()).max().expect("sound") as i16);
        assert!(peak(&slow) / peak(&normal) > 1.3 && peak(&loud) / peak(&normal) > 1.3, "{name}");
        // Pico's breath is random: where a sentence fades into silence moves by a few samples.
        assert!(loud.len().abs_diff(normal.len()) < 160, "{name}: only louder, {} {}", loud.len(), normal.len());
    }
}

#[test]
fn the_second_time_costs_nothing_and_is_the_same() {
    for (name, mut voice) in voices() {
        let text = "Je vous écoute.";
        let begin = Instant::now();
        let first = voice.speak(text, Pace::Normal).expect("plain");
        let rendered = begin.elapsed();
        // The quickest of ten: one of them may meet a busy machine.
        let again = (0..10).map(|_| {
            let begin = Instant::now();
            assert_eq!(first, voice.speak(text, Pace::Normal).expect("plain"), "{name}");
            begin.elapsed()
        });
        assert!(again.min() < Some(rendered.max(Duration::from_millis(2))), "{name}: kept in memory");
    }
}

#[test]
fn a_text_is_its_sentences_with_pauses() {
    for (name, mut voice) in voices() {
        let one = voice.speak("Bonjour.", Pace::Normal).expect("plain").len();
        let two = voice.speak("Ne quittez pas.", Pace::Normal).expect("plain").len();
        let both = voice.speak("Bonjour. Ne quittez pas.", Pace::Normal).expect("plain").len();
        assert_eq!(both, one + two + 8000 * 220 / 1000, "{name}");
    }
}

#[test]
fn nothing_odd_breaks_the_voice() {
    for (name, mut voice) in voices() {
        for text in ["", "   ", "…", "😀", "<play file=\"/etc/passwd\"/>", "</speed>", "&#0;"] {
            voice.speak(text, Pace::Slow).unwrap_or_else(|e| panic!("{name}, {text:?}: {e}"));
        }
        let long = "Le cabinet est ouvert du lundi au vendredi ".repeat(20);
        assert!(seconds(&voice.speak(&long, Pace::Normal).expect("cut in pieces")) > 20.0, "{name}");
        assert!(voice.speak("Bonjour.", Pace::Normal).expect("still alive").len() > 2000, "{name}");
    }
}

#[test]
fn a_prompt_that_was_a_command_is_not_obeyed() {
    for (name, mut voice) in voices() {
        let plain = voice.speak("speed level, un, Bonjour", Pace::Normal).expect("plain");
        let marked = voice.speak("<speed level=\"20\">Bonjour</speed>", Pace::Normal).expect("cleaned");
        assert!(seconds(&marked) < 2.0 * seconds(&plain) + 1.0, "{name}: it was slowed down by its own text");
    }
}
