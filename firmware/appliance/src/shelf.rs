//! The recognisers on the box: the default one, and those that came by the page, a USB key or the command line (`install`).
//! They lie beside the data (`<data>.models/`); no patient is in them.

use crate::bench;
use crate::commands::models::file;
use crate::install::name_from;
use crate::install_chat::{CHAT, is_chat};
use crate::parts;
use crate::pieces::{self, Bounds};
use crate::studio::heard_from;
use crate::technician::usb;
use crate::wrong::French;
use huisclos_agenda::Private;
use huisclos_ports::{MODEL_BYTES_MAX, OnShelf, Origin, Reading, Shelf, Shelved};
use huisclos_weights::{Manifest, sha256};
use huisclos_whisper::{Hints, Whisper};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// The recogniser that came with the box, by its name in the manifest.
const DEFAULT: &str = "whisper";
/// Models installed beside it: each takes gigabytes.
pub const INSTALLED_MAX: usize = 6;
/// Left free on the disk, whatever is installed: the journal comes first.
const FREE_BYTES_MIN: u64 = 1 << 30;
/// Texts beside the weights: a tokenizer has two megabytes.
const TEXT_BYTES_MAX: u64 = 16 << 20;

/// What is known of an installed model, `fiche.json` beside it.
#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Card {
    /// Where it comes from.
    pub source: String,
    /// Under which licence.
    pub licence: String,
    /// Digest of the file that is kept.
    pub sha256: String,
    /// In which form it came.
    pub form: String,
    /// Digests of the files as they came.
    pub came_sha256: Vec<String>,
}

/// The shelf.
pub struct Recognisers {
    folder: PathBuf,
    /// Held ready to be read to.
    tried: Mutex<Option<(String, Whisper)>>,
    /// One act at a time: two installations would mix their files.
    pub(crate) acting: Mutex<()>,
}

/// Locked, whatever another thread did.
pub fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A sentence of what failed.
pub fn failed(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> String {
    let path = path.display().to_string();
    move |e| format!("{what} {path} a échoué : {e}. Vérifiez la place libre et les droits.")
}

/// True for what may be the name of a model's folder: nothing that leads out of it.
pub fn is_name(name: &str) -> bool {
    (1..=40).contains(&name.len())
        && ![DEFAULT, CHAT].contains(&name)
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !name.starts_with('-')
}

/// True for the files a recogniser is read from, in any form: a plain name that leads nowhere else.
fn is_file(name: &str) -> bool {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) && !name.starts_with(['.', '-']);
    plain && name.len() <= 80 && !name.contains("..") && (is_weights(name) || is_text(name))
}

/// `model.safetensors` or one of its parts, a GGUF, `ggml-small-q5_1.bin`.
fn is_weights(name: &str) -> bool {
    let part = name.strip_prefix("model-").and_then(|rest| rest.strip_suffix(".safetensors"));
    let numbered = part.is_some_and(|p| p.len() == 14 && p.bytes().all(|b| b.is_ascii_digit() || b"-of".contains(&b)));
    name == "model.safetensors" || numbered || name.ends_with(".gguf") || is_ggml(name)
}

fn is_ggml(name: &str) -> bool {
    name.starts_with("ggml") && name.ends_with(".bin")
}

fn is_text(name: &str) -> bool {
    let named = |first: &str| name.starts_with(first) && name.ends_with(".json");
    let more =
        ["generation_config.json", "model.safetensors.index.json", "vocab.json", "merges.txt", "added_tokens.json"];
    named("config") || named("tokenizer") || more.contains(&name)
}

/// True for what may be imported: a file of weights, or a folder with one.
fn is_model(path: &Path) -> bool {
    if path.is_dir() {
        return names(path).iter().any(|name| is_weights(name));
    }
    path.file_name().and_then(|n| n.to_str()).is_some_and(|name| name.ends_with(".gguf") || is_ggml(name))
}

/// The names in a folder, in order.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut names: Vec<String> = entries.filter_map(|e| e.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// What is free where a folder lies; `None` where the system does not say.
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let about = nix::sys::statvfs::statvfs(folder).ok()?;
    Some(about.blocks_available().saturating_mul(about.fragment_size()))
}

/// Whether there is room for this and what a box must keep free.
///
/// # Errors
/// One French sentence with its remedy.
pub fn room_for(bytes: u64, folder: &Path) -> Result<(), String> {
    let needed = bytes + FREE_BYTES_MIN;
    if free_bytes(folder).is_some_and(|free| free < needed) {
        return Err(format!("Il faut {} Mio libres sur le disque : retirez un modèle.", needed >> 20));
    }
    Ok(())
}

