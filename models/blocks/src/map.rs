//! A file mapped into memory: read when it is touched, shared between processes, given back by the kernel when memory is short.
#![allow(unsafe_code)]

use crate::BlocksError;
use memmap2::Mmap;
use std::fs::File;
use std::path::Path;

/// The bytes of a file.
#[derive(Debug)]
pub struct Map(Mmap);

impl Map {
    /// Maps a whole file, for reading.
    ///
    /// # Errors
    /// It cannot be opened or mapped.
    pub fn open(path: &Path) -> Result<Self, BlocksError> {
        let cannot = |source| BlocksError::Read { path: path.to_path_buf(), source };
        let file = File::open(path).map_err(cannot)?;
        // SAFETY: models lie in the box's own folder and are replaced by renaming, never written over, so the mapped pages
        // do not change under us. Even if they did, the bytes are only ever read as numbers: no length, index or letter is
        // taken from the map a second time after it was checked.
        let map = unsafe { Mmap::map(&file) }.map_err(cannot)?;
        Ok(Self(map))
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}
