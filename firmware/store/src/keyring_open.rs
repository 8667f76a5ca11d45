//! Finds the keyring after whatever happened: which file counts, and what is to be finished or mended.

use crate::error::Error;
use crate::folder::{sync_parent, write_new};
use crate::keyring::Keyring;
use crate::keyring_disk::{beside, shred};
use crate::keyring_form::{End, Entry, Header, Unread, decode_batches};
use crate::keys::Key;
use crate::options::Warning;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// One file, as far as it could be read.
struct Read {
    bytes: Vec<u8>,
    header: Header,
    entries: Vec<Entry>,
    end: End,
}

fn read(path: &Path, root: &Key) -> Result<Option<Result<Read, Unread>>, Error> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(Error::io("La lecture du trousseau", path, e)),
    };
    Ok(Some(Header::decode(&bytes, root).map(|(header, at)| {
        let (entries, end) = decode_batches(&header, &bytes, End::after_header(at));
        Read { bytes, header, entries, end }
    })))
}

/// True when a keyring lies there, readable or not. A draft alone is none: it is of a first opening that was stopped, and
/// nothing was sealed under it.
pub(crate) fn exists(path: &Path) -> bool {
    let [keyring, twin, _, old, _, old_twin] = names(path);
    [keyring, twin, old, old_twin].iter().any(|name| name.exists())
}

/// The two that count, then what an unfinished change leaves.
fn names(path: &Path) -> [PathBuf; 6] {
    let twin = beside(path, "2");
    let (new, old) = (beside(path, ".new"), beside(path, ".old"));
    [path.to_path_buf(), twin.clone(), new, old, beside(&twin, ".new"), beside(&twin, ".old")]
}

impl Keyring {
    /// Opens the keyring; mends twin from twin, finishes what a stop interrupted, and says so.
    ///
    /// # Errors
    /// `KeyringMissing`, `KeyringDamaged` (both twins), `KeyringWrong` for another root, the disk.
    pub(crate) fn open(path: &Path, root: &Key) -> Result<(Self, Option<Warning>), Error> {
        let (ring, whole, mended) = Self::look(path, root)?;
        for (name, is_twin) in [(path.to_path_buf(), false), (beside(path, "2"), true)] {
            if fs::read(&name).is_ok_and(|bytes| bytes == whole) {
                continue;
            }
            let (fresh, old) = (beside(&name, ".new"), beside(&name, ".old"));
            let written = write_new(&fresh, &whole).and_then(|()| {
                // An older generation must not linger: it goes the way of the old ones below.
                match fs::rename(&name, &old) {
                    Err(e) if e.kind() != ErrorKind::NotFound => Err(Error::io("La réparation", &name, e)),
                    _ => fs::rename(&fresh, &name).map_err(|e| Error::io("La réparation", &name, e)),
                }
            });
            match written.and_then(|()| sync_parent(&name)) {
                Err(e) if !is_twin => return Err(e),
                _ => {}
            }
        }
        for left in &names(path)[2..] {
            shred(left)?;
        }
        let warning = mended.then(|| Warning::KeyringMended { path: path.to_path_buf() });
        Ok((ring, warning))
    }

    /// Reads the keyring and changes nothing; gives its good bytes, and true when a twin is damaged or missing.
    pub(crate) fn look(path: &Path, root: &Key) -> Result<(Self, Vec<u8>, bool), Error> {
        let all = names(path);
        let mut unread = None;
        let mut found: Vec<(usize, Read)> = Vec::new();
        // A twin that is byte for byte the same need not be opened: half of the time that an opening takes here.
        let is_same = |found: &[(usize, Read)], name: &Path| {
            found.first().is_some_and(|(_, first)| fs::read(name).is_ok_and(|bytes| bytes == first.bytes))
        };
        let mut twins = false;
        for (n, name) in all.iter().enumerate() {
            if n == 1 && is_same(&found, name) {
                twins = true;
                continue;
            }
            match read(name, root)? {
                Some(Ok(read)) => found.push((n, read)),
                // A whole one of another root says more than a damaged one.
                Some(Err(why)) if n < 2 && unread != Some(Unread::OtherRoot) => unread = Some(why),
                _ => {}
            }
        }
        let best = |found: &[(usize, Read)], of: &[usize]| {
            let of = found.iter().enumerate().filter(|(_, (n, _))| of.contains(n));
            of.max_by_key(|(_, (n, read))| (read.header.generation, read.end.batches, 9 - n)).map(|(at, _)| at)
        };
        // The two that count; else the new one of a change that was stopped between its renames; else the old one.
        let Some(at) = best(&found, &[0, 1]).or_else(|| best(&found, &[2, 4])).or_else(|| best(&found, &[3, 5])) else {
            let path = path.to_path_buf();
            return Err(match unread {
                None => Error::KeyringMissing { path },
                Some(Unread::OtherRoot) => Error::KeyringWrong { path },
                Some(Unread::Newer) => Error::KeyringNewer { path },
                Some(Unread::Damaged) => Error::KeyringDamaged { path },
            });
        };
        let twin_whole = |n| found.iter().any(|(m, read)| *m == n && read.end.at == read.bytes.len());
        let mended = !twin_whole(0) || !(twins || twin_whole(1));
        let (_, Read { mut bytes, header, entries, end }) = found.swap_remove(at);
        bytes.truncate(end.at);
        Ok((Self::of(path, root.clone(), header, end, entries), bytes, mended))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::print_stdout)]
mod tests {
    use super::*;
    use std::time::Instant;
    use zeroize::Zeroizing;

    /// Not a claim but a figure: the keyring of a large cabinet.
    #[test]
    #[ignore = "a measurement; run it with --ignored --nocapture"]
    fn fifty_thousand_subjects() {
        let dir = tempfile::tempdir().unwrap();
        let (path, root) = (dir.path().join("ring"), Zeroizing::new([3; 32]));
        let mut ring = Keyring::new(&path, root.clone(), [9; 16]).unwrap().install().unwrap();
        let subjects: Vec<u64> = (1..=50_000).collect();
        ring.add(&subjects).unwrap();
        let begun = Instant::now();
        let (mut ring, _) = Keyring::open(&path, &root).unwrap();
        let opened = begun.elapsed();
        assert!(ring.has(50_000));
        let begun = Instant::now();
        ring.erase(&[7], jiff::civil::date(2026, 11, 23).at(9, 0, 0, 0), "test").unwrap();
        let erased = begun.elapsed();
        let bytes = fs::metadata(&path).unwrap().len();
        println!("{bytes} bytes, opened in {opened:?}, one erased in {erased:?}");
    }
}
