//! Was that music? Looked at after the recogniser, on pieces that it put words to: hold music swells and stops as speech
//! does, so the gate lets it through.
//!
//! Four signs are added up, since each alone is found in some speech too:
//! - **doubt**: over music the head hears a sound, but not which; over speech, foreign and noisy speech too, mostly one stands out.
//!   So the entropy of the sounds' probabilities (Williams and Ellis, Speech/music discrimination based on posterior
//!   probability features, Eurospeech 1999), here over the positions where any sound is likelier than none.
//! - **held tones** (`sound.rs`; Hawley, Structure out of Sound, 1993; among others in Scheirer and Slaney, 1997).
//! - **gap**: what the words leave unexplained of the sounds.
//! - **pace**: words of which there are few for so much loud sound; "et" in four seconds of guitars.
//!
//! How it was chosen, and what it costs and misses: `models/README.md`.

mod sound;

use crate::RATE_HZ;
use sound::Ear;

/// Less sound than this is never judged, seconds: single words, said slowly and over noise, are shorter.
const SOUND_MIN_S: f32 = 2.0;
/// Evidence from which on it is music. Of the speech it was fitted on (sirens and bells at 3 and 10 dB apart) the most had 1.90.
const EVIDENCE_MIN: f32 = 1.95;
/// Weights of the signs beside a nat of doubt …
const HELD_WEIGHT: f32 = 3.0;
const GAP_WEIGHT: f32 = 0.3;
const PACE_WEIGHT: f32 = 0.4;
/// … and the most each counts: held tones alone are a siren or a ringing tone, beside which somebody may be calling for help.
const HELD_MAX: f32 = 0.4;
const GAP_MAX: f32 = 2.0;
/// Natural logarithm of letters a second of loud sound: 7, a slow sentence's.
const PACE_MAX: f32 = 2.0;
/// Added to the letters a second, so that none at all is no infinite evidence.
const PACE_LEAST: f32 = 0.3;
/// The doubt where no sound stood out anywhere, nats.
const NOTHING_HEARD: f32 = 2.2;
/// How likely words taken for music's were said after all. A red flag among them is to ring: `speech::alarm_among` rings from 0.2 on.
const SAID: f32 = 0.5;

/// What the recogniser made of a piece.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    /// Letters of its words.
    pub letters: usize,
    /// How unsure it was which sounds it heard, nats (`doubt`).
    pub doubt: f32,
    /// What known words leave unexplained, nats a sound; infinite where they were not the transcript.
    pub gap: f32,
}

/// The guard, ready to look.
pub(crate) struct Music {
    ear: Ear,
}

impl Music {
    pub(crate) fn new() -> Self {
        Self { ear: Ear::new() }
    }

    /// True when the words of a piece are music's, not a voice's. In doubt they are a voice's.
    pub(crate) fn plays(&self, samples: &[f32], told: &Told) -> bool {
        // All of it loud and held: where even that would not do, as with most speech, the sound need not be looked at.
        let longest_s = samples.len() as f32 / RATE_HZ as f32;
        if longest_s < SOUND_MIN_S || evidence(told, HELD_MAX, longest_s) < EVIDENCE_MIN {
            return false;
        }
        let sound = self.ear.hear(samples);
        sound.seconds >= SOUND_MIN_S && evidence(told, sound.held, sound.loud_s) >= EVIDENCE_MIN
    }
}

/// How much speaks for music, in nats of doubt.
fn evidence(told: &Told, held: f32, loud_s: f32) -> f32 {
    let pace = (told.letters as f32 / loud_s.max(sound::LOOK_S) + PACE_LEAST).ln().min(PACE_MAX);
    told.doubt + HELD_WEIGHT * held.min(HELD_MAX) + GAP_WEIGHT * told.gap.min(GAP_MAX) - PACE_WEIGHT * pace
}

/// How unsure the head is which sounds it hears: the mean entropy over the positions whose likeliest symbol is a sound, nats.
/// `scores` are before the softmax, `symbols` a position, the blank first.
pub(crate) fn doubt(scores: &[f32], symbols: usize) -> f32 {
    let sounds = scores.chunks_exact(symbols).filter(|row| row.iter().any(|score| *score > row[0]));
    let (sum, count) = sounds.map(entropy).fold((0.0, 0), |(sum, count), nats| (sum + nats, count + 1));
    if count == 0 { NOTHING_HEARD } else { sum / count as f32 }
}

