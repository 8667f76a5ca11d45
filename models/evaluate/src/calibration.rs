//! Is a word that is said to be sure right? Confidences of words against whether the caller said them, in bands, and what the box does
//! with them.

use crate::channel;
use crate::score::words;
use crate::speech::{NOISES, callers, opened};
use crate::voices::{SPEAKERS, speak};
use huisclos_whisper::Hints;
use std::path::Path;

const BANDS: usize = 5;

#[derive(Clone, Copy, Default)]
struct Band {
    words: usize,
    right: usize,
    confidence: f32,
}

/// Prints the table and the expected calibration error (Naeini et al., 2015): the mean gap between a band's confidence and its share
/// of right words.
pub fn run(model: Option<&Path>, count: usize) {
    let whisper = opened(model);
    let sentences = callers();
    let mut bands = [Band::default(); BANDS];
    for (s, speaker) in SPEAKERS.iter().enumerate() {
        let step = (sentences.len() / count).max(1);
        for (i, text) in sentences.iter().skip(s % step).step_by(step).take(count).enumerate() {
            let Some((samples, rate_hz)) = speak(speaker, text) else { continue };
            for (_, snr_db) in NOISES {
                let heard = channel::telephone(&samples, rate_hz, snr_db, (s * 1000 + i) as u64);
                let heard = whisper.transcribe(&heard, &Hints::default()).unwrap_or_default();
                let written: Vec<(String, f32)> =
                    heard.words.iter().flat_map(|w| words(&w.text).into_iter().map(|x| (x, w.confidence))).collect();
                let right = matched(&words(text), &written);
                for ((_, confidence), right) in written.iter().zip(right) {
                    let band = &mut bands[((confidence * BANDS as f32) as usize).min(BANDS - 1)];
                    band.words += 1;
                    band.right += usize::from(right);
                    band.confidence += confidence;
                }
            }
        }
    }
    println!("| confidence | words | mean confidence | right |");
    println!("|---|---|---|---|");
    let (mut error, mut all) = (0.0, 0);
    for (i, b) in bands.iter().enumerate() {
        let n = b.words.max(1) as f32;
        error += (b.confidence - b.right as f32).abs();
        all += b.words;
        let (from, to) = (i as f32 / BANDS as f32, (i + 1) as f32 / BANDS as f32);
        println!("| {from:.1} to {to:.1} | {} | {:.2} | {:.2} |", b.words, b.confidence / n, b.right as f32 / n);
    }
    println!("\nExpected calibration error {:.3} over {all} words.", error / all.max(1) as f32);
}

/// Which written words stand in the longest row of words that both have, in order.
fn matched(said: &[String], written: &[(String, f32)]) -> Vec<bool> {
    let mut best = vec![vec![0u32; written.len() + 1]; said.len() + 1];
    for i in (0..said.len()).rev() {
        for j in (0..written.len()).rev() {
            best[i][j] = match said[i] == written[j].0 {
                true => 1 + best[i + 1][j + 1],
                false => best[i + 1][j].max(best[i][j + 1]),
            };
        }
    }
    let (mut i, mut out) = (0, vec![false; written.len()]);
    for j in 0..written.len() {
        while i < said.len() && said[i] != written[j].0 && best[i + 1][j] >= best[i][j + 1] {
            i += 1;
        }
        if i < said.len() && said[i] == written[j].0 {
            out[j] = true;
            i += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_matched_in_order() {
        for (said, written, expect) in [
            ("je viens jeudi", "je viens jeudi", "111"),
            ("je viens jeudi", "je tiens jeudi", "101"),
            ("je viens jeudi", "jeudi je viens", "011"),
            ("je viens", "", ""),
            ("", "allô", "0"),
        ] {
            let written: Vec<(String, f32)> = words(written).into_iter().map(|w| (w, 1.0)).collect();
            let found: String = matched(&words(said), &written).iter().map(|r| if *r { '1' } else { '0' }).collect();
            assert_eq!(found, expect, "{said}");
        }
    }
}
