//! One root secret, one derived key per use (HKDF-SHA256, RFC 5869).

use crate::change::Tree;
use crate::error::Error;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Length of every key and of the root.
pub(crate) const KEY_LEN: usize = 32;
/// Number of the root in use; a change of root will raise it.
pub(crate) const KEY_ID: u32 = 1;
/// Version of everything that is written; in every associated datum.
pub(crate) const FORMAT: u8 = 1;
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

/// What a keyed hash stands for. Each has its own key: the space of telephone numbers can be searched by who has it.
#[derive(Clone, Copy)]
pub(crate) enum Field {
    Phone,
    Name,
    AppointmentDay,
    CallDay,
    MeasureDay,
    Asked,
}

/// Everything derived from the root for one data folder. No `Debug`: nothing here may be printed.
pub(crate) struct Keys {
    pub(crate) box_id: [u8; 16],
    pub(crate) journal: Key,
    frame_header: Key,
    anchor: Key,
    check: Key,
    trees: Vec<(Tree, Key)>,
    fields: [Key; 6],
}

impl Keys {
    pub(crate) fn derive(root: &Key, box_id: [u8; 16]) -> Self {
        let hkdf = Hkdf::<Sha256>::new(Some(&box_id), root.as_slice());
        let key = |purpose: &str| {
            let mut out = Zeroizing::new([0; KEY_LEN]);
            hkdf.expand(format!("huisclos/{FORMAT}/{purpose}").as_bytes(), out.as_mut_slice())
                .expect("32 bytes are fewer than the 8160 that HKDF-SHA256 can give");
            out
        };
        Self {
            box_id,
            journal: key("journal"),
            frame_header: key("frame header"),
            anchor: key("anchor"),
            check: key("key check"),
            trees: Tree::ALL.iter().map(|tree| (*tree, key(&format!("record/{}", tree.name())))).collect(),
            fields: ["phone", "name", "appointment day", "call day", "measure day", "asked"]
                .map(|field| key(&format!("index/{field}"))),
        }
    }

    pub(crate) fn of_tree(&self, tree: Tree) -> &Key {
        let found = self.trees.iter().find(|(t, _)| *t == tree);
        &found.expect("a key was derived for every tree of the same table").1
    }

    /// The keyed hash that stands for a value of a field.
    pub(crate) fn index(&self, field: Field, value: &[u8]) -> [u8; INDEX_LEN] {
        tag(&self.fields[field as usize], &[value])
    }

    pub(crate) fn frame_tag(&self, parts: &[&[u8]]) -> [u8; INDEX_LEN] {
        tag(&self.frame_header, parts)
    }

    pub(crate) fn anchor_tag(&self, parts: &[&[u8]]) -> [u8; INDEX_LEN] {
        tag(&self.anchor, parts)
    }

    /// Kept in the journal's header: tells a wrong key from damaged data.
    pub(crate) fn check(&self) -> [u8; INDEX_LEN] {
        tag(&self.check, &[&self.box_id])
    }
}

/// HMAC-SHA256 cut to 16 bytes. Each part goes in with its length, so that no two lists of parts read alike.
fn tag(key: &Key, parts: &[&[u8]]) -> [u8; INDEX_LEN] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).expect("HMAC takes keys of any length");
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
