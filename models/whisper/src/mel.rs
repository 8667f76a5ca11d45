//! Whisper's features: log-mel of 25 ms windows each 10 ms, as in `openai/whisper`'s `log_mel_spectrogram`.
//!
//! Candle's `pcm_to_mel` takes 200 ms an utterance (it pads to 45 s and uses a naive transform); this takes about one.

use crate::RATE_HZ;
use realfft::{RealFftPlanner, RealToComplex};
use std::sync::Arc;

/// Samples between two frames: 10 ms.
pub(crate) const HOP: usize = 160;
const WINDOW: usize = 400;
/// Bins of the spectrum of a window.
pub(crate) const BINS: usize = WINDOW / 2 + 1;
/// Quieter than this is silence (the reference's clamp).
const POWER_MIN: f32 = 1e-10;
/// What lies this far under the loudest value is cut (decades of power).
const RANGE: f32 = 8.0;

/// The transform for one number of mel bands.
pub struct Mel {
    bands: usize,
    /// For each band its first bin and the weights from there.
    filters: Vec<(usize, Vec<f32>)>,
    window: Vec<f32>,
    transform: Arc<dyn RealToComplex<f32>>,
}

impl Mel {
    /// For 80 or 128 bands (any number works).
    pub fn new(bands: usize) -> Self {
        Self::with_filters(filters(bands))
    }

    /// With the filters that came with a model: for each band its weights of all 201 bins, band by band.
    pub fn from_filters(weights: &[f32]) -> Self {
        let sparse = weights.chunks_exact(BINS).map(|band| {
            let first = band.iter().position(|w| *w != 0.0).unwrap_or(0);
            let end = band.iter().rposition(|w| *w != 0.0).map_or(first, |last| last + 1);
            (first, band[first..end].to_vec())
        });
        Self::with_filters(sparse.collect())
    }

    fn with_filters(filters: Vec<(usize, Vec<f32>)>) -> Self {
        let window = (0..WINDOW)
            .map(|i| (0.5 - 0.5 * (std::f64::consts::TAU * i as f64 / WINDOW as f64).cos()) as f32)
            .collect();
        Self { bands: filters.len(), filters, window, transform: RealFftPlanner::new().plan_fft_forward(WINDOW) }
    }

    /// `frames` frames of `bands` values, frame by frame. Audio past its end is silence; audio past the last frame is not
    /// looked at.
    pub fn features(&self, samples: &[f32], frames: usize) -> Vec<f32> {
        let total = frames * HOP;
        let samples = &samples[..samples.len().min(total)];
        let mut out = vec![POWER_MIN.log10(); frames * self.bands];
        let (mut input, mut spectrum) = (vec![0.0; WINDOW], self.transform.make_output_vec());
        let mut scratch = self.transform.make_scratch_vec();
        let mut power = [0.0; BINS];
        for (frame, out) in out.chunks_exact_mut(self.bands).enumerate() {
            let first = (frame * HOP) as isize - (WINDOW / 2) as isize;
            if first >= samples.len() as isize {
                break; // only silence from here on
            }
            for (i, x) in input.iter_mut().enumerate() {
                *x = self.window[i] * reflected(samples, total, first + i as isize);
            }
            // The buffers have the sizes the plan asks for, so it cannot fail.
            if self.transform.process_with_scratch(&mut input, &mut spectrum, &mut scratch).is_err() {
                break;
            }
            for (p, c) in power.iter_mut().zip(&spectrum) {
                *p = c.norm_sqr();
            }
            for (o, (start, weights)) in out.iter_mut().zip(&self.filters) {
                let sum: f32 = power[*start..].iter().zip(weights).map(|(p, w)| p * w).sum();
                *o = sum.max(POWER_MIN).log10();
            }
        }
        let top = out.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        for x in &mut out {
            *x = (x.max(top - RANGE) + 4.0) / 4.0;
        }
        out
    }
}

/// The sample at `at` of audio of `total` samples (silent after `samples`), mirrored at both ends.
fn reflected(samples: &[f32], total: usize, at: isize) -> f32 {
    let last = total as isize - 1;
    let at = at.abs();
    let at = if at > last { 2 * last - at } else { at };
    usize::try_from(at).ok().and_then(|at| samples.get(at)).copied().unwrap_or(0.0)
}

