//! From form 1, where everything lay under the root itself, to a keyring.

use crate::change::Tree;
use crate::error::Error;
use crate::forms::read;
use crate::frame::Header;
use crate::kept::Records;
use crate::keyring::Keyring;
use crate::keys::{Key, Keys, same};
use crate::options::{Options, Warning};
use crate::records::NoteRecord;
use crate::renew::renew;
use crate::root::has_keyring;
use crate::steps::step;
use crate::store::id_at_end;

/// The keys of form 1, when the root is theirs.
pub(crate) fn keys_1(options: &Options, root: &Key, header: &Header) -> Result<Keys, Error> {
    let keys = Keys::form_1(root, header.box_id);
    let (key, data) = (options.key.clone(), options.folder.0.clone());
    if same(&keys.check(), &header.key_check) { Ok(keys) } else { Err(Error::KeyWrong { key, data }) }
}

/// Brings a folder of form 1 up. A keyring that is there already (an old backup was restored, or a stop interrupted this)
/// is used: whom it erased stays erased.
pub(crate) fn from_form_1(
    options: &Options,
    root: &Key,
    header: &Header,
    warnings: &mut Vec<Warning>,
) -> Result<Keys, Error> {
    let old = keys_1(options, root, header)?;
    step("migrate.begun");
    let keys = renew(&options.folder, &old, warnings, |records| {
        let mut ring = match has_keyring(options).then(|| Keyring::open(&options.keyring, root)) {
            Some(Ok((ring, _))) => ring,
            // A first one that a stop tore before it had its name.
            None | Some(Err(Error::KeyringMissing { .. })) => {
                Keyring::new(&options.keyring, root.clone(), header.box_id)?.install()?
            }
            Some(Err(e)) => return Err(e),
        };
        if ring.box_id != header.box_id {
            return Err(Error::KeyringOther { path: options.keyring.clone() });
        }
        let epoch = ring.newest_epoch();
        let mut missing = subjects(&old, records)?;
        missing.retain(|subject| ring.subject(epoch, *subject).is_none() && !ring.is_erased(*subject));
        ring.add(&missing)?;
        step("migrate.keyring");
        let path = options.keyring.clone();
        Keys::of_epoch(&ring.shared(), epoch).ok_or(Error::KeyringBehind { path })
    })?;
    step("migrate.done");
    Ok(keys)
}

/// Patients, and notes without a card.
fn subjects(keys: &Keys, records: &Records) -> Result<Vec<u64>, Error> {
    let mut found = Vec::new();
    for (full, value) in records {
        let Some((byte, key)) = full.split_first() else { continue };
        let Some(id) = id_at_end(key) else { continue };
        match Tree::of_byte(*byte) {
            Some(Tree::Patients) => found.push(id),
            Some(Tree::Notes) => {
                let (_, plain) = keys.open_record(Tree::Notes, key, value)?;
                if read::<NoteRecord>(Tree::Notes, &plain)?.patient.is_none() {
                    found.push(id);
                }
            }
            _ => {}
        }
    }
    Ok(found)
}
