//! The journal's form: a header, then frames.
//!
//! ```text
//! header  "HUISCLOS" | version u32 | box id 16 | epoch u32 | key check 16 | base u64 | base hash 32 | SHA-256 of all that 32
//! frame   length u32 | sequence u64 | hash of the previous frame 32 | tag of these three 16 | sealed changes
//! ```
//!
//! The base is the last frame of what this journal follows (a snapshot, or the journal it was written anew from), 0 when it
//! follows nothing; form 1 had no base. What a frame holds is in `groups.rs`.
//!
//! Numbers are little-endian. The tag over the frame's head tells a torn write (a good head, or less than a head, and
//! then nothing more) from a length that a flipped bit made longer than the file.

use crate::keys::{FORM, FORM_1, INDEX_LEN, Keys, same};
use sha2::{Digest, Sha256};

pub(crate) const HASH_LEN: usize = 32;
pub(crate) type Hash = [u8; HASH_LEN];
/// Magic, version, box, epoch, key check.
const START_LEN: usize = MAGIC.len() + 4 + 16 + 4 + INDEX_LEN;
const BASE_LEN: usize = 8 + HASH_LEN;
/// Longest header.
pub(crate) const HEADER_LEN: usize = START_LEN + BASE_LEN + HASH_LEN;
const HEADER_LEN_1: usize = START_LEN + HASH_LEN;
pub(crate) const HEAD_LEN: usize = 4 + 8 + HASH_LEN + INDEX_LEN;
/// Longest sealed content: a transaction holds a handful of records of at most 64 KiB.
pub(crate) const CONTENT_MAX: usize = 512 * 1024;
const MAGIC: &[u8; 8] = b"HUISCLOS";

pub(crate) fn hash(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// The last frame of what a journal follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Base {
    pub(crate) seq: u64,
    pub(crate) hash: Hash,
}

/// What the header of a journal says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    /// The form of everything after it.
    pub(crate) form: u8,
    pub(crate) box_id: [u8; 16],
    pub(crate) epoch: u32,
    pub(crate) key_check: [u8; INDEX_LEN],
    pub(crate) base: Base,
    /// Its length in the file.
    pub(crate) len: usize,
}

pub(crate) fn header(keys: &Keys, base: Base) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER_LEN);
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&u32::from(keys.form()).to_le_bytes());
    out.extend_from_slice(&keys.box_id);
    out.extend_from_slice(&keys.epoch().to_le_bytes());
    out.extend_from_slice(&keys.check());
    if keys.form() != FORM_1 {
        out.extend_from_slice(&base.seq.to_le_bytes());
        out.extend_from_slice(&base.hash);
    }
    let sum = hash(&out);
    out.extend_from_slice(&sum);
    out
}

/// Reads a header from the beginning of a journal, or says what is wrong with it.
pub(crate) fn read_header(bytes: &[u8]) -> Result<Header, &'static str> {
    let Some(start) = bytes.get(..START_LEN) else { return Err("l'en-tête est incomplet") };
    let version = number(&start[8..]);
    // A flipped bit may have made another version of it: the sum is looked at with either length.
    let whole = |len: usize| bytes.len() >= len && hash(&bytes[..len - HASH_LEN]) == bytes[len - HASH_LEN..len];
    let len = if version == u32::from(FORM_1) { HEADER_LEN_1 } else { HEADER_LEN };
    if !whole(len) {
        return Err(if bytes.len() < len { "l'en-tête est incomplet" } else { "l'en-tête est abîmé" });
    }
    if !start.starts_with(MAGIC) {
        return Err("ce n'est pas un journal de Huisclos");
    }
    if version > u32::from(FORM) {
        return Err("il vient d'une version plus récente du logiciel");
    }
    let mut header = Header {
        form: if len == HEADER_LEN { FORM } else { FORM_1 },
        box_id: [0; 16],
        epoch: number(&start[28..]),
        key_check: [0; INDEX_LEN],
        base: Base::default(),
        len,
    };
    header.box_id.copy_from_slice(&start[12..28]);
    header.key_check.copy_from_slice(&start[32..]);
    if header.form == FORM {
        let mut seq = [0; 8];
        seq.copy_from_slice(&bytes[START_LEN..START_LEN + 8]);
        header.base.seq = u64::from_le_bytes(seq);
        header.base.hash.copy_from_slice(&bytes[START_LEN + 8..START_LEN + BASE_LEN]);
    }
    Ok(header)
}

fn number(bytes: &[u8]) -> u32 {
    let mut four = [0; 4];
    four.copy_from_slice(&bytes[..4]);
    u32::from_le_bytes(four)
}

/// The head of one frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) content_len: usize,
    pub(crate) seq: u64,
    pub(crate) previous: Hash,
}

/// What a frame's seal is bound to besides its bytes.
pub(crate) fn aad(keys: &Keys, head: &[u8]) -> Vec<u8> {
    [&[keys.form()][..], &keys.box_id, b"journal", &keys.epoch().to_le_bytes(), head].concat()
}

pub(crate) fn head(keys: &Keys, content_len: usize, seq: u64, previous: &Hash) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEAD_LEN + content_len);
    out.extend_from_slice(&(content_len as u32).to_le_bytes());
    out.extend_from_slice(&seq.to_le_bytes());
    out.extend_from_slice(previous);
    let tag = keys.frame_tag(&[&keys.box_id, &out]);
    out.extend_from_slice(&tag);
    out
}

/// Reads a head; `None` when its tag does not hold.
pub(crate) fn read_head(keys: &Keys, bytes: &[u8]) -> Option<Head> {
    let (body, tag) = bytes.get(..HEAD_LEN)?.split_at(HEAD_LEN - INDEX_LEN);
    let mut len = [0; 4];
    len.copy_from_slice(&body[..4]);
    let content_len = u32::from_le_bytes(len) as usize;
    // First the length: it spares the tag when every offset of a broken end is looked at.
    if content_len > CONTENT_MAX || !same(&keys.frame_tag(&[&keys.box_id, body]), tag) {
        return None;
    }
    let mut seq = [0; 8];
    let mut previous = [0; HASH_LEN];
    seq.copy_from_slice(&body[4..12]);
    previous.copy_from_slice(&body[12..]);
    Some(Head { content_len, seq: u64::from_le_bytes(seq), previous })
}