impl Recognisers {
    /// Beside a data folder. The one that was put live is chosen for whoever opens the recogniser next.
    pub fn beside(data: &Path) -> Self {
        let mut name = data.file_name().unwrap_or_default().to_os_string();
        name.push(".models");
        let shelf = Self { folder: data.with_file_name(name), tried: Mutex::default(), acting: Mutex::default() };
        let live = shelf.word("live");
        parts::choose_ear((live != DEFAULT).then(|| shelf.folder.join(&live)));
        parts::choose_mind(shelf.chat());
        shelf
    }

    /// Where they lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What a small file says: which model is live, which was before.
    fn word(&self, file: &str) -> String {
        let text = fs::read_to_string(self.folder.join(file)).unwrap_or_default();
        let name = text.trim();
        if is_name(name) && self.folder.join(name).is_dir() { name.into() } else { DEFAULT.into() }
    }

    fn say(&self, file: &str, name: &str) -> Result<(), String> {
        fs::create_dir_all(&self.folder).map_err(failed("La création de", &self.folder))?;
        let (path, fresh) = (self.folder.join(file), self.folder.join(format!("{file}.new")));
        let write = || -> std::io::Result<()> {
            let mut out = File::create(&fresh)?;
            writeln!(out, "{name}")?;
            out.sync_all()?;
            fs::rename(&fresh, &path)?;
            File::open(&self.folder)?.sync_all()
        };
        write().map_err(failed("L'écriture de", &path))
    }

    fn incoming(&self, model: &str) -> Result<PathBuf, String> {
        if !is_name(model) {
            return Err("Le nom d'un modèle a 40 lettres minuscules sans accent, chiffres ou tirets au plus.".into());
        }
        Ok(self.folder.join(format!("{model}.part")))
    }

    /// Names of those that were installed here.
    pub fn installed(&self) -> Vec<String> {
        names(&self.folder).into_iter().filter(|n| is_name(n) && self.folder.join(n).is_dir()).collect()
    }

    /// Where a model lies.
    ///
    /// # Errors
    /// It is not on the box.
    pub fn path(&self, model: &str) -> Result<PathBuf, String> {
        if model == DEFAULT {
            return Whisper::locate(None).map_err(French::french);
        }
        let path = self.folder.join(model);
        if is_name(model) && path.is_dir() { Ok(path) } else { Err("Ce modèle n'est pas sur la boîte.".into()) }
    }

    fn open(&self, model: &str) -> Result<Whisper, String> {
        let path = self.path(model)?;
        // A file made by somebody else must not take the box down with it.
        let opened = std::panic::catch_unwind(|| Whisper::open(&path));
        match opened {
            Ok(opened) => opened.map_err(|e| format!("Ce modèle ne s'ouvre pas : {}.", e.french())),
            Err(_) => Err("Ce modèle ne s'ouvre pas : ses fichiers ne vont pas ensemble.".into()),
        }
    }

    /// What is known of an installed model.
    pub fn card(&self, model: &str) -> Card {
        let text = fs::read_to_string(self.folder.join(model).join("fiche.json")).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    fn shelved(&self, model: &str, live: &str, previous: &str) -> OnShelf {
        let card = self.card(model);
        let path = self.folder.join(model);
        let sizes = names(&path).into_iter().filter_map(|n| fs::metadata(path.join(n)).ok()).map(|m| m.len());
        OnShelf {
            name: model.into(),
            what: "Reconnaissance de la parole, installée ici.".into(),
            source: card.source,
            licence: card.licence,
            sha256: Some(card.sha256).filter(|s| !s.is_empty()),
            bytes: sizes.sum(),
            stands: stands(model, live, previous),
            installed: true,
            tried: held(&self.tried).as_ref().is_some_and(|(name, _)| name == model),
        }
    }
}

fn stands(model: &str, live: &str, previous: &str) -> Shelved {
    match model {
        m if m == live => Shelved::Live,
        m if m == previous => Shelved::Previous,
        _ => Shelved::Ready,
    }
}

impl Shelf for Recognisers {
    fn models(&self) -> Result<Vec<OnShelf>, String> {
        let (live, previous) = (self.word("live"), self.word("previous"));
        let mut all = Vec::new();
        for model in Manifest::built_in().models {
            let path = file(&model).map_err(|e| e.to_string());
            let broken = path.as_ref().err().cloned();
            let path = path.ok().flatten();
            let stands = match (broken, model.name.as_str()) {
                (Some(why), _) => Shelved::Broken(why),
                (None, DEFAULT) => stands(DEFAULT, &live, &previous),
                _ => Shelved::Only,
            };
            all.push(OnShelf {
                bytes: path.as_ref().and_then(|p| fs::metadata(p).ok()).map_or(0, |m| m.len()),
                sha256: path.as_deref().and_then(|p| sha256(p).ok()),
                tried: held(&self.tried).as_ref().is_some_and(|(name, _)| *name == model.name),
                name: model.name,
                what: model.what,
                source: model.source,
                licence: model.licence,
                stands,
                installed: false,
            });
        }
        all.extend(self.shelved_chat());
        all.extend(self.installed().iter().map(|name| self.shelved(name, &live, &previous)));
        all.sort_by_key(|m| m.stands != Shelved::Live);
        Ok(all)
    }

