//! The telephone: 8 kHz, a level, noise, A-law, and back to 16 kHz.

use huisclos_audio::{LINE_HZ, RECOGNISER_HZ, alaw, resample};

/// Level of the speech on the line, RMS: an ordinary call.
const SPEECH_DBFS: f32 = -24.0;
/// Silence around the words, as the ear leaves it.
const AROUND_MS: usize = 250;

/// What the recogniser hears. `snr_db` none: a clean line (A-law's own noise remains).
pub fn telephone(samples: &[f32], rate_hz: u32, snr_db: Option<f32>, seed: u64) -> Vec<f32> {
    let mut line = resample::convert(samples, rate_hz, LINE_HZ).unwrap_or_default();
    let spoken: Vec<f32> = line.iter().copied().filter(|s| s.abs() > 0.01).collect();
    let rms = (spoken.iter().map(|s| s * s).sum::<f32>() / spoken.len().max(1) as f32).sqrt().max(1e-6);
    let gain = 10f32.powf(SPEECH_DBFS / 20.0) / rms;
    let around = AROUND_MS * LINE_HZ as usize / 1000;
    let mut out = vec![0.0; around];
    out.extend(line.drain(..).map(|s| s * gain));
    out.extend(vec![0.0; around]);
    if let Some(snr_db) = snr_db {
        let noise = 10f32.powf((SPEECH_DBFS - snr_db) / 20.0);
        let mut random = seed | 1;
        for s in &mut out {
            // Twelve uniform numbers make a good enough Gaussian (Irwin-Hall).
            let gauss: f32 = (0..12).map(|_| uniform(&mut random)).sum::<f32>() - 6.0;
            *s += gauss * noise;
        }
    }
    resample::convert(&coded(&out), LINE_HZ, RECOGNISER_HZ).unwrap_or_default()
}

/// Through A-law and back.
pub fn coded(line: &[f32]) -> Vec<f32> {
    line.iter()
        .map(|s| alaw::decode_sample(alaw::encode_sample((s.clamp(-1.0, 1.0) * 32767.0) as i16)))
        .map(|s| f32::from(s) / 32768.0)
        .collect()
}

/// Between 0 and 1.
pub fn uniform(state: &mut u64) -> f32 {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    (state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 40) as f32 / (1u64 << 24) as f32
}
