//! How far the journal was known to be on disk.
//!
//! One small file, rewritten in place after each sync of the journal and never synced itself: it may lag behind, but what
//! it names was on the medium. So an unreadable end of the journal that the anchor names was acknowledged and is damaged,
//! not torn; one that it does not name may be cut off.

use crate::frame::{HASH_LEN, Hash};
use crate::keys::{INDEX_LEN, Keys, same};
use std::fs::{File, OpenOptions};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

const LEN: usize = 8 + HASH_LEN + INDEX_LEN;

/// The last frame known to be on the medium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Anchored {
    pub(crate) seq: u64,
    pub(crate) hash: Hash,
}

/// What the file says.
pub(crate) enum Read {
    Missing,
    Damaged,
    Says(Anchored),
}

pub(crate) fn read(keys: &Keys, path: &Path) -> Read {
    let Ok(bytes) = std::fs::read(path) else { return Read::Missing };
    let Some((body, tag)) = bytes.split_at_checked(LEN - INDEX_LEN) else { return Read::Damaged };
    if !same(&keys.anchor_tag(&[&keys.box_id, body]), tag) {
        return Read::Damaged;
    }
    let mut seq = [0; 8];
    let mut hash = [0; HASH_LEN];
    seq.copy_from_slice(&body[..8]);
    hash.copy_from_slice(&body[8..]);
    Read::Says(Anchored { seq: u64::from_le_bytes(seq), hash })
}

/// The open file; none where the disk takes no writing, and then it lags behind, which it may.
pub(crate) struct Anchor(Option<File>);

impl Anchor {
    pub(crate) fn open(path: &Path) -> Self {
        let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path).ok();
        // Another file put in its place may be longer than what is written over it.
        file.iter().for_each(|file| drop(file.set_len(LEN as u64)));
        Self(file)
    }

    /// One write inside one sector. A failure is no loss: the anchor then lags behind, which it may.
    pub(crate) fn write(&self, keys: &Keys, at: Anchored) {
        let mut bytes = Vec::with_capacity(LEN);
        bytes.extend_from_slice(&at.seq.to_le_bytes());
        bytes.extend_from_slice(&at.hash);
        let tag = keys.anchor_tag(&[&keys.box_id, &bytes]);
        bytes.extend_from_slice(&tag);
        if let Some(file) = &self.0 {
            let _ = file.write_all_at(&bytes, 0);
        }
    }
}
