//! The bench machine, from outside: restored from its saved state, given a job, asked for what came of it.
//!
//! `tests/bench/build` makes it once. Without it the tests that need it say so and pass, unless
//! `HUISCLOS_BENCH_REQUIRED` is set, as the gate does.

use huisclos_tests::root;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The restored machine answers within 0.6 s on a quiet computer; a loaded one may take much longer.
const RESTORED_WITHIN: Duration = Duration::from_secs(60);
/// Size of the disk that brings a job: build makes the same.
const JOB_BYTES: u64 = 192 << 20;

/// What a job takes with it and does.
#[derive(Default)]
pub struct Job {
    pub files: Vec<(String, Vec<u8>)>,
    pub programs: Vec<(String, PathBuf)>,
    /// Shell text.
    pub run: String,
}

impl Job {
    /// A job that runs this shell text in its folder. `out/` is brought back.
    pub fn new(run: &str) -> Self {
        let run = format!("#!/bin/sh\nln -s /tmp/out out\n{run}\n");
        Self { run, ..Self::default() }
    }

    pub fn file(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.push((name.into(), bytes.into()));
        self
    }

    pub fn program(mut self, name: &str, path: PathBuf) -> Self {
        self.programs.push((name.into(), path));
        self
    }
}

/// What came of a job.
pub struct Came {
    pub code: i32,
    pub output: String,
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Came {
    /// The JSON lines among the output.
    pub fn lines(&self) -> Vec<serde_json::Value> {
        self.output.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }
}

/// Where the bench is, if it was built.
pub fn bench() -> Option<PathBuf> {
    let named = std::env::var_os("HUISCLOS_BENCH").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache/huisclos/bench"));
    let cache = named.or(home)?;
    if cache.join("state").exists() {
        return Some(cache);
    }
    let required = std::env::var_os("HUISCLOS_BENCH_REQUIRED").is_some();
    assert!(!required, "the bench machine is missing: tests/bench/build makes it");
    eprintln!("skipped: no bench machine (tests/bench/build makes it in a minute)");
    None
}

/// A machine under emulation.
pub struct Machine {
    qemu: Child,
    shell: UnixStream,
    folder: PathBuf,
}

impl Machine {
    /// Restores one; `None` where there is no bench.
    pub fn restore() -> Option<Self> {
        static NUMBER: Mutex<u32> = Mutex::new(0);
        let cache = bench()?;
        let number = {
            let mut number = NUMBER.lock().unwrap_or_else(PoisonError::into_inner);
            *number += 1;
            *number
        };
        let folder = std::env::temp_dir().join(format!("huisclos-bench-{}-{number}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        for (disk, bytes) in [("in.raw", JOB_BYTES), ("out.raw", 64 << 20)] {
            std::fs::File::create(folder.join(disk)).unwrap().set_len(bytes).unwrap();
        }
        let socket = folder.join("shell");
        let qemu = Command::new("nice")
            .args(["-n", "10", "qemu-system-x86_64"])
            .args(options())
            .args(["-serial", "null", "-serial"])
            .arg(format!("unix:{},server=on,wait=off", socket.display()))
            .args(["-incoming"])
            .arg(format!("exec:cat '{}'", cache.join("state").display()))
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(folder.join("qemu.log")).unwrap())
            .spawn()
            .unwrap();
        let began = Instant::now();
        let mut shell = loop {
            match UnixStream::connect(&socket) {
                Ok(shell) => break shell,
                Err(_) if began.elapsed() < RESTORED_WITHIN => std::thread::sleep(Duration::from_millis(10)),
                Err(reason) => panic!("no shell: {reason}; {}", log(&folder)),
            }
        };
        // What is said while the state is still being read is lost: it is asked until it answers.
        shell.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
        let (mut answer, mut bytes) = (Vec::new(), [0; 256]);
        while !String::from_utf8_lossy(&answer).contains("BANC LA") {
            assert!(began.elapsed() < RESTORED_WITHIN, "the machine does not answer; {}", log(&folder));
            writeln!(shell, "\n?").unwrap();
            let read = shell.read(&mut bytes).unwrap_or(0);
            answer.extend_from_slice(&bytes[..read]);
        }
        Some(Self { qemu, shell, folder })
    }

