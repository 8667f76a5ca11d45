//! The front display: an OLED of 128x64 (SSD1306, SH1106) over i2c-dev, or a framebuffer. PNG for tests and eyes.
//!
//! What is shown is decided in `huisclos-operator`; here it is drawn ([`draw`]) and brought to the glass.

mod error;
mod font;
mod framebuffer;
mod oled;
mod paint;
mod picture;
mod png;
mod replay;
mod smbus;
mod sys;

pub use self::png::{from_png, to_png};
pub use error::Error;
pub use framebuffer::Framebuffer;
pub use oled::{Bus, Chip, Oled, open};
pub use paint::draw;
pub use picture::{HEIGHT, Picture, WIDTH};
pub use replay::Glass;
