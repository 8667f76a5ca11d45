//! From an engine's samples to the line's: its rate, its band, its level.

use crate::{Pace, RATE_HZ, VoiceError};
use huisclos_audio::resample;

/// Highest peak, share of full scale: -6 dBFS, loud and clear through A-law without clipping; -3 dBFS for those who hear badly.
const PEAK: [f32; 2] = [0.5, 0.707];
/// Below this a telephone carries nothing; taking it off leaves the level to the words.
const LOW_HZ: f32 = 250.0;
/// Silence kept before and after a sentence: enough not to cut a consonant. Engines leave up to half a second.
const MARGIN_MS: usize = 40;
/// Quieter than this at the ends is silence.
const SILENCE: f32 = 0.003;

/// Samples of the line.
pub(crate) fn to_line(samples: &[i16], rate_hz: u32, pace: Pace) -> Result<Vec<i16>, VoiceError> {
    let samples: Vec<f32> = samples.iter().map(|x| f32::from(*x) / 32768.0).collect();
    let mut samples = resample::convert(&samples, rate_hz, RATE_HZ)?;
    high_pass(&mut samples);
    let samples = trimmed(&samples);
    let peak = samples.iter().fold(0.0f32, |peak, x| peak.max(x.abs()));
    let gain = if peak > SILENCE { PEAK[usize::from(pace != Pace::Normal)] / peak } else { 0.0 };
    Ok(samples.iter().map(|x| (x * gain * 32767.0).round() as i16).collect())
}

/// A second-order Butterworth high-pass (Bristow-Johnson's Audio EQ Cookbook).
fn high_pass(samples: &mut [f32]) {
    let w = std::f32::consts::TAU * LOW_HZ / RATE_HZ as f32;
    let (cos, alpha) = (w.cos(), w.sin() / std::f32::consts::SQRT_2);
    let a0 = 1.0 + alpha;
    let (b0, b1) = ((1.0 + cos) / 2.0 / a0, -(1.0 + cos) / a0);
    let (a1, a2) = (-2.0 * cos / a0, (1.0 - alpha) / a0);
    let (mut x1, mut x2, mut y1, mut y2) = (0.0, 0.0, 0.0, 0.0);
    for sample in samples {
        let x = *sample;
        let y = b0 * x + b1 * x1 + b0 * x2 - a1 * y1 - a2 * y2;
        (x2, x1, y2, y1) = (x1, x, y1, y);
        *sample = y;
    }
}

fn trimmed(samples: &[f32]) -> &[f32] {
    let margin = MARGIN_MS * RATE_HZ as usize / 1000;
    let loud = |x: &f32| x.abs() > SILENCE;
    match (samples.iter().position(loud), samples.iter().rposition(loud)) {
        (Some(first), Some(last)) => &samples[first.saturating_sub(margin)..(last + margin).min(samples.len())],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hz: f32, rate_hz: u32, gain: f32) -> Vec<i16> {
        let turn = std::f32::consts::TAU * hz / rate_hz as f32;
        (0..rate_hz).map(|i| ((turn * i as f32).sin() * gain * 32767.0) as i16).collect()
    }

    #[test]
    fn any_engine_comes_out_at_the_lines_level() {
        for (rate_hz, gain, pace, peak) in [
            (16_000, 0.9, Pace::Normal, 0.5),
            (16_000, 0.05, Pace::Normal, 0.5),
            (22_050, 0.3, Pace::Loud, 0.707),
            (22_050, 0.3, Pace::Slow, 0.707),
        ] {
            let line = to_line(&tone(1000.0, rate_hz, gain), rate_hz, pace).expect("usual rates");
            let found = line.iter().map(|x| x.unsigned_abs()).max().expect("sound") as f32 / 32767.0;
            assert!((found - peak).abs() < 0.01, "{rate_hz} {found}");
            assert!((7600..8400).contains(&line.len()), "{} samples of a second", line.len());
        }
    }

    #[test]
    fn what_a_telephone_does_not_carry_is_taken_off() {
        let both: Vec<i16> =
            tone(60.0, 16_000, 0.4).iter().zip(tone(1000.0, 16_000, 0.4)).map(|(a, b)| a + b).collect();
        let line = to_line(&both, 16_000, Pace::Normal).expect("usual rate");
        // The peak is the tone's alone: the hum is 25 dB down.
        let mean = line.iter().map(|x| f32::from(*x).powi(2)).sum::<f32>() / line.len() as f32;
        assert!((mean.sqrt() / 32767.0 - 0.5 / 2f32.sqrt()).abs() < 0.03, "{}", mean.sqrt() / 32767.0);
        assert!(to_line(&[0; 1600], 16_000, Pace::Normal).expect("silence").is_empty());
    }
}
