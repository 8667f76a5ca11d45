//! The words between the lines' loops and the guard: datagrams on a socket of the machine, `LINE WORD`.

use crate::error::Error;
use huisclos_operator::Told;
use huisclos_ports::Heart;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Longest word: a line's name and what is said of it.
const BYTES_MAX: usize = 128;

/// A line's heart: where its loop says that it turns. A guard that is not there, or full, is no reason to wait.
pub struct Pulse {
    socket: Option<UnixDatagram>,
    guard: PathBuf,
}

impl Pulse {
    /// To the guard at this socket.
    pub fn to(guard: &Path) -> Self {
        let socket = UnixDatagram::unbound().ok().filter(|socket| socket.set_nonblocking(true).is_ok());
        Self { socket, guard: guard.to_path_buf() }
    }
}

impl Heart for Pulse {
    fn tell(&mut self, line: &str, told: Told) {
        if let Some(socket) = &self.socket {
            let _ = socket.send_to(format!("{line} {}", told.word()).as_bytes(), &self.guard);
        }
    }
}

/// The guard's end.
pub struct Listener {
    socket: UnixDatagram,
    path: PathBuf,
}

impl Listener {
    /// Listens at this socket, for at most `wait` at a time.
    ///
    /// # Errors
    /// Another guard listens there, or the folder.
    pub fn at(path: &Path, wait: Duration) -> Result<Self, Error> {
        let failed = |reason| Error::Write { path: path.to_path_buf(), reason };
        let heard = |path: &Path| UnixDatagram::unbound().is_ok_and(|socket| socket.connect(path).is_ok());
        if heard(path) {
            return Err(Error::Refused(format!("une garde écoute déjà à {} : arrêtez-la d'abord", path.display())));
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        match std::fs::remove_file(path) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(failed(e)),
            _ => {}
        }
        let socket = UnixDatagram::bind(path).map_err(failed)?;
        // The firmware is another user, of the same group.
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o660)).map_err(failed)?;
        socket.set_read_timeout(Some(wait)).map_err(failed)?;
        Ok(Self { socket, path: path.to_path_buf() })
    }

    /// The next word, as the place of its line among `lines`; `None` when none came in time, or noise did.
    pub fn next(&self, lines: &[String]) -> Option<(usize, Told)> {
        let mut bytes = [0; BYTES_MAX];
        let n = self.socket.recv(&mut bytes).ok()?;
        read(bytes.get(..n)?, lines)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

fn read(bytes: &[u8], lines: &[String]) -> Option<(usize, Told)> {
    let (line, word) = std::str::from_utf8(bytes).ok()?.rsplit_once(' ')?;
    Some((lines.iter().position(|name| name == line)?, Told::from_word(word)?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn words_arrive_and_noise_does_not() {
        let path = std::env::temp_dir().join(format!("huisclos-beats-{}", std::process::id()));
        let lines = ["sim/1".to_string(), "sim/2".to_string()];
        let guard = Listener::at(&path, Duration::from_millis(200)).unwrap();
        Pulse::to(&path).tell("sim/2", Told::Wanting);
        assert_eq!(guard.next(&lines), Some((1, Told::Wanting)));
        Pulse::to(&path).tell("sim/9", Told::Turning);
        assert_eq!(guard.next(&lines), None, "a line of another board file");
        for noise in [&b"\xff\xfe"[..], b"", b"sim/1", b"sim/1 dancing"] {
            assert_eq!(read(noise, &lines), None);
        }
        assert!(Listener::at(&path, Duration::from_millis(1)).is_err(), "one guard at a time");
        drop(guard);
        Pulse::to(&path).tell("sim/2", Told::Turning);
        assert!(Listener::at(&path, Duration::from_millis(1)).is_ok(), "a socket that was left behind is nobody's");
        let _ = std::fs::remove_file(&path);
    }
}
