//! Starts children and gathers what they said.

use crate::child::{CHANGE, Change, DATA, DIE, DO, FACTS, SEED, Work};
use crate::facts::MARK;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};

/// Where a round lies: in memory when the machine has such a disk, since only the log says what is durable.
pub fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.unwrap()
}

/// `powercut.c`, compiled once.
pub fn library(into: &Path) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/crash/powercut.c");
    let library = into.join("powercut.so");
    let done = Command::new("cc")
        .args(["-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o"])
        .args([&library, &source])
        .args(["-ldl", "-lpthread"])
        .status()
        .expect("cc, which the Rust linker needs too");
    assert!(done.success(), "powercut.c does not compile");
    library
}

/// What a child is to do.
pub struct Order<'a> {
    /// Name of the test function that is the child.
    pub test: &'a str,
    pub data: &'a Path,
    pub facts: Option<&'a Path>,
    /// What is done to the keys before the first opening.
    pub change: Change,
    pub work: Work,
    pub seed: u64,
    /// The step to die at: `name:nth`.
    pub die: Option<String>,
    /// Library, folder it watches, its log, and whether the disk lies about syncs.
    pub disk: Option<(&'a Path, &'a Path, &'a Path, bool)>,
}

pub struct Running {
    child: Child,
    reader: JoinHandle<String>,
    opened: Receiver<()>,
}

impl Order<'_> {
    pub fn start(&self) -> Running {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", self.test, "--ignored", "--nocapture", "--test-threads=1"]);
        command.env(DATA, self.data).env(DO, self.work.word()).env(SEED, self.seed.to_string());
        command.env(CHANGE, self.change.word());
        if let Some(facts) = self.facts {
            command.env(FACTS, facts);
        }
        if let Some(die) = &self.die {
            command.env(DIE, die);
        }
        if let Some((library, root, log, lies)) = self.disk {
            command.env("LD_PRELOAD", library).env("POWERCUT_ROOT", root).env("POWERCUT_LOG", log);
            if lies {
                command.env("POWERCUT_LIES", "1");
            }
        }
        let errors = match self.facts {
            Some(facts) => Stdio::from(File::create(facts.with_extension("errors")).unwrap()),
            None => Stdio::null(),
        };
        let mut child = command.stdout(Stdio::piped()).stderr(errors).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (tell, opened) = mpsc::channel();
        let reader = thread::spawn(move || {
            let mut said = String::new();
            for line in lines.map_while(Result::ok).filter(|line| line.starts_with(MARK)) {
                if line.contains("checked") {
                    let _ = tell.send(());
                }
                said.push_str(&line);
                said.push('\n');
            }
            said
        });
        Running { child, reader, opened }
    }

    /// Waits for its end: what it said, and how it ended.
    pub fn run(&self) -> (String, ExitStatus) {
        self.start().wait()
    }
}

impl Running {
    /// Waits until the store is open and checked; false when the child ended before.
    pub fn opened(&self) -> bool {
        self.opened.recv_timeout(std::time::Duration::from_secs(60)).is_ok()
    }

    pub fn kill(mut self) -> (String, ExitStatus) {
        let _ = self.child.kill();
        self.wait()
    }

    pub fn wait(mut self) -> (String, ExitStatus) {
        let status = self.child.wait().unwrap();
        (self.reader.join().unwrap(), status)
    }
}