    fn receive(
        &self,
        model: &str,
        name: &str,
        pieces: &mut dyn Iterator<Item = Result<Vec<u8>, String>>,
    ) -> Result<u64, String> {
        let folder = self.incoming(model)?;
        if !is_file(name) {
            let named: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
            return Err(format!(
                "« {named} » n'est pas un fichier de modèle. Il faut config.json, tokenizer.json et model.safetensors, ou un fichier ggml-….bin."
            ));
        }
        let _one = held(&self.acting);
        fs::create_dir_all(&folder).map_err(failed("La création de", &folder))?;
        let max = if is_text(name) { TEXT_BYTES_MAX } else { MODEL_BYTES_MAX as u64 };
        let bounds = Bounds {
            bytes_max: max,
            too_long: format!("Ce fichier dépasse {} Mio : ce n'est pas celui d'un modèle.", max >> 20),
            free_bytes_min: FREE_BYTES_MIN,
            full: "Le disque est presque plein : retirez un modèle, puis recommencez.",
        };
        pieces::write(pieces, &folder.join(name), &bounds)
    }

    fn on_usb(&self) -> Vec<String> {
        let Ok(key) = usb::key() else { return Vec::new() };
        names(&key).into_iter().filter(|name| is_model(&key.join(name))).collect()
    }

    fn install_from_usb(&self, model: &str, origin: &Origin) -> Result<(), String> {
        let key = usb::key()?;
        let from = names(&key).into_iter().find(|name| name == model).map(|name| key.join(name));
        let from = from.ok_or("Ce modèle n'est pas sur la clé USB.")?;
        if is_chat(&from) {
            return self.import_chat(&from, origin).map(|_| ());
        }
        // Straight from the key: only the converted file takes room here.
        self.import(&name_from(&from), &from, origin).map(|_| ())
    }

    fn install(&self, model: &str, origin: &Origin) -> Result<(), String> {
        let came = self.incoming(model)?;
        let files = names(&came);
        if !files.iter().any(|name| is_weights(name)) {
            return Err("Il manque model.safetensors (ou ggml-….bin) : choisissez tous les fichiers du modèle.".into());
        }
        if files.iter().any(|name| name.ends_with(".safetensors")) && !files.iter().any(|name| name == "config.json") {
            return Err("Il manque config.json : choisissez tous les fichiers du modèle.".into());
        }
        match files.iter().map(|name| came.join(name)).find(|path| is_chat(path)) {
            Some(chat) => self.import_chat(&chat, origin).map(|_| ())?,
            None => self.import(model, &came, origin).map(|_| ())?,
        }
        let _ = fs::remove_dir_all(&came);
        Ok(())
    }

    fn remove(&self, model: &str) -> Result<(), String> {
        if let Some(chat) = self.chat().filter(|_| model == CHAT) {
            return self.remove_chat(&chat);
        }
        let _one = held(&self.acting);
        if self.word("live") == model || model == DEFAULT {
            return Err("Ce modèle écoute les appels : remettez-en un autre d'abord.".into());
        }
        let path = self.path(model)?;
        held(&self.tried).take_if(|(name, _)| name == model);
        fs::remove_dir_all(&path).map_err(failed("La suppression de", &path))
    }

