//! Pictures as PNG of one bit a point: for tests, for documentation, for eyes.

use crate::error::Error;
use crate::picture::{HEIGHT, Picture, WIDTH};
use std::io::Cursor;

/// Largest enlargement: 4K wide.
const BY_MAX: usize = 30;

/// A PNG of the picture, each point `by` points wide.
///
/// # Errors
/// The encoder's own.
pub fn to_png(picture: &Picture, by: usize) -> Result<Vec<u8>, Error> {
    let by = by.clamp(1, BY_MAX);
    let (wide, high) = (WIDTH * by, HEIGHT * by);
    let mut rows = vec![0u8; wide / 8 * high];
    for y in 0..high {
        for x in (0..wide).filter(|x| picture.at(x / by, y / by)) {
            rows[(y * wide + x) / 8] |= 0x80 >> (x % 8);
        }
    }
    let failed = |e: png::EncodingError| Error::Png(e.to_string());
    let mut out = Vec::new();
    // The sides are under 4,000: they fit.
    let mut encoder = png::Encoder::new(&mut out, wide as u32, high as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&rows).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(out)
}

/// A picture from such a PNG.
///
/// # Errors
/// Not a PNG, or not one of these.
pub fn from_png(bytes: &[u8]) -> Result<Picture, Error> {
    let failed = |e: png::DecodingError| Error::Png(e.to_string());
    let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().map_err(failed)?;
    let (info, depth) = ((reader.info().width, reader.info().height), reader.info().bit_depth);
    if info != (WIDTH as u32, HEIGHT as u32) || depth != png::BitDepth::One {
        return Err(Error::Png(format!("{}x{} points", info.0, info.1)));
    }
    let mut rows = vec![0u8; WIDTH / 8 * HEIGHT];
    reader.next_frame(&mut rows).map_err(failed)?;
    let mut picture = Picture::default();
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            picture.put(x, y, rows[(y * WIDTH + x) / 8] << (x % 8) & 0x80 != 0);
        }
    }
    Ok(picture)
}
