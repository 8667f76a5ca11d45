//! SSD1306 and SH1106: the bytes that make their glass show a picture.
//!
//! Both are driven in page addressing, the one way they share, so that one file serves both; the `ssd1306` crate knows no
//! SH1106 and wants an embedded-hal bus between us and the file `/dev/i2c-N`.

use crate::error::Error;
use crate::paint::draw;
use crate::picture::{HEIGHT, Picture, WIDTH};
use huisclos_operator::Sight;
use huisclos_ports::{Panel, PanelError};
use std::io;

/// What carries the bytes.
pub trait Bus: Send {
    /// One transaction.
    ///
    /// # Errors
    /// Nobody answered.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// Which controller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chip {
    /// 0.96 inch.
    Ssd1306,
    /// 1.3 inch: 132 columns of memory, the glass begins at the third.
    Sh1106,
}

impl Chip {
    /// Columns of memory left of the glass.
    #[must_use]
    pub fn left(self) -> u8 {
        match self {
            Self::Ssd1306 => 0,
            Self::Sh1106 => 2,
        }
    }

    fn start(self) -> Vec<u8> {
        // Off; clock; 64 rows; no offset; first row.
        let mut out = vec![0xae, 0xd5, 0x80, 0xa8, 0x3f, 0xd3, 0x00, 0x40];
        match self {
            // Charge pump on; page addressing.
            Self::Ssd1306 => out.extend([0x8d, 0x14, 0x20, 0x02]),
            // DC-DC converter on.
            Self::Sh1106 => out.extend([0xad, 0x8b]),
        }
        // Columns and rows turned round, as the modules are soldered; pins; charge and level for an even light; the
        // memory is shown, lit is lit.
        out.extend([0xa1, 0xc8, 0xda, 0x12, 0xd9, 0xf1, 0xdb, 0x40, 0xa4, 0xa6]);
        out
    }
}

/// The first byte of a transaction: commands follow, or data.
pub(crate) const COMMANDS: u8 = 0x00;
pub(crate) const DATA: u8 = 0x40;
/// Pictures after which everything is sent again: a module that lost its power for an instant wakes up black, and does
/// not say so. At two pictures a second that is two minutes.
const ANEW_EVERY: u32 = 240;

/// An OLED on a bus.
pub struct Oled<B> {
    bus: B,
    chip: Chip,
    device: String,
    shown: Option<(Picture, u8)>,
    count: u32,
}

/// Opens the OLED at an address of a bus: `/dev/i2c-1`, 0x3c.
///
/// # Errors
/// The device, and what to do.
pub fn open(device: &str, address: u8, chip: Chip) -> Result<Oled<impl Bus + use<>>, Error> {
    let bus = crate::sys::I2c::open(device, address).map_err(|reason| Error::Open { device: device.into(), reason })?;
    Ok(Oled::on(bus, device, chip))
}

impl<B: Bus> Oled<B> {
    /// On any bus.
    pub fn on(bus: B, device: impl Into<String>, chip: Chip) -> Self {
        Self { bus, chip, device: device.into(), shown: None, count: 0 }
    }

    /// The bus.
    pub fn bus(&self) -> &B {
        &self.bus
    }

    /// The bus, to be changed.
    pub fn bus_mut(&mut self) -> &mut B {
        &mut self.bus
    }

    /// Shows a picture; only the pages that changed are sent.
    ///
    /// # Errors
    /// The device; the next picture is then sent whole.
    pub fn show_picture(&mut self, picture: &Picture, contrast: u8) -> Result<(), Error> {
        self.count = (self.count + 1) % ANEW_EVERY;
        if self.count == 0 {
            self.shown = None;
        }
        self.send(picture, contrast).map_err(|reason| {
            self.shown = None;
            Error::Show { device: self.device.clone(), reason }
        })
    }

    fn send(&mut self, picture: &Picture, contrast: u8) -> io::Result<()> {
        let shown = self.shown.take();
        if shown.is_none() {
            self.commands(&self.chip.start())?;
        }
        if shown.as_ref().is_none_or(|(_, before)| *before != contrast) {
            self.commands(&[0x81, contrast])?;
        }
        for page in 0..HEIGHT / 8 {
            let columns = picture.page(page);
            if shown.as_ref().is_some_and(|(before, _)| before.page(page) == columns) {
                continue;
            }
            let left = self.chip.left();
            // The page is under 8 and the column under 16: they fit their nibbles.
            self.commands(&[0xb0 | page as u8, left & 0x0f, 0x10 | left >> 4])?;
            let mut data = Vec::with_capacity(WIDTH + 1);
            data.push(DATA);
            data.extend_from_slice(columns);
            self.bus.write(&data)?;
        }
        if shown.is_none() {
            // Lit last, so that nobody sees the memory as the power left it.
            self.commands(&[0xaf])?;
        }
        self.shown = Some((picture.clone(), contrast));
        Ok(())
    }

    fn commands(&mut self, commands: &[u8]) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(commands.len() + 1);
        bytes.push(COMMANDS);
        bytes.extend_from_slice(commands);
        self.bus.write(&bytes)
    }
}

impl<B: Bus> Panel for Oled<B> {
    fn device(&self) -> &str {
        &self.device
    }

    fn show(&mut self, sight: &Sight) -> Result<(), PanelError> {
        self.show_picture(&draw(sight), sight.contrast).map_err(|e| PanelError(e.to_string()))
    }
}
