//! When the hardware watchdog is fed: only while a call would really be answered.
//!
//! A process that still runs proves nothing. What is looked at is what a caller needs: each line's loop exchanges
//! frames, no worker has sat on one job past its bound, and the store answers. A line that the exchange has cut is not
//! the box's fault and does not starve the dog; its loop still turns.

/// A line's loop turns every 20 ms; a card that is reset takes under a second. Past this it hangs.
pub const LINE_MS_MAX: u64 = 3_000;
/// The longest turn is transcribed within 45 s (`call::limits::TURN_MS_MAX`); past a minute a worker hangs.
pub const WORKER_MS_MAX: u64 = 60_000;
/// The store is asked every 10 s and gives up a disk after 8 s; past this it hangs.
pub const STORE_MS_MAX: u64 = 30_000;
/// Loading the models and checking the store, on a slow disk, before the first sign must be there.
pub const STARTING_MS_MAX: u64 = 180_000;

/// Signs of life, in monotonic milliseconds since the firmware started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// Each line with the last time that it exchanged a frame.
    pub lines: Vec<(String, Option<u64>)>,
    /// Each worker that is on a job, with when it began.
    pub busy: Vec<(String, u64)>,
    /// The last time that the store answered.
    pub store: Option<u64>,
}

/// Why the watchdog is not fed; the box restarts when this lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Starving {
    /// No line at all.
    NoLine,
    /// This line's loop hangs.
    Line(String),
    /// This worker hangs on a job.
    Worker(String),
    /// The store does not answer.
    Store,
}

impl std::fmt::Display for Starving {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoLine => f.write_str("aucune ligne ne tourne"),
            Self::Line(name) => write!(f, "la ligne {name} ne tourne plus"),
            Self::Worker(name) => write!(f, "« {name} » ne rend plus son travail"),
            Self::Store => f.write_str("la base ne répond plus"),
        }
    }
}

/// Whether the watchdog is fed now.
///
/// # Errors
/// What hangs.
pub fn feeds(now_ms: u64, signs: &Signs) -> Result<(), Starving> {
    let starting = now_ms <= STARTING_MS_MAX;
    // Nothing yet is forgiven while the box starts; once seen, a sign must come again.
    let late = |sign: Option<u64>, max: u64| match sign {
        Some(at) => now_ms.saturating_sub(at) > max,
        None => !starting,
    };
    if signs.lines.is_empty() && !starting {
        return Err(Starving::NoLine);
    }
    if let Some((name, _)) = signs.lines.iter().find(|(_, at)| late(*at, LINE_MS_MAX)) {
        return Err(Starving::Line(name.clone()));
    }
    if let Some((name, _)) = signs.busy.iter().find(|(_, since)| late(Some(*since), WORKER_MS_MAX)) {
        return Err(Starving::Worker(name.clone()));
    }
    if late(signs.store, STORE_MS_MAX) {
        return Err(Starving::Store);
    }
    Ok(())
}
