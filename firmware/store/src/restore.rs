//! Brings a backup back, with the paper key alone: copied beside the data folder, checked whole there, and only then put in
//! its place. What was there before is renamed, never overwritten.

use crate::audit::{Access, By, Deed, Kind, Why};
use crate::backup::{check_files, copy_part};
use crate::backup_form::{KEYRING, Manifest, Place, look, sets};
use crate::error::Error;
use crate::folder::{Folder, sync_parent, write_new};
use crate::keyring::{Keyring, beside};
use crate::keys::Key;
use crate::open::existing_keys;
use crate::options::{Options, Warning};
use crate::steps::step;
use crate::store::Store;
use crate::verify::verify;
use crate::{key_file, paper};
use jiff::civil::DateTime;
use std::fs;
use std::path::{Path, PathBuf};

/// Earlier data set aside at one place before somebody must tidy up.
const ASIDE_MAX: u32 = 100;

/// What a restore did.
#[derive(Debug)]
pub struct Restored {
    /// The set that was taken.
    pub set: PathBuf,
    /// When it was made.
    pub made_at: DateTime,
    /// The journal's last frame in it.
    pub frames: u64,
    /// Files and folders that were there before, and where they are now.
    pub aside: Vec<PathBuf>,
    /// The store, open.
    pub store: Store,
    /// What its opening had to say.
    pub warnings: Vec<Warning>,
}

/// Restores the newest set of a backup folder, or the one named, into the data folder of `options`.
///
/// # Errors
/// One for each bad case: not a backup, a piece of one, a wrong paper key, a file that is truncated or changed, a data
/// folder in use, a full disk. Nothing is changed then.
pub fn restore(
    from: &Path,
    set: Option<&str>,
    options: &Options,
    paper: &str,
    by: By<'_>,
    now: DateTime,
) -> Result<Restored, Error> {
    let not_one = || Error::BackupNotOne { path: from.to_path_buf() };
    let Place::Of(_) = look(from) else { return Err(not_one()) };
    let all = sets(from)?;
    let chosen = match set {
        Some(name) => all.into_iter().find(|path| path.file_name().is_some_and(|n| n == name)),
        None => all.into_iter().next_back(),
    };
    let set = chosen.ok_or_else(not_one)?;
    let root = paper::key(paper)?;
    // Somebody who uses the data now would go on writing into what is set aside.
    let lock = if options.folder.0.exists() { Some(options.folder.lock()?) } else { None };
    let staged = Staged::new(options);
    staged.clear()?;
    let manifest = staged.fill(from, &set, &root, options).inspect_err(|_| {
        // Nothing of it stays; the first error is the one to tell.
        let _ = staged.clear();
    })?;
    let aside = set_aside(options)?;
    step("restore.aside");
    drop(lock);
    staged.put_in_place(options, &root)?;
    let opened = Store::open(options)?;
    let (did, why) = (Deed::Restored, Why::Safety);
    let access = Access { at: now, by, did, why, what: Kind::All, of: &[], count: 1 };
    opened.store.trace_and_settle(&access)?;
    let (made_at, frames) = (manifest.made_at, manifest.seq);
    Ok(Restored { set, made_at, frames, aside, store: opened.store, warnings: opened.warnings })
}

/// The copy beside the data folder, under a name of its own: `<data>.restauration`.
struct Staged(Options);

impl Staged {
    fn new(options: &Options) -> Self {
        Self(Options::at(beside(&options.folder.0, ".restauration")))
    }

