//! A chat model that a cabinet brings (a GGUF of Llama, Qwen2.5, Qwen3 or Gemma 3): checked whole, timed on this box, and
//! put beside the store. The box's own small model goes on reading every turn beside it (`mind`).

use crate::shelf::{Card, Recognisers, failed, room_for};
use crate::wrong::French;
use huisclos_chat::{Measured, check, measure};
use huisclos_ports::{OnShelf, Origin, Shelved};
use huisclos_weights::sha256;
use std::fs;
use std::path::{Path, PathBuf};

/// Slowest turn of a model that is taken: after three seconds of silence a caller asks whether anybody is there.
const TURN_MS_MAX: u128 = 3_000;
/// The one chat model of a box, in the folder of models.
const FILE: &str = "chat.gguf";
/// What is known of it.
const CARD: &str = "chat.json";
/// Its name among the models.
pub const CHAT: &str = "chat";

/// A chat model that was put on the box.
pub struct ImportedChat {
    /// Where it lies.
    pub file: PathBuf,
    /// What is known of it.
    pub card: Card,
    /// Its length.
    pub bytes: u64,
    /// How fast it is here.
    pub measured: Measured,
}

/// True for a file that is to be read as a chat model. What cannot be opened is none: the recogniser's reader says why.
pub fn is_chat(path: &Path) -> bool {
    path.is_file() && huisclos_chat::is_chat(path).unwrap_or(false)
}

/// Cores of this machine.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

impl Recognisers {
    /// Where the chat model lies, if there is one.
    pub fn chat(&self) -> Option<PathBuf> {
        Some(self.folder().join(FILE)).filter(|path| path.is_file())
    }

    /// What is known of the chat model; empty where its card is gone.
    pub fn chat_card(&self) -> Card {
        let text = fs::read_to_string(self.folder().join(CARD)).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// The chat model as the page lists it.
    pub fn shelved_chat(&self) -> Option<OnShelf> {
        let file = self.chat()?;
        let card = self.chat_card();
        Some(OnShelf {
            name: CHAT.into(),
            what: "Modèle de langue installé ici : il comprend à côté de celui d'origine, depuis le démarrage qui suit son installation.".into(),
            source: card.source,
            licence: card.licence,
            sha256: Some(card.sha256).filter(|sum| !sum.is_empty()),
            bytes: fs::metadata(&file).map_or(0, |about| about.len()),
            stands: Shelved::Only,
            installed: true,
            tried: false,
        })
    }

    /// How fast it is here, in rows for the page.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn bench_chat(&self, file: &Path) -> Result<Vec<String>, String> {
        let m = measure(file, cores()).map_err(|e| format!("Ce modèle ne s'ouvre pas : {}.", e.french()))?;
        let (turn, most) = (m.turn.as_millis(), m.turn_most.as_millis());
        Ok(vec![
            format!("Chargement : {} ms.", m.opened.as_millis()),
            format!("Un tour de parole compris : {turn} ms en moyenne, {most} ms au pire."),
        ])
    }

    /// Takes the chat model off the box; the running one goes on to the next start.
    ///
    /// # Errors
    /// The disk.
    pub fn remove_chat(&self, file: &Path) -> Result<(), String> {
        let _one = self.alone();
        fs::remove_file(file).map_err(failed("La suppression de", file))?;
        let _ = fs::remove_file(self.folder().join(CARD));
        crate::parts::choose_mind(None);
        Ok(())
    }

