//! What every model on the box needs, whatever it computes: where its file lies and what it is, how a GGUF or
//! safetensors file is read without trusting it, byte-level BPE, and the arithmetic that candle-core lacks or does slowly.
//!
//! A library the models share; it knows neither of them. No threads of its own (rayon's pool multiplies matrices), no
//! clock; it reads the files it is given and nothing else.

mod bpe;
mod cache;
mod careful;
mod digest;
mod error;
pub mod kernel;
mod locate;
mod manifest;
mod matrix;
mod packed;
mod place;
mod reading;
mod safetensors;
mod writing;

pub use bpe::{Bpe, byte_letters};
pub use cache::{Cache, attend};
pub use candle_core::quantized::GgmlDType;
pub use careful::Careful;
pub use digest::sha256;
pub use error::WeightsError;
pub use huisclos_blocks::Isa;
pub use locate::locate;
pub use manifest::{Manifest, Model};
pub use matrix::{Matrix, Precision, quick_kind};
pub use packed::{Head, inside};
pub use place::{Place, kind_of};
pub use reading::Weights;
pub use writing::Wanted;
