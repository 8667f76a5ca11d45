//! Matrices that stay in their GGUF file's quantized blocks: one copy, mapped, multiplied as they stand.
//!
//! A few new tokens are multiplied row by row (`row`): there the memory is what is waited for. A prompt is multiplied sixteen
//! rows at a time (`panel`): the rows are unpacked once into bytes that the processor multiplies four at a time, and every
//! token is multiplied with them while they are in its cache. Nothing in a file is trusted (`gguf`).
//!
//! A library; it knows nothing of ours. Threads: those of the `Hands` that whoever opens a model makes.

mod acts;
mod error;
mod gguf;
mod isa;
pub mod kernel;
mod kind;
mod map;
mod panel;
mod products;
mod row;
mod unpack;

pub use acts::{Acts, quantize};
pub use error::BlocksError;
pub use gguf::{Gguf, Tensor, Value, probe};
pub use isa::Isa;
pub use kind::Kind;
pub use map::Map;
pub use products::{Blocks, Hands, products};
pub(crate) use unpack::{is_finite, unpack_row};