    fn clear(&self) -> Result<(), Error> {
        let folder = &self.0.folder.0;
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(|e| Error::io("La suppression", folder, e))?;
        }
        for path in [&self.0.key, &self.0.keyring, &beside(&self.0.keyring, "2")] {
            crate::keyring::shred(path)?;
        }
        Ok(())
    }

    fn fill(&self, from: &Path, set: &Path, root: &Key, options: &Options) -> Result<Manifest, Error> {
        let (manifest, text) = Manifest::read(set)?;
        check_files(set, &manifest)?;
        let folder = &self.0.folder.0;
        for part in &manifest.files {
            copy_part(set, folder, &part.name)?;
        }
        check_files(folder, &manifest)?;
        step("restore.copied");
        let ring = from.join(KEYRING);
        let missing = |why: &str| Error::BackupDamaged { path: ring.clone(), why: why.to_string() };
        let bytes = fs::read(&ring).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => missing("le trousseau manque"),
            _ => Error::io("La lecture du trousseau", &ring, e),
        })?;
        write_new(&self.0.keyring, &bytes)?;
        self.prefer_newer_keyring(options, root)?;
        key_file::write(&self.0.key, root)?;
        let keys = existing_keys(&self.0).map_err(|e| match e {
            Error::KeyringWrong { .. } | Error::KeyWrong { .. } => Error::PaperWrong { data: from.to_path_buf() },
            Error::KeyringDamaged { .. } => missing("il est abîmé"),
            e => e,
        })?;
        if !manifest.is_genuine(&keys, &text) {
            let path = set.join(crate::backup_form::MANIFEST);
            return Err(Error::BackupDamaged { path, why: "son sceau n'est pas celui de cette boîte".into() });
        }
        drop(keys);
        let report = verify(&self.0)?;
        if !report.is_sound() {
            return Err(Error::BackupDamaged { path: set.to_path_buf(), why: report.faults.join(" ") });
        }
        if options.folder.0.parent().is_some_and(|p| !p.as_os_str().is_empty()) {
            sync_parent(folder)?;
        }
        step("restore.checked");
        Ok(manifest)
    }

    /// The box's own keyring, where it is there and newer than the backup's: who was erased since stays erased.
    fn prefer_newer_keyring(&self, options: &Options, root: &Key) -> Result<(), Error> {
        let Ok((ours, bytes, _)) = Keyring::look(&options.keyring, root) else { return Ok(()) };
        let Ok((theirs, ..)) = Keyring::look(&self.0.keyring, root) else { return Ok(()) };
        if ours.box_id == theirs.box_id && ours.generation() > theirs.generation() {
            write_new(&self.0.keyring, &bytes)?;
        }
        Ok(())
    }

    /// The data last: until then the folder is not there, and nothing can be opened by half.
    fn put_in_place(&self, options: &Options, root: &Key) -> Result<(), Error> {
        let put = |from: &Path, to: &Path| match fs::rename(from, to) {
            Err(e) if e.kind() == std::io::ErrorKind::CrossesDevices => fs::copy(from, to).map(|_| ()),
            done => done,
        };
        let error = |path: &Path, e| Error::io("La mise en place", path, e);
        put(&self.0.keyring, &options.keyring).map_err(|e| error(&options.keyring, e))?;
        let bytes = fs::read(&options.keyring).map_err(|e| error(&options.keyring, e))?;
        write_new(&beside(&options.keyring, "2"), &bytes)?;
        sync_parent(&options.keyring)?;
        step("restore.keyring");
        crate::root::write(options, root)?;
        step("restore.key");
        crate::keyring::shred(&self.0.key)?;
        crate::keyring::shred(&beside(&self.0.keyring, "2"))?;
        fs::rename(&self.0.folder.0, &options.folder.0).map_err(|e| error(&options.folder.0, e))?;
        sync_parent(&options.folder.0)?;
        step("restore.renamed");
        Ok(())
    }
}

/// Renames the data folder, its keys and its keyring, all with the same number.
fn set_aside(options: &Options) -> Result<Vec<PathBuf>, Error> {
    let Folder(data) = &options.folder;
    let twin = beside(&options.keyring, "2");
    let there: Vec<PathBuf> = [data.clone(), options.key.clone(), options.credential(), options.keyring.clone(), twin]
        .into_iter()
        .filter(|path| path.exists())
        .collect();
    let aside = |path: &Path, n: u32| beside(path, &format!(".avant-{n}"));
    let free = (1..=ASIDE_MAX).find(|n| there.iter().all(|path| !aside(path, *n).exists()));
    let Some(n) = free else { return Err(Error::TooManyAside { path: data.clone() }) };
    for path in &there {
        fs::rename(path, aside(path, n)).map_err(|e| Error::io("La mise à l'écart", path, e))?;
    }
    sync_parent(data)?;
    Ok(there.iter().map(|path| aside(path, n)).collect())
}

/// Refuses to open an empty store where a restore was stopped in its last steps: the data then lie beside, checked.
pub(crate) fn check_finished(options: &Options) -> Result<(), Error> {
    let staged = Staged::new(options);
    if staged.0.folder.0.exists() && !options.folder.0.exists() {
        return Err(Error::RestoreUnfinished { path: options.folder.0.clone() });
    }
    Ok(())
}
