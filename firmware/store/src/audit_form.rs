//! How the audit trail lies on disk: segments, each a header and a chain of sealed entries.
//!
//! ```text
//! <data>/audit/00000001   one a month of writing, or less
//! header  "HUISAUDT" | version u32 | box 16 | epoch u32 | segment u64 | month u32 | first u64 | previous 32 | empty seal 40
//! entry   length u32 | sealed
//! ```
//!
//! Numbers are little-endian. An entry is sealed (XChaCha20-Poly1305) with its number and the hash of the one before it as
//! associated data, so that none can be changed, taken out, exchanged or put in without the key; the first of a segment
//! follows the last of the segment before. What no chain can show is that its end is missing: that end is written down in
//! the journal (`audit_trail`).

use crate::audit::{Deed, Kind, Seen, Sort, Why};
use crate::error::Error;
use crate::frame::{HASH_LEN, Hash, hash};
use crate::keys::{Key, Keys};
use crate::seal::{seal, unseal};
use hmac::{Hmac, KeyInit, Mac};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

const MAGIC: &[u8; 8] = b"HUISAUDT";
const VERSION: u32 = 1;
const BODY_LEN: usize = 8 + 4 + 16 + 4 + 8 + 4 + 8 + HASH_LEN;
/// Nonce and tag.
const SEAL_LEN: usize = 24 + 16;
pub(crate) const HEADER_LEN: usize = BODY_LEN + SEAL_LEN;
/// Longest sealed entry: `SUBJECTS_MAX` hashes and a hundred bytes of words.
pub(crate) const ENTRY_MAX: usize = 16 * 1024;
/// Patients in one entry; a longer list becomes several. A day of the agenda has forty.
pub(crate) const SUBJECTS_MAX: usize = 512;
/// Length of the keyed hash that stands for somebody: with a million patients, two alike are a chance of one in 36
/// million.
const PSEUDONYM_LEN: usize = 8;

/// The end of what could be read, and what the journal writes down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct End {
    /// Number of the last entry; 0 when there is none.
    pub(crate) seq: u64,
    /// Its hash.
    pub(crate) hash: Hash,
}

impl End {
    pub(crate) const START: Self = Self { seq: 0, hash: [0; HASH_LEN] };
}

/// What a segment's header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) epoch: u32,
    pub(crate) number: u64,
    /// Years times twelve and months, of the first entry's civil time.
    pub(crate) month: u32,
    /// The entry before its first one.
    pub(crate) after: End,
}

/// What an entry says, sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) at: DateTime,
    pub(crate) by: Sort,
    pub(crate) who: String,
    pub(crate) did: Deed,
    pub(crate) why: Why,
    pub(crate) what: Kind,
    /// Keyed hashes one after the other.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) of: String,
    pub(crate) count: u32,
    #[serde(default, skip_serializing_if = "none")]
    pub(crate) untraced: u32,
}

fn none(count: &u32) -> bool {
    *count == 0
}

impl Entry {
    pub(crate) fn is_of(&self, pseudonym: &str) -> bool {
        self.of.as_bytes().chunks(2 * PSEUDONYM_LEN).any(|one| one == pseudonym.as_bytes())
    }

    pub(crate) fn seen(self, seq: u64) -> Seen {
        let Self { at, by, who, did, why, what, of, count, untraced } = self;
        let patients = (of.len() / (2 * PSEUDONYM_LEN)) as u32;
        Seen { seq, at, by, who, did, why, what, count, patients, untraced }
    }
}

/// The keys of the segments of one epoch.
pub(crate) struct TrailKeys {
    seal: Key,
    people: Key,
    box_id: [u8; 16],
    epoch: u32,
}

impl TrailKeys {
    /// `None` when the keyring has lost that epoch.
    pub(crate) fn of(keys: &Keys, epoch: u32) -> Option<Self> {
        let (seal, people) = (keys.named(epoch, "audit seal")?, keys.named(epoch, "audit people")?);
        Some(Self { seal, people, box_id: keys.box_id, epoch })
    }

    /// The keyed hash that stands for a patient.
    pub(crate) fn patient(&self, id: u64) -> String {
        self.pseudonym("patient", &id.to_be_bytes())
    }

    /// The keyed hash that stands for an actor.
    pub(crate) fn actor(&self, sort: Sort, name: &str) -> String {
        self.pseudonym(&format!("actor {sort:?}"), name.as_bytes())
    }

