//! Every file of `tests/calls` is one whole call.

mod bench;

use bench::script::{Reading, run};
use std::path::PathBuf;

fn files() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/calls"))
        .expect("the calls lie beside the tests")
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "call"))
        .collect();
    all.sort();
    all
}

fn run_all(reading: Reading) -> Vec<String> {
    files()
        .iter()
        .filter_map(|path| {
            let text = std::fs::read_to_string(path).expect("readable");
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            run(&text, reading).err().map(|e| format!("{name}: {e}"))
        })
        .collect()
}

#[test]
fn every_conversation_goes_as_written() {
    assert!(files().len() >= 40, "{} conversations", files().len());
    let failed = run_all(Reading::ByHand);
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
}

/// The twin: a conversation with a wrong expectation must fail.
#[test]
fn a_wrong_expectation_is_seen() {
    for wrong in ["B: [motif]", "B: bonsoir", "E: booked", "E: outcome booked"] {
        assert!(run(&format!("from: withheld\n{wrong}\n"), Reading::ByHand).is_err(), "{wrong}");
    }
    assert!(run("from: withheld\nB: [open] 112\nB: ! bonsoir\n/hangup\nE: outcome abandoned", Reading::ByHand).is_ok());
}

/// The product: the same conversations with the caller's words read by `understand`, without the language model.
#[test]
fn every_conversation_goes_as_written_by_the_rules() {
    let failed = run_all(Reading::ByRules);
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
}
