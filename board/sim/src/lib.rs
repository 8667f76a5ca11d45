//! The simulated board: a line like any other, with a caller at its far end and a handset beside it.
//!
//! [`SimLine`] is the `Line` that the engine is given; its [`SimHandle`] places calls on it, tells the caller what is
//! being asked, and does to it what happens to lines (cut, lifted handset). A [`Caller`] drives the far end, frame by
//! frame, and sees nothing of the engine but frames and what is asked.

mod caller;
mod channel;
mod error;
mod handle;
mod handset;
mod hybrid;
mod line;
mod noise;
mod pacing;
mod script;
mod settings;
mod trunk;
pub mod wav;
mod wav_caller;

pub use caller::{Caller, NoiseCaller, SilentCaller, Uttered};
pub use channel::ChannelCaller;
pub use error::Error;
pub use handle::SimHandle;
pub use line::SimLine;
pub use script::{Act, ScriptCaller};
pub use settings::{Dialled, Handset, Hybrid, Pacing, Release, Settings};
pub use trunk::{HeldLine, SimBridge, Trunk};
pub use wav_caller::WavCaller;
