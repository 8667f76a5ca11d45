//! `huisclos ring`: rings a line of the box that runs on this machine, on the simulated board with a caller made of WAV files,
//! on a sound card with whoever is at its microphone.

use crate::cli::{Common, Ring};
use crate::error::Error;
use crate::running::bell::{Asked, NAME};
use crate::running::folder;
use crate::world;
use serde_json::Value;
use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::thread;

/// # Errors
/// No box runs, its board is not the simulated one, a file cannot be read, or the line is busy.
pub fn run(common: &Common, options: &Ring) -> Result<(), Error> {
    let path = folder(common, options.run_dir.as_deref())?.join(NAME);
    let refused = |reason: std::io::Error| {
        let path = path.display();
        Error::Refused(format!(
            "aucune boîte sur carte simulée ou carte son n'écoute à {path} ({reason}) ; lancez « huisclos run »"
        ))
    };
    let mut stream = UnixStream::connect(&path).map_err(refused)?;
    let asked = Asked {
        line: options.line.clone(),
        from: options.from.clone(),
        wav: options.wav.iter().map(|argument| absolute(argument)).collect(),
        breaks: options.breaks.clone(),
    };
    let line = serde_json::to_string(&asked).map_err(|e| Error::Refused(e.to_string()))?;
    writeln!(stream, "{line}").map_err(refused)?;
    if let Ok(keys) = stream.try_clone() {
        if !common.json && std::io::stdin().is_terminal() {
            eprintln!("huisclos : tapez les touches du téléphone (0-9 * #) puis Entrée ; Ctrl-C raccroche");
        }
        // It ends with this process: a terminal cannot be asked to stop waiting for its user.
        let _ = thread::Builder::new().name("touches".into()).spawn(move || forward(keys));
    }
    for line in BufReader::new(stream).lines() {
        let line = line.map_err(|e| Error::Refused(format!("la boîte n'a pas dit la fin de l'appel : {e}")))?;
        let event: Value = serde_json::from_str(&line).map_err(|e| Error::Refused(e.to_string()))?;
        if let Some(why) = event["error"].as_str() {
            return Err(Error::Refused(why.to_string()));
        }
        if common.json {
            world::out(&line);
        } else if let Some(shown) = shown(&event) {
            world::out(&shown);
        }
        if event["event"] == "over" {
            return Ok(());
        }
    }
    Err(Error::Refused("la boîte s'est arrêtée pendant l'appel".into()))
}

/// What is typed goes to the box, which takes keys out of it.
fn forward(mut box_: UnixStream) {
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { return };
        if writeln!(box_, "{line}").is_err() {
            return;
        }
    }
}

/// `[ASKING=]FILE`, its path as another process finds it.
fn absolute(argument: &str) -> String {
    let whole = |path: &str| std::path::absolute(path).map_or(path.into(), |path| path.display().to_string());
    match argument.split_once('=') {
        Some((asking, file)) if !Path::new(argument).exists() => format!("{asking}={}", whole(file)),
        _ => whole(argument),
    }
}

/// What a person wants to read of an event.
fn shown(event: &Value) -> Option<String> {
    let t_s = event["t_ms"].as_f64()? / 1_000.0;
    let text = match event["event"].as_str()? {
        "ring" => format!("☎  {} sonne", event["line"].as_str()?),
        "answered" => "   la boîte décroche".into(),
        "said" => format!("B  {}", event["text"].as_str()?),
        "heard" => format!("A  {}", event["text"].as_str()?),
        "booked" => format!("✔  noté : {}", event["start"].as_str()?),
        "transferred" => "   transféré au combiné".into(),
        "note" => "✎  une note est dans la boîte de réception".into(),
        "over" => format!("   fin : {}", event["outcome"].as_str()?),
        _ => return None,
    };
    Some(format!("{t_s:>6.1} s  {text}"))
}
