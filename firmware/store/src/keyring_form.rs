//! The keyring's form: a header sealed under the root, then batches sealed under the generation's secret.
//!
//! ```text
//! header  "HUISKEYS" | version u32 | box 16 | generation u64 | root check 16 | length u32 | sealed | SHA-256 of all that
//!         sealed, once open: secret of the generation 32 | count u32 | count x (epoch u32, master 32)
//! batch   length u32 | sealed, bound to box, generation, its number and the tag of the batch before
//!         once open: entries  1 | epoch u32 | subject u64 | key 32
//!                             2 | subject u64 | hour 19 bytes | length u8 | by whom
//! ```
//!
//! To overwrite the header is to destroy the generation: without its secret no batch opens, wherever a copy of it lies.

use crate::error::Error;
use crate::frame::hash;
use crate::keys::{INDEX_LEN, KEY_LEN, Key, derive, same, tag};
use crate::seal::{seal, unseal};
use jiff::civil::DateTime;
use zeroize::Zeroizing;

const MAGIC: &[u8; 8] = b"HUISKEYS";
const VERSION: u32 = 1;
/// Magic, version, box, generation, root check, length.
const FIXED_LEN: usize = 8 + 4 + 16 + 8 + INDEX_LEN + 4;
const TAG_LEN: usize = 16;
const SUM_LEN: usize = 32;
/// Longest sealed part that is believed: a header of a thousand epochs, a batch of [`BATCH_MAX`] entries.
const SEALED_MAX: usize = 512 * 1024;
/// Entries in one batch of a new generation.
pub(crate) const BATCH_MAX: usize = 2_000;
/// Longest entry: room for all of them, so that growing leaves no copy of a key behind.
const ENTRY_MAX: usize = 1 + 8 + HOUR_LEN + 1 + BY_MAX;
/// Longest "by whom".
pub(crate) const BY_MAX: usize = 64;
const HOUR: &str = "%Y-%m-%dT%H:%M:%S";
const HOUR_LEN: usize = 19;

/// What a keyring's header says.
pub(crate) struct Header {
    pub(crate) box_id: [u8; 16],
    pub(crate) generation: u64,
    pub(crate) secret: Key,
    /// Oldest first; the last one is in use.
    pub(crate) epochs: Vec<(u32, Key)>,
}

/// A subject whose key was destroyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Erased {
    pub(crate) subject: u64,
    pub(crate) at: DateTime,
    pub(crate) by: String,
}

/// One thing a batch holds.
pub(crate) enum Entry {
    Key { epoch: u32, subject: u64, key: Key },
    Erased(Erased),
}

/// Why a file is no keyring to be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    Damaged,
    Newer,
    /// Whole, but of another root.
    OtherRoot,
}

/// What tells a root from another, and nothing else of it.
pub(crate) fn root_check(root: &Key, box_id: &[u8; 16]) -> [u8; INDEX_LEN] {
    tag(&derive(root, box_id, "huisclos/keyring/1/check"), &[box_id])
}

impl Header {
    pub(crate) fn encode(&self, root: &Key) -> Result<Vec<u8>, Error> {
        let mut plain = Zeroizing::new(Vec::with_capacity(64 + self.epochs.len() * (4 + KEY_LEN)));
        plain.extend_from_slice(self.secret.as_slice());
        plain.extend_from_slice(&(self.epochs.len() as u32).to_le_bytes());
        for (epoch, master) in &self.epochs {
            plain.extend_from_slice(&epoch.to_le_bytes());
            plain.extend_from_slice(master.as_slice());
        }
        let mut out = Vec::with_capacity(FIXED_LEN + plain.len() + 40 + SUM_LEN);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&self.box_id);
        out.extend_from_slice(&self.generation.to_le_bytes());
        out.extend_from_slice(&root_check(root, &self.box_id));
        let bound = out.clone();
        let sealed = seal(&derive(root, &self.box_id, "huisclos/keyring/1/header"), &bound, &plain)?;
        out.extend_from_slice(&(sealed.len() as u32).to_le_bytes());
        out.extend_from_slice(&sealed);
        let sum = hash(&out);
        out.extend_from_slice(&sum);
        Ok(out)
    }

    /// Reads a header and says how long it is.
    pub(crate) fn decode(bytes: &[u8], root: &Key) -> Result<(Self, usize), Unread> {
        let fixed = bytes.get(..FIXED_LEN).ok_or(Unread::Damaged)?;
        let sealed_len = number(fixed, FIXED_LEN - 4) as usize;
        let end = FIXED_LEN + sealed_len;
        if sealed_len > SEALED_MAX || bytes.len() < end + SUM_LEN || !fixed.starts_with(MAGIC) {
            return Err(Unread::Damaged);
        }
        if hash(&bytes[..end]) != bytes[end..end + SUM_LEN] {
            return Err(Unread::Damaged);
        }
        if number(fixed, 8) != VERSION {
            return Err(Unread::Newer);
        }
        let mut box_id = [0; 16];
        box_id.copy_from_slice(&fixed[12..28]);
        if !same(&root_check(root, &box_id), &fixed[36..36 + INDEX_LEN]) {
            return Err(Unread::OtherRoot);
        }
        let key = derive(root, &box_id, "huisclos/keyring/1/header");
        let plain = unseal(&key, &fixed[..FIXED_LEN - 4], &bytes[FIXED_LEN..end]).ok_or(Unread::Damaged)?;
        let (secret, rest) = plain.split_at_checked(KEY_LEN).ok_or(Unread::Damaged)?;
        let epochs = rest.get(4..).ok_or(Unread::Damaged)?.chunks_exact(4 + KEY_LEN);
        let epochs: Vec<(u32, Key)> = epochs.map(|e| (number(e, 0), key_of(&e[4..]))).collect();
        if epochs.len() != number(rest, 0) as usize || epochs.is_empty() {
            return Err(Unread::Damaged);
        }
        let mut generation = [0; 8];
        generation.copy_from_slice(&fixed[28..36]);
        let generation = u64::from_le_bytes(generation);
        Ok((Self { box_id, generation, secret: key_of(secret), epochs }, end + SUM_LEN))
    }

    fn bound(&self, batch: u64, previous: &[u8; TAG_LEN]) -> Vec<u8> {
        let head = [&VERSION.to_le_bytes()[..], &self.box_id, &self.generation.to_le_bytes()].concat();
        [&head[..], &batch.to_le_bytes(), previous].concat()
    }

    fn batch_key(&self) -> Key {
        derive(&self.secret, &self.box_id, "huisclos/keyring/1/batch")
    }
}

