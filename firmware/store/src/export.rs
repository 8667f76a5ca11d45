//! Everything the box knows of one patient, for the patient: a page to read or print, and the same as JSON (GDPR, articles
//! 15 and 20).

use crate::audit::{Access, By, Deed, Kind, Why};
use crate::error::Error;
use crate::export_html;
use crate::folder::sync_parent;
use crate::store::Store;
use huisclos_agenda::{Cabinet, PatientId};
use jiff::civil::DateTime;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// What an export wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The folder.
    pub folder: PathBuf,
    /// Its files.
    pub files: Vec<PathBuf>,
    /// Appointments, notes, consents, calls and accesses in it.
    pub counts: [usize; 5],
}

impl Store {
    /// A patient's dossier as a page and as JSON, for who hands it over. The access is in the trail, on the medium, before
    /// anything is given.
    ///
    /// # Errors
    /// `UnknownPatient`, or the disk.
    pub fn export_texts(
        &self,
        id: PatientId,
        cabinet: &Cabinet,
        by: By<'_>,
        now: DateTime,
    ) -> Result<(String, String), Error> {
        self.patient(id, now)?;
        let (did, why) = (Deed::Exported, Why::Rights);
        self.trace_and_settle(&Access { at: now, by, did, why, what: Kind::All, of: &[id], count: 1 })?;
        let dossier = self.dossier(id, cabinet, now)?;
        let json = serde_json::to_string_pretty(&dossier).map_err(|_| Error::Damaged { table: "dossier" })? + "\n";
        Ok((export_html::page(&dossier), json))
    }

    /// Writes a patient's dossier into a new folder: `dossier.html` and `dossier.json`. The access is in the trail, on the
    /// medium, before anything is written.
    ///
    /// # Errors
    /// `UnknownPatient`, `ExportThere` when the folder holds something, or the disk; nothing is left in the folder then.
    pub fn export_patient(
        &self,
        id: PatientId,
        cabinet: &Cabinet,
        to: &Path,
        by: By<'_>,
        now: DateTime,
    ) -> Result<Exported, Error> {
        if fs::read_dir(to).is_ok_and(|mut inside| inside.next().is_some()) || to.is_file() {
            return Err(Error::ExportThere { path: to.to_path_buf() });
        }
        self.patient(id, now)?;
        let (did, why) = (Deed::Exported, Why::Rights);
        self.trace_and_settle(&Access { at: now, by, did, why, what: Kind::All, of: &[id], count: 1 })?;
        let dossier = self.dossier(id, cabinet, now)?;
        let json = serde_json::to_string_pretty(&dossier).map_err(|_| Error::Damaged { table: "dossier" })? + "\n";
        let html = export_html::page(&dossier);
        let files = write_folder(to, &[("dossier.html", html.as_bytes()), ("dossier.json", json.as_bytes())])?;
        let d = &dossier;
        let counts = [d.appointments.len(), d.notes.len(), d.consents.len(), d.calls.len(), d.accesses.len()];
        Ok(Exported { folder: to.to_path_buf(), files, counts })
    }
}

/// Writes files into a folder that is whole or not there, for its owner only.
pub(crate) fn write_folder(to: &Path, files: &[(&str, &[u8])]) -> Result<Vec<PathBuf>, Error> {
    let mut name = to.file_name().unwrap_or_default().to_os_string();
    name.push(".partiel");
    let fresh = to.with_file_name(name);
    let written = write_files(&fresh, files).and_then(|()| {
        fs::rename(&fresh, to).map_err(|e| Error::io("La création", to, e))?;
        sync_parent(to)
    });
    if written.is_err() {
        // What failed may be the disk itself; the error that is told is the first.
        let _ = fs::remove_dir_all(&fresh);
    }
    written?;
    Ok(files.iter().map(|(name, _)| to.join(name)).collect())
}

fn write_files(folder: &Path, files: &[(&str, &[u8])]) -> Result<(), Error> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|e| Error::io("La suppression", folder, e))?;
    }
    let error = |e| Error::io("La création du dossier", folder, e);
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(error)?;
    for (name, bytes) in files {
        let path = folder.join(name);
        let opened = OpenOptions::new().create_new(true).write(true).mode(0o600).open(&path);
        let written = opened.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
        written.map_err(|e| Error::io("L'écriture", &path, e))?;
    }
    Ok(())
}
