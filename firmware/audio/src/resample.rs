//! From one sample rate to another, through rubato; the delay of its filter is taken off.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler};

use crate::Error;

/// Recordings exist between these rates; beyond, the file is damaged.
const RATES_HZ: std::ops::RangeInclusive<u32> = 4_000..=384_000;

/// Input samples that the resampler takes at once: long enough for a steep filter, short enough for a short file.
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
    let mut resampler = Fft::<f32>::new(from_hz as usize, to_hz as usize, CHUNK_SAMPLES, 1, FixedSync::Both)
        .map_err(|error| failed(error.to_string()))?;
    let input = InterleavedSlice::new(pcm, 1, pcm.len()).map_err(|error| failed(error.to_string()))?;
    let output = resampler.process_all(&input, pcm.len(), None).map_err(|error| failed(error.to_string()))?;
    Ok(output.take_data())
}

/// Any rate and any number of interleaved channels to the 16 kHz mono that recognisers want.
///
/// # Errors
/// A rate that no recording has.
pub fn to_16khz_mono(interleaved: &[f32], channels: usize, from_hz: u32) -> Result<Vec<f32>, Error> {
    convert(&to_mono(interleaved, channels), from_hz, crate::RECOGNISER_HZ)
}

/// The mean of the channels; a half frame at the end is dropped.
#[must_use]
pub fn to_mono(interleaved: &[f32], channels: usize) -> Vec<f32> {
    let channels = channels.max(1);
    interleaved.chunks_exact(channels).map(|frame| frame.iter().sum::<f32>() / channels as f32).collect()
}
