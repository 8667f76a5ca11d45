//! Lines and handsets of a telephony card, through DAHDI: an FXO port towards the exchange and, where the cabinet has one,
//! an FXS port towards its handset.
//!
//! [`open`] gives the `Line` that the engine drives; [`CardBridge`] is what the guard joins when the box is not well. Both
//! stand on the same parts: rings counted ([`ringing`]), a telephone on its hook ([`handset`]), numbers as the network
//! writes them ([`number`]), and never more sound waiting than the kernel needs ([`queue`]).

mod bridge;
mod card;
mod dialling;
pub mod handset;
mod pair;
#[cfg(test)]
mod played;
pub mod port;
pub mod ringing;
mod settings;

use huisclos_tones::meter as health;
pub use huisclos_tones::{number, queue};

pub use bridge::CardBridge;
pub use card::{Card, open};
pub use pair::Pair;
pub use settings::Settings;
