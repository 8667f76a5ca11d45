//! `huisclos understand`: JSONL of sentences to JSONL of meanings, in order, one for one.

use crate::cli::{Common, Understand};
use crate::error::Error;
use crate::mind::Mind;
use crate::world;
use huisclos_agenda::Purpose;
use huisclos_ports::{ModelError, Understanding};
use huisclos_speech::{Asking, invented, to_json, understand};
use jiff::civil::DateTime;
use serde::Deserialize;
use std::io::BufRead;

#[derive(Deserialize)]
struct Turn {
    #[serde(default)]
    say: String,
    /// Words of which one sentence is to be made, instead.
    #[serde(default)]
    summarise: Option<String>,
    /// A call's transcript that is to be marked, instead.
    #[serde(default)]
    score: Option<String>,
    #[serde(default)]
    asking: Option<String>,
    /// The civil time of this line, where it differs from `--now`.
    #[serde(default)]
    now: Option<DateTime>,
}

/// # Errors
/// A line that cannot be read, by its number; a broken cabinet or model file.
pub fn run(common: &Common, options: &Understand) -> Result<(), Error> {
    let cabinet = world::cabinet(common)?;
    let now = world::now(common);
    let mut mind = if options.rules_only { None } else { Some(Mind::open(options.model.as_deref(), &cabinet)?) };
    for (i, line) in std::io::stdin().lock().lines().enumerate() {
        let bad = |reason: String| Error::Input { line: i + 1, reason };
        let line = line.map_err(|e| bad(format!("{e} ; il faut du texte UTF-8")))?;
        if line.trim().is_empty() {
            continue;
        }
        let turn: Turn = serde_json::from_str(&line)
            .map_err(|e| bad(format!("{e} ; il faut {{\"say\": \"…\", \"asking\": null}}")))?;
        if let Some(answer) = beside(mind.as_mut(), &turn) {
            world::out(&answer.map_err(|e| Error::Model(e.to_string()))?.to_string());
            continue;
        }
        let asking = match turn.asking.as_deref() {
            None => Asking::Open,
            Some(word) => Asking::from_word(word).ok_or_else(|| {
                let known: Vec<_> = Asking::WORDS.iter().map(|(_, w)| *w).collect();
                bad(format!("asking « {word} » n'existe pas : {}", known.join(", ")))
            })?,
        };
        let form = mind.as_mut().and_then(|mind| {
            mind.read(&turn.say, asking).map_err(|error| eprintln!("huisclos : {error} ; les règles seules")).ok()
        });
        let meaning = understand(&turn.say, asking, turn.now.unwrap_or(now), &cabinet, form.as_ref());
        world::out(&to_json(&meaning, Purpose::CommandLine).to_string());
    }
    Ok(())
}

/// What a line asks for beside a meaning: `null` where no model here can give it.
fn beside(mind: Option<&mut Mind>, turn: &Turn) -> Option<Result<serde_json::Value, ModelError>> {
    match (mind, &turn.summarise, &turn.score) {
        (Some(mind), Some(said), _) => Some(mind.summarise(said, &|| true).map(|s| {
            // What it says that was not said: a box shows no such sentence.
            let invented = s.as_ref().and_then(|s| invented(s, said)).map(|what| format!("{what:?}").to_lowercase());
            serde_json::json!({ "summary": s, "invented": invented })
        })),
        (Some(mind), None, Some(call)) => Some(mind.score(call, &|| true).map(|s| serde_json::json!({ "score": s }))),
        (None, Some(_), _) => Some(Ok(serde_json::json!({ "summary": null }))),
        (None, None, Some(_)) => Some(Ok(serde_json::json!({ "score": null }))),
        (_, None, None) => None,
    }
}
