//! espeak-ng as a program of its own (its licence, GPL-3.0, stays with it), where Pico is missing.

use crate::{Pace, VoiceError};
use std::io::{Read, Write};
use std::process::{Command, Stdio};

/// Words a minute: espeak-ng's own pace is 175, too quick for a telephone; "slower" as Pico's 80 %.
const WORDS_A_MINUTE: [&str; 2] = ["155", "125"];
/// A sentence is rendered in a tenth of a second; a program that takes longer than this is stuck (seconds, for `timeout`).
const PATIENCE_S: &str = "10";
/// Most bytes taken: two minutes at its 22,050 Hz, as for Pico.
const BYTES_MAX: u64 = 120 * 22_050 * 2 + 44;

/// True when the program can be run; else why not.
pub(crate) fn available() -> Result<(), VoiceError> {
    let failed = |why: String| VoiceError::Espeak { why };
    let status = Command::new("espeak-ng").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(format!("it ended with {status}"))),
        Err(e) => Err(failed(e.to_string())),
    }
}

/// The sound of a text and its rate. The text goes through a pipe: arguments can be read by every user of the machine.
pub(crate) fn speak(text: &str, pace: Pace) -> Result<(Vec<i16>, u32), VoiceError> {
    let failed = |why: String| VoiceError::Espeak { why };
    let words = WORDS_A_MINUTE[usize::from(pace == Pace::Slow)];
    let mut child = Command::new("timeout")
        .args([PATIENCE_S, "espeak-ng", "-v", "fr", "-s", words, "--stdin", "--stdout"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| failed(e.to_string()))?;
    // A sentence fits in the pipe (64 KiB), so writing first cannot wait for reading.
    if let Some(mut input) = child.stdin.take() {
        input.write_all(text.as_bytes()).map_err(|e| failed(e.to_string()))?;
    }
    let mut bytes = Vec::new();
    let read = match child.stdout.take() {
        Some(output) => output.take(BYTES_MAX).read_to_end(&mut bytes).map(|_| ()),
        None => Ok(()),
    };
    let status = child.wait().map_err(|e| failed(e.to_string()))?;
    read.map_err(|e| failed(e.to_string()))?;
    if !status.success() {
        return Err(failed(format!("it ended with {status}")));
    }
    wave(&bytes).ok_or_else(|| failed("it gave no sound".into()))
}

/// Samples and rate of a mono 16-bit WAV that came through a pipe (the sizes in its header are not the true ones).
fn wave(bytes: &[u8]) -> Option<(Vec<i16>, u32)> {
    let at = |tag: &[u8]| bytes.windows(4).take(4096).position(|w| w == tag).map(|i| i + 8);
    let format = bytes.get(at(b"fmt ")?..)?;
    let rate = u32::from_le_bytes(format.get(4..8)?.try_into().ok()?);
    let data = bytes.get(at(b"data")?..)?;
    Some((data.chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]])).collect(), rate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piped_wave_is_read_to_its_end() {
        let mut bytes = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
        bytes.extend(22_050u32.to_le_bytes());
        bytes.extend([0, 0, 0, 0, 2, 0, 16, 0]);
        bytes.extend(b"data\xff\xff\xff\x7f\x01\0\xff\xff");
        assert_eq!(wave(&bytes), Some((vec![1, -1], 22_050)));
        assert_eq!(wave(b"RIFF"), None);
        assert_eq!(wave(b""), None);
    }
}