fn entropy(scores: &[f32]) -> f32 {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let all: f32 = scores.iter().map(|score| (score - most).exp()).sum();
    scores.iter().map(|score| (score - most).exp() / all * (all.ln() + most - score)).sum()
}

/// What else may have been said in a turn, with the words that were taken for `music`'s first (each with what else they may have
/// been): nobody answers them, but a red flag in them rings.
pub(crate) fn perhaps(music: Vec<(String, Vec<(String, f32)>)>, others: Vec<(String, f32)>) -> Vec<(String, f32)> {
    let words = music.into_iter().flat_map(|(text, others)| std::iter::once((text, SAID)).chain(others));
    words.chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::sound::samples::{chords, over, syllables, voice};
    use super::*;
    use std::f32::consts::TAU;

    #[test]
    fn held_tones_and_doubt_make_music_and_neither_alone_does() {
        let said = syllables(&voice(4.0, |t: f32| 130.0 - 8.0 * t + 18.0 * (TAU * 1.3 * t).sin()));
        let tone: Vec<f32> = (0..64_000).map(|i| 0.3 * (TAU * 3100.0 * i as f32 / RATE_HZ as f32).sin()).collect();
        let mut state = 7u32;
        let mut hiss = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            0.1 * ((state >> 8) as f32 / (1 << 23) as f32 - 1.0)
        };
        let drums: Vec<f32> = (0..96_000).map(&mut hiss).collect();
        let sure = |letters| Told { letters, doubt: 0.4, gap: 0.3 };
        let unsure = |letters| Told { letters, doubt: 1.6, gap: f32::INFINITY };
        let known = |letters, doubt| Told { letters, doubt, gap: 0.0 };
        let music = Music::new();
        for (name, samples, told, expect) in [
            ("chords", chords(4.0, 1.0), unsure(10), true),
            ("chords with a beat", syllables(&chords(4.0, 1.0)), unsure(10), true),
            ("a word that is sure, alone in chords", chords(4.0, 1.0), sure(3), false),
            ("a sentence that is sure, over chords", chords(4.0, 1.0), sure(40), false),
            ("chords shorter than a slow word", chords(1.8, 1.0), unsure(3), false),
            ("a doubted sentence", said.clone(), unsure(40), false),
            ("a doubted sentence before chords", over(&said, &chords(4.0, 1.0), 15.0), unsure(40), false),
            ("one sound in much noise", drums.clone(), known(2, 2.0), true),
            ("as many as a sentence has", drums.clone(), known(60, 2.0), false),
            ("one that is sure", drums, known(2, 0.3), false),
            ("a word beside a smoke detector", tone, known(10, 0.7), false),
            ("nothing", vec![], unsure(0), false),
            ("silence", vec![0.0; 64_000], unsure(0), false),
        ] {
            assert_eq!(music.plays(&samples, &told), expect, "{name}: {:?}", music.ear.hear(&samples));
        }
    }

    #[test]
    fn doubt_is_how_many_sounds_it_may_have_been() {
        for (name, scores, expect) in [
            ("one sound", vec![0.0, 90.0, 0.0, 0.0], 0.0),
            ("one of two", vec![0.0, 90.0, 90.0, 0.0], 2f32.ln()),
            ("a sound and one of two", vec![0.0, 90.0, 90.0, 0.0, 0.0, 0.0, 0.0, 90.0], 2f32.ln() / 2.0),
            ("blanks are not counted", vec![9.0, 9.0, 9.0, 9.0, 0.0, 0.0, 90.0, 0.0], 0.0),
            ("blanks alone", vec![9.0, 0.0, 0.0, 0.0], NOTHING_HEARD),
            ("nothing", vec![], NOTHING_HEARD),
        ] {
            let got = doubt(&scores, 4);
            assert!((got - expect).abs() < 1e-4, "{name}: {got}");
        }
    }

    #[test]
    fn words_taken_for_musics_stay_for_the_red_flags() {
        let row = |text: &str, chance: f32| (text.to_string(), chance);
        let music = vec![("j'ai mal au bras".to_string(), vec![row("j'ai mal au bar", 0.1)])];
        let expect = vec![row("j'ai mal au bras", SAID), row("j'ai mal au bar", 0.1), row("oui non", 0.2)];
        assert_eq!(perhaps(music, vec![row("oui non", 0.2)]), expect);
        assert_eq!(perhaps(vec![], vec![row("oui non", 0.2)]), [row("oui non", 0.2)], "the twin");
    }
}
