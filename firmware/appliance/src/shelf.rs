//! The recognisers on the box: the default one, and folders as Hugging Face lays them out that came by the page or a USB key.
//! They lie beside the data (`<data>.models/`); no patient is in them.

use crate::commands::demo::{CALLER, samples as caller_samples};
use crate::commands::models::file;
use crate::parts;
use crate::studio::heard_from;
use crate::technician::usb;
use huisclos_agenda::Private;
use huisclos_audio::{LINE_HZ, RECOGNISER_HZ, resample};
use huisclos_ports::{MODEL_BYTES_MAX, OnShelf, Origin, Reading, Shelf, Shelved};
use huisclos_weights::{Manifest, sha256};
use huisclos_whisper::{Hints, Whisper};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// The recogniser that came with the box, by its name in the manifest.
const DEFAULT: &str = "whisper";
/// Models installed beside it: each takes gigabytes.
const INSTALLED_MAX: usize = 6;
/// Left free on the disk, whatever is installed: the journal comes first.
const FREE_BYTES_MIN: u64 = 1 << 30;
/// Texts beside the weights: a tokenizer has two megabytes.
const TEXT_BYTES_MAX: u64 = 16 << 20;
const PIECE_BYTES: usize = 1 << 20;

#[derive(Serialize, Deserialize, Default)]
struct Card {
    source: String,
    licence: String,
    sha256: String,
}

