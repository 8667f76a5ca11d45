//! Where the root secret comes from: a credential that the machine unseals, or a plain file on a PC; and always the paper.

use crate::error::Error;
use crate::folder::{sync_parent, write_new};
use crate::keyring::Keyring;
use crate::keyring_disk::shred;
use crate::keys::{INDEX_LEN, Key, same};
use crate::options::{Options, Warning};
use crate::store::Store;
use crate::{creds, key_file, keyring_open, paper};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;
use zeroize::Zeroizing;

use crate::change::Tree;

/// Where the proof lies that the paper key was typed back.
const PAPER: &[u8] = b"paper";

/// That the paper key was written down and typed back.
#[derive(Serialize, Deserialize)]
struct PaperProof {
    at: DateTime,
    /// Of which root: another root needs another paper.
    of: [u8; INDEX_LEN],
}

/// The root; `None` when there is neither credential nor file.
pub(crate) fn read(options: &Options) -> Result<Option<Key>, Error> {
    let sealed = options.credential();
    if sealed.exists() {
        if let Some(delivered) = creds::delivered(std::env::var_os("CREDENTIALS_DIRECTORY"))? {
            return Ok(Some(delivered));
        }
        return creds::unseal(&options.creds_program, &sealed).map(Some);
    }
    key_file::read(&options.key)
}

/// A new root where the options want it: sealed by the TPM if that was asked for and is possible.
pub(crate) fn create(options: &Options) -> Result<Key, Error> {
    let root = crate::keys::random_key()?;
    write(options, &root)?;
    Ok(root)
}

/// Puts a root in its place.
pub(crate) fn write(options: &Options, root: &Key) -> Result<(), Error> {
    if options.sealed && creds::has_tpm2(&options.creds_program) {
        return write_sealed(options, root);
    }
    key_file::write(&options.key, root)
}

fn write_sealed(options: &Options, root: &Key) -> Result<(), Error> {
    let (sealed, path) = (creds::seal(&options.creds_program, root)?, options.credential());
    let fresh = crate::keyring_disk::beside(&path, ".new");
    write_new(&fresh, &sealed)?;
    fs::rename(&fresh, &path).map_err(|e| Error::io("La création de la clé scellée", &path, e))?;
    sync_parent(&path)
}

/// What is to be said about where the root lies.
pub(crate) fn warnings(options: &Options) -> Vec<Warning> {
    if options.credential().exists() {
        return Vec::new();
    }
    let path = options.key.clone();
    let mut said = vec![Warning::KeyInFile { path: path.clone() }];
    if key_file::is_exposed(&path) {
        said.push(Warning::KeyExposed { path });
    }
    said
}

fn required(options: &Options) -> Result<Key, Error> {
    let (key, data) = (options.key.clone(), options.folder.0.clone());
    read(options)?.ok_or(Error::KeyMissing { key, data })
}

/// The paper key of a data folder: 24 French words, lines of six. To be shown once, at installation, and typed back
/// ([`Store::confirm_paper_key`]).
///
/// # Errors
/// The key is missing or cannot be unsealed.
pub fn paper_key(options: &Options) -> Result<Zeroizing<String>, Error> {
    required(options).map(|root| paper::words(&root))
}

/// Puts back a lost key from paper: checks it against the keyring, then writes the key file, or seals it to this machine's
/// TPM when the options ask for it. What a blank box needs, beside a backup.
///
/// # Errors
/// A word that is none, a wrong checksum, words of another box, no keyring.
pub fn restore_key(options: &Options, typed: &str) -> Result<(), Error> {
    let root = paper::key(typed)?;
    match Keyring::look(&options.keyring, &root) {
        Ok(_) => write(options, &root),
        Err(Error::KeyringWrong { .. }) => Err(Error::PaperWrong { data: options.folder.0.clone() }),
        Err(e) => Err(e),
    }
}

/// Moves the key from its plain file into a credential sealed to this machine's TPM2, then destroys the file.
///
/// # Errors
/// No TPM2 here, the program fails, the disk.
pub fn seal_key(options: &Options) -> Result<(), Error> {
    let root = required(options)?;
    if !creds::has_tpm2(&options.creds_program) {
        return Err(Error::NoTpm { program: options.creds_program.clone() });
    }
    write_sealed(options, &root)?;
    // Not before what was sealed was seen to open.
    let back = creds::unseal(&options.creds_program, &options.credential())?;
    if !same(back.as_slice(), root.as_slice()) {
        return Err(Error::KeyUnreadable { key: options.credential() });
    }
    shred(&options.key)
}

/// True when a keyring lies where the options say, readable or not.
pub(crate) fn has_keyring(options: &Options) -> bool {
    keyring_open::exists(&options.keyring)
}

impl Store {
    /// Writes a copy of the keyring in its newest generation, in place of an older copy, which is overwritten first: for a
    /// backup, beside the data sets and never inside one. Who has this file and the root has every key; how long older copies
    /// are kept elsewhere is how long an erasure takes in truth.
    ///
    /// # Errors
    /// The disk.
    pub fn copy_keyring(&self, to: &Path) -> Result<(), Error> {
        let path = to.to_path_buf();
        self.keys().ring().ok_or(Error::KeyringMissing { path })?.copy_to(to)
    }

    /// Takes the paper key as somebody typed it back, and keeps the proof that it was written down.
    ///
    /// # Errors
    /// A word that is none, a wrong checksum, words of another key; the disk.
    pub fn confirm_paper_key(&self, typed: &str, now: DateTime) -> Result<(), Error> {
        let root = paper::key(typed)?;
        if !self.keys().ring().is_some_and(|ring| ring.is_under(&root)) {
            return Err(Error::PaperWrong { data: self.0.folder.0.clone() });
        }
        let of = self.keys().ring().map(|ring| ring.root_check()).unwrap_or_default();
        self.write(|t| t.put(Tree::Proofs, PAPER, 0, &PaperProof { at: now, of }))
    }

    /// When the paper key of the root in use was typed back; `None` until then.
    ///
    /// # Errors
    /// A damaged state.
    pub fn paper_key_confirmed(&self) -> Result<Option<DateTime>, Error> {
        let of = self.keys().ring().map(|ring| ring.root_check());
        let proof = self.record::<PaperProof>(Tree::Proofs, PAPER)?;
        Ok(proof.filter(|proof| Some(proof.of) == of).map(|proof| proof.at))
    }
}
