//! The cabinet's settings with their history, and what its doctors recorded for callers: records of nobody, beside what the
//! box keeps of itself. Retention leaves them, a change of keys seals them anew, a backup holds them, the register tells them.
//!
//! A setting's content is JSON whose form is numbered: `content` of form 1 opens for ever (`tests/settings.rs` has it), and
//! whoever changes the form writes here how the older one is brought up.

use crate::change::Tree;
use crate::error::Error;
use crate::store::{Store, Transaction, id_at_end};
use huisclos_ports::AccountId;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// The form of what is written today.
const FORM: u32 = 1;
/// Versions kept of one setting, beside the one the box was started with: a cabinet that changes something every working day
/// looks back over a year.
pub const SETTING_VERSIONS_MAX: u32 = 300;
/// Longest recording: half a minute of A-law, twice as long as anybody listens to a greeting.
pub const RECORDING_BYTES_MAX: usize = 30 * 8_000;
/// A recording lies in pieces, each well under a record's bound.
const PIECE_BYTES: usize = 40_000;

/// A setting as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSetting {
    /// From 1; 0 is what the box was started with.
    pub version: u32,
    /// When; `None` for what the box was started with.
    pub at: Option<DateTime>,
    /// By whom; `None` for what the box was started with.
    pub by: Option<AccountId>,
    /// What changed.
    pub words: Vec<String>,
    /// JSON.
    pub content: String,
}

/// A change to be kept.
#[derive(Clone, Copy, Debug)]
pub struct ChangedSetting<'a> {
    /// Which setting: `cabinet`.
    pub kind: &'a str,
    /// The version it is made over.
    pub seen: u32,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub at: DateTime,
    /// What changed.
    pub words: &'a [String],
    /// JSON.
    pub content: &'a str,
    /// What the box was started with, kept as version 0 with the first change.
    pub origin: &'a str,
}

#[derive(Serialize, Deserialize)]
struct SettingRecord {
    form: u32,
    at: Option<DateTime>,
    by: Option<u64>,
    words: Vec<String>,
    content: String,
}

/// Which version stands.
#[derive(Serialize, Deserialize)]
struct Head {
    version: u32,
}

fn head_key(kind: &str) -> Vec<u8> {
    format!("setting head {kind}").into_bytes()
}

fn prefix(kind: &str) -> Vec<u8> {
    format!("setting {kind} ").into_bytes()
}

fn key(kind: &str, version: u32) -> Vec<u8> {
    [&prefix(kind)[..], &u64::from(version).to_be_bytes()].concat()
}

/// Where recordings lie among the proofs.
const RECORDING: &[u8] = b"recording ";

fn recording_prefix(id: u64) -> Vec<u8> {
    [RECORDING, &id.to_be_bytes(), b" "].concat()
}

fn damaged() -> Error {
    Error::Damaged { table: Tree::Proofs.name() }
}

fn kept(version: u32, r: SettingRecord) -> Result<KeptSetting, Error> {
    // A form that this program does not know was written by a later one.
    if r.form != FORM {
        return Err(damaged());
    }
    Ok(KeptSetting { version, at: r.at, by: r.by.map(AccountId), words: r.words, content: r.content })
}

impl Store {
    /// Version of a setting that stands; `None` while nobody has changed it.
    ///
    /// # Errors
    /// A damaged state.
    pub fn setting(&self, kind: &str) -> Result<Option<KeptSetting>, Error> {
        let head: Option<Head> = self.record(Tree::Proofs, &head_key(kind))?;
        head.map_or(Ok(None), |head| self.setting_at(kind, head.version))
    }

    /// A setting as it stood; `None` when that version is not kept.
    ///
    /// # Errors
    /// A damaged state.
    pub fn setting_at(&self, kind: &str, version: u32) -> Result<Option<KeptSetting>, Error> {
        let record: Option<SettingRecord> = self.record(Tree::Proofs, &key(kind, version))?;
        record.map(|r| kept(version, r)).transpose()
    }

    /// Every version that is kept, the newest first.
    ///
    /// # Errors
    /// A damaged state.
    pub fn setting_history(&self, kind: &str) -> Result<Vec<KeptSetting>, Error> {
        let all: Vec<(Vec<u8>, SettingRecord)> = self.all(Tree::Proofs, &prefix(kind))?;
        let versions = all.into_iter().map(|(key, r)| {
            let version = id_at_end(&key).and_then(|id| u32::try_from(id).ok()).ok_or_else(damaged)?;
            kept(version, r)
        });
        let mut versions = versions.collect::<Result<Vec<_>, _>>()?;
        versions.reverse();
        Ok(versions)
    }

