//! Writes a backup: a copy of what is the truth, read back and compared before it counts, and never a root key.

use crate::audit::{Access, By, Deed, Kind, Why};
use crate::audit_files::segments;
use crate::backup_form::{KEYRING, MANIFEST, MARKER, Manifest, Part, Place, hex, look, marker, sets, sha256};
use crate::change::Tree;
use crate::error::Error;
use crate::folder::{Folder, sync_parent};
use crate::journal;
use crate::steps::step;
use crate::store::Store;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Sets kept in one folder: a week of nights. Older ones would keep data that the retention periods have taken away.
const SETS_MAX: usize = 7;
/// Backup folders remembered: two or three disks in turn, a share, and those that were replaced.
const KNOWN_MAX: usize = 8;
const KNOWN: &[u8] = b"backups";

/// A folder this store has written a backup into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownBackup {
    /// Where.
    pub folder: PathBuf,
    /// When last.
    pub at: DateTime,
}

/// What a backup wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// The new set.
    pub set: PathBuf,
    /// Its files.
    pub files: usize,
    /// Their length.
    pub bytes: u64,
    /// The journal's last frame in it.
    pub frames: u64,
    /// Older sets that were removed.
    pub removed: Vec<PathBuf>,
}

impl Store {
    /// Writes a backup of everything into a folder, which is made, empty, or a backup folder of this box. Whole and read
    /// back, or not there at all. Writers wait meanwhile.
    ///
    /// # Errors
    /// `BackupForeign`, `BackupOther`, `BackupInside`, a copy that does not read back, or the disk. Sets that were there
    /// are left alone then.
    pub fn backup(&self, dir: &Path, by: By<'_>, now: DateTime) -> Result<BackedUp, Error> {
        let dir = &std::path::absolute(dir).map_err(|e| Error::io("La recherche du dossier", dir, e))?;
        self.check_place(dir)?;
        self.settle()?;
        step("backup.begun");
        let name = now.strftime("%Y-%m-%dT%H.%M.%S").to_string();
        let fresh = dir.join(format!("{name}.partiel"));
        let set = free_name(dir, &name);
        let made = self.write_set(dir, &fresh, now).and_then(|done| {
            fs::rename(&fresh, &set).map_err(|e| Error::io("La création", &set, e))?;
            sync_parent(&set)?;
            step("backup.renamed");
            Ok(done)
        });
        let (files, bytes, frames) = match made {
            Ok(done) => done,
            Err(e) => {
                // The first error is the one to tell; a full disk gets its room back.
                let _ = fs::remove_dir_all(&fresh);
                return Err(e);
            }
        };
        let removed = remove_oldest(dir)?;
        let (did, why) = (Deed::BackedUp, Why::Safety);
        self.trace(&Access { at: now, by, did, why, what: Kind::All, of: &[], count: 1 })?;
        self.remember_backup(dir, now)?;
        self.settle()?;
        Ok(BackedUp { set, files, bytes, frames, removed })
    }

    fn check_place(&self, dir: &Path) -> Result<(), Error> {
        let path = || dir.to_path_buf();
        let data = std::path::absolute(&self.0.folder.0).unwrap_or_else(|_| self.0.folder.0.clone());
        if dir.starts_with(&data) || data.starts_with(dir) {
            return Err(Error::BackupInside { path: path() });
        }
        match look(dir) {
            Place::Foreign => Err(Error::BackupForeign { path: path() }),
            Place::Of(box_id) if box_id != hex(&self.keys().box_id) => Err(Error::BackupOther { path: path() }),
            Place::Of(_) => remove_pieces(dir),
            Place::Empty => {
                let error = |e| Error::io("La création du dossier", dir, e);
                DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(error)?;
                write_file(&dir.join(MARKER), marker(self.keys()).as_bytes())?;
                sync_parent(&dir.join(MARKER))
            }
        }
    }

    /// The keyring first: one that is newer than the data opens them, an older one may not.
    fn write_set(&self, dir: &Path, fresh: &Path, now: DateTime) -> Result<(usize, u64, u64), Error> {
        let writer = self.writer();
        self.copy_keyring(&dir.join(KEYRING))?;
        step("backup.keyring");
        let tail = writer.journal.tail();
        let folder = &self.0.folder;
        let mut files = Vec::new();
        for name in truth(folder)? {
            files.push(copy_part(&folder.0, fresh, &name)?);
        }
        // The trail waits too, so that its last entry is whole.
        self.trail(|trail| {
            trail.sync()?;
            for (_, path) in segments(&folder.trail())? {
                let name = Path::new("audit").join(path.file_name().unwrap_or_default());
                files.push(copy_part(&folder.0, fresh, &name.to_string_lossy())?);
            }
            Ok(())
        })?;
        drop(writer);
        let (count, bytes) = (files.len(), files.iter().map(|part| part.bytes).sum());
        let manifest = Manifest::new(self.keys(), now, tail.seq, files);
        write_file(&fresh.join(MANIFEST), manifest.encode(self.keys())?.as_bytes())?;
        sync_parent(&fresh.join(MANIFEST))?;
        step("backup.copied");
        // Read back what lies there now, with the store's own eyes.
        check_files(fresh, &manifest)?;
        let copy = Folder(fresh.to_path_buf());
        let (read, broken) = journal::read(&copy.journal(), self.keys(), |_, _| {})?;
        if read != tail || broken.is_some() {
            let why = "le journal copié ne se relit pas comme l'original".to_string();
            return Err(Error::BackupDamaged { path: copy.journal(), why });
        }
        step("backup.compared");
        Ok((count, bytes, tail.seq))
    }

