//! One telephone call as a state machine. Pure: no I/O, no clock, no thread.
//!
//! Facts in, commands out: `handle(now, Input)`, then `poll()` until [`Output::Wait`] or [`Output::Over`]. The deadline
//! is the last output, so that no driver can forget it: at that [`Tick`], feed [`Input::Passed`].

mod absorb;
mod alarm;
mod answers;
mod aside;
pub mod call;
mod closed;
mod compose;
mod courtesy;
mod digits;
mod dossier;
mod forward;
mod heard;
mod hint;
mod human;
mod identify;
pub mod input;
mod keys;
pub mod limits;
mod line;
mod missed;
mod offers;
pub mod outcome;
pub mod output;
mod plan;
mod plausible;
mod question;
mod relative;
pub mod script;
pub mod seat;
pub mod settings;
mod state;
pub mod store;
#[cfg(test)]
mod stuck;
mod texts;
pub mod tick;
mod told;
pub mod whisper;
mod words;

pub use call::Call;
pub use input::{CallerId, Input};
pub use outcome::Outcome;
pub use output::{Command, Fact, Output, Pace, SayingId};
pub use question::Question;
pub use script::{ConsentWording, Draft, Script, Scripts};
pub use seat::Seat;
pub use settings::Settings;
pub use store::{Channel, Consent, Enlistment, ForPatient, JobId, NoteDraft, Query, Reply};
pub use texts::Texts;
pub use tick::Tick;
pub use whisper::Whisper;
