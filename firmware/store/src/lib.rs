//! The encrypted store; the only crate that names sled.
