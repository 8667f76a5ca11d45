//! What every model on the box needs, whatever it computes: where its file lies and what it is, how a GGUF or
//! safetensors file is read without trusting it, byte-level BPE, and the arithmetic that candle-core lacks or does slowly.
//!
//! A library the models share; it knows neither of them. No threads of its own (candle's pool multiplies matrices), no
//! clock; it reads the files it is given and nothing else.

mod bpe;
mod cache;
mod digest;
mod error;
pub mod kernel;
mod locate;
mod manifest;
mod matrix;
mod reading;
mod small;

pub use bpe::Bpe;
pub use cache::{Cache, attend};
pub use digest::sha256;
pub use error::WeightsError;
pub use locate::locate;
pub use manifest::{Manifest, Model};
pub use matrix::{Matrix, Precision};
pub use reading::Weights;
