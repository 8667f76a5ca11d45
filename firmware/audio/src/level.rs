//! How loud: in dBm0, the unit of telephone levels.

/// RMS of a sine at 0 dBm0 in 16-bit samples: G.711 A-law overloads at +3.14 dBm0, a sine whose peak is 32768.
const RMS_0_DBM0: f32 = 32768.0 / std::f32::consts::SQRT_2 / 1.435_5;

/// What is said of a signal without any energy.
pub const FLOOR_DBM0: f32 = -90.0;

/// Level of some samples in dBm0; [`FLOOR_DBM0`] for none or for silence.
#[must_use]
pub fn dbm0(pcm: &[i16]) -> f32 {
    energy_dbm0(mean_square(pcm))
}

/// Level in dBm0 of a mean square of 16-bit samples.
#[must_use]
pub fn energy_dbm0(mean_square: f32) -> f32 {
    if mean_square.is_nan() || mean_square <= 0.0 {
        return FLOOR_DBM0;
    }
    (10.0 * (mean_square / (RMS_0_DBM0 * RMS_0_DBM0)).log10()).max(FLOOR_DBM0)
}

/// Peak of a sine at this level, in 16-bit samples (above +3.14 dBm0 it clips).
#[must_use]
pub fn sine_peak(dbm0: f32) -> f32 {
    RMS_0_DBM0 * std::f32::consts::SQRT_2 * 10f32.powf(dbm0 / 20.0)
}

/// RMS of a signal at this level, in 16-bit samples.
#[must_use]
pub fn rms_at(dbm0: f32) -> f32 {
    RMS_0_DBM0 * 10f32.powf(dbm0 / 20.0)
}

/// A ratio of amplitudes for a gain in dB.
#[must_use]
pub fn ratio(gain_db: f32) -> f32 {
    10f32.powf(gain_db / 20.0)
}

/// Mean square of some samples after their mean (DC) is taken off; 0 for none.
#[must_use]
pub fn mean_square(pcm: &[i16]) -> f32 {
    if pcm.is_empty() {
        return 0.0;
    }
    let mean = dc(pcm);
    let sum: f64 = pcm.iter().map(|s| f64::from(*s) - f64::from(mean)).map(|s| s * s).sum();
    (sum / pcm.len() as f64) as f32
}

/// Mean of some samples; a line card with an offset shows it here. 0 for none.
#[must_use]
pub fn dc(pcm: &[i16]) -> f32 {
    if pcm.is_empty() {
        return 0.0;
    }
    (pcm.iter().map(|s| f64::from(*s)).sum::<f64>() / pcm.len() as f64) as f32
}

/// Samples of full scale 1.0 as 16-bit samples, clipped.
#[must_use]
pub fn to_i16(pcm: &[f32]) -> Vec<i16> {
    pcm.iter().map(|s| (s * 32768.0).round().clamp(-32768.0, 32767.0) as i16).collect()
}

/// 16-bit samples as samples of full scale 1.0.
#[must_use]
pub fn to_f32(pcm: &[i16]) -> Vec<f32> {
    pcm.iter().map(|s| f32::from(*s) / 32768.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(peak: f32, offset: f32) -> Vec<i16> {
        (0..8000).map(|n| (offset + peak * (n as f32 * 0.79).sin()).round() as i16).collect()
    }

    #[test]
    #[expect(clippy::approx_constant, reason = "G.711 says 3.14 dBm0")]
    fn agrees_with_the_standard_on_the_overload_point_and_on_0_dbm0() {
        assert!((dbm0(&sine(32767.0, 0.0)) - 3.14).abs() < 0.02);
        assert!((dbm0(&sine(sine_peak(-20.0), 0.0)) + 20.0).abs() < 0.02);
        // G.711 table 5: this sequence of A-law characters is a sine of 1 kHz at 0 dBm0.
        let sequence = [0x34, 0x21, 0x21, 0x34, 0xB4, 0xA1, 0xA1, 0xB4];
        assert!(dbm0(&crate::alaw::decode(&sequence)).abs() < 0.05);
    }

    #[test]
    fn an_offset_is_seen_and_is_not_loudness() {
        let pcm = sine(sine_peak(-30.0), 500.0);
        assert!((dc(&pcm) - 500.0).abs() < 1.0);
        assert!((dbm0(&pcm) + 30.0).abs() < 0.1);
        assert_eq!(dbm0(&[]), FLOOR_DBM0);
        assert_eq!(dbm0(&[0; 160]), FLOOR_DBM0);
    }

    #[test]
    fn clips_rather_than_wraps() {
        assert_eq!(to_i16(&[2.0, -2.0, 0.0, f32::NAN]), vec![32767, -32768, 0, 0]);
    }
}
