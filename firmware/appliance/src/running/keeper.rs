//! The keeper: feeds whoever restarts a box that hangs (the service manager, the hardware watchdog, the dead man's handle), by
//! the rules of `operator`, and says whether the boot is good.

use super::Running;
use super::deadman::DeadMan;
use super::notify::Notify;
use crate::error::Error;
use huisclos_board_chassis::Watchdog;
use huisclos_operator::{Boot, Grade, Part, Signs, blessed, feeds};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The dead man's handle is held that often.
const BEAT: Duration = Duration::from_millis(100);
/// A line whose loop has not turned for that long lets the handle go.
const STUCK_MS: u64 = 900;
/// Beats between two meals: a second.
const MEAL_BEATS: u64 = 10;
/// A box that is not whole by then is started all the same, unless its version is on trial: half a minute before the service
/// manager would start it again.
const LATE_MS: u64 = 150_000;
/// Where the boot loader's variables are; a boot that is counted has one of that name (systemd-boot's automatic boot assessment).
const LOADER: &str = "/sys/firmware/efi/efivars";
const COUNTED: &str = "LoaderBootCountPath-";
/// The health file's name in the box's folder.
pub const HEALTH: &str = "sante.json";
/// A health older than this is nobody's any more.
const HEALTH_MAX_S: u64 = 10;

/// What the health file says.
#[derive(Debug, Serialize, Deserialize)]
struct Health {
    /// Seconds since 1970.
    at: u64,
    /// What keeps a call from being answered; empty when one would be.
    lacking: Vec<String>,
}

fn unix_s() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Whether the box that runs with this folder would answer a call.
///
/// # Errors
/// What is lacking, in one sentence.
pub fn health(folder: &Path) -> Result<(), Error> {
    let path = folder.join(HEALTH);
    let text = std::fs::read_to_string(&path).map_err(|reason| Error::Read { path: path.clone(), reason })?;
    let broken = |e| Error::Refused(format!("{} ne se comprend pas : {e}", path.display()));
    let health: Health = serde_json::from_str(&text).map_err(broken)?;
    let age = unix_s().saturating_sub(health.at);
    if age > HEALTH_MAX_S {
        return Err(Error::Refused(format!("la boîte n'a rien dit depuis {age} s : elle ne tourne pas, ou plus")));
    }
    if health.lacking.is_empty() { Ok(()) } else { Err(Error::Refused(health.lacking.join(" ; "))) }
}

/// True while this version has not proved itself: a boot that is not good must then fail, so that the old one comes back.
fn on_trial() -> bool {
    let variables = std::fs::read_dir(LOADER).into_iter().flatten().flatten();
    variables.into_iter().any(|variable| variable.file_name().to_string_lossy().starts_with(COUNTED))
}

/// What is kept alive by being fed.
struct Fed {
    notify: Notify,
    dog: Option<Watchdog>,
    handle: Option<DeadMan>,
    /// The service manager was told that the box is started.
    ready: bool,
    /// A call would have been answered, once.
    well: bool,
    /// The hardware watchdog was opened, or there is none.
    armed: bool,
    /// What starved it, while it lasts.
    starving: Option<String>,
}

fn boot(running: &Running) -> Boot {
    Boot {
        store_open: running.store_answered_ms().is_some(),
        page_answers: running.page_answers(),
        lines_named: running.board.lines.len(),
        lines_turning: running.house().map_or(0, |house| house.turning()),
        models_speak: running.models_speak,
    }
}

