//! The technician's cable: a serial port or the terminal of this process.
//!
//! A port is opened at 115200 baud, 8 bits, no parity, one stop, no flow control.
//!
//! `/dev/ttyS*`, `/dev/ttyUSB*` (an adapter, which may be pulled out), `/dev/ttyGS0` (the box as a USB gadget).

mod cable;
mod error;
mod sys;
mod terminal;

pub use cable::{BAUD, SerialCable};
pub use error::Error;
pub use terminal::Terminal;
