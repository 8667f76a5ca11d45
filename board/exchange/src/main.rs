//! `huisclos-exchange CHANNEL SCRIPT`: the far end of a channel in the bench machine, an exchange or a telephone, that
//! does what its script says and tells what happens as JSON lines. Exit status 1 when what it waited for did not come.

mod error;
mod far_end;
mod logs;
mod script;
mod seen;
mod steps;

use error::Error;
use far_end::FarEnd;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("huisclos-exchange : {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Error> {
    let mut args = std::env::args().skip(1);
    let (channel, file) = (args.next(), args.next());
    let channel = channel.and_then(|c| c.parse().ok()).ok_or(Error::Usage)?;
    let file = file.ok_or(Error::Usage)?;
    let text = std::fs::read_to_string(&file).map_err(|reason| Error::File { file: file.clone(), reason })?;
    let steps = script::parse(&text)?;
    let mut far_end = FarEnd::open(channel)?;
    for step in steps {
        steps::follow(&mut far_end, &step)?;
    }
    far_end.tell("done", &[]);
    Ok(())
}
