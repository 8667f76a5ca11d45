//! The tests of the whole box, one binary.
#![allow(clippy::unwrap_used)]

mod bad_input;
mod callers;
mod console;
mod disk;
mod keys;
mod image;
mod rights;
mod running;
mod spoken;
mod systemd;
mod tidy;
