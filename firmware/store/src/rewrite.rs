//! A whole new journal from records: compaction, another form, other keys.
//!
//! Written beside the old one, on the medium, read back whole and compared, and only then put in its place. Frames go on
//! counting from the old journal's last, so that numbers never come back.

use crate::change::Change;
use crate::disk::{Disk, FileDisk};
use crate::error::Error;
use crate::folder::{Folder, sync_parent, write_new};
use crate::frame::{Base, CONTENT_MAX, hash, header};
use crate::journal::{self, Journal, Tail};
use crate::kept::{Records, take_in};
use crate::keys::Keys;
use crate::seal::subject_of;
use crate::steps::step;
use nix::fcntl::{PosixFadviseAdvice, posix_fadvise};
use std::fs;
use std::io;
use std::path::Path;

/// Changes in one frame, by their length: half of what a frame may hold leaves room for the groups' own bytes.
const FRAME_BYTES: usize = CONTENT_MAX / 2;

/// A file that is synced once, at the end.
struct Unsynced(FileDisk);

impl Disk for Unsynced {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.append(bytes)
    }
    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
    fn truncate(&mut self, len: u64) -> io::Result<()> {
        self.0.truncate(len)
    }
}

/// Writes the journal anew with these records, sealed already under `keys`, after frame `base`; gives its end.
///
/// # Errors
/// The disk, or what was read back is not what was written; the old journal is then untouched.
pub(crate) fn write(folder: &Folder, keys: &Keys, base: Base, records: &Records) -> Result<Tail, Error> {
    let (path, fresh) = (folder.journal(), folder.0.join("journal.new"));
    let tail = prepare(&fresh, keys, base, records)?;
    fs::rename(&fresh, &path).map_err(|e| Error::io("Le remplacement", &path, e))?;
    sync_parent(&path)?;
    step("rewrite.renamed");
    Ok(tail)
}

/// Writes such a journal under another name, reads it back whole and compares.
///
/// # Errors
/// As [`write`].
pub(crate) fn prepare(path: &Path, keys: &Keys, base: Base, records: &Records) -> Result<Tail, Error> {
    let tail = write_to(path, keys, base, records)?;
    step("rewrite.written");
    forget_cached(path);
    let mut read = Records::new();
    let (read_tail, broken) = journal::read(path, keys, |_, changes| take_in(&mut read, changes))?;
    if broken.is_some() || read_tail != tail || read != *records {
        let why = "il ne se relit pas comme il a été écrit";
        let (path, frame) = (path.to_path_buf(), read_tail.seq + 1);
        return Err(Error::JournalDamaged { path, frame, at: read_tail.end, why });
    }
    step("rewrite.compared");
    Ok(tail)
}

/// Has the kernel forget what it holds of a synced file, so that it is read from the disk. It may not; nothing relies on it.
fn forget_cached(path: &Path) {
    if let Ok(file) = fs::File::open(path) {
        let _ = posix_fadvise(&file, 0, 0, PosixFadviseAdvice::POSIX_FADV_DONTNEED);
    }
}

fn write_to(path: &Path, keys: &Keys, base: Base, records: &Records) -> Result<Tail, Error> {
    let head = header(keys, base);
    write_new(path, &head)?;
    let disk = FileDisk::open(path).map_err(|e| Error::io("L'ouverture", path, e))?;
    let tail = Tail { seq: base.seq, hash: hash(&head), end: head.len() as u64 };
    let mut journal = Journal::new(path.to_path_buf(), Box::new(Unsynced(disk)), tail);
    // Subject by subject, so that each has one group in few frames.
    let mut all: Vec<(u64, &Vec<u8>, &Vec<u8>)> =
        records.iter().map(|(key, value)| (subject_of(value).unwrap_or_default(), key, value)).collect();
    all.sort_unstable();
    let (mut changes, mut bytes) = (Vec::new(), 0);
    for (subject, key, value) in all {
        // A subject of a few records has a group of its own in the frame: 56 bytes.
        let more = key.len() + value.len() + 64;
        if bytes + more > FRAME_BYTES {
            journal.append(keys, &changes)?;
            changes.clear();
            bytes = 0;
        }
        changes.push(Change { subject, key: key.clone(), value: Some(value.clone()) });
        bytes += more;
    }
    if !changes.is_empty() {
        journal.append(keys, &changes)?;
    }
    let file = fs::File::open(path).and_then(|file| file.sync_all());
    file.map_err(|e| Error::io("L'écriture", path, e))?;
    Ok(journal.tail())
}