impl Fed {
    /// Feeds, and says how the box is.
    fn meal(&mut self, running: &Running) {
        let lacking: Vec<String> =
            blessed(&boot(running)).err().unwrap_or_default().into_iter().map(String::from).collect();
        self.write(running, &lacking);
        let now_ms = running.now_ms();
        if lacking.is_empty() && !self.well {
            self.well = true;
            self.notify.tell("READY=1\nSTATUS=prête");
            running.log.say("prête : un appel serait pris");
        } else if !self.ready && now_ms > LATE_MS && running.store_answered_ms().is_some() && !on_trial() {
            // A line that is dead must not keep the others, and the page, from being served.
            let why = format!("en service malgré un défaut : {}", lacking.join(" ; "));
            self.notify.tell(&format!("READY=1\nSTATUS={why}"));
            running.log.say(why);
            self.ready = true;
        }
        if self.well && !std::mem::replace(&mut self.armed, true) {
            self.open_dog(running);
        }
        self.ready |= self.well;
        let busy = |(name, since): (&str, Duration)| {
            (name.to_string(), now_ms.saturating_sub(u64::try_from(since.as_millis()).unwrap_or(u64::MAX)))
        };
        // The lines count from their own opening.
        let later = running.house().map_or(0, |house| now_ms.saturating_sub(house.now_ms()));
        let lines = running.house().map(|house| house.signs()).unwrap_or_default();
        let signs = Signs {
            lines: lines.into_iter().map(|(name, at)| (name, at.map(|at| at + later))).collect(),
            busy: running.workers.busy().into_iter().map(busy).collect(),
            store: running.store_answered_ms(),
        };
        match feeds(now_ms, &signs) {
            Ok(()) => {
                if self.starving.take().is_some() {
                    running.faults.mend("keeper");
                }
                self.notify.tell("WATCHDOG=1");
                if let Some(Err(error)) = self.dog.as_mut().map(Watchdog::feed) {
                    running.log.say(error.to_string());
                }
            }
            Err(starving) => {
                let why = format!("{starving} : la boîte va redémarrer si cela dure.");
                running.faults.say("keeper", Grade::Down, "boîte figée", why.clone());
                self.notify.tell(&format!("STATUS={why}"));
                self.starving = Some(why);
            }
        }
    }

    /// Once opened it must be fed: so not before the box works.
    fn open_dog(&mut self, running: &Running) {
        let Some(device) = &running.board.watchdog else { return };
        let opened = Watchdog::open(device);
        running.part(|parts| {
            parts.watchdog = if opened.is_ok() { Part::Found(device.clone()) } else { Part::Missing(device.clone()) };
        });
        match opened {
            Ok(dog) => self.dog = Some(dog),
            Err(error) => running.log.say(error.to_string()),
        }
    }

    fn write(&self, running: &Running, lacking: &[String]) {
        let health = Health { at: unix_s(), lacking: lacking.to_vec() };
        let text = serde_json::to_string(&health).unwrap_or_default();
        let (path, fresh) = (running.folder.join(HEALTH), running.folder.join("sante.new"));
        if let Err(error) = std::fs::write(&fresh, text).and_then(|()| std::fs::rename(&fresh, &path)) {
            running.faults.say("health", Grade::Told, "santé non écrite", format!("{} : {error}", path.display()));
        }
    }

    /// Every line's loop has turned, or waits to: the handle is held.
    fn hold(&mut self, running: &Running) {
        let Some(house) = running.house() else { return };
        let now_ms = house.now_ms();
        // One that waits to be opened holds up nothing.
        let ago = |at: Option<u64>| at.map_or(0, |at| now_ms.saturating_sub(at));
        let slowest_ms = house.signs().into_iter().map(|(_, at)| ago(at)).max().unwrap_or(0);
        if let Some(handle) = self.handle.as_mut() {
            if running.is_over() {
                handle.hold(Duration::ZERO);
            } else if slowest_ms < STUCK_MS {
                handle.hold(Duration::from_millis(slowest_ms));
            }
        }
    }
}

/// Keeps the box until it has ended.
///
/// # Errors
/// The system gives no thread.
pub fn keep(running: &Arc<Running>) -> Result<thread::JoinHandle<()>, Error> {
    let running = running.clone();
    let keep = move || {
        let handle = if running.board.release_when_stuck { Some(DeadMan::new()) } else { None };
        let handle = handle.and_then(|made| {
            let say = |e: &Error| running.faults.say("handle", Grade::Worn, "sans minuterie", e.to_string());
            made.inspect_err(say).ok()
        });
        let mut fed = Fed {
            notify: Notify::from_environment(),
            dog: None,
            handle,
            ready: false,
            well: false,
            armed: false,
            starving: None,
        };
        let mut beats = 0u64;
        while !running.is_over() {
            let begun = Instant::now();
            fed.hold(&running);
            if beats.is_multiple_of(MEAL_BEATS) {
                fed.meal(&running);
            }
            beats += 1;
            thread::sleep(BEAT.saturating_sub(begun.elapsed()));
        }
        fed.notify.tell("STOPPING=1");
        // The service manager starts the next one; the hardware is let go, or it would bite in between.
        if let Some(Err(error)) = fed.dog.take().map(Watchdog::disarm) {
            running.log.say(error.to_string());
        }
        let _ = std::fs::remove_file(running.folder.join(HEALTH));
    };
    thread::Builder::new().name("veille".into()).spawn(keep).map_err(|e| Error::Refused(e.to_string()))
}
