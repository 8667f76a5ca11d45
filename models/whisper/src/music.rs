//! Was that music? Looked at after the recogniser, on pieces that it put words to: hold music swells and stops as speech
//! does, so the gate lets it through.
//!
//! What parts the two is pitch. Instruments hold their notes, each with its partials and several at once; a voice glides from
//! syllable to syllable, and even a vowel that is meant to be held wavers by about one percent (jitter and drift: Titze,
//! Principles of Voice Production, 1994). That music's tones last and speech's do not is an old way of telling them apart (as tracks
//! of spectral peaks: Hawley, Structure out of Sound, 1993; among others in Scheirer and Slaney, 1997). The other signs of that
//! paper part little here: hold music has pauses (up to half of its frames are low) and beats of four syllables a second.
//! How it was chosen, and what it costs and misses: `models/README.md`.

use crate::RATE_HZ;
use realfft::RealFftPlanner;

/// One look: 64 ms, which parts the partials of a low voice (100 Hz), every 16 ms.
const WINDOW: usize = 1024;
const HOP: usize = 256;
const BIN_HZ: f32 = RATE_HZ as f32 / WINDOW as f32;
/// The telephone's band, without the hum of the mains.
const FIRST_BIN: usize = (200.0 / BIN_HZ) as usize;
const END_BIN: usize = (3400.0 / BIN_HZ) as usize;
/// A partial is a peak at most 30 dB under its look's highest: under it lies the noise.
const PEAK_MIN: f32 = 1e-3;
/// A partial that is held stays this near to where it began (a tenth of a semitone; a peak is found to about 3 Hz) …
const HELD_RATIO: f32 = 0.006;
const HELD_HZ: f32 = 3.0;
/// … for so many looks: with the window a quarter of a second, longer than all vowels but the drawled ones.
const HELD_LOOKS: usize = 13;
/// Bins on each side of a peak that are its own (the window's main lobe).
const LOBE: usize = 2;
/// Only sound at most this much (as power: 10 dB) under the loudest look is judged, so that music behind a voice is not.
const UNDER_LOUDEST: f32 = 0.1;
/// Less sound than this is never judged, seconds: an "allô" is not longer, however long it is held.
const SOUND_MIN_S: f32 = 1.5;
/// Share of the sound's energy in held partials from which on it is music. Of 35 pieces of hold music that were put into words 34
/// have 0.21 to 0.92; 3,200 sentences and single words without music, slow and stretched ones among them, 0.17 at most.
const HELD_MIN: f32 = 0.2;
/// And share of those that are not the strongest of their look: one tone alone is a siren, a smoke detector or a beep, beside
/// which somebody may be calling for help.
const BESIDE_MIN: f32 = 0.01;
/// Words are a voice's over whatever music when the recogniser believes them and when there are as many of them as
/// there is sound: a slow sentence has 5 letters a second of it; hold music's words that were believed had 2.3 at most.
const BELIEVED_MIN: f32 = 0.5;
const LETTERS_A_SECOND_MIN: f32 = 3.5;
/// How likely words taken for music's were said after all. A red flag among them is to ring: `speech::alarm_among` rings from 0.2 on.
const SAID: f32 = 0.5;

/// What the loud part of a piece is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sound {
    /// Share of its energy in partials that hold their pitch, 0 to 1.
    held: f32,
    /// The same without the strongest of each look.
    beside: f32,
    /// Its length, seconds.
    seconds: f32,
}

/// True when words of so many letters, written with this confidence, are music's, not a voice's. In doubt they are a voice's.
pub(crate) fn plays(samples: &[f32], letters: usize, confidence: f32) -> bool {
    let sound = Sound::of(samples);
    let believed = confidence >= BELIEVED_MIN && letters as f32 >= LETTERS_A_SECOND_MIN * sound.seconds;
    sound.seconds >= SOUND_MIN_S && sound.held >= HELD_MIN && sound.beside >= BESIDE_MIN && !believed
}

