//! The traits the engine asks of boards, models and store.
