//! What the box shows of itself: one [`Status`], and what console, display and page make of it. Pure: no I/O, no clock.
//!
//! Nobody's name or number is in it, so that whatever shows a `Status` cannot show a patient.

mod blessing;
mod findings;
mod guard;
mod health;
mod lights;
mod line;
mod night;
mod parts;
mod sight;
mod status;
mod watchdog;
mod wear;

pub use blessing::{Boot, blessed};
pub use findings::{Finding, Grade, findings, grade};
pub use guard::{AGAIN_MS, FAILED_MS, Guard, MISSING_MS, Order, SOON_MS, Stand, TAKE_MS, Told, WELL_MS, WELL_MS_MAX};
pub use lights::{Colour, Lights, lights};
pub use line::{Kind, Known, Levels, Line, LineState, Trial};
pub use night::night_is_due;
pub use parts::{Part, Parts};
pub use sight::{CYCLE_S, Main, Mark, Page, Pattern, Sight, sight};
pub use status::{Bypass, Destination, Egress, Models, Notes, PageAddress, Status, Update};
pub use watchdog::{Signs, Starving, feeds};
pub use wear::{CONTRAST_DAY, CONTRAST_NIGHT, SHIFT_X_MAX, SHIFT_Y_MAX, contrast, shift};
