//! What the tests of the whole box share: where things are, and how the binary is driven from outside.

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
