//! The process that is killed, or whose disk is unplugged: opens, checks every fact it is told of, then works, and says
//! what it did only after the store did.

use crate::common::{Dice, identity, now, quarter};
use crate::facts::{Facts, MARK};
use huisclos_agenda::{AppointmentId, MadeBy, Note, NoteId, NoteReason, PatientId, Priority, Private, Retention};
use huisclos_store::{Options, Store, rotate_all, rotate_root, steps};
use jiff::ToSpan;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Mutex;

/// The environment of a child: data folder, file of facts, what to do, seed, where to die.
pub const DATA: &str = "HUISCLOS_CRASH_DATA";
pub const FACTS: &str = "HUISCLOS_CRASH_FACTS";
pub const DO: &str = "HUISCLOS_CRASH_DO";
pub const SEED: &str = "HUISCLOS_CRASH_SEED";
pub const CHANGE: &str = "HUISCLOS_CRASH_CHANGE";
pub const DIE: &str = "HUISCLOS_CRASH_DIE";
/// How a child ends that could not open, and one that misses a fact.
pub const NOT_OPENED: i32 = 3;
pub const MISSED: i32 = 4;

/// What a child works at after its check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Nothing: it only checks.
    Check,
    /// This many operations, then an orderly close.
    Some(u32),
    /// Until it is killed.
    Endless,
}

/// A change of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    None,
    Root,
    All,
}

impl Change {
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Root => "root",
            Self::All => "all",
        }
    }
}

/// Longest work of an endless child: one that nobody kills ends, and fails the test.
const ENDLESS: u32 = 20_000;

impl Work {
    pub fn word(self) -> String {
        match self {
            Self::Check => "0".into(),
            Self::Some(n) => n.to_string(),
            Self::Endless => ENDLESS.to_string(),
        }
    }
}

/// One write, so that a line is never cut in two.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\n{MARK}{line}\n").as_bytes()).and_then(|()| out.flush()).unwrap();
}

pub fn var(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Not a test by itself.
#[test]
#[ignore = "run by the harness, in a process of its own"]
fn child() {
    let Some(data) = var(DATA) else { return };
    let text = var(FACTS).map(|path| std::fs::read_to_string(path).unwrap()).unwrap_or_default();
    let facts = Facts::read(&text);
    watch_steps();
    let options = Options::at(&data);
    let changed = match var(CHANGE).as_deref() {
        // A new folder has no keys to change.
        _ if !std::path::Path::new(&data).join("journal").exists() => None,
        Some("root") => Some(rotate_root(&options)),
        Some("all") => Some(rotate_all(&options)),
        _ => None,
    };
    if let Some(Err(e)) = changed {
        end(NOT_OPENED, &e.to_string());
    }
    let opened = Store::open(&options).unwrap_or_else(|e| end(NOT_OPENED, &e.to_string()));
    for warning in &opened.warnings {
        say(&format!("warning {warning}"));
    }
    let store = opened.store;
    let missing = facts.missing(&store);
    if !missing.is_empty() {
        end(MISSED, &missing.join("; "));
    }
    let report = store.verify().unwrap_or_else(|e| end(MISSED, &e.to_string()));
    if !report.is_sound() {
        end(MISSED, &report.faults.join("; "));
    }
    say(&format!("checked {}", facts.len()));
    let many = var(DO).and_then(|n| n.parse().ok()).unwrap_or(0);
    let seed = var(SEED).and_then(|n| n.parse().ok()).unwrap_or(1);
    Worker::new(&store, seed).work(many);
    drop(store);
    say("done");
}

fn end(code: i32, why: &str) -> ! {
    say(&format!("failed {why}"));
    std::process::exit(code)
}

struct Worker<'a> {
    store: &'a Store,
    dice: Dice,
    patients: Vec<PatientId>,
    /// Those that hold, with whose they are.
    held: Vec<(AppointmentId, PatientId)>,
    next: i64,
}

