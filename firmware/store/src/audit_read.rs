//! Reads the audit trail back: for the patient it is about, for the cabinet, and to verify it.

use crate::audit::{Deed, Seen};
use crate::audit_files::{Mark, read_file, segments};
use crate::audit_form::{End, Entry, FORGOTTEN, TrailKeys, is_forgotten, read_segment};
use crate::error::Error;
use crate::folder::Folder;
use crate::keys::Keys;
use jiff::civil::DateTime;

/// What was found in the trail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailReport {
    /// Its files.
    pub segments: u64,
    /// Its entries.
    pub entries: u64,
    /// The first and the last hour in it.
    pub hours: Option<(DateTime, DateTime)>,
    /// Files that cannot be read any more because their keys were destroyed by a change of keys.
    pub forgotten: u64,
    /// Accesses that could not be written, as later entries tell.
    pub untraced: u64,
    /// French sentences; empty when all is well.
    pub faults: Vec<String>,
}

/// Reads every entry that retention has left, in order.
pub(crate) fn read_all(
    folder: &Folder,
    keys: &Keys,
    first: u64,
    mut each: impl FnMut(&TrailKeys, End, Entry),
) -> Result<(), Error> {
    for (_, path) in segments(&folder.trail())?.into_iter().filter(|(number, _)| *number >= first) {
        // What does not read is `verify`'s to say; what does is given.
        let _ = read_segment(keys, &read_file(&path)?, &mut each);
    }
    Ok(())
}

/// Checks the chain from its first segment to what the journal says of its end.
pub(crate) fn check(folder: &Folder, keys: &Keys, mark: Option<Mark>) -> Result<TrailReport, Error> {
    let mut report = TrailReport::default();
    let mut expected: Option<End> = None;
    let mut marked = mark.is_none_or(|m| m.end == End::START);
    let first = mark.map_or(1, |m| m.first);
    for (number, path) in segments(&folder.trail())?.into_iter().filter(|(number, _)| *number >= first) {
        let place = path.display();
        if report.segments == 0 && number != first {
            report.faults.push(format!("Trace des accès : le début manque, {place} n'est pas le premier fichier."));
        }
        report.segments += 1;
        let bytes = read_file(&path)?;
        let read = read_segment(keys, &bytes, |_, end, entry| {
            report.entries += 1;
            report.untraced += u64::from(entry.untraced);
            let from = report.hours.map_or(entry.at, |(from, _)| from);
            report.hours = Some((from, entry.at));
            marked |= mark.is_some_and(|m| m.end == end);
            if entry.did == Deed::Resumed {
                report.faults.push(format!("Trace des accès : le {}, elle a repris après une perte.", hour(entry.at)));
            }
        });
        let read = match read {
            Ok(read) => read,
            Err(FORGOTTEN) => {
                report.forgotten += 1;
                // What the journal knows may lie in it; what comes after is under keys that are there.
                marked |= mark.is_some_and(|m| is_forgotten(keys, m.epoch));
                expected = None;
                continue;
            }
            Err(why) => {
                report.faults.push(format!("Trace des accès {place} : {why}."));
                expected = None;
                continue;
            }
        };
        if read.segment.number != number {
            report.faults.push(format!("Trace des accès {place} : ce fichier est le n° {}.", read.segment.number));
        }
        if expected.is_some_and(|end| end != read.segment.after) {
            report.faults.push(format!("Trace des accès {place} : elle ne suit pas le fichier qui la précède."));
        }
        if let Some(why) = read.broken {
            let nth = read.end.seq + 1;
            report.faults.push(format!("Trace des accès {place} : l'entrée {nth} ne se lit pas, {why}."));
        }
        expected = Some(read.end);
    }
    if let Some(mark) = mark.filter(|_| !marked) {
        report.faults.push(format!(
            "Trace des accès : elle devrait contenir l'entrée {}, que le journal connaît ; sa fin manque ou a été remplacée.",
            mark.end.seq
        ));
    }
    Ok(report)
}

/// An hour as people write it.
pub(crate) fn hour(at: DateTime) -> String {
    at.strftime("%d/%m/%Y à %H:%M").to_string()
}

/// The accesses to one patient's data.
pub(crate) fn of_patient(folder: &Folder, keys: &Keys, first: u64, patient: u64) -> Result<Vec<Seen>, Error> {
    let mut found = Vec::new();
    read_all(folder, keys, first, |trail, end, entry| {
        if entry.is_of(&trail.patient(patient)) {
            found.push(entry.seen(end.seq));
        }
    })?;
    Ok(found)
}
