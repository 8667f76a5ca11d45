//! The models, for the console: listed, compared with their digests, measured.

use crate::commands::demo::{CALLER, samples};
use crate::commands::models::file;
use crate::parts;
use huisclos_agenda::Cabinet;
use huisclos_audio::{LINE_HZ, RECOGNISER_HZ, resample};
use huisclos_ports::Pace;
use huisclos_speech::Asking;
use huisclos_weights::Manifest;
use std::time::Instant;

/// A row or two for each model.
pub fn list() -> Result<Vec<String>, String> {
    let mut rows = Vec::new();
    for model in Manifest::built_in().models {
        rows.push(format!("{:<10} {}", model.name, model.what));
        match file(&model) {
            Ok(Some(path)) => {
                let mib = std::fs::metadata(&path).map(|m| m.len() as f64 / f64::from(1 << 20)).unwrap_or_default();
                rows.push(format!("           {} ({mib:.1} Mio)", path.display()));
            }
            Ok(None) => {}
            Err(error) => rows.push(format!("           ABSENT : {error}")),
        }
    }
    Ok(rows)
}

/// Every file against its digest.
pub fn verify(tell: &mut dyn FnMut(String)) -> Result<Vec<String>, String> {
    let mut rows = Vec::new();
    for model in Manifest::built_in().models {
        let Some(path) = file(&model).map_err(|e| e.to_string())? else { continue };
        tell(format!("je lis {}", model.name));
        model.verify(&path).map_err(|e| e.to_string())?;
        rows.push(format!("{} : intact", model.name));
    }
    Ok(rows)
}

/// How fast they are here: the demonstration's turns, heard, read, answered.
pub fn bench(cabinet: &Cabinet, tell: &mut dyn FnMut(String)) -> Result<Vec<String>, String> {
    let failed = |e: &dyn std::fmt::Display| e.to_string();
    let begin = Instant::now();
    let mut ear = parts::ear(cabinet).map_err(|e| failed(&e))?;
    let mut mind = parts::mind(cabinet).map_err(|e| failed(&e))?;
    let mut mouth = parts::mouth().map_err(|e| failed(&e))?;
    let load_ms = begin.elapsed().as_millis();
    let (mut audio_s, mut heard_s, mut turns) = (0.0, 0.0, 0u32);
    let mut slowest_ms = 0;
    let mut texts = Vec::new();
    for (asking, wav) in CALLER {
        tell(format!("j'écoute « {} »", asking.word()));
        let pcm = samples(asking, wav).map_err(|e| failed(&e))?;
        audio_s += pcm.len() as f64 / f64::from(LINE_HZ);
        let pcm: Vec<f32> = pcm.into_iter().map(|s| f32::from(s) / 32_768.0).collect();
        let pcm = resample::convert(&pcm, LINE_HZ, RECOGNISER_HZ).map_err(|e| failed(&e))?;
        let begin = Instant::now();
        let heard = ear.transcribe(&pcm, asking, &[]).map_err(|e| failed(&e))?;
        heard_s += begin.elapsed().as_secs_f64();
        slowest_ms = slowest_ms.max(begin.elapsed().as_millis());
        turns += 1;
        texts.push(heard.text);
    }
    let begin = Instant::now();
    for text in &texts {
        // The demonstration's caller does not exist: her words are nobody's.
        let words = text.open(huisclos_agenda::Purpose::CommandLine);
        mind.read(words, Asking::Open).map_err(|e| failed(&e))?;
    }
    let read_ms = begin.elapsed().as_millis() / u128::from(turns.max(1));
    let begin = Instant::now();
    let said = mouth.speak("Je vous propose jeudi à neuf heures quinze, cela vous convient-il ?", Pace::Normal);
    let said_s = said.map_err(|e| failed(&e))?.len() as f64 / f64::from(LINE_HZ);
    let spoke_s = begin.elapsed().as_secs_f64();
    Ok(vec![
        format!("chargement        {load_ms} ms"),
        format!(
            "reconnaissance    {:.2} s de calcul par seconde de parole ({audio_s:.0} s, {turns} tours)",
            heard_s / audio_s
        ),
        format!("                  le tour le plus lent : {slowest_ms} ms"),
        format!("compréhension     {read_ms} ms par tour"),
        format!("voix              {:.2} s de calcul par seconde dite", spoke_s / said_s),
    ])
}
