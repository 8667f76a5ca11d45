//! What is damaged is set aside, never erased at once; and how much of the disk that may take.
//!
//! At most [`ASIDE_MAX`] things of a kind and [`ASIDE_BYTES_MAX`] in all are kept; one copy of the state exists while it is
//! opened after an unclean stop, and only where it leaves as much room free as it takes.

use crate::ballast::free_bytes;
use crate::error::Error;
use crate::folder::{Folder, sync_parent};
use crate::renew::destroy;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Things kept of each kind. Three are enough to look into what happened; more would fill a small disk.
const ASIDE_MAX: usize = 3;
/// Bytes of all things kept: a few states of a cabinet. The oldest go first; the newest stays whatever its size.
const ASIDE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Whether the state was copied before it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Copied {
    Yes,
    /// There was no need, no state or no room.
    No,
}

impl Copied {
    /// The opening went well: the copy has served.
    pub(crate) fn forget(self, folder: &Folder) {
        if self == Self::Yes {
            let _ = fs::remove_dir_all(folder.copy());
        }
    }
}

impl Folder {
    /// A free name in the folder of things set aside, after making room.
    pub(crate) fn aside_name(&self, kind: &str) -> Result<PathBuf, Error> {
        let aside = self.aside();
        fs::create_dir_all(&aside).map_err(|e| Error::io("La création du dossier", &aside, e))?;
        let mut kept: Vec<(u64, PathBuf)> = fs::read_dir(&aside)
            .map_err(|e| Error::io("La lecture du dossier", &aside, e))?
            .filter_map(|entry| {
                let path = entry.ok()?.path();
                let (of, number) = path.file_name()?.to_str()?.rsplit_once('-')?;
                (of == kind).then_some(())?;
                Some((number.parse().ok()?, path.clone()))
            })
            .collect();
        kept.sort_unstable();
        let next = kept.last().map_or(1, |(n, _)| n + 1);
        let mut surplus = (kept.len() + 1).saturating_sub(ASIDE_MAX);
        for (_, old) in kept {
            if surplus > 0 || bytes_of(&aside) > ASIDE_BYTES_MAX {
                remove(&old).map_err(|e| Error::io("La suppression d'une ancienne copie", &old, e))?;
                surplus = surplus.saturating_sub(1);
            }
        }
        Ok(aside.join(format!("{kind}-{next}")))
    }

    /// Moves the state out of the way; `None` when there was none. What is kept is the copy made before opening, when
    /// there is one: the opening may have changed the other.
    pub(crate) fn set_state_aside(&self, copied: Copied) -> Result<Option<PathBuf>, Error> {
        let state = self.state();
        let keep = if copied == Copied::Yes { self.copy() } else { state.clone() };
        if !keep.exists() {
            return Ok(None);
        }
        let to = self.aside_name("state")?;
        fs::rename(&keep, &to).map_err(|e| Error::io("La mise à l'écart", &keep, e))?;
        if state.exists() {
            remove(&state).map_err(|e| Error::io("La suppression", &state, e))?;
        }
        sync_parent(&state)?;
        Ok(Some(to))
    }

    /// Destroys the state, its copy and everything set aside: they hold what was erased.
    pub(crate) fn forget_states(&self) -> Result<(), Error> {
        for old in [self.state(), self.copy(), self.aside()] {
            if old.exists() {
                destroy(&old)?;
            }
        }
        Ok(())
    }

    /// Keeps some bytes of the journal.
    pub(crate) fn keep_aside(&self, kind: &str, bytes: &[u8]) -> Result<PathBuf, Error> {
        let to = self.aside_name(kind)?;
        crate::folder::write_new(Path::new(&to), bytes)?;
        sync_parent(&to)?;
        Ok(to)
    }

    /// Copies the state, where that leaves as much room free as it takes.
    pub(crate) fn copy_state(&self) -> Copied {
        let (state, copy) = (self.state(), self.copy());
        let _ = fs::remove_dir_all(&copy);
        let needed = bytes_of(&state).saturating_mul(2);
        let room = free_bytes(&copy).is_some_and(|free| free > needed);
        if !state.exists() || !room || copy_folder(&state, &copy).is_err() {
            let _ = fs::remove_dir_all(&copy);
            return Copied::No;
        }
        Copied::Yes
    }
}

fn remove(path: &Path) -> io::Result<()> {
    if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let there = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() { copy_folder(&path, &there)? } else { fs::copy(&path, &there).map(drop)? }
    }
    Ok(())
}

/// Bytes of the files under a folder; what cannot be read counts nothing.
pub(crate) fn bytes_of(path: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(path) else { return fs::metadata(path).map_or(0, |m| m.len()) };
    entries.filter_map(Result::ok).map(|entry| bytes_of(&entry.path())).sum()
}
