//! The event loop: one inbox a line, one closed [`Event`], and every thread of ours.
//!
//! Two drivers turn the pure call into something that happens: [`text`] types a caller in simulated time, [`line`] speaks
//! on a line in frames of 20 ms. Both share [`conversation`] (the call, its store, its reports) and [`workers`] (the
//! threads in which models and store work).

mod along;
pub mod calls;
pub mod complete;
pub mod conversation;
mod course;
mod desk;
pub mod event;
pub mod fair;
mod forward;
pub mod house;
pub mod leisure;
pub mod line;
mod playing;
pub mod technician;
pub mod text;
pub mod workers;

pub use calls::Calls;
pub use conversation::{Conversation, Ended};
pub use event::Event;
pub use house::{House, Place, Reception};
pub use workers::{Parts, Workers};
