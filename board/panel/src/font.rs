//! Letters: the mono fonts of embedded-graphics (ISO 8859-15, which has the French ones), whole or enlarged.

use crate::picture::Picture;
use embedded_graphics::Drawable;
use embedded_graphics::Pixel;
use embedded_graphics::draw_target::{DrawTarget, DrawTargetExt};
use embedded_graphics::geometry::{OriginDimensions, Point, Size};
use embedded_graphics::mono_font::iso_8859_15::{
    FONT_5X8, FONT_6X10, FONT_6X13, FONT_7X13, FONT_8X13_BOLD, FONT_9X15_BOLD, FONT_10X20,
};
use embedded_graphics::mono_font::{MonoFont, MonoTextStyle};
use embedded_graphics::pixelcolor::BinaryColor;
use embedded_graphics::primitives::Rectangle;
use embedded_graphics::text::{Baseline, Text};
use std::convert::Infallible;

/// For the top row.
pub const SMALL: &MonoFont<'static> = &FONT_6X10;
/// For the fingerprint: four rows of nineteen characters.
pub const GROUPS: &MonoFont<'static> = &FONT_6X13;
/// From the largest to the smallest.
const SIZES: [&MonoFont<'static>; 6] =
    [&FONT_10X20, &FONT_9X15_BOLD, &FONT_8X13_BOLD, &FONT_7X13, &FONT_6X10, &FONT_5X8];

/// The largest font in which the text is no wider and no higher; the smallest when none is.
pub fn fitting(text: &str, width: u32, height: u32) -> &'static MonoFont<'static> {
    let fits = |font: &&&MonoFont<'static>| {
        let size = font.character_size;
        text.chars().count() as u32 * size.width <= width && size.height <= height
    };
    SIZES.iter().find(fits).copied().unwrap_or(&FONT_5X8)
}

/// Width of a text.
pub fn width(text: &str, font: &MonoFont<'_>, by: u32) -> u32 {
    text.chars().count() as u32 * font.character_size.width * by
}

/// A text with its top left corner there.
pub fn write(on: &mut Picture, text: &str, at: (i32, i32), font: &MonoFont<'_>, lit: bool) {
    let style = MonoTextStyle::new(font, colour(lit));
    let Ok(_) = Text::with_baseline(text, Point::new(at.0, at.1), style, Baseline::Top).draw(on);
}

/// The largest figures: the largest font, each point `by` points wide and high, its empty top rows left out.
pub fn write_big(on: &mut Picture, text: &str, at: (i32, i32), by: u32, lit: bool) {
    let style = MonoTextStyle::new(&FONT_10X20, colour(lit));
    let mut moved = on.translated(Point::new(at.0, at.1));
    let mut enlarged = Enlarged { on: &mut moved, by };
    let Ok(_) = Text::with_baseline(text, Point::zero(), style, Baseline::Top).draw(&mut enlarged);
}

/// Width of one character of the largest figures.
pub const BIG_WIDTH: u32 = 10;

fn colour(lit: bool) -> BinaryColor {
    if lit { BinaryColor::On } else { BinaryColor::Off }
}

/// Draws every point as a square.
struct Enlarged<'a, D> {
    on: &'a mut D,
    by: u32,
}

impl<D> OriginDimensions for Enlarged<'_, D> {
    fn size(&self) -> Size {
        // Whatever falls outside is dropped by the picture.
        Size::new(u32::from(u16::MAX), u32::from(u16::MAX))
    }
}

impl<D: DrawTarget<Color = BinaryColor, Error = Infallible>> DrawTarget for Enlarged<'_, D> {
    type Color = BinaryColor;
    type Error = Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<BinaryColor>>>(&mut self, pixels: I) -> Result<(), Infallible> {
        let by = self.by.cast_signed();
        for Pixel(point, colour) in pixels {
            let corner = Point::new(point.x * by, point.y * by);
            self.on.fill_solid(&Rectangle::new(corner, Size::new(self.by, self.by)), colour)?;
        }
        Ok(())
    }
}
