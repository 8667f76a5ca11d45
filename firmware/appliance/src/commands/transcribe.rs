//! `huisclos transcribe`: WAV files to text, heard as the line would carry them.

use crate::cli::{Common, Transcribe};
use crate::error::Error;
use crate::shelf::Recognisers;
use crate::{parts, world};
use huisclos_audio::{LINE_HZ, RECOGNISER_HZ, resample};
use huisclos_board_sim::wav;
use huisclos_whisper::{Hints, Whisper};
use serde_json::json;
use std::path::Path;
use std::time::Instant;

/// # Errors
/// A broken model, or the last file that could not be read; the others are transcribed.
pub fn run(common: &Common, options: &Transcribe) -> Result<(), Error> {
    let named = |model: &str| {
        let path = Path::new(model);
        let installed = || Recognisers::beside(&world::data(common).ok()?).path(model).ok();
        if path.exists() { path.to_path_buf() } else { installed().unwrap_or_else(|| path.to_path_buf()) }
    };
    let whisper = parts::whisper(options.model.as_deref().map(named).as_deref())?;
    let mut failed = None;
    for file in &options.files {
        if let Err(error) = transcribe(&whisper, file) {
            if let Some(earlier) = failed.replace(error) {
                eprintln!("huisclos : {earlier}");
            }
        }
    }
    failed.map_or(Ok(()), Err)
}

fn transcribe(whisper: &Whisper, file: &Path) -> Result<(), Error> {
    let line = wav::read(file, LINE_HZ).map_err(|e| Error::Line(e.to_string()))?;
    let audio_s = line.len() as f64 / f64::from(LINE_HZ);
    let pcm = resample::convert(&line, LINE_HZ, RECOGNISER_HZ).map_err(|e| Error::Line(e.to_string()))?;
    let begin = Instant::now();
    let heard = whisper.transcribe(&pcm, &Hints::default()).map_err(Error::model)?;
    let compute_s = begin.elapsed().as_secs_f64();
    let round = |x: f64| (x * 1000.0).round() / 1000.0;
    world::out(
        &json!({
            "file": file.display().to_string(), "text": heard.text, "confidence": round(f64::from(heard.confidence)),
            "audio_s": round(audio_s), "compute_s": round(compute_s),
        })
        .to_string(),
    );
    Ok(())
}
