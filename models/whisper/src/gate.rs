//! Is there any speech at all? Looked at before the model, which writes sentences for silence and hum alike.

use crate::{RATE_HZ, Rejection};

/// One look every 20 ms.
const FRAME: usize = RATE_HZ / 50;
/// Under this a telephone line carries nothing a caller would say (A-law's own noise lies near -72 dBFS).
const LEVEL_MIN_DB: f32 = -55.0;
/// Looks above that level before anything counts as speech: 80 ms, the shortest "oui".
const LOUD_MIN: usize = 4;
/// Speech rises and falls by 20 dB and more; noise of one strength by 2. Only judged from this length on (0.4 s).
const SPREAD_MIN_DB: f32 = 4.0;
const STEADY_FRAMES_MIN: usize = 20;

/// Why this audio cannot be speech, if it cannot.
pub(crate) fn closed(samples: &[f32]) -> Option<Rejection> {
    let mut levels: Vec<f32> = samples.chunks(FRAME).map(level_db).collect();
    if levels.iter().filter(|db| **db > LEVEL_MIN_DB).count() < LOUD_MIN {
        return Some(Rejection::Silence);
    }
    // What lies under the level is padding: noise between two silences is still steady.
    levels.retain(|db| *db > LEVEL_MIN_DB);
    levels.sort_by(f32::total_cmp);
    let share = |tenths: usize| levels[(levels.len() - 1) * tenths / 20];
    let steady = levels.len() >= STEADY_FRAMES_MIN && share(18) - share(2) < SPREAD_MIN_DB;
    steady.then_some(Rejection::SteadyNoise)
}

/// Mean power of some samples in dB below full scale.
pub(crate) fn level_db(samples: &[f32]) -> f32 {
    let power = samples.iter().map(|x| x * x).sum::<f32>() / samples.len().max(1) as f32;
    10.0 * power.max(1e-12).log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(seconds: f32, gain: f32) -> Vec<f32> {
        let mut state = 7u32;
        (0..(seconds * RATE_HZ as f32) as usize)
            .map(|_| {
                state = state.wrapping_mul(1664525).wrapping_add(1013904223);
                ((state >> 8) as f32 / (1 << 23) as f32 - 1.0) * gain
            })
            .collect()
    }

    /// Noise that swells four times a second, as syllables do.
    fn syllables(seconds: f32, gain: f32) -> Vec<f32> {
        let swell = |i: usize| (std::f32::consts::PI * 4.0 * i as f32 / RATE_HZ as f32).sin().abs().powi(2);
        noise(seconds, gain).iter().enumerate().map(|(i, x)| x * swell(i)).collect()
    }

    #[test]
    fn only_what_swells_gets_through() {
        let tone: Vec<f32> = (0..16_000).map(|i| 0.3 * (0.17 * i as f32).sin()).collect();
        let mut between = vec![0.0; 8000];
        between.extend(noise(1.0, 0.1));
        between.extend(vec![0.0; 8000]);
        for (name, samples, expect) in [
            ("nothing", vec![], Some(Rejection::Silence)),
            ("zeros", vec![0.0; 16_000], Some(Rejection::Silence)),
            ("very quiet hiss", noise(2.0, 0.001), Some(Rejection::Silence)),
            ("a click", [vec![0.0; 8000], vec![0.9; 40], vec![0.0; 8000]].concat(), Some(Rejection::Silence)),
            ("hiss", noise(2.0, 0.1), Some(Rejection::SteadyNoise)),
            ("hiss between two silences", between, Some(Rejection::SteadyNoise)),
            ("a tone", tone, Some(Rejection::SteadyNoise)),
            ("syllables", syllables(1.0, 0.3), None),
            ("quiet syllables", syllables(1.0, 0.02), None),
            ("one short syllable", syllables(0.25, 0.3), None),
        ] {
            assert_eq!(closed(&samples), expect, "{name}");
        }
    }
}
