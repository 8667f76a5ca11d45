//! The doctors' own voices: held ready for the calls, and forgotten once no call says them any more.

use crate::settings::{BoxSettings, Content, failed, read};
use huisclos_agenda::{Cabinet, RecordingId};
use huisclos_audio::alaw;
use huisclos_ports::{NotChanged, Settings};
use jiff::ToSpan;
use jiff::civil::DateTime;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Recordings held ready: a greeting for each period, and the cabinet's.
const HELD_MAX: usize = 16;
/// A greeting that was replaced is kept that long: whoever undoes a change hears the voice again. A doctor who has left is
/// not kept for ever.
const UNDONE_WITHIN_DAYS: i32 = 30;
/// What was recorded and not yet saved with its page is waited for that long.
const SAVED_WITHIN_HOURS: i32 = 24;

/// The recordings as the box has them at hand.
#[derive(Default)]
pub struct Recordings {
    held: Mutex<HashMap<RecordingId, Arc<Vec<i16>>>>,
    /// Recorded since the box was started, and when.
    fresh: Mutex<HashMap<RecordingId, DateTime>>,
}

impl Recordings {
    fn held(&self) -> MutexGuard<'_, HashMap<RecordingId, Arc<Vec<i16>>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fresh(&self) -> MutexGuard<'_, HashMap<RecordingId, DateTime>> {
        self.fresh.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The recordings that a cabinet's greetings name.
fn named(cabinet: &Cabinet) -> impl Iterator<Item = RecordingId> {
    cabinet.greeting_recording.into_iter().chain(cabinet.periods.iter().filter_map(|p| p.greeting_recording))
}

impl BoxSettings {
    /// A doctor's own voice for the beginning of `text`, and how many bytes of it they say.
    pub fn recorded(&self, text: &str) -> Option<(Vec<i16>, usize)> {
        let cabinet = self.cabinet.now().content;
        let own = [(cabinet.greeting.as_deref(), cabinet.greeting_recording)];
        let periods = cabinet.periods.iter().map(|p| (p.greeting.as_deref(), p.greeting_recording));
        let said = own.into_iter().chain(periods).filter_map(|(words, id)| Some((words?, id?)));
        // The longest: a period's greeting may begin with the cabinet's own words.
        let (words, id) = said.filter(|(words, _)| text.starts_with(words)).max_by_key(|(words, _)| words.len())?;
        Some((self.samples(id)?.to_vec(), words.len()))
    }

    /// The samples of a recording; one that cannot be read is told, and its words are spoken.
    fn samples(&self, id: RecordingId) -> Option<Arc<Vec<i16>>> {
        let mut held = self.recordings.held();
        if let Some(pcm) = held.get(&id) {
            return Some(pcm.clone());
        }
        match self.store.recording(id.0) {
            Ok(Some(bytes)) => {
                if held.len() >= HELD_MAX {
                    held.clear();
                }
                let pcm = Arc::new(alaw::decode(&bytes));
                held.insert(id, pcm.clone());
                Some(pcm)
            }
            Ok(None) => None,
            Err(error) => {
                eprintln!("{error} ; l'accueil est dit par la voix de la boîte");
                None
            }
        }
    }

    /// A recording was just made; no setting names it yet.
    pub fn just_recorded(&self, id: RecordingId, now: DateTime) {
        self.recordings.fresh().insert(id, now);
    }

    /// Forgets the recordings that nothing names any more: replaced longer ago than a change is undone, or never saved. How
    /// many went. An older version that is put back speaks its words in the box's voice.
    ///
    /// # Errors
    /// The store; what is left goes the next night.
    pub fn forget_recordings(&self, now: DateTime) -> Result<usize, NotChanged> {
        let kept: Vec<RecordingId> = self.store.recordings().map_err(failed)?.into_iter().map(RecordingId).collect();
        if kept.is_empty() {
            return Ok(0);
        }
        let mut used: HashSet<RecordingId> = named(&self.cabinet.now().content).collect();
        let since = now.saturating_sub(UNDONE_WITHIN_DAYS.days());
        // The newest first: each stood until the one before it in the list was written.
        let mut until = now;
        for version in self.store.setting_history(Cabinet::KIND).map_err(failed)? {
            if until < since {
                break;
            }
            used.extend(named(&read::<Cabinet>(&version.content)?));
            until = version.at.unwrap_or(DateTime::MIN);
        }
        let mut fresh = self.recordings.fresh();
        fresh.retain(|_, at| *at >= now.saturating_sub(SAVED_WITHIN_HOURS.hours()));
        let gone: Vec<RecordingId> =
            kept.into_iter().filter(|id| !used.contains(id) && !fresh.contains_key(id)).collect();
        drop(fresh);
        for id in &gone {
            self.store.forget_recording(id.0).map_err(failed)?;
            self.recordings.held().remove(id);
        }
        Ok(gone.len())
    }
}

#[cfg(test)]
#[path = "recordings_tests.rs"]
mod tests;
