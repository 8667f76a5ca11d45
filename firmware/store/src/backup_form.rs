//! How a backup lies in its folder, and what tells a whole one from a piece.
//!
//! ```text
//! DIR/huisclos-backup          "huisclos-backup 1", then the box
//! DIR/keyring                  one copy, always of the newest generation: what was erased is erased in every set
//! DIR/2026-11-23T03.00.00/     a data set: manifest, journal, snapshots, audit/
//! ```
//!
//! The root is in none of them: they open with the paper key, or not at all. The manifest names every file with its length
//! and SHA-256, and is sealed with a key of its own.

use crate::error::Error;
use crate::frame::{Hash, hash};
use crate::keys::Keys;
use crate::seal::{seal, unseal};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) const MARKER: &str = "huisclos-backup";
pub(crate) const KEYRING: &str = "keyring";
pub(crate) const MANIFEST: &str = "manifest";
const FIRST_LINE: &str = "huisclos-backup 1";
const FORMAT: &str = "huisclos-backup-set-1";
/// Longest manifest: a line of 150 bytes for each file of a trail of a hundred years.
const MANIFEST_BYTES_MAX: u64 = 1024 * 1024;

/// One file of a set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// Below the set's folder.
    pub(crate) name: String,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

/// What a set says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    format: String,
    #[serde(rename = "box")]
    pub(crate) box_id: String,
    pub(crate) epoch: u32,
    pub(crate) made_at: DateTime,
    /// The journal's last frame.
    pub(crate) seq: u64,
    pub(crate) files: Vec<Part>,
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).ok()).collect()
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    let sum: Hash = hash(bytes);
    hex(&sum)
}

fn aad(line: &str) -> Vec<u8> {
    [b"huisclos backup 1 ", line.as_bytes()].concat()
}

impl Manifest {
    pub(crate) fn new(keys: &Keys, made_at: DateTime, seq: u64, files: Vec<Part>) -> Self {
        Self { format: FORMAT.into(), box_id: hex(&keys.box_id), epoch: keys.epoch(), made_at, seq, files }
    }

    /// Two lines: what it says, and its seal.
    pub(crate) fn encode(&self, keys: &Keys) -> Result<String, Error> {
        let line = serde_json::to_string(self).map_err(|_| Error::Damaged { table: MANIFEST })?;
        let key = keys.named(self.epoch, "backup").ok_or(Error::Damaged { table: MANIFEST })?;
        let proof = seal(&key, &aad(&line), &[])?;
        Ok(format!("{line}\n{}\n", hex(&proof)))
    }

    /// What it says; its seal is for [`Manifest::is_genuine`], once there is a key.
    pub(crate) fn read(set: &Path) -> Result<(Self, String), Error> {
        let path = set.join(MANIFEST);
        let damaged = |why: &str| Error::BackupDamaged { path: path.clone(), why: why.to_string() };
        let len = fs::metadata(&path).map_err(|_| damaged("il manque, cette sauvegarde n'est pas entière"))?.len();
        if len > MANIFEST_BYTES_MAX {
            return Err(damaged("il est trop long"));
        }
        let text = fs::read_to_string(&path).map_err(|e| Error::io("La lecture", &path, e))?;
        let line = text.lines().next().unwrap_or_default();
        let manifest: Self = serde_json::from_str(line).map_err(|_| damaged("il ne se lit pas"))?;
        if manifest.format != FORMAT {
            return Err(damaged("il vient d'une version plus récente du logiciel"));
        }
        // A name that climbs out of the folder is nobody's honest backup.
        let stays =
            |part: &Part| Path::new(&part.name).components().all(|c| matches!(c, std::path::Component::Normal(_)));
        if !manifest.files.iter().all(stays) {
            return Err(damaged("il nomme un fichier hors de la sauvegarde"));
        }
        Ok((manifest, text))
    }

    /// True when the box that made the set wrote this.
    pub(crate) fn is_genuine(&self, keys: &Keys, text: &str) -> bool {
        let mut lines = text.lines();
        let (Some(line), Some(proof)) = (lines.next(), lines.next()) else { return false };
        let key = keys.named(self.epoch, "backup");
        let opened = key.and_then(|key| unseal(&key, &aad(line), &from_hex(proof)?));
        opened.is_some() && hex(&keys.box_id) == self.box_id
    }
}

/// What lies at a place where a backup should go or come from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nothing, or an empty folder.
    Empty,
    /// A backup folder of this box.
    Of(String),
    /// Something else.
    Foreign,
}

pub(crate) fn look(dir: &Path) -> Place {
    if !dir.exists() || fs::read_dir(dir).is_ok_and(|mut inside| inside.next().is_none()) {
        return Place::Empty;
    }
    let text = fs::read_to_string(dir.join(MARKER)).unwrap_or_default();
    match text.split_once('\n') {
        Some((FIRST_LINE, rest)) => Place::Of(rest.trim().to_string()),
        _ => Place::Foreign,
    }
}

pub(crate) fn marker(keys: &Keys) -> String {
    format!("{FIRST_LINE}\n{}\n", hex(&keys.box_id))
}

/// The sets of a backup folder, the newest last.
pub(crate) fn sets(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(dir).map_err(|e| Error::io("La lecture du dossier", dir, e))?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_name()?.to_str()?;
            // Pieces of a backup that was cut short end in `.partiel`.
            (path.is_dir() && name.starts_with(|c: char| c.is_ascii_digit()) && !name.contains(".partiel"))
                .then(|| path.clone())
        })
        .collect();
    found.sort_unstable();
    Ok(found)
}
