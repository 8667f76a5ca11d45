//! The open audit trail: where the next entry goes, and how its end is written down in the journal.
//!
//! What it costs: an entry is one `write` of some 250 bytes; the file is synced every `UNSYNCED_MAX` entries, at the end of
//! each call and before a person is shown or given anything. Only then does its end go into the journal, inside the frame
//! that ends the call or in one of its own. So a power cut can lose the accesses of the calls under way, and nothing else;
//! and whoever cuts off the end of the trail would have to cut off the journal too, which its anchor shows.

use crate::audit::{Access, Deed, Kind, Sort, Why};
use crate::audit_files::{Mark, read_file, segments};
use crate::audit_form::{
    End, Entry, FORGOTTEN, ReadSegment, SUBJECTS_MAX, Segment, TrailKeys, is_forgotten, month_of, read_segment,
};
use crate::error::Error;
use crate::folder::{Folder, sync_parent, write_new};
use crate::keys::Keys;
use crate::options::Warning;
use crate::steps::step;
use jiff::civil::DateTime;
use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Entries that may wait for the medium: a call makes about ten.
const UNSYNCED_MAX: u32 = 64;
/// Longest segment: opening reads the last one whole, and 8 MiB take some 50 ms.
const SEGMENT_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// The same read by the same actor within that time is one access: a page that refreshes itself would fill the trail.
const SAME_MINUTES: i64 = 10;
/// Last reads remembered for that: twice the lines, pages and consoles of a cabinet.
const RECENT_MAX: usize = 32;

pub(crate) struct Trail {
    folder: Folder,
    first: u64,
    /// Number of the next segment.
    next: u64,
    open: Option<Open>,
    /// Last entry written, last on the medium, last written down in the journal.
    end: End,
    synced: End,
    marked: Option<Mark>,
    /// The epoch of the last entry on the medium.
    epoch: u32,
    unsynced: u32,
    untraced: u32,
    /// A piece is missing: the next entry says so.
    lost: bool,
    recent: VecDeque<(Entry, DateTime)>,
}

struct Open {
    file: File,
    path: PathBuf,
    keys: TrailKeys,
    segment: Segment,
    len: u64,
}

impl Trail {
    /// Opens the trail at its end. It never refuses: a damaged trail is left as it is, for `verify` to show, and goes on in
    /// a new segment.
    pub(crate) fn open(folder: &Folder, keys: &Keys, mark: Option<Mark>) -> Result<(Self, Option<Warning>), Error> {
        let known = mark.map_or(End::START, |m| m.end);
        let mut trail = Self {
            folder: folder.clone(),
            first: mark.map_or(1, |m| m.first),
            next: 1,
            open: None,
            end: known,
            synced: known,
            marked: mark,
            epoch: mark.map_or(0, |m| m.epoch),
            unsynced: 0,
            untraced: 0,
            lost: false,
            recent: VecDeque::new(),
        };
        let Some((number, path)) = segments(&folder.trail())?.pop() else {
            trail.lost = known != End::START;
            trail.next = if trail.lost { trail.first + 1 } else { trail.first };
            let warning = trail_warning(folder, trail.lost);
            return Ok((trail, warning));
        };
        trail.next = number + 1;
        let bytes = read_file(&path)?;
        let mut holds = None;
        let read = read_segment(keys, &bytes, |_, end, _| {
            if end.seq == known.seq {
                holds = Some(end.hash == known.hash);
            }
        });
        let whole = |r: &ReadSegment| {
            r.end.seq >= known.seq
                && (r.segment.after.seq != known.seq || r.segment.after == known)
                && holds.unwrap_or(r.segment.after.seq >= known.seq)
        };
        let warning = match read {
            Ok(read) if whole(&read) => trail.go_on(&path, &bytes, read)?,
            // Its keys were destroyed on purpose, and the journal knows of nothing after it.
            Err(FORGOTTEN) if mark.is_some_and(|m| is_forgotten(keys, m.epoch)) => None,
            _ => {
                trail.lost = true;
                trail_warning(folder, true)
            }
        };
        Ok((trail, warning))
    }

