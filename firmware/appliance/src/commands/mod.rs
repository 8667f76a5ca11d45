//! One file a subcommand.

pub mod agenda;
pub mod call;
pub mod console;
pub mod demo;
pub mod figures;
pub mod guard;
pub mod mic;
pub mod models;
pub mod ring;
pub mod run;
pub mod speak;
pub mod store;
pub mod transcribe;
pub mod understand;
