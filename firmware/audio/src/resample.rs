//! From one sample rate to another, through rubato; the delay of its filter is taken off.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler};

use crate::{Error, FRAME_SAMPLES, LINE_HZ, RECOGNISER_HZ, level};

/// Recordings exist between these rates; beyond, the file is damaged.
const RATES_HZ: std::ops::RangeInclusive<u32> = 4_000..=384_000;

/// Input samples, at least, that the resampler takes at once: long enough for a steep filter, short enough for a short
/// file.
const CHUNK_SAMPLES: usize = 1_024;

/// A whole recording at another rate. Mono, full scale 1.0; the first sample out is the first sample in.
///
/// # Errors
/// A rate that no recording has.
pub fn convert(pcm: &[f32], from_hz: u32, to_hz: u32) -> Result<Vec<f32>, Error> {
    for rate_hz in [from_hz, to_hz] {
        if !RATES_HZ.contains(&rate_hz) {
            return Err(Error::Rate { rate_hz });
        }
    }
    if from_hz == to_hz || pcm.is_empty() {
        return Ok(pcm.to_vec());
    }
    let failed = |reason: String| Error::Resample { from_hz, to_hz, reason };
    let mut resampler =
        Fft::<f32>::new(from_hz as usize, to_hz as usize, chunk_samples(from_hz, to_hz), 1, FixedSync::Both)
            .map_err(|error| failed(error.to_string()))?;
    let input = InterleavedSlice::new(pcm, 1, pcm.len()).map_err(|error| failed(error.to_string()))?;
    let output = resampler.process_all(&input, pcm.len(), None).map_err(|error| failed(error.to_string()))?;
    Ok(output.take_data())
}

/// An even number of the smallest blocks that hold whole samples of both rates: the filter's delay, half of it, is then a
/// whole number of samples and can be taken off exactly.
fn chunk_samples(from_hz: u32, to_hz: u32) -> usize {
    let (mut common, mut rest) = (from_hz, to_hz);
    while rest != 0 {
        (common, rest) = (rest, common % rest);
    }
    let block = (from_hz / common) as usize;
    block * CHUNK_SAMPLES.div_ceil(block).next_multiple_of(2)
}

/// Any rate and any number of interleaved channels to the 16 kHz mono that recognisers want.
///
/// # Errors
/// A rate that no recording has.
pub fn to_16khz_mono(interleaved: &[f32], channels: usize, from_hz: u32) -> Result<Vec<f32>, Error> {
    convert(&to_mono(interleaved, channels), from_hz, RECOGNISER_HZ)
}

/// The mean of the channels; a half frame at the end is dropped.
#[must_use]
pub fn to_mono(interleaved: &[f32], channels: usize) -> Vec<f32> {
    let channels = channels.max(1);
    interleaved.chunks_exact(channels).map(|frame| frame.iter().sum::<f32>() / channels as f32).collect()
}

/// Doubles a line's 8 kHz to 16 kHz, frame by frame; what comes out is [`Doubler::DELAY_MS`] late.
pub struct Doubler {
    resampler: Option<Fft<f32>>,
}

impl Default for Doubler {
    fn default() -> Self {
        let (from, to) = (LINE_HZ as usize, RECOGNISER_HZ as usize);
        Self { resampler: Fft::new(from, to, FRAME_SAMPLES, 1, FixedSync::Both).ok() }
    }
}

impl Doubler {
    /// How much later a sound comes out than it went in: half a frame, the resampler's filter.
    pub const DELAY_MS: u64 = 10;

    /// The next 20 ms, made louder or weaker by `gain` on the way.
    pub fn frame(&mut self, pcm: &[i16; FRAME_SAMPLES], gain: f32) -> [i16; 2 * FRAME_SAMPLES] {
        let samples = pcm.map(|sample| f32::from(sample) * gain / 32768.0);
        let doubled = self.resampler.as_mut().and_then(|resampler| {
            let input = InterleavedSlice::new(&samples, 1, FRAME_SAMPLES).ok()?;
            Some(resampler.process(&input, None).ok()?.take_data())
        });
        // Both lengths are fixed at construction; should rubato ever refuse, silence is what a listener can bear.
        level::to_i16(&doubled.unwrap_or_default()).try_into().unwrap_or([0; 2 * FRAME_SAMPLES])
    }
}

/// From one rate to another as the sound goes on, 20 ms at a time; what comes out is [`Stream::DELAY_MS`] late (or not at
/// all, where the rates are the same).
pub struct Stream {
    resampler: Option<Fft<f32>>,
    samples: usize,
}

impl Stream {
    /// Half a frame: the resampler's filter.
    pub const DELAY_MS: u64 = 10;

    /// Between two rates of which 20 ms are whole samples: all that sound cards have but 11,025 Hz.
    ///
    /// # Errors
    /// A rate that no card has.
    pub fn new(from_hz: u32, to_hz: u32) -> Result<Self, Error> {
        for rate_hz in [from_hz, to_hz] {
            if !RATES_HZ.contains(&rate_hz) || !rate_hz.is_multiple_of(50) {
                return Err(Error::Rate { rate_hz });
            }
        }
        let samples = from_hz as usize / 50;
        if from_hz == to_hz {
            return Ok(Self { resampler: None, samples });
        }
        let resampler = Fft::<f32>::new(from_hz as usize, to_hz as usize, samples, 1, FixedSync::Both)
            .map_err(|error| Error::Resample { from_hz, to_hz, reason: error.to_string() })?;
        Ok(Self { resampler: Some(resampler), samples })
    }

