//! The box's voice and ear for the page: the same workers that take the calls.

use crate::desk::BoxDesk;
use crate::settings::BoxSettings;
use huisclos_agenda::{Private, RecordingId};
use huisclos_audio::{LINE_HZ, RECOGNISER_HZ, alaw, level, resample};
use huisclos_call::SayingId;
use huisclos_engine::Event;
use huisclos_engine::workers::Spoken;
use huisclos_ports::{Clock, ModelError, Pace, RECORDING_S_MAX, Reading, Recorded, Settings, Studio, Voice};
use huisclos_speech::Asking;
use std::io::Cursor;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// The voice says a sentence in a tenth of that; a call that is going on comes first.
const SAY_MAX: Duration = Duration::from_secs(20);
/// A sentence of twenty seconds on the slowest box.
const HEAR_MAX: Duration = Duration::from_secs(90);
/// What a greeting is brought to: the voice's own level on the line.
const VOICE_DBM0: f32 = -16.0;
/// Spoken more softly, noise would be heard as much as the words once it is made louder.
const QUIET_DBM0: f32 = -42.0;
/// More than so many samples at full scale is a voice that was cut off.
const CLIPPED_MAX: f32 = 0.002;
/// A greeting is longer than a cough.
const RECORDING_S_MIN: f32 = 1.0;
/// Windows of 20 ms by which silent ends are found; how far below the loudest is silence; what is left around the words.
const WINDOW: usize = 160;
const SILENT_DB: f32 = 35.0;
const MARGIN: usize = 8;

/// A voice that lets a doctor's recording speak where there is one.
pub struct WithRecordings {
    voice: Box<dyn Voice>,
    settings: Arc<BoxSettings>,
}

impl WithRecordings {
    /// Over a voice.
    pub fn over(voice: Box<dyn Voice>, settings: &Arc<BoxSettings>) -> Box<dyn Voice> {
        Box::new(Self { voice, settings: settings.clone() })
    }
}

impl Voice for WithRecordings {
    fn speak(&mut self, text: &str, pace: Pace) -> Result<Vec<i16>, ModelError> {
        self.voice.speak(text, pace)
    }

    fn recorded(&mut self, text: &str) -> Option<(Vec<i16>, usize)> {
        self.settings.recorded(text)
    }
}

/// Mono samples of a WAV file at the rate asked for.
fn samples(wav: &[u8], rate_hz: u32, seconds_max: u32) -> Result<Vec<f32>, String> {
    let broken = |e: hound::Error| {
        format!("Ce n'est pas un fichier WAV que la boîte sait lire ({e}). Enregistrez-le en WAV (PCM).")
    };
    let mut reader = hound::WavReader::new(Cursor::new(wav)).map_err(broken)?;
    let spec = reader.spec();
    if !(8_000..=192_000).contains(&spec.sample_rate) || !(1..=8).contains(&spec.channels) {
        return Err(
            "Ce fichier n'a ni la fréquence ni les voies d'un enregistrement de voix. Enregistrez-le à 44 100 Hz."
                .into(),
        );
    }
    if reader.duration() / spec.sample_rate > seconds_max {
        return Err(format!("Cet enregistrement dépasse {seconds_max} secondes. Dites-le plus court."));
    }
    let all: Vec<f32> = match spec.sample_format {
        hound::SampleFormat::Float => reader.samples::<f32>().collect::<Result<_, _>>().map_err(broken)?,
        hound::SampleFormat::Int => {
            let full = 2f32.powi(i32::from(spec.bits_per_sample) - 1);
            let all: Result<Vec<f32>, _> = reader.samples::<i32>().map(|s| s.map(|s| s as f32 / full)).collect();
            all.map_err(broken)?
        }
    };
    let clean: Vec<f32> = all.iter().map(|s| if s.is_finite() { s.clamp(-1.0, 1.0) } else { 0.0 }).collect();
    let mono = resample::to_mono(&clean, usize::from(spec.channels));
    resample::convert(&mono, spec.sample_rate, rate_hz)
        .map_err(|e| format!("Ce fichier ne peut pas être ramené à la fréquence du téléphone ({e})."))
}

/// A sound as a caller is heard, at the line's rate first: samples for the recogniser, and seconds.
///
/// # Errors
/// It is no sound that can be read, or too long.
pub fn heard_from(wav: &[u8]) -> Result<(Vec<f32>, f32), String> {
    let line = samples(wav, LINE_HZ, RECORDING_S_MAX)?;
    let seconds = line.len() as f32 / LINE_HZ as f32;
    resample::convert(&line, LINE_HZ, RECOGNISER_HZ).map(|pcm| (pcm, seconds)).map_err(|e| e.to_string())
}

/// The words without the silence around them.
fn trimmed(pcm: &[i16]) -> &[i16] {
    let loud: Vec<f32> = pcm.chunks(WINDOW).map(level::dbm0).collect();
    let top = loud.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let heard = |db: &f32| *db > top - SILENT_DB;
    let Some(first) = loud.iter().position(heard) else { return &[] };
    let last = loud.iter().rposition(heard).unwrap_or(first);
    let from = first.saturating_sub(MARGIN) * WINDOW;
    let to = ((last + 1 + MARGIN) * WINDOW).min(pcm.len());
    &pcm[from..to]
}

