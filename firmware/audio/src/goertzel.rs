//! One frequency of a block of samples.

use std::f32::consts::TAU;

use crate::LINE_HZ;

/// One frequency of one block.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bin {
    /// Real and imaginary part, phase counted from the block's first sample.
    pub re: f32,
    /// See `re`.
    pub im: f32,
    samples: usize,
}

impl Bin {
    /// Measures one frequency in a block, by Goertzel's recurrence.
    pub fn of(pcm: &[f32], hz: f32) -> Self {
        let omega = TAU * hz / LINE_HZ as f32;
        let coefficient = 2.0 * omega.cos();
        let (mut last, mut before) = (0.0f32, 0.0f32);
        for sample in pcm {
            (last, before) = (sample + coefficient * last - before, last);
        }
        // The recurrence leaves the phase at the last sample; it is turned back to the first.
        let (re, im) = (last - before * omega.cos(), before * omega.sin());
        let back = omega * pcm.len().saturating_sub(1) as f32;
        let (cos, sin) = (back.cos(), back.sin());
        Self { re: re * cos + im * sin, im: im * cos - re * sin, samples: pcm.len() }
    }

    /// Mean square of the sine at this frequency.
    pub fn power(self) -> f32 {
        let n = self.samples.max(1) as f32;
        2.0 * (self.re * self.re + self.im * self.im) / (n * n)
    }

    /// Phase in radians.
    pub fn phase(self) -> f32 {
        self.im.atan2(self.re)
    }
}

/// Mean square of a block.
pub fn mean_square(pcm: &[f32]) -> f32 {
    pcm.iter().map(|s| s * s).sum::<f32>() / pcm.len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_power_and_phase_of_a_sine() {
        for (hz, start) in [(440.0, 0.0), (697.0, 1.0), (1633.0, -2.0)] {
            let sine: Vec<f32> = (0..800).map(|n| 1000.0 * (TAU * hz * n as f32 / 8000.0 + start).cos()).collect();
            let bin = Bin::of(&sine, hz);
            assert!((bin.power() / 500_000.0 - 1.0).abs() < 0.02, "{hz} Hz: {}", bin.power());
            assert!((bin.phase() - start).abs() < 0.02, "{hz} Hz: {}", bin.phase());
            assert!(Bin::of(&sine, hz + 100.0).power() < 1_000.0);
        }
    }
}
