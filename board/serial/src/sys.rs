//! A port that never blocks: `serialport` clears `O_NONBLOCK` after opening, and then a write to a cable whose other end
//! takes nothing (a gadget whose host sleeps) holds the console for ever.
#![allow(unsafe_code)]

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

/// Makes every read and write return at once; `serialport` waits with `poll` before each.
pub fn never_block(port: &impl AsRawFd) -> io::Result<()> {
    // SAFETY: the descriptor is the port's own, which is borrowed here and so stays open until the end of this function.
    let fd = unsafe { BorrowedFd::borrow_raw(port.as_raw_fd()) };
    fcntl(fd, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
    Ok(())
}
