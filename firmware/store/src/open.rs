//! Opens a data folder: lock, key, journal, state, in that order.

use crate::anchor::{self, Anchor, Anchored};
use crate::ballast::Ballast;
use crate::bring_up::{Behind, Found};
use crate::disk::NoDisk;
use crate::error::{Error, in_french};
use crate::folder::{Folder, Lock, sync_parent, write_new};
use crate::frame::{self, Base, Header};
use crate::journal::{self, Broken, Journal, Tail};
use crate::keyring::Keyring;
use crate::keyring_disk::shred;
use crate::keys::{FORM_1, Key, Keys, random, same};
use crate::options::{Options, Warning};
use crate::store::{Store, Writer};
use crate::{key_file, mend, migrate, restore, root, rotate};
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;
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
        restore::check_finished(options)?;
        let lock = folder.lock()?;
        let opened = Self::open_locked(options, lock);
        // Refused or not, sled has not killed this process: the next opening may trust it again.
        let _ = match &opened {
            // The mark stays: the next opening builds another.
            Ok(opened) if opened.warnings.iter().any(|w| matches!(w, Warning::StateSlow)) => Ok(()),
            // Known to be there after a power cut: a missing mark says that the stop was in order.
            Ok(_) => fs::rename(folder.opening(), folder.running()).and_then(|()| File::open(&folder.0)?.sync_all()),
            Err(_) => fs::remove_file(folder.opening()),
        };
        opened
    }

    fn open_locked(options: &Options, lock: Lock) -> Result<Opened, Error> {
        let folder = &options.folder;
        let mut warnings = Vec::new();
        let clean = !folder.running().exists() && !folder.opening().exists();
        let (keys, refused) = match keys_of(options, &mut warnings) {
            // Its header does not say which keys: the newest, if a state opens with them.
            Err(e) if mend::may_mend(&e, folder) => match newest_keys(options) {
                Some(keys) => (keys, Some(e)),
                None => return Err(e),
            },
            keys => (keys?, None),
        };
        let keys = Arc::new(keys);
        warnings.extend(root::warnings(options));
        // sled opens before the journal is judged: how far it had applied frames is evidence of what was on disk.
        let found = Found::open(folder, &keys, options.patience);
        let read = match refused.map_or_else(|| read_back(folder, &keys, &found), Err) {
            Err(e) if mend::may_mend(&e, folder) => {
                let Some(state) = found.state() else { return Err(e) };
                warnings.push(mend::from_state(folder, &keys, state, clean, e)?);
                read_back(folder, &keys, &found)?
            }
            read => read?,
        };
        let ReadBack { tail, broken, behind, anchored, warnings: told } = read;
        warnings.extend(told);
        let disk = (options.disk)(&folder.journal()).unwrap_or_else(|e| {
            warnings.push(Warning::ReadOnly { why: in_french(&e) });
            Box::new(NoDisk(e.kind()))
        });
        let mut journal = Journal::new(folder.journal(), disk, tail);
        if let Some(broken) = broken {
            // Where the disk takes no copy the piece is cut all the same: it was never acknowledged.
            let kept = folder.keep_aside("journal-end", &broken.rest).unwrap_or_default();
            match journal.cut() {
                Ok(()) => warnings.push(Warning::TornWriteCut { bytes: broken.rest.len(), kept }),
                Err(e) => warnings.push(Warning::ReadOnly { why: e.to_string() }),
            }
        }
        let brought = found.bring_up(folder, &keys, tail, &behind)?;
        warnings.extend(brought.warnings);
        let anchor = Anchor::open(&folder.anchor());
        let now = Anchored { seq: tail.seq, hash: tail.hash };
        if anchored != Some(now) {
            anchor.write(&keys, now);
        }
        let ballast = Ballast::open(folder.ballast());
        let writer = Writer { journal, anchor, ballast, open_disk: options.disk.clone() };
        let store = Store::new(folder.clone(), keys, writer, brought.state, lock);
        warnings.extend(store.finish_erasures()?);
        match store.open_trail(&mut warnings) {
            // Callers are answered all the same where the disk takes no writing; who asks at a screen is not.
            Err(Error::Io { source, .. })
                if matches!(source.kind(), ErrorKind::ReadOnlyFilesystem | ErrorKind::StorageFull) =>
            {
                warnings.push(Warning::ReadOnly { why: in_french(&source) });
            }
            opened => opened?,
        }
        Ok(Opened { store, warnings })
    }
}

/// A journal that was read and may be gone by.
struct ReadBack {
    tail: Tail,
    broken: Option<Broken>,
    behind: Behind,
    anchored: Option<Anchored>,
    warnings: Vec<Warning>,
}

/// Reads the journal whole and judges its end.
fn read_back(folder: &Folder, keys: &Keys, found: &Found) -> Result<ReadBack, Error> {
    let at = found.at();
    let base = journal::read_file_header(&folder.journal())?.base;
    // A stop between a new journal and the state's move to it leaves the state at the new one's base.
    let known = at.is_none_or(|at| (at.seq, at.hash) == (base.seq, base.hash));
    let mut behind = Behind { known, ..Behind::default() };
    let (tail, broken) = journal::read(&folder.journal(), keys, |moment, changes| {
        behind.known |= at == Some(moment);
        if at.is_some_and(|at| moment.seq > at.seq) {
            behind.frames.push((moment, changes));
        }
    })?;
    let mut warnings = Vec::new();
    let applied = at.map_or(0, |at| at.seq);
    let anchored = judge_end(folder, keys, applied, tail, broken.as_ref(), &mut warnings)?;
    Ok(ReadBack { tail, broken, behind, anchored, warnings })
}

