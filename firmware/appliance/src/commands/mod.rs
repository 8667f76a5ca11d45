//! One file a subcommand.

pub mod agenda;
pub mod call;
pub mod console;
pub mod demo;
pub mod models;
pub mod speak;
pub mod store;
pub mod transcribe;
pub mod understand;
