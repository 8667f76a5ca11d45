//! What a process of the box shows to others of the same user: no core, no memory.

use huisclos_tests::{Folder, huisclos};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::process::{Child, Command, Stdio};

/// A user of no rights, so that "its own user" and "root" are not the same.
const NOBODY: u32 = 65_534;

/// Who owns a process's memory as `/proc` shows it: its user while it may be dumped, root when it may not (proc(5)).
fn owner_of_memory(child: &Child) -> u32 {
    fs::metadata(format!("/proc/{}/mem", child.id())).unwrap().uid()
}

fn core_limit(child: &Child) -> String {
    let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap()
        .split_whitespace()
        .skip(4)
        .take(2)
        .collect()
}

#[test]
fn no_core_is_written_and_no_memory_is_shown() {
    let folder = Folder::new();
    let at = folder.file(".");
    let as_nobody = |program: &std::path::Path, args: &[&str]| {
        let mut command = Command::new("setpriv");
        command.args([&format!("--reuid={NOBODY}"), &format!("--regid={NOBODY}"), "--clear-groups", "--"]);
        command.arg(program).args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()
    };
    let owned = std::os::unix::fs::chown(&at, Some(NOBODY), Some(NOBODY)).is_ok();
    let Some(mut twin) = owned.then(|| as_nobody("/bin/cat".as_ref(), &[]).ok()).flatten() else {
        return println!("not tried: this needs root and setpriv");
    };
    // Where a binary lies another user may not go: a copy goes along.
    let copy = folder.file("huisclos");
    fs::copy(huisclos().get_program(), &copy).unwrap();
    let data = folder.path();
    let args = ["call", "--text", "--rules-only", "--now", "2026-11-23T09:00", "--data", data.to_str().unwrap()];
    let mut call = as_nobody(&copy, &args).unwrap();
    // It is at work once it has said something.
    let mut said = [0; 1];
    std::io::Read::read_exact(call.stdout.as_mut().unwrap(), &mut said).unwrap();
    let shown = (owner_of_memory(&call), core_limit(&call));
    let twins = (owner_of_memory(&twin), core_limit(&twin));
    for child in [&mut call, &mut twin] {
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_eq!(shown, (0, "00".to_string()));
    assert_eq!(twins.0, NOBODY, "the twin: an ordinary process shows its memory to its user");
}
