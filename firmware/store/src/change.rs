//! What a transaction changes: the content of one frame.

use crate::leb128;

/// Tables of the state. They share one sled tree, a first byte apart, so that one batch changes several at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Tree {
    /// Number of the last frame applied.
    Meta = 0,
    Patients = 1,
    Appointments = 2,
    Notes = 3,
    Calls = 4,
    Consents = 5,
    Measures = 6,
    /// The proof of each erasure.
    Erasures = 7,
    /// What was read to callers, once each, by its hash.
    Wordings = 8,
    /// What the box proves of itself: that the paper key was written down.
    Proofs = 9,
    PatientsByPhone = 10,
    PatientsByName = 11,
    AppointmentsByDay = 12,
    AppointmentsOfPatient = 13,
    CallsByDay = 14,
    MeasuresByDay = 15,
    Asked = 16,
    PatientsBySound = 17,
    PatientsByBirth = 18,
    /// Who wants an earlier place. Its byte lies behind the indexes', and it is none: nothing tells it again.
    Waiting = 19,
    /// Places that were given back.
    Freed = 20,
}

impl Tree {
    pub(crate) const ALL: [Tree; 21] = [
        Tree::Meta,
        Tree::Patients,
        Tree::Appointments,
        Tree::Notes,
        Tree::Calls,
        Tree::Consents,
        Tree::Measures,
        Tree::Erasures,
        Tree::Wordings,
        Tree::Proofs,
        Tree::PatientsByPhone,
        Tree::PatientsByName,
        Tree::AppointmentsByDay,
        Tree::AppointmentsOfPatient,
        Tree::CallsByDay,
        Tree::MeasuresByDay,
        Tree::Asked,
        Tree::PatientsBySound,
        Tree::PatientsByBirth,
        Tree::Waiting,
        Tree::Freed,
    ];

    /// Its name in errors, reports and key derivation: never changes.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Tree::Meta => "meta",
            Tree::Patients => "patients",
            Tree::Appointments => "appointments",
            Tree::Notes => "notes",
            Tree::Calls => "calls",
            Tree::Consents => "consents",
            Tree::Measures => "measures",
            Tree::PatientsByPhone => "patients by phone",
            Tree::PatientsByName => "patients by name",
            Tree::AppointmentsByDay => "appointments by day",
            Tree::AppointmentsOfPatient => "appointments of patient",
            Tree::CallsByDay => "calls by day",
            Tree::MeasuresByDay => "measures by day",
            Tree::Asked => "asked",
            Tree::Erasures => "erasures",
            Tree::Wordings => "wordings",
            Tree::Proofs => "proofs",
            Tree::PatientsBySound => "patients by sound",
            Tree::PatientsByBirth => "patients by birth",
            Tree::Waiting => "waiting",
            Tree::Freed => "freed",
        }
    }

    /// True for what is made from the rest, or holds nothing that has to be kept: bytes from 10 to 18, and 0.
    pub(crate) fn is_index(self) -> bool {
        let indexes = Tree::PatientsByPhone as u8..=Tree::PatientsByBirth as u8;
        indexes.contains(&(self as u8)) || self == Tree::Meta
    }

    pub(crate) fn of_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|t| *t as u8 == byte)
    }

    /// True for a whole key of this table.
    pub(crate) fn owns(self, key: &[u8]) -> bool {
        key.first() == Some(&(self as u8))
    }

    /// The key in sled: the table's byte, then the key.
    pub(crate) fn key(self, key: &[u8]) -> Vec<u8> {
        let mut full = Vec::with_capacity(1 + key.len());
        full.push(self as u8);
        full.extend_from_slice(key);
        full
    }
}

/// One record put (sealed) or taken away.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// Of whom; 0 for nobody. What is written of somebody lies under their key, the change's own key included.
    pub(crate) subject: u64,
    /// The table's byte and the key.
    pub(crate) key: Vec<u8>,
    /// `None` takes the record away.
    pub(crate) value: Option<Vec<u8>>,
}

/// What every sealed value of a group says alike: form, epoch, subject. It stands once in the group's head.
pub(crate) type Alike = [u8; ALIKE_LEN];
pub(crate) const ALIKE_LEN: usize = 1 + 4 + 8;

/// How a change's value lies: taken away, as it is, or without what is alike and with its version (the next 8 bytes) short.
const GONE: u8 = 0;
const WHOLE: u8 = 1;
const SHORT: u8 = 2;

/// Writes changes of one subject one after the other: key length, key, how its value lies, its length and the value. Numbers
/// are LEB128. What is alike is left out: a fifth of a snapshot, which is mostly short records.
pub(crate) fn encode<'a>(alike: &Alike, changes: impl IntoIterator<Item = &'a Change>) -> Vec<u8> {
    let mut out = Vec::new();
    for Change { key, value, .. } in changes {
        leb128::put(&mut out, key.len() as u64);
        out.extend_from_slice(key);
        let Some(value) = value else {
            out.push(GONE);
            continue;
        };
        match value.strip_prefix(alike).and_then(|rest| rest.split_first_chunk::<8>()) {
            Some((version, rest)) => {
                out.push(SHORT);
                leb128::put(&mut out, u64::from_le_bytes(*version));
                leb128::put(&mut out, rest.len() as u64);
                out.extend_from_slice(rest);
            }
            None => {
                out.push(WHOLE);
                leb128::put(&mut out, value.len() as u64);
                out.extend_from_slice(value);
            }
        }
    }
    out
}

