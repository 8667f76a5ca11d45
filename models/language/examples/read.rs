//! What the language model makes of lines of standard input, with the demo cabinet, and how long it takes.
//!
//!     echo "open|c'est pour un vaccin" | cargo run -p huisclos-language --example read -- [MODEL]

#![allow(clippy::print_stdout)]

use huisclos_language::Language;
use huisclos_speech::Asking;
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = std::env::args().nth(1);
    let mut language = Language::open(&Language::locate(model.as_deref().map(Path::new))?)?;
    let begin = Instant::now();
    language.set_cabinet(&huisclos_agenda::Cabinet::demo())?;
    println!("cabinet read in {:.1} ms", begin.elapsed().as_secs_f64() * 1000.0);
    for line in std::io::stdin().lines() {
        let line = line?;
        let (asking, said) = line.split_once('|').unwrap_or(("open", &line));
        let begin = Instant::now();
        let form = language.read(said, Asking::from_word(asking).unwrap_or_default())?;
        println!("{:.1} ms {said}", begin.elapsed().as_secs_f64() * 1000.0);
        println!(
            "  {:?} {:?} {:?} alarm {:.2}",
            &form.intents[..form.intents.len().min(2)],
            form.answer,
            form.who,
            form.emergency
        );
        println!(
            "  {:?} {:?} m{:?} w{:?} k{:?} l{:?} f{:?} b{:?} t{:?} e{:?}",
            form.practitioner,
            form.motif,
            form.motif_words,
            form.when_words,
            form.existing_words,
            form.last_name_words,
            form.first_name_words,
            form.birth_date_words,
            form.phone_words,
            form.emergency_words
        );
    }
    Ok(())
}
