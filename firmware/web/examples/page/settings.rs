//! Settings in memory, with their history.

use super::Memory;
use huisclos_agenda::{Error, Private, RecordingId};
use huisclos_call::script::{Unsayable, check_lines};
use huisclos_call::{Draft, Scripts};
use huisclos_ports::{
    AccountId, Changed, NotChanged, OnShelf, Origin, Reading, Recorded, Settings, Shelf, Shelved, Standing, Studio,
};
use jiff::civil::DateTime;
use std::sync::{Arc, Mutex, PoisonError};

type Check<T> = fn(&T) -> Result<(), huisclos_agenda::Error>;
type Words<T> = fn(&T, &T) -> Vec<String>;

pub struct Held<T> {
    versions: Mutex<Vec<(Changed, Arc<T>)>>,
    check: Check<T>,
    words: Words<T>,
    at: DateTime,
}

impl<T> Held<T> {
    pub fn new(origin: T, at: DateTime, check: Check<T>, words: Words<T>) -> Self {
        let first = Changed { version: 0, at: None, by: None, words: Vec::new() };
        Self { versions: Mutex::new(vec![(first, Arc::new(origin))]), check, words, at }
    }
}

impl<T: Send + Sync + 'static> Settings<T> for Held<T> {
    fn now(&self) -> Standing<T> {
        let versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        let (changed, content) = versions.last().expect("the first version is always there");
        Standing { version: changed.version, content: content.clone() }
    }

    fn change(&self, by: AccountId, seen: u32, new: T) -> Result<Standing<T>, NotChanged> {
        (self.check)(&new)?;
        let now = self.now();
        if now.version != seen {
            return Err(NotChanged::Overtaken);
        }
        let words = (self.words)(&new, &now.content);
        let changed = Changed { version: seen + 1, at: Some(self.at), by: Some(by), words };
        self.versions.lock().unwrap_or_else(PoisonError::into_inner).push((changed, Arc::new(new)));
        Ok(self.now())
    }

    fn history(&self) -> Result<Vec<Changed>, NotChanged> {
        let versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(versions.iter().rev().map(|(changed, _)| changed.clone()).collect())
    }

    fn at(&self, version: u32) -> Result<Arc<T>, NotChanged> {
        let versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        let found = versions.iter().find(|(changed, _)| changed.version == version);
        found.map(|(_, content)| content.clone()).ok_or(NotChanged::Gone)
    }
}

fn unsayable(e: Unsayable) -> Error {
    Error::Setting { key: format!("{}[{}]", e.key, e.way), fault: e.fault, remedy: String::new() }
}

pub fn check_scripts(scripts: &Scripts) -> Result<(), Error> {
    scripts.check().map_err(unsayable)
}

pub fn check_draft(draft: &Draft) -> Result<(), Error> {
    check_lines(&draft.lines).map_err(unsayable)
}

/// A voice that hums, an ear that hears one sentence.
impl Studio for Memory {
    fn say(&self, text: &str) -> Result<Vec<i16>, String> {
        Ok((0..text.len() as i16 * 50).map(|i| (f32::from(i) * 0.2).sin().mul_add(6_000.0, 0.0) as i16).collect())
    }

    fn hear(&self, wav: &[u8]) -> Result<Reading, String> {
        if !wav.starts_with(b"RIFF") {
            return Err("Ce n'est pas un fichier WAV que la boîte sait lire. Enregistrez-le en WAV (PCM).".into());
        }
        let text = Private::new("je voudrais un rendez-vous avec le docteur martin jeudi".to_string());
        Ok(Reading { text, confidence: 0.9, seconds: 3.0, compute_ms: 700 })
    }

    fn record(&self, wav: &[u8]) -> Result<Recorded, String> {
        Studio::hear(self, wav).map(|_| Recorded { id: RecordingId(7), seconds: 4.2, level_dbm0: -21.0 })
    }

    fn recording(&self, id: RecordingId) -> Result<Vec<i16>, String> {
        if id == RecordingId(7) { Ok(vec![0; 8_000]) } else { Err("Cet enregistrement n'est plus gardé.".into()) }
    }
}

/// One model that came with the box, and one that was installed.
impl Shelf for Memory {
    fn models(&self) -> Result<Vec<OnShelf>, String> {
        let model = |name: &str, stands: Shelved, installed: bool| OnShelf {
            name: name.into(),
            what: "Reconnaissance de la parole au téléphone, en français.".into(),
            source: "inventée pour la page".into(),
            licence: "Apache-2.0".into(),
            sha256: Some("3f".repeat(32)),
            bytes: 32 << 20,
            stands,
            installed,
            tried: false,
        };
        Ok(vec![model("whisper", Shelved::Live, false), model("whisper-small-fr", Shelved::Ready, true)])
    }

    fn receive(
        &self,
        _: &str,
        file: &str,
        pieces: &mut dyn Iterator<Item = Result<Vec<u8>, String>>,
    ) -> Result<u64, String> {
        if !file.ends_with(".json") && !file.ends_with(".safetensors") {
            return Err("Ce n'est pas un fichier de modèle.".into());
        }
        let mut length = 0;
        for piece in pieces {
            length += piece?.len() as u64;
        }
        Ok(length)
    }

    fn install_from_usb(&self, _: &str, _: &Origin) -> Result<(), String> {
        Err("Aucune clé USB : branchez-en une, attendez dix secondes et recommencez.".into())
    }

    fn on_usb(&self) -> Vec<String> {
        Vec::new()
    }

    fn install(&self, model: &str, _: &Origin) -> Result<(), String> {
        if model.is_empty() { Err("Il manque config.json.".into()) } else { Ok(()) }
    }

    fn remove(&self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn bench(&self, _: &str) -> Result<Vec<String>, String> {
        Ok(vec!["Un tour de parole : 140 ms en moyenne, 210 ms au pire.".into()])
    }

    fn try_out(&self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn hear(&self, _: &[u8]) -> Result<Option<Reading>, String> {
        Ok(None)
    }

    fn put_live(&self, model: &str) -> Result<(), String> {
        if model == "whisper-small-fr" { Ok(()) } else { Err("Ce modèle n'est pas sur la boîte.".into()) }
    }
}