/// Reads them back; `None` when the bytes are not such a list.
pub(crate) fn decode(subject: u64, alike: &Alike, mut bytes: &[u8]) -> Option<Vec<Change>> {
    let mut changes = Vec::new();
    while !bytes.is_empty() {
        let key_len = leb128::take(&mut bytes)?;
        let key = take(&mut bytes, key_len)?.to_vec();
        Tree::of_byte(*key.first()?)?;
        let value = match *take(&mut bytes, 1)?.first()? {
            GONE => None,
            WHOLE => {
                let len = leb128::take(&mut bytes)?;
                Some(take(&mut bytes, len)?.to_vec())
            }
            SHORT => {
                let version = leb128::take(&mut bytes)?.to_le_bytes();
                let len = leb128::take(&mut bytes)?;
                Some([&alike[..], &version, take(&mut bytes, len)?].concat())
            }
            _ => return None,
        };
        changes.push(Change { subject, key, value });
    }
    Some(changes)
}

fn take<'b>(bytes: &mut &'b [u8], len: u64) -> Option<&'b [u8]> {
    let (head, rest) = bytes.split_at_checked(usize::try_from(len).ok()?)?;
    *bytes = rest;
    Some(head)
}

/// Reads changes as form 1 and the first journals of form 2 have them: key length u32, key, value length + 1 (0 takes away),
/// value.
pub(crate) fn decode_old(subject: u64, mut bytes: &[u8]) -> Option<Vec<Change>> {
    let mut changes = Vec::new();
    let length = |bytes: &mut &[u8]| -> Option<u64> {
        let (head, rest) = bytes.split_first_chunk::<4>()?;
        *bytes = rest;
        Some(u64::from(u32::from_le_bytes(*head)))
    };
    while !bytes.is_empty() {
        let key_len = length(&mut bytes)?;
        let key = take(&mut bytes, key_len)?.to_vec();
        Tree::of_byte(*key.first()?)?;
        let value = match length(&mut bytes)?.checked_sub(1) {
            Some(len) => Some(take(&mut bytes, len)?.to_vec()),
            None => None,
        };
        changes.push(Change { subject, key, value });
    }
    Some(changes)
}

/// What people read of a table, by its [`Tree::name`]: errors and reports are French, names in keys never change.
pub fn table_in_french(name: &str) -> &str {
    match name {
        "meta" => "repères",
        "patients" => "patients",
        "appointments" => "rendez-vous",
        "notes" => "notes",
        "calls" => "appels",
        "consents" => "consentements",
        "measures" => "mesures",
        "patients by phone" => "patients par téléphone",
        "patients by name" => "patients par nom",
        "appointments by day" => "rendez-vous par jour",
        "appointments of patient" => "rendez-vous par patient",
        "calls by day" => "appels par jour",
        "measures by day" => "mesures par jour",
        "asked" => "demandes déjà faites",
        "erasures" => "effacements",
        "wordings" => "formules lues",
        "proofs" => "preuves et comptes",
        "patients by sound" => "patients par sonorité",
        "patients by birth" => "patients par naissance",
        "waiting" => "liste d'attente",
        "freed" => "places libérées",
        other => other,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALIKE: Alike = [2, 1, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0];

    fn sealed(alike: &[u8], version: u64) -> Option<Vec<u8>> {
        Some([alike, &version.to_le_bytes(), b"nonce and sealed"].concat())
    }

    #[test]
    fn changes_survive_and_cut_ones_are_refused() {
        let changes = vec![
            Change { subject: 7, key: Tree::Notes.key(b"a"), value: sealed(&ALIKE, 300) },
            Change { subject: 7, key: Tree::Notes.key(b"b"), value: sealed(&ALIKE, u64::MAX) },
            // Of another epoch, and shorter than what is alike.
            Change { subject: 7, key: Tree::Calls.key(&[9; 200]), value: sealed(&[2; ALIKE_LEN], 5) },
            Change { subject: 7, key: Tree::Calls.key(b""), value: Some(ALIKE.to_vec()) },
            Change { subject: 7, key: Tree::Asked.key(b"b"), value: None },
        ];
        let bytes = encode(&ALIKE, &changes);
        assert!(decode(7, &ALIKE, &bytes).as_deref() == Some(&changes[..]));
        // Cut between two changes it is a shorter list; the frame's seal is what forbids that.
        let whole = (0..bytes.len()).filter(|&n| decode(7, &ALIKE, &bytes[..n]).is_some()).count();
        assert_eq!(whole, changes.len());
        assert!(decode(0, &ALIKE, &[1, 99, 0]).is_none(), "no such table");
        assert!(decode(0, &ALIKE, &[1, 3, 9]).is_none(), "no such value");
        assert!(decode_old(0, &[1, 0, 0, 0, 99, 0, 0, 0, 0]).is_none(), "no such table");
        let old = [&[2, 0, 0, 0, 3, 5, 3, 0, 0, 0, 8, 8][..], &[1, 0, 0, 0, 4, 0, 0, 0, 0]].concat();
        let read = decode_old(7, &old).unwrap();
        assert!(read[0].value.as_deref() == Some(&[8, 8]) && read[1].value.is_none() && read.len() == 2);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = decode(1, &ALIKE, &bytes);
            let _ = decode_old(1, &bytes);
        }
    }
}
