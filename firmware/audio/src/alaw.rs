//! G.711 A-law, exact to the tables of the ITU.
//!
//! The code is that of `audio-codec-algorithms`, which tests itself against the reference values of G.191 for all 65536
//! inputs; the tests here hold it to a second, independent statement of the standard.

use crate::FRAME_SAMPLES;

/// What A-law calls silence (+0 with the even bits inverted).
pub const SILENCE: u8 = 0xD5;

/// One A-law byte as a 16-bit sample (full scale ±32256).
#[must_use]
pub fn decode_sample(byte: u8) -> i16 {
    audio_codec_algorithms::decode_alaw(byte)
}

/// One 16-bit sample as an A-law byte.
#[must_use]
pub fn encode_sample(sample: i16) -> u8 {
    audio_codec_algorithms::encode_alaw(sample)
}

/// A frame of 20 ms as 16-bit samples.
#[must_use]
pub fn decode_frame(frame: &[u8; FRAME_SAMPLES]) -> [i16; FRAME_SAMPLES] {
    frame.map(decode_sample)
}

/// 20 ms of 16-bit samples as a frame.
#[must_use]
pub fn encode_frame(pcm: &[i16; FRAME_SAMPLES]) -> [u8; FRAME_SAMPLES] {
    pcm.map(encode_sample)
}

/// Any number of A-law bytes as 16-bit samples.
#[must_use]
pub fn decode(bytes: &[u8]) -> Vec<i16> {
    bytes.iter().map(|byte| decode_sample(*byte)).collect()
}

/// Any number of 16-bit samples as A-law bytes.
#[must_use]
pub fn encode(pcm: &[i16]) -> Vec<u8> {
    pcm.iter().map(|sample| encode_sample(*sample)).collect()
}

/// 16-bit samples cut into frames; the last one is filled with silence.
#[must_use]
pub fn frames(pcm: &[i16]) -> Vec<[u8; FRAME_SAMPLES]> {
    pcm.chunks(FRAME_SAMPLES)
        .map(|chunk| {
            let mut frame = [SILENCE; FRAME_SAMPLES];
            for (byte, sample) in frame.iter_mut().zip(chunk) {
                *byte = encode_sample(*sample);
            }
            frame
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Table 1a/G.711, column 6 to 8: segment ends, step and decoder output of each positive segment, in units of the
    /// 13-bit scale (4096 is full scale); ours are 16 bits wide, eight times that.
    fn decoded_by_the_table(byte: u8) -> i16 {
        let code = byte ^ 0x55;
        let (segment, step) = (i16::from((code >> 4) & 7), i16::from(code & 15));
        let magnitude_13_bits = match segment {
            0 => 2 * step + 1,
            _ => (2 * step + 33) << (segment - 1),
        };
        let sign = if code & 0x80 == 0 { -1 } else { 1 };
        sign * magnitude_13_bits * 8
    }

    #[test]
    fn decodes_every_byte_as_the_standard_says() {
        for byte in 0..=255 {
            assert_eq!(decode_sample(byte), decoded_by_the_table(byte), "byte {byte:#x}");
        }
        // Values quoted in the standard: the character signals of 0 and of full scale.
        assert_eq!((decode_sample(0xD5), decode_sample(0x55)), (8, -8));
        assert_eq!((decode_sample(0xAA), decode_sample(0x2A)), (32256, -32256));
    }

    #[test]
    fn encodes_every_sample_to_the_nearest_of_its_step() {
        for byte in 0..=255 {
            assert_eq!(encode_sample(decode_sample(byte)), byte, "byte {byte:#x} comes back as itself");
        }
        for sample in i16::MIN..=i16::MAX {
            let back = i32::from(decode_sample(encode_sample(sample)));
            let error = (back - i32::from(sample)).abs();
            // Half a step of the segment: 1/32 of the magnitude, at least half of 16, and the clipped top.
            let half_step = (i32::from(sample).abs() / 32).max(8) + 1;
            let top = i32::from(sample).abs() > 32256;
            assert!(error <= if top { 512 } else { half_step }, "{sample} came back as {back}");
        }
    }

    #[test]
    fn cuts_into_frames_and_fills_the_last() {
        let cut = frames(&[1000; FRAME_SAMPLES + 1]);
        assert_eq!(cut.len(), 2);
        assert_eq!(cut[1][0], encode_sample(1000));
        assert_eq!(cut[1][1], SILENCE);
        assert_eq!(frames(&[]).len(), 0);
    }
}
