//! Makes the state equal to the journal.
//!
//! A state is trusted when it stands at a moment of this journal (number and hash of a frame), and holds what its sealed
//! counts and set-hashes say after the frames it lacked were applied. Everything else is set aside and built again: an
//! opening that died or that failed, a state that is behind the journal's beginning or that differs. One that is slow to
//! open is left alone until the next start, and its records are held in memory.

use crate::aside::Copied;
use crate::change::{Change, Tree};
use crate::error::Error;
use crate::folder::{Folder, write_new};
use crate::journal::{self, Tail};
use crate::kept::{Records, take_in};
use crate::keys::Keys;
use crate::options::Warning;
use crate::renew::destroy;
use crate::state::{Moment, State};
use crate::steps::step;
use std::path::Path;
use std::time::Duration;

/// Why a state is destroyed and not set aside.
const ERASURE: &str = "un effacement était à finir";

/// Why a state is not opened a second time.
const DIED: &str = "sa dernière ouverture n'a pas abouti";

/// The state as it was found, before the journal was read.
pub(crate) struct Found {
    /// sled, or why there is none to trust.
    state: Result<State, String>,
    slow: bool,
    copied: Copied,
}

/// What the journal says of a state.
#[derive(Default)]
pub(crate) struct Behind {
    /// Frames that the state has not applied yet.
    pub(crate) frames: Vec<(Moment, Vec<Change>)>,
    /// True when the moment at which the state stands is one of this journal.
    pub(crate) known: bool,
}

/// A state equal to the journal, and what should be said of it.
pub(crate) struct Brought {
    pub(crate) state: State,
    pub(crate) warnings: Vec<Warning>,
}

impl Found {
    /// Opens sled. After an unclean stop it is copied first: opening may destroy what could still be read.
    pub(crate) fn open(folder: &Folder, keys: &Keys, patience: Duration) -> Self {
        // What a stop left half built.
        for old in [folder.next(), folder.journal_next()] {
            if old.exists() {
                let _ = destroy(&old);
            }
        }
        let died = folder.opening().exists();
        let copied = if folder.running().exists() && !died { folder.copy_state() } else { Copied::No };
        step("bring-up.copied");
        // Where no file can be made (disk full, read-only) there is no mark, and none is missed: no sled either.
        let marked = write_new(&folder.opening(), b"");
        let state = match (died, marked) {
            (true, _) => return Self { state: Err(DIED.to_string()), slow: false, copied },
            (false, Err(e)) => Err(e),
            (false, Ok(())) => State::open(&folder.state(), keys, patience),
        };
        let slow = matches!(state, Err(Error::StateSlow { .. }));
        Self { state: state.map_err(|e| e.to_string()), slow, copied }
    }

    /// Where the state stands; evidence of what was on disk in the journal.
    pub(crate) fn at(&self) -> Option<Moment> {
        self.state.as_ref().ok().and_then(State::applied).map(|applied| applied.at)
    }

    /// The state, where it opened.
    pub(crate) fn state(&self) -> Option<&State> {
        self.state.as_ref().ok()
    }

    /// Closes it for good: another is built. Gives where it stood.
    pub(crate) fn discard(self, folder: &Folder) -> Option<Moment> {
        self.copied.forget(folder);
        self.at()
    }

    /// Makes the state equal to the journal, whose last frame is at `last`.
    pub(crate) fn bring_up(self, folder: &Folder, keys: &Keys, last: Tail, behind: &Behind) -> Result<Brought, Error> {
        let Self { state, slow, copied } = self;
        if slow {
            let records = records_until(&folder.journal(), keys, last)?;
            let state = State::in_memory(keys, last.moment(), &records);
            return Ok(Brought { state, warnings: vec![Warning::StateSlow] });
        }
        let is_new = !folder.state().exists() || state.as_ref().is_ok_and(|state| state.applied().is_none());
        let why = match state.and_then(|state| trust(state, keys, last.moment(), behind)) {
            Ok(state) => {
                copied.forget(folder);
                let lagged = behind.frames.len() as u64;
                let warnings = if lagged > 0 { vec![Warning::Replayed { frames: lagged }] } else { Vec::new() };
                return Ok(Brought { state, warnings });
            }
            Err(why) => why,
        };
        let kept = if why == ERASURE { folder.forget_states().map(|()| None) } else { folder.set_state_aside(copied) };
        step("bring-up.set-aside");
        let records = records_until(&folder.journal(), keys, last)?;
        let (state, in_memory) = build(folder, keys, last.moment(), &records);
        step("bring-up.filled");
        let mut warnings: Vec<Warning> = in_memory.into_iter().collect();
        if warnings.is_empty() && !(is_new && last.seq == 0) {
            warnings.push(Warning::Rebuilt { why, kept: kept.ok().flatten() });
        }
        Ok(Brought { state, warnings })
    }
}