    /// Goes on in a segment that is whole up to where the journal knew it, cutting off a torn end.
    fn go_on(&mut self, path: &Path, bytes: &[u8], read: ReadSegment) -> Result<Option<Warning>, Error> {
        let file = OpenOptions::new().append(true).open(path).map_err(|e| Error::io("L'ouverture", path, e))?;
        let mut warning = None;
        if read.broken.is_some() {
            let kept = self.folder.keep_aside("audit-end", &bytes[read.len..])?;
            let cut = file.set_len(read.len as u64).and_then(|()| file.sync_all());
            cut.map_err(|e| Error::io("La coupe", path, e))?;
            warning = Some(Warning::TrailCut { bytes: bytes.len() - read.len, kept });
        }
        (self.end, self.synced) = (read.end, read.end);
        if read.end != read.segment.after {
            self.epoch = read.segment.epoch;
        }
        let ReadSegment { keys, segment, len, .. } = read;
        self.open = Some(Open { file, path: path.to_path_buf(), keys, segment, len: len as u64 });
        Ok(warning)
    }

    /// Writes an access down. When it cannot, it counts it, and the next entry tells how many are missing.
    pub(crate) fn append(&mut self, keys: &Keys, access: &Access<'_>) -> Result<(), Error> {
        let done = self.append_all(keys, access);
        if done.is_err() {
            self.untraced = self.untraced.saturating_add(1);
        }
        done
    }

    fn append_all(&mut self, keys: &Keys, access: &Access<'_>) -> Result<(), Error> {
        self.ready(keys, access.at)?;
        if self.lost {
            let resumed = |_: &TrailKeys| Entry {
                at: access.at,
                by: Sort::Night,
                who: String::new(),
                did: Deed::Resumed,
                why: Why::Safety,
                what: Kind::Trail,
                of: String::new(),
                count: 0,
                untraced: 0,
            };
            self.write(resumed)?;
            self.lost = false;
        }
        let lists: Vec<_> =
            if access.of.is_empty() { vec![access.of] } else { access.of.chunks(SUBJECTS_MAX).collect() };
        for of in lists {
            self.ready(keys, access.at)?;
            let untraced = self.untraced;
            let entry = self.entry(access, of);
            let Some(entry) = entry.filter(|entry| !self.again(entry)) else { continue };
            self.write(|_| Entry { untraced, ..entry.clone() })?;
            self.untraced = 0;
            self.remember(entry);
        }
        if self.unsynced >= UNSYNCED_MAX {
            self.sync()?;
        }
        Ok(())
    }

    fn entry(&self, access: &Access<'_>, of: &[huisclos_agenda::PatientId]) -> Option<Entry> {
        let keys = &self.open.as_ref()?.keys;
        let by = access.by.sort();
        Some(Entry {
            at: access.at,
            by,
            who: keys.actor(by, &access.by.name()),
            did: access.did,
            why: access.why,
            what: access.what,
            of: of.iter().map(|id| keys.patient(id.0)).collect(),
            count: access.count,
            untraced: 0,
        })
    }

    /// True for a read that was traced a moment ago.
    fn again(&self, entry: &Entry) -> bool {
        matches!(entry.did, Deed::Found | Deed::Read | Deed::Listed)
            && self.recent.iter().any(|(one, at)| {
                let same = Entry { at: one.at, ..entry.clone() } == *one;
                same && at.duration_since(entry.at).as_mins().abs() < SAME_MINUTES
            })
    }

    fn remember(&mut self, entry: Entry) {
        if self.recent.len() == RECENT_MAX {
            self.recent.pop_front();
        }
        let at = entry.at;
        self.recent.push_back((entry, at));
    }

