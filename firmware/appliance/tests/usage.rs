//! The binary exists and says who it is. (That this test needs it is what makes `cargo test --workspace` build it, for the
//! tests of the whole box in `tests/`.)
#![allow(clippy::expect_used)]

use std::process::Command;

#[test]
fn the_binary_says_its_name_and_refuses_what_it_does_not_know() {
    let run = |arg: &str| Command::new(env!("CARGO_BIN_EXE_huisclos")).arg(arg).output().expect("it was just built");
    let version = run("--version");
    assert!(version.status.success());
    assert!(String::from_utf8_lossy(&version.stdout).starts_with("huisclos "));
    assert_eq!(run("--danse").status.code(), Some(2));
}
