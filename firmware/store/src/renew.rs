//! Everything under other keys or in a newer form: a migration, a change of all keys, and what a stop left of one.

use crate::batch::Batch;
use crate::bring_up::Found;
use crate::calls::CallKept;
use crate::change::Tree;
use crate::consents::ConsentRecord;
use crate::error::Error;
use crate::folder::Folder;
use crate::forms::{Consent1, read};
use crate::frame::{Base, hash};
use crate::journal;
use crate::kept::{PATIENCE, Records, take_in};
use crate::keyring_disk::shred;
use crate::keys::Keys;
use crate::measures::Measure;
use crate::open::judge_end;
use crate::options::Warning;
use crate::records::{AppointmentRecord, NoteRecord, PatientRecord};
use crate::rewrite;
use crate::seal::Bound;
use crate::store::id_at_end;
use crate::waiting::WaitingRecord;
use huisclos_agenda::{Identity, PatientId};
use std::fs;
use std::path::Path;

/// Reads the journal with the old keys, lets `prepare` see the records, writes it anew with the new keys. The state is
/// removed: it is built from the new journal. Returns how many records were written.
///
/// # Errors
/// A damaged journal, the disk; the old journal is then untouched.
pub(crate) fn renew(
    folder: &Folder,
    old: &Keys,
    warnings: &mut Vec<Warning>,
    prepare: impl FnOnce(&Records) -> Result<Keys, Error>,
) -> Result<Keys, Error> {
    let applied = Found::open(folder, old, PATIENCE).discard(folder).map_or(0, |at| at.seq);
    let mut records = Records::new();
    let (tail, broken) = journal::read(&folder.journal(), old, |_, changes| take_in(&mut records, changes))?;
    judge_end(folder, old, applied, tail, broken.as_ref(), warnings)?;
    if let Some(broken) = broken {
        let kept = folder.keep_aside("journal-end", &broken.rest)?;
        warnings.push(Warning::TornWriteCut { bytes: broken.rest.len(), kept });
    }
    let new = prepare(&records)?;
    let resealed = reseal(old, &new, &records)?;
    destroy(&folder.state())?;
    destroy(&folder.anchor())?;
    rewrite::write(folder, &new, Base { seq: tail.seq, hash: tail.hash }, &resealed)?;
    warnings.push(Warning::Renewed { from: old.form(), to: new.form(), records: resealed.len() as u64 });
    Ok(new)
}

/// Overwrites and removes a file, or every file of a folder and the folder.
pub(crate) fn destroy(path: &Path) -> Result<(), Error> {
    let error = |e| Error::io("La suppression", path, e);
    if !path.is_dir() {
        return shred(path);
    }
    for entry in fs::read_dir(path).map_err(error)? {
        destroy(&entry.map_err(error)?.path())?;
    }
    fs::remove_dir(path).map_err(error)
}

/// The records under other keys, with indexes made anew. What calls asked before is forgotten: none is going on. Records of
/// erased subjects (an old backup has them still) are left out.
fn reseal(old: &Keys, new: &Keys, records: &Records) -> Result<Records, Error> {
    let mut out = Records::new();
    for (full, value) in records {
        let Some((tree, key)) = full.split_first().and_then(|(b, key)| Some((Tree::of_byte(*b)?, key))) else {
            continue;
        };
        let damaged = || Error::Damaged { table: tree.name() };
        // A wording's key, alone, is no number: it is not asked for one.
        let id = || id_at_end(key).ok_or_else(damaged);
        if tree.is_index() {
            continue;
        }
        let (Bound { version, .. }, plain) = old.open_record(tree, key, value)?;
        let mut batch = Batch::new(new, version);
        let erased = |subject| new.ring().is_some_and(|ring| ring.is_erased(subject));
        match tree {
            Tree::Patients => {
                if !erased(id()?) {
                    let identity = Identity::from(read::<PatientRecord>(tree, &plain)?);
                    batch.put_card(PatientId(id()?), None, &identity)?;
                }
            }
            Tree::Appointments => {
                let record: AppointmentRecord = read(tree, &plain)?;
                if !erased(record.patient.0) {
                    batch.put_appointment(&record.with_id(id()?))?;
                }
            }
            Tree::Notes => {
                let (record, id): (NoteRecord, u64) = (read(tree, &plain)?, id()?);
                let subject = record.patient.map_or(id, |p| p.0);
                if !erased(subject) {
                    batch.put(tree, key, subject, &record)?;
                }
            }
            Tree::Consents => {
                let patient = key.first_chunk::<8>().map(|b| u64::from_be_bytes(*b)).ok_or_else(damaged)?;
                if !erased(patient) {
                    let record = if old.form() == crate::keys::FORM_1 {
                        let Consent1 { call, version, wording, by_key, agreed, at } = read(tree, &plain)?;
                        batch.put_wording(&wording)?;
                        ConsentRecord { call, version, wording: hash(wording.as_bytes()), by_key, agreed, at }
                    } else {
                        read(tree, &plain)?
                    };
                    batch.put_consent(key, patient, &record)?;
                }
            }
            Tree::Waiting => {
                let record: WaitingRecord = read(tree, &plain)?;
                if !erased(record.patient.0) {
                    batch.put(tree, key, record.patient.0, &record)?;
                }
            }
            Tree::Calls => batch.put_call(id()?, &read::<CallKept>(tree, &plain)?)?,
            Tree::Measures => batch.put_measure(id()?, &read::<Measure>(tree, &plain)?)?,
            Tree::Wordings => batch.put_wording(&read::<String>(tree, &plain)?)?,
            Tree::Erasures | Tree::Proofs | Tree::Freed => batch.put_bytes(tree, key, 0, &plain)?,
            // Made from the others, or of this state alone. Named one by one: a new table has to be thought of here.
            Tree::Meta
            | Tree::Asked
            | Tree::PatientsByPhone
            | Tree::PatientsByName
            | Tree::PatientsBySound
            | Tree::PatientsByBirth
            | Tree::AppointmentsByDay
            | Tree::AppointmentsOfPatient
            | Tree::CallsByDay
            | Tree::MeasuresByDay => {}
        }
        take_in(&mut out, batch.changes);
    }
    Ok(out)
}
