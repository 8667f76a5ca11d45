//! Seals records: XChaCha20-Poly1305, a fresh random nonce each time (a restored backup would repeat a counter).

use crate::change::Tree;
use crate::error::Error;
use crate::keys::{Key, Keys, random};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

const NONCE_LEN: usize = 24;
/// Form, epoch, subject, record version.
const HEAD_LEN: usize = 1 + 4 + 8 + 8;
/// Longest record before sealing: larger values make sled slow (store.md); a text of this length is 20 pages.
pub(crate) const RECORD_MAX: usize = 64 * 1024;

/// What a record is bound to besides its table and key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bound {
    /// The random id of whom it says something; 0 for records of nobody.
    pub(crate) subject: u64,
    /// Number of the frame that wrote it: an old copy put back is seen by comparing with the journal.
    pub(crate) version: u64,
}

/// Seals with associated data; the nonce goes first.
pub(crate) fn seal(key: &Key, aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, Error> {
    let nonce = random::<NONCE_LEN>()?;
    let cipher = XChaCha20Poly1305::new(&(**key).into());
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad })
        .map_err(|_| Error::TooLong { bytes: plain.len(), max: RECORD_MAX })?;
    let mut out = Vec::with_capacity(NONCE_LEN + sealed.len());
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&sealed);
    Ok(out)
}

/// Opens what `seal` made; `None` when one bit of it, of the key or of the associated data is another.
pub(crate) fn unseal(key: &Key, aad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let cipher = XChaCha20Poly1305::new(&(**key).into());
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: body, aad }).ok().map(Zeroizing::new)
}

impl Keys {
    /// Everything that the record is bound to.
    fn aad(&self, tree: Tree, key: &[u8], head: &[u8]) -> Vec<u8> {
        let name = tree.name().as_bytes();
        let mut aad = Vec::with_capacity(32 + name.len() + key.len() + head.len());
        aad.extend_from_slice(&self.box_id);
        for part in [name, key, head] {
            aad.extend_from_slice(&(part.len() as u32).to_le_bytes());
            aad.extend_from_slice(part);
        }
        aad
    }

    /// Seals one record for its place, under its subject's key.
    pub(crate) fn seal_record(&self, tree: Tree, key: &[u8], bound: Bound, plain: &[u8]) -> Result<Vec<u8>, Error> {
        if plain.len() > RECORD_MAX {
            return Err(Error::TooLong { bytes: plain.len(), max: RECORD_MAX });
        }
        // Somebody who was erased meanwhile.
        let under = self.of_record(tree, self.epoch(), bound.subject).ok_or(Error::UnknownPatient)?;
        let mut out = Vec::with_capacity(HEAD_LEN + NONCE_LEN + plain.len() + 16);
        out.push(self.form());
        out.extend_from_slice(&self.epoch().to_le_bytes());
        out.extend_from_slice(&bound.subject.to_le_bytes());
        out.extend_from_slice(&bound.version.to_le_bytes());
        let sealed = seal(&under, &self.aad(tree, key, &out), plain)?;
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens one record taken from its place.
    pub(crate) fn open_record(
        &self,
        tree: Tree,
        key: &[u8],
        value: &[u8],
    ) -> Result<(Bound, Zeroizing<Vec<u8>>), Error> {
        let damaged = Error::Damaged { table: tree.name() };
        let Some((head, sealed)) = value.split_first_chunk::<HEAD_LEN>() else { return Err(damaged) };
        let mut epoch = [0; 4];
        epoch.copy_from_slice(&head[1..5]);
        let bound = Bound { subject: long(&head[5..]), version: long(&head[13..]) };
        if head[0] != self.form() {
            return Err(damaged);
        }
        let under = self.of_record(tree, u32::from_le_bytes(epoch), bound.subject);
        match under.and_then(|under| unseal(&under, &self.aad(tree, key, head), sealed)) {
            Some(plain) => Ok((bound, plain)),
            None => Err(damaged),
        }
    }
}

/// Whom a sealed record says it is of. Only its seal proves it.
pub(crate) fn subject_of(value: &[u8]) -> Option<u64> {
    value.get(5..13).map(long)
}

fn long(bytes: &[u8]) -> u64 {
    let mut eight = [0; 8];
    eight.copy_from_slice(&bytes[..8]);
    u64::from_le_bytes(eight)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::keyring::Keyring;
    use jiff::civil::date;

    #[test]
    fn a_record_opens_in_its_own_place_only_and_no_bit_may_change() {
        let dir = tempfile::tempdir().unwrap();
        let keys = |name: &str, box_id| {
            let ring = Keyring::new(&dir.path().join(name), Zeroizing::new([7; 32]), box_id).unwrap();
            let mut ring = ring.install().unwrap();
            ring.add(&[5, 6]).unwrap();
            Keys::of_epoch(&ring.shared(), 1).unwrap()
        };
        let (keys, other) = (keys("a", [1; 16]), keys("b", [1; 16]));
        for subject in [0, 5] {
            let bound = Bound { subject, version: 9 };
            let sealed = keys.seal_record(Tree::Patients, b"key", bound, b"Garnier").unwrap();
            let open = |keys: &Keys, tree, key: &[u8], value: &[u8]| keys.open_record(tree, key, value).ok();
            let (back, plain) = open(&keys, Tree::Patients, b"key", &sealed).unwrap();
            assert_eq!((back, plain.as_slice()), (bound, &b"Garnier"[..]));
            assert_eq!(subject_of(&sealed), Some(subject));
            assert!(open(&keys, Tree::Notes, b"key", &sealed).is_none());
            assert!(open(&keys, Tree::Patients, b"kez", &sealed).is_none());
            assert!(open(&other, Tree::Patients, b"key", &sealed).is_none());
            for bit in 0..sealed.len() * 8 {
                let mut wrong = sealed.clone();
                wrong[bit / 8] ^= 1 << (bit % 8);
                assert!(open(&keys, Tree::Patients, b"key", &wrong).is_none(), "bit {bit}");
            }
            for len in 0..sealed.len() {
                assert!(open(&keys, Tree::Patients, b"key", &sealed[..len]).is_none(), "{len} bytes");
            }
            let again = keys.seal_record(Tree::Patients, b"key", bound, b"Garnier").unwrap();
            assert_ne!(again, sealed, "a nonce was used twice");
        }
        let bound = Bound { subject: 5, version: 1 };
        let sealed = keys.seal_record(Tree::Patients, b"key", bound, b"Garnier").unwrap();
        let at = date(2026, 11, 23).at(9, 0, 0, 0);
        keys.ring_mut().unwrap().erase(&[5], at, "test").unwrap();
        assert!(keys.open_record(Tree::Patients, b"key", &sealed).is_err(), "an erased subject's record opens");
        assert!(matches!(keys.seal_record(Tree::Patients, b"key", bound, b""), Err(Error::UnknownPatient)));
    }
}
