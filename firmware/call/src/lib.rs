//! One telephone call as a state machine. Pure: no I/O, no clock, no thread.
//!
//! Facts in, commands out: `handle(now, Input)`, then `poll()` until [`Output::Wait`] or [`Output::Over`]. The deadline
//! is the last output, so that no driver can forget it: at that [`Tick`], feed [`Input::Passed`].

pub mod input;
pub mod outcome;
pub mod output;
pub mod settings;
pub mod store;
pub mod tick;

pub use input::{CallerId, Input};
pub use outcome::Outcome;
pub use output::{Command, Fact, Output, Pace, SayingId};
pub use settings::Settings;
pub use store::{Channel, Consent, ForPatient, JobId, NoteDraft, Query, Reply};
pub use tick::Tick;
