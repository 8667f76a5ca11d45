//! The traits that the engine asks of boards, models and store. Whoever consumes a trait wrote it.

pub mod desk;
pub mod line;
pub mod models;
pub mod report;
pub mod store;

pub use desk::{AgendaRow, Desk, Live};
pub use huisclos_call::{CallerId, Outcome, Pace, Query, Reply};
pub use line::{Exchange, FRAME_MS, FRAME_SAMPLES, Frame, Line, LineError, LineFact, SILENCE};
pub use models::{Heard, ModelError, Recognizer, Understanding, Voice};
pub use report::{By, Report, What, in_french};
pub use store::{CallRecord, Store, StoreError};