/// A greeting as the line will carry it, and how loud it was spoken.
fn greeting(wav: &[u8]) -> Result<(Vec<i16>, f32), String> {
    let raw = samples(wav, LINE_HZ, RECORDING_S_MAX)?;
    let clipped = raw.iter().filter(|s| s.abs() >= 0.985).count() as f32 / raw.len().max(1) as f32;
    if clipped > CLIPPED_MAX {
        return Err("La voix sature : éloignez-vous du microphone ou baissez son niveau, et recommencez.".into());
    }
    let pcm = level::to_i16(&raw);
    let words = trimmed(&pcm);
    let db = level::dbm0(words);
    if words.is_empty() || db < QUIET_DBM0 {
        return Err("On ne vous entend presque pas : rapprochez-vous du microphone, et recommencez.".into());
    }
    let seconds = words.len() as f32 / LINE_HZ as f32;
    if seconds < RECORDING_S_MIN {
        return Err("L'enregistrement est trop court : dites l'accueil en entier.".into());
    }
    // Never so loud that a peak is cut.
    let peak = words.iter().map(|s| f32::from(s.unsigned_abs())).fold(1.0, f32::max);
    let gain = 10f32.powf((VOICE_DBM0 - db) / 20.0).min(32_000.0 / peak);
    Ok((words.iter().map(|s| (f32::from(*s) * gain) as i16).collect(), db))
}

fn event(inbox: &Receiver<Event>, until: Instant, what: &str) -> Result<Event, String> {
    let left = until.saturating_duration_since(Instant::now());
    inbox.recv_timeout(left).map_err(|_| format!("{what} est prise par un appel. Recommencez dans un instant."))
}

impl Studio for BoxDesk {
    fn say(&self, text: &str) -> Result<Vec<i16>, String> {
        let (tell, inbox) = channel();
        self.workers.speak(SayingId(0), &Private::new(text.to_string()), Pace::Normal, &tell);
        let until = Instant::now() + SAY_MAX;
        let mut said = Vec::new();
        loop {
            match event(&inbox, until, "La voix")? {
                Event::Voiced { pcm, last, .. } => {
                    said.extend(pcm);
                    if last {
                        // Through the line's A-law and back: that is what callers hear.
                        return Ok(alaw::decode(&alaw::encode(&said)));
                    }
                }
                _ => {
                    return Err(
                        "Aucune voix n'est prête sur cette boîte. « huisclos models list » dit laquelle manque.".into(),
                    );
                }
            }
        }
    }

    fn hear(&self, wav: &[u8]) -> Result<Reading, String> {
        let (pcm, seconds) = heard_from(wav)?;
        let (tell, inbox) = channel();
        let cabinet = self.settings.cabinet.now().content;
        self.workers.understand(0, Spoken::Pcm(pcm, Arc::default()), Asking::Open, (self.civil(), &cabinet), &tell);
        match event(&inbox, Instant::now() + HEAR_MAX, "La reconnaissance de la parole")? {
            Event::Understood(u) => {
                Ok(Reading { text: u.text, confidence: u.confidence, seconds, compute_ms: u.recognise_ms })
            }
            _ => Err("Aucun modèle n'écoute sur cette boîte. La page Modèles dit lequel manque.".into()),
        }
    }

    fn record(&self, wav: &[u8]) -> Result<Recorded, String> {
        let (pcm, level_dbm0) = greeting(wav)?;
        let seconds = pcm.len() as f32 / LINE_HZ as f32;
        let id = self.store.keep_recording(&alaw::encode(&pcm)).map_err(|e| e.to_string())?;
        self.settings.just_recorded(RecordingId(id), self.civil());
        Ok(Recorded { id: RecordingId(id), seconds, level_dbm0 })
    }

    fn recording(&self, id: RecordingId) -> Result<Vec<i16>, String> {
        let kept = self.store.recording(id.0).map_err(|e| e.to_string())?;
        kept.map(|bytes| alaw::decode(&bytes)).ok_or_else(|| "Cet enregistrement n'est plus gardé.".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tone in silence, at 44.1 kHz, as a WAV file.
    fn wav(amplitude: f32, voiced_s: f32, silent_s: f32, channels: u16) -> Vec<u8> {
        let spec = hound::WavSpec {
            channels,
            sample_rate: 44_100,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut bytes = Cursor::new(Vec::new());
        let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
        let (voiced, silent) = ((voiced_s * 44_100.0) as usize, (silent_s * 44_100.0) as usize);
        for i in 0..voiced + 2 * silent {
            let on = (silent..silent + voiced).contains(&i);
            let s = if on { amplitude * (i as f32 * 0.05).sin() } else { 0.0 };
            for _ in 0..channels {
                writer.write_sample((s * 32_767.0) as i16).unwrap();
            }
        }
        writer.finalize().unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_greeting_is_cut_and_brought_to_the_voices_level() {
        for (amplitude, channels) in [(0.05, 1), (0.5, 2)] {
            let (pcm, _) = greeting(&wav(amplitude, 3.0, 1.5, channels)).unwrap();
            let seconds = pcm.len() as f32 / 8_000.0;
            assert!((3.0..3.5).contains(&seconds), "{seconds}");
            assert!((level::dbm0(&pcm) - VOICE_DBM0).abs() < 1.5, "{}", level::dbm0(&pcm));
        }
    }

    #[test]
    fn what_cannot_greet_is_refused_with_a_remedy() {
        let refused = |bytes: &[u8], word: &str| {
            let said = greeting(bytes).unwrap_err();
            assert!(said.contains(word), "{said}");
        };
        refused(&wav(0.0004, 3.0, 0.5, 1), "rapprochez-vous");
        refused(&wav(0.0, 3.0, 0.5, 1), "rapprochez-vous");
        refused(&wav(3.0, 3.0, 0.5, 1), "sature");
        refused(&wav(0.3, 0.3, 0.5, 1), "trop court");
        refused(&wav(0.3, 25.0, 0.5, 1), "20 secondes");
        refused(b"RIFF....WAVE", "WAV");
        refused(b"", "WAV");
        refused(&vec![0xFF; 5_000], "WAV");
    }
}
