//! The tests of the whole box, one binary.
#![allow(clippy::unwrap_used)]

mod bad_input;
mod bench;
mod callers;
mod console;
mod disk;
mod machine;
mod keys;
mod image;
mod rights;
mod running;
mod spoken;
mod systemd;
mod tidy;