    /// Begins another segment when the month, the epoch or the length asks for one.
    fn ready(&mut self, keys: &Keys, at: DateTime) -> Result<(), Error> {
        let month = month_of(at);
        let fits = |open: &Open| {
            open.segment.month == month && open.segment.epoch == keys.epoch() && open.len < SEGMENT_BYTES_MAX
        };
        if self.open.as_ref().is_some_and(fits) {
            return Ok(());
        }
        self.sync()?;
        let folder = self.folder.trail();
        fs::create_dir_all(&folder).map_err(|e| Error::io("La création du dossier", &folder, e))?;
        let path = folder.join(format!("{:08}", self.next));
        let epoch = keys.epoch();
        // The keyring always has its own newest epoch.
        let trail = TrailKeys::of(keys, epoch).ok_or(Error::Damaged { table: "audit" })?;
        let segment = Segment { epoch, number: self.next, month, after: self.end };
        let header = trail.header(&segment)?;
        // Whole under its number or not there.
        let fresh = folder.join("next");
        write_new(&fresh, &header)?;
        fs::rename(&fresh, &path).map_err(|e| Error::io("La création", &path, e))?;
        sync_parent(&path)?;
        sync_parent(&folder)?;
        step("trail.begun");
        let file = OpenOptions::new().append(true).open(&path).map_err(|e| Error::io("L'ouverture", &path, e))?;
        self.open = Some(Open { file, path, keys: trail, segment, len: header.len() as u64 });
        self.next += 1;
        Ok(())
    }

    fn write(&mut self, entry: impl FnOnce(&TrailKeys) -> Entry) -> Result<(), Error> {
        let Some(open) = &mut self.open else { return Err(Error::Damaged { table: "audit" }) };
        let entry = entry(&open.keys);
        let (bytes, end) = open.keys.entry(open.segment.number, self.end, &entry)?;
        if let Err(e) = open.file.write_all(&bytes) {
            let error = Error::io("L'écriture", &open.path, e);
            // A half-written entry that cannot be cut off is left, and the trail goes on in another segment.
            if open.file.set_len(open.len).is_err() {
                self.open = None;
            }
            return Err(error);
        }
        open.len += bytes.len() as u64;
        self.end = end;
        self.unsynced += 1;
        Ok(())
    }

    /// Returns once every entry is on the medium.
    pub(crate) fn sync(&mut self) -> Result<(), Error> {
        if self.synced != self.end
            && let Some(open) = &self.open
        {
            open.file.sync_data().map_err(|e| Error::io("L'enregistrement", &open.path, e))?;
            // A segment is synced before another is begun: what was waiting lies in this one.
            (self.synced, self.epoch) = (self.end, open.segment.epoch);
            self.unsynced = 0;
            step("trail.synced");
        }
        Ok(())
    }

    /// What the journal should say, when it does not say so yet.
    pub(crate) fn mark(&self) -> Option<Mark> {
        let known = self.marked.is_some_and(|m| (m.first, m.end) == (self.first, self.synced));
        let mark = Mark { first: self.first, end: self.synced, epoch: self.epoch };
        (mark.end != End::START && !known).then_some(mark)
    }

    /// The journal says so.
    pub(crate) fn marked(&mut self, mark: Mark) {
        self.marked = Some(mark);
    }

    /// The segments written before a month, the last one never; afterwards they do not count any more.
    pub(crate) fn expire(&mut self, keys: &Keys, month: u32) -> Result<Vec<PathBuf>, Error> {
        let all = segments(&self.folder.trail())?;
        let mut gone = Vec::new();
        for pair in all.windows(2) {
            // An unreadable one goes with the one after it, which is no older.
            let month_of_file = pair.iter().find_map(|(_, path)| {
                let bytes = read_file(path).ok()?;
                Some(crate::audit_form::read_header(keys, &bytes).ok()?.1.month)
            });
            if month_of_file.is_none_or(|m| m >= month) {
                break;
            }
            gone.push(pair[0].1.clone());
            self.first = pair[1].0;
        }
        Ok(gone)
    }
}

fn trail_warning(folder: &Folder, lost: bool) -> Option<Warning> {
    lost.then(|| Warning::TrailLost { path: folder.trail() })
}