    fn remember_backup(&self, dir: &Path, at: DateTime) -> Result<(), Error> {
        let mut known = self.known_backups()?;
        known.retain(|one| one.folder != dir);
        known.push(KnownBackup { folder: dir.to_path_buf(), at });
        let surplus = known.len().saturating_sub(KNOWN_MAX);
        known.drain(..surplus);
        self.write(|t| t.put(Tree::Proofs, KNOWN, 0, &known))
    }

    /// The folders this store has written backups into, the latest last.
    ///
    /// # Errors
    /// A damaged state.
    pub fn known_backups(&self) -> Result<Vec<KnownBackup>, Error> {
        Ok(self.record(Tree::Proofs, KNOWN)?.unwrap_or_default())
    }

    /// Brings the newest keyring into every backup folder that can be reached, so that an erasure holds there too; gives
    /// those that could not be.
    ///
    /// # Errors
    /// A damaged state.
    pub fn refresh_backups(&self) -> Result<Vec<KnownBackup>, Error> {
        let of = Place::Of(hex(&self.keys().box_id));
        let mut left = self.known_backups()?;
        left.retain(|one| look(&one.folder) != of || self.copy_keyring(&one.folder.join(KEYRING)).is_err());
        Ok(left)
    }
}

/// The files that are the truth: the journal, and the snapshots it follows.
fn truth(folder: &Folder) -> Result<Vec<String>, Error> {
    let entries = fs::read_dir(&folder.0).map_err(|e| Error::io("La lecture du dossier", &folder.0, e))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut found: Vec<String> = names
        // What is being written has another ending and is not the truth yet.
        .filter(|name| name == "journal" || name.starts_with("snapshot") && !name.ends_with(".new"))
        .collect();
    found.sort_unstable();
    Ok(found)
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let parent = path.parent().unwrap_or(Path::new("."));
    let made = DirBuilder::new().recursive(true).mode(0o700).create(parent);
    made.map_err(|e| Error::io("La création du dossier", parent, e))?;
    let opened = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(path);
    let written = opened.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.map_err(|e| Error::io("L'écriture de la sauvegarde", path, e))
}

/// Copies one file into a set. The journal of a year is some tens of MiB: it is read whole.
pub(crate) fn copy_part(from: &Path, to: &Path, name: &str) -> Result<Part, Error> {
    let source = from.join(name);
    let bytes = fs::read(&source).map_err(|e| Error::io("La lecture", &source, e))?;
    let path = to.join(name);
    write_file(&path, &bytes)?;
    sync_parent(&path)?;
    Ok(Part { name: name.to_string(), bytes: bytes.len() as u64, sha256: sha256(&bytes) })
}

/// Compares every file of a set with what its manifest says.
pub(crate) fn check_files(set: &Path, manifest: &Manifest) -> Result<(), Error> {
    for part in &manifest.files {
        let path = set.join(&part.name);
        let damaged = |why: String| Error::BackupDamaged { path: path.clone(), why };
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(damaged("il manque".into())),
            Err(e) => return Err(Error::io("La lecture", &path, e)),
        };
        if (bytes.len() as u64) < part.bytes {
            return Err(damaged(format!("il est tronqué, {} octets au lieu de {}", bytes.len(), part.bytes)));
        }
        if bytes.len() as u64 != part.bytes || sha256(&bytes) != part.sha256 {
            return Err(damaged("son contenu n'est pas celui qui a été sauvegardé".into()));
        }
    }
    Ok(())
}

/// A name that is not taken: two backups in one second are two sets.
fn free_name(dir: &Path, name: &str) -> PathBuf {
    let plain = dir.join(name);
    let numbered = (2u32..).map(|n| dir.join(format!("{name}-{n}")));
    std::iter::once(plain).chain(numbered).find(|path| !path.exists()).unwrap_or_else(|| dir.join(name))
}

/// What a stop in the middle of a backup left.
fn remove_pieces(dir: &Path) -> Result<(), Error> {
    let entries = fs::read_dir(dir).map_err(|e| Error::io("La lecture du dossier", dir, e))?;
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() && path.extension().is_some_and(|e| e == "partiel") {
            fs::remove_dir_all(&path).map_err(|e| Error::io("La suppression", &path, e))?;
        }
    }
    Ok(())
}

fn remove_oldest(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut all = sets(dir)?;
    all.truncate(all.len().saturating_sub(SETS_MAX));
    for set in &all {
        fs::remove_dir_all(set).map_err(|e| Error::io("La suppression d'une ancienne sauvegarde", set, e))?;
    }
    File::open(dir).and_then(|d| d.sync_all()).map_err(|e| Error::io("L'enregistrement du dossier", dir, e))?;
    Ok(all)
}
