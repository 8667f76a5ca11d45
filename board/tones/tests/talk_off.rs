//! Detectors of the line scored on what is no key, no busy tone and no number: speech, music, hold tones; and on what is,
//! in noise. CI hears some minutes; `HUISCLOS_SPEECH=FILE` (16-bit samples of 8 kHz, any length) and `HUISCLOS_HOURS=1` are the
//! long form.

use huisclos_audio::dtmf::DtmfDetector;
use huisclos_audio::progress::{LineTone, ProgressDetector};
use huisclos_audio::tones::{Cadence, KEYS, ProgressTone, key, sines};
use huisclos_audio::{FRAME_SAMPLES, alaw, level};
use huisclos_tones::CallerIdReceiver;
use std::path::Path;

/// What the detectors made of some sound.
#[derive(Debug, Default, PartialEq)]
struct Heard {
    keys: String,
    busy: u32,
    numbers: u32,
    seconds: f32,
}

fn heard(pcm: impl Iterator<Item = i16>) -> Heard {
    let (mut keys, mut tones, mut numbers) =
        (DtmfDetector::default(), ProgressDetector::default(), CallerIdReceiver::default());
    let mut heard = Heard::default();
    let mut frame = [0i16; FRAME_SAMPLES];
    let mut filled = 0;
    for sample in pcm {
        frame[filled] = sample;
        filled += 1;
        if filled == FRAME_SAMPLES {
            filled = 0;
            let frame = alaw::decode_frame(&alaw::encode_frame(&frame));
            heard.keys.extend(keys.frame(&frame).pressed);
            heard.busy += u32::from(tones.frame(&frame).recognised == Some(LineTone::Busy));
            heard.numbers += u32::from(matches!(numbers.hear(&frame), Some(Ok(_))));
            heard.seconds += 0.02;
        }
    }
    heard
}

/// Nothing of all that may have been heard.
fn nothing(what: &str, heard: &Heard) {
    println!(
        "{what}: {:.0} s, keys {:?}, busy tones {}, numbers {}",
        heard.seconds, heard.keys, heard.busy, heard.numbers
    );
    assert!(heard.keys.is_empty() && heard.busy == 0 && heard.numbers == 0, "{what}: {heard:?}");
}

/// Hours of music and hold tones: 0.05 in CI.
fn hours() -> f32 {
    std::env::var("HUISCLOS_HOURS").ok().and_then(|hours| hours.parse().ok()).unwrap_or(0.05)
}

/// Samples of a WAV file of 16 bits, without its header.
fn samples(bytes: &[u8]) -> Vec<i16> {
    let at = bytes.windows(4).position(|word| word == b"data").map_or(0, |at| at + 8);
    bytes[at..].chunks_exact(2).map(|two| i16::from_le_bytes([two[0], two[1]])).collect()
}

#[test]
fn speech_presses_no_key_and_is_no_busy_tone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map(Path::to_path_buf).unwrap_or_default();
    let mut all = Vec::new();
    for folder in ["tests/recordings", "firmware/appliance/demo"] {
        let files = std::fs::read_dir(root.join(folder)).into_iter().flatten().flatten().map(|entry| entry.path());
        let wavs = files.filter(|path| path.extension().is_some_and(|e| e == "wav"));
        wavs.for_each(|path| all.extend(samples(&std::fs::read(path).unwrap_or_default())));
    }
    // The same voices at several pitches and levels: what talk-off depends on.
    for (step, gain) in [(1.0, 1.0), (0.85, 2.0), (1.15, 0.5), (1.3, 1.0), (0.7, 1.0)] {
        let count = (all.len() as f32 / step) as usize;
        let varied =
            (0..count).map(|n| (f32::from(all[(n as f32 * step) as usize]) * gain).clamp(-32768.0, 32767.0) as i16);
        nothing(&format!("speech at {step} of its pitch"), &heard(varied));
    }
    assert!(all.len() > 8_000 * 60, "the recordings are missing");
    if let Some(file) = std::env::var_os("HUISCLOS_SPEECH") {
        nothing("speech, long form", &heard(samples(&std::fs::read(file).unwrap_or_default()).into_iter()));
    }
}

/// A generator of made-up choices.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % sides
    }
}