    /// Checks a chat model, times it here and takes it over, in place of the one before. One that would make callers wait more than
    /// [`TURN_MS_MAX`] is not installed.
    ///
    /// # Errors
    /// One French sentence with its remedy; nothing is changed then.
    pub fn import_chat(&self, from: &Path, origin: &Origin) -> Result<ImportedChat, String> {
        let _one = self.alone();
        // First of all: what was not copied whole is not what somebody made, and half a minute of trying it tells nothing.
        let came = sha256(from).map_err(French::french)?;
        let wanted = origin.sha256.trim().to_lowercase();
        if !wanted.is_empty() && wanted != came {
            return Err(format!("Ce fichier n'a pas la somme annoncée (sha256 {came}) : copiez-le de nouveau."));
        }
        let cannot = |e: huisclos_chat::ChatError| format!("Ce modèle ne s'ouvre pas : {}.", e.french());
        // A file made by somebody else must not take the box down with it.
        let tried = std::panic::catch_unwind(|| Ok((check(from)?, measure(from, cores())?)));
        let (said, measured) =
            tried.map_err(|_| "Ce modèle ne s'ouvre pas : il est abîmé.".to_string())?.map_err(cannot)?;
        let turn_ms = measured.turn_most.as_millis();
        if turn_ms >= TURN_MS_MAX {
            return Err(format!(
                "Ce modèle met {turn_ms} ms à comprendre un tour sur cette boîte, il en faut moins de {TURN_MS_MAX} : prenez-en un plus petit."
            ));
        }
        let folder = self.folder();
        fs::create_dir_all(folder).map_err(failed("La création de", folder))?;
        room_for(said.bytes as u64, folder)?;
        let (there, fresh) = (folder.join(FILE), folder.join("chat.gguf.new"));
        let copied = fs::copy(from, &fresh).and_then(|_| fs::File::open(&fresh)?.sync_all());
        let kept = copied.map_err(failed("La copie de", from)).and_then(|()| sha256(&fresh).map_err(French::french));
        let kept = kept.and_then(|kept| {
            if kept == came { Ok(kept) } else { Err("La copie ne se relit pas : vérifiez le disque.".into()) }
        });
        let put = kept.and_then(|sum| {
            let or = |said: &str, own: &str| if said.is_empty() { own.to_string() } else { said.to_string() };
            let card = Card {
                source: or(&origin.source, &said.name),
                licence: or(&origin.licence, &said.licence),
                sha256: sum,
                form: format!("GGUF {}", said.kept),
                came_sha256: vec![came],
            };
            let text = serde_json::to_string(&card).map_err(|e| e.to_string())?;
            fs::rename(&fresh, &there).map_err(failed("L'installation de", &there))?;
            fs::write(folder.join(CARD), text).map_err(failed("L'écriture de", folder))?;
            Ok(ImportedChat { file: there.clone(), card, bytes: said.bytes as u64, measured })
        });
        if put.is_err() {
            let _ = fs::remove_file(&fresh);
        }
        put
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_chat_model_is_not_taken_for_one_and_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let shelf = Recognisers::beside(&dir.path().join("store"));
        let file = dir.path().join("modele.gguf");
        fs::write(&file, b"GGUF, but not really").unwrap();
        assert!(!is_chat(&file) && !is_chat(dir.path()) && !is_chat(&dir.path().join("nowhere")));
        let own = huisclos_language::Language::locate(None).unwrap();
        assert!(!is_chat(&own), "our own small model is none");
        let why = shelf.import_chat(&file, &Origin::default()).err().unwrap();
        assert!(why.contains("ne s'ouvre pas"), "{why}");
        let announced = Origin { sha256: "ab".repeat(32), ..Origin::default() };
        let why = shelf.import_chat(&file, &announced).err().unwrap();
        assert!(why.contains("somme annoncée"), "the sum is compared before anything is read: {why}");
        assert!(shelf.chat().is_none() && !shelf.folder().join("chat.gguf.new").exists());
    }

    #[test]
    fn the_page_lists_the_chat_model_and_takes_it_away() {
        use huisclos_ports::Shelf;
        let dir = tempfile::tempdir().unwrap();
        let shelf = Recognisers::beside(&dir.path().join("store"));
        let listed = || shelf.models().unwrap().into_iter().find(|m| m.name == CHAT);
        assert!(listed().is_none());
        fs::create_dir_all(shelf.folder()).unwrap();
        fs::write(shelf.folder().join(FILE), b"GGUF").unwrap();
        fs::write(shelf.folder().join(CARD), r#"{"source":"Qwen","licence":"Apache-2.0","sha256":"ab"}"#).unwrap();
        let model = listed().unwrap();
        assert!(model.installed && model.stands == Shelved::Only && model.source == "Qwen" && model.bytes == 4);
        assert!(shelf.bench(CHAT).unwrap_err().contains("ne s'ouvre pas"));
        assert!(shelf.put_live(CHAT).is_err(), "it recognises no speech");
        shelf.remove(CHAT).unwrap();
        assert!(listed().is_none() && !shelf.folder().join(CARD).exists());
        assert!(shelf.remove(CHAT).is_err(), "there is none any more");
    }
}
