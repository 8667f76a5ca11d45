//! The binary on a disk that is full, read-only or failing: the call goes on, says honestly that nothing was written, leaves
//! a note where one still fits, and loses nothing that it had confirmed before.
//!
//! The disks are real: a small file system of its own (root or the right to mount), and a library that answers errors in
//! the place of the disk. Where the machine does not give them the tests say so and stop.
#![allow(clippy::print_stderr)]

use huisclos_tests::small::{Small, empty};
use huisclos_tests::{huisclos, root};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const NOW: &str = "2026-11-23T09:00";
/// A call that has not ended after so many questions is stuck.
const QUESTIONS_MAX: usize = 60;

/// Calls on a full disk.
const CALLS: usize = 6;

/// A caller who wants an appointment and says who it is for.
const CALLER: &[(&str, &str)] = &[
    ("open", "Bonjour, je voudrais un rendez-vous avec le docteur Martin jeudi matin pour une consultation"),
    ("consent", "oui"),
    ("last_name", "Garnier, G A R N I E R"),
    ("first_name", "Sophie"),
    ("birth_date", "le douze mars mille neuf cent soixante-quatre"),
    ("phone", "zéro six douze trente-quatre cinquante-six soixante-dix-huit"),
    ("slot", "le premier"),
    ("choice", "le premier"),
    ("confirm", "oui"),
    ("other", "non merci, au revoir"),
    ("rating", "cinq"),
];

/// One call; `trouble` comes just before the caller's first answer, when the store is open.
fn call(data: &Path, preload: &[(&str, &Path)], trouble: impl FnOnce()) -> Vec<Value> {
    let mut command = huisclos();
    command.args(["call", "--text", "--json", "--now", NOW, "--from", "0612345678", "--data"]).arg(data);
    let child =
        command.envs(preload.iter().copied()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    let mut child = child.spawn().unwrap();
    let mut stdin = child.stdin.take();
    let (mut events, mut asked, mut trouble) = (Vec::new(), 0, Some(trouble));
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let event: Value = serde_json::from_str(&line.unwrap()).unwrap();
        if event["event"] == "listening" {
            if let Some(trouble) = trouble.take() {
                trouble();
            }
            asked += 1;
            if asked > QUESTIONS_MAX {
                stdin = None;
            }
            let says = CALLER.iter().find(|(asking, _)| event["asking"] == *asking);
            if let Some(stdin) = stdin.as_mut() {
                writeln!(stdin, "{}", says.map_or("je ne sais pas", |(_, says)| says)).unwrap();
            }
        }
        events.push(event);
    }
    assert!(child.wait().unwrap().success(), "{events:#?}");
    assert!(asked <= QUESTIONS_MAX, "a call without end: {events:#?}");
    events
}

fn has(events: &[Value], name: &str) -> bool {
    events.iter().any(|e| e["event"] == name)
}

/// Everything the box said.
fn said(events: &[Value]) -> String {
    events.iter().filter(|e| e["event"] == "said").filter_map(|e| e["text"].as_str()).collect::<Vec<_>>().join(" ")
}

fn command(args: &[&str], data: &Path) -> (bool, String) {
    let out = huisclos().args(args).args(["--now", NOW, "--data"]).arg(data).output().unwrap();
    (out.status.success(), String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned())
}

/// Appointments in the agenda.
fn booked(data: &Path) -> usize {
    let (done, listed) = command(&["agenda", "list", "--json"], data);
    assert!(done, "{listed}");
    listed.lines().filter(|line| line.contains("\"appointment\"")).count()
}

/// Room for a store and two calls.
const MIB: u32 = 24;

#[test]
fn on_a_full_disk_the_call_goes_on_with_a_note() {
    let Some(small) = Small::mounted(MIB) else { return };
    let data = small.0.join("data");
    assert!(has(&call(&data, &[], || {}), "booked"));
    let (mut filler, mut confirmed, mut refused) = (PathBuf::new(), 1, 0);
    // It fills up during the first call and is full already when the others come. The last block of a file may have room
    // for a booking more: what is confirmed then is in the agenda.
    for n in 0..CALLS {
        let events = call(&data, &[], || {
            if n == 0 {
                filler = small.fill(0);
            }
        });
        if has(&events, "booked") {
            confirmed += 1;
            continue;
        }
        refused += 1;
        assert!(has(&events, "note"), "no note: {events:#?}");
        assert!(said(&events).contains("un problème"), "{}", said(&events));
    }
    assert!(refused > 0, "it never was full");
    empty(filler);
    assert_eq!(booked(&data), confirmed);
    let (sound, report) = command(&["store", "verify"], &data);
    assert!(sound, "{report}");
    assert!(has(&call(&data, &[], || {}), "booked"), "there is room again");
    assert_eq!(booked(&data), confirmed + 1);
}

#[test]
fn on_a_read_only_disk_the_call_goes_on_and_says_so() {
    let Some(small) = Small::mounted(MIB) else { return };
    let data = small.0.join("data");
    assert!(has(&call(&data, &[], || {}), "booked"));
    small.remount("ro");
    let events = call(&data, &[], || {});
    assert!(!has(&events, "booked") && !has(&events, "note"), "{events:#?}");
    assert!(said(&events).contains("je ne peux rien enregistrer"), "{}", said(&events));
    small.remount("rw");
    let (sound, report) = command(&["store", "verify"], &data);
    assert!(sound, "{report}");
    assert_eq!(booked(&data), 1);
}

#[test]
fn on_a_failing_disk_the_call_goes_on_and_says_so() {
    let place = huisclos_tests::Folder::new();
    let (library, fault) = (place.file("powercut.so"), place.file("fault"));
    let source = root().join("firmware/store/tests/crash/powercut.c");
    let built =
        Command::new("cc").args(["-O1", "-shared", "-fPIC", "-o"]).args([&library, &source]).arg("-ldl").status();
    if !built.is_ok_and(|status| status.success()) {
        return eprintln!("not tried: no cc to build the library that fails in the disk's place");
    }
    let folder = fs::canonicalize(place.file(".")).unwrap();
    let data = folder.join("data");
    assert!(has(&call(&data, &[], || {}), "booked"));
    let preload = [("LD_PRELOAD", library.as_path()), ("POWERCUT_ROOT", &data), ("POWERCUT_FAULT", &fault)];
    // 5 is EIO: every change under the data folder fails from the caller's first answer on.
    let events = call(&data, &preload, || fs::write(&fault, "5").unwrap());
    assert!(!has(&events, "booked") && !has(&events, "note"), "{events:#?}");
    assert!(said(&events).contains("je ne peux rien enregistrer"), "{}", said(&events));
    let (sound, report) = command(&["store", "verify"], &data);
    assert!(sound, "{report}");
    assert_eq!(booked(&data), 1);
}
