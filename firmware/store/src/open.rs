//! Opens a data folder: lock, key, journal, state, in that order.

use crate::anchor::{self, Anchor, Anchored};
use crate::change::Change;
use crate::disk::{FileDisk, OpenDisk};
use crate::error::Error;
use crate::folder::{Folder, sync_parent, write_new};
use crate::journal::{self, Broken, Journal, Tail};
use crate::keys::{Key, Keys, random, same};
use crate::state::{Records, State, take_in};
use crate::store::Store;
use crate::{frame, key_file};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which data folder, with which key.
#[derive(Clone)]
pub struct Options {
    pub(crate) folder: Folder,
    pub(crate) key: PathBuf,
    pub(crate) disk: OpenDisk,
}

impl Options {
    /// A data folder with its key next to it: `<data>.key`.
    #[must_use]
    pub fn at(data: impl Into<PathBuf>) -> Self {
        let folder = Folder(data.into());
        let key = key_file::beside(&folder.0);
        let disk: OpenDisk = Arc::new(|path| Ok(Box::new(FileDisk::open(path)?)));
        Self { folder, key, disk }
    }

    /// With the key file somewhere else.
    #[must_use]
    pub fn with_key_file(mut self, key: impl Into<PathBuf>) -> Self {
        self.key = key.into();
        self
    }

    /// With another disk under the journal (tests).
    #[must_use]
    pub fn with_disk(mut self, disk: OpenDisk) -> Self {
        self.disk = disk;
        self
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("data", &self.folder.0).field("key", &self.key).finish_non_exhaustive()
    }
}

/// What somebody should know about an opening that went well. Its `Display` is a French sentence for logs and the page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// The key is a plain file: on a PC only.
    #[error("La clé des données est un simple fichier, {} : qui prend ce fichier et le dossier lit tout. Gardez-en une copie ailleurs que les données.", path.display())]
    KeyInFile {
        /// The key file.
        path: PathBuf,
    },
    /// Others may read the key file.
    #[error("La clé {} est lisible par d'autres utilisateurs : retirez leurs droits (chmod 600).", path.display())]
    KeyExposed {
        /// The key file.
        path: PathBuf,
    },
    /// The last write was cut by a stop before it was acknowledged.
    #[error("Une écriture coupée par un arrêt brutal ({bytes} octets) a été retirée du journal et gardée dans {}. Rien de ce qui avait été confirmé n'est perdu.", kept.display())]
    TornWriteCut {
        /// How long the piece was.
        bytes: usize,
        /// Where it is kept.
        kept: PathBuf,
    },
    /// The state lagged behind and was brought up.
    #[error("{frames} enregistrements du journal ont été repris après un arrêt brutal.")]
    Replayed {
        /// How many.
        frames: u64,
    },
    /// The state was built again.
    #[error("L'état a été reconstruit depuis le journal ({why}).")]
    Rebuilt {
        /// Why the old one was not kept in use.
        why: String,
        /// Where the old one lies, when there was one.
        kept: Option<PathBuf>,
    },
    /// The anchor could not be read and was written anew.
    #[error("Le repère du journal {} était abîmé ; il a été refait.", path.display())]
    AnchorRewritten {
        /// The file.
        path: PathBuf,
    },
}

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
        let mut warnings = Vec::new();
        let keys = Arc::new(keys_of(options)?);
        warnings.push(Warning::KeyInFile { path: options.key.clone() });
        if key_file::is_exposed(&options.key) {
            warnings.push(Warning::KeyExposed { path: options.key.clone() });
        }
        // sled opens before the journal is judged: how far it had applied frames is evidence of what was on disk.
        let (state, mut rebuilt) = open_state(folder)?;
        let (state, applied) = match state.applied(&keys) {
            Ok(applied) => (state, applied),
            Err(e) => {
                drop(state);
                let kept = folder.set_state_aside()?;
                rebuilt = Some(Warning::Rebuilt { why: e.to_string(), kept });
                (State::open(&folder.state())?, 0)
            }
        };
        let mut records = Records::new();
        let mut behind: Vec<(u64, Vec<Change>)> = Vec::new();
        let (tail, broken) = journal::read(&folder.journal(), &keys, |seq, changes| {
            // In a new state everything is behind; it is filled from the records at once.
            if applied > 0 && seq > applied {
                behind.push((seq, changes.clone()));
            }
            take_in(&mut records, changes);
        })?;
        let disk = (options.disk)(&folder.journal()).map_err(|e| Error::io("L'ouverture", &folder.journal(), e))?;
        let mut journal = Journal::new(folder.journal(), disk, tail);
        let anchored = judge_end(folder, &keys, applied, tail, broken.as_ref(), &mut warnings)?;
        if let Some(broken) = broken {
            let kept = folder.keep_aside("journal-end", &broken.rest)?;
            journal.cut()?;
            warnings.push(Warning::TornWriteCut { bytes: broken.rest.len(), kept });
        }
        let state = bring_up(folder, &keys, state, applied, tail.seq, &records, &behind, &mut rebuilt, &mut warnings)?;
        let opening = folder.opening();
        fs::remove_file(&opening).map_err(|e| Error::io("La suppression", &opening, e))?;
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
        let root =
            key_file::read(key)?.ok_or_else(|| Error::KeyMissing { key: key.clone(), data: folder.0.clone() })?;
        return keys_of_journal(&path, &root, key, folder);
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

