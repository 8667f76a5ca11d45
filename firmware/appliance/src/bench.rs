//! How fast the models are on this box, with the demonstration's caller: milliseconds to the words of a turn and to their
//! meaning, and which recogniser the box should use.

use crate::commands::demo::{CALLER, samples};
use crate::parts;
use crate::wrong::French;
use huisclos_agenda::{Cabinet, Purpose};
use huisclos_audio::{LINE_HZ, RECOGNISER_HZ, resample};
use huisclos_ports::Understanding;
use huisclos_speech::Asking;
use huisclos_whisper::{Hints, Whisper};
use std::time::Instant;

/// A caller who waits longer for an answer to a turn believes that nobody is there.
pub const TURN_MS_MAX: u64 = 1_000;

/// What the turns took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Times {
    /// Opened and warm.
    pub load_ms: u64,
    /// A turn, the mean.
    pub turn_ms: u64,
    /// The slowest turn.
    pub most_ms: u64,
    /// Computed, for each second of speech; 0 for what hears nothing.
    pub share: f64,
}

fn ms(begin: Instant) -> u64 {
    u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// The caller's turns, 16 kHz.
///
/// # Errors
/// A recording is broken.
pub fn turns() -> Result<Vec<(Asking, Vec<f32>)>, String> {
    let turn = |(asking, wav): (Asking, &'static [u8])| {
        let line = samples(asking, wav).map_err(|e| e.to_string())?;
        let line: Vec<f32> = line.into_iter().map(|s| f32::from(s) / 32_768.0).collect();
        Ok((asking, resample::convert(&line, LINE_HZ, RECOGNISER_HZ).map_err(|e| e.to_string())?))
    };
    CALLER.into_iter().map(turn).collect()
}

/// A recogniser that was opened in `load_ms`.
///
/// # Errors
/// It failed on a turn.
pub fn recogniser(whisper: &Whisper, load_ms: u64) -> Result<Times, String> {
    let (mut all_ms, mut out, mut audio_s, mut computed_s) = (0, Times { load_ms, ..Times::default() }, 0.0, 0.0);
    let turns = turns()?;
    for (_, pcm) in &turns {
        let begin = Instant::now();
        whisper.transcribe(pcm, &Hints::default()).map_err(French::french)?;
        computed_s += begin.elapsed().as_secs_f64();
        audio_s += pcm.len() as f64 / f64::from(RECOGNISER_HZ);
        let took = ms(begin);
        all_ms += took;
        out.most_ms = out.most_ms.max(took);
    }
    out.turn_ms = all_ms / turns.len().max(1) as u64;
    out.share = computed_s / audio_s;
    Ok(out)
}

/// The understanding of the turns' words, as the recogniser that came with the box hears them.
///
/// # Errors
/// A model that does not open or fails on a turn.
pub fn understanding(cabinet: &Cabinet) -> Result<Times, String> {
    let mut ear = parts::ear(cabinet).map_err(|e| e.to_string())?;
    let begin = Instant::now();
    let mut mind = parts::mind(cabinet).map_err(|e| e.to_string())?;
    let mut out = Times { load_ms: ms(begin), ..Times::default() };
    let mut all_ms = 0;
    let turns = turns()?;
    for (asking, pcm) in &turns {
        let heard = ear.transcribe(pcm, *asking, &[]).map_err(|e| e.to_string())?;
        let begin = Instant::now();
        read(mind.as_mut(), heard.text.open(Purpose::CommandLine), *asking)?;
        let took = ms(begin);
        all_ms += took;
        out.most_ms = out.most_ms.max(took);
    }
    out.turn_ms = all_ms / turns.len().max(1) as u64;
    Ok(out)
}

/// The demonstration's caller does not exist: her words are nobody's.
fn read(mind: &mut dyn Understanding, words: &str, asking: Asking) -> Result<(), String> {
    mind.read(words, asking).map(|_| ()).map_err(|e| e.to_string())
}

/// A recogniser that was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its name.
    pub name: String,
    /// It came with the box: a demonstration, which hears synthetic voices only.
    pub is_default: bool,
    /// Size of its file: among the models of one kind the larger hears better.
    pub bytes: u64,
    /// What its turns took.
    pub times: Times,
}

/// Which one the box should use: the largest whose slowest turn, with its meaning, keeps no caller waiting. The one that came with
/// the box is only better than none.
pub fn best(candidates: &[Candidate], meaning_ms: u64) -> Option<&Candidate> {
    let quick = candidates.iter().filter(|c| c.times.most_ms + meaning_ms < TURN_MS_MAX);
    let best = quick.max_by_key(|c| (!c.is_default, c.bytes));
    best.or_else(|| candidates.iter().min_by_key(|c| c.times.most_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_that_keeps_nobody_waiting_is_chosen() {
        let one = |name: &str, bytes, most_ms| Candidate {
            name: name.into(),
            is_default: name == "whisper",
            bytes,
            times: Times { most_ms, ..Times::default() },
        };
        let check = |all: &[Candidate], meaning_ms, expect: Option<&str>| {
            assert_eq!(best(all, meaning_ms).map(|c| c.name.as_str()), expect);
        };
        let [default, base, small, large] =
            [one("whisper", 900, 100), one("base", 70, 300), one("small", 240, 800), one("large", 1600, 9000)];
        let all = [default.clone(), base.clone(), small, large.clone()];
        check(&all, 50, Some("small"));
        check(&all, 300, Some("base"));
        check(&[default.clone(), large.clone()], 50, Some("whisper"));
        check(&[large, base], 900, Some("base"));
        check(&[], 0, None);
    }
}
