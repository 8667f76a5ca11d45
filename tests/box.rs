//! The tests of the whole box, one binary.
#![allow(clippy::unwrap_used)]

mod bad_input;
mod bench;
mod browser;
mod callers;
mod console;
mod disk;
mod image;
mod keys;
mod machine;
mod private;
mod rights;
mod running;
mod sound;
mod spoken;
mod systemd;
mod tidy;
