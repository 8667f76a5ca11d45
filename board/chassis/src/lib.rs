//! The box's own hardware beside lines and display: bypass relay, button, lights, watchdog, temperature, disk.
//!
//! Which of them there are stands in the board file. What is not named is absent, and said so in one line; what is named
//! and does not answer is missing, and said so with its device. When something is fed or lit is `huisclos-operator`'s.

mod error;
mod gpio;
mod sensors;
mod sys;
mod watchdog;

pub use error::Error;
pub use gpio::{Button, Lamps, Pin, Relay};
pub use sensors::{disk_errors, hottest_c, most_worn_percent, worn_percent};
pub use sys::real_time;
pub use watchdog::Watchdog;