    fn bench(&self, model: &str) -> Result<Vec<String>, String> {
        if let Some(chat) = self.chat().filter(|_| model == CHAT) {
            return self.bench_chat(&chat);
        }
        let begin = Instant::now();
        let whisper = self.open(model)?;
        let load_ms = begin.elapsed().as_millis();
        let times = bench::recogniser(&whisper, u64::try_from(load_ms).unwrap_or(u64::MAX))?;
        let per_second = format!("{:.2}", times.share).replace('.', ",");
        Ok(vec![
            format!("Chargement : {load_ms} ms."),
            format!("Un tour de parole : {} ms en moyenne, {} ms au pire.", times.turn_ms, times.most_ms),
            format!("{per_second} s de calcul par seconde de parole."),
            if times.most_ms < bench::TURN_MS_MAX {
                "Assez rapide : l'appelant n'attend pas.".into()
            } else {
                "Trop lent pour cette boîte : l'appelant attendrait plus d'une seconde.".into()
            },
        ])
    }

    fn try_out(&self, model: &str) -> Result<(), String> {
        let opened = if model.is_empty() { None } else { Some((model.to_string(), self.open(model)?)) };
        *held(&self.tried) = opened;
        Ok(())
    }

    fn hear(&self, wav: &[u8]) -> Result<Option<Reading>, String> {
        let tried = held(&self.tried);
        let Some((_, whisper)) = tried.as_ref() else { return Ok(None) };
        let (pcm, seconds) = heard_from(wav)?;
        let begin = Instant::now();
        let heard = whisper.transcribe(&pcm, &Hints::default()).map_err(|e| e.to_string())?;
        let compute_ms = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok(Some(Reading { text: Private::new(heard.text), confidence: heard.confidence, seconds, compute_ms }))
    }

    fn put_live(&self, model: &str) -> Result<(), String> {
        let _one = held(&self.acting);
        let live = self.word("live");
        if live == model {
            return Ok(());
        }
        let path = self.path(model)?;
        let ready = held(&self.tried).take_if(|(name, _)| name == model).map(|(_, whisper)| whisper);
        let whisper = ready.map_or_else(|| self.open(model), Ok)?;
        self.say("previous", &live)?;
        self.say("live", model)?;
        parts::choose_ear((model != DEFAULT).then_some(path));
        parts::replace_ear(whisper);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_none() {
        for (name, good) in [
            ("whisper-small-fr", true),
            ("whisper", false),
            ("..", false),
            ("a/b", false),
            ("-x", false),
            ("Grand", false),
            ("", false),
        ] {
            assert_eq!(is_name(name), good, "{name}");
        }
        for (name, good) in [
            ("model.safetensors", true),
            ("model-00001-of-00002.safetensors", true),
            ("config.json", true),
            ("../config.json", false),
            ("ggml-small-q5_1.bin", true),
            ("model-tiny-q80.gguf", true),
            ("tokenizer-tiny.json", true),
            ("../ggml-x.bin", false),
            (".gguf", false),
            ("model-../../x.safetensors", false),
            ("script.py", false),
            ("pytorch_model.bin", false),
        ] {
            assert_eq!(is_file(name), good, "{name}");
        }
    }

    #[test]
    fn what_is_no_model_is_not_installed_and_what_is_too_long_not_kept() {
        let place = tempfile::tempdir().unwrap();
        let shelf = Recognisers::beside(&place.path().join("data"));
        let send = |file: &str, bytes: &[u8]| shelf.receive("essai", file, &mut [Ok(bytes.to_vec())].into_iter());
        assert!(shelf.install("essai", &Origin::default()).unwrap_err().contains("model.safetensors"));
        send("model.safetensors", &[0xFF; 64]).unwrap();
        assert!(shelf.install("essai", &Origin::default()).unwrap_err().contains("config.json"));
        send("config.json", b"{}").unwrap();
        send("tokenizer.json", b"{}").unwrap();
        assert!(shelf.install("essai", &Origin::default()).unwrap_err().contains("ne s'ouvre pas"));
        assert_eq!(names(shelf.folder()), ["essai.part"], "what came is kept, nothing is installed");
        assert_eq!(shelf.models().unwrap().iter().filter(|m| m.installed).count(), 0);
        assert!(send("run.sh", b"").unwrap_err().contains("n'est pas un fichier de modèle"));
        let mut endless = std::iter::repeat_with(|| Ok(vec![0; 1 << 20]));
        assert!(shelf.receive("essai", "config.json", &mut endless).unwrap_err().contains("16 Mio"));
        let mut broken = [Ok(vec![1]), Err("parti".to_string())].into_iter();
        assert_eq!(shelf.receive("essai", "config.json", &mut broken).unwrap_err(), "parti");
        assert!(!place.path().join("data.models/essai.part/config.json").exists(), "half a file is none");
        assert!(shelf.remove(DEFAULT).is_err() && shelf.put_live("absent").is_err());
    }
}
