//! A transaction cut for a bus that only speaks SMBus, as the one on a PC's board does.

/// Bytes after the first in one transfer (`I2C_SMBUS_BLOCK_MAX`).
pub(crate) const BLOCK_MAX: usize = 32;

/// The transfers that bring the same as one transaction: its first byte, and up to 32 of the others each. The controller goes on
/// at the column where it was, and none of our runs of commands is longer than one transfer.
pub(crate) fn blocks(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let first = bytes.first().copied().unwrap_or_default();
    bytes.get(1..).unwrap_or_default().chunks(BLOCK_MAX).map(move |some| (first, some))
}

#[cfg(test)]
mod tests {
    use crate::oled::Bus;
    use crate::{Chip, Glass, Oled, Picture};
    use std::io;

    /// A glass behind a bus that speaks SMBus.
    struct Narrow {
        glass: Glass,
        longest: usize,
    }

    impl Bus for Narrow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
            for (command, some) in super::blocks(bytes) {
                self.longest = self.longest.max(some.len());
                self.glass.write(&[&[command], some].concat())?;
            }
            Ok(())
        }
    }

    #[test]
    fn the_same_picture_in_short_transfers() -> Result<(), crate::Error> {
        let mut picture = Picture::default();
        (0..crate::HEIGHT).for_each(|y| picture.put(y * y % crate::WIDTH, y, true));
        for chip in [Chip::Ssd1306, Chip::Sh1106] {
            let bus = Narrow { glass: Glass::new(chip), longest: 0 };
            let mut oled = Oled::on(bus, "essai", chip);
            oled.show_picture(&picture, 0xcf)?;
            assert_eq!(oled.bus().glass.picture(), picture, "{chip:?}");
            assert_eq!(oled.bus().longest, super::BLOCK_MAX, "{chip:?}: the data were cut");
        }
        Ok(())
    }
}
