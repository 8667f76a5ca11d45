//! The watchdog's one ioctl, and real time for one thread.
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

/// Gives the calling thread real time (round robin) at that priority.
///
/// # Errors
/// The system gives none (`LimitRTPRIO`).
pub fn real_time(priority: i32) -> io::Result<()> {
    let wanted = nix::libc::sched_param { sched_priority: priority };
    // SAFETY: thread 0 is the caller itself, and the parameter is read before the call returns.
    let done = unsafe { nix::libc::sched_setscheduler(0, nix::libc::SCHED_RR, &raw const wanted) };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
