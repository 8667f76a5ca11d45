//! The data folder: its files, its lock, and writing files that are whole or not there.

use crate::error::Error;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

/// Tries for the lock, and the pause between them: a tenth of a second, which nobody who is told "in use" minds.
const LOCK_TRIES_MAX: u32 = 10;
const LOCK_PAUSE: Duration = Duration::from_millis(10);

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
    /// The mark of an opening, renamed once it went well: found at the next start, the stop was not clean.
    pub(crate) fn running(&self) -> PathBuf {
        self.0.join("state.open")
    }
    /// The state before an opening that may destroy it.
    pub(crate) fn copy(&self) -> PathBuf {
        self.0.join("state.copy")
    }
    /// A state that is being built beside the one in use.
    pub(crate) fn next(&self) -> PathBuf {
        self.0.join("state.next")
    }
    /// A journal that is being written to take the place of the one in use.
    pub(crate) fn journal_next(&self) -> PathBuf {
        self.0.join("journal.next")
    }
    /// Room kept for a full disk.
    pub(crate) fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }
    /// How far the journal was known to be on disk.
    pub(crate) fn anchor(&self) -> PathBuf {
        self.0.join("anchor")
    }
    /// What was damaged, kept to be looked at.
    pub(crate) fn aside(&self) -> PathBuf {
        self.0.join("aside")
    }

    /// Makes the folder, for its owner only, and takes its lock.
    pub(crate) fn lock(&self) -> Result<Lock, Error> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.0)
            .map_err(|e| Error::io("La création du dossier", &self.0, e))?;
        let path = self.0.join("lock");
        let opened = OpenOptions::new().create(true).truncate(false).read(true).write(true).mode(0o600).open(&path);
        // On a read-only disk an existing file can still be locked.
        let opened = opened.or_else(|e| File::open(&path).map_err(|_| e));
        let mut file = opened.map_err(|e| Error::io("L'ouverture du verrou", &path, e))?;
        match hold(&file) {
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
        Ok(Lock(file))
    }
}

/// A folder's lock, given up when dropped. It is given up by name: closing the file would leave it with a program that this
/// process is just starting, whose copies of the open files close only once it runs (flock(2)).
pub(crate) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // One that cannot be given up goes with the file.
        let _ = self.0.unlock();
    }
}

/// Takes a lock. That of a process which was killed may still be held for a moment, by a program that it was starting.
fn hold(file: &File) -> Result<(), TryLockError> {
    for _ in 1..LOCK_TRIES_MAX {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => sleep(LOCK_PAUSE),
            done => return done,
        }
    }
    file.try_lock()
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

/// Returns once a file, or every file of a folder and their names, are on the medium. What is not there is.
pub(crate) fn sync_all(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        fs::read_dir(path)?.try_for_each(|entry| sync_all(&entry?.path()))?;
    }
    match File::open(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(e),
        Err(_) => Ok(()),
        Ok(file) => file.sync_all(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_was_given_up_is_free_whoever_still_has_the_file() {
        let folder = Folder(tempfile::tempdir().unwrap().keep());
        let lock = folder.lock().unwrap();
        // As a program has it that was started a moment ago and does not run yet.
        let copy = lock.0.try_clone().unwrap();
        drop(lock);
        let again = folder.lock().unwrap();
        assert!(File::open(folder.0.join("lock")).unwrap().try_lock().is_err(), "it is held again");
        drop((copy, again));
        fs::remove_dir_all(&folder.0).unwrap();
    }
}
