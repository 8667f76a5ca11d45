//! Erasing a patient, whoever asks: the trace first, then the keys, then the backups that can be reached.

use huisclos_agenda::PatientId;
use huisclos_store::{Access, By, Deed, Erasure, Error, Kind, Store, Why};
use jiff::civil::DateTime;
use std::path::{Path, PathBuf};

/// What was done, and what still holds the patient.
pub struct Erased {
    /// The proof.
    pub proof: Erasure,
    /// It had been done before.
    pub already: bool,
    /// Backup folders that could not be reached.
    pub backups: Vec<PathBuf>,
    /// What earlier restores have set aside beside the data folder.
    pub aside: Vec<PathBuf>,
}

/// Erases a patient of the store of `data`. `by` goes into the trail, `at_whose_request` into the proof.
///
/// # Errors
/// `UnknownPatient` (never there), or the disk.
pub fn erase(
    store: &Store,
    data: &Path,
    patient: PatientId,
    by: By<'_>,
    at_whose_request: &str,
    now: DateTime,
) -> Result<Erased, Error> {
    let known = store.erasures()?.into_iter().find(|proof| proof.subject == patient.0);
    let already = known.is_some();
    let proof = match known {
        Some(proof) => proof,
        None => {
            store.patient(patient, now)?;
            // Before: an erasure that a stop finishes at the next opening is in the trail all the same.
            let access =
                Access { at: now, by, did: Deed::Erased, why: Why::Rights, what: Kind::All, of: &[patient], count: 1 };
            store.trace_and_settle(&access)?;
            store.erase_patient(patient, at_whose_request, now)?
        }
    };
    // Also the second time: a backup that was not plugged in the first time may be now.
    let backups = store.refresh_backups()?.into_iter().map(|backup| backup.folder).collect();
    Ok(Erased { proof, already, backups, aside: kept_aside(data) })
}

/// What earlier restores have set aside beside the data folder.
fn kept_aside(data: &Path) -> Vec<PathBuf> {
    let parent = data.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = data.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let Ok(entries) = std::fs::read_dir(parent) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let is = path.file_name()?.to_str()?;
            (is.starts_with(&name) && is.contains(".avant-")).then(|| path.clone())
        })
        .collect();
    found.sort_unstable();
    found
}
