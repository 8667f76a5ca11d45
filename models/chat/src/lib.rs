//! Chat models of everybody (Llama, Qwen2.5, Qwen3, Gemma 3, as GGUF) on the box, for the same work as our own small one
//! (`models/language`): the closed form of a caller's turn. And what ours cannot: one sentence about a message, and a mark for
//! a call.
//!
//! The file stays mapped and its weights are multiplied as they stand (`huisclos-blocks`). The instructions with the cabinet's
//! lists are read once; a turn begins after them. The form is decoded by hand (`writer`): its own words are given and read as
//! one batch, choices are made among the words allowed, and spans may only walk along the caller's own words. So the model can
//! be wrong, but it cannot invent.

mod beside;
mod card;
mod config;
mod decoder;
mod error;
mod kept;
mod prompt;
mod reader;
mod template;
mod turns;
mod vocabulary;
mod writer;

pub use card::{Card, Measured, check, measure};
pub use config::{Architecture, CONTEXT_MAX, Config};
pub use decoder::Decoder;
pub use error::ChatError;
pub use kept::Kept;
pub use reader::{Chat, is_chat};
pub use template::Template;
pub use vocabulary::Vocabulary;
