//! The keyring's files: appended to, replaced, destroyed.

use crate::error::Error;
use crate::folder::{sync_parent, write_new};
use crate::steps::step;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// A name beside the keyring: `2`, `.new`, `.old`.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(suffix);
    name.into()
}

/// Appends at a known place; what a torn write left after it is overwritten.
pub(crate) fn append(path: &Path, at: usize, bytes: &[u8]) -> Result<(), Error> {
    let error = |e| Error::io("L'écriture du trousseau", path, e);
    let file = OpenOptions::new().write(true).open(path).map_err(error)?;
    let written = file.set_len(at as u64).and_then(|()| file.write_all_at(bytes, at as u64));
    written.and_then(|()| file.sync_data()).map_err(|e| {
        let _ = file.set_len(at as u64);
        error(e)
    })
}

/// Puts a file in the place of another, which stays under `.old`; gives where.
pub(crate) fn replace(path: &Path, bytes: &[u8], steps: bool) -> Result<Option<PathBuf>, Error> {
    let (fresh, old) = (beside(path, ".new"), beside(path, ".old"));
    let error = |e| Error::io("Le remplacement du trousseau", path, e);
    write_new(&fresh, bytes)?;
    if steps {
        step("keyring.written");
    }
    let was = match fs::rename(path, &old) {
        Ok(()) => Some(old),
        Err(e) if e.kind() == ErrorKind::NotFound => None,
        Err(e) => return Err(error(e)),
    };
    if steps {
        step("keyring.aside");
    }
    fs::rename(&fresh, path).map_err(error)?;
    sync_parent(path)?;
    Ok(was)
}

/// Overwrites a file in place, then removes it. A flash chip may keep the old page until it needs it: the box's data
/// partition is encrypted under the TPM for that reason, and a PC is told to use an encrypted disk.
pub(crate) fn shred(path: &Path) -> Result<(), Error> {
    let error = |e| Error::io("La destruction", path, e);
    let mut file = match OpenOptions::new().write(true).open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(error(e)),
    };
    let mut left = file.metadata().map_err(error)?.len() as usize;
    let zeros = vec![0; left.min(64 * 1024)];
    while left > 0 {
        let part = left.min(zeros.len());
        file.write_all(&zeros[..part]).map_err(error)?;
        left -= part;
    }
    file.sync_all().map_err(error)?;
    fs::remove_file(path).map_err(error)?;
    sync_parent(path)
}
