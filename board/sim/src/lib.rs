//! The simulated board: a line like any other.
