//! The language model: what a caller said, to a closed form.
//!
//! A small Qwen3-shaped decoder and a linear classifier, both in one GGUF. Decoding is constrained token by token
//! (`grammar`): a choice is an argmax over the few tokens allowed at its place, a span may only walk along the caller's own
//! words, and practitioner and motif are copied from the cabinet's lists. So the model can be wrong, but it cannot invent.
//!
//! ```no_run
//! # use huisclos_language::Language;
//! # use huisclos_speech::Asking;
//! let mut language = Language::open(&Language::locate(None)?)?;
//! language.set_cabinet(&huisclos_agenda::Cabinet::demo())?;
//! let form = language.read("c'est pour le vaccin de ma fille jeudi", Asking::Open)?;
//! assert_eq!(form.when_words, ["jeudi"]);
//! # Ok::<(), huisclos_language::LanguageError>(())
//! ```

mod allowed;
mod cabinet;
mod coder;
mod decode;
mod error;
mod grammar;
mod linear;
mod model;
mod normalise;
mod reading;
mod words;

pub use cabinet::Lists;
pub use decode::{Chances, Language, Read};
pub use error::LanguageError;
pub use normalise::normalise;
pub use words::ask_word;
