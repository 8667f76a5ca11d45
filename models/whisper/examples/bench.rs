//! How long a transcript takes, and what it says.
//!
//!     cargo run -p huisclos-whisper --example bench -- [--exact] MODEL|default FILE.wav…

#![allow(clippy::print_stdout)]

use huisclos_audio::resample::to_16khz_mono;
use huisclos_whisper::{Hints, Precision, Whisper};
use std::path::Path;
use std::time::Instant;

/// Each file is heard so many times; the fastest counts, since other programs only ever slow it down.
const TIMES: usize = 5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let precision = if args.first().is_some_and(|a| a == "--exact") {
        args.remove(0);
        Precision::Exact
    } else {
        Precision::Quick
    };
    let model = args.first().filter(|name| *name != "default").map(Path::new);
    let begin = Instant::now();
    let whisper = Whisper::open_with(&Whisper::locate(model)?, precision)?;
    println!("loaded and warm in {} ms", begin.elapsed().as_millis());
    forced(&whisper)?;
    for file in args.iter().skip(1) {
        let mut wave = hound::WavReader::open(file)?;
        let spec = wave.spec();
        let samples: Vec<f32> =
            wave.samples::<i16>().map(|s| s.map(|s| f32::from(s) / 32768.0)).collect::<Result<_, _>>()?;
        let samples = to_16khz_mono(&samples, usize::from(spec.channels), spec.sample_rate)?;
        let mut best = f64::INFINITY;
        let mut heard = None;
        for _ in 0..TIMES {
            let begin = Instant::now();
            heard = Some(whisper.transcribe(&samples, &Hints::default())?);
            best = best.min(begin.elapsed().as_secs_f64() * 1000.0);
        }
        if let Some(heard) = heard {
            let words: Vec<String> = heard.words.iter().map(|w| format!("{}:{:.2}", w.text, w.confidence)).collect();
            println!(
                "{file}: {:.1} s, {best:.1} ms, {:.2} {:?}\n  {}",
                samples.len() as f32 / 16e3,
                heard.confidence,
                heard.rejected,
                words.join(" ")
            );
            println!("  {}", heard.phonemes.concat());
        }
    }
    Ok(())
}

/// The figures of `models.md`: the encoder at some contexts, and a token of the decoder.
fn forced(whisper: &Whisper) -> Result<(), Box<dyn std::error::Error>> {
    let samples: Vec<f32> = (0..48_000).map(|i| (0.05 * i as f32).sin() * 0.1).collect();
    let tokens: Vec<u32> = (0..24).collect();
    for positions in [200, 328, 600, 1500] {
        if positions > whisper.config().max_source_positions {
            continue;
        }
        let time = |steps: &[&[u32]]| -> Result<f64, Box<dyn std::error::Error>> {
            let mut best = f64::INFINITY;
            for _ in 0..TIMES {
                let begin = Instant::now();
                whisper.scores_after(&samples, positions, steps)?;
                best = best.min(begin.elapsed().as_secs_f64() * 1000.0);
            }
            Ok(best)
        };
        let encoder = time(&[&tokens[..4]])?;
        let steps: Vec<&[u32]> = [&tokens[..4]].into_iter().chain(tokens[4..].chunks(1)).collect();
        let all = time(&steps)?;
        // One product of scores instead of twenty: what is left out is added by the files below.
        println!("{positions} positions: encoder and prompt {encoder:.1} ms, with 20 tokens {all:.1} ms");
    }
    Ok(())
}
