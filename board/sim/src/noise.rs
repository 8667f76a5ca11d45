//! Line noise, the same at every run.

use huisclos_audio::{FRAME_SAMPLES, level};

/// White noise at a level.
#[derive(Clone, Debug)]
pub struct Noise {
    rms: f32,
    state: u64,
}

impl Noise {
    /// White noise at this level in dBm0.
    pub fn new(dbm0: f32) -> Self {
        Self { rms: level::rms_at(dbm0), state: 0x9E37_79B9_7F4A_7C15 }
    }

    /// The next 20 ms.
    pub fn pcm(&mut self) -> [i16; FRAME_SAMPLES] {
        std::array::from_fn(|_| {
            // A sum of four uniform values is near enough to a bell, and its variance is 4/12.
            let sum: f32 = (0..4).map(|_| self.uniform()).sum();
            (sum * self.rms * 3f32.sqrt()).round().clamp(-32768.0, 32767.0) as i16
        })
    }

    /// Uniform in -0.5..0.5, by xorshift64*: repeatable, which is what a simulation wants of noise.
    fn uniform(&mut self) -> f32 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let bits = self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 40;
        bits as f32 / (1u64 << 24) as f32 - 0.5
    }
}
