//! Text written where nobody speaks: an hour of silence, noises and hold music, straight into the recogniser, as if the ear before it
//! had let everything through. Wanted: nothing.

use crate::channel;
use crate::speech::opened;
use huisclos_audio::{LINE_HZ, RECOGNISER_HZ, resample};
use huisclos_whisper::{Hints, Whisper};
use std::f32::consts::TAU;
use std::path::Path;

/// Length of a turn, seconds: what the ear makes of a noise that it takes for speech.
const TURN_S: usize = 6;
/// Debian's hold music (`asterisk-moh-opsound-wav`, CC BY-SA).
const MUSIC: &str = "/usr/share/asterisk/moh";

type Maker = fn(usize, &mut u64) -> f32;

/// By name: a sample of the line for its number, and the random state.
const SOURCES: [(&str, Maker); 6] = [
    ("silence (the line's own steps)", |_, _| 0.0),
    ("hiss at -45 dBFS", |_, r| 0.0056 * noise(r)),
    ("hiss at -25 dBFS", |_, r| 0.056 * noise(r)),
    ("hum of 50 Hz and hiss", |i, r| 0.02 * tone(i, 50.0) + 0.01 * tone(i, 150.0) + 0.004 * noise(r)),
    ("engaged and dial tones", |i, _| if i / 4_000 % 2 == 0 { 0.1 * tone(i, 440.0) } else { 0.0 }),
    ("bursts of hiss, a street", |i, r| if i / 1_300 % 5 == 0 { 0.1 * noise(r) } else { 0.006 * noise(r) }),
];

fn noise(state: &mut u64) -> f32 {
    (0..12).map(|_| channel::uniform(state)).sum::<f32>() - 6.0
}

fn tone(i: usize, hz: f32) -> f32 {
    (TAU * hz * (i % LINE_HZ as usize) as f32 / LINE_HZ as f32).sin()
}

/// Prints the table, `minutes` in all.
pub fn run(model: Option<&Path>, minutes: usize) {
    let whisper = opened(model);
    let music = music();
    let share_s = (minutes * 60 / (SOURCES.len() + usize::from(!music.is_empty()))).max(TURN_S);
    println!("| what is heard | minutes | turns with words | words |");
    println!("|---|---|---|---|");
    let mut state = 0x5EED;
    for (name, maker) in SOURCES {
        let line: Vec<f32> = (0..share_s * LINE_HZ as usize).map(|i| maker(i, &mut state)).collect();
        row(&whisper, name, &line);
    }
    if music.is_empty() {
        println!("| hold music | not installed: `asterisk-moh-opsound-wav` | | |");
    } else {
        let line: Vec<f32> = music.into_iter().cycle().take(share_s * LINE_HZ as usize).collect();
        row(&whisper, "hold music (with singing)", &line);
    }
}

fn row(whisper: &Whisper, name: &str, line: &[f32]) {
    let (mut turns, mut words) = (0, 0);
    for turn in line.chunks(TURN_S * LINE_HZ as usize) {
        let heard: Vec<f32> = channel::coded(turn);
        let heard = resample::convert(&heard, LINE_HZ, RECOGNISER_HZ).unwrap_or_default();
        let said = whisper.transcribe(&heard, &Hints::default()).unwrap_or_default().text;
        turns += usize::from(!said.is_empty());
        words += said.split_whitespace().count();
    }
    println!("| {name} | {:.1} | {turns} | {words} |", line.len() as f32 / LINE_HZ as f32 / 60.0);
}

fn music() -> Vec<f32> {
    let mut files: Vec<_> = std::fs::read_dir(MUSIC).into_iter().flatten().flatten().map(|f| f.path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "wav"));
    files.sort();
    let read = |f: &std::path::PathBuf| hound::WavReader::open(f).ok().map(|r| r.into_samples::<i16>());
    files.iter().filter_map(read).flatten().flatten().map(|s| f32::from(s) / 32768.0).collect()
}
