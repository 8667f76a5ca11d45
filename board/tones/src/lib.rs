//! What lines say in sound: the caller's number between two rings (V.23, MDMF), and how an outgoing call goes (French
//! call progress). Pure; keys and the busy tone of a call under way are `huisclos-audio`'s.

pub mod fsk;
pub mod message;
pub mod progress;
mod spectrum;
mod uart;

pub use fsk::{Modulator, modulate};
pub use huisclos_ports::Progress;
pub use message::{CallerIdError, CallerIdMessage, Hidden, compose, read};
pub use progress::CallProgress;
pub use uart::CallerIdReceiver;
