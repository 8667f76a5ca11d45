//! The hardware watchdog: what it does when it is not fed is restart the machine. When it is fed is
//! `huisclos_operator::feeds`.

use crate::error::Error;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::fd::AsRawFd;

/// Fed every few seconds; a machine that hangs is back within a minute and a half with it.
const TIMEOUT_S: i32 = 30;

/// An open watchdog. Once it is opened it must be fed: a firmware that dies lets it bite, and that is its purpose. It is
/// disarmed by [`Watchdog::disarm`] only, never by being dropped.
pub struct Watchdog {
    file: File,
    device: String,
    /// Seconds that the hardware waits.
    pub timeout_s: i32,
}

impl Watchdog {
    /// Opens it: `/dev/watchdog`.
    ///
    /// # Errors
    /// The device.
    pub fn open(device: &str) -> Result<Self, Error> {
        let failed = |operation| move |reason| Error::Watchdog { device: device.into(), operation, reason };
        let file = OpenOptions::new().write(true).open(device).map_err(failed("l'ouverture"))?;
        let timeout_s = match crate::sys::set_timeout(file.as_raw_fd(), TIMEOUT_S) {
            Ok(seconds) => seconds,
            // Some hardware has one time and cannot be told another; a file is no watchdog and takes none.
            Err(e) if e.kind() == io::ErrorKind::Unsupported || e.raw_os_error() == Some(25) => 0,
            Err(e) => return Err(failed("le réglage")(e)),
        };
        Ok(Self { file, device: device.into(), timeout_s })
    }

    /// Feeds it once.
    ///
    /// # Errors
    /// The device.
    pub fn feed(&mut self) -> Result<(), Error> {
        // Any byte but 'V', which asks to be let go.
        self.write(b"\0", "le nourrissage")
    }

    /// Lets it go: for an update that restarts by itself, and for a bench.
    ///
    /// # Errors
    /// The device; it then bites.
    pub fn disarm(mut self) -> Result<(), Error> {
        self.write(b"V", "l'arrêt")
    }

    fn write(&mut self, bytes: &[u8], operation: &'static str) -> Result<(), Error> {
        let device = self.device.clone();
        self.file.write_all(bytes).map_err(|reason| Error::Watchdog { device, operation, reason })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn it_is_fed_and_let_go_by_their_own_bytes() {
        // A file stands for the device: what is written is all that the kernel would see.
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().to_str().unwrap();
        let mut dog = Watchdog::open(path).unwrap();
        dog.feed().unwrap();
        dog.feed().unwrap();
        drop(dog);
        assert_eq!(std::fs::read(path).unwrap(), b"\0\0", "dropped is not let go");
        Watchdog::open(path).unwrap().disarm().unwrap();
        assert_eq!(std::fs::read(path).unwrap()[0], b'V');
        assert!(Watchdog::open("/dev/watchdog99").err().unwrap().to_string().contains("/dev/watchdog99"));
    }
}
