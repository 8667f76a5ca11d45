//! One telephone call as a state machine. Pure.
