//! Which folder to open, and what an opening has to say.

use crate::disk::{FileDisk, OpenDisk};
use crate::folder::Folder;
use crate::kept::PATIENCE;
use crate::key_file;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Which data folder, with which key.
#[derive(Clone)]
pub struct Options {
    pub(crate) folder: Folder,
    pub(crate) key: PathBuf,
    pub(crate) keyring: PathBuf,
    /// True when a new root is to be sealed by this machine's TPM2.
    pub(crate) sealed: bool,
    pub(crate) creds_program: PathBuf,
    pub(crate) disk: OpenDisk,
    pub(crate) patience: Duration,
}

impl Options {
    /// A data folder with its key and keyring next to it: `<data>.key`, `<data>.keyring`.
    #[must_use]
    pub fn at(data: impl Into<PathBuf>) -> Self {
        let folder = Folder(data.into());
        let key = key_file::beside(&folder.0);
        let disk: OpenDisk = Arc::new(|path| Ok(Box::new(FileDisk::open(path)?)));
        let keyring = key.with_extension("keyring");
        let creds_program = "systemd-creds".into();
        Self { folder, key, keyring, sealed: false, creds_program, disk, patience: PATIENCE }
    }

    /// With the key file somewhere else.
    #[must_use]
    pub fn with_key_file(mut self, key: impl Into<PathBuf>) -> Self {
        self.key = key.into();
        self
    }

    /// With the keyring somewhere else.
    #[must_use]
    pub fn with_keyring(mut self, keyring: impl Into<PathBuf>) -> Self {
        self.keyring = keyring.into();
        self
    }

    /// With the root of a new folder sealed by this machine's TPM2, where there is one: the box.
    #[must_use]
    pub fn with_sealed_key(mut self) -> Self {
        self.sealed = true;
        self
    }

    /// With another program in the place of `systemd-creds` (tests).
    #[must_use]
    pub fn with_creds_program(mut self, program: impl Into<PathBuf>) -> Self {
        self.creds_program = program.into();
        self
    }

    /// True when the root key is a plain file, as on a PC.
    #[must_use]
    pub fn has_key_file(&self) -> bool {
        self.key.is_file()
    }

    /// Where the root lies when it is sealed: `<key>.cred`.
    pub(crate) fn credential(&self) -> PathBuf {
        crate::keyring_disk::beside(&self.key, ".cred")
    }

    /// With another longest wait for the state to open, before it is given up (tests).
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// With another disk under the journal (tests).
    #[must_use]
    pub fn with_disk(mut self, disk: OpenDisk) -> Self {
        self.disk = disk;
        self
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("data", &self.folder.0).field("key", &self.key).finish_non_exhaustive()
    }
}

/// What somebody should know about an opening that went well. Its `Display` is a French sentence for logs and the page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// The key is a plain file: on a PC only.
    #[error("La clé des données est un simple fichier, {} : qui prend ce fichier et le dossier lit tout. Gardez-en une copie ailleurs que les données.", path.display())]
    KeyInFile {
        /// The key file.
        path: PathBuf,
    },
    /// Others may read the key file.
    #[error("La clé {} est lisible par d'autres utilisateurs : retirez leurs droits (chmod 600).", path.display())]
    KeyExposed {
        /// The key file.
        path: PathBuf,
    },
    /// The audit trail's last entry was cut by a stop.
    #[error("Une entrée de la trace des accès, coupée par un arrêt brutal ({bytes} octets), a été retirée et gardée dans {}.", kept.display())]
    TrailCut {
        /// How long the piece was.
        bytes: usize,
        /// Where it is kept.
        kept: PathBuf,
    },
    /// A piece of the audit trail is missing or damaged.
    #[error("La trace des accès {} est abîmée ou incomplète : elle reprend dans un nouveau fichier. Lancez « huisclos store verify » et prévenez le responsable du cabinet.", path.display())]
    TrailLost {
        /// Its folder.
        path: PathBuf,
    },
    /// One of the keyring's twins was damaged or missing.
    #[error("Le trousseau {} ou son double était abîmé ou manquait : il a été refait depuis l'autre. Vérifiez le disque.", path.display())]
    KeyringMended {
        /// The keyring.
        path: PathBuf,
    },
    /// Everything was written anew: an earlier version's form, or a change of all keys that a stop had interrupted.
    #[error("Les données ont été réécrites (forme {from} vers {to}) et relues : {records} données, aucune perdue.")]
    Renewed {
        /// Its form before.
        from: u8,
        /// Its form now.
        to: u8,
        /// Records written anew.
        records: u64,
    },
    /// An erasure or a change of keys that a stop had interrupted was finished.
    #[error("Une opération interrompue par un arrêt a été menée à son terme : {what}.")]
    Finished {
        /// Which, in French.
        what: &'static str,
    },
    /// The last write was cut by a stop before it was acknowledged.
    #[error("Une écriture coupée par un arrêt brutal ({bytes} octets) a été retirée du journal et gardée dans {}. Rien de ce qui avait été confirmé n'est perdu.", kept.display())]
    TornWriteCut {
        /// How long the piece was.
        bytes: usize,
        /// Where it is kept.
        kept: PathBuf,
    },
    /// A damaged journal was made anew from the state, which held everything that had been acknowledged.
    #[error("Le journal {} était abîmé ({why}) : il a été refait depuis l'état, qui contient tout ce qui avait été confirmé ; rien n'est perdu. L'ancien {}. Vérifiez le disque, et faites une sauvegarde.", path.display(), where_kept(kept.as_deref()))]
    JournalMended {
        /// The journal.
        path: PathBuf,
        /// What was wrong with it.
        why: String,
        /// Where the damaged one lies, when there was one.
        kept: Option<PathBuf>,
    },
    /// The state lagged behind and was brought up.
    #[error("{frames} enregistrements du journal ont été repris après un arrêt brutal.")]
    Replayed {
        /// How many.
        frames: u64,
    },
    /// The state was built again.
    #[error("L'état a été reconstruit depuis le journal ({why}).")]
    Rebuilt {
        /// Why the old one was not kept in use.
        why: String,
        /// Where the old one lies, when there was one.
        kept: Option<PathBuf>,
    },
    /// The disk takes no state: it lives in memory until the disk does.
    #[error(
        "Le disque ne prend pas l'état ({why}) : il est tenu en mémoire. Le journal reste la vérité ; vérifiez le disque."
    )]
    InMemory {
        /// What the disk said.
        why: String,
    },
    /// The state was too long to open; whoever opens it may still write beside it, so none is built before the next start.
    #[error(
        "L'état est trop long à ouvrir : il est tenu en mémoire, et sera reconstruit depuis le journal au prochain démarrage."
    )]
    StateSlow,
    /// The disk takes no writing at all.
    #[error(
        "Le disque ne prend aucune écriture ({why}) : les données se lisent, rien de nouveau ne peut être enregistré. Vérifiez le disque, puis redémarrez."
    )]
    ReadOnly {
        /// What the disk said.
        why: String,
    },
    /// The anchor could not be read and was written anew.
    #[error("Le repère du journal {} était abîmé ; il a été refait.", path.display())]
    AnchorRewritten {
        /// The file.
        path: PathBuf,
    },
}

fn where_kept(path: Option<&Path>) -> String {
    path.map_or_else(|| "n'était plus là".into(), |path| format!("est gardé dans {}", path.display()))
}
