//! The tests of the whole box, one binary.
#![allow(clippy::unwrap_used)]

mod bad_input;
mod callers;
mod console;
mod disk;
mod image;
mod rights;
mod spoken;
mod systemd;
mod tidy;
