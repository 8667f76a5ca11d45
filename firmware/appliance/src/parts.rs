//! The box's parts, brought to the engine's ports.

use crate::error::Error;
use crate::mind::Mind;
use crate::wrong::French;
use huisclos_agenda::{Cabinet, Private, Purpose};
use huisclos_ports::{Expected, Heard, ModelError, Pace, Recognizer, TurnHeard, Understanding, Voice, chances};
use huisclos_speech::Asking;
use huisclos_whisper::{Hint, Hints, Transcript, Whisper, WhisperError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Whisper with the cabinet's own words.
pub struct Ear {
    whisper: Whisper,
    names: Hints,
}

impl Ear {
    /// The words to expect: patients where patients are spoken of, and the cabinet's own lists elsewhere: where a patient's
    /// name is asked for, the doctors' names must not draw the answer to themselves.
    fn hints(&self, asking: Asking, expected: &[Expected]) -> Hints {
        let names = matches!(asking, Asking::LastName | Asking::FirstName | Asking::Name | Asking::Phone);
        let mut hints = if names { Hints::default() } else { self.names.clone() };
        let hint =
            |(name, chance): (&Private<String>, f32)| Hint { text: name.open(Purpose::Recogniser).clone(), chance };
        hints.words.extend(chances(expected, asking).into_iter().map(hint));
        hints
    }
}

impl Ear {
    /// Takes the model that the page put live.
    fn renewed(&mut self) {
        if let Some(next) = NEXT.lock().unwrap_or_else(PoisonError::into_inner).take() {
            self.whisper = next;
        }
    }
}

fn heard(heard: Result<Transcript, WhisperError>) -> Result<Heard, ModelError> {
    let heard = heard.map_err(|e| ModelError { model: "whisper".into(), reason: e.french() })?;
    Ok(Heard {
        text: Private::new(heard.text),
        confidence: heard.confidence,
        words: heard.words.into_iter().map(|w| (Private::new(w.text), w.confidence)).collect(),
        others: heard.others.into_iter().map(|(text, chance)| (Private::new(text), chance)).collect(),
    })
}

/// The model that was put live on the page; `None`: the one that came with the box. One box has one recogniser.
static CHOSEN: Mutex<Option<PathBuf>> = Mutex::new(None);
/// A model opened on the page, which the recogniser takes at the next turn: no caller waits for its opening.
static NEXT: Mutex<Option<Whisper>> = Mutex::new(None);

/// Says which model whoever opens the recogniser next gets.
pub fn choose_ear(path: Option<PathBuf>) {
    *CHOSEN.lock().unwrap_or_else(PoisonError::into_inner) = path;
}

/// The chat model that was imported on this box.
static MIND: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Says which chat model whoever opens the understanding next gets beside the box's own.
pub fn choose_mind(path: Option<PathBuf>) {
    *MIND.lock().unwrap_or_else(PoisonError::into_inner) = path;
}

/// The one that was chosen, if any.
pub fn chosen_mind() -> Option<PathBuf> {
    MIND.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Puts a model in place of the one that listens, from the next turn on.
pub fn replace_ear(whisper: Whisper) {
    *NEXT.lock().unwrap_or_else(PoisonError::into_inner) = Some(whisper);
}

impl Recognizer for Ear {
    fn transcribe(&mut self, pcm_16khz: &[f32], asking: Asking, expected: &[Expected]) -> Result<Heard, ModelError> {
        self.renewed();
        heard(self.whisper.transcribe(pcm_16khz, &self.hints(asking, expected)))
    }

    fn transcribe_all(&mut self, turns: &[TurnHeard]) -> Vec<Result<Heard, ModelError>> {
        self.renewed();
        // A thread a line: they share the cores, and where the decoder writes they go through its weights together.
        let ear = &*self;
        let of =
            |turn: &TurnHeard| heard(ear.whisper.transcribe(turn.pcm_16khz, &ear.hints(turn.asking, turn.expected)));
        let of = &of;
        let failed = |_| Err(ModelError { model: "whisper".into(), reason: "un tour l'a fait échouer".into() });
        std::thread::scope(|scope| {
            let lines: Vec<_> = turns.iter().map(|turn| scope.spawn(move || of(turn))).collect();
            lines.into_iter().map(|line| line.join().unwrap_or_else(failed)).collect()
        })
    }

    fn so_far(&mut self, pcm_16khz: &[f32], asking: Asking, expected: &[Expected]) -> Result<Heard, ModelError> {
        heard(self.whisper.sketch(pcm_16khz, &self.hints(asking, expected)))
    }

    fn expect(&mut self, cabinet: &Cabinet) -> Result<(), ModelError> {
        self.names = names(cabinet);
        Ok(())
    }
}

/// The voice.
pub struct Mouth(huisclos_voice::Voice);

impl Voice for Mouth {
    fn speak(&mut self, text: &str, pace: Pace) -> Result<Vec<i16>, ModelError> {
        let pace = match pace {
            Pace::Normal => huisclos_voice::Pace::Normal,
            Pace::Slow => huisclos_voice::Pace::Slow,
        };
        self.0.speak(text, pace).map_err(|e| ModelError { model: "voix".into(), reason: e.french() })
    }
}

/// Opens the recogniser of `asked`, or the default one.
///
/// # Errors
/// The file and the remedy.
pub fn whisper(asked: Option<&Path>) -> Result<Whisper, Error> {
    let path = Whisper::locate(asked).map_err(Error::model)?;
    Whisper::open(&path).map_err(Error::model)
}

/// The recogniser as the engine wants it.
///
/// # Errors
/// The file and the remedy.
pub fn ear(cabinet: &Cabinet) -> Result<Box<dyn Recognizer>, Error> {
    let chosen = CHOSEN.lock().unwrap_or_else(PoisonError::into_inner).clone();
    // A model that was put live and no longer opens costs nobody a call: the one that came with the box listens.
    let own = chosen.and_then(|path| or_without(whisper(Some(&path)), "le modèle d'origine écoute à sa place"));
    let whisper = own.map_or_else(|| whisper(None), Ok)?;
    Ok(Box::new(Ear { whisper, names: names(cabinet) }))
}

/// The recogniser that was put live, and no other; `None` where there is only the one that came with the box.
///
/// # Errors
/// The file and the remedy.
pub fn own_ear(cabinet: &Cabinet) -> Result<Option<Box<dyn Recognizer>>, Error> {
    let Some(path) = chosen() else { return Ok(None) };
    Ok(Some(Box::new(Ear { whisper: whisper(Some(&path))?, names: names(cabinet) })))
}

/// The recogniser that was put live.
pub fn chosen() -> Option<PathBuf> {
    CHOSEN.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// How likely any one word of an answer is one of the cabinet's own lists, where no name is asked for.
const OWN_CHANCE: f32 = 0.01;

/// The words the recogniser cannot know without the cabinet.
fn names(cabinet: &Cabinet) -> Hints {
    let people = cabinet.practitioners.iter().map(|p| p.last_name.clone());
    let all = people.chain(cabinet.motifs.iter().map(|m| m.id.0.clone()));
    Hints { words: all.map(|text| Hint { text, chance: OWN_CHANCE }).collect() }
}

/// The language model as the engine wants it, with the cabinet's lists read.
///
/// # Errors
/// The file and the remedy.
pub fn mind(cabinet: &Cabinet) -> Result<Box<dyn Understanding>, Error> {
    Ok(Box::new(Mind::open(None, cabinet)?))
}

/// The voice as the engine wants it.
///
/// # Errors
/// The library and the remedy.
pub fn mouth() -> Result<Box<dyn Voice>, Error> {
    huisclos_voice::Voice::open().map(|voice| Box::new(Mouth(voice)) as Box<dyn Voice>).map_err(Error::model)
}

/// A part the box can do without for a while: the reason is told, and the call goes on without it.
pub fn or_without<T>(part: Result<T, Error>, without: &str) -> Option<T> {
    part.map_err(|error| eprintln!("huisclos : {error} ; {without}")).ok()
}
