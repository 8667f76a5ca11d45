//! Makes sled equal to the journal.

use crate::change::Change;
use crate::error::Error;
use crate::folder::{Folder, write_new};
use crate::journal::{self, Tail};
use crate::keys::Keys;
use crate::options::Warning;
use crate::state::{Records, State, take_in};

/// sled and what was found about it while it was opened.
pub(crate) struct Brought {
    pub(crate) state: State,
    /// How far it had got; evidence of what was on disk in the journal.
    pub(crate) applied: u64,
    /// Why an earlier state is not in use any more.
    pub(crate) rebuilt: Option<Warning>,
}

/// What the journal says.
#[derive(Default)]
pub(crate) struct Replay {
    /// Every record as the last frame leaves it.
    pub(crate) records: Records,
    /// Frames that the state has not applied yet.
    pub(crate) behind: Vec<(u64, Vec<Change>)>,
}

impl Replay {
    /// Takes one frame in; a new state (`applied` 0) is filled from the records, so nothing is behind in it.
    pub(crate) fn take(&mut self, applied: u64, seq: u64, changes: Vec<Change>) {
        if applied > 0 && seq > applied {
            self.behind.push((seq, changes.clone()));
        }
        take_in(&mut self.records, changes);
    }
}

impl Brought {
    /// Opens sled. A state whose last opening died (sled can abort or hang on a damaged file), that does not open, or
    /// that does not say how far it got, is set aside and a new one made.
    pub(crate) fn open(folder: &Folder, keys: &Keys) -> Result<Self, Error> {
        let opening = folder.opening();
        if opening.exists() {
            if let Some(kept) = folder.set_state_aside()? {
                return Self::new_after(folder, "sa dernière ouverture n'a pas abouti".into(), Some(kept));
            }
        } else {
            write_new(&opening, b"")?;
        }
        let opened = State::open(&folder.state()).and_then(|state| Ok((state.applied(keys)?, state)));
        match opened {
            Ok((applied, state)) => Ok(Self { state, applied, rebuilt: None }),
            Err(e) => {
                let kept = folder.set_state_aside()?;
                Self::new_after(folder, e.to_string(), kept)
            }
        }
    }

    fn new_after(folder: &Folder, why: String, kept: Option<std::path::PathBuf>) -> Result<Self, Error> {
        let rebuilt = Some(Warning::Rebuilt { why, kept });
        Ok(Self { state: State::open(&folder.state())?, applied: 0, rebuilt })
    }

    /// Makes the state equal to the journal: frame by frame when it only lags, from nothing when it differs.
    pub(crate) fn bring_up(self, folder: &Folder, keys: &Keys, last: u64, replay: &Replay) -> Result<Self, Error> {
        let Self { state, applied, mut rebuilt } = self;
        let equal = if applied == 0 {
            // Only an empty one may be filled: what a damaged one still holds is a difference.
            match state.equals(&Records::new()) {
                Ok(true) => state.fill(keys, last, &replay.records).map(|()| true),
                other => other,
            }
        } else {
            let caught_up = replay.behind.iter().try_for_each(|(seq, changes)| state.apply(keys, *seq, changes));
            caught_up.and_then(|()| state.equals(&replay.records))
        };
        let why = match equal {
            Ok(true) => {
                if applied == 0 && last > 0 && rebuilt.is_none() {
                    rebuilt = Some(Warning::Rebuilt { why: "il était vide".into(), kept: None });
                }
                return Ok(Self { state, applied, rebuilt });
            }
            Ok(false) => "il différait du journal".to_string(),
            Err(e) => e.to_string(),
        };
        drop(state); // closes sled before its folder is renamed
        let kept = folder.set_state_aside()?;
        let fresh = Self::new_after(folder, why, kept)?;
        fresh.state.fill(keys, last, &replay.records)?;
        Ok(fresh)
    }
}

/// Builds the state again from the journal while the store is open; the caller holds the writer's lock.
pub(crate) fn rebuild(folder: &Folder, keys: &Keys, tail: Tail) -> Result<State, Error> {
    let mut records = Records::new();
    let (read, _) = journal::read(&folder.journal(), keys, |_, changes| take_in(&mut records, changes))?;
    if read != tail {
        let why = "il ne se relit plus";
        return Err(Error::JournalDamaged { path: folder.journal(), frame: read.seq + 1, at: read.end, why });
    }
    folder.set_state_aside()?;
    let state = State::open(&folder.state())?;
    state.fill(keys, tail.seq, &records)?;
    Ok(state)
}
