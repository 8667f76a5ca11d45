//! The voice as a whole.

use crate::cache::Cache;
use crate::sys::{self, Pico};
use huisclos_speech::sentences::sentences;

use crate::{RATE_HZ, VoiceError, espeak, level, text};
use std::sync::Arc;

/// How a sentence is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pace {
    /// As everybody likes it.
    #[default]
    Normal,
    /// Slower and louder: the caller asked for it.
    Slow,
    /// Louder only.
    Loud,
}

/// Which engine speaks, for `models list` and the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Engine {
    /// "pico" or "espeak-ng".
    pub name: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// SPDX expression.
    pub licence: &'static str,
}

const PICO: Engine = Engine {
    name: "pico",
    source: "SVOX Pico, voix fr-FR (paquets Debian libttspico0 et libttspico-data)",
    licence: "Apache-2.0",
};
const ESPEAK: Engine = Engine {
    name: "espeak-ng",
    source: "espeak-ng, voix fr, programme séparé (paquet Debian espeak-ng)",
    licence: "GPL-3.0-or-later",
};

/// Pause between two sentences of one text.
const PAUSE_MS: usize = 220;

enum Speaker {
    Pico(Box<Pico>),
    Espeak,
}

/// A voice, ready to speak. One engine, behind `&mut`: Pico cannot speak two texts at once.
pub struct Voice {
    speaker: Speaker,
    cache: Cache,
}

impl Voice {
    /// SVOX Pico where it is installed, else espeak-ng.
    pub fn open() -> Result<Self, VoiceError> {
        let pico = match Pico::open(&sys::lingware()) {
            Ok(pico) => return Ok(Self { speaker: Speaker::Pico(Box::new(pico)), cache: Cache::default() }),
            Err(error) => error,
        };
        Self::espeak().map_err(|espeak| VoiceError::Missing { pico: pico.to_string(), espeak: espeak.to_string() })
    }

    /// espeak-ng even where Pico is installed.
    pub fn espeak() -> Result<Self, VoiceError> {
        espeak::available()?;
        Ok(Self { speaker: Speaker::Espeak, cache: Cache::default() })
    }

    /// Which engine speaks.
    pub fn engine(&self) -> Engine {
        match self.speaker {
            Speaker::Pico(_) => PICO,
            Speaker::Espeak => ESPEAK,
        }
    }

    /// The samples of a text: 8 kHz, mono, peak at -6 dBFS (-3 when slow or loud). Sentences are rendered one by one and kept;
    /// for a first sound early, speak each of `sentences` by itself. Text without a word gives no samples.
    pub fn speak(&mut self, text: &str, pace: Pace) -> Result<Vec<i16>, VoiceError> {
        let mut out = Vec::new();
        for sentence in sentences(&text::clean(text)) {
            let samples = self.sentence(sentence, pace)?;
            if !out.is_empty() && !samples.is_empty() {
                out.resize(out.len() + PAUSE_MS * RATE_HZ as usize / 1000, 0);
            }
            out.extend_from_slice(&samples);
        }
        Ok(out)
    }

    /// Renders fixed prompts before any caller waits for them.
    pub fn prepare<'a>(&mut self, prompts: impl IntoIterator<Item = &'a str>) -> Result<(), VoiceError> {
        prompts.into_iter().try_for_each(|prompt| self.speak(prompt, Pace::Normal).map(|_| ()))
    }

    fn sentence(&mut self, sentence: &str, pace: Pace) -> Result<Arc<[i16]>, VoiceError> {
        if let Some(samples) = self.cache.get(sentence, pace) {
            return Ok(samples);
        }
        if !sentence.chars().any(char::is_alphanumeric) {
            return Ok(Arc::default());
        }
        let (samples, rate_hz) = match &mut self.speaker {
            Speaker::Pico(pico) => (pico.speak(&marked(sentence, pace))?, 16_000),
            Speaker::Espeak => espeak::speak(sentence, pace)?,
        };
        let samples: Arc<[i16]> = level::to_line(&samples, rate_hz, pace)?.into();
        self.cache.put(sentence, pace, samples.clone());
        Ok(samples)
    }
}

/// Pico's own command for the pace, around a sentence from which all commands were taken out.
fn marked(sentence: &str, pace: Pace) -> String {
    match pace {
        Pace::Slow => format!("<speed level=\"78\">{sentence}</speed>"),
        Pace::Normal | Pace::Loud => sentence.to_string(),
    }
}
