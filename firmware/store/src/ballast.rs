//! Room kept for a full disk: a file that is given up when a note finds no place, and made again when there is place.
//!
//! While it is given up, only what must not wait is written (notes for the secretary, erasures): a booking would spend in a
//! morning what is kept for telling the cabinet that its disk is full. Room that was never reserved is no promise, so
//! the blocks are allocated (`posix_fallocate`), not only counted.

use crate::folder::sync_parent;
use nix::fcntl::posix_fallocate;
use nix::sys::statvfs::statvfs;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Some thousand notes of a page, or a few of the longest: days of a cabinet that nobody looks after.
pub(crate) const BALLAST_BYTES: u64 = 2 * 1024 * 1024;
/// Made again when this much is free: twice its size, so that it does not take the last block of others.
const FREE_BYTES_MIN: u64 = 2 * BALLAST_BYTES;

pub(crate) struct Ballast {
    path: PathBuf,
    held: bool,
}

impl Ballast {
    /// Finds it, or makes it where there is room.
    pub(crate) fn open(path: PathBuf) -> Self {
        let held = fs::metadata(&path).is_ok_and(|m| m.len() == BALLAST_BYTES);
        let mut ballast = Self { path, held };
        ballast.restore();
        ballast
    }

    /// True when the disk has room for what can wait: the ballast is there, or nothing says that the disk is full.
    pub(crate) fn has_room(&mut self) -> bool {
        self.held || self.restore() || free_bytes(&self.path).is_none_or(|free| free >= FREE_BYTES_MIN)
    }

    /// Gives it up; false when there was none to give.
    pub(crate) fn release(&mut self) -> bool {
        if !std::mem::replace(&mut self.held, false) {
            return false;
        }
        fs::remove_file(&self.path).is_ok() && sync_parent(&self.path).is_ok()
    }

    /// Makes it again where there is room; true when it is there.
    pub(crate) fn restore(&mut self) -> bool {
        if !self.held && free_bytes(&self.path).is_some_and(|free| free >= FREE_BYTES_MIN) {
            self.held = self.make().is_ok();
            if !self.held {
                let _ = fs::remove_file(&self.path); // half a ballast is only a loss of room
            }
        }
        self.held
    }

    fn make(&self) -> io::Result<()> {
        let file: File = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&self.path)?;
        // Not synced: where a power cut takes it away it is made again.
        posix_fallocate(&file, 0, BALLAST_BYTES as i64).map_err(io::Error::from)
    }
}

/// Bytes that this process may still write beside `path`; `None` where the system does not say.
pub(crate) fn free_bytes(path: &Path) -> Option<u64> {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let of = statvfs(parent).ok()?;
    Some(of.blocks_available().saturating_mul(of.fragment_size()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_real_blocks_and_is_made_again() {
        use std::os::unix::fs::MetadataExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ballast");
        let mut ballast = Ballast::open(path.clone());
        let held = fs::metadata(&path).unwrap();
        assert_eq!((held.len(), held.blocks() * 512 >= BALLAST_BYTES), (BALLAST_BYTES, true), "blocks, not a hole");
        assert!(ballast.has_room() && ballast.release() && !path.exists());
        assert!(!ballast.release(), "given up once");
        assert!(ballast.has_room() && path.exists(), "there is room: it is back");
        // One of another length, left by a stop in the middle, is no ballast.
        fs::write(&path, b"half").unwrap();
        assert!(Ballast::open(path.clone()).held && fs::metadata(&path).unwrap().len() == BALLAST_BYTES);
    }

    #[test]
    fn where_no_file_can_be_made_there_is_none_and_nothing_fails() {
        let mut ballast = Ballast::open(PathBuf::from("/nonexistent/ballast"));
        assert!(!ballast.release() && ballast.has_room(), "unknown is not full");
    }
}
