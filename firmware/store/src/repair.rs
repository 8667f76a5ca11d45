//! The last remedy: goes on with what can still be read, keeping everything else aside.

use crate::aside::Copied;
use crate::disk::{Disk, FileDisk};
use crate::error::Error;
use crate::journal;
use crate::open::existing_keys;
use crate::options::Options;
use std::fs;
use std::path::PathBuf;

/// What a repair did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// Frames that could be read; everything after them is lost to the store.
    pub frames: u64,
    /// Bytes that were cut off.
    pub cut_bytes: u64,
    /// Where the whole journal was copied first.
    pub kept: PathBuf,
}

/// Cuts a damaged journal after its last good frame. Loses what was acknowledged after it: only for somebody who has no
/// backup and was told so. The whole journal is kept aside first, the state is set aside and rebuilt at the next opening.
///
/// # Errors
/// Folder in use, key missing or wrong, an unreadable header, the disk.
pub fn repair(options: &Options) -> Result<Repaired, Error> {
    let folder = &options.folder;
    let path = folder.journal();
    let keys = existing_keys(options)?;
    let _lock = folder.lock()?;
    let (tail, _) = journal::read(&path, &keys, |_, _| {})?;
    let error = |e| Error::io("La réparation", &path, e);
    let kept = folder.aside_name("journal")?;
    fs::copy(&path, &kept).map_err(error)?;
    let len = fs::metadata(&path).map_err(error)?.len();
    folder.set_state_aside(Copied::No)?;
    let anchor = folder.anchor();
    if anchor.exists() {
        fs::remove_file(&anchor).map_err(error)?;
    }
    FileDisk::open(&path).and_then(|mut disk| disk.truncate(tail.end)).map_err(error)?;
    Ok(Repaired { frames: tail.seq, cut_bytes: len - tail.end, kept })
}