/// The shelf.
pub struct Recognisers {
    folder: PathBuf,
    /// Held ready to be read to.
    tried: Mutex<Option<(String, Whisper)>>,
    /// One act at a time: two installations would mix their files.
    acting: Mutex<()>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn failed(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> String {
    let path = path.display().to_string();
    move |e| format!("{what} {path} a échoué : {e}. Vérifiez la place libre et les droits.")
}

/// True for what may be the name of a model's folder: nothing that leads out of it.
fn is_name(name: &str) -> bool {
    (1..=40).contains(&name.len())
        && name != DEFAULT
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !name.starts_with('-')
}

/// True for the files a recogniser is read from.
fn is_file(name: &str) -> bool {
    is_weights(name) || is_text(name)
}

/// `model.safetensors`, or `model-00001-of-00002.safetensors`: nothing that leads out of the folder.
fn is_weights(name: &str) -> bool {
    let part = name.strip_prefix("model-").and_then(|rest| rest.strip_suffix(".safetensors"));
    let numbered = part.is_some_and(|p| p.len() == 14 && p.bytes().all(|b| b.is_ascii_digit() || b"-of".contains(&b)));
    name == "model.safetensors" || numbered
}

fn is_text(name: &str) -> bool {
    matches!(name, "config.json" | "tokenizer.json" | "generation_config.json" | "model.safetensors.index.json")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut names: Vec<String> = entries.filter_map(|e| e.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// What is free where a folder lies; `None` where the system does not say.
fn free_bytes(folder: &Path) -> Option<u64> {
    let about = nix::sys::statvfs::statvfs(folder).ok()?;
    Some(about.blocks_available().saturating_mul(about.fragment_size()))
}

/// The weights of a folder, the first part where there are several.
fn weights(folder: &Path) -> Option<PathBuf> {
    names(folder).into_iter().find(|name| is_weights(name)).map(|name| folder.join(name))
}

impl Recognisers {
    /// Beside a data folder. The one that was put live is chosen for whoever opens the recogniser next.
    pub fn beside(data: &Path) -> Self {
        let mut name = data.file_name().unwrap_or_default().to_os_string();
        name.push(".models");
        let shelf = Self { folder: data.with_file_name(name), tried: Mutex::default(), acting: Mutex::default() };
        let live = shelf.word("live");
        parts::choose_ear((live != DEFAULT).then(|| shelf.folder.join(&live)));
        shelf
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

    fn installed(&self) -> Vec<String> {
        names(&self.folder).into_iter().filter(|n| is_name(n) && self.folder.join(n).is_dir()).collect()
    }

    fn path(&self, model: &str) -> Result<PathBuf, String> {
        if model == DEFAULT {
            return Whisper::locate(None).map_err(|e| e.to_string());
        }
        let path = self.folder.join(model);
        if is_name(model) && path.is_dir() { Ok(path) } else { Err("Ce modèle n'est pas sur la boîte.".into()) }
    }

    fn open(&self, model: &str) -> Result<Whisper, String> {
        let path = self.path(model)?;
        // A file made by somebody else must not take the box down with it.
        let opened = std::panic::catch_unwind(|| Whisper::open(&path));
        match opened {
            Ok(opened) => opened.map_err(|e| format!("Ce modèle ne s'ouvre pas : {e}")),
            Err(_) => Err("Ce modèle ne s'ouvre pas : ses fichiers ne vont pas ensemble.".into()),
        }
    }

    fn copy(&self, from: &mut dyn Read, to: &Path, max: u64) -> Result<u64, String> {
        let mut pieces = std::iter::from_fn(|| {
            let mut piece = vec![0; PIECE_BYTES];
            match from.read(&mut piece) {
                Ok(0) => None,
                Ok(n) => {
                    piece.truncate(n);
                    Some(Ok(piece))
                }
                Err(e) => Some(Err(format!("La lecture a échoué : {e}."))),
            }
        });
        self.write(&mut pieces, to, max)
    }

    fn write(
        &self,
        pieces: &mut dyn Iterator<Item = Result<Vec<u8>, String>>,
        to: &Path,
        max: u64,
    ) -> Result<u64, String> {
        let mut out = File::create(to).map_err(failed("L'écriture de", to))?;
        let mut length = 0u64;
        let take = || -> Result<u64, String> {
            for piece in pieces {
                let piece = piece?;
                length += piece.len() as u64;
                if length > max {
                    return Err(format!("Ce fichier dépasse {} Mio : ce n'est pas celui d'un modèle.", max >> 20));
                }
                if free_bytes(&self.folder).is_some_and(|free| free < FREE_BYTES_MIN) {
                    return Err("Le disque est presque plein : retirez un modèle, puis recommencez.".into());
                }
                out.write_all(&piece).map_err(failed("L'écriture de", to))?;
            }
            out.sync_all().map_err(failed("L'écriture de", to))?;
            Ok(length)
        };
        let done = take();
        if done.is_err() {
            let _ = fs::remove_file(to);
        }
        done
    }

    fn card(&self, model: &str) -> Card {
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
                "« {named} » n'est pas un fichier de modèle. Il faut config.json, tokenizer.json et model.safetensors."
            ));
        }
        let _one = held(&self.acting);
        fs::create_dir_all(&folder).map_err(failed("La création de", &folder))?;
        let max = if is_text(name) { TEXT_BYTES_MAX } else { MODEL_BYTES_MAX as u64 };
        self.write(pieces, &folder.join(name), max)
    }

    fn on_usb(&self) -> Vec<String> {
        let Ok(key) = usb::key() else { return Vec::new() };
        names(&key).into_iter().filter(|name| key.join(name).join("config.json").is_file()).collect()
    }

    fn install_from_usb(&self, model: &str, origin: &Origin) -> Result<(), String> {
        let key = usb::key()?;
        let from = names(&key).into_iter().find(|name| name == model).map(|name| key.join(name));
        let from = from.ok_or("Ce dossier n'est pas sur la clé USB.")?;
        let name: String =
            model.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let folder = self.incoming(&name)?;
        {
            let _one = held(&self.acting);
            fs::create_dir_all(&folder).map_err(failed("La création de", &folder))?;
            for file in names(&from).into_iter().filter(|n| is_file(n)) {
                let mut source = File::open(from.join(&file)).map_err(failed("La lecture de", &from.join(&file)))?;
                let max = if is_text(&file) { TEXT_BYTES_MAX } else { MODEL_BYTES_MAX as u64 };
                self.copy(&mut source, &folder.join(&file), max)?;
            }
        }
        self.install(&name, origin)
    }

    fn install(&self, model: &str, origin: &Origin) -> Result<(), String> {
        let (folder, there) = (self.incoming(model)?, self.folder.join(model));
        let _one = held(&self.acting);
        if there.exists() {
            return Err("Un modèle de ce nom est déjà installé : retirez-le, ou choisissez un autre nom.".into());
        }
        if self.installed().len() >= INSTALLED_MAX {
            return Err(format!("Il y a déjà {INSTALLED_MAX} modèles : retirez-en un."));
        }
        for needed in ["config.json", "tokenizer.json"] {
            if !folder.join(needed).is_file() {
                return Err(format!("Il manque {needed} : choisissez tous les fichiers du modèle."));
            }
        }
        let weights =
            weights(&folder).ok_or("Il manque model.safetensors : choisissez tous les fichiers du modèle.")?;
        let digest = sha256(&weights).map_err(|e| e.to_string())?;
        let given = origin.sha256.trim().to_lowercase();
        if !given.is_empty() && given != digest {
            return Err(format!(
                "Les poids ne sont pas ceux qui étaient annoncés : leur SHA-256 est {digest}. Téléchargez-les de nouveau."
            ));
        }
        let card = Card { source: origin.source.clone(), licence: origin.licence.clone(), sha256: digest };
        let text = serde_json::to_string(&card).map_err(|e| e.to_string())?;
        fs::write(folder.join("fiche.json"), text).map_err(failed("L'écriture de", &folder))?;
        fs::rename(&folder, &there).map_err(failed("L'installation de", &there))?;
        // Opened and run once: what cannot listen is not installed.
        if let Err(why) = self.open(model) {
            let _ = fs::rename(&there, &folder);
            return Err(why);
        }
        Ok(())
    }

    fn remove(&self, model: &str) -> Result<(), String> {
        let _one = held(&self.acting);
        if self.word("live") == model || model == DEFAULT {
            return Err("Ce modèle écoute les appels : remettez-en un autre d'abord.".into());
        }
        let path = self.path(model)?;
        held(&self.tried).take_if(|(name, _)| name == model);
        fs::remove_dir_all(&path).map_err(failed("La suppression de", &path))
    }

    fn bench(&self, model: &str) -> Result<Vec<String>, String> {
        let begin = Instant::now();
        let whisper = self.open(model)?;
        let load_ms = begin.elapsed().as_millis();
        let (mut audio_s, mut compute_s, mut slowest_s) = (0.0f64, 0.0f64, 0.0f64);
        for (asking, wav) in CALLER {
            let line = caller_samples(asking, wav).map_err(|e| e.to_string())?;
            audio_s += line.len() as f64 / f64::from(LINE_HZ);
            let line: Vec<f32> = line.into_iter().map(|s| f32::from(s) / 32_768.0).collect();
            let pcm = resample::convert(&line, LINE_HZ, RECOGNISER_HZ).map_err(|e| e.to_string())?;
            let begin = Instant::now();
            whisper.transcribe(&pcm, &Hints::default()).map_err(|e| e.to_string())?;
            let took = begin.elapsed().as_secs_f64();
            compute_s += took;
            slowest_s = slowest_s.max(took);
        }
        let turns = CALLER.len() as f64;
        let per_second = format!("{:.2}", compute_s / audio_s).replace('.', ",");
        Ok(vec![
            format!("Chargement : {load_ms} ms."),
            format!(
                "Un tour de parole : {:.0} ms en moyenne, {:.0} ms au pire.",
                1_000.0 * compute_s / turns,
                1_000.0 * slowest_s
            ),
            format!("{per_second} s de calcul par seconde de parole."),
            if slowest_s < 1.0 {
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
        assert!(shelf.install("essai", &Origin::default()).unwrap_err().contains("config.json"));
        send("config.json", b"{}").unwrap();
        send("tokenizer.json", b"{}").unwrap();
        assert!(shelf.install("essai", &Origin::default()).unwrap_err().contains("model.safetensors"));
        send("model.safetensors", &[0xFF; 64]).unwrap();
        let announced = Origin { sha256: "00".into(), ..Origin::default() };
        assert!(shelf.install("essai", &announced).unwrap_err().contains("SHA-256"));
        assert!(shelf.install("essai", &Origin::default()).unwrap_err().contains("ne s'ouvre pas"));
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
