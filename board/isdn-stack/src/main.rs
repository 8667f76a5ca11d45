// SPDX-License-Identifier: GPL-2.0-only
//! `huisclos-isdn`: one ISDN basic access, spoken with through standard input and output. All of it is `stack.c`.

mod sys;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    ExitCode::from(sys::run(&arguments))
}
