//! The program from outside, where no card is needed. (Without a test of the package that runs it, `cargo test` would not
//! build the program, and the bench, which takes it into its machine, would miss it.)
#![allow(clippy::unwrap_used)]

use std::process::Command;

fn fails(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_huisclos-exchange")).args(args).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{args:?}");
    assert!(output.stdout.is_empty(), "nothing is told of a script that was not begun");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn what_cannot_be_done_is_said_in_one_sentence() {
    assert!(fails(&[]).contains("usage"));
    assert!(fails(&["cinq", "script"]).contains("usage"));
    assert!(fails(&["5", "/nonexistent/script"]).contains("/nonexistent/script"));
    let script = std::env::temp_dir().join(format!("huisclos-exchange-{}", std::process::id()));
    std::fs::write(&script, "wait 10\ndance\n").unwrap();
    let told = fails(&["5", script.to_str().unwrap()]);
    std::fs::remove_file(&script).unwrap();
    assert!(told.contains("ligne 2") && told.contains("dance"), "{told}");
}
