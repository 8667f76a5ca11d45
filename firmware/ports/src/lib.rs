//! The traits that the engine asks of boards, models and store. Whoever consumes a trait wrote it.

pub mod line;
pub mod models;

pub use line::{CallerId, Exchange, FRAME_MS, FRAME_SAMPLES, Frame, Line, LineError, LineFact, SILENCE};
pub use models::{Heard, ModelError, Pace, Recognizer, Understanding, Voice};
