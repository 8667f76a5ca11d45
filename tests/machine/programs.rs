//! The programs that a job takes into the machine: built with the tests, without their line tables, with the libraries that
//! the machine lacks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// Libraries of the machine itself (`tests/bench/build` copies this computer's own).
const IN_THE_MACHINE: [&str; 8] =
    ["linux-vdso", "libc.so", "libm.so", "libgcc_s", "libdl.so", "libpthread", "librt.so", "ld-linux"];

/// A program of the workspace: `huisclos-exchange`, `examples/probe`. Where it lies is told by where this test lies.
///
/// # Panics
/// When it was not built: `cargo test` builds the programs of packages that have a test in a file of their own, and examples.
pub fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the path of this test");
    let path = test.ancestors().nth(2).expect("target/debug").join(name);
    assert!(path.is_file(), "{} is missing: run `cargo build --workspace --bins --examples` first", path.display());
    path
}

/// A program without its line tables: they are most of it, and they would have to be carried each time.
pub fn stripped(path: &Path) -> PathBuf {
    static STRIPPED: Mutex<BTreeMap<PathBuf, PathBuf>> = Mutex::new(BTreeMap::new());
    let mut known = STRIPPED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(small) = known.get(path) {
        return small.clone();
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let small = std::env::temp_dir().join(format!("huisclos-bench-{}-{name}", std::process::id()));
    let done = Command::new("strip").arg("-o").arg(&small).arg(path).output().expect("strip, of binutils");
    assert!(done.status.success(), "strip {}: {}", path.display(), String::from_utf8_lossy(&done.stderr));
    known.insert(path.into(), small.clone());
    small
}

/// The libraries that a program wants and the machine lacks: a sound card's, for one.
pub fn libraries(path: &Path) -> BTreeSet<PathBuf> {
    let told = Command::new("ldd").arg(path).output().expect("ldd");
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(!told.contains("not found"), "{}: {told}", path.display());
    let named = told.lines().filter_map(|line| line.split("=> ").nth(1)?.split(" (").next());
    let named = named.filter(|library| !IN_THE_MACHINE.iter().any(|own| library.contains(&format!("/{own}"))));
    named.map(PathBuf::from).collect()
}
