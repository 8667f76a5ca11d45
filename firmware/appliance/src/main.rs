//! `huisclos`: the box in one binary. Settings, wiring, subcommands; no logic of its own.

mod bench;
mod book;
mod cli;
mod commands;
mod desk;
mod desk_book;
mod desk_inbox;
mod desk_rights;
mod desk_search;
mod desk_switchboard;
mod desk_trail;
mod desk_waiting;
mod desk_warm;
mod erasure;
mod error;
mod install;
mod install_chat;
mod json;
mod mind;
mod page;
mod parts;
mod pieces;
mod recordings;
mod running;
mod settings;
mod shelf;
mod spoken;
mod studio;
mod technician;
mod world;
mod wrong;

use clap::Parser;
use cli::{Cli, Command};
use std::process::ExitCode;

fn main() -> ExitCode {
    // Before any key is read: no core of this process is written, and no other reads its memory.
    if let Err(error) = huisclos_store::keep_memory_private() {
        eprintln!("huisclos : la mémoire de ce processus n'a pas pu être mise à l'abri des autres ({error}).");
    }
    // Wrong usage ends in clap's own exit status, 2.
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Demo(demo) => commands::demo::run(&cli.common, &demo),
        Command::Run(options) => commands::run::run(&cli.common, &options),
        Command::Guard(options) => commands::guard::run(&cli.common, &options),
        Command::Ring(options) => commands::ring::run(&cli.common, &options),
        Command::Call(call) => commands::call::run(&cli.common, &call),
        Command::Understand(options) => commands::understand::run(&cli.common, &options),
        Command::Transcribe(options) => commands::transcribe::run(&cli.common, &options),
        Command::Speak(options) => commands::speak::run(&options),
        Command::Models(options) => commands::models::run(&cli.common, &options),
        Command::Agenda(options) => commands::agenda::run(&cli.common, &options),
        Command::Figures(options) => commands::figures::run(&cli.common, &options),
        Command::Store(options) => commands::store::run(&cli.common, &options),
        Command::Console(options) => commands::console::run(&cli.common, &options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("huisclos : {error}");
            ExitCode::FAILURE
        }
    }
}
