//! The data folder: its files, its lock, and writing files that are whole or not there.

use crate::error::Error;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Names inside the data folder.
#[derive(Clone, Debug)]
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    /// The truth.
    pub(crate) fn journal(&self) -> PathBuf {
        self.0.join("journal")
    }
    /// sled.
    pub(crate) fn state(&self) -> PathBuf {
        self.0.join("state")
    }
    /// There while sled opens: found at the next start, that opening died.
    pub(crate) fn opening(&self) -> PathBuf {
        self.0.join("state.opening")
    }
    /// How far the journal was known to be on disk.
    pub(crate) fn anchor(&self) -> PathBuf {
        self.0.join("anchor")
    }
    /// What was damaged, kept to be looked at.
    pub(crate) fn aside(&self) -> PathBuf {
        self.0.join("aside")
    }

    /// Makes the folder, for its owner only, and takes its lock. The lock goes with the returned file.
    pub(crate) fn lock(&self) -> Result<File, Error> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.0)
            .map_err(|e| Error::io("La création du dossier", &self.0, e))?;
        let path = self.0.join("lock");
        let opened = OpenOptions::new().create(true).truncate(false).read(true).write(true).mode(0o600).open(&path);
        let mut file = opened.map_err(|e| Error::io("L'ouverture du verrou", &path, e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let said = fs::read_to_string(&path).unwrap_or_default();
                let holder = if said.trim().is_empty() { "un autre processus" } else { said.trim() };
                return Err(Error::InUse { path: self.0.clone(), holder: holder.to_string() });
            }
            Err(TryLockError::Error(e)) => return Err(Error::io("Le verrou", &path, e)),
        }
        // Who holds it is only for the message; a full disk must not forbid opening.
        let name = std::env::current_exe().ok().and_then(|p| Some(p.file_name()?.to_string_lossy().into_owned()));
        let holder = format!("{} (processus {})\n", name.unwrap_or_default(), std::process::id());
        let _ = file.set_len(0).and_then(|()| file.write_all(holder.as_bytes()));
        Ok(file)
    }
}

/// Writes a file of mode 0600 and returns once it is on the medium. One left by a stop in the middle is replaced.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let error = |e| Error::io("L'écriture", path, e);
    match fs::remove_file(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(error(e)),
        _ => {}
    }
    let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(path).map_err(error)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(error)
}

/// Returns once the names in the folder of `path` are on the medium.
pub(crate) fn sync_parent(path: &Path) -> Result<(), Error> {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(parent).and_then(|dir| dir.sync_all()).map_err(|e| Error::io("L'enregistrement du dossier", parent, e))
}
