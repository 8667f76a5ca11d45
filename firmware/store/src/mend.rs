//! A damaged journal, made anew from the state: only where the state is known to hold everything that was acknowledged.
//!
//! The state's own seals, counts and set-hashes prove that it is whole as it was after frame S; what has to be proved is
//! that nothing acknowledged came after S without being known.
//!
//! - Frame S, or the one that follows it, still reads in the file, and from there the chain goes to the file's end: the damage
//!   lies before what the state holds, and every later frame is taken in.
//! - Or else (the last frame is damaged, the file is cut, zeroed, gone) the last stop was in order, which brings state and
//!   anchor to the medium before it takes its mark away, and the anchor names S.
//!
//! Everything else stays refused, and a backup is the remedy: after an abrupt stop the state may lag, and a journal made
//! from it would lose in silence what only the journal knew. The damaged file is kept aside, never erased.

use crate::anchor::{self, Anchored};
use crate::change::{Change, Tree};
use crate::error::{Error, in_french};
use crate::folder::{Folder, write_new};
use crate::frame::Base;
use crate::journal::{self, After, Tail};
use crate::kept::{Records, take_in};
use crate::keys::Keys;
use crate::options::Warning;
use crate::rewrite;
use crate::seal::subject_of;
use crate::state::{Moment, State};
use crate::steps::step;
use std::fs;
use std::path::PathBuf;

/// True for what this may mend: a journal that is damaged, gone, or that the disk does not give back.
pub(crate) fn may_mend(error: &Error, folder: &Folder) -> bool {
    match error {
        Error::JournalDamaged { .. } | Error::JournalMissing { .. } => true,
        Error::Io { path, .. } => *path == folder.journal(),
        _ => false,
    }
}

/// Makes the journal anew from a state, or gives back why it was refused. `clean`: the last stop was in order.
pub(crate) fn from_state(
    folder: &Folder,
    keys: &Keys,
    state: &State,
    clean: bool,
    refused: Error,
) -> Result<Warning, Error> {
    let Some((last, later)) = proved(folder, keys, state, clean) else { return Err(refused) };
    // sled has opened, and nothing is written to it before the new journal is there: a stop from here on says nothing
    // against the state, and is no abrupt one for the next opening to doubt it.
    fs::remove_file(folder.opening()).map_err(|e| Error::io("La suppression", &folder.opening(), e))?;
    step("mend.begun");
    let Some(records) = everything(keys, state, &later)? else { return Err(refused) };
    let kept = keep(folder)?;
    step("mend.kept");
    let tail = rewrite::write(folder, keys, Base { seq: last.seq, hash: last.hash }, &records)?;
    write_new(&folder.opening(), b"")?;
    // Where the state may stay it goes along; where it may not, it is built from the new journal.
    if !later.iter().any(|(_, changes)| changes.iter().any(|c| Tree::Erasures.owns(&c.key))) {
        let caught_up = later.iter().try_for_each(|(at, changes)| state.apply(keys, *at, changes));
        let _ = caught_up.and_then(|()| state.apply(keys, tail.moment(), &[]));
    }
    step("mend.done");
    Ok(Warning::JournalMended { path: folder.journal(), why: why(&refused), kept })
}

fn why(refused: &Error) -> String {
    match refused {
        Error::JournalDamaged { frame: 0, why, .. } => (*why).to_string(),
        Error::JournalDamaged { frame, why, .. } => format!("enregistrement {frame} : {why}"),
        Error::JournalMissing { .. } => "il n'était plus là".to_string(),
        Error::Io { source, .. } => in_french(source),
        other => other.to_string(),
    }
}

/// The last moment that was acknowledged, and what came after the state; `None` where that cannot be known.
fn proved(folder: &Folder, keys: &Keys, state: &State, clean: bool) -> Option<(Moment, Vec<(Moment, Vec<Change>)>)> {
    let at = state.applied()?.at;
    if !matches!(state.difference(keys), Ok(None)) {
        return None;
    }
    let anchored = match anchor::read(keys, &folder.anchor()) {
        anchor::Read::Says(anchored) => Some(anchored),
        anchor::Read::Missing | anchor::Read::Damaged => None,
    };
    match journal::read_after(&folder.journal(), keys, at) {
        After::Chain { tail, broken, frames } => {
            let reached = anchored.is_none_or(|a| a.seq <= tail.seq);
            let ends = broken.is_none_or(|broken| broken.may_be_torn(keys, tail.seq));
            (reached && ends).then(|| (tail.moment(), frames))
        }
        After::Lost { later: false } if clean && anchored == Some(Anchored { seq: at.seq, hash: at.hash }) => {
            Some((at, Vec::new()))
        }
        After::Lost { .. } => None,
    }
}

/// Every record, opened once; `None` when one does not open.
fn everything(keys: &Keys, state: &State, later: &[(Moment, Vec<Change>)]) -> Result<Option<Records>, Error> {
    let mut records = state.records()?;
    later.iter().for_each(|(_, changes)| take_in(&mut records, changes.clone()));
    // An erasure that a stop left unfinished.
    records.retain(|_, value| {
        let subject = subject_of(value).unwrap_or_default();
        !keys.ring().is_some_and(|ring| ring.is_erased(subject))
    });
    let opens = |(full, value): (&Vec<u8>, &Vec<u8>)| {
        let place = full.split_first().and_then(|(byte, key)| Some((Tree::of_byte(*byte)?, key)));
        place.is_some_and(|(tree, key)| keys.open_record(tree, key, value).is_ok())
    };
    Ok(records.iter().all(opens).then_some(records))
}

/// Gives the damaged journal a second name among what is set aside; `None` when there is none left.
pub(crate) fn keep(folder: &Folder) -> Result<Option<PathBuf>, Error> {
    let journal = folder.journal();
    if !journal.exists() {
        return Ok(None);
    }
    let to = folder.aside_name("journal")?;
    // Without room it is linked all the same; where files cannot be linked it is copied.
    if fs::hard_link(&journal, &to).is_err() {
        fs::copy(&journal, &to).map_err(|e| Error::io("La mise à l'écart", &journal, e))?;
    }
    Ok(Some(to))
}

/// The end of a journal as the state knows it, for a store that is open: the writer's own memory is the proof.
pub(crate) fn again(folder: &Folder, keys: &Keys, state: &State, tail: Tail) -> Result<Option<Tail>, Error> {
    let stands = state.applied().is_some_and(|applied| applied.at == tail.moment());
    if !stands || state.difference(keys)?.is_some() {
        return Ok(None);
    }
    let Some(records) = everything(keys, state, &[])? else { return Ok(None) };
    keep(folder)?;
    rewrite::prepare(&folder.journal_next(), keys, Base { seq: tail.seq, hash: tail.hash }, &records).map(Some)
}
