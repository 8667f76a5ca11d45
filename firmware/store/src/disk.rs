//! The journal's file, behind a seam where tests put a disk that fills, fails or forgets.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

/// What the journal asks of a disk. Reading goes by the path.
pub trait Disk: Send {
    /// Writes at the end. May have written a part when it fails.
    ///
    /// # Errors
    /// What the operating system said.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Returns once everything appended is on the medium (`fdatasync`).
    ///
    /// # Errors
    /// What the operating system said; what was appended since the last sync may or may not be there.
    fn sync(&mut self) -> io::Result<()>;

    /// Cuts the file to `len` bytes and returns once that is on the medium.
    ///
    /// # Errors
    /// What the operating system said.
    fn truncate(&mut self, len: u64) -> io::Result<()>;
}

/// A disk that takes nothing: where the journal cannot be opened for writing, it can still be read.
#[derive(Debug)]
pub(crate) struct NoDisk(pub(crate) io::ErrorKind);

impl Disk for NoDisk {
    fn append(&mut self, _: &[u8]) -> io::Result<()> {
        Err(self.0.into())
    }
    fn sync(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
    fn truncate(&mut self, _: u64) -> io::Result<()> {
        Err(self.0.into())
    }
}

/// How a journal's file is opened.
pub type OpenDisk = Arc<dyn Fn(&Path) -> io::Result<Box<dyn Disk>> + Send + Sync>;

/// A real file.
#[derive(Debug)]
pub struct FileDisk(File);

impl FileDisk {
    /// Opens an existing file.
    ///
    /// # Errors
    /// What the operating system said.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(OpenOptions::new().append(true).open(path)?))
    }
}

impl Disk for FileDisk {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn truncate(&mut self, len: u64) -> io::Result<()> {
        self.0.set_len(len)?;
        self.0.sync_all()
    }
}
