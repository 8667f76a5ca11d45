//! What a transaction changes: the content of one frame.

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
}

impl Tree {
    pub(crate) const ALL: [Tree; 19] = [
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
        }
    }

    /// True for what is made from the rest, or holds nothing that has to be kept: bytes from 10 on, and 0.
    pub(crate) fn is_index(self) -> bool {
        self as u8 >= Tree::PatientsByPhone as u8 || self == Tree::Meta
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

/// Writes changes of one subject one after the other: key length, key, value length + 1 (0 takes away), value.
pub(crate) fn encode<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Vec<u8> {
    let mut out = Vec::new();
    for change in changes {
        out.extend_from_slice(&(change.key.len() as u32).to_le_bytes());
        out.extend_from_slice(&change.key);
        let len = change.value.as_ref().map_or(0, |v| v.len() as u32 + 1);
        out.extend_from_slice(&len.to_le_bytes());
        out.extend_from_slice(change.value.as_deref().unwrap_or_default());
    }
    out
}

/// Reads them back; `None` when the bytes are not such a list.
pub(crate) fn decode(subject: u64, mut bytes: &[u8]) -> Option<Vec<Change>> {
    let mut changes = Vec::new();
    let take = |bytes: &mut &[u8], len: usize| -> Option<Vec<u8>> {
        let (head, rest) = bytes.split_at_checked(len)?;
        *bytes = rest;
        Some(head.to_vec())
    };
    let length = |bytes: &mut &[u8]| -> Option<usize> {
        let (head, rest) = bytes.split_first_chunk::<4>()?;
        *bytes = rest;
        usize::try_from(u32::from_le_bytes(*head)).ok()
    };
    while !bytes.is_empty() {
        let key_len = length(&mut bytes)?;
        let key = take(&mut bytes, key_len)?;
        Tree::of_byte(*key.first()?)?;
        let value_len = length(&mut bytes)?;
        let value = match value_len.checked_sub(1) {
            Some(len) => Some(take(&mut bytes, len)?),
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
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_survive_and_cut_ones_are_refused() {
        let changes = vec![
            Change { subject: 7, key: Tree::Notes.key(b"a"), value: Some(b"sealed".to_vec()) },
            Change { subject: 7, key: Tree::Calls.key(b""), value: Some(Vec::new()) },
            Change { subject: 7, key: Tree::Asked.key(b"b"), value: None },
        ];
        let bytes = encode(&changes);
        assert!(decode(7, &bytes).as_deref() == Some(&changes[..]));
        // Cut between two changes it is a shorter list; the frame's seal is what forbids that.
        let whole = (0..bytes.len()).filter(|&n| decode(7, &bytes[..n]).is_some()).count();
        assert_eq!(whole, 3);
        assert!(decode(0, &[1, 0, 0, 0, 99, 0, 0, 0, 0]).is_none(), "no such table");
    }
}
