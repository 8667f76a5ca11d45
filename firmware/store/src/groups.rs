//! What one frame holds: its changes, those of each subject under the subject's own key.
//!
//! A change's key may be the keyed hash of a telephone number, which whoever has the master can search. So a subject's
//! changes are sealed whole: when the subject's key is gone nothing of them can be told, in the journal, in a snapshot, in
//! a backup.

use crate::change::{ALIKE_LEN, Alike, Change, decode, decode_old, encode};
use crate::error::Error;
use crate::keys::{Key, Keys};
use crate::seal::{seal, unseal};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Subject, epoch, length.
const HEAD_LEN: usize = 8 + 4 + 4;
/// In the length: the changes lie as `change::encode` writes them. The first journals of form 2 did not know that.
const SHORT: u32 = 1 << 31;

/// Why a frame's content is not to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It has not the form of groups.
    Form,
    /// The keyring neither has the key of this subject nor says that it was erased.
    KeyMissing(u64),
}

impl Keys {
    fn of_group(&self, epoch: u32, subject: u64) -> Option<Key> {
        self.of_subject(epoch, subject, "journal")
    }

    fn bound_of_group(&self, head: &[u8], seq: u64, short: bool) -> Vec<u8> {
        let how: &[u8] = if short { b"short" } else { b"group" };
        [&[self.form()][..], &self.box_id, how, head, &seq.to_le_bytes()].concat()
    }

    fn alike(&self, epoch: u32, subject: u64) -> Alike {
        let mut out = [self.form(); ALIKE_LEN];
        out[1..5].copy_from_slice(&epoch.to_le_bytes());
        out[5..].copy_from_slice(&subject.to_le_bytes());
        out
    }

    /// Seals the changes of frame `seq`, subject by subject.
    pub(crate) fn seal_groups(&self, seq: u64, changes: &[Change]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut by_subject: BTreeMap<u64, Vec<&Change>> = BTreeMap::new();
        for change in changes {
            by_subject.entry(change.subject).or_default().push(change);
        }
        let mut out = Zeroizing::new(Vec::new());
        for (subject, changes) in by_subject {
            let plain = Zeroizing::new(encode(&self.alike(self.epoch(), subject), changes));
            let mut head = [&subject.to_le_bytes()[..], &self.epoch().to_le_bytes()].concat();
            let body = if subject == 0 {
                plain
            } else {
                let under = self.of_group(self.epoch(), subject).ok_or(Error::UnknownPatient)?;
                Zeroizing::new(seal(&under, &self.bound_of_group(&head, seq, true), &plain)?)
            };
            head.extend_from_slice(&(body.len() as u32 | SHORT).to_le_bytes());
            out.extend_from_slice(&head);
            out.extend_from_slice(&body);
        }
        Ok(out)
    }

    /// Opens the groups of frame `seq`. Those of erased subjects are left out.
    pub(crate) fn open_groups(&self, seq: u64, mut bytes: &[u8]) -> Result<Vec<Change>, Fault> {
        let mut changes = Vec::new();
        while !bytes.is_empty() {
            let (head, rest) = bytes.split_first_chunk::<HEAD_LEN>().ok_or(Fault::Form)?;
            let (mut subject, mut epoch, mut len) = ([0; 8], [0; 4], [0; 4]);
            subject.copy_from_slice(&head[..8]);
            epoch.copy_from_slice(&head[8..12]);
            len.copy_from_slice(&head[12..]);
            let (subject, epoch) = (u64::from_le_bytes(subject), u32::from_le_bytes(epoch));
            let len = u32::from_le_bytes(len);
            let (body, rest) = rest.split_at_checked((len & !SHORT) as usize).ok_or(Fault::Form)?;
            bytes = rest;
            let short = len & SHORT != 0;
            let read = |plain: &[u8]| {
                let read = if short {
                    decode(subject, &self.alike(epoch, subject), plain)
                } else {
                    decode_old(subject, plain)
                };
                read.ok_or(Fault::Form)
            };
            if subject == 0 {
                changes.append(&mut read(body)?);
                continue;
            }
            match self.of_group(epoch, subject) {
                Some(under) => {
                    let bound = self.bound_of_group(&head[..12], seq, short);
                    changes.append(&mut read(&unseal(&under, &bound, body).ok_or(Fault::Form)?)?);
                }
                None if self.ring().is_some_and(|ring| ring.is_erased(subject)) => {}
                None => return Err(Fault::KeyMissing(subject)),
            }
        }
        Ok(changes)
    }
}
