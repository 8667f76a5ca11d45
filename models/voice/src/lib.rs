//! The voice.
