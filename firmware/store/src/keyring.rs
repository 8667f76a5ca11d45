//! The keyring: the masters, a key for every subject, and who was erased. One small file and its twin, outside the data.
//!
//! New keys are appended to both files, [`DRAWN_AT_ONCE`] at a time: one sync for that many new patients.

use crate::error::Error;
use crate::keyring_disk::append;
pub(crate) use crate::keyring_disk::{beside, shred};
use crate::keyring_form::{BATCH_MAX, End, Entry, Erased, Header, encode_batch, root_check};
use crate::keys::{INDEX_LEN, Key, random, random_key};
use crate::steps::step;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

/// Keys drawn at once: a busy morning's new patients; the unused ones of an opening are a KiB that nobody needs.
const DRAWN_AT_ONCE: usize = 16;

/// Every key of one data folder. No `Debug`.
pub(crate) struct Keyring {
    pub(crate) box_id: [u8; 16],
    pub(crate) path: PathBuf,
    pub(crate) header: Header,
    pub(crate) end: End,
    pub(crate) subjects: HashMap<u64, Vec<(u32, Key)>>,
    pub(crate) erased: Vec<Erased>,
    pub(crate) gone: HashSet<u64>,
    /// Drawn, on disk, and not yet anybody's.
    pub(crate) spare: Vec<u64>,
    pub(crate) root: Key,
    /// True from before a replacement until it is known to have been made: what is in memory may not be what is on disk.
    pub(crate) in_doubt: bool,
    /// False when the twin could not be written: it is mended at the next opening.
    pub(crate) twin_is_whole: bool,
}

impl Keyring {
    /// A first generation in memory only; `install` puts it on disk.
    pub(crate) fn new(path: &Path, root: Key, box_id: [u8; 16]) -> Result<Self, Error> {
        let header = Header { box_id, generation: 1, secret: random_key()?, epochs: vec![(1, random_key()?)] };
        Ok(Self::of(path, root, header, End::after_header(0), Vec::new()))
    }

    /// What was read.
    pub(crate) fn of(path: &Path, root: Key, header: Header, end: End, entries: Vec<Entry>) -> Self {
        let mut ring = Self {
            box_id: header.box_id,
            path: path.to_path_buf(),
            header,
            end,
            subjects: HashMap::new(),
            erased: Vec::new(),
            gone: HashSet::new(),
            spare: Vec::new(),
            root,
            in_doubt: false,
            twin_is_whole: true,
        };
        for entry in entries {
            match entry {
                Entry::Key { epoch, subject, key } => ring.subjects.entry(subject).or_default().push((epoch, key)),
                Entry::Erased(erased) => drop(ring.gone.insert(erased.subject).then(|| ring.erased.push(erased))),
            }
        }
        ring
    }

    /// Number of this generation: every erasure and rotation raises it.
    pub(crate) fn generation(&self) -> u64 {
        self.header.generation
    }

    /// The master of an epoch.
    pub(crate) fn master(&self, epoch: u32) -> Option<&Key> {
        self.header.epochs.iter().find(|(id, _)| *id == epoch).map(|(_, master)| master)
    }

    /// The epoch in use.
    pub(crate) fn newest_epoch(&self) -> u32 {
        self.header.epochs.last().map_or(0, |(id, _)| *id)
    }

    /// A subject's key of an epoch.
    pub(crate) fn subject(&self, epoch: u32, subject: u64) -> Option<&Key> {
        self.subjects.get(&subject)?.iter().find(|(id, _)| *id == epoch).map(|(_, key)| key)
    }

    /// True when the subject's keys were destroyed.
    pub(crate) fn is_erased(&self, subject: u64) -> bool {
        self.gone.contains(&subject)
    }

    /// Who was erased.
    pub(crate) fn erased(&self) -> &[Erased] {
        &self.erased
    }

    /// True when the subject has a key.
    pub(crate) fn has(&self, subject: u64) -> bool {
        self.subjects.contains_key(&subject)
    }

    /// A new subject, whose key is on disk.
    pub(crate) fn draw(&mut self) -> Result<u64, Error> {
        if let Some(subject) = self.spare.pop() {
            return Ok(subject);
        }
        let mut fresh = Vec::with_capacity(DRAWN_AT_ONCE);
        while fresh.len() < DRAWN_AT_ONCE {
            let subject = u64::from_le_bytes(random()?);
            if subject != 0 && !self.subjects.contains_key(&subject) && !self.is_erased(subject) {
                fresh.push(subject);
            }
        }
        self.add(&fresh)?;
        step("keyring.drawn");
        self.spare = fresh;
        self.spare.pop().ok_or(Error::Random)
    }

    /// New keys of the epoch in use for these subjects, on disk when this returns.
    pub(crate) fn add(&mut self, subjects: &[u64]) -> Result<(), Error> {
        if self.in_doubt {
            return Err(Error::InDoubt { path: self.path.clone() });
        }
        let epoch = self.newest_epoch();
        for part in subjects.chunks(BATCH_MAX) {
            let keys: Result<Vec<Key>, Error> = part.iter().map(|_| random_key()).collect();
            let entries: Vec<Entry> =
                part.iter().zip(keys?).map(|(&subject, key)| Entry::Key { epoch, subject, key }).collect();
            let (bytes, end) = encode_batch(&self.header, self.end, &entries)?;
            append(&self.path, self.end.at, &bytes)?;
            // The twin is a second chance, not a condition: a booking does not fail for it.
            self.twin_is_whole &= append(&beside(&self.path, "2"), self.end.at, &bytes).is_ok();
            self.end = end;
            for entry in entries {
                if let Entry::Key { epoch, subject, key } = entry {
                    self.subjects.entry(subject).or_default().push((epoch, key));
                }
            }
        }
        Ok(())
    }

    /// As if a subject had never been (tests).
    #[cfg(test)]
    pub(crate) fn forget(&mut self, subject: u64) {
        self.subjects.remove(&subject);
        self.gone.remove(&subject);
    }

    /// For the keys that read it and the one writer that changes it.
    pub(crate) fn shared(self) -> Arc<RwLock<Self>> {
        Arc::new(RwLock::new(self))
    }

    /// What tells the root this keyring is sealed under.
    pub(crate) fn root_check(&self) -> [u8; INDEX_LEN] {
        root_check(&self.root, &self.box_id)
    }

    /// Tells the root this keyring is sealed under from another.
    pub(crate) fn is_under(&self, root: &Key) -> bool {
        crate::keys::same(self.root.as_slice(), root.as_slice())
    }
}
