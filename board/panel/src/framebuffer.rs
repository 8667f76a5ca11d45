//! The picture on a Linux framebuffer, enlarged to fill it: `/dev/fb0`, with its form read from sysfs.

use crate::error::Error;
use crate::paint::draw;
use crate::picture::{HEIGHT, Picture, WIDTH};
use huisclos_operator::Sight;
use huisclos_ports::{Panel, PanelError};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Widest screen: 8K. Past that the numbers are noise.
const SIDE_MAX: usize = 8_192;

/// A framebuffer.
pub struct Framebuffer {
    file: File,
    device: String,
    wide: usize,
    high: usize,
    bytes_per_point: usize,
    stride: usize,
}

impl Framebuffer {
    /// Opens a device; its form stands in `sysfs` (`/sys/class/graphics/fb0`).
    ///
    /// # Errors
    /// The device, and what to do.
    pub fn open(device: &str, sysfs: &Path) -> Result<Self, Error> {
        let cannot = |reason| Error::Open { device: device.into(), reason };
        let form = |what: String| Error::Form { device: device.into(), what };
        let read = |name: &str| std::fs::read_to_string(sysfs.join(name)).map_err(cannot);
        let number = |text: &str| text.trim().parse::<usize>().map_err(|_| form(format!("« {} »", text.trim())));
        let size = read("virtual_size")?;
        let (wide, high) = size.trim().split_once(',').ok_or_else(|| form(format!("taille « {} »", size.trim())))?;
        let (wide, high) = (number(wide)?, number(high)?);
        let bits = number(&read("bits_per_pixel")?)?;
        let stride = number(&read("stride")?)?;
        let bytes_per_point = match bits {
            16 => 2,
            32 => 4,
            _ => return Err(form(format!("{bits} bits par point"))),
        };
        let too_small = wide < WIDTH || high < HEIGHT;
        if too_small || wide > SIDE_MAX || high > SIDE_MAX || stride < wide * bytes_per_point || stride > SIDE_MAX * 8 {
            return Err(form(format!("{wide}x{high}, {stride} octets par ligne")));
        }
        let file = OpenOptions::new().write(true).open(device).map_err(cannot)?;
        Ok(Self { file, device: device.into(), wide, high, bytes_per_point, stride })
    }

    /// Shows a picture in the middle, as large as whole points allow; black around it.
    ///
    /// # Errors
    /// The device.
    pub fn show_picture(&mut self, picture: &Picture, contrast: u8) -> Result<(), Error> {
        let by = (self.wide / WIDTH).min(self.high / HEIGHT);
        let (left, above) = ((self.wide - WIDTH * by) / 2, (self.high - HEIGHT * by) / 2);
        let lit = self.point(contrast);
        let mut row = vec![0u8; self.stride];
        for y in 0..self.high {
            row.fill(0);
            if let Some(from) = y.checked_sub(above).map(|y| y / by).filter(|y| *y < HEIGHT) {
                for x in (0..WIDTH).filter(|x| picture.at(*x, from)) {
                    let begin = (left + x * by) * self.bytes_per_point;
                    for point in row[begin..begin + by * self.bytes_per_point].chunks_mut(self.bytes_per_point) {
                        point.copy_from_slice(&lit[..self.bytes_per_point]);
                    }
                }
            }
            self.write(&row, y).map_err(|reason| Error::Show { device: self.device.clone(), reason })?;
        }
        Ok(())
    }

    /// Dimming is a darker white: a screen has no register for it.
    fn point(&self, contrast: u8) -> [u8; 4] {
        // Never darker than a third: a backlight does not wear, and a dark screen looks dead.
        let grey = contrast.max(0x60);
        if self.bytes_per_point == 4 {
            return [grey, grey, grey, 0xff];
        }
        let (five, six) = (u16::from(grey >> 3), u16::from(grey >> 2));
        let [a, b] = (five << 11 | six << 5 | five).to_le_bytes();
        [a, b, 0, 0]
    }

    fn write(&self, row: &[u8], y: usize) -> io::Result<()> {
        self.file.write_all_at(row, (y * self.stride) as u64)
    }
}

impl Panel for Framebuffer {
    fn device(&self) -> &str {
        &self.device
    }

    fn show(&mut self, sight: &Sight) -> Result<(), PanelError> {
        self.show_picture(&draw(sight), sight.contrast).map_err(|e| PanelError(e.to_string()))
    }
}
