//! Which share of a sound lies in tones that hold their pitch.
//!
//! Instruments hold their notes, each with its partials and several at once; a voice glides from syllable to syllable, and even a
//! vowel that is meant to be held wavers by about one percent (jitter and drift: Titze, Principles of Voice Production, 1994).

use crate::RATE_HZ;
use realfft::{RealFftPlanner, RealToComplex};
use std::sync::Arc;

/// One look: 64 ms, which parts the partials of a low voice (100 Hz), every 16 ms.
const WINDOW: usize = 1024;
const HOP: usize = 256;
pub(super) const LOOK_S: f32 = HOP as f32 / RATE_HZ as f32;
const BIN_HZ: f32 = RATE_HZ as f32 / WINDOW as f32;
/// The telephone's band, without the hum of the mains.
const FIRST_BIN: usize = (200.0 / BIN_HZ) as usize;
const END_BIN: usize = (3400.0 / BIN_HZ) as usize;
/// A partial is a peak at most 30 dB under its look's highest: under it lies the noise.
const PEAK_MIN: f32 = 1e-3;
/// A partial that is held stays this near to where it began (a tenth of a semitone; a peak is found to about 3 Hz) …
const HELD_RATIO: f32 = 0.006;
const HELD_HZ: f32 = 3.0;
/// … for so many looks: with the window 190 ms, a quaver of a quick piece, longer than most vowels.
const HELD_LOOKS: usize = 9;
/// Bins on each side of a peak that are its own (the window's main lobe).
const LOBE: usize = 2;
/// Loud is what lies at most so far (as power: 10 dB) under the loudest look; only there tones are looked at, so that music
/// behind a voice is not.
const LOUD: f32 = 0.1;
/// Sound is what lies at most 20 dB under it.
const SOUND: f32 = 0.01;

/// What a piece of sound is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sound {
    /// Share of the loud part's energy in partials that hold their pitch, 0 to 1.
    pub held: f32,
    /// Length of the loud part, seconds.
    pub loud_s: f32,
    /// Length of all sound, seconds.
    pub seconds: f32,
}

/// The transform and its window, made once.
pub(super) struct Ear {
    transform: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
}

impl Ear {
    pub(super) fn new() -> Self {
        let hann = |i: usize| 0.5 - 0.5 * (std::f32::consts::TAU * i as f32 / WINDOW as f32).cos();
        let window = (0..WINDOW).map(hann).collect();
        Self { transform: RealFftPlanner::<f32>::new().plan_fft_forward(WINDOW), window }
    }

    pub(super) fn hear(&self, samples: &[f32]) -> Sound {
        let looks = self.spectra(samples);
        let power: Vec<f32> = looks.iter().map(|look| look.iter().sum()).collect();
        let loudest = power.iter().copied().fold(0.0, f32::max);
        let over = |share: f32| {
            let least = (share * loudest).max(f32::MIN_POSITIVE);
            power.iter().enumerate().filter(move |(_, power)| **power >= least)
        };
        let held = held_bins(&looks);
        let own = |at: usize| looks[at].iter().zip(&held[at]).filter(|(_, held)| **held).map(|(power, _)| power);
        let all: f32 = over(LOUD).map(|(_, power)| power).sum();
        let tones: f32 = over(LOUD).flat_map(|(at, _)| own(at)).sum();
        let [loud_s, seconds] = [LOUD, SOUND].map(|share| over(share).count() as f32 * LOOK_S);
        Sound { held: if all > 0.0 { tones / all } else { 0.0 }, loud_s, seconds }
    }

    /// Power in the telephone's band, look by look.
    fn spectra(&self, samples: &[f32]) -> Vec<Vec<f32>> {
        let (mut input, mut out) = (self.transform.make_input_vec(), self.transform.make_output_vec());
        let look = |samples: &[f32]| {
            input.iter_mut().zip(samples).zip(&self.window).for_each(|((i, s), w)| *i = s * w);
            // The buffers have the sizes the plan asks for, so it cannot fail; a look at nothing holds nothing.
            match self.transform.process(&mut input, &mut out) {
                Ok(()) => out[FIRST_BIN..END_BIN].iter().map(|c| c.norm_sqr()).collect(),
                Err(_) => vec![0.0; END_BIN - FIRST_BIN],
            }
        };
        samples.windows(WINDOW).step_by(HOP).map(look).collect()
    }
}

