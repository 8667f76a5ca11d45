//! The bench machine, from outside: restored from its saved state, given a job, asked for what came of it.
//!
//! `tests/bench/build` makes it once. Without it the tests that need it say so and pass, unless
//! `HUISCLOS_BENCH_REQUIRED` is set, as the gate does.

mod came;
mod programs;

pub use came::Came;
pub use programs::program;

use came::failure;
use huisclos_tests::root;
use programs::{libraries, stripped};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The restored machine answers within 0.6 s on a quiet computer; a loaded one may take much longer.
const RESTORED_WITHIN: Duration = Duration::from_secs(60);
/// A job that has not ended by then is not waited for, however little of the computer it got.
const WAITED_MAX: Duration = Duration::from_secs(1_500);
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
        let run = format!("#!/bin/sh\nln -s /tmp/out out\nexport LD_LIBRARY_PATH=$LD_LIBRARY_PATH:/job/lib\n{run}\n");
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
    /// Its second serial port, once it is open.
    shell: Option<UnixStream>,
    folder: PathBuf,
}

impl Machine {
    /// Restores one; `None` where there is no bench.
    pub fn restore() -> Option<Self> {
        Self::slower(0)
    }

    /// One whose processor takes two to the power of `shift` nanoseconds for an instruction. What keeps the emulator busy is
    /// the instructions: a machine that never idles gets through a second of its time so much the sooner.
    pub fn slower(shift: u32) -> Option<Self> {
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
        let qemu = Command::new("nice")
            .args(["-n", "10", "qemu-system-x86_64"])
            .args(options().iter().map(|option| option.replace("shift=0", &format!("shift={shift}"))))
            // By its short name: a socket's path has 107 bytes at most, and a temporary folder's may be longer.
            .args(["-serial", "file:console.log", "-serial", "unix:shell,server=on,wait=off", "-incoming"])
            .arg(format!("exec:cat '{}'", cache.join("state").display()))
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(folder.join("qemu.log")).unwrap())
            .spawn()
            .expect("qemu-system-x86_64 and nice");
        let began = Instant::now();
        let opened = std::fs::File::open(&folder).unwrap();
        let socket = format!("/proc/self/fd/{}/shell", opened.as_raw_fd());
        let mut machine = Self { qemu, shell: None, folder };
        let mut shell = loop {
            match UnixStream::connect(&socket) {
                Ok(shell) => break shell,
                Err(_) if began.elapsed() < RESTORED_WITHIN && machine.lives() => {
                    std::thread::sleep(Duration::from_millis(10));
                }
                Err(reason) => machine.fails(&format!("no shell: {reason}"), ""),
            }
        };
        // What is said while the state is still being read is lost: it is asked until it answers.
        shell.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
        let (mut answer, mut bytes) = (Vec::new(), [0; 256]);
        while !String::from_utf8_lossy(&answer).contains("BANC LA") {
            if began.elapsed() > RESTORED_WITHIN || !machine.lives() {
                machine.fails("the machine does not answer", &String::from_utf8_lossy(&answer));
            }
            let _ = writeln!(shell, "\n?");
            let read = shell.read(&mut bytes).unwrap_or(0);
            answer.extend_from_slice(&bytes[..read]);
        }
        machine.shell = Some(shell);
        Some(machine)
    }

    /// Gives it a job and waits for its end, as long as the emulator has not worked for `limit`: how much of a computer it
    /// gets is not the job's doing.
    pub fn run(&mut self, job: &Job, limit: Duration) -> Came {
        self.lay(job);
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        let mut shell = self.shell.take().expect("the shell of a restored machine");
        writeln!(shell, "\n{now}").unwrap();
        shell.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
        let (began, mut output) = (Instant::now(), Vec::new());
        let mut bytes = [0; 4096];
        let shown = std::env::var_os("HUISCLOS_BENCH_SHOW").is_some();
        let code = loop {
            let read = shell.read(&mut bytes);
            if let Ok(read) = read {
                output.extend_from_slice(&bytes[..read]);
                // Only to look on: what is told is kept anyway.
                if shown {
                    eprint!("{}", String::from_utf8_lossy(&bytes[..read]));
                }
            }
            if let Some(code) = ended(&output) {
                break code;
            }
            let told = String::from_utf8_lossy(&output);
            if matches!(read, Ok(0)) {
                self.fails("the machine stopped", &told);
            }
            if self.worked() > limit || began.elapsed() > WAITED_MAX.max(limit) {
                self.fails(&format!("no end in {:?} of work, {:?} in all", self.worked(), began.elapsed()), &told);
            }
        };
        self.shell = Some(shell);
        let output = String::from_utf8_lossy(&output).into_owned();
        Came { code, output, console: self.console(), files: self.fetch() }
    }

    fn lives(&mut self) -> bool {
        matches!(self.qemu.try_wait(), Ok(None))
    }

    /// Processor time of the emulator so far.
    fn worked(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.qemu.id())).unwrap_or_default();
        // The fields after the program's name, which is in brackets: the 12th and 13th are hundredths of a second.
        let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ').skip(11).take(2);
        Duration::from_millis(fields.filter_map(|field| field.parse::<u64>().ok()).sum::<u64>() * 10)
    }

    /// What the machine's kernel and the emulator said.
    fn console(&self) -> String {
        let read = |name| std::fs::read(self.folder.join(name)).unwrap_or_default();
        ["console.log", "qemu.log"].map(|name| String::from_utf8_lossy(&read(name)).into_owned()).concat()
    }

    fn fails(&self, what: &str, output: &str) -> ! {
        panic!("{}", failure(what, &self.console(), output))
    }

    fn lay(&self, job: &Job) {
        let stage = self.folder.join("job");
        let _ = std::fs::remove_dir_all(&stage);
        std::fs::create_dir_all(&stage).unwrap();
        for (name, bytes) in &job.files {
            std::fs::write(stage.join(name), bytes).unwrap();
        }
        std::fs::create_dir_all(stage.join("lib")).unwrap();
        for (name, path) in &job.programs {
            std::fs::copy(stripped(path), stage.join(name)).unwrap();
            for library in libraries(path) {
                std::fs::copy(&library, stage.join("lib").join(library.file_name().unwrap())).unwrap();
            }
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

/// The options of `tests/bench/machine`.
fn options() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("tests/bench/machine")).unwrap();
    let list = text.split("machine=(").nth(1).and_then(|rest| rest.split(')').next()).unwrap();
    list.split_whitespace().map(String::from).collect()
}
