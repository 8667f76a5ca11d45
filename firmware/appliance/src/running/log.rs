//! What the running box tells of itself: a line on stderr, or an event on stdout with `--json`, written by a thread of its
//! own so that no line ever waits for a terminal; the newest lines are kept for the technician. Without patient data, but for
//! `--json`, which is asked for.

use crate::{json, world};
use huisclos_ports::{Report, What, in_french};
use serde_json::json;
use std::collections::VecDeque;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Lines that wait to be written; a terminal that takes none for so many loses what follows.
const WAITING_MAX: usize = 512;
/// Lines that are kept for the technician: a quiet week, a busy day.
const KEPT_MAX: usize = 300;

enum Row {
    Said(String),
    Event(String),
}

/// The box's log.
pub struct Log {
    rows: SyncSender<Row>,
    kept: Mutex<VecDeque<String>>,
    clock: Box<dyn Fn() -> String + Send + Sync>,
    as_json: bool,
}

impl Log {
    /// Starts it. `quiet`: a technician's console is on this terminal, and nothing else is written on it.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(
        as_json: bool,
        quiet: bool,
        clock: impl Fn() -> String + Send + Sync + 'static,
    ) -> std::io::Result<Arc<Self>> {
        let (rows, waiting) = sync_channel(WAITING_MAX);
        thread::Builder::new().name("journal".into()).spawn(move || {
            for row in waiting {
                match row {
                    Row::Said(text) if !quiet => eprintln!("huisclos : {text}"),
                    Row::Said(_) => {}
                    Row::Event(text) => world::out(&text),
                }
            }
        })?;
        Ok(Arc::new(Self { rows, kept: Mutex::default(), clock: Box::new(clock), as_json }))
    }

    /// A sentence without patient data.
    pub fn say(&self, text: impl Into<String>) {
        let text = text.into();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back(format!("{} {text}", (self.clock)()));
        if kept.len() > KEPT_MAX {
            kept.pop_front();
        }
        drop(kept);
        let _ = self.rows.try_send(Row::Said(text));
    }

    /// A fact of a call on a line.
    pub fn call(&self, line: &str, report: &Report) {
        if self.as_json {
            let mut event = json::event(report);
            event["line"] = json!(line);
            event["call"] = json!(format!("{:016x}", report.call.0));
            let _ = self.rows.try_send(Row::Event(event.to_string()));
        }
        match &report.what {
            What::Ring { .. } => self.say(format!("{line} : appel")),
            What::Over { seconds, outcome, .. } => {
                self.say(format!("{line} : fin d'appel, {}, {seconds:.0} s", in_french(*outcome)));
            }
            _ => {}
        }
    }

    /// The newest lines, the newest first.
    pub fn newest(&self) -> Vec<String> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).iter().rev().cloned().collect()
    }
}
