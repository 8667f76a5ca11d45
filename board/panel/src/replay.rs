//! The glass itself, for tests: takes the byte stream of a bus and shows what the controller's memory would.
//!
//! Written from the data sheets of SSD1306 (page addressing, commands of one and of two bytes) and SH1106, not from
//! `oled.rs`: a command that this does not know is an error, as a real controller would do something else with it.

use crate::oled::{Bus, Chip};
use crate::picture::{HEIGHT, Picture, WIDTH};
use std::io;

/// Columns of the SH1106's memory; the SSD1306 has 128 of them.
const COLUMNS: usize = 132;

/// A controller's memory and registers.
#[derive(Clone, Debug)]
pub struct Glass {
    chip: Chip,
    memory: Vec<[u8; COLUMNS]>,
    page: usize,
    column: usize,
    lit: bool,
    powered: bool,
    contrast: u8,
    /// Bytes received.
    pub bytes: usize,
    /// When set, nobody answers: the ribbon is out.
    pub lost: bool,
}

impl Glass {
    /// Switched on: its memory holds anything.
    #[must_use]
    pub fn new(chip: Chip) -> Self {
        let memory = vec![[0xa5; COLUMNS]; HEIGHT / 8];
        Self { chip, memory, page: 0, column: 0, lit: false, powered: false, contrast: 0x7f, bytes: 0, lost: false }
    }

    /// What is to be seen; nothing while it is off or without its voltage.
    #[must_use]
    pub fn picture(&self) -> Picture {
        let mut picture = Picture::default();
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                let column = x + usize::from(self.chip.left());
                picture.put(x, y, self.lit && self.powered && self.memory[y / 8][column] >> (y % 8) & 1 == 1);
            }
        }
        picture
    }

    /// Its contrast register.
    #[must_use]
    pub fn contrast(&self) -> u8 {
        self.contrast
    }

    fn command(&mut self, commands: &[u8]) -> io::Result<usize> {
        let unknown = || io::Error::other(format!("commande inconnue {commands:02x?}"));
        let two = || commands.get(1).copied().ok_or_else(unknown);
        Ok(match commands[0] {
            low @ 0x00..=0x0f => {
                self.column = self.column & 0xf0 | usize::from(low);
                1
            }
            high @ 0x10..=0x1f => {
                self.column = self.column & 0x0f | usize::from(high & 0x0f) << 4;
                1
            }
            0x20 if self.chip == Chip::Ssd1306 => {
                if two()? != 0x02 {
                    return Err(unknown());
                }
                2
            }
            0x81 => {
                self.contrast = two()?;
                2
            }
            0x8d if self.chip == Chip::Ssd1306 => {
                self.powered = two()? == 0x14;
                2
            }
            0xad if self.chip == Chip::Sh1106 => {
                self.powered = two()? == 0x8b;
                2
            }
            0xae | 0xaf => {
                self.lit = commands[0] == 0xaf;
                1
            }
            page @ 0xb0..=0xb7 => {
                self.page = usize::from(page & 7);
                1
            }
            0x40 | 0xa1 | 0xa4 | 0xa6 | 0xc8 => 1,
            0xa8 if two()? == 0x3f => 2,
            0xd3 if two()? == 0 => 2,
            0xd5 | 0xd9 | 0xda | 0xdb => two().map(|_| 2)?,
            _ => return Err(unknown()),
        })
    }
}

impl Bus for Glass {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.lost {
            return Err(io::Error::from_raw_os_error(121)); // EREMOTEIO: no acknowledge
        }
        self.bytes += bytes.len();
        match bytes.split_first() {
            Some((0x40, data)) => {
                for byte in data {
                    // Past the end the column begins again, in page addressing.
                    let columns = if self.chip == Chip::Sh1106 { COLUMNS } else { WIDTH };
                    self.memory[self.page][self.column % columns] = *byte;
                    self.column = (self.column + 1) % columns;
                }
                Ok(())
            }
            Some((0x00, mut commands)) => {
                while !commands.is_empty() {
                    let taken = self.command(commands)?;
                    commands = &commands[taken.min(commands.len())..];
                }
                Ok(())
            }
            _ => Err(io::Error::other("ni commande ni donnée")),
        }
    }
}