    /// Gives it a job and waits for its end.
    pub fn run(&mut self, job: &Job, limit: Duration) -> Came {
        self.lay(job);
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        writeln!(self.shell, "\n{now}").unwrap();
        self.shell.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
        let (began, mut output) = (Instant::now(), Vec::new());
        let mut bytes = [0; 4096];
        let code = loop {
            match self.shell.read(&mut bytes) {
                Ok(0) => panic!("the machine stopped: {}\n{}", log(&self.folder), String::from_utf8_lossy(&output)),
                Ok(n) => output.extend_from_slice(&bytes[..n]),
                Err(_) => {}
            }
            if let Some(code) = ended(&output) {
                break code;
            }
            assert!(began.elapsed() < limit, "no end in {limit:?}:\n{}", String::from_utf8_lossy(&output));
        };
        Came { code, output: String::from_utf8_lossy(&output).into_owned(), files: self.fetch() }
    }

    fn lay(&self, job: &Job) {
        let stage = self.folder.join("job");
        let _ = std::fs::remove_dir_all(&stage);
        std::fs::create_dir_all(&stage).unwrap();
        for (name, bytes) in &job.files {
            std::fs::write(stage.join(name), bytes).unwrap();
        }
        for (name, path) in &job.programs {
            std::fs::copy(stripped(path), stage.join(name)).unwrap();
        }
        std::fs::write(stage.join("run"), &job.run).unwrap();
        let disk = self.folder.join("in.raw");
        let done = Command::new("sh")
            .args([
                "-c",
                "chmod +x job/run && tar -C job -cf in.raw . && truncate -s \"$0\" in.raw",
                &JOB_BYTES.to_string(),
            ])
            .current_dir(&self.folder)
            .status()
            .unwrap();
        assert!(done.success() && std::fs::metadata(disk).unwrap().len() == JOB_BYTES, "the job does not fit");
    }

    fn fetch(&self) -> BTreeMap<String, Vec<u8>> {
        let out = self.folder.join("came");
        let _ = std::fs::remove_dir_all(&out);
        std::fs::create_dir_all(&out).unwrap();
        let _ = Command::new("tar").args(["-C"]).arg(&out).arg("-xf").arg(self.folder.join("out.raw")).status();
        let entries = std::fs::read_dir(&out).unwrap().flatten().filter(|entry| entry.path().is_file());
        entries.map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())).collect()
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = self.qemu.kill();
        let _ = self.qemu.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn ended(output: &[u8]) -> Option<i32> {
    let text = String::from_utf8_lossy(output);
    let (_, rest) = text.rsplit_once("\nBANC FINI ")?;
    rest.contains('\n').then(|| rest.trim().parse().ok()).flatten()
}

fn log(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("qemu.log")).unwrap_or_default()
}

/// The options of `tests/bench/machine`.
fn options() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("tests/bench/machine")).unwrap();
    let list = text.split("machine=(").nth(1).and_then(|rest| rest.split(')').next()).unwrap();
    list.split_whitespace().map(String::from).collect()
}

/// A program without its line tables: they are most of it, and they would have to be carried each time.
fn stripped(path: &Path) -> PathBuf {
    static STRIPPED: Mutex<BTreeMap<PathBuf, PathBuf>> = Mutex::new(BTreeMap::new());
    let mut known = STRIPPED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(small) = known.get(path) {
        return small.clone();
    }
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let small = std::env::temp_dir().join(format!("huisclos-bench-{}-{name}", std::process::id()));
    let done = Command::new("strip").arg("-o").arg(&small).arg(path).status().unwrap();
    assert!(done.success(), "strip {}", path.display());
    known.insert(path.into(), small.clone());
    small
}

/// A program of the workspace, built with the tests.
pub fn program(name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("debug").join(name)
}
