//! The appliance itself, driven from outside: `huisclos run` on the simulated board, its guard, and everything that may
//! happen to them.

use huisclos_tests::{Folder, huisclos, root};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Longest wait for words on a busy machine: models are loaded in a few seconds.
const SOON: Duration = Duration::from_secs(120);
/// Feature X2: from the firmware's death to a handset that works, two seconds; a third for a machine that runs other tests.
const JOINED_WITHIN: Duration = Duration::from_secs(3);

/// A line whose handset is taken, so that a caller is given up at once, and one at whose handset somebody sits.
const BOARD: &str = r#"
card = "sim"
[[lines]]
channel = 1
at_handset = "busy"
[[lines]]
channel = 2
at_handset = "answers"
"#;

/// A program of ours, and the lines that it writes.
pub struct Program {
    child: Child,
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Program {
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (tell, lines) = channel();
        let outputs: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for output in outputs {
            let tell = tell.clone();
            thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    let _ = tell.send(line);
                }
            });
        }
        Self { child, lines, seen: Vec::new() }
    }

    /// Waits for a line with these words; those before it are passed over.
    pub fn says(&mut self, words: &str) -> String {
        let end = Instant::now() + SOON;
        loop {
            match self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    self.seen.push(line.clone());
                    if line.contains(words) {
                        return line;
                    }
                }
                Err(_) => panic!("« {words} » never came:\n{}", self.seen.join("\n")),
            }
        }
    }

    /// True when none of these words come within that time.
    fn is_silent_on(&mut self, words: &str, wait: Duration) -> bool {
        let end = Instant::now() + wait;
        loop {
            match self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) if line.contains(words) => return false,
                Ok(line) => self.seen.push(line),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return true,
            }
        }
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for its end; its exit status.
    pub fn ends(&mut self) -> Option<i32> {
        let end = Instant::now() + SOON;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(Instant::now() < end, "it never ends:\n{}", self.seen.join("\n"));
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A box of its own.
struct Box_ {
    folder: Folder,
    board: PathBuf,
}

impl Box_ {
    fn new(more: &str) -> Self {
        let folder = Folder::new();
        let board = folder.file("board.toml");
        std::fs::write(&board, format!("{more}\n{BOARD}")).unwrap();
        Self { folder, board }
    }

    fn command(&self, name: &str) -> Command {
        // Before the others of this machine, as systemd has it (where this user may): half a second without a heartbeat is
        // what the guard is tried on, and a machine that builds beside must not make it.
        let mut command = Command::new("nice");
        command.args(["-n", "-10"]).arg(huisclos().get_program());
        command.arg(name).arg("--run-dir").arg(self.folder.file("run")).arg("--data").arg(self.folder.path());
        command
    }

    fn run(&self) -> Program {
        let mut command = self.command("run");
        command.arg("--board").arg(&self.board).args(["--page", "127.0.0.1:0", "--now", "2026-11-23T09:00"]);
        command.args(["--finish", "1"]);
        Program::start(command)
    }

    fn ready(&self) -> Program {
        let mut run = self.run();
        run.says("prête : un appel serait pris");
        run
    }

    fn guard(&self) -> Program {
        let mut command = self.command("guard");
        command.arg("--board").arg(&self.board).arg("--json");
        Program::start(command)
    }

    /// A caller on a line; hangs up when dropped.
    fn ring(&self, line: &str, more: &[&str]) -> Program {
        let mut command = self.command("ring");
        command.args(["--json", "--line", line]).args(more);
        Program::start(command)
    }

    fn health(&self) -> (bool, String) {
        let out = self.command("run").arg("--health").output().unwrap();
        (out.status.success(), String::from_utf8_lossy(&out.stderr).into_owned())
    }
}

fn recording(name: &str) -> String {
    root().join("tests/recordings").join(name).display().to_string()
}

#[test]
fn the_appliance_answers_two_lines_survives_a_broken_call_and_ends_in_good_order() {
    let box_ = Box_::new("");
    let mut run = box_.run();
    let page = run.says("la page du cabinet : http://127.0.0.1:");
    run.says("prête : un appel serait pris");
    let (well, why) = box_.health();
    assert!(well, "{why}");
    assert!(!page.ends_with(":0"), "{page}");

    let mut first = box_.ring("sim/1", &["--from", "0612345678"]);
    let mut second = box_.ring("sim/2", &["--breaks", "panic"]);
    first.says("\"event\":\"answered\"");
    second.says("\"event\":\"answered\"");
    // The second breaks its thread two seconds later: its caller is given to the handset, the first call goes on.
    run.says("sim/2 : un appel s'est interrompu par une faute");
    assert!(second.says("\"event\":\"over\"").contains("failed"));
    first.says("\"event\":\"listening\"");
    drop(first);
    run.says("sim/1 : fin d'appel, abandonné");
    assert!(box_.health().0, "the box goes on");

    // A call on that line again, and the box is asked to end in the middle of it.
    let mut last = box_.ring("sim/1", &[]);
    last.says("\"event\":\"answered\"");
    let asked = Instant::now();
    run.signal("TERM");
    run.says("arrêt demandé");
    // The second's handset is still in somebody's hand: that one is not cut off before its half minute.
    assert_eq!(run.ends(), Some(0), "{}", run.seen.join("\n"));
    println!("ended {:.1} s after it was asked", asked.elapsed().as_secs_f32());
    last.says("\"event\":\"over\"");
    assert!(!box_.health().0, "nobody says that an ended box is well");
    let mut again = box_.ready();
    again.signal("TERM");
    assert_eq!(again.ends(), Some(0));
}

#[test]
fn what_was_acknowledged_is_there_after_a_kill_in_a_call() {
    let box_ = Box_::new("");
    let mut run = box_.ready();
    let alarm = format!("open={}", recording("24-alarm.wav"));
    let mut caller = box_.ring("sim/1", &["--wav", &alarm]);
    let note: Value = serde_json::from_str(&caller.says("\"event\":\"note\"")).unwrap();
    assert_eq!(note["priority"], "highest");
    run.signal("KILL");
    run.ends();
    // The store opens by itself, with what the caller was told, and the box answers again.
    let mut run = box_.ready();
    assert!(!run.seen.iter().any(|line| line.contains("abîmé")), "{}", run.seen.join("\n"));
    run.signal("TERM");
    assert_eq!(run.ends(), Some(0));
    let out = huisclos().args(["store", "verify", "--json", "--data"]).arg(box_.folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.success() && said.contains("\"notes\":1"), "{said}");
}

#[test]
fn the_guard_joins_the_handset_whatever_happens_to_the_box() {
    let box_ = Box_::new("release_when_stuck = true");
    let mut guard = box_.guard();
    guard.says("watching");
    // Nobody has started the box: the telephone works.
    for _ in 0..2 {
        guard.says("joined");
    }
    let joined_within = |guard: &mut Program, what: &str, since: Instant| {
        for _ in 0..2 {
            guard.says("\"joined\"");
        }
        let took = since.elapsed();
        println!("{what}: joined after {} ms", took.as_millis());
        assert!(took < JOINED_WITHIN, "{what}: {took:?}");
    };
    let up = |guard: &mut Program| {
        let mut run = box_.run();
        for _ in 0..2 {
            guard.says("given_back");
        }
        run.says("prête : un appel serait pris");
        run
    };
    // Asked to end, it says so, and nothing is missing for half a second.
    let mut run = up(&mut guard);
    run.signal("TERM");
    joined_within(&mut guard, "SIGTERM", Instant::now());
    assert_eq!(run.ends(), Some(0));
    // Killed.
    let mut run = up(&mut guard);
    run.signal("KILL");
    joined_within(&mut guard, "SIGKILL", Instant::now());
    run.ends();
    // Stopped: it holds its lines until its own dead man's handle has killed it.
    let mut run = up(&mut guard);
    run.signal("STOP");
    joined_within(&mut guard, "SIGSTOP", Instant::now());
    run.ends();
    // A call that panics costs the line nothing: the box goes on, and nothing is joined.
    let mut run = up(&mut guard);
    let mut caller = box_.ring("sim/1", &["--breaks", "panic"]);
    caller.says("\"event\":\"over\"");
    assert!(guard.is_silent_on("\"joined\"", Duration::from_secs(1)));
    // One that hangs stops the line's loop.
    let mut caller = box_.ring("sim/1", &["--breaks", "hang"]);
    caller.says("\"event\":\"answered\"");
    for _ in 0..2 {
        guard.says("\"joined\"");
    }
    assert_ne!(run.ends(), Some(0));
}

#[test]
fn what_cannot_work_is_refused_before_anything_is_touched() {
    let box_ = Box_::new("");
    let refused = |board: &str| {
        std::fs::write(&box_.board, board).unwrap();
        let out = box_.command("run").arg("--board").arg(&box_.board).output().unwrap();
        assert_eq!(out.status.code(), Some(1));
        assert!(!box_.folder.path().exists(), "the store was touched");
        String::from_utf8_lossy(&out.stderr).into_owned()
    };
    let board = |more: &str| format!("{more}\n{BOARD}");
    let said = refused(&board("calls_max = 99"));
    assert!(said.contains("board.toml") && said.contains("« calls_max » vaut 99"), "{said}");
    let said = refused(&board("accept_demo_models = false"));
    assert!(said.contains("accept_demo_models = true") && said.contains("voix de synthèse"), "{said}");
    let ring = box_.command("ring").output().unwrap();
    assert!(String::from_utf8_lossy(&ring.stderr).contains("lancez « huisclos run »"));
    assert!(!box_.health().0);
}