/// Hold music of a cheap box: one pure note or two at a time, 440 Hz among them, in every rhythm but that of a busy tone.
/// Two pure notes may be a key's own (F5 and E6 are those of the 2 within 1.5 %): held alone, between two rests, no detector
/// tells them from it. Four an hour are allowed; 82 were heard when neighbours, level and pitch were not looked at.
#[test]
fn music_is_no_busy_tone() {
    const NOTES_HZ: [f32; 15] =
        [261.6, 293.7, 329.6, 349.2, 392.0, 440.0, 493.9, 523.3, 587.3, 659.3, 698.5, 784.0, 880.0, 1_046.5, 1_318.5];
    let mut dice = Dice(7);
    let mut all = Vec::new();
    while (all.len() as f32) < hours() * 3_600.0 * 8_000.0 {
        let beat_ms = 90 + dice.roll(12) * 25;
        for _ in 0..16 + dice.roll(32) {
            let ms = (beat_ms * [1, 1, 2, 3][dice.roll(4)]) as u64;
            let notes: Vec<f32> = (0..1 + dice.roll(2)).map(|_| NOTES_HZ[dice.roll(NOTES_HZ.len())]).collect();
            let mut pcm = sines(&notes, -18.0, ms);
            // Plucked, as a music box's are, or held.
            if dice.roll(2) == 0 {
                let long = pcm.len() as f32;
                pcm.iter_mut().enumerate().for_each(|(n, s)| *s = (f32::from(*s) * (1.0 - n as f32 / long)) as i16);
            }
            all.extend(pcm);
            if dice.roll(5) == 0 {
                all.extend(sines(&[], 0.0, beat_ms as u64));
            }
        }
    }
    let heard = heard(all.into_iter());
    nothing("music", &Heard { keys: String::new(), ..heard });
    println!("music: {} keys of two pure notes", heard.keys.len());
    assert!(heard.keys.len() as f32 <= (4.0 * hours()).max(1.0), "{}", heard.keys);
}

/// Tones that are heard while somebody is there: call waiting, a hold beep, dial tone's neighbours, ringback of a transfer.
#[test]
fn hold_tones_are_no_busy_tone() {
    let holds: [(f32, u64, u64); 8] = [
        (440.0, 300, 10_000),
        (440.0, 1_500, 3_500),
        (440.0, 1_000, 4_000),
        (440.0, 200, 5_000),
        (440.0, 100, 900),
        (425.0, 150, 150),
        (880.0, 500, 500),
        (440.0, 750, 750),
    ];
    let seconds = hours() * 3_600.0 / holds.len() as f32;
    for (hz, on_ms, off_ms) in holds {
        let turns = (seconds * 1_000.0 / (on_ms + off_ms) as f32) as usize + 3;
        let one = [sines(&[hz], -18.0, on_ms), sines(&[], 0.0, off_ms)].concat();
        nothing(&format!("{hz} Hz {on_ms}/{off_ms}"), &heard((0..turns).flat_map(|_| one.iter().copied())));
    }
}

/// Noise of this level, the same each time.
fn noise(dbm0: f32, samples: usize) -> Vec<i16> {
    let mut dice = Dice(11);
    let rms = level::rms_at(dbm0);
    let mut one = || dice.roll(1 << 20) as f32 / (1 << 20) as f32 - 0.5;
    (0..samples).map(|_| ((one() + one() + one() + one()) * rms * 3f32.sqrt()) as i16).collect()
}

fn mixed(tone: &[i16], noise_dbm0: f32) -> impl Iterator<Item = i16> {
    let noise = noise(noise_dbm0, tone.len());
    tone.iter().zip(noise).map(|(a, b)| a.saturating_add(b)).collect::<Vec<_>>().into_iter()
}

#[test]
fn busy_tones_are_heard_within_four_seconds_and_three_bursts() {
    for (cadence, within_ms) in [(Cadence::Busy, 3_200), (Cadence::Congestion, 1_700)] {
        for (dbm0, noise_dbm0) in [(-10.0, -60.0), (-20.0, -40.0), (-30.0, -45.0)] {
            let mut tone = ProgressTone::new(cadence, dbm0);
            let pcm: Vec<i16> = (0..within_ms / 20).flat_map(|_| tone.pcm()).collect();
            let heard = heard(mixed(&pcm, noise_dbm0));
            assert_eq!(heard.busy, 1, "{cadence:?} at {dbm0} dBm0 in {noise_dbm0}: {heard:?}");
        }
    }
}

/// Keys of 50 ms at every level a line leaves, in noise: how many of all are heard, and none wrong.
#[test]
fn keys_are_heard_in_noise() {
    let all: Vec<char> = KEYS.concat().into_iter().collect();
    for (dbm0, noise_dbm0, least) in
        [(-7.0, -50.0, 1.0), (-20.0, -45.0, 1.0), (-27.0, -50.0, 0.99), (-15.0, -32.0, 0.97)]
    {
        let mut pcm: Vec<i16> = (0..400)
            .flat_map(|n| {
                let tones = key(all[n % all.len()], dbm0, 50).unwrap_or_default();
                [sines(&[], 0.0, 55 + (n % 13) as u64), tones].concat()
            })
            .collect();
        // A key is told when it has ended.
        pcm.extend(sines(&[], 0.0, 100));
        let heard = heard(mixed(&pcm, noise_dbm0));
        let expect: String = (0..400).map(|n| all[n % all.len()]).collect();
        // Each heard key in its order: a wrong one would break it.
        let mut rest = expect.chars();
        let in_order = heard.keys.chars().all(|key| rest.any(|other| other == key));
        let share = heard.keys.len() as f32 / 400.0;
        println!("keys at {dbm0} dBm0 in {noise_dbm0} dBm0: {:.1} %", share * 100.0);
        assert!(in_order && share >= least, "{dbm0} dBm0 in {noise_dbm0}: {share} {}", heard.keys);
    }
}
