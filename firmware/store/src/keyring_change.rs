//! Changes that take keys away, or seal them otherwise: each writes a whole new generation, then destroys the old one.
//!
//! `.new` written and on the medium, the old one renamed `.old`, the new one put in its place (that is the commit), the same
//! for the twin, then both old ones overwritten and removed. A stop anywhere between is finished at the next opening
//! (`keyring_open.rs`).

use crate::error::Error;
use crate::keyring::Keyring;
use crate::keyring_disk::{beside, replace, shred};
use crate::keyring_form::{BATCH_MAX, End, Entry, Erased, Header, encode_batch};
use crate::keys::{Key, random_key};
use crate::steps::step;
use jiff::civil::DateTime;
use std::path::{Path, PathBuf};

impl Keyring {
    /// Destroys the keys of these subjects; returns once the old generation is gone.
    pub(crate) fn erase(&mut self, subjects: &[u64], at: DateTime, by: &str) -> Result<(), Error> {
        let mut next = self.next_generation()?;
        for subject in subjects {
            next.subjects.remove(subject);
            next.spare.retain(|s| s != subject);
            if next.gone.insert(*subject) {
                next.erased.push(Erased { subject: *subject, at, by: by.to_string() });
            }
        }
        self.succeed_by(next)
    }

    /// Begins an epoch: another master and another key for every subject. The old ones stay, to read older backups.
    pub(crate) fn begin_epoch(&mut self) -> Result<u32, Error> {
        let mut next = self.next_generation()?;
        let epoch = self.newest_epoch() + 1;
        next.header.epochs.push((epoch, random_key()?));
        for keys in next.subjects.values_mut() {
            keys.push((epoch, random_key()?));
        }
        self.succeed_by(next)?;
        Ok(epoch)
    }

    /// Forgets every epoch but the newest: older backups open no more.
    pub(crate) fn forget_older_epochs(&mut self) -> Result<(), Error> {
        let mut next = self.next_generation()?;
        let newest = self.newest_epoch();
        next.header.epochs.retain(|(id, _)| *id == newest);
        for keys in next.subjects.values_mut() {
            keys.retain(|(id, _)| *id == newest);
        }
        self.succeed_by(next)
    }

    /// Seals the keyring under another root.
    pub(crate) fn change_root(&mut self, root: &Key) -> Result<(), Error> {
        let mut next = self.next_generation()?;
        next.root = root.clone();
        self.succeed_by(next)
    }

    /// Takes the place of this generation: once its file is in place it is this, whatever fails after.
    fn succeed_by(&mut self, mut next: Self) -> Result<(), Error> {
        let (bytes, end) = next.encode()?;
        next.end = end;
        self.in_doubt = true;
        let old = replace(&next.path, &bytes, true)?;
        *self = next;
        self.finish(&bytes, old)
    }

    fn next_generation(&self) -> Result<Self, Error> {
        let epochs = self.header.epochs.clone();
        let generation = self.generation() + 1;
        let header = Header { box_id: self.box_id, generation, secret: random_key()?, epochs };
        let mut next = Self::of(&self.path, self.root.clone(), header, End::after_header(0), Vec::new());
        next.subjects = self.subjects.clone();
        next.erased = self.erased.clone();
        next.gone = self.gone.clone();
        next.spare = self.spare.clone();
        Ok(next)
    }

    /// The whole file.
    pub(crate) fn encode(&self) -> Result<(Vec<u8>, End), Error> {
        let mut bytes = self.header.encode(&self.root)?;
        let mut end = End::after_header(bytes.len());
        let keys = self.subjects.iter().flat_map(|(subject, keys)| {
            keys.iter().map(|(epoch, key)| Entry::Key { epoch: *epoch, subject: *subject, key: key.clone() })
        });
        let all: Vec<Entry> = keys.chain(self.erased.iter().cloned().map(Entry::Erased)).collect();
        for part in all.chunks(BATCH_MAX) {
            let (batch, after) = encode_batch(&self.header, end, part)?;
            bytes.extend_from_slice(&batch);
            end = after;
        }
        Ok((bytes, end))
    }

    /// Puts this generation on disk in place of the one that is there, and destroys that one.
    pub(crate) fn install(mut self) -> Result<Self, Error> {
        let (bytes, end) = self.encode()?;
        self.end = end;
        let old = replace(&self.path, &bytes, true)?;
        self.finish(&bytes, old)?;
        Ok(self)
    }

    /// The twin, then the end of the older generation.
    fn finish(&self, bytes: &[u8], old: Option<PathBuf>) -> Result<(), Error> {
        step("keyring.renamed");
        let old_twin = replace(&beside(&self.path, "2"), bytes, false)?;
        step("keyring.twin");
        for old in [old, old_twin].into_iter().flatten() {
            shred(&old)?;
        }
        step("keyring.shredded");
        Ok(())
    }

    /// Writes a copy of the keyring, newest generation, in place of an older copy, which is destroyed. Whoever has this copy
    /// and the root has every key: it is kept apart from the data, and how long older copies live is how long an erasure
    /// takes in truth.
    pub(crate) fn copy_to(&self, to: &Path) -> Result<(), Error> {
        if let Some(old) = replace(to, &self.encode()?.0, false)? {
            shred(&old)?;
        }
        Ok(())
    }
}
