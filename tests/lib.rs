//! What the tests of the whole box share: where things are, and how the binary is driven from outside.

pub mod small;

use std::path::{Path, PathBuf};
use std::process::Command;

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// The `huisclos` binary that was built with these tests (`cargo test --workspace` builds it first, because the
/// package `huisclos` has an integration test).
///
/// # Panics
/// When it is not there; the message says how to build it.
pub fn huisclos() -> Command {
    let exe = std::env::current_exe().unwrap_or_default();
    let folder = exe.ancestors().nth(2).map(Path::to_path_buf).unwrap_or_default();
    let binary = folder.join("huisclos");
    assert!(binary.is_file(), "{} is missing: run `cargo build -p huisclos` first", binary.display());
    Command::new(binary)
}

/// A folder of its own for one test, removed at its end with the key beside it.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// A fresh one, named after the process and a counter.
    ///
    /// # Panics
    /// When the system's temporary folder cannot be written.
    #[must_use]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("huisclos-test-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    /// The data folder in it (not made yet).
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.0.join("data")
    }

    /// Another file in it.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Writes a WAV file of digital silence, 8 kHz mono 16 bits.
///
/// # Panics
/// When it cannot be written.
pub fn write_silence(path: &Path, ms: u32) {
    let bytes = ms * 16;
    let mut wav = Vec::with_capacity(44 + bytes as usize);
    wav.extend(b"RIFF");
    wav.extend((36 + bytes).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend(8_000u32.to_le_bytes());
    wav.extend(16_000u32.to_le_bytes());
    wav.extend(b"\x02\0\x10\0data");
    wav.extend(bytes.to_le_bytes());
    wav.resize(44 + bytes as usize, 0);
    std::fs::write(path, wav).expect("a test's own file");
}