/// What else may have been said in a turn, with the words that were taken for `music`'s first (each with what else they may have
/// been): nobody answers them, but a red flag in them rings.
pub(crate) fn perhaps(music: Vec<(String, Vec<(String, f32)>)>, others: Vec<(String, f32)>) -> Vec<(String, f32)> {
    let words = music.into_iter().flat_map(|(text, others)| std::iter::once((text, SAID)).chain(others));
    words.chain(others).collect()
}

impl Sound {
    fn of(samples: &[f32]) -> Self {
        let looks = spectra(samples);
        let power: Vec<f32> = looks.iter().map(|look| look.iter().sum()).collect();
        let least = (UNDER_LOUDEST * power.iter().copied().fold(0.0, f32::max)).max(f32::MIN_POSITIVE);
        let (mut all, mut held, mut beside, mut count) = (0.0, 0.0, 0.0, 0);
        for (power, partials) in power.iter().zip(held_partials(&looks)).filter(|(power, _)| **power >= least) {
            let own: f32 = partials.iter().sum();
            all += power;
            held += own;
            beside += own - partials.iter().copied().fold(0.0, f32::max);
            count += 1;
        }
        let all = if count > 0 { all } else { 1.0 };
        Self { held: held / all, beside: beside / all, seconds: (count * HOP) as f32 / RATE_HZ as f32 }
    }
}

/// Power in the telephone's band, look by look.
fn spectra(samples: &[f32]) -> Vec<Vec<f32>> {
    let transform = RealFftPlanner::<f32>::new().plan_fft_forward(WINDOW);
    let hann = |i: usize| 0.5 - 0.5 * (std::f32::consts::TAU * i as f32 / WINDOW as f32).cos();
    let window: Vec<f32> = (0..WINDOW).map(hann).collect();
    let (mut input, mut out) = (vec![0.0; WINDOW], transform.make_output_vec());
    let look = |samples: &[f32]| {
        input.iter_mut().zip(samples).zip(&window).for_each(|((i, s), w)| *i = s * w);
        // The buffers have the sizes the plan asks for, so it cannot fail; a look at nothing holds nothing.
        match transform.process(&mut input, &mut out) {
            Ok(()) => out[FIRST_BIN..END_BIN].iter().map(|c| c.norm_sqr()).collect(),
            Err(_) => vec![0.0; END_BIN - FIRST_BIN],
        }
    };
    samples.windows(WINDOW).step_by(HOP).map(look).collect()
}

/// The power of each partial that holds its pitch, look by look.
fn held_partials(looks: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let peaks: Vec<Vec<(usize, f32)>> = looks.iter().map(|look| peaks(look)).collect();
    let mut held: Vec<Vec<bool>> = looks.iter().map(|look| vec![false; look.len()]).collect();
    for (at, ahead) in peaks.windows(HELD_LOOKS).enumerate() {
        for &(_, hz) in &ahead[0] {
            let near = HELD_HZ.max(HELD_RATIO * hz);
            let same = |look: &Vec<(usize, f32)>| look.iter().find(|peak| (peak.1 - hz).abs() <= near).map(|p| p.0);
            let Some(bins) = ahead.iter().map(same).collect::<Option<Vec<usize>>>() else { continue };
            for (row, bin) in held[at..].iter_mut().zip(bins) {
                let end = (bin + LOBE + 1).min(row.len());
                row[bin.saturating_sub(LOBE)..end].fill(true);
            }
        }
    }
    looks.iter().zip(held).map(|(look, held)| runs(look, &held)).collect()
}

/// The power of each row of neighbouring bins that are held: partials whose lobes touch are one.
fn runs(look: &[f32], held: &[bool]) -> Vec<f32> {
    let bins: Vec<(f32, bool)> = look.iter().copied().zip(held.iter().copied()).collect();
    let rows = bins.chunk_by(|a, b| a.1 == b.1).filter(|row| row[0].1);
    rows.map(|row| row.iter().map(|(power, _)| power).sum()).collect()
}

