//! How a line is: written by its own thread, read by whoever shows it.

use super::outgoing::Wanted;
use huisclos_audio::level;
use huisclos_operator::{Kind, Levels, Line as Shown, LineState, Trial};
use huisclos_ports::{FRAME_SAMPLES, LineHealth};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Frames of a second: levels are told over that.
const SECOND: usize = 50;

struct Kept {
    shown: Shown,
    /// Since when the state is what it is.
    since: Instant,
    /// What failed last is the trial: the next one may mend it.
    trial_failed: bool,
}

/// One line's figures.
pub struct Gauge {
    name: String,
    /// The house's zero of time.
    begun: Instant,
    kept: Mutex<Kept>,
    /// The last turn of its loop, ms after `begun`, plus one; 0: none yet.
    turned: AtomicU64,
    open: AtomicBool,
    broken: AtomicU32,
    lost: AtomicU64,
    trial_asked: AtomicBool,
    wanted: Mutex<Option<Wanted>>,
}

impl Gauge {
    /// A line that nobody has opened yet.
    #[must_use]
    pub fn new(name: &str, kind: Kind, begun: Instant) -> Self {
        Self {
            name: name.into(),
            begun,
            kept: Mutex::new(Kept { shown: Shown::free(name, kind), since: begun, trial_failed: false }),
            turned: AtomicU64::new(0),
            open: AtomicBool::new(false),
            broken: AtomicU32::new(0),
            lost: AtomicU64::new(0),
            trial_asked: AtomicBool::new(false),
            wanted: Mutex::default(),
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// As people see it.
    #[must_use]
    pub fn line(&self) -> Shown {
        let kept = self.kept();
        let mut shown = kept.shown.clone();
        let seconds = u32::try_from(kept.since.elapsed().as_secs()).unwrap_or(u32::MAX);
        shown.state = match shown.state {
            LineState::Answering { .. } => LineState::Answering { seconds },
            LineState::Calling { .. } => LineState::Calling { seconds },
            other => other,
        };
        shown
    }

    /// The last turn of its loop, in the house's milliseconds.
    #[must_use]
    pub fn turned_ms(&self) -> Option<u64> {
        self.turned.load(Ordering::Acquire).checked_sub(1)
    }

    /// True while its device exchanges frames.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open.load(Ordering::Acquire)
    }

    /// Calls whose thread broke.
    #[must_use]
    pub fn broken(&self) -> u32 {
        self.broken.load(Ordering::Acquire)
    }

    /// Its loop turned.
    pub(super) fn turned(&self) {
        let ms = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX - 1);
        self.turned.store(ms + 1, Ordering::Release);
    }

    pub(super) fn set_open(&self, open: bool) {
        self.open.store(open, Ordering::Release);
    }

    pub(super) fn lose(&self, frames: u64) {
        self.lost.fetch_add(frames, Ordering::AcqRel);
    }

    pub(super) fn state(&self, state: LineState) {
        let mut kept = self.kept();
        if std::mem::discriminant(&kept.shown.state) != std::mem::discriminant(&state) {
            kept.since = Instant::now();
        }
        kept.shown.state = state;
    }

    pub(super) fn rang(&self) {
        self.kept().shown.rings += 1;
        self.state(LineState::Ringing);
    }

    pub(super) fn lifted(&self) {
        self.kept().shown.lifts += 1;
    }

    /// The last thing that failed; `None` once it works again.
    pub(super) fn failed(&self, why: Option<String>) {
        self.kept().shown.last_error = why;
    }

    /// The line is to be tried when it is free.
    pub(super) fn ask_trial(&self) {
        self.trial_asked.store(true, Ordering::Release);
    }

    /// True once for each time that it was asked.
    pub(super) fn trial_asked(&self) -> bool {
        self.trial_asked.swap(false, Ordering::AcqRel)
    }

    /// A call that the cabinet wants placed on this line. False when another one waits already.
    pub(super) fn want(&self, wanted: Wanted) -> bool {
        let mut waiting = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        let free = waiting.is_none();
        if free {
            *waiting = Some(wanted);
        }
        free
    }

    /// It, once.
    pub(super) fn take_wanted(&self) -> Option<Wanted> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// What a trial told. A line without a dial tone is said to be so until one is found.
    pub(super) fn tried(&self, trial: Trial) {
        let mut kept = self.kept();
        kept.shown.known.trial = Some(trial);
        match trial {
            Trial::NoTone => {
                let why = "pas de tonalité à l'essai de la nuit ; vérifiez son câble, puis appelez l'opérateur";
                kept.shown.last_error = Some(why.into());
                kept.trial_failed = true;
            }
            Trial::Tone(_) if std::mem::take(&mut kept.trial_failed) => kept.shown.last_error = None,
            Trial::Tone(_) => {}
        }
    }

    pub(super) fn broke(&self, why: String) {
        self.broken.fetch_add(1, Ordering::AcqRel);
        self.failed(Some(why));
    }

    /// The last second, with what the board itself has measured.
    pub(super) fn levels(&self, second: &Second, health: Option<&LineHealth>) {
        let mut kept = self.kept();
        if let Some(health) = health {
            let known = &mut kept.shown.known;
            (known.voice_dbm0, known.noise_dbm0) = (health.heard_dbm0, health.noise_dbm0);
        }
        kept.shown.levels = Some(Levels {
            received_dbm0: level::energy_dbm0(second.heard / (SECOND * FRAME_SAMPLES) as f32),
            sent_dbm0: level::energy_dbm0(second.said / (SECOND * FRAME_SAMPLES) as f32),
            // A sine of that peak.
            peak_dbm0: level::energy_dbm0(f32::from(second.peak).powi(2) / 2.0),
            echo_return_loss_db: health.and_then(|health| health.echo_loss_db),
            lost_frames: health.map_or_else(|| self.lost.load(Ordering::Acquire), |health| health.frames_lost),
        });
    }
}

/// A second of a line, summed up frame by frame.
#[derive(Default)]
pub(super) struct Second {
    frames: usize,
    heard: f32,
    said: f32,
    peak: u16,
}

impl Second {
    /// Adds 20 ms; true when the second is full, and is begun anew after that.
    pub(super) fn add(&mut self, heard: &[i16], said: &[i16]) -> bool {
        if self.frames == SECOND {
            *self = Self::default();
        }
        let energy = |pcm: &[i16]| pcm.iter().map(|s| f32::from(*s).powi(2)).sum::<f32>();
        self.heard += energy(heard);
        self.said += energy(said);
        self.peak = heard.iter().map(|s| s.unsigned_abs()).max().unwrap_or(0).max(self.peak);
        self.frames += 1;
        self.frames == SECOND
    }
}