/// Which bins are a partial's that holds its pitch, look by look.
fn held_bins(looks: &[Vec<f32>]) -> Vec<Vec<bool>> {
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
    held
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

/// Sounds made for the tests.
#[cfg(test)]
pub(super) mod samples {
    use crate::RATE_HZ;
    use std::f32::consts::TAU;

    /// Harmonics of a pitch that may move (hertz at a time in seconds), each half as loud as the one before.
    pub(crate) fn voice(seconds: f32, hz: impl Fn(f32) -> f32) -> Vec<f32> {
        let mut phase = 0.0;
        let sample = |i: usize| {
            phase = (phase + hz(i as f32 / RATE_HZ as f32) / RATE_HZ as f32).fract();
            (1..14).map(|k| 0.3 * (TAU * k as f32 * phase).sin() * 0.7f32.powi(k)).sum()
        };
        (0..(seconds * RATE_HZ as f32) as usize).map(sample).collect()
    }

    /// A chord that changes so many times a second.
    pub(crate) fn chords(seconds: f32, changes: f32) -> Vec<f32> {
        let root = |t: f32| [220.0, 293.66, 246.94, 329.63][(t * changes) as usize % 4];
        let notes = [1.0, 1.25, 1.5].map(|third| voice(seconds, |t| root(t) * third));
        (0..notes[0].len()).map(|i| notes.iter().map(|note| note[i]).sum::<f32>() / 3.0).collect()
    }

    /// Rises and falls four times a second, as syllables do.
    pub(crate) fn syllables(samples: &[f32]) -> Vec<f32> {
        let swell = |i: usize| (TAU * 2.0 * i as f32 / RATE_HZ as f32).sin().abs();
        samples.iter().enumerate().map(|(i, x)| x * swell(i)).collect()
    }

    pub(crate) fn over(voice: &[f32], music: &[f32], db: f32) -> Vec<f32> {
        let gain = 10f32.powf(-db / 20.0);
        voice.iter().zip(music).map(|(v, m)| v + gain * m).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{chords, over, syllables, voice};
    use super::*;
    use std::f32::consts::TAU;

    #[test]
    fn chords_hold_their_tones_and_a_voice_glides() {
        let says = |t: f32| 130.0 - 8.0 * t + 18.0 * (TAU * 1.3 * t).sin();
        let said = syllables(&voice(4.0, says));
        for (name, samples, [least, most]) in [
            ("chords", chords(4.0, 1.0), [0.6, 1.0]),
            ("chords with a beat", syllables(&chords(4.0, 1.0)), [0.3, 1.0]),
            ("tones too short to be held", chords(4.0, 8.0), [0.0, 0.3]),
            ("a level vowel, sung", voice(3.0, |_| 140.0), [0.6, 1.0]),
            ("a long vowel that falls", voice(3.0, |t| 150.0 * 0.9f32.powf(t)), [0.0, 0.15]),
            ("a sentence", said.clone(), [0.0, 0.1]),
            ("a sentence before chords", over(&said, &chords(4.0, 1.0), 15.0), [0.0, 0.1]),
            ("silence", vec![0.0; 48_000], [0.0, 0.0]),
            ("nothing", vec![], [0.0, 0.0]),
        ] {
            let heard = Ear::new().hear(&samples);
            assert!((least..=most).contains(&heard.held), "{name}: {heard:?}");
        }
    }

    #[test]
    fn what_is_quieter_is_shorter() {
        let mut samples = chords(3.0, 1.0);
        samples[16_000..32_000].iter_mut().for_each(|x| *x *= 0.2);
        samples[32_000..].iter_mut().for_each(|x| *x *= 0.02);
        let heard = Ear::new().hear(&samples);
        assert!((heard.loud_s - 1.0).abs() < 0.15 && (heard.seconds - 2.0).abs() < 0.15, "{heard:?}");
    }
}
