//! The glass from a recording: what a driver wrote to an OLED, one transfer a line in hexadecimal (its first byte, the others), is
//! brought to a controller of our own, and what would be seen is drawn as a PNG. `image-build/try panel` records.
//!
//!     cargo run -p huisclos-board-panel --example replay -- panel.stream panel.png [sh1106]

use huisclos_board_panel::{Bus, Chip, Glass, to_png};
use std::error::Error;

fn bytes(line: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    Ok(line
        .split([' ', '-'])
        .filter(|two| !two.is_empty())
        .map(|two| u8::from_str_radix(two, 16))
        .collect::<Result<_, _>>()?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let (Some(stream), Some(picture)) = (words.next(), words.next()) else {
        return Err("replay RECORDING PNG [sh1106]".into());
    };
    let chip = if words.next().as_deref() == Some("sh1106") { Chip::Sh1106 } else { Chip::Ssd1306 };
    let mut glass = Glass::new(chip);
    let text = std::fs::read_to_string(stream)?;
    for (number, line) in text.lines().enumerate() {
        glass.write(&bytes(line)?).map_err(|e| format!("transfer {}: {e}", number + 1))?;
    }
    println!("{} transfers, {} bytes, {} points lit", text.lines().count(), glass.bytes, glass.picture().lit());
    println!("{:?}", glass.picture());
    std::fs::write(picture, to_png(&glass.picture(), 6)?)?;
    Ok(())
}