/// Slaney's triangles (linear under 1 kHz, logarithmic above), each of area one.
fn filters(bands: usize) -> Vec<(usize, Vec<f32>)> {
    let step = 6.4f64.ln() / 27.0;
    let mel_of = |hz: f64| if hz < 1000.0 { hz * 3.0 / 200.0 } else { 15.0 + (hz / 1000.0).ln() / step };
    let hz_of = |mel: f64| if mel < 15.0 { mel * 200.0 / 3.0 } else { 1000.0 * ((mel - 15.0) * step).exp() };
    let top = mel_of(RATE_HZ as f64 / 2.0);
    let edges: Vec<f64> = (0..bands + 2).map(|i| hz_of(top * i as f64 / (bands + 1) as f64)).collect();
    edges
        .windows(3)
        .map(|e| {
            let weight = |bin: usize| {
                let hz = bin as f64 * RATE_HZ as f64 / WINDOW as f64;
                let height = ((hz - e[0]) / (e[1] - e[0])).min((e[2] - hz) / (e[2] - e[1])).max(0.0);
                (height * 2.0 / (e[2] - e[0])) as f32
            };
            let start = (0..BINS).find(|bin| weight(*bin) > 0.0).unwrap_or(0);
            let end = (start..BINS).find(|bin| weight(*bin) <= 0.0).unwrap_or(BINS);
            (start, (start..end).map(weight).collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two swept tones and a click, the same formula as in `tests/reference/mel.py`.
    fn signal(len: usize) -> Vec<f32> {
        (0..len)
            .map(|i| {
                let t = i as f64 / 16_000.0;
                let tone = 0.3 * (std::f64::consts::TAU * (200.0 + 900.0 * t) * t).sin() + 0.05 * (12_000.0 * t).sin();
                (tone + if i == 3000 { 0.5 } else { 0.0 }) as f32
            })
            .collect()
    }

    /// The definition, in f64, with a transform summed term by term and filters from their corner points.
    fn by_definition(samples: &[f32], frames: usize, bands: usize) -> Vec<f64> {
        let total = (frames * HOP) as isize;
        let at = |i: isize| {
            let i = if i < 0 { -i } else { i };
            let i = if i >= total { 2 * (total - 1) - i } else { i };
            samples.get(i as usize).copied().unwrap_or(0.0) as f64
        };
        let mel =
            |hz: f64| if hz >= 1000.0 { 15.0 + 27.0 * (hz / 1000.0).ln() / 6.4f64.ln() } else { 3.0 * hz / 200.0 };
        let mut out = Vec::new();
        // Corner points by bisection of `mel`, not by its inverse.
        let corner = |target: f64| {
            let (mut low, mut high) = (0.0, 9000.0);
            for _ in 0..80 {
                let middle = (low + high) / 2.0;
                if mel(middle) < target { low = middle } else { high = middle }
            }
            low
        };
        let corners: Vec<f64> = (0..bands + 2).map(|i| corner(mel(8000.0) * i as f64 / (bands + 1) as f64)).collect();
        for frame in 0..frames {
            let power: Vec<f64> = (0..=200)
                .map(|k| {
                    let (mut re, mut im) = (0.0, 0.0);
                    for n in 0..400 {
                        let window = (std::f64::consts::PI * n as f64 / 400.0).sin().powi(2);
                        let x = window * at((frame * HOP) as isize + n - 200);
                        let angle = std::f64::consts::TAU * (k * n) as f64 / 400.0;
                        re += x * angle.cos();
                        im -= x * angle.sin();
                    }
                    re * re + im * im
                })
                .collect();
            for c in corners.windows(3) {
                let sum: f64 = power
                    .iter()
                    .enumerate()
                    .map(|(k, p)| {
                        let hz = 40.0 * k as f64;
                        let up = (hz - c[0]) / (c[1] - c[0]);
                        let down = (c[2] - hz) / (c[2] - c[1]);
                        p * up.min(down).max(0.0) * 2.0 / (c[2] - c[0])
                    })
                    .sum();
                out.push(sum.max(1e-10).log10());
            }
        }
        let top = out.iter().copied().fold(f64::MIN, f64::max);
        out.iter().map(|x| (x.max(top - 8.0) + 4.0) / 4.0).collect()
    }

    #[test]
    fn agrees_with_the_definition_at_both_ends_and_past_the_audio() {
        for (bands, len, frames) in [(80, 4000, 25), (80, 4000, 40), (128, 3333, 21), (80, 9000, 30)] {
            let samples = signal(len);
            let got = Mel::new(bands).features(&samples, frames);
            let expect = by_definition(&samples[..len.min(frames * HOP)], frames, bands);
            for (i, (g, e)) in got.iter().zip(&expect).enumerate() {
                assert!((*g as f64 - e).abs() < 2e-3, "{bands} bands, value {i}: {g} {e}");
            }
        }
    }

    #[test]
    fn filters_that_came_along_do_the_same() {
        let mut dense = vec![0.0; 80 * BINS];
        for (row, (first, weights)) in dense.chunks_exact_mut(BINS).zip(filters(80)) {
            row[first..][..weights.len()].copy_from_slice(&weights);
        }
        let samples = signal(4000);
        assert_eq!(Mel::from_filters(&dense).features(&samples, 25), Mel::new(80).features(&samples, 25));
        dense[0] += 0.5;
        assert_ne!(Mel::from_filters(&dense).features(&samples, 25), Mel::new(80).features(&samples, 25), "the twin");
    }

    #[test]
    fn silence_and_nothing_are_flat() {
        for samples in [vec![], vec![0.0; 1600]] {
            let mel = Mel::new(80).features(&samples, 10);
            assert!(mel.len() == 800 && mel.iter().all(|x| *x == -1.5), "{:?}", &mel[..3]);
        }
    }
}
