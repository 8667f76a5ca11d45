//! Word error rate by group of voices and by noise, on sentences no training text holds.

use crate::score::{edits, words};
use crate::voices::{SPEAKERS, speak};
use crate::{channel, sets};
use huisclos_whisper::{Hints, Whisper};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Noises by their name, and how far the voice stands above.
pub const NOISES: [(&str, Option<f32>); 3] = [("clean", None), ("20 dB", Some(20.0)), ("10 dB", Some(10.0))];

/// The repository's folder, where the sentences lie.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The recogniser that is measured.
pub fn opened(model: Option<&Path>) -> Whisper {
    Whisper::locate(model).and_then(|path| Whisper::open(&path)).unwrap_or_else(|e| panic!("{e}"))
}

/// What callers say: the clean sentences of the open test set, without digits.
pub fn callers() -> Vec<String> {
    let lines = sets::read(&root().join("tests/understand/open.jsonl"));
    let whole = |line: &sets::Line| {
        line.is("clean") && words(&line.say).len() >= 3 && !line.say.contains(|c: char| c.is_ascii_digit())
    };
    lines.into_iter().filter(whole).map(|line| line.say).collect()
}

/// Prints the table.
pub fn run(model: Option<&Path>, count: usize) {
    let whisper = opened(model);
    let practice = callers();
    let free = std::fs::read_to_string(root().join("models/training/speech/free.txt")).unwrap_or_default();
    let free: Vec<String> = free.lines().filter(|l| !l.trim().is_empty()).map(str::to_string).collect();
    println!("| sentences | voices | {} |", NOISES.map(|(name, _)| name).join(" | "));
    println!("|---|---|---|---|---|");
    let mut audio_s = 0.0;
    let begin = Instant::now();
    for (name, sentences) in [("of callers (open test set)", &practice), ("free", &free)] {
        let mut table: BTreeMap<&str, [(usize, usize); 3]> = BTreeMap::new();
        for (s, speaker) in SPEAKERS.iter().enumerate() {
            // Every speaker says other sentences, spread over the set.
            let step = (sentences.len() / count).max(1);
            for (i, text) in sentences.iter().skip(s % step).step_by(step).take(count).enumerate() {
                let Some((samples, rate_hz)) = speak(speaker, text) else { continue };
                let reference = words(text);
                for (cell, (_, snr_db)) in table.entry(speaker.group).or_default().iter_mut().zip(NOISES) {
                    let heard = channel::telephone(&samples, rate_hz, snr_db, (s * 1000 + i) as u64);
                    audio_s += heard.len() as f64 / 16_000.0;
                    let heard = whisper.transcribe(&heard, &Hints::default()).map(|t| t.text).unwrap_or_default();
                    cell.0 += edits(&reference, &words(&heard));
                    cell.1 += reference.len();
                }
            }
        }
        for (group, cells) in table {
            let cells = cells.map(|(wrong, all)| format!("{:.1}", 100.0 * wrong as f64 / all.max(1) as f64));
            println!("| {name} | {group} | {} |", cells.join(" | "));
        }
    }
    println!("\n{audio_s:.0} s of audio in {:.0} s, synthesis included", begin.elapsed().as_secs_f64());
}
