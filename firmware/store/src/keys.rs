//! One derived key per use (HKDF-SHA256, RFC 5869), from the masters and the subjects' keys that the keyring holds.

use crate::change::Tree;
use crate::error::Error;
use crate::keyring::Keyring;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use zeroize::{Zeroize, Zeroizing};

/// Length of every key and of the root.
pub(crate) const KEY_LEN: usize = 32;
/// Version of everything that is written; in every associated datum.
pub(crate) const FORM: u8 = 2;
/// The form before the keyring: everything under the root itself.
pub(crate) const FORM_1: u8 = 1;
/// Length of the keyed hashes that stand for names and numbers: collisions below one in 2^64 records.
pub(crate) const INDEX_LEN: usize = 16;

/// A key, wiped when dropped. No `Debug`.
pub(crate) type Key = Zeroizing<[u8; KEY_LEN]>;

/// Fills an array with random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Error::Random)?;
    Ok(bytes)
}

/// A new random key.
pub(crate) fn random_key() -> Result<Key, Error> {
    let mut bytes = random::<KEY_LEN>()?;
    let key = Zeroizing::new(bytes);
    bytes.zeroize();
    Ok(key)
}

/// A key for one use out of another key.
pub(crate) fn derive(from: &Key, salt: &[u8], purpose: &str) -> Key {
    expand(&Hkdf::<Sha256>::new(Some(salt), from.as_slice()), purpose)
}

fn expand(hkdf: &Hkdf<Sha256>, purpose: &str) -> Key {
    let mut out = Zeroizing::new([0; KEY_LEN]);
    hkdf.expand(purpose.as_bytes(), out.as_mut_slice())
        .expect("32 bytes are fewer than the 8160 that HKDF-SHA256 can give");
    out
}

/// What a keyed hash stands for. Each has its own key: the space of telephone numbers can be searched by who has it.
#[derive(Clone, Copy)]
pub(crate) enum Field {
    /// A number in E.164.
    Phone,
    /// Folded family name and birth date.
    Name,
    AppointmentDay,
    CallDay,
    MeasureDay,
    Asked,
    /// How the family name sounds, and the birth date.
    Sound,
    BirthDate,
    /// The hash of a wording.
    Wording,
}

const FIELDS: [&str; 9] =
    ["phone", "name", "appointment day", "call day", "measure day", "asked", "sound", "birth date", "wording"];

/// What one master gives: an epoch begins when all keys are changed. No `Debug`: nothing here may be printed.
struct Epoch {
    id: u32,
    master: Key,
    frame_header: Key,
    anchor: Key,
    check: Key,
    set_hash: Key,
    trees: Vec<(Tree, Key)>,
    fields: [Key; FIELDS.len()],
}

/// Every key of one data folder. No `Debug`.
pub(crate) struct Keys {
    pub(crate) box_id: [u8; 16],
    /// Seals the content of frames.
    pub(crate) journal: Key,
    form: u8,
    epoch: Epoch,
    /// None in form 1.
    keyring: Option<Arc<RwLock<Keyring>>>,
}

impl Epoch {
    fn derive(form: u8, id: u32, master: &Key, box_id: &[u8; 16]) -> Self {
        let hkdf = Hkdf::<Sha256>::new(Some(box_id), master.as_slice());
        let key = |purpose: &str| expand(&hkdf, &format!("huisclos/{form}/{purpose}"));
        Self {
            id,
            master: master.clone(),
            frame_header: key("frame header"),
            anchor: key("anchor"),
            check: key("key check"),
            set_hash: key("set hash"),
            trees: Tree::ALL.iter().map(|tree| (*tree, key(&format!("record/{}", tree.name())))).collect(),
            fields: FIELDS.map(|field| key(&format!("index/{field}"))),
        }
    }
}

impl Keys {
    /// The keys of form 1: the root is the only master.
    pub(crate) fn form_1(root: &Key, box_id: [u8; 16]) -> Self {
        let epoch = Epoch::derive(FORM_1, 1, root, &box_id);
        let journal = derive(root, &box_id, "huisclos/1/journal");
        Self { box_id, journal, form: FORM_1, epoch, keyring: None }
    }

