//! The journal's form: a header, then frames.
//!
//! ```text
//! header  "HUISCLOS" | version u32 | box id 16 | key id u32 | key check 16 | SHA-256 of the preceding 32
//! frame   length u32 | sequence u64 | hash of the previous frame 32 | tag of these three 16 | sealed changes
//! ```
//!
//! Numbers are little-endian. The tag over the frame's head tells a torn write (a good head, or less than a head, and
//! then nothing more) from a length that a flipped bit made longer than the file.

use crate::keys::{FORMAT, INDEX_LEN, KEY_ID, Keys, same};
use sha2::{Digest, Sha256};

pub(crate) const HASH_LEN: usize = 32;
pub(crate) type Hash = [u8; HASH_LEN];
pub(crate) const HEADER_LEN: usize = MAGIC.len() + 4 + 16 + 4 + INDEX_LEN + HASH_LEN;
pub(crate) const HEAD_LEN: usize = 4 + 8 + HASH_LEN + INDEX_LEN;
/// Longest sealed content: a transaction holds a handful of records of at most 64 KiB.
pub(crate) const CONTENT_MAX: usize = 512 * 1024;
const MAGIC: &[u8; 8] = b"HUISCLOS";
const FILE_VERSION: u32 = 1;

pub(crate) fn hash(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// What the header of a journal says.
pub(crate) struct Header {
    pub(crate) box_id: [u8; 16],
    pub(crate) key_check: [u8; INDEX_LEN],
}

pub(crate) fn header(keys: &Keys) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER_LEN);
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&FILE_VERSION.to_le_bytes());
    out.extend_from_slice(&keys.box_id);
    out.extend_from_slice(&KEY_ID.to_le_bytes());
    out.extend_from_slice(&keys.check());
    let sum = hash(&out);
    out.extend_from_slice(&sum);
    out
}

/// Reads a header, or says what is wrong with it.
pub(crate) fn read_header(bytes: &[u8]) -> Result<Header, &'static str> {
    let (body, sum) = bytes.split_at_checked(HEADER_LEN - HASH_LEN).ok_or("l'en-tête est incomplet")?;
    if hash(body) != sum[..HASH_LEN.min(sum.len())] {
        return Err("l'en-tête est abîmé");
    }
    if !body.starts_with(MAGIC) {
        return Err("ce n'est pas un journal de Huisclos");
    }
    if body[8..12] != FILE_VERSION.to_le_bytes() || body[28..32] != KEY_ID.to_le_bytes() {
        return Err("il vient d'une version plus récente du logiciel");
    }
    let mut header = Header { box_id: [0; 16], key_check: [0; INDEX_LEN] };
    header.box_id.copy_from_slice(&body[12..28]);
    header.key_check.copy_from_slice(&body[32..]);
    Ok(header)
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
    [&[FORMAT][..], &keys.box_id, b"journal", &KEY_ID.to_le_bytes(), head].concat()
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
