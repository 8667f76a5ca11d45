//! A card's samples and the line's frames: rate, channels, A-law. Pure.

use huisclos_audio::resample::Stream;
use huisclos_audio::{FRAME_SAMPLES, LINE_HZ, alaw, level};
use huisclos_ports::Frame;

/// Rates asked of a card, best first: what hardware really runs at before what its driver would convert, badly.
pub const RATES_HZ: [u32; 6] = [48_000, 44_100, 32_000, 16_000, 96_000, 8_000];

/// From the card to the line.
pub struct Down(Stream);

impl Down {
    /// From a card at that rate.
    ///
    /// # Errors
    /// No rate of a card.
    pub fn new(card_hz: u32) -> Result<Self, huisclos_audio::Error> {
        Stream::new(card_hz, LINE_HZ).map(Self)
    }

    /// Samples of 20 ms.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.0.samples()
    }

    /// 20 ms, mono, full scale 1.
    pub fn frame(&mut self, mono: &[f32]) -> Frame {
        let mut pcm = level::to_i16(&self.0.block(mono));
        pcm.resize(FRAME_SAMPLES, 0);
        alaw::encode_frame(&std::array::from_fn(|n| pcm[n]))
    }
}

/// From the line to the card.
pub struct Up(Stream, usize);

impl Up {
    /// To a card at that rate.
    ///
    /// # Errors
    /// No rate of a card.
    pub fn new(card_hz: u32) -> Result<Self, huisclos_audio::Error> {
        Ok(Self(Stream::new(LINE_HZ, card_hz)?, card_hz as usize / 50))
    }

    /// Samples of 20 ms.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.1
    }

    /// 20 ms, mono, full scale 1.
    pub fn frame(&mut self, frame: &Frame) -> Vec<f32> {
        let mut pcm = self.0.block(&level::to_f32(&alaw::decode_frame(frame)));
        pcm.resize(self.1, 0.0);
        pcm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tone goes to a card and comes back: as loud, at every rate.
    #[test]
    fn there_and_back_a_voice_is_as_loud() {
        for hz in RATES_HZ {
            let (mut up, mut down) = (Up::new(hz).unwrap(), Down::new(hz).unwrap());
            assert_eq!((up.samples(), down.samples()), (hz as usize / 50, hz as usize / 50));
            let tone = huisclos_audio::tones::sines(&[1_000.0], -10.0, 1_000);
            let heard: Vec<i16> = alaw::frames(&tone)
                .iter()
                .flat_map(|frame| {
                    let card = up.frame(frame);
                    alaw::decode_frame(&down.frame(&card))
                })
                .collect();
            let loud = level::dbm0(&heard[1_600..]);
            assert!((loud + 10.0).abs() < 0.3, "{hz}: {loud} dBm0");
        }
    }
}
