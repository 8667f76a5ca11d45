//! The simulated board of a running box: its lines, and the calls that are rung into them from outside.

use super::bell::{Asked, Rung, chosen};
use huisclos_board_plan::{AtHandset, LineOf};
use huisclos_board_sim::{Caller, Handset, Pacing, Settings, SimHandle, Trunk, Uttered, WavCaller};
use huisclos_ports::{CallerId, Frame, Line, LineError, Report, What};
use huisclos_speech::Asking;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Facts of a call that wait for whoever rang it: a call has some two hundred.
const FACTS_MAX: usize = 1_000;
/// The handset is lifted at its second ring, and put back after half a minute of talking.
const LIFTED_AFTER_MS: u64 = 6_000;
const TALKS_MS: u64 = 30_000;

struct SimLineHere {
    handle: SimHandle,
    /// Who rang it.
    tap: Option<SyncSender<Report>>,
}

/// The simulated lines.
pub struct SimBoard {
    trunk: Trunk,
    lines: Mutex<BTreeMap<String, SimLineHere>>,
}

impl SimBoard {
    /// With its channels in that folder.
    pub fn at(folder: &Path) -> Self {
        Self { trunk: Trunk::at(folder), lines: Mutex::default() }
    }

    /// Opens a line, in real time.
    ///
    /// # Errors
    /// Another process, such as the guard, has its channel.
    pub fn open(&self, line: &LineOf) -> Result<Box<dyn Line>, LineError> {
        let handset = match line.at_handset {
            AtHandset::Absent => Handset::Absent,
            AtHandset::Busy => Handset::Busy,
            AtHandset::Answers => Handset::Answers { after_ms: LIFTED_AFTER_MS, talks_ms: TALKS_MS },
        };
        let settings = Settings { device: line.name.clone(), pacing: Pacing::Real, handset, ..Settings::lifelike() };
        let (opened, handle) = self.trunk.line(settings)?;
        self.lines().insert(line.name.clone(), SimLineHere { handle, tap: None });
        Ok(Box::new(opened))
    }

    fn lines(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, SimLineHere>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rung for SimBoard {
    fn ring(&self, asked: &Asked, from: CallerId) -> Result<(String, Receiver<Report>), String> {
        let mut caller: Box<dyn Caller> = Box::new(WavCaller::from_arguments(&asked.wav).map_err(|e| e.to_string())?);
        match asked.breaks.as_deref() {
            None => {}
            Some("panic") => caller = Box::new(Breaking::new(caller, Breaks::Panic)),
            Some("hang") => caller = Box::new(Breaking::new(caller, Breaks::Hang)),
            Some(other) => return Err(format!("« {other} » n'est pas une panne : panic ou hang")),
        }
        let mut lines = self.lines();
        let free = lines.iter().map(|(name, here)| (name, !here.handle.engaged()));
        let name = chosen(asked.line.as_deref(), free)?;
        let here = lines.get_mut(&name).ok_or("la ligne vient d'être fermée ; recommencez")?;
        here.handle.call(from, caller).map_err(|e| e.to_string())?;
        let (tap, facts) = sync_channel(FACTS_MAX);
        here.tap = Some(tap);
        Ok((name, facts))
    }

    fn engaged(&self, line: &str) -> bool {
        self.lines().get(line).is_some_and(|here| here.handle.engaged())
    }

    fn hangs_up(&self, line: &str) {
        if let Some(here) = self.lines().get_mut(line) {
            here.tap = None;
            // A line that is gone has no caller.
            let _ = here.handle.caller_hangs_up();
        }
    }

    fn presses(&self, line: &str, key: char) {
        if let Some(here) = self.lines().get(line) {
            let _ = here.handle.caller_presses(key);
        }
    }

    /// Its caller is told what is asked, and whoever rang it everything.
    fn happened(&self, line: &str, report: &Report) {
        let mut lines = self.lines();
        let Some(here) = lines.get_mut(line) else { return };
        if let What::Listening { asking } = &report.what {
            // A line that is gone says so at its next frame.
            let _ = here.handle.asked(*asking);
        }
        if let Some(tap) = &here.tap {
            let _ = tap.try_send(report.clone());
        }
        if matches!(report.what, What::Over { .. }) {
            here.tap = None;
        }
    }
}

/// What a faulty caller does to the line's own thread: to show on any PC what the box does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breaks {
    /// It panics.
    Panic,
    /// It hangs.
    Hang,
}

/// How long a thread hangs: longer than every bound of the box.
const HANGS: Duration = Duration::from_secs(15);
/// The fault comes after that many frames of talking: in the middle of the greeting.
const BREAKS_AFTER_FRAMES: u32 = 100;

/// A caller who breaks the thread of the line, once.
pub struct Breaking {
    caller: Box<dyn Caller>,
    breaks: Breaks,
    frames: u32,
}

impl Breaking {
    /// This caller, and that fault.
    pub fn new(caller: Box<dyn Caller>, breaks: Breaks) -> Self {
        Self { caller, breaks, frames: 0 }
    }
}

impl Caller for Breaking {
    fn exchange(&mut self, heard: &Frame) -> Uttered {
        self.frames = self.frames.saturating_add(1);
        if self.frames == BREAKS_AFTER_FRAMES {
            match self.breaks {
                Breaks::Panic => panic!("une panne était demandée, pour l'essai"),
                Breaks::Hang => thread::sleep(HANGS),
            }
        }
        self.caller.exchange(heard)
    }

    fn asked(&mut self, asking: Asking) {
        self.caller.asked(asking);
    }

    fn released(&mut self) {
        self.caller.released();
    }
}