/// Where the batches of a file end, and what the next is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) batches: u64,
    pub(crate) previous: [u8; TAG_LEN],
    pub(crate) at: usize,
}

impl End {
    pub(crate) fn after_header(at: usize) -> Self {
        Self { batches: 0, previous: [0; TAG_LEN], at }
    }
}

/// Seals one batch; gives its bytes and the end after it.
pub(crate) fn encode_batch(header: &Header, end: End, entries: &[Entry]) -> Result<(Vec<u8>, End), Error> {
    let mut plain = Zeroizing::new(Vec::with_capacity(entries.len() * ENTRY_MAX));
    for entry in entries {
        match entry {
            Entry::Key { epoch, subject, key } => {
                plain.push(1);
                plain.extend_from_slice(&epoch.to_le_bytes());
                plain.extend_from_slice(&subject.to_le_bytes());
                plain.extend_from_slice(key.as_slice());
            }
            Entry::Erased(Erased { subject, at, by }) => {
                plain.push(2);
                plain.extend_from_slice(&subject.to_le_bytes());
                plain.extend_from_slice(at.strftime(HOUR).to_string().as_bytes());
                let by = &by[..by.floor_char_boundary(BY_MAX)];
                plain.push(by.len() as u8);
                plain.extend_from_slice(by.as_bytes());
            }
        }
    }
    let sealed = seal(&header.batch_key(), &header.bound(end.batches, &end.previous), &plain)?;
    let mut previous = [0; TAG_LEN];
    previous.copy_from_slice(&sealed[sealed.len() - TAG_LEN..]);
    let bytes = [&(sealed.len() as u32).to_le_bytes()[..], &sealed].concat();
    Ok((bytes.clone(), End { batches: end.batches + 1, previous, at: end.at + bytes.len() }))
}

/// Reads every batch up to the end or the first that does not open.
pub(crate) fn decode_batches(header: &Header, bytes: &[u8], mut end: End) -> (Vec<Entry>, End) {
    let key = header.batch_key();
    let mut entries = Vec::new();
    while let Some(len) = bytes.get(end.at..end.at + 4).map(|b| number(b, 0) as usize) {
        let Some(sealed) = bytes.get(end.at + 4..end.at + 4 + len).filter(|_| (TAG_LEN..=SEALED_MAX).contains(&len))
        else {
            break;
        };
        let plain = unseal(&key, &header.bound(end.batches, &end.previous), sealed);
        let Some(mut read) = plain.and_then(|plain| decode_entries(&plain)) else { break };
        entries.append(&mut read);
        end.previous.copy_from_slice(&sealed[len - TAG_LEN..]);
        end.at += 4 + len;
        end.batches += 1;
    }
    (entries, end)
}

fn decode_entries(mut bytes: &[u8]) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    while let Some((kind, rest)) = bytes.split_first() {
        if *kind == 1 {
            let (entry, rest) = rest.split_at_checked(4 + 8 + KEY_LEN)?;
            let key = key_of(&entry[12..]);
            entries.push(Entry::Key { epoch: number(entry, 0), subject: long(&entry[4..12]), key });
            bytes = rest;
        } else {
            let (entry, rest) = rest.split_at_checked(8 + HOUR_LEN + 1)?;
            let at = std::str::from_utf8(&entry[8..8 + HOUR_LEN]).ok()?;
            let at = DateTime::strptime(HOUR, at).ok()?;
            let (by, rest) = rest.split_at_checked(usize::from(entry[8 + HOUR_LEN]))?;
            let by = std::str::from_utf8(by).ok()?.to_string();
            entries.push(Entry::Erased(Erased { subject: long(&entry[..8]), at, by }));
            bytes = rest;
        }
    }
    Some(entries)
}

fn number(bytes: &[u8], from: usize) -> u32 {
    let mut four = [0; 4];
    four.copy_from_slice(&bytes[from..from + 4]);
    u32::from_le_bytes(four)
}

fn long(bytes: &[u8]) -> u64 {
    let mut eight = [0; 8];
    eight.copy_from_slice(&bytes[..8]);
    u64::from_le_bytes(eight)
}

fn key_of(bytes: &[u8]) -> Key {
    let mut key = Zeroizing::new([0; KEY_LEN]);
    key.copy_from_slice(&bytes[..KEY_LEN]);
    key
}
