//! The watchdog's one ioctl.
#![allow(unsafe_code)]

use std::io;
use std::os::fd::RawFd;

// WDIOC_SETTIMEOUT of linux/watchdog.h: seconds in, the seconds that the hardware takes out.
nix::ioctl_readwrite!(set_timeout_ioctl, b'W', 6, i32);

/// Sets how long the hardware waits for a meal; gives what it took.
pub fn set_timeout(fd: RawFd, seconds: i32) -> io::Result<i32> {
    let mut seconds = seconds;
    // SAFETY: the descriptor is open for as long as the caller holds its file, and the ioctl reads and writes one `int`,
    // which `seconds` is.
    unsafe { set_timeout_ioctl(fd, &raw mut seconds) }?;
    Ok(seconds)
}
