//! What the engine asks of the recogniser, the language model and the voice.

use crate::expected::Expected;
use huisclos_agenda::{Cabinet, Private};
use huisclos_call::Pace;
use huisclos_speech::{Asking, Form};

/// What was heard in one turn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heard {
    /// Empty when nothing intelligible was said.
    pub text: Private<String>,
    /// 0 to 1, calibrated as well as the model can.
    pub confidence: f32,
    /// Each word with its own confidence.
    pub words: Vec<(Private<String>, f32)>,
    /// What else may have been said, with its probability: an alarm is looked for there too. May be empty.
    pub others: Vec<(Private<String>, f32)>,
}

/// A model failed.
#[derive(Debug, thiserror::Error)]
#[error("modèle « {model} » : {reason}")]
pub struct ModelError {
    /// Which model, by its file or library.
    pub model: String,
    /// Why, and what to do.
    pub reason: String,
}

/// One line's turn among those that wait for the recogniser: 16 kHz mono, what was asked, who is expected.
#[derive(Clone, Copy)]
pub struct TurnHeard<'a> {
    /// Full scale 1.0.
    pub pcm_16khz: &'a [f32],
    /// What was asked.
    pub asking: Asking,
    /// Who may be calling.
    pub expected: &'a [Expected],
}

/// Speech to text.
pub trait Recognizer: Send {
    /// Transcribes one turn: 16 kHz mono, full scale 1.0. `asking` may bias it, and who is `expected` in this call.
    ///
    /// # Errors
    /// The model and the reason; the caller then still hears a way out.
    fn transcribe(&mut self, pcm_16khz: &[f32], asking: Asking, expected: &[Expected]) -> Result<Heard, ModelError>;

    /// Transcribes the turns of several lines that wait at once, in their order; one whose lines can share work does so.
    fn transcribe_all(&mut self, turns: &[TurnHeard]) -> Vec<Result<Heard, ModelError>> {
        turns.iter().map(|turn| self.transcribe(turn.pcm_16khz, turn.asking, turn.expected)).collect()
    }

    /// What was said so far of a turn that goes on: one quick try, which may know less than [`Recognizer::transcribe`]. The
    /// confidence is that of its words; a doubtful one is shown and believed in nothing else.
    ///
    /// # Errors
    /// The model and the reason; the turn is transcribed at its end all the same.
    fn so_far(&mut self, pcm_16khz: &[f32], asking: Asking, expected: &[Expected]) -> Result<Heard, ModelError> {
        self.transcribe(pcm_16khz, asking, expected)
    }

    /// The calls to come are this cabinet's: its names and words are to be expected.
    ///
    /// # Errors
    /// The model and the reason; it then goes on as before.
    fn expect(&mut self, _cabinet: &Cabinet) -> Result<(), ModelError> {
        Ok(())
    }
}

/// Text to the closed form.
pub trait Understanding: Send {
    /// Reads one turn. Only points at words and ranks choices; code decides.
    ///
    /// # Errors
    /// The model and the reason; the rules then go on without it.
    fn read(&mut self, text: &str, asking: Asking) -> Result<Form, ModelError>;

    /// The calls to come are this cabinet's: its practitioners and motifs are what there is to choose from.
    ///
    /// # Errors
    /// The model and the reason; it then goes on as before.
    fn expect(&mut self, _cabinet: &Cabinet) -> Result<(), ModelError> {
        Ok(())
    }

    /// One French sentence for the secretary about what was said; `None` where the model writes none (the small one does not),
    /// and when `goes_on`, asked every second at least, says no.
    ///
    /// # Errors
    /// The model and the reason; the caller's own words are read instead.
    fn summarise(&mut self, _said: &str, _goes_on: &dyn Fn() -> bool) -> Result<Option<String>, ModelError> {
        Ok(None)
    }

    /// How a call went, from 1 to 5, by its transcript; `None` where the model cannot tell, and when `goes_on` says no.
    ///
    /// # Errors
    /// The model and the reason.
    fn score(&mut self, _call: &str, _goes_on: &dyn Fn() -> bool) -> Result<Option<f32>, ModelError> {
        Ok(None)
    }
}

/// Text to speech.
pub trait Voice: Send {
    /// 8 kHz mono 16-bit samples of a French sentence.
    ///
    /// # Errors
    /// The library and the remedy.
    fn speak(&mut self, text: &str, pace: Pace) -> Result<Vec<i16>, ModelError>;

    /// What a person recorded for the beginning of `text` (feature A2): the samples, and how many bytes of the text they
    /// stand for. The rest is spoken.
    fn recorded(&mut self, _text: &str) -> Option<(Vec<i16>, usize)> {
        None
    }
}