pub(crate) fn keys_of_journal(path: &Path, root: &Key, key: &Path, folder: &Folder) -> Result<Keys, Error> {
    let (box_id, check) = journal::read_file_header(path)?;
    let keys = Keys::derive(root, box_id);
    if !same(&keys.check(), &check) {
        return Err(Error::KeyWrong { key: key.to_path_buf(), data: folder.0.clone() });
    }
    Ok(keys)
}

/// Opens sled. A state whose last opening died (sled can abort or hang on a damaged file), or that does not open, is set
/// aside and a new one made.
fn open_state(folder: &Folder) -> Result<(State, Option<Warning>), Error> {
    let opening = folder.opening();
    let mut rebuilt = None;
    if opening.exists() {
        let kept = folder.set_state_aside()?;
        rebuilt =
            kept.map(|kept| Warning::Rebuilt { why: "sa dernière ouverture n'a pas abouti".into(), kept: Some(kept) });
    } else {
        write_new(&opening, b"")?;
    }
    match State::open(&folder.state()) {
        Ok(state) => Ok((state, rebuilt)),
        Err(e) => {
            let kept = folder.set_state_aside()?;
            Ok((State::open(&folder.state())?, Some(Warning::Rebuilt { why: e.to_string(), kept })))
        }
    }
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

/// Makes the state equal to the records: frame by frame when it only lags, from nothing when it differs.
#[allow(clippy::too_many_arguments)] // one step of the opening, called once
fn bring_up(
    folder: &Folder,
    keys: &Keys,
    state: State,
    applied: u64,
    last: u64,
    records: &Records,
    behind: &[(u64, Vec<Change>)],
    rebuilt: &mut Option<Warning>,
    warnings: &mut Vec<Warning>,
) -> Result<State, Error> {
    if applied == 0 {
        if last > 0 && rebuilt.is_none() {
            *rebuilt = Some(Warning::Rebuilt { why: "il était vide".into(), kept: None });
        }
        return rebuild_in(folder, keys, state, last, records, rebuilt);
    }
    let caught_up = behind.iter().try_for_each(|(seq, changes)| state.apply(keys, *seq, changes));
    match caught_up.and_then(|()| state.equals(records)) {
        Ok(true) => {
            if !behind.is_empty() {
                warnings.push(Warning::Replayed { frames: behind.len() as u64 });
            }
            Ok(state)
        }
        Ok(false) => set_aside_and_fill(folder, keys, state, last, records, "il différait du journal".into(), rebuilt),
        Err(e) => set_aside_and_fill(folder, keys, state, last, records, e.to_string(), rebuilt),
    }
}

/// Fills a state that should be empty; what a new sled file of the same name held before counts as a difference.
fn rebuild_in(
    folder: &Folder,
    keys: &Keys,
    state: State,
    last: u64,
    records: &Records,
    rebuilt: &mut Option<Warning>,
) -> Result<State, Error> {
    match state
        .equals(&Records::new())
        .and_then(|empty| if empty { state.fill(keys, last, records).map(|()| true) } else { Ok(false) })
    {
        Ok(true) => Ok(state),
        Ok(false) => set_aside_and_fill(folder, keys, state, last, records, "il différait du journal".into(), rebuilt),
        Err(e) => set_aside_and_fill(folder, keys, state, last, records, e.to_string(), rebuilt),
    }
}

fn set_aside_and_fill(
    folder: &Folder,
    keys: &Keys,
    state: State,
    last: u64,
    records: &Records,
    why: String,
    rebuilt: &mut Option<Warning>,
) -> Result<State, Error> {
    drop(state);
    let kept = folder.set_state_aside()?;
    let fresh = State::open(&folder.state())?;
    fresh.fill(keys, last, records)?;
    *rebuilt = Some(Warning::Rebuilt { why, kept });
    Ok(fresh)
}

/// Builds the state again from the journal while the store is open; the caller holds the writer's lock.
pub(crate) fn rebuild(folder: &Folder, keys: &Keys, tail: Tail) -> Result<State, Error> {
    let mut records = Records::new();
    let (read, _) = journal::read(&folder.journal(), keys, |_, changes| take_in(&mut records, changes))?;
    if read != tail {
        let why = "il ne se relit plus";
        return Err(Error::JournalDamaged { path: folder.journal(), frame: read.seq + 1, at: read.end, why });
    }
    folder.set_state_aside()?;
    let state = State::open(&folder.state())?;
    state.fill(keys, tail.seq, &records)?;
    Ok(state)
}
