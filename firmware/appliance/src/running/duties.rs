//! What the box does by itself beside its calls: it looks at its store and its guard, and does the duties of the night.

use super::Running;
use crate::world;
use huisclos_board_plan::Card;
use huisclos_operator::{Grade, night_is_due};
use huisclos_ports::Settings;
use huisclos_store::By;
use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// The store is looked at that often: notes come by the minute, and its answer is a sign of life.
const LOOK: Duration = Duration::from_secs(5);
/// The night is looked for that often.
const NIGHT: Duration = Duration::from_secs(20);
/// A night that failed is tried again after that long.
const NIGHT_AGAIN: Duration = Duration::from_secs(1_800);

fn start(name: &str, work: impl FnOnce() + Send + 'static) -> std::io::Result<thread::JoinHandle<()>> {
    thread::Builder::new().name(name.into()).spawn(work)
}

/// Looks at store and guard until the box ends.
///
/// # Errors
/// The system gives no thread.
pub fn look(running: &Arc<Running>, guard: PathBuf) -> std::io::Result<thread::JoinHandle<()>> {
    let running = running.clone();
    start("regard", move || {
        while !running.is_over() {
            running.look_at_store();
            let heard = UnixDatagram::unbound().is_ok_and(|socket| socket.connect(&guard).is_ok());
            if heard {
                running.faults.mend("guard");
            } else {
                // On a PC nobody's telephone hangs on it.
                let grade = if running.board.card == Card::Sim { Grade::Told } else { Grade::Worn };
                let sentence =
                    "La garde ne tourne pas : si la boîte s'arrête, le téléphone s'arrête. Lancez « huisclos guard ».";
                running.faults.say("guard", grade, "sans garde", sentence);
            }
            running.pause(LOOK);
        }
    })
}

/// Sums up the notes and marks the calls that ended, when nobody calls, until the box ends.
///
/// # Errors
/// The system gives no thread.
pub fn leisure(running: &Arc<Running>) -> std::io::Result<thread::JoinHandle<()>> {
    let running = running.clone();
    start("relecture", move || running.desk.leisure().run(&|| running.is_over()))
}

/// Does the duties of every night until the box ends.
///
/// # Errors
/// The system gives no thread.
pub fn nights(running: &Arc<Running>) -> std::io::Result<thread::JoinHandle<()>> {
    let running = running.clone();
    start("nuit", move || {
        while !running.is_over() {
            let now = world::now(&running.common);
            let last = running.book.store().last_night().unwrap_or_default();
            let mut wait = NIGHT;
            if night_is_due(now, last, running.calls()) && !night(&running) {
                wait = NIGHT_AGAIN;
            }
            running.pause(wait);
        }
    })
}

/// One night: the store's own duties, then the backups that somebody has begun and that can be reached.
fn night(running: &Running) -> bool {
    running.log.say("nuit : relecture, suppression de ce qui est trop ancien, journal réécrit");
    let retention = running.settings.cabinet.now().content.retention;
    let store = running.book.store();
    let done = match store.nightly(&retention, world::now(&running.common)) {
        Ok(night) => {
            let whole = night.snapshot.is_some();
            running
                .log
                .say(format!("nuit : {} enregistrements relus, {} accès contrôlés", night.records, night.accesses));
            forget_recordings(running, night.retained.clock_doubted);
            if night.said.is_empty() {
                running.faults.mend("night");
            } else {
                running.faults.say("night", Grade::Worn, "entretien de nuit", night.said.join(" "));
            }
            whole
        }
        Err(error) => {
            running.faults.say("night", Grade::Worn, "entretien de nuit", error.to_string());
            false
        }
    };
    backups(running);
    try_lines(running);
    done
}

/// Every line is tried without a call: a line that died in the night is known before the first patient calls.
fn try_lines(running: &Running) {
    /// A trial takes six seconds at most, and begins with the next frame of a free line.
    const TRIED: Duration = Duration::from_secs(10);
    let Some(house) = running.house() else { return };
    house.try_lines();
    running.pause(TRIED);
    for line in house.lines() {
        if let Some(row) = line.known.row() {
            running.log.say(format!("nuit : {} : {row}", line.name));
        }
    }
}

/// Greetings that no call says any more; by a clock that has jumped, none.
fn forget_recordings(running: &Running, clock_doubted: bool) {
    if clock_doubted {
        return;
    }
    match running.settings.forget_recordings(world::now(&running.common)) {
        Ok(0) => {}
        Ok(gone) => running.log.say(format!("nuit : {gone} message(s) d'accueil remplacé(s), effacé(s)")),
        Err(error) => running.log.say(format!("nuit : {error}")),
    }
}

/// A folder of backups that a technician began is kept up every night for as long as it can be reached (a USB key left in its
/// place).
fn backups(running: &Running) {
    let store = running.book.store();
    let folders = match store.known_backups() {
        Ok(known) => known.into_iter().map(|known| known.folder).filter(|folder| folder.is_dir()),
        Err(error) => return running.faults.say("backup", Grade::Worn, "sauvegarde", error.to_string()),
    };
    for folder in folders {
        // A technician's restart, or the end of the box: the next night does it.
        if running.is_over() {
            return;
        }
        match store.backup(&folder, By::Night, world::now(&running.common)) {
            Ok(done) => {
                running.faults.mend("backup");
                running.log.say(format!("nuit : sauvegarde faite et relue dans {}", done.set.display()));
            }
            Err(error) => running.faults.say("backup", Grade::Worn, "sauvegarde", error.to_string()),
        }
    }
}
