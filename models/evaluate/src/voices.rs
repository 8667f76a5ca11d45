//! Synthetic speakers: those that were trained on, variants left out of every training, and an engine left out of it.
//!
//! The engines are separate programs; the text goes through standard input or a file in memory, never to disk. Kokoro
//! (`models/training/speech/kokoro.py`) speaks where `KOKORO` names its folder and `PYTHON` a Python with onnxruntime.

use crate::speech::root;
use std::io::Write;
use std::process::{Command, Stdio};

/// Who speaks.
#[derive(Clone, Copy, Debug)]
pub struct Speaker {
    /// Its group in the table.
    pub group: &'static str,
    /// espeak-ng's voice, or `pico`.
    pub voice: &'static str,
    /// Words a minute (espeak-ng).
    pub rate: u32,
}

/// The held-out variants are those of `models/training/speech` (never trained on); mbrola's voices are non-commercial and
/// are only ever listened to for measuring.
pub const SPEAKERS: &[Speaker] = &[
    Speaker { group: "seen: pico", voice: "pico", rate: 0 },
    Speaker { group: "seen: espeak variants", voice: "fr-fr+f2", rate: 160 },
    Speaker { group: "seen: espeak variants", voice: "fr-be+m3", rate: 150 },
    Speaker { group: "unseen: espeak variants", voice: "fr-fr+Alicia", rate: 160 },
    Speaker { group: "unseen: espeak variants", voice: "fr-fr+zac", rate: 150 },
    Speaker { group: "unseen: espeak variants", voice: "fr-fr+linda", rate: 165 },
    Speaker { group: "seen: kokoro", voice: "kokoro-ff_siwis", rate: 0 },
    Speaker { group: "unseen: kokoro speakers", voice: "kokoro-am_michael", rate: 0 },
    Speaker { group: "unseen: kokoro speakers", voice: "kokoro-bf_emma", rate: 0 },
    Speaker { group: "unseen engine: mbrola", voice: "mb-fr1", rate: 150 },
    Speaker { group: "unseen engine: mbrola", voice: "mb-fr4", rate: 150 },
];

/// A sentence as samples with their rate; `None` where the engine or the voice is not installed.
pub fn speak(speaker: &Speaker, text: &str) -> Option<(Vec<f32>, u32)> {
    let wav = match speaker.voice.split_once('-') {
        Some(("kokoro", who)) => kokoro(who, text)?,
        _ if speaker.voice == "pico" => pico(text)?,
        _ => espeak(speaker, text)?,
    };
    // espeak-ng writes to a pipe with a length it does not know: everything after the header counts.
    let rate = u32::from_le_bytes(wav.get(24..28)?.try_into().ok()?);
    let samples =
        wav.get(44..)?.chunks_exact(2).map(|b| f32::from(i16::from_le_bytes([b[0], b[1]])) / 32768.0).collect();
    Some((samples, rate))
}

fn espeak(speaker: &Speaker, text: &str) -> Option<Vec<u8>> {
    let rate = speaker.rate.to_string();
    piped(Command::new("espeak-ng").args(["--stdout", "--stdin", "-v", speaker.voice, "-s", &rate]), text)
}

fn kokoro(who: &str, text: &str) -> Option<Vec<u8>> {
    std::env::var_os("KOKORO")?;
    let python = std::env::var_os("PYTHON").unwrap_or("python3".into());
    piped(Command::new(python).arg(root().join("models/training/speech/kokoro.py")).args(["--say", who]), text)
}

/// What a program writes of the text that it is given.
fn piped(command: &mut Command, text: &str) -> Option<Vec<u8>> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    child.stdin.take()?.write_all(text.as_bytes()).ok()?;
    let out = child.wait_with_output().ok()?;
    (out.status.success() && out.stdout.len() > 1_000).then_some(out.stdout)
}

fn pico(text: &str) -> Option<Vec<u8>> {
    // pico2wave knows no pipe; /dev/shm is memory.
    let path = format!("/dev/shm/huisclos-evaluate-{}.wav", std::process::id());
    let done = Command::new("pico2wave").args(["-l", "fr-FR", "-w", &path, "--", text]).status().ok()?;
    let wav = std::fs::read(&path).ok();
    let _ = std::fs::remove_file(&path);
    wav.filter(|_| done.success())
}
