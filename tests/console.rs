//! The technician's console of the binary, driven as a script drives it: lines in, a screen out.

use huisclos_tests::{Folder, huisclos};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Longest wait for words on a busy machine; each comes in far less.
const SOON: Duration = Duration::from_secs(60);

struct Console {
    child: Child,
    stdin: ChildStdin,
    came: Receiver<Vec<u8>>,
    seen: String,
}

impl Console {
    fn start(data: &Path) -> Self {
        let mut child = huisclos()
            .args(["console", "--now", "2026-11-23T09:00", "--data", data.to_str().unwrap()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let (tell, came) = channel();
        thread::spawn(move || {
            let mut bytes = [0; 1024];
            while let Ok(n @ 1..) = stdout.read(&mut bytes) {
                if tell.send(bytes[..n].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self { child, stdin, came, seen: String::new() }
    }

    fn types(&mut self, text: &str) {
        self.seen.clear();
        self.stdin.write_all(text.as_bytes()).unwrap();
    }

    /// Waits for words that came after the last thing typed.
    fn sees(&mut self, words: &str) -> String {
        let end = Instant::now() + SOON;
        while !self.seen.contains(words) {
            let left = end.saturating_duration_since(Instant::now());
            let bytes =
                self.came.recv_timeout(left).unwrap_or_else(|_| panic!("« {words} » never came:\n{}", self.seen));
            self.seen.push_str(&String::from_utf8_lossy(&bytes));
        }
        self.seen.clone()
    }

    /// The cable is pulled: the end of the pipe ends the program.
    fn pulled(self) {
        let Self { mut child, stdin, .. } = self;
        drop(stdin);
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn a_technician_chooses_a_pin_looks_around_and_comes_back() {
    let folder = Folder::new();
    let mut console = Console::start(&folder.path());
    console.sees("Nouveau code");
    console.types("123456\r");
    console.sees("se devine");
    console.types("481516\r");
    console.sees("encore une fois");
    console.types("481516\r");
    let menu = console.sees("huisclos>");
    // What this machine cannot do yet is not offered.
    assert!(menu.contains("usine") && !menu.contains("redemarrer") && !menu.contains("miseajour"), "{menu}");
    console.types("etat\r");
    let state = console.sees("huisclos>");
    assert!(state.contains("Modèles de démonstration") && state.contains("coupé si panne de courant"), "{state}");
    console.types("modeles verifier\r");
    assert!(console.sees("whisper : intact").contains("language"));
    console.types("boucle\r");
    let loop_back = console.sees("bon équilibre");
    assert!(loop_back.contains("1004 Hz") && loop_back.contains("bruit"), "{loop_back}");
    console.pulled();

    let mut console = Console::start(&folder.path());
    console.sees("code du technicien");
    console.types("999999\r");
    console.sees("Code refusé 1 fois. Attendez 1 s.");
    console.pulled();
    // The power was cut: the refusal is remembered, and still costs its wait.
    let mut console = Console::start(&folder.path());
    console.sees("Code refusé 1 fois");
    console.types("");
    console.sees("code du technicien");
    console.types("481516\r");
    console.sees("huisclos>");
    console.types("journal\r");
    let trail = console.sees("huisclos>");
    assert!(trail.contains("code du technicien refusé (1 de suite)") && !trail.contains("481516"), "{trail}");
    console.pulled();
}

#[test]
fn a_factory_reset_destroys_the_key_and_the_data() {
    let folder = Folder::new();
    let data = folder.path();
    let call = |said: &str| {
        let mut child = huisclos()
            .args(["call", "--text", "--rules-only", "--now", "2026-11-23T09:00", "--data", data.to_str().unwrap()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(said.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
    };
    call("je voudrais parler au secrétariat\n/hangup\n");
    let before = contents(&data);
    assert!(before.len() >= 2, "a key and a journal at least");
    let mut console = Console::start(&data);
    console.sees("Nouveau code");
    console.types("481516\r");
    console.sees("encore une fois");
    console.types("481516\r");
    console.sees("huisclos>");
    // Not the word: nothing happens.
    console.types("usine\r");
    console.sees("Confirmation :");
    console.types("EFFACER\r");
    console.sees("rien n'est fait");
    assert!(before.is_subset(&contents(&data)));
    console.types("usine\r");
    let asked = console.sees("Confirmation :");
    let word = asked.split("tapez « ").nth(1).unwrap().split(" »").next().unwrap().to_string();
    console.types(&format!("{word}\r"));
    console.sees("comme neuve");
    console.sees("Nouveau code");
    console.pulled();
    let after = contents(&data);
    assert_eq!(before.intersection(&after).count(), 0, "not one file, nor the key, is what it was");
}

/// What the key file and the journals hold: sled's files change by being opened.
fn contents(data: &Path) -> BTreeSet<Vec<u8>> {
    let mut out = BTreeSet::new();
    let mut folders = vec![data.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                _ if entry.file_name().to_string_lossy().starts_with("journal") => {
                    out.extend(std::fs::read(entry.path()))
                }
                _ => {}
            }
        }
    }
    out.extend(std::fs::read(data.with_extension("key")));
    out.retain(|bytes| bytes.len() > 32 && bytes.iter().any(|b| *b != 0));
    out
}