impl<'a> Worker<'a> {
    fn new(store: &'a Store, seed: u64) -> Self {
        let all = store.appointments(quarter(0).start.date(), quarter(2_000_000).start.date()).unwrap();
        let last = all.iter().map(|a| a.slot.start.duration_since(quarter(0).start).as_mins() / 15 + 1).max();
        let held = all.iter().filter(|a| a.holds()).map(|a| (a.id, a.patient)).collect();
        Self { store, dice: Dice(seed | 1), patients: Vec::new(), held, next: last.unwrap_or(0) }
    }

    fn work(&mut self, many: u32) {
        for _ in 0..many {
            match self.dice.below(80) {
                0..16 => self.cancel(),
                16..24 => self.note(),
                24..27 => self.erase(),
                27..29 => self.snapshot(),
                29..31 => self.night(),
                _ => self.book(),
            }
        }
    }

    fn patient(&mut self) -> PatientId {
        if self.patients.is_empty() || self.dice.below(4) == 0 {
            let name = format!("Nom{}", self.dice.below(1 << 40));
            let made = self.store.add_or_update_patient(&identity(&name, "Anne", 1970, Some("+33612345678"))).unwrap();
            self.patients.push(made.id);
        }
        self.patients[self.dice.below(self.patients.len() as u64) as usize]
    }

    fn book(&mut self) {
        let patient = self.patient();
        let booked = self.store.book(&quarter(self.next), patient, MadeBy::Box, None).unwrap();
        self.next += 1;
        say(&format!("booked {} {}", booked.id.0, patient.0));
        self.held.push((booked.id, patient));
    }

    fn cancel(&mut self) {
        if self.held.is_empty() {
            return self.book();
        }
        let at = self.dice.below(self.held.len() as u64) as usize;
        let (id, patient) = self.held.swap_remove(at);
        say(&format!("cancelling {} {}", id.0, patient.0));
        self.store.cancel(id).unwrap();
        say(&format!("cancelled {} {}", id.0, patient.0));
    }

    fn erase(&mut self) {
        let Some(patient) = self.held.first().map(|(_, patient)| *patient) else { return self.book() };
        say(&format!("erasing {}", patient.0));
        self.store.erase_patient(patient, "le secrétariat", now()).unwrap();
        say(&format!("erased {}", patient.0));
        self.held.retain(|(_, of)| *of != patient);
        self.patients.retain(|of| *of != patient);
    }

    fn snapshot(&mut self) {
        say("snapshot begun");
        self.store.snapshot().unwrap();
        say("snapshot done");
    }

    fn night(&mut self) {
        say("night begun");
        let night = self.store.nightly(&Retention::default(), now()).unwrap();
        assert_eq!(night.said, Vec::<String>::new());
        say("night done");
    }

    fn note(&mut self) {
        let note = Note {
            id: NoteId(0),
            at: now() + 1.minute(),
            reason: NoteReason::Message,
            priority: Priority::Normal,
            patient: None,
            phone: None,
            practitioner: None,
            text: Private::new(format!("rappeler {}", self.dice.below(1 << 30))),
        };
        say(&format!("noted {} 0", self.store.add_note(&note, None).unwrap().0));
    }
}

/// Says every step, and dies at the one it was told (`name:nth`).
fn watch_steps() {
    steps::watch(|name| {
        static PASSED: Mutex<BTreeMap<&'static str, u32>> = Mutex::new(BTreeMap::new());
        let mut passed = PASSED.lock().unwrap();
        let times = passed.entry(name).or_default();
        *times += 1;
        if var(DIE).is_some_and(|die| die == format!("{name}:{times}")) {
            // SIGKILL by its own hand: nothing is flushed, nothing is dropped.
            let pid = std::process::id().to_string();
            let _ = std::process::Command::new("kill").args(["-9", &pid]).status();
            std::thread::sleep(std::time::Duration::from_secs(10));
        }
        say(&format!("step {name}"));
    });
}