    /// The keys of an epoch; `None` when the keyring has no such epoch.
    pub(crate) fn of_epoch(keyring: &Arc<RwLock<Keyring>>, epoch: u32) -> Option<Self> {
        let ring = keyring.read().unwrap_or_else(PoisonError::into_inner);
        let master = ring.master(epoch)?;
        let box_id = ring.box_id;
        let journal = derive(master, &box_id, "huisclos/2/journal");
        let epoch = Epoch::derive(FORM, epoch, master, &box_id);
        Some(Self { box_id, journal, form: FORM, epoch, keyring: Some(keyring.clone()) })
    }

    /// Version of what these keys seal.
    pub(crate) fn form(&self) -> u8 {
        self.form
    }

    /// Number of the master in use: the key id in heads and headers.
    pub(crate) fn epoch(&self) -> u32 {
        self.epoch.id
    }

    /// A key for a use of one's own, of the epoch in use or an earlier one that the keyring still has.
    pub(crate) fn named(&self, epoch: u32, purpose: &str) -> Option<Key> {
        let purpose = format!("huisclos/{}/use/{purpose}", self.form);
        if epoch == self.epoch.id {
            return Some(derive(&self.epoch.master, &self.box_id, &purpose));
        }
        Some(derive(self.ring()?.master(epoch)?, &self.box_id, &purpose))
    }

    /// The keyring, to read.
    pub(crate) fn ring(&self) -> Option<RwLockReadGuard<'_, Keyring>> {
        self.keyring.as_ref().map(|ring| ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keyring, to change; only for who holds the writers' lock.
    pub(crate) fn ring_mut(&self) -> Option<RwLockWriteGuard<'_, Keyring>> {
        self.keyring.as_ref().map(|ring| ring.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keyring itself, to make keys of another epoch.
    pub(crate) fn shared_ring(&self) -> Option<&Arc<RwLock<Keyring>>> {
        self.keyring.as_ref()
    }

    /// What seals a table's records of a subject; `None` when the keyring has no key for it.
    pub(crate) fn of_record(&self, tree: Tree, epoch: u32, subject: u64) -> Option<Key> {
        if subject == 0 || self.form == FORM_1 {
            let found = self.epoch.trees.iter().find(|(t, _)| *t == tree && epoch == self.epoch.id);
            return found.map(|(_, key)| key.clone());
        }
        self.of_subject(epoch, subject, &format!("record/{}", tree.name()))
    }

    /// What seals something else of a subject.
    pub(crate) fn of_subject(&self, epoch: u32, subject: u64, purpose: &str) -> Option<Key> {
        let ring = self.ring()?;
        let key = ring.subject(epoch, subject)?;
        Some(derive(key, &self.box_id, &format!("huisclos/2/{purpose}")))
    }

    /// The keyed hash that stands for a value of a field.
    pub(crate) fn index(&self, field: Field, value: &[u8]) -> [u8; INDEX_LEN] {
        tag(&self.epoch.fields[field as usize], &[value])
    }

    pub(crate) fn frame_tag(&self, parts: &[&[u8]]) -> [u8; INDEX_LEN] {
        tag(&self.epoch.frame_header, parts)
    }

    pub(crate) fn anchor_tag(&self, parts: &[&[u8]]) -> [u8; INDEX_LEN] {
        tag(&self.epoch.anchor, parts)
    }

    /// What a record adds to the sum of its table (`set_hash.rs`).
    pub(crate) fn record_hash(&self, key: &[u8], value: &[u8]) -> [u8; 32] {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.epoch.set_hash.as_slice()).expect("HMAC takes keys of any length");
        mac.update(&(key.len() as u64).to_le_bytes());
        mac.update(key);
        mac.update(value);
        mac.finalize().into_bytes().into()
    }

    /// Kept in the journal's header: tells a wrong key from damaged data.
    pub(crate) fn check(&self) -> [u8; INDEX_LEN] {
        tag(&self.epoch.check, &[&self.box_id])
    }
}

/// HMAC-SHA256 cut to [`INDEX_LEN`]; each part is preceded by its length.
pub(crate) fn tag(key: &Key, parts: &[&[u8]]) -> [u8; INDEX_LEN] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_le_bytes());
        mac.update(part);
    }
    let mut out = [0; INDEX_LEN];
    out.copy_from_slice(&mac.finalize().into_bytes()[..INDEX_LEN]);
    out
}

/// Compares without telling by the time taken where two tags differ.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |diff, (x, y)| diff | (x ^ y)) == 0
}