/// Gives back a state that may be trusted once it has caught up, or says in French why it may not.
fn trust(state: State, keys: &Keys, last: Moment, behind: &Behind) -> Result<State, String> {
    let said = |e: Error| e.to_string();
    match state.applied() {
        Some(_) if !behind.known => return Err("il n'est pas de ce journal, ou trop ancien".into()),
        None if last.seq > 0 => return Err("il était vide".into()),
        _ => {}
    }
    // A stop came between an erasure's proof and the new state: nothing of this one may be kept.
    if behind.frames.iter().any(|(_, changes)| changes.iter().any(|c| Tree::Erasures.owns(&c.key))) {
        return Err(ERASURE.into());
    }
    for (at, changes) in &behind.frames {
        state.apply(keys, *at, changes).map_err(said)?;
    }
    match state.difference(keys).map_err(said)? {
        Some(difference) => Err(difference),
        None => Ok(state),
    }
}

/// Every record as the journal leaves it at `last`.
pub(crate) fn records_until(path: &Path, keys: &Keys, last: Tail) -> Result<Records, Error> {
    let mut records = Records::new();
    let (tail, _) = journal::read_up_to(path, keys, last.end, |_, changes| take_in(&mut records, changes))?;
    if tail != last {
        let why = "il ne se relit plus";
        return Err(Error::JournalDamaged { path: path.to_path_buf(), frame: tail.seq + 1, at: tail.end, why });
    }
    Ok(records)
}

/// A new state of these records: sled, or memory when the disk takes none.
fn build(folder: &Folder, keys: &Keys, at: Moment, records: &Records) -> (State, Option<Warning>) {
    let made = || {
        if folder.state().exists() {
            let why = "l'ancien ne se laisse pas écarter".to_string();
            return Err(Error::State { path: folder.state(), why });
        }
        let state = State::open(&folder.state(), keys, crate::kept::PATIENCE)?;
        state.fill(keys, at, records)?;
        state.flush()?;
        Ok(state)
    };
    match made() {
        Ok(state) => (state, None),
        Err(e) => (State::in_memory(keys, at, records), Some(Warning::InMemory { why: e.to_string() })),
    }
}

/// Builds the state again from the journal while the store is open; the caller holds the writer's lock.
pub(crate) fn rebuild(folder: &Folder, keys: &Keys, last: Tail) -> Result<State, Error> {
    let records = records_until(&folder.journal(), keys, last)?;
    // When it cannot be moved, `build` sees it and goes to memory.
    let _ = folder.set_state_aside(Copied::No);
    Ok(build(folder, keys, last.moment(), &records).0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::batch::Batch;
    use crate::frame::Base;
    use crate::measures::Measure;
    use crate::open::existing_keys;
    use crate::options::Options;
    use crate::store::Store;
    use jiff::ToSpan;
    use jiff::civil::date;
    use std::time::Instant;

    /// The bound, on a machine that does other work too; a quiet one needs a second.
    const REBUILD_MAX: Duration = Duration::from_secs(60);
    const RECORDS: u64 = 50_000;

    #[test]
    fn fifty_thousand_records_are_built_again_in_a_minute() {
        let dir = tempfile::tempdir().unwrap();
        let options = Options::at(dir.path().join("data"));
        drop(Store::open(&options).unwrap());
        let (folder, keys) = (&options.folder, existing_keys(&options).unwrap());
        let (last, _) = journal::read(&folder.journal(), &keys, |_, _| {}).unwrap();
        let mut records = Records::new();
        let begin = date(2026, 11, 23).at(9, 0, 0, 0);
        // Each with its entry in an index.
        for id in 0..RECORDS / 2 {
            let mut batch = Batch::new(&keys, last.seq + 1);
            let at = begin + (id as i64).minutes();
            batch.put_measure(id + 1, &Measure { at, name: "first_word_ms".into(), value: 640.0 }).unwrap();
            take_in(&mut records, batch.changes);
        }
        crate::rewrite::write(folder, &keys, Base { seq: last.seq, hash: last.hash }, &records).unwrap();
        std::fs::remove_dir_all(folder.state()).unwrap();
        let begun = Instant::now();
        let opened = Store::open(&options).unwrap();
        let took = begun.elapsed();
        assert!(opened.warnings.iter().any(|w| matches!(w, Warning::Rebuilt { .. })), "{:?}", opened.warnings);
        let report = opened.store.verify().unwrap();
        assert!(report.is_sound() && report.records.values().sum::<u64>() == RECORDS, "{:?}", report.records);
        assert!(took < REBUILD_MAX, "{took:?}");
    }
}
