//! A process that holds keys keeps its memory to itself.

use nix::sys::prctl::set_dumpable;
use nix::sys::resource::{Resource, setrlimit};

/// No core is ever written of this process, and no other process of the same user reads its memory or attaches to it.
/// Called first thing by the binary, before any key is read.
///
/// # Errors
/// What the operating system said; the keys are then less well kept, and somebody should know.
pub fn keep_memory_private() -> std::io::Result<()> {
    setrlimit(Resource::RLIMIT_CORE, 0, 0)?;
    set_dumpable(false)?;
    Ok(())
}
