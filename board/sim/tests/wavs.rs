//! WAV files of every kind, and what is not one.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use hound::{SampleFormat, WavSpec, WavWriter};
use huisclos_board_sim::wav;

/// A folder of this test alone, emptied when it is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("huisclos-wav-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Half a second of 440 Hz at half of full scale.
fn tone(n: u32, rate_hz: u32) -> f32 {
    0.5 * (n as f32 * 440.0 / rate_hz as f32 * std::f32::consts::TAU).sin()
}

#[test]
fn reads_every_rate_width_and_number_of_channels_alike() {
    let folder = Folder::new("kinds");
    let kinds = [
        (8, SampleFormat::Int),
        (16, SampleFormat::Int),
        (24, SampleFormat::Int),
        (32, SampleFormat::Int),
        (32, SampleFormat::Float),
    ];
    for (bits_per_sample, sample_format) in kinds {
        for sample_rate in [8_000, 16_000, 22_050, 44_100, 48_000] {
            for channels in [1, 2] {
                let path = folder.0.join(format!("{bits_per_sample}-{sample_format:?}-{sample_rate}-{channels}.wav"));
                let spec = WavSpec { channels, sample_rate, bits_per_sample, sample_format };
                let mut writer = WavWriter::create(&path, spec).unwrap();
                for n in 0..sample_rate / 2 {
                    for _ in 0..channels {
                        match sample_format {
                            SampleFormat::Float => writer.write_sample(tone(n, sample_rate)).unwrap(),
                            SampleFormat::Int => {
                                let full_scale = 2f32.powi(i32::from(bits_per_sample) - 1);
                                writer.write_sample((tone(n, sample_rate) * full_scale) as i32).unwrap();
                            }
                        }
                    }
                }
                writer.finalize().unwrap();
                let pcm = wav::read_for_line(&path).unwrap();
                assert!(pcm.len().abs_diff(4_000) <= 1, "{}: {}", path.display(), pcm.len());
                let worst = (200..3_800u32)
                    .map(|n| (f32::from(pcm[n as usize]) / 32768.0 - tone(n, 8_000)).abs())
                    .fold(0.0, f32::max);
                let least = if bits_per_sample == 8 { 0.02 } else { 0.006 };
                assert!(worst < least, "{}: {worst}", path.display());
            }
        }
    }
}

#[test]
fn says_what_is_wrong_which_file_and_what_to_do() {
    let folder = Folder::new("wrong");
    let good = {
        let path = folder.0.join("good.wav");
        let spec = WavSpec { channels: 1, sample_rate: 8_000, bits_per_sample: 16, sample_format: SampleFormat::Int };
        let mut writer = WavWriter::create(&path, spec).unwrap();
        (0..8_000).for_each(|_| writer.write_sample(100i16).unwrap());
        writer.finalize().unwrap();
        std::fs::read(&path).unwrap()
    };
    let mut a_law = good.clone();
    a_law[20] = 6;
    let mut no_rate = good.clone();
    no_rate[24..28].copy_from_slice(&100u32.to_le_bytes());
    no_rate[28..32].copy_from_slice(&200u32.to_le_bytes());
    let mut empty = good[..44].to_vec();
    empty[40..44].copy_from_slice(&0u32.to_le_bytes());
    let cases: [(&str, &[u8], &str); 7] = [
        ("vide.wav", b"", "ffmpeg"),
        ("chanson.mp3", b"ID3\x03 certainly not a wave file at all", "ffmpeg"),
        ("coupé.wav", &good[..good.len() / 2], "ffmpeg"),
        ("entête.wav", &good[..30], "ffmpeg"),
        ("aloi.wav", &a_law, "ffmpeg"),
        ("lent.wav", &no_rate, "384000 Hz"),
        ("muet.wav", &empty, "enregistrez"),
    ];
    for (name, bytes, remedy) in cases {
        let path = folder.file(name, bytes);
        let error = wav::read_for_line(&path).unwrap_err().to_string();
        assert!(error.contains(name) && error.contains(remedy), "{error}");
    }
    let error = wav::read_for_line(&folder.0).unwrap_err().to_string();
    assert!(error.contains("huisclos-wav-wrong"), "a folder: {error}");
}
