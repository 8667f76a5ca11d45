//! An update that the page brings: its files are written down as they come, and the machine is asked to verify and install them
//! (`image-build/README.md`, "Update").

use crate::pieces::{self, Bounds};
use crate::running::ask::{ask, is_image};
use crate::running::log::Log;
use crate::running::workshop::UPDATE_STATE;
use crate::shelf::failed;
use huisclos_operator::Update;
use huisclos_ports::{AccountId, Renewal, UPDATE_BYTES_MAX};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the machine looks for what the page was sent.
const INCOMING: &str = "/var/lib/huisclos/update";
/// Longest name of a file of a set.
const NAME_MAX: usize = 120;
/// What must stay free for appointments and notes.
const FREE_BYTES_MIN: u64 = 256 << 20;

/// The machine's update, for the page.
pub struct ByPage {
    incoming: PathBuf,
    state: PathBuf,
    folder: PathBuf,
    log: Arc<Log>,
}

impl ByPage {
    /// On a machine that was made from the image; `folder` is the box's, where the machine is asked.
    pub fn here(folder: &Path, log: &Arc<Log>) -> Option<Arc<dyn Renewal>> {
        is_image().then(|| {
            let (incoming, state) = (INCOMING.into(), UPDATE_STATE.into());
            Arc::new(Self { incoming, state, folder: folder.to_path_buf(), log: log.clone() }) as Arc<dyn Renewal>
        })
    }
}

/// The update under way, for the display.
pub fn under_way(state: &Path) -> Option<Update> {
    let said = fs::read_to_string(state).ok()?;
    said.contains("en cours").then_some(Update { percent: None })
}

/// The names of a set's files (`image-build/publish`); nothing else is written.
fn is_file(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let of_set = (name.starts_with("huisclos_") || name.starts_with("models_")) && name.ends_with(".xz");
    name.len() <= NAME_MAX && name.chars().all(plain) && (of_set || ["SHA256SUMS", "SHA256SUMS.gpg"].contains(&name))
}

impl Renewal for ByPage {
    fn said(&self) -> Option<String> {
        let said = fs::read_to_string(&self.state).ok()?;
        (!said.trim().is_empty()).then(|| said.trim().to_string())
    }

    fn receive(&self, file: &str, pieces: &mut dyn Iterator<Item = Result<Vec<u8>, String>>) -> Result<u64, String> {
        if !is_file(file) {
            return Err(
                "Ce fichier n'est pas d'une mise à jour : choisissez tous ceux du dossier « huisclos » du fabricant."
                    .into(),
            );
        }
        fs::create_dir_all(&self.incoming).map_err(failed("La création de", &self.incoming))?;
        let (whole, part) = (self.incoming.join(file), self.incoming.join(format!("{file}.part")));
        let bounds = Bounds {
            bytes_max: UPDATE_BYTES_MAX as u64,
            too_long: "Ce fichier est trop grand pour une mise à jour.".into(),
            free_bytes_min: FREE_BYTES_MIN,
            full: "Le disque est presque plein : mettez à jour depuis une clé USB.",
        };
        let length = pieces::write(pieces, &part, &bounds)?;
        fs::rename(&part, &whole).map_err(failed("L'écriture de", &whole)).inspect_err(|_| {
            let _ = fs::remove_file(&part);
        })?;
        Ok(length)
    }

    fn install(&self, by: AccountId) -> Result<(), String> {
        if !self.incoming.join("SHA256SUMS").is_file() {
            return Err(
                "Il manque SHA256SUMS : choisissez tous les fichiers du dossier « huisclos » du fabricant.".into()
            );
        }
        self.log.say(format!("mise à jour demandée sur la page par le compte {}", by.0));
        ask(&self.folder, "update-asked", "page")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_a_sets_files_are_written_and_only_whole() {
        let folder = std::env::temp_dir().join(format!("huisclos-renewal-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let page = ByPage {
            incoming: folder.join("update"),
            state: folder.join("state"),
            folder: folder.clone(),
            log: Log::start(false, true, String::new).unwrap(),
        };
        let piece = || Ok(b"octets".to_vec());
        assert!(page.install(AccountId(1)).is_err_and(|why| why.contains("SHA256SUMS")));
        for name in ["huisclos_2.root.0a1b.raw.xz", "huisclos_2.1.efi.xz", "SHA256SUMS", "SHA256SUMS.gpg"] {
            assert_eq!(page.receive(name, &mut [piece(), piece()].into_iter()), Ok(12), "{name}");
            assert_eq!(fs::read(page.incoming.join(name)).unwrap().len(), 12);
        }
        for name in ["../SHA256SUMS", "huisclos_/../../x.xz", "huisclos_2.sh", "", "data.key.cred"] {
            assert!(page.receive(name, &mut [piece()].into_iter()).is_err(), "{name}");
        }
        let cut = "L'envoi s'est arrêté ; recommencez.".to_string();
        assert_eq!(page.receive("models_9.raw.xz", &mut [piece(), Err(cut.clone())].into_iter()), Err(cut));
        assert_eq!(fs::read_dir(&page.incoming).unwrap().count(), 4, "nothing half is left");
        page.install(AccountId(1)).unwrap();
        assert_eq!(fs::read_to_string(folder.join("update-asked")).unwrap(), "page");
        assert_eq!((page.said(), under_way(&page.state)), (None, None));
        fs::write(&page.state, "mise à jour en cours : ne coupez pas le courant\n").unwrap();
        assert!(under_way(&page.state).is_some() && page.said().is_some_and(|said| said.ends_with("courant")));
        fs::write(&page.state, "version 2.1 installée : elle servira au prochain démarrage\n").unwrap();
        assert_eq!(under_way(&page.state), None);
        fs::remove_dir_all(&folder).unwrap();
    }
}
