//! The bell of a board that has no telephone network: a socket in the box's folder, through which `huisclos ring` calls a
//! line of the running box.
//!
//! One connection a call: a line of JSON in ([`Asked`]), then the keys that the caller presses (`0`-`9`, `*`, `#`; anything
//! else is passed over); the events of the call out, a line each. An error is `{"error": "…"}`. Whoever closes the connection
//! hangs up.

use super::Running;
use crate::error::Error;
use crate::{json, world};
use huisclos_ports::{CallerId, Report, What};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// The socket's name in the box's folder.
pub const NAME: &str = "sonnette";
/// Longest request: sixteen files with long paths.
const BYTES_MAX: u64 = 64 * 1024;
/// A request comes at once, or it is none.
const ASKED_WITHIN: Duration = Duration::from_secs(5);
/// How often the bell looks whether the call is still there, and whether the box ends.
const LOOK: Duration = Duration::from_millis(200);
/// Whether the caller is still there is seen that quickly.
const GONE: Duration = Duration::from_millis(1);
/// After its caller has gone, a call's last facts come within that many looks.
const LOOKS_AFTER: u32 = 60;

/// What is asked of the bell.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Which line; the first free one otherwise.
    pub line: Option<String>,
    /// The caller's number; withheld otherwise.
    pub from: Option<String>,
    /// `[ASKING=]FILE`, absolute.
    #[serde(default)]
    pub wav: Vec<String>,
    /// Breaks the line's thread in the middle of the call: `panic` or `hang`.
    pub breaks: Option<String>,
}

/// Keys of a telephone.
const KEYS: &str = "0123456789*#";

/// A board whose lines are rung from outside.
pub trait Rung: Send + Sync {
    /// Rings a line, or the first that is free; gives its name and what happens in the call.
    ///
    /// # Errors
    /// No such line, none is free, or this caller cannot be; what to do.
    fn ring(&self, asked: &Asked, from: CallerId) -> Result<(String, Receiver<Report>), String>;

    /// True while a call is on that line.
    fn engaged(&self, line: &str) -> bool;

    /// The caller on that line hangs up.
    fn hangs_up(&self, line: &str);

    /// The caller on that line presses a key.
    fn presses(&self, line: &str, key: char);

    /// Something happened in a call on a line.
    fn happened(&self, line: &str, report: &Report);
}

/// The line that is asked for among those there are, or the first that is free.
///
/// # Errors
/// No such line, or none is free; what to do.
pub fn chosen<'a>(asked: Option<&str>, lines: impl Iterator<Item = (&'a String, bool)>) -> Result<String, String> {
    let lines: Vec<(&String, bool)> = lines.collect();
    match asked {
        Some(name) if lines.iter().any(|(known, _)| *known == name) => Ok(name.into()),
        Some(name) => {
            let known: Vec<&str> = lines.iter().map(|(known, _)| known.as_str()).collect();
            Err(format!("la ligne {name} n'existe pas ; il y a : {}", known.join(", ")))
        }
        None => {
            let free = lines.iter().find(|(_, free)| *free).map(|(name, _)| (*name).clone());
            free.ok_or_else(|| "aucune ligne n'est libre ; attendez la fin d'un appel".into())
        }
    }
}

/// Listens for calls, until the box ends.
///
/// # Errors
/// The socket cannot be made.
pub fn listen(running: &Arc<Running>, board: &Arc<dyn Rung>, folder: &Path) -> Result<(), Error> {
    let path = folder.join(NAME);
    let failed = |reason| Error::Write { path: path.clone(), reason };
    match std::fs::remove_file(&path) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(failed(e)),
        _ => {}
    }
    let listener = UnixListener::bind(&path).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let (running, board) = (running.clone(), board.clone());
    let ring = move || {
        while !running.is_over() {
            match listener.accept() {
                Ok((stream, _)) => {
                    let (running, board) = (running.clone(), board.clone());
                    let call = move || call(&running, board.as_ref(), stream);
                    if let Err(e) = thread::Builder::new().name("sonnette".into()).spawn(call) {
                        eprintln!("huisclos : l'appel d'essai ne peut pas commencer : {e}");
                    }
                }
                Err(_) => thread::sleep(LOOK),
            }
        }
        let _ = std::fs::remove_file(&path);
    };
    thread::Builder::new().name("sonnette".into()).spawn(ring).map(|_| ()).map_err(|e| Error::Line(e.to_string()))
}

fn call(running: &Running, board: &dyn Rung, mut stream: UnixStream) {
    if let Err(why) = ring(running, board, &mut stream) {
        let _ = writeln!(stream, "{}", json!({ "error": why }));
    }
}

fn asked(stream: &UnixStream) -> Result<Asked, String> {
    stream.set_nonblocking(false).map_err(|e| e.to_string())?;
    stream.set_read_timeout(Some(ASKED_WITHIN)).map_err(|e| e.to_string())?;
    let mut line = String::new();
    BufReader::new(stream.take(BYTES_MAX))
        .read_line(&mut line)
        .map_err(|e| format!("la demande ne se lit pas : {e}"))?;
    serde_json::from_str(&line).map_err(|e| format!("la demande ne se comprend pas : {e}"))
}

fn ring(running: &Running, board: &dyn Rung, stream: &mut UnixStream) -> Result<(), String> {
    let asked = asked(stream)?;
    let from = world::caller(asked.from.as_deref()).map_err(|e| e.to_string())?;
    let (line, facts) = board.ring(&asked, from)?;
    let mut left = LOOKS_AFTER;
    stream.set_read_timeout(Some(GONE)).map_err(|e| e.to_string())?;
    stream.set_write_timeout(Some(ASKED_WITHIN)).map_err(|e| e.to_string())?;
    loop {
        let mut keys = [0; 16];
        match stream.read(&mut keys) {
            Ok(0) => {
                board.hangs_up(&line);
                return Ok(());
            }
            Ok(n) => {
                let keys = keys.iter().take(n).map(|byte| char::from(*byte)).filter(|key| KEYS.contains(*key));
                keys.for_each(|key| board.presses(&line, key));
            }
            Err(_) => {}
        }
        match facts.recv_timeout(LOOK) {
            Ok(report) => {
                let mut event = json::event(&report);
                event["line"] = json!(line);
                if writeln!(stream, "{event}").is_err() {
                    board.hangs_up(&line);
                    return Ok(());
                }
                if matches!(report.what, What::Over { .. }) {
                    return Ok(());
                }
            }
            Err(RecvTimeoutError::Timeout) if !running.is_over() && board.engaged(&line) => {}
            Err(RecvTimeoutError::Timeout) if left > 0 && !running.is_over() => left -= 1,
            Err(_) => return Err("l'appel s'est terminé sans que la boîte en dise la fin".into()),
        }
    }
}
