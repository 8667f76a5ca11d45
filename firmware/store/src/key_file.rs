//! The root secret in a file outside the data folder: the form it has on a PC.

use crate::error::Error;
use crate::folder::{sync_parent, write_new};
use crate::keys::{KEY_LEN, Key};
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const FIRST_WORD: &str = "huisclos-key-1";
const COMMENT: &str =
    "# Clé des données de Huisclos. Sans ce fichier, rien ne se relit. Ne le copiez pas avec les données.\n";

/// Where the key of a data folder lies unless it is said otherwise: `<data>.key`, next to it.
pub(crate) fn beside(data: &Path) -> PathBuf {
    let mut name = data.file_name().unwrap_or_default().to_os_string();
    name.push(".key");
    // A path such as `..` or `/` has no name: the key then lies inside the folder's parent under the bare suffix.
    data.with_file_name(name)
}

/// Reads a key file; `None` when there is none.
pub(crate) fn read(path: &Path) -> Result<Option<Key>, Error> {
    let text = match fs::read_to_string(path) {
        Ok(text) => Zeroizing::new(text),
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) if e.kind() == ErrorKind::InvalidData => return Err(Error::KeyUnreadable { key: path.to_path_buf() }),
        Err(e) => return Err(Error::io("La lecture de la clé", path, e)),
    };
    let unreadable = || Error::KeyUnreadable { key: path.to_path_buf() };
    let line = text.lines().find(|l| !l.starts_with('#') && !l.trim().is_empty()).ok_or_else(unreadable)?;
    let hex = line.strip_prefix(FIRST_WORD).map(str::trim).filter(|h| h.len() == 2 * KEY_LEN).ok_or_else(unreadable)?;
    let mut key = Zeroizing::new([0; KEY_LEN]);
    for (i, byte) in key.iter_mut().enumerate() {
        let pair = hex.get(2 * i..2 * i + 2).ok_or_else(unreadable)?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| unreadable())?;
    }
    Ok(Some(key))
}

/// Where a key waits while all is put under it: a stop in between finds both.
pub(crate) fn next(path: &Path) -> PathBuf {
    path.with_extension("key.next")
}

/// Puts a key in its file, readable by its owner only, whole or not at all.
pub(crate) fn write(path: &Path, key: &Key) -> Result<(), Error> {
    let mut text = Zeroizing::new(String::with_capacity(256));
    text.push_str(COMMENT);
    text.push_str(FIRST_WORD);
    text.push(' ');
    for byte in key.iter() {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    text.push('\n');
    let fresh = path.with_extension("key.new");
    write_new(&fresh, text.as_bytes())?;
    fs::rename(&fresh, path).map_err(|e| Error::io("La création de la clé", path, e))?;
    sync_parent(path)
}

/// True when others than the owner may read it.
pub(crate) fn is_exposed(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o077 != 0)
}
