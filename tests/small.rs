//! A small file system of its own, to fill, to shut and to fail. The store's own tests take this file too.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// One in memory, unmounted at the end.
#[derive(Debug)]
pub struct Small(pub PathBuf);

impl Small {
    /// Mounts one of so many MiB; `None`, said on stderr, where the machine gives no right to mount.
    ///
    /// # Panics
    /// When the system's temporary folder cannot be written.
    #[must_use]
    #[allow(clippy::print_stderr)]
    pub fn mounted(mib: u32) -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("huisclos-small-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let at = std::env::temp_dir().join(name);
        fs::create_dir_all(&at).expect("a temporary folder");
        let size = format!("size={mib}m");
        let why = match Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&at).output() {
            Ok(out) if out.status.success() => return Some(Self(at)),
            Ok(out) => String::from_utf8_lossy(&out.stderr).trim().to_string(),
            Err(e) => e.to_string(),
        };
        eprintln!("not tried, mount said: {why}");
        let _ = fs::remove_dir(&at);
        None
    }

    /// Mounts it otherwise: `ro`, `rw`.
    ///
    /// # Panics
    /// When that is refused.
    pub fn remount(&self, how: &str) {
        let done = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(&self.0).status();
        assert!(done.is_ok_and(|status| status.success()), "remount {how}");
    }

    /// Fills it up, leaving `room` bytes; gives the file to take away again.
    ///
    /// # Panics
    /// When the file cannot be made.
    #[must_use]
    pub fn fill(&self, room: usize) -> PathBuf {
        let path = self.0.join("filler");
        let mut file = OpenOptions::new().create(true).append(true).open(&path).expect("a file to fill it with");
        while file.write_all(&[7; 4096]).is_ok() {}
        while file.write_all(&[7]).is_ok() {}
        let len = file.metadata().map_or(0, |m| m.len());
        file.set_len(len.saturating_sub(room as u64)).expect("a shorter file");
        path
    }
}

/// Gives the room back that a file of [`Small::fill`] takes. Cut to nothing first: another test that starts a program holds a copy of
/// every open file from its fork to its exec, and so long a file that is only removed keeps its room.
///
/// # Panics
/// When the file is not there.
pub fn empty(filler: PathBuf) {
    fs::write(&filler, []).expect("the filler");
    fs::remove_file(filler).expect("the filler");
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
        let _ = fs::remove_dir(&self.0);
    }
}
