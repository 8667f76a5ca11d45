//! i2c-dev: the one ioctl that names the device at the other end.
#![allow(unsafe_code)]

use crate::oled::Bus;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::fd::AsRawFd;

/// `I2C_SLAVE` of linux/i2c-dev.h: the address of what is written to.
const I2C_SLAVE: u16 = 0x0703;

nix::ioctl_write_int_bad!(set_address, I2C_SLAVE);

/// A device on an I2C bus.
pub struct I2c(File);

impl I2c {
    /// Opens the bus for one address.
    pub fn open(device: &str, address: u8) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).open(device)?;
        // SAFETY: the descriptor is open for as long as `file` lives, and I2C_SLAVE takes an integer, no pointer.
        unsafe { set_address(file.as_raw_fd(), i32::from(address)) }?;
        Ok(Self(file))
    }
}

impl Bus for I2c {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        // One write is one transaction; a short one would shift the picture.
        match self.0.write(bytes)? {
            n if n == bytes.len() => Ok(()),
            n => Err(io::Error::other(format!("{n} octets sur {}", bytes.len()))),
        }
    }
}
