//! Chat models of everybody (Llama, Qwen, Gemma, in GGUF) on the box.

mod config;
mod decoder;
mod error;
mod kept;
mod template;
mod turns;
mod vocabulary;

pub use config::{Architecture, CONTEXT_MAX, Config};
pub use decoder::Decoder;
pub use error::ChatError;
pub use kept::Kept;
pub use template::Template;
pub use vocabulary::Vocabulary;
