//! How long a sentence takes to render.
//!
//!     cargo run -p huisclos-voice --example say -- "Bonjour."

#![allow(clippy::print_stdout)]

use huisclos_speech::sentences::sentences;
use huisclos_voice::{Pace, RATE_HZ, Voice};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    for mut voice in [Voice::open()?, Voice::espeak()?] {
        println!("{}, {}", voice.engine().name, voice.engine().licence);
        for sentence in sentences(&text) {
            for pass in ["rendered", "kept"] {
                let begin = Instant::now();
                let samples = voice.speak(sentence, Pace::Normal)?;
                let took_ms = begin.elapsed().as_secs_f64() * 1000.0;
                println!("  {pass}: {took_ms:.2} ms for {:.2} s", samples.len() as f64 / f64::from(RATE_HZ));
            }
        }
    }
    Ok(())
}
