//! i2c-dev: the one ioctl that names the device at the other end, and those of a bus that only speaks SMBus.
#![allow(unsafe_code)]

use crate::oled::Bus;
use crate::smbus::{self, BLOCK_MAX};
use nix::libc;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::fd::AsRawFd;

/// `I2C_SLAVE` of linux/i2c-dev.h: the address of what is written to.
const I2C_SLAVE: u16 = 0x0703;
/// `I2C_FUNCS`: what the bus can do.
const I2C_FUNCS: u16 = 0x0705;
/// `I2C_SMBUS`: one transfer of SMBus.
const I2C_SMBUS: u16 = 0x0720;
/// `I2C_FUNC_I2C`: bytes of any number.
const PLAIN: libc::c_ulong = 0x0000_0001;
/// `I2C_FUNC_SMBUS_WRITE_I2C_BLOCK`: a command byte and up to 32 others, the same on the wire.
const BLOCKS: libc::c_ulong = 0x0800_0000;
/// `I2C_SMBUS_WRITE` and `I2C_SMBUS_I2C_BLOCK_DATA` of linux/i2c.h.
const WRITE: u8 = 0;
const I2C_BLOCK_DATA: u32 = 8;

/// `struct i2c_smbus_ioctl_data`.
#[repr(C)]
struct Transfer {
    read_write: u8,
    command: u8,
    size: u32,
    data: *mut Block,
}

/// `union i2c_smbus_data`: the number of bytes, the bytes, one more that the kernel wants there.
#[repr(C, align(2))]
struct Block([u8; BLOCK_MAX + 2]);

nix::ioctl_write_int_bad!(set_address, I2C_SLAVE);
nix::ioctl_read_bad!(abilities, I2C_FUNCS, libc::c_ulong);
nix::ioctl_write_ptr_bad!(transfer, I2C_SMBUS, Transfer);

/// A device on an I2C bus.
pub struct I2c {
    file: File,
    /// The bus takes bytes as they come; a PC's own (i2c-i801) speaks SMBus only.
    plain: bool,
}

impl I2c {
    /// Opens the bus for one address.
    pub fn open(device: &str, address: u8) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).open(device)?;
        // SAFETY: the descriptor is open for as long as `file` lives, and I2C_SLAVE takes an integer, no pointer.
        unsafe { set_address(file.as_raw_fd(), i32::from(address)) }?;
        let mut can: libc::c_ulong = 0;
        // SAFETY: the descriptor is open, and I2C_FUNCS writes one unsigned long, which `can` is.
        unsafe { abilities(file.as_raw_fd(), &raw mut can) }?;
        if can & (PLAIN | BLOCKS) == 0 {
            return Err(io::Error::other("ce bus n'écrit pas d'octets à la suite"));
        }
        Ok(Self { file, plain: can & PLAIN != 0 })
    }

    fn block(&self, command: u8, bytes: &[u8]) -> io::Result<()> {
        let mut block = Block([0; BLOCK_MAX + 2]);
        // `smbus::blocks` gives 32 at most.
        block.0[0] = bytes.len() as u8;
        block.0[1..=bytes.len()].copy_from_slice(bytes);
        let one = Transfer { read_write: WRITE, command, size: I2C_BLOCK_DATA, data: &raw mut block };
        // SAFETY: the descriptor is open; the kernel reads `one` and, by its pointer, a block of the union's size, and both
        // live until the call returns.
        unsafe { transfer(self.file.as_raw_fd(), &raw const one) }?;
        Ok(())
    }
}

impl Bus for I2c {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if !self.plain {
            return smbus::blocks(bytes).try_for_each(|(command, bytes)| self.block(command, bytes));
        }
        // One write is one transaction; a short one would shift the picture.
        match self.file.write(bytes)? {
            n if n == bytes.len() => Ok(()),
            n => Err(io::Error::other(format!("{n} octets sur {}", bytes.len()))),
        }
    }
}
