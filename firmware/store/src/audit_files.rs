//! The files of the audit trail, and what the journal says of them.

use crate::audit_form::End;
use crate::error::Error;
use crate::folder::Folder;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// What the journal says of the trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    /// First segment that retention has left.
    pub(crate) first: u64,
    /// An entry that was on the medium.
    pub(crate) end: End,
    /// The epoch of the keys it is sealed with: when those are destroyed, it cannot be looked for any more.
    #[serde(default)]
    pub(crate) epoch: u32,
}

impl Folder {
    /// The audit trail.
    pub(crate) fn trail(&self) -> PathBuf {
        self.0.join("audit")
    }
}

/// The segments of a trail, in order.
pub(crate) fn segments(folder: &Path) -> Result<Vec<(u64, PathBuf)>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(Error::io("La lecture du dossier", folder, e)),
    };
    let mut found: Vec<(u64, PathBuf)> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            Some((path.file_name()?.to_str()?.parse().ok()?, path))
        })
        .collect();
    found.sort_unstable();
    Ok(found)
}

pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|e| Error::io("La lecture", path, e))
}
