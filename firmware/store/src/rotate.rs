//! Changes of keys, while the store is closed.

use crate::error::Error;
use crate::keyring::Keyring;
use crate::keyring_disk::shred;
use crate::keys::{Key, Keys, random_key};
use crate::open::keys_of;
use crate::options::{Options, Warning};
use crate::renew::renew;
use crate::steps::step;
use crate::{key_file, root};

/// What a change of keys did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// The keyring's generation.
    pub generation: u64,
    /// The epoch of everything that is written from now on.
    pub epoch: u32,
    /// What an opening would have said.
    pub warnings: Vec<Warning>,
}

/// Another root: for a paper key that was seen or lost. The data stay as they are; only the keyring is sealed anew. The old
/// paper key still opens older copies of the keyring: destroy those, and write the new one down.
///
/// # Errors
/// As opening; the disk. A stop in between leaves the old root or the new one, whole.
pub fn rotate_root(options: &Options) -> Result<Rotated, Error> {
    let _lock = options.folder.lock()?;
    let mut warnings = Vec::new();
    let keys = keys_of(options, &mut warnings)?;
    change_root(options, &keys)?;
    done(&keys, warnings)
}

/// Other keys for everything: another root, another master, another key for each subject, and the journal written anew. For
/// a box or a key file that was in wrong hands. Older backups still open with the keyring until
/// [`forget_older_keys`].
///
/// # Errors
/// As `rotate_root`; a stop in between is finished at the next opening.
pub fn rotate_all(options: &Options) -> Result<Rotated, Error> {
    let _lock = options.folder.lock()?;
    let mut warnings = Vec::new();
    let keys = keys_of(options, &mut warnings)?;
    change_root(options, &keys)?;
    let path = options.keyring.clone();
    keys.ring_mut().ok_or(Error::KeyringMissing { path })?.begin_epoch()?;
    let keys = to_newest_epoch(options, keys, &mut warnings)?;
    step("rotate.done");
    done(&keys, warnings)
}

/// Forgets the keys of earlier epochs: backups from before the last `rotate_all` open no more, nor does the audit trail of
/// that time (its months are kept as they are, unread).
///
/// # Errors
/// As opening; the disk.
pub fn forget_older_keys(options: &Options) -> Result<Rotated, Error> {
    let _lock = options.folder.lock()?;
    let mut warnings = Vec::new();
    let keys = keys_of(options, &mut warnings)?;
    let path = options.keyring.clone();
    keys.ring_mut().ok_or(Error::KeyringMissing { path })?.forget_older_epochs()?;
    done(&keys, warnings)
}

fn done(keys: &Keys, warnings: Vec<Warning>) -> Result<Rotated, Error> {
    let generation = keys.ring().map_or(0, |ring| ring.generation());
    Ok(Rotated { generation, epoch: keys.epoch(), warnings })
}

fn change_root(options: &Options, keys: &Keys) -> Result<(), Error> {
    step("rotate.begun");
    let fresh = random_key()?;
    let next = key_file::next(&options.key);
    key_file::write(&next, &fresh)?;
    step("rotate.key");
    let path = options.keyring.clone();
    keys.ring_mut().ok_or(Error::KeyringMissing { path })?.change_root(&fresh)?;
    step("rotate.keyring");
    root::write(options, &fresh)?;
    shred(&next)
}

/// The keyring under the root that a stopped change left in `<data>.key.next`; puts that root in its place.
pub(crate) fn under_next_root(options: &Options) -> Result<Option<(Key, Keyring, Option<Warning>)>, Error> {
    let next = key_file::next(&options.key);
    let Some(fresh) = key_file::read(&next)? else { return Ok(None) };
    let (ring, warning) = match Keyring::open(&options.keyring, &fresh) {
        Ok(found) => found,
        Err(Error::KeyringWrong { .. }) => return Ok(None),
        Err(e) => return Err(e),
    };
    root::write(options, &fresh)?;
    shred(&next)?;
    Ok(Some((fresh, ring, warning)))
}

/// Writes the journal under the keyring's newest epoch when it is of an older one.
pub(crate) fn to_newest_epoch(options: &Options, keys: Keys, warnings: &mut Vec<Warning>) -> Result<Keys, Error> {
    let newest = keys.ring().map_or(0, |ring| ring.newest_epoch());
    if newest == keys.epoch() {
        return Ok(keys);
    }
    let behind = || Error::KeyringBehind { path: options.keyring.clone() };
    let new = keys.shared_ring().and_then(|ring| Keys::of_epoch(ring, newest)).ok_or_else(behind)?;
    let keys = renew(&options.folder, &keys, warnings, |_| Ok(new))?;
    step("rotate.journal");
    Ok(keys)
}
