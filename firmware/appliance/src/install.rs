//! A recogniser in any form that is read (Hugging Face's folder, candle's GGUF, whisper.cpp's `.bin`), converted once and put on
//! the shelf: the one way in for the command line, the page and the USB key.

use crate::shelf::{Card, INSTALLED_MAX, Recognisers, failed, held, is_name, names, room_for};
use crate::wrong::French;
use huisclos_ports::Origin;
use huisclos_whisper::{About, Imported, import};
use std::fs;
use std::path::Path;

/// Letters of a model's name.
const NAME_MAX: usize = 40;
/// The new file is at most so much longer than the old one, in quarters: five-bit blocks become eight-bit ones.
const QUARTERS_MAX: u64 = 7;

/// A name for a model from its file's or folder's: "ggml-small-q5_1.bin" is "small-q5-1".
pub fn name_from(path: &Path) -> String {
    let whole = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let bare = [".bin", ".gguf", ".safetensors"].iter().find_map(|end| whole.strip_suffix(end)).unwrap_or(&whole);
    let bare = bare.strip_prefix("ggml-").unwrap_or(bare);
    let plain: String = bare.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-").chars().take(NAME_MAX).collect()
}

/// Bytes of a file, or of all files of a folder.
fn bytes(path: &Path) -> u64 {
    let size = |path: &Path| fs::metadata(path).map_or(0, |about| about.len());
    if path.is_dir() { names(path).iter().map(|name| size(&path.join(name))).sum() } else { size(path) }
}

impl Recognisers {
    /// Converts, verifies and tries a model, and puts it on the shelf under `name`. What cannot listen is not installed, and
    /// leaves nothing behind.
    ///
    /// # Errors
    /// One French sentence with its remedy.
    pub fn import(&self, name: &str, from: &Path, origin: &Origin) -> Result<Imported, String> {
        let there = self.folder().join(name);
        if !is_name(name) {
            return Err("Le nom d'un modèle a 40 lettres minuscules sans accent, chiffres ou tirets au plus.".into());
        }
        let _one = self.alone();
        if there.exists() {
            return Err("Un modèle de ce nom est déjà installé : retirez-le, ou choisissez un autre nom.".into());
        }
        if self.installed().len() >= INSTALLED_MAX {
            return Err(format!("Il y a déjà {INSTALLED_MAX} modèles : retirez-en un."));
        }
        let fresh = self.folder().join(format!("{name}.new"));
        let _ = fs::remove_dir_all(&fresh);
        fs::create_dir_all(&fresh).map_err(failed("La création de", &fresh))?;
        let room = room_for(bytes(from) / 4 * QUARTERS_MAX, &fresh);
        let done = room.and_then(|()| converted(from, &fresh, origin));
        let put = done.and_then(|mut imported| {
            fs::rename(&fresh, &there).map_err(failed("L'installation de", &there))?;
            imported.file = there.join(imported.file.file_name().unwrap_or_default());
            Ok(imported)
        });
        if put.is_err() {
            let _ = fs::remove_dir_all(&fresh);
        }
        put
    }

    /// One act at a time.
    pub(crate) fn alone(&self) -> std::sync::MutexGuard<'_, ()> {
        held(&self.acting)
    }
}

fn converted(from: &Path, fresh: &Path, origin: &Origin) -> Result<Imported, String> {
    let about = About {
        source: origin.source.clone(),
        licence: origin.licence.clone(),
        sha256: origin.sha256.trim().to_lowercase(),
    };
    // A file made by somebody else must not take the box down with it.
    let imported = std::panic::catch_unwind(|| import(from, fresh, &about))
        .map_err(|_| "Ce modèle ne s'ouvre pas : ses fichiers ne vont pas ensemble.".to_string())?
        .map_err(|e| format!("Ce modèle ne s'ouvre pas : {}.", e.french()))?;
    let card = Card {
        source: origin.source.clone(),
        licence: origin.licence.clone(),
        sha256: imported.sha256.clone(),
        form: imported.form.clone(),
        came_sha256: imported.came_sha256.clone(),
    };
    let text = serde_json::to_string(&card).map_err(|e| e.to_string())?;
    fs::write(fresh.join("fiche.json"), text).map_err(failed("L'écriture de", fresh))?;
    Ok(imported)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gives_its_model_a_name() {
        for (path, name) in [
            ("/media/clé/ggml-large-v3-turbo-q5_0.bin", "large-v3-turbo-q5-0"),
            ("whisper-small", "whisper-small"),
            ("Whisper Small FR/", "whisper-small-fr"),
            ("model-tiny-q80.gguf", "model-tiny-q80"),
            ("é.bin", ""),
        ] {
            assert_eq!(name_from(Path::new(path)), name, "{path}");
        }
    }
}
