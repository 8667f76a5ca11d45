//! Recordings, noises and calls for the tests of the ear.
#![allow(dead_code, clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use huisclos_audio::alaw::{self, SILENCE};
use huisclos_audio::{Ear, EarFact, FRAME_SAMPLES, level};

pub const QUIET: [u8; FRAME_SAMPLES] = [SILENCE; FRAME_SAMPLES];

/// Every recording of a caller, 8 kHz telephone speech, by file name.
pub fn recordings() -> Vec<(String, Vec<i16>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/recordings");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "wav"))
        .collect();
    files.sort();
    let all: Vec<_> =
        files.iter().map(|path| (path.file_name().unwrap().to_string_lossy().into(), wav(path))).collect();
    assert!(all.len() >= 10, "recordings are missing in {}", folder.display());
    all
}

pub fn recording(name: &str) -> Vec<i16> {
    recordings().into_iter().find(|(file, _)| file == name).unwrap_or_else(|| panic!("no recording {name}")).1
}

fn wav(path: &Path) -> Vec<i16> {
    let mut reader = hound::WavReader::open(path).unwrap();
    assert_eq!((reader.spec().sample_rate, reader.spec().channels), (8_000, 1), "{}", path.display());
    reader.samples::<i16>().map(|sample| sample.unwrap()).collect()
}

/// The loud part of a recording, from its first to its last 10 ms within 14 dB of the loudest, at a level, faded over 5 ms
/// at both ends: the truth of where speech begins and ends is then exact.
pub fn spoken(pcm: &[i16], dbm0: f32) -> Vec<f32> {
    let levels: Vec<f32> = pcm.chunks(80).map(level::dbm0).collect();
    let loudest = levels.iter().copied().fold(f32::MIN, f32::max);
    let first = levels.iter().position(|l| *l > loudest - 14.0).unwrap() * 80;
    let last = ((levels.iter().rposition(|l| *l > loudest - 14.0).unwrap() + 1) * 80).min(pcm.len());
    let part = &pcm[first..last];
    let gain = level::ratio(dbm0 - level::dbm0(part));
    let fade = |n: usize| (n.min(part.len() - 1 - n) as f32 / 40.0).min(1.0);
    part.iter().enumerate().map(|(n, s)| f32::from(*s) * gain * fade(n)).collect()
}

/// Repeatable noise.
pub struct Noise(u64);

impl Noise {
    pub fn new() -> Self {
        Self(0x1234_5678_9ABC_DEF1)
    }

    pub fn next(&mut self) -> f32 {
        (0..4).map(|_| self.uniform()).sum::<f32>() * 3f32.sqrt()
    }

    fn uniform(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / (1u64 << 24) as f32 - 0.5
    }

    pub fn white(samples: usize, dbm0: f32) -> Vec<f32> {
        let (mut noise, rms) = (Self::new(), level::rms_at(dbm0));
        (0..samples).map(|_| noise.next() * rms).collect()
    }

    /// As streets and rooms sound: 3 dB less per octave (Kellet's filter).
    pub fn pink(samples: usize, dbm0: f32) -> Vec<f32> {
        let (mut noise, mut a, mut b, mut c) = (Self::new(), 0.0f32, 0.0f32, 0.0f32);
        let pcm = (0..samples).map(|_| {
            let white = noise.next();
            a = 0.997_65 * a + white * 0.099_046;
            b = 0.963 * b + white * 0.296_516_4;
            c = 0.57 * c + white * 1.052_691_3;
            a + b + c + white * 0.184_8
        });
        scaled(pcm.collect(), dbm0)
    }

    /// The mains in the line, with harmonics.
    pub fn hum(samples: usize, dbm0: f32) -> Vec<f32> {
        let wave = |n: usize, hz: f32| (n as f32 * hz / 8000.0 * std::f32::consts::TAU).sin();
        let pcm = (0..samples).map(|n| wave(n, 50.0) + 0.6 * wave(n, 150.0) + 0.3 * wave(n, 250.0));
        scaled(pcm.collect(), dbm0)
    }
}

fn scaled(pcm: Vec<f32>, dbm0: f32) -> Vec<f32> {
    let rms = (pcm.iter().map(|s| s * s).sum::<f32>() / pcm.len().max(1) as f32).sqrt();
    pcm.iter().map(|s| s / rms * level::rms_at(dbm0)).collect()
}

/// Sounds laid over each other, each at its place, cut into frames.
pub fn frames(seconds: f32, sounds: &[(usize, &[f32])]) -> Vec<[u8; FRAME_SAMPLES]> {
    let mut sum = vec![0f32; (seconds * 8000.0) as usize];
    for (at_ms, sound) in sounds {
        for (total, sample) in sum[at_ms * 8..].iter_mut().zip(sound.iter()) {
            *total += sample;
        }
    }
    let pcm: Vec<i16> = sum.iter().map(|s| s.round().clamp(-32768.0, 32767.0) as i16).collect();
    alaw::frames(&pcm)
}

/// All that the ear tells of some frames while the box is silent; `listen` is called again whenever it stopped listening.
pub fn hear(ear: &mut Ear, frames: &[[u8; FRAME_SAMPLES]], listen: impl Fn(&mut Ear)) -> Vec<EarFact> {
    let mut facts = Vec::new();
    for frame in frames {
        if !ear.listening() {
            listen(ear);
        }
        facts.extend(ear.frame(frame, &QUIET));
    }
    facts
}

/// Start and end of every turn.
pub fn turns(facts: &[EarFact]) -> Vec<(u64, u64)> {
    let ended = |fact: &EarFact| match fact {
        EarFact::TurnEnded { turn, .. } => Some((turn.speech_start_ms, turn.speech_end_ms)),
        _ => None,
    };
    facts.iter().filter_map(ended).collect()
}
