//! Opens a data folder: lock, key, journal, state, in that order.

use crate::anchor::{self, Anchor, Anchored};
use crate::bring_up::{Brought, Replay};
use crate::error::Error;
use crate::folder::{Folder, sync_parent, write_new};
use crate::journal::{self, Broken, Journal, Tail};
use crate::keys::{Keys, random, same};
use crate::options::{Options, Warning};
use crate::store::Store;
use crate::{frame, key_file};
use std::fs::{self, File};
use std::io::ErrorKind;
use std::sync::Arc;

/// An open store and what should be said about it.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// Plain warnings, possibly none.
    pub warnings: Vec<Warning>,
}

impl Store {
    /// Opens a data folder; makes folder, key and journal on first use.
    ///
    /// # Errors
    /// The file and the remedy: folder in use, key missing or wrong, journal damaged, disk.
    pub fn open(options: &Options) -> Result<Opened, Error> {
        let folder = &options.folder;
        let lock = folder.lock()?;
        let opened = Self::open_locked(options, lock);
        // Refused or not, sled has not killed this process: the next opening may trust it again.
        match fs::remove_file(folder.opening()) {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(Error::io("La suppression", &folder.opening(), e)),
            _ => opened,
        }
    }

    fn open_locked(options: &Options, lock: File) -> Result<Opened, Error> {
        let folder = &options.folder;
        let mut warnings = Vec::new();
        let keys = Arc::new(keys_of(options)?);
        warnings.push(Warning::KeyInFile { path: options.key.clone() });
        if key_file::is_exposed(&options.key) {
            warnings.push(Warning::KeyExposed { path: options.key.clone() });
        }
        // sled opens before the journal is judged: how far it had applied frames is evidence of what was on disk.
        let brought = Brought::open(folder, &keys)?;
        let applied = brought.applied;
        let mut replay = Replay::default();
        let (tail, broken) =
            journal::read(&folder.journal(), &keys, |seq, changes| replay.take(applied, seq, changes))?;
        let disk = (options.disk)(&folder.journal()).map_err(|e| Error::io("L'ouverture", &folder.journal(), e))?;
        let mut journal = Journal::new(folder.journal(), disk, tail);
        let anchored = judge_end(folder, &keys, applied, tail, broken.as_ref(), &mut warnings)?;
        if let Some(broken) = broken {
            let kept = folder.keep_aside("journal-end", &broken.rest)?;
            journal.cut()?;
            warnings.push(Warning::TornWriteCut { bytes: broken.rest.len(), kept });
        }
        let Brought { state, rebuilt, .. } = brought.bring_up(folder, &keys, tail.seq, &replay)?;
        if !replay.behind.is_empty() && rebuilt.is_none() {
            warnings.push(Warning::Replayed { frames: replay.behind.len() as u64 });
        }
        warnings.extend(rebuilt);
        let anchor = Anchor::open(&folder.anchor()).map_err(|e| Error::io("L'ouverture", &folder.anchor(), e))?;
        let now = Anchored { seq: tail.seq, hash: tail.hash };
        if anchored != Some(now) {
            anchor.write(&keys, now);
        }
        Ok(Opened { store: Store::new(folder.clone(), keys, journal, state, anchor, lock), warnings })
    }
}

/// The keys of an existing journal, or those of a new one.
fn keys_of(options: &Options) -> Result<Keys, Error> {
    let (folder, key) = (&options.folder, &options.key);
    let path = folder.journal();
    if path.exists() {
        return existing_keys(options);
    }
    if folder.state().exists() || folder.anchor().exists() {
        return Err(Error::JournalMissing { path });
    }
    let root = match key_file::read(key)? {
        Some(root) => root,
        None => key_file::create(key)?,
    };
    let keys = Keys::derive(&root, random()?);
    // Whole under its own name or not there: a stop in the middle leaves a folder that is still new.
    let fresh = folder.0.join("journal.new");
    write_new(&fresh, &frame::header(&keys))?;
    fs::rename(&fresh, &path).map_err(|e| Error::io("La création", &path, e))?;
    sync_parent(&path)?;
    sync_parent(&folder.0)?;
    Ok(keys)
}

/// The keys of a journal that must be there, with the key it was sealed with.
pub(crate) fn existing_keys(options: &Options) -> Result<Keys, Error> {
    let (path, key, data) = (options.folder.journal(), options.key.clone(), options.folder.0.clone());
    if !path.exists() {
        return Err(Error::JournalMissing { path });
    }
    let Some(root) = key_file::read(&key)? else { return Err(Error::KeyMissing { key, data }) };
    let (box_id, check) = journal::read_file_header(&path)?;
    let keys = Keys::derive(&root, box_id);
    if same(&keys.check(), &check) { Ok(keys) } else { Err(Error::KeyWrong { key, data }) }
}

/// Refuses a journal that has lost something acknowledged; gives what the anchor says.
fn judge_end(
    folder: &Folder,
    keys: &Keys,
    applied: u64,
    tail: Tail,
    broken: Option<&Broken>,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Anchored>, Error> {
    let anchored = match anchor::read(keys, &folder.anchor()) {
        anchor::Read::Says(anchored) => Some(anchored),
        anchor::Read::Missing => None,
        anchor::Read::Damaged => {
            warnings.push(Warning::AnchorRewritten { path: folder.anchor() });
            None
        }
    };
    let acknowledged = applied.max(anchored.map_or(0, |a| a.seq));
    let damaged = |why| Error::JournalDamaged { path: folder.journal(), frame: tail.seq + 1, at: tail.end, why };
    match broken {
        Some(broken) if acknowledged > tail.seq => return Err(damaged(broken.why)),
        Some(broken) if !broken.may_be_torn(keys, tail.seq) => return Err(damaged(broken.why)),
        None if acknowledged > tail.seq => {
            return Err(damaged("il manque, avec ceux qui le suivaient, alors qu'il avait été confirmé"));
        }
        _ => {}
    }
    if anchored.is_some_and(|a| a.seq == tail.seq && a.hash != tail.hash) {
        return Err(damaged("le précédent n'est pas celui qui avait été confirmé"));
    }
    Ok(anchored)
}
