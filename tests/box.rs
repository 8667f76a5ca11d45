//! The tests of the whole box, one binary.
#![allow(clippy::unwrap_used)]

mod tidy;