    fn pseudonym(&self, of: &str, value: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.people.as_slice()).expect("HMAC takes keys of any length");
        mac.update(&(of.len() as u64).to_le_bytes());
        mac.update(of.as_bytes());
        mac.update(value);
        mac.finalize().into_bytes()[..PSEUDONYM_LEN].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    pub(crate) fn header(&self, segment: &Segment) -> Result<Vec<u8>, Error> {
        let mut out = Vec::with_capacity(HEADER_LEN);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&self.box_id);
        out.extend_from_slice(&self.epoch.to_le_bytes());
        out.extend_from_slice(&segment.number.to_le_bytes());
        out.extend_from_slice(&segment.month.to_le_bytes());
        out.extend_from_slice(&segment.after.seq.to_le_bytes());
        out.extend_from_slice(&segment.after.hash);
        let proof = seal(&self.seal, &out, &[])?;
        out.extend_from_slice(&proof);
        Ok(out)
    }

    fn aad(&self, number: u64, seq: u64, previous: &Hash) -> Vec<u8> {
        let epoch = self.epoch.to_le_bytes();
        [&b"huisclos audit 1"[..], &self.box_id, &epoch, &number.to_le_bytes(), &seq.to_le_bytes(), previous].concat()
    }

    /// The bytes of the next entry, and the end they make.
    pub(crate) fn entry(&self, number: u64, after: End, entry: &Entry) -> Result<(Vec<u8>, End), Error> {
        let too_long = |bytes| Error::TooLong { bytes, max: ENTRY_MAX };
        let plain = serde_json::to_vec(entry).map_err(|_| too_long(0))?;
        let seq = after.seq + 1;
        let sealed = seal(&self.seal, &self.aad(number, seq, &after.hash), &plain)?;
        if sealed.len() > ENTRY_MAX {
            return Err(too_long(sealed.len()));
        }
        let mut out = Vec::with_capacity(4 + sealed.len());
        out.extend_from_slice(&(sealed.len() as u32).to_le_bytes());
        out.extend_from_slice(&sealed);
        let end = End { seq, hash: link(&after.hash, &out) };
        Ok((out, end))
    }
}

fn link(previous: &Hash, bytes: &[u8]) -> Hash {
    hash(&[&previous[..], bytes].concat())
}

/// A segment of an epoch whose keys were destroyed on purpose (`forget_older_keys`).
pub(crate) const FORGOTTEN: &str = "ses clés ont été détruites lors d'un changement de clés";

/// True for an epoch that there was and whose master is gone.
pub(crate) fn is_forgotten(keys: &Keys, epoch: u32) -> bool {
    (1..keys.epoch()).contains(&epoch) && keys.named(epoch, "audit seal").is_none()
}

/// Reads a header; or says, in French, what is wrong with it.
pub(crate) fn read_header(keys: &Keys, bytes: &[u8]) -> Result<(TrailKeys, Segment), &'static str> {
    let header = bytes.get(..HEADER_LEN).ok_or("l'en-tête est incomplet")?;
    let (body, proof) = header.split_at(BODY_LEN);
    if !body.starts_with(MAGIC) || body[8..12] != VERSION.to_le_bytes() {
        return Err("ce n'est pas une trace d'accès, ou elle vient d'une version plus récente du logiciel");
    }
    let four = |at: usize| body[at..].first_chunk().map_or(0, |b| u32::from_le_bytes(*b));
    let eight = |at: usize| body[at..].first_chunk().map_or(0, |b| u64::from_le_bytes(*b));
    let epoch = four(28);
    if is_forgotten(keys, epoch) {
        return Err(FORGOTTEN);
    }
    let trail = TrailKeys::of(keys, epoch).ok_or("sa clé n'est pas dans le trousseau")?;
    if unseal(&trail.seal, body, proof).is_none() {
        return Err("l'en-tête est abîmé");
    }
    let mut previous = [0; HASH_LEN];
    previous.copy_from_slice(&body[BODY_LEN - HASH_LEN..]);
    let after = End { seq: eight(44), hash: previous };
    Ok((trail, Segment { epoch, number: eight(32), month: four(40), after }))
}

/// What could be read of one segment.
pub(crate) struct ReadSegment {
    pub(crate) keys: TrailKeys,
    pub(crate) segment: Segment,
    /// The last good entry.
    pub(crate) end: End,
    /// Where it ends in the file.
    pub(crate) len: usize,
    /// What is wrong with what follows it, in French.
    pub(crate) broken: Option<&'static str>,
}

/// Reads a segment from its bytes and gives its entries, with number and hash, to `each`.
pub(crate) fn read_segment(
    keys: &Keys,
    bytes: &[u8],
    mut each: impl FnMut(&TrailKeys, End, Entry),
) -> Result<ReadSegment, &'static str> {
    let (trail, segment) = read_header(keys, bytes)?;
    let (mut end, mut at) = (segment.after, HEADER_LEN);
    let broken = loop {
        let rest = &bytes[at..];
        if rest.is_empty() {
            break None;
        }
        let Some(len) = rest.first_chunk::<4>().map(|b| u32::from_le_bytes(*b) as usize) else {
            break Some("elle est incomplète");
        };
        if len > ENTRY_MAX {
            break Some("sa longueur est abîmée");
        }
        let Some(whole) = rest.get(..4 + len) else { break Some("elle est incomplète") };
        let seq = end.seq + 1;
        let Some(plain) = unseal(&trail.seal, &trail.aad(segment.number, seq, &end.hash), &whole[4..]) else {
            break Some("elle est abîmée, ou ne suit pas la précédente");
        };
        let Ok(entry) = serde_json::from_slice::<Entry>(&plain) else { break Some("elle n'a pas la forme attendue") };
        end = End { seq, hash: link(&end.hash, whole) };
        at += whole.len();
        each(&trail, end, entry);
    };
    Ok(ReadSegment { keys: trail, segment, end, len: at, broken })
}

/// The month a segment is of.
pub(crate) fn month_of(at: DateTime) -> u32 {
    // Years before 0 have no place here; the box's clock cannot show them.
    u32::try_from(i32::from(at.year()) * 12 + i32::from(at.month()) - 1).unwrap_or(0)
}
