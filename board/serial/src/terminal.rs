//! The terminal of this process as a technician's cable.

use crate::error::Error;
use huisclos_ports::{Cable, CableError, Came};
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::termios::{SetArg, Termios, cfmakeraw, tcgetattr, tcsetattr};
use std::io::{IsTerminal, Stdin, Write};
use std::os::fd::AsFd;
use std::time::Duration;

/// Standard input and output. A terminal is put in raw mode, and back when this is dropped; a pipe is read as it is.
pub struct Terminal {
    stdin: Stdin,
    /// How the terminal was.
    before: Option<Termios>,
}

impl Terminal {
    /// Takes the terminal.
    ///
    /// # Errors
    /// It cannot be put in raw mode.
    pub fn open() -> Result<Self, Error> {
        let stdin = std::io::stdin();
        if !stdin.is_terminal() {
            return Ok(Self { stdin, before: None });
        }
        let failed = |e: Errno| Error::Open { device: "terminal".into(), reason: e.to_string() };
        let before = tcgetattr(&stdin).map_err(failed)?;
        let mut raw = before.clone();
        cfmakeraw(&mut raw);
        tcsetattr(&stdin, SetArg::TCSANOW, &raw).map_err(failed)?;
        Ok(Self { stdin, before: Some(before) })
    }

    fn failed(reason: impl std::fmt::Display) -> CableError {
        CableError { device: "terminal".into(), reason: reason.to_string() }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            // What cannot be put back is the shell's to mend (`reset`).
            let _ = tcsetattr(&self.stdin, SetArg::TCSANOW, before);
            let _ = std::io::stdout().write_all(b"\x1b[0m\r\n");
        }
    }
}

impl Cable for Terminal {
    fn device(&self) -> &str {
        "terminal"
    }

    fn read(&mut self, bytes: &mut [u8], wait: Duration) -> Result<Came, CableError> {
        let timeout = PollTimeout::try_from(wait).unwrap_or(PollTimeout::MAX);
        let mut fds = [PollFd::new(self.stdin.as_fd(), PollFlags::POLLIN)];
        match poll(&mut fds, timeout) {
            Ok(0) | Err(Errno::EINTR) => return Ok(Came::Nothing),
            Ok(_) => {}
            Err(e) => return Err(Self::failed(e)),
        }
        // Not through `Stdin`'s buffer: what it holds back, `poll` does not see.
        match nix::unistd::read(&self.stdin, bytes) {
            Ok(0) => Err(Self::failed("fin de l'entrée")),
            Ok(n) => Ok(Came::Bytes(n)),
            Err(Errno::EINTR | Errno::EAGAIN) => Ok(Came::Nothing),
            Err(e) => Err(Self::failed(e)),
        }
    }

    fn write(&mut self, text: &str) -> Result<(), CableError> {
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Self::failed)
    }
}
