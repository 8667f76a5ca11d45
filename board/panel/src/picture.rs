//! 128x64 points, lit or not, in the order in which the glass wants them.

use embedded_graphics::Pixel;
use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::geometry::{OriginDimensions, Size};
use embedded_graphics::pixelcolor::BinaryColor;
use std::convert::Infallible;

/// Columns.
pub const WIDTH: usize = 128;
/// Rows.
pub const HEIGHT: usize = 64;

/// A picture: eight pages of 128 columns, a byte is eight points from the top down (the SSD1306's own order).
#[derive(Clone, PartialEq, Eq)]
pub struct Picture(pub(crate) [u8; WIDTH * HEIGHT / 8]);

impl Default for Picture {
    fn default() -> Self {
        Self([0; WIDTH * HEIGHT / 8])
    }
}

impl Picture {
    /// Whether a point is lit; outside nothing is.
    #[must_use]
    pub fn at(&self, x: usize, y: usize) -> bool {
        x < WIDTH && y < HEIGHT && self.0[y / 8 * WIDTH + x] >> (y % 8) & 1 == 1
    }

    /// Lights a point, or not; outside nothing happens.
    pub fn put(&mut self, x: usize, y: usize, lit: bool) {
        if x < WIDTH && y < HEIGHT {
            let byte = &mut self.0[y / 8 * WIDTH + x];
            let bit = 1 << (y % 8);
            *byte = if lit { *byte | bit } else { *byte & !bit };
        }
    }

    /// One of the eight pages.
    #[must_use]
    pub fn page(&self, page: usize) -> &[u8] {
        &self.0[page * WIDTH..(page + 1) * WIDTH]
    }

    /// How many points are lit.
    #[must_use]
    pub fn lit(&self) -> u32 {
        self.0.iter().map(|byte| byte.count_ones()).sum()
    }
}

impl std::fmt::Debug for Picture {
    /// As it looks: two rows of points a line, for a test that failed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for y in (0..HEIGHT).step_by(2) {
            let two = |x| match (self.at(x, y), self.at(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            };
            writeln!(f, "{}", (0..WIDTH).map(two).collect::<String>().trim_end())?;
        }
        Ok(())
    }
}

impl OriginDimensions for Picture {
    fn size(&self) -> Size {
        Size::new(WIDTH as u32, HEIGHT as u32)
    }
}

impl DrawTarget for Picture {
    type Color = BinaryColor;
    type Error = Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<BinaryColor>>>(&mut self, pixels: I) -> Result<(), Infallible> {
        for Pixel(point, colour) in pixels {
            if let (Ok(x), Ok(y)) = (usize::try_from(point.x), usize::try_from(point.y)) {
                self.put(x, y, colour.is_on());
            }
        }
        Ok(())
    }
}