    /// Keeps a change, and gives the version it made; `None`, and nothing changed, when another stands than was seen.
    ///
    /// # Errors
    /// A content past a record's bound, or the disk; nothing is changed then.
    pub fn change_setting(&self, change: &ChangedSetting<'_>) -> Result<Option<u32>, Error> {
        let kind = change.kind;
        self.write(|t| {
            let head: Option<Head> = t.store.record(Tree::Proofs, &head_key(kind))?;
            let stands = head.as_ref().map_or(0, |head| head.version);
            if stands != change.seen {
                return Ok(None);
            }
            if head.is_none() {
                let record =
                    SettingRecord { form: FORM, at: None, by: None, words: Vec::new(), content: change.origin.into() };
                t.put(Tree::Proofs, &key(kind, 0), 0, &record)?;
            }
            let version = stands.saturating_add(1);
            let record = SettingRecord {
                form: FORM,
                at: Some(change.at),
                by: Some(change.by.0),
                words: change.words.to_vec(),
                content: change.content.into(),
            };
            t.put(Tree::Proofs, &key(kind, version), 0, &record)?;
            t.put(Tree::Proofs, &head_key(kind), 0, &Head { version })?;
            if let Some(old) = version.checked_sub(SETTING_VERSIONS_MAX).filter(|old| *old > 0) {
                t.unfile(Tree::Proofs, &prefix(kind), u64::from(old), 0);
            }
            Ok(Some(version))
        })
    }

    /// Keeps a recording (A-law, 8 kHz) and gives its number.
    ///
    /// # Errors
    /// Too long, or the disk; nothing is kept then.
    pub fn keep_recording(&self, alaw: &[u8]) -> Result<u64, Error> {
        if alaw.len() > RECORDING_BYTES_MAX {
            return Err(Error::TooLong { bytes: alaw.len(), max: RECORDING_BYTES_MAX });
        }
        let id = u64::from_le_bytes(crate::keys::random()?).max(1);
        self.write(|t| {
            for (i, piece) in alaw.chunks(PIECE_BYTES).enumerate() {
                let key = [&recording_prefix(id)[..], &(i as u64).to_be_bytes()].concat();
                t.batch.put_bytes(Tree::Proofs, &key, 0, piece)?;
            }
            Ok(id)
        })
    }

    /// A recording; `None` when there is none of that number.
    ///
    /// # Errors
    /// A damaged state.
    pub fn recording(&self, id: u64) -> Result<Option<Vec<u8>>, Error> {
        let pieces = self.read(|state| state.prefix(Tree::Proofs, &recording_prefix(id)))?;
        if pieces.is_empty() {
            return Ok(None);
        }
        let mut alaw = Vec::new();
        for (key, value) in pieces {
            alaw.extend_from_slice(&self.keys().open_record(Tree::Proofs, &key, &value)?.1);
        }
        Ok(Some(alaw))
    }

    /// The numbers of every recording that is kept, whether a setting names it or not.
    ///
    /// # Errors
    /// A damaged state.
    pub fn recordings(&self) -> Result<Vec<u64>, Error> {
        let pieces = self.read(|state| state.prefix(Tree::Proofs, RECORDING))?;
        let number = |key: &[u8]| key.get(RECORDING.len()..)?.first_chunk::<8>().map(|id| u64::from_be_bytes(*id));
        let mut all: Vec<u64> = pieces.iter().filter_map(|(key, _)| number(key)).collect();
        all.dedup();
        Ok(all)
    }

    /// Forgets a recording that no version needs any more.
    ///
    /// # Errors
    /// The disk; nothing is changed then.
    pub fn forget_recording(&self, id: u64) -> Result<(), Error> {
        let pieces = self.read(|state| state.prefix(Tree::Proofs, &recording_prefix(id)))?;
        self.write(|t: &mut Transaction<'_>| {
            for i in 0..pieces.len() as u64 {
                t.unfile(Tree::Proofs, &recording_prefix(id), i, 0);
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the first version of this program wrote it: never changed.
    const FORM_1: &str = r#"{"form":1,"at":"2026-11-22T09:00:00","by":7,"words":["Nom changé."],"content":"{}"}"#;

    #[test]
    fn what_was_written_first_opens_for_ever() {
        let read = serde_json::from_str(FORM_1).map(|r| kept(3, r));
        let Ok(Ok(opened)) = read else { panic!("{FORM_1}") };
        assert_eq!((opened.by, opened.words.len(), opened.content.as_str()), (Some(AccountId(7)), 1, "{}"));
        let later = serde_json::from_str(&FORM_1.replace("\"form\":1", "\"form\":2")).map(|r| kept(3, r));
        assert!(matches!(later, Ok(Err(Error::Damaged { .. }))), "a later form is not guessed at");
    }
}
