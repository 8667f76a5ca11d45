//! What is damaged is set aside, never erased at once.

use crate::error::Error;
use crate::folder::{Folder, sync_parent};
use std::fs;
use std::path::{Path, PathBuf};

/// Things kept of each kind. Three are enough to look into what happened; more would fill a small disk.
const ASIDE_MAX: usize = 3;

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
        let surplus = (kept.len() + 1).saturating_sub(ASIDE_MAX);
        for (_, old) in kept.into_iter().take(surplus) {
            let removed = if old.is_dir() { fs::remove_dir_all(&old) } else { fs::remove_file(&old) };
            removed.map_err(|e| Error::io("La suppression d'une ancienne copie", &old, e))?;
        }
        Ok(aside.join(format!("{kind}-{next}")))
    }

    /// Renames the state out of the way; `None` when there was none.
    pub(crate) fn set_state_aside(&self) -> Result<Option<PathBuf>, Error> {
        let state = self.state();
        if !state.exists() {
            return Ok(None);
        }
        let to = self.aside_name("state")?;
        fs::rename(&state, &to).map_err(|e| Error::io("La mise à l'écart", &state, e))?;
        sync_parent(&state)?;
        Ok(Some(to))
    }

    /// Keeps some bytes of the journal.
    pub(crate) fn keep_aside(&self, kind: &str, bytes: &[u8]) -> Result<PathBuf, Error> {
        let to = self.aside_name(kind)?;
        crate::folder::write_new(Path::new(&to), bytes)?;
        sync_parent(&to)?;
        Ok(to)
    }
}