/// The peaks of a look, each with its bin and its frequency between bins (a parabola through three logarithms).
fn peaks(look: &[f32]) -> Vec<(usize, f32)> {
    let least = look.iter().copied().fold(f32::MIN_POSITIVE, f32::max) * PEAK_MIN;
    let peak = |(i, around): (usize, &[f32])| {
        let [before, here, after] = [around[0], around[1], around[2]];
        if here <= before || here < after || here < least {
            return None;
        }
        let [a, b, c] = [before, here, after].map(|power| power.max(f32::MIN_POSITIVE).ln());
        let between = 0.5 * (a - c) / (a - 2.0 * b + c).min(-1e-6);
        Some((i + 1, ((FIRST_BIN + i + 1) as f32 + between) * BIN_HZ))
    };
    look.windows(3).enumerate().filter_map(peak).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f32::consts::TAU;

    /// Harmonics of a pitch that may move (hertz at a time in seconds), each half as loud as the one before.
    fn voice(seconds: f32, hz: impl Fn(f32) -> f32) -> Vec<f32> {
        let mut phase = 0.0;
        let sample = |i: usize| {
            phase = (phase + hz(i as f32 / RATE_HZ as f32) / RATE_HZ as f32).fract();
            (1..14).map(|k| 0.3 * (TAU * k as f32 * phase).sin() * 0.7f32.powi(k)).sum()
        };
        (0..(seconds * RATE_HZ as f32) as usize).map(sample).collect()
    }

    /// A chord that changes so many times a second.
    fn chords(seconds: f32, changes: f32) -> Vec<f32> {
        let root = |t: f32| [220.0, 293.66, 246.94, 329.63][(t * changes) as usize % 4];
        let notes = [1.0, 1.25, 1.5].map(|third| voice(seconds, |t| root(t) * third));
        (0..notes[0].len()).map(|i| notes.iter().map(|note| note[i]).sum::<f32>() / 3.0).collect()
    }

    /// Rises and falls four times a second, as syllables do.
    fn syllables(samples: &[f32]) -> Vec<f32> {
        let swell = |i: usize| (TAU * 2.0 * i as f32 / RATE_HZ as f32).sin().abs();
        samples.iter().enumerate().map(|(i, x)| x * swell(i)).collect()
    }

    fn over(voice: &[f32], music: &[f32], db: f32) -> Vec<f32> {
        let gain = 10f32.powf(-db / 20.0);
        voice.iter().zip(music).map(|(v, m)| v + gain * m).collect()
    }

    #[test]
    fn tones_that_are_held_are_music_and_gliding_ones_a_voice() {
        let says = |t: f32| 130.0 - 8.0 * t + 18.0 * (TAU * 1.3 * t).sin();
        let level = |_: f32| 140.0;
        let falls = |t: f32| 150.0 * 0.9f32.powf(t);
        let said = syllables(&voice(4.0, says));
        let tone: Vec<f32> = (0..48_000).map(|i| 0.3 * (TAU * 3100.0 * i as f32 / RATE_HZ as f32).sin()).collect();
        for (name, samples, letters, confidence, expect) in [
            ("chords", chords(4.0, 1.0), 10, 0.3, true),
            ("chords with a beat", syllables(&chords(4.0, 1.0)), 10, 0.3, true),
            ("a word that is believed, alone in chords", chords(4.0, 1.0), 3, 1.0, true),
            ("a sentence that is believed over chords", chords(4.0, 1.0), 40, 0.6, false),
            ("chords shorter than a long word", chords(1.4, 1.0), 3, 0.3, false),
            ("tones too short to be held", chords(4.0, 8.0), 10, 0.3, false),
            ("a sentence", said.clone(), 40, 0.3, false),
            ("a long vowel that falls", voice(3.0, falls), 3, 0.3, false),
            ("a level one of a second", voice(1.2, level), 3, 0.3, false),
            ("a level one of three seconds, sung", voice(3.0, level), 3, 0.3, true),
            ("a sentence before chords", over(&said, &chords(4.0, 1.0), 15.0), 40, 0.3, false),
            ("a smoke detector alone", tone, 10, 0.3, false),
            ("nothing", vec![], 0, 0.0, false),
            ("silence", vec![0.0; 48_000], 0, 0.0, false),
        ] {
            assert_eq!(plays(&samples, letters, confidence), expect, "{name}: {:?}", Sound::of(&samples));
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