    /// Samples that [`Stream::block`] takes.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.samples
    }

    /// The next 20 ms; what is too short is followed by silence.
    pub fn block(&mut self, pcm: &[f32]) -> Vec<f32> {
        let mut pcm = pcm.to_vec();
        pcm.resize(self.samples, 0.0);
        let Some(resampler) = self.resampler.as_mut() else { return pcm };
        let input = InterleavedSlice::new(&pcm[..], 1, self.samples).ok();
        // The lengths are fixed at construction; should rubato ever refuse, silence is what a listener can bear.
        input.and_then(|input| Some(resampler.process(&input, None).ok()?.take_data())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(hz: f32, rate_hz: u32, samples: usize) -> Vec<f32> {
        (0..samples).map(|n| 0.5 * (n as f32 * hz / rate_hz as f32 * std::f32::consts::TAU).sin()).collect()
    }

    /// The most that two signals differ, their first and last 20 ms apart.
    fn apart(a: &[f32], b: &[f32], rate_hz: u32) -> f32 {
        let edge = rate_hz as usize / 50;
        let middle = edge..a.len().min(b.len()) - edge;
        a[middle.clone()].iter().zip(&b[middle]).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn keeps_sounds_in_their_place_at_every_rate() {
        for from_hz in [8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000, 7_919] {
            for to_hz in [8_000, 16_000] {
                let out = convert(&sine(440.0, from_hz, from_hz as usize), from_hz, to_hz).unwrap_or_default();
                assert!(out.len().abs_diff(to_hz as usize) <= 1, "{from_hz} to {to_hz}: {}", out.len());
                let truth = sine(440.0, to_hz, out.len());
                assert!(apart(&out, &truth, to_hz) < 0.005, "{from_hz} to {to_hz}: {}", apart(&out, &truth, to_hz));
                // The twin: one sample of delay would be seen.
                assert!(apart(&out[1..], &truth, to_hz) > 0.05);
            }
        }
    }

    #[test]
    fn does_not_fold_what_the_lower_rate_cannot_hold() {
        let high = convert(&sine(6_000.0, 16_000, 16_000), 16_000, 8_000).unwrap_or_default();
        assert!(high[400..7_600].iter().all(|sample| sample.abs() < 0.001));
    }

    #[test]
    fn names_the_rate_that_cannot_be() {
        for rate_hz in [0, 1, 3_999, 384_001, u32::MAX] {
            assert_eq!(convert(&[0.0; 10], rate_hz, 16_000), Err(Error::Rate { rate_hz }));
        }
        assert_eq!(convert(&[], 8_000, 16_000), Ok(vec![]));
    }

    #[test]
    fn takes_the_mean_of_channels() {
        assert_eq!(to_mono(&[1.0, 0.0, 0.5, 0.5, 9.0], 2), vec![0.5, 0.5]);
        assert_eq!(to_mono(&[1.0], 0), vec![1.0]);
        assert_eq!(to_16khz_mono(&[0.25; 96_000], 2, 48_000).map(|pcm| pcm.len()), Ok(16_000));
    }

    #[test]
    fn doubles_frame_by_frame_with_the_delay_it_tells() {
        let line: Vec<i16> = level::to_i16(&sine(440.0, 8_000, 8_000));
        let mut doubler = Doubler::default();
        let out: Vec<i16> = line
            .chunks_exact(FRAME_SAMPLES)
            .flat_map(|chunk| doubler.frame(chunk.try_into().unwrap_or(&[0; FRAME_SAMPLES]), 1.0))
            .collect();
        let late = Doubler::DELAY_MS as usize * 16;
        let truth = sine(440.0, 16_000, 16_000);
        assert!(apart(&level::to_f32(&out[late..]), &truth[..16_000 - late], 16_000) < 0.005);
    }

    #[test]
    fn a_stream_goes_on_without_a_seam_at_every_rate_of_a_card() {
        for card_hz in [8_000, 16_000, 32_000, 44_100, 48_000, 96_000] {
            for (from_hz, to_hz) in [(card_hz, 8_000), (8_000, card_hz)] {
                let mut stream = Stream::new(from_hz, to_hz).unwrap();
                let out: Vec<f32> = sine(440.0, from_hz, from_hz as usize)
                    .chunks_exact(stream.samples())
                    .flat_map(|block| stream.block(block))
                    .collect();
                assert_eq!(out.len(), to_hz as usize, "{from_hz} to {to_hz}");
                let late = if from_hz == to_hz { 0 } else { Stream::DELAY_MS as usize * to_hz as usize / 1_000 };
                let truth = sine(440.0, to_hz, to_hz as usize);
                let apart = apart(&out[late..], &truth[..truth.len() - late], to_hz);
                assert!(apart < 0.005, "{from_hz} to {to_hz}: {apart}");
            }
        }
        assert!(Stream::new(11_025, 8_000).is_err(), "20 ms of it are no whole number of samples");
    }
}
