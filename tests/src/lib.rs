//! The tests of the whole box.