/// The keys of the keyring's newest epoch, for a journal whose header does not read.
fn newest_keys(options: &Options) -> Option<Keys> {
    let root = root::read(options).ok()??;
    let (ring, _) = Keyring::open(&options.keyring, &root).ok()?;
    let epoch = ring.newest_epoch();
    Keys::of_epoch(&ring.shared(), epoch)
}

/// The keys of an existing journal, brought up to today's form and the newest epoch, or those of a new one.
pub(crate) fn keys_of(options: &Options, warnings: &mut Vec<Warning>) -> Result<Keys, Error> {
    let path = options.folder.journal();
    if !path.exists() {
        return new_keys(options, &path);
    }
    let root = root_of(options)?;
    let header = journal::read_file_header(&path)?;
    if header.form == FORM_1 {
        return migrate::from_form_1(options, &root, &header, warnings);
    }
    let (ring, mended) = match Keyring::open(&options.keyring, &root) {
        Ok((ring, mended)) => (ring, mended),
        Err(Error::KeyringWrong { .. }) => match rotate::under_next_root(options)? {
            Some((_, ring, mended)) => (ring, mended),
            None => return Err(key_wrong(options)),
        },
        Err(e) => return Err(e),
    };
    // A change of root that had not begun to be one.
    shred(&key_file::next(&options.key))?;
    warnings.extend(mended);
    let keys = keys_under(options, ring, &header)?;
    rotate::to_newest_epoch(options, keys, warnings)
}

fn key_wrong(options: &Options) -> Error {
    Error::KeyWrong { key: options.key.clone(), data: options.folder.0.clone() }
}

fn root_of(options: &Options) -> Result<Key, Error> {
    let (key, data) = (options.key.clone(), options.folder.0.clone());
    root::read(options)?.ok_or(Error::KeyMissing { key, data })
}

/// The keys of a journal out of its keyring.
fn keys_under(options: &Options, ring: Keyring, header: &Header) -> Result<Keys, Error> {
    let path = options.keyring.clone();
    if ring.box_id != header.box_id {
        return Err(Error::KeyringOther { path });
    }
    let keys = Keys::of_epoch(&ring.shared(), header.epoch).ok_or(Error::KeyringBehind { path: path.clone() })?;
    if same(&keys.check(), &header.key_check) { Ok(keys) } else { Err(Error::KeyringOther { path }) }
}

fn new_keys(options: &Options, path: &Path) -> Result<Keys, Error> {
    let (folder, keyring) = (&options.folder, &options.keyring);
    if folder.state().exists() || folder.anchor().exists() {
        return Err(Error::JournalMissing { path: path.to_path_buf() });
    }
    let root = match root::read(options)? {
        Some(root) => root,
        // Never a new key where an old keyring says that there was another.
        None if root::has_keyring(options) => return Err(root_of(options).err().unwrap_or(Error::Random)),
        None => root::create(options)?,
    };
    // A keyring without a journal: a first opening was stopped, or the data were taken away. It serves on.
    let ring = match root::has_keyring(options).then(|| Keyring::open(keyring, &root)) {
        Some(Ok((ring, _))) => ring,
        // Neither it nor its twin: what lies there is a piece of a first one, which a stop tore.
        None | Some(Err(Error::KeyringMissing { .. })) => Keyring::new(keyring, root, random()?)?.install()?,
        Some(Err(Error::KeyringWrong { .. })) => return Err(key_wrong(options)),
        Some(Err(e)) => return Err(e),
    };
    let epoch = ring.newest_epoch();
    let keys = Keys::of_epoch(&ring.shared(), epoch).ok_or(Error::KeyringBehind { path: keyring.clone() })?;
    // Whole under its own name or not there: a stop in the middle leaves a folder that is still new.
    let fresh = folder.0.join("journal.new");
    write_new(&fresh, &frame::header(&keys, Base::default()))?;
    fs::rename(&fresh, path).map_err(|e| Error::io("La création", path, e))?;
    sync_parent(path)?;
    sync_parent(&folder.0)?;
    Ok(keys)
}

/// The keys of a journal that must be there, with the key it was sealed with; changes nothing.
pub(crate) fn existing_keys(options: &Options) -> Result<Keys, Error> {
    let path = options.folder.journal();
    if !path.exists() {
        return Err(Error::JournalMissing { path });
    }
    let root = root_of(options)?;
    let header = journal::read_file_header(&path)?;
    if header.form == FORM_1 {
        return migrate::keys_1(options, &root, &header);
    }
    match Keyring::look(&options.keyring, &root) {
        Ok((ring, _, _)) => keys_under(options, ring, &header),
        Err(Error::KeyringWrong { .. }) => Err(key_wrong(options)),
        Err(e) => Err(e),
    }
}

/// Refuses a journal that has lost something acknowledged; gives what the anchor says.
pub(crate) fn judge_end(
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
    // The same stop leaves the anchor there, and nothing may have followed.
    let base = journal::read_file_header(&folder.journal())?.base;
    if anchored.is_some_and(|a| a.seq == tail.seq && a.hash != tail.hash && a.hash != base.hash) {
        return Err(damaged("le précédent n'est pas celui qui avait été confirmé"));
    }
    Ok(anchored)
}
