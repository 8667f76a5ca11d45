//! A box of its own for a scene, as a technician leaves it: `huisclos run`, its console on a pipe.

use huisclos_tests::{Folder, huisclos, root};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Models are loaded in a few seconds; other tests run beside.
const SOON: Duration = Duration::from_secs(240);
/// The technician's code of every scene.
const PIN: &str = "271828";
/// A Monday morning; the clock goes on from there.
pub const NOW: &str = "2026-11-23T09:00";

/// The box, and all that its console wrote.
pub struct Cabinet {
    child: Child,
    typing: ChildStdin,
    written: Arc<Mutex<String>>,
    /// `http://127.0.0.1:PORT`
    pub url: String,
    /// Its data, removed with it.
    folder: Folder,
}

impl Cabinet {
    /// Starts it and waits for its page.
    pub fn open() -> Self {
        Self::over(Folder::new())
    }

    /// The same over a folder that was written to before.
    pub fn over(folder: Folder) -> Self {
        Self::by(folder, huisclos(), &[])
    }

    /// The same by a command that ends in the box's program, with more options.
    pub fn by(folder: Folder, mut program: Command, more: &[&str]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut child = program
            .args(["run", "--console", "--now", NOW, "--finish", "0", "--page", &format!("127.0.0.1:{port}"), "--data"])
            .arg(folder.path())
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let written = Arc::new(Mutex::new(String::new()));
        let outputs: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for mut output in outputs {
            let written = written.clone();
            thread::spawn(move || {
                let mut bytes = [0; 4096];
                while let Ok(n @ 1..) = output.read(&mut bytes) {
                    written.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..n]));
                }
            });
        }
        let typing = child.stdin.take().unwrap();
        let end = Instant::now() + SOON;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < end, "the page never came:\n{}", written.lock().unwrap());
            thread::sleep(Duration::from_millis(20));
        }
        Self { child, typing, written, url: format!("http://127.0.0.1:{port}"), folder }
    }

    /// What the console wrote after these words, once `until` stands there too.
    pub fn reads(&self, words: &str, until: &str) -> String {
        let end = Instant::now() + SOON;
        loop {
            let all = self.written.lock().unwrap().clone();
            if let Some((_, after)) = all.split_once(words)
                && let Some((read, _)) = after.split_once(until)
            {
                return read.to_string();
            }
            assert!(Instant::now() < end, "« {words} » never came:\n{all}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// A patient rings: their side of the call, as the demonstration's caller says it.
    pub fn rings(&self, more: &[&str]) -> Child {
        let mut command = huisclos();
        command.args(["ring", "--json", "--from", "0698765432", "--data"]).arg(self.folder.path());
        command.arg("--wav").args(caller()).args(more);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
    }

    fn types(&mut self, line: &str) {
        self.typing.write_all(format!("{line}\r").as_bytes()).unwrap();
        self.typing.flush().unwrap();
    }

    /// The code of the first account, as the technician reads it off the console.
    pub fn first_code(&mut self) -> String {
        self.reads("Nouveau code", ":");
        self.types(PIN);
        self.reads("encore une fois", ":");
        self.types(PIN);
        self.reads("huisclos>", " ");
        self.types("compte");
        let code = self.reads("code du premier compte", "À taper une fois");
        // Ink is not told from digits by the terminal's own codes ("\x1b[0K").
        let mut runs = code.split(|c: char| !c.is_ascii_digit());
        runs.find(|run| run.len() == 8).expect("eight digits on the console").to_string()
    }
}

/// What the demonstration's caller says to each question.
fn caller() -> Vec<String> {
    let demo = root().join("firmware/appliance/demo");
    ["open", "consent", "last_name", "first_name", "birth_date", "phone", "slot", "confirm", "other"]
        .map(|asking| format!("{asking}={}", demo.join(format!("{}.wav", asking.replace('_', "-"))).display()))
        .into()
}

impl Drop for Cabinet {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
