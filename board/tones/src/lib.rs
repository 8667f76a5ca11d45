//! What the boards share: what lines say in sound (the caller's number between two rings, V.23 and MDMF; how an outgoing
//! call goes, French call progress), numbers as networks write them, how much sound waits to be sent, and how well a line
//! carries it. Pure; keys and the busy tone of a call under way are `huisclos-audio`'s.

pub mod fsk;
pub mod message;
pub mod meter;
pub mod number;
pub mod progress;
pub mod queue;
mod spectrum;
mod uart;

pub use fsk::{Modulator, modulate};
pub use huisclos_ports::Progress;
pub use message::{CallerIdError, CallerIdMessage, Hidden, compose, read};
pub use meter::Meter;
pub use progress::CallProgress;
pub use uart::CallerIdReceiver;
