//! What the box does every night, in one call: everything read back, what is too old taken away, the journal written anew
//! and read back, the state built again from it, the audit trail checked, the ballast made again.
//!
//! Every part leaves the folder whole, does nothing twice and can be stopped at any moment: the next night, or the same call
//! again, does what is left. Calls go on meanwhile; writers wait while the records are read back and for the moments at
//! which files are exchanged. A part that fails is told and does not keep the others from being done.

use crate::change::Tree;
use crate::error::Error;
use crate::retention::Retained;
use crate::snapshot::Snapshotted;
use crate::steps::step;
use crate::store::Store;
use huisclos_agenda::Retention;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// What a night found and did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Night {
    /// Records read back and found as they were written, indexes included.
    pub records: u64,
    /// Entries of the audit trail whose seal and chain hold.
    pub accesses: u64,
    /// What was too old, and went.
    pub retained: Retained,
    /// The journal written anew; `None` when that failed, and the old one is in use.
    pub snapshot: Option<Snapshotted>,
    /// True when the room kept for a full disk is there.
    pub ballast: bool,
    /// French sentences for whoever looks after the box: what was found, what was mended, what could not be done. Empty when
    /// all is well.
    pub said: Vec<String>,
}

/// Where the last whole night lies.
const LAST: &[u8] = b"night";

#[derive(Serialize, Deserialize)]
struct LastNight {
    at: DateTime,
}

impl Store {
    /// Does everything of a night. Blocking, some seconds long: for a thread of its own.
    ///
    /// # Errors
    /// Only what keeps it from reading the journal at all; everything else is in [`Night::said`].
    pub fn nightly(&self, retention: &Retention, now: DateTime) -> Result<Night, Error> {
        let mut night = Night::default();
        step("night.begun");
        self.read_everything(&mut night)?;
        step("night.verified");
        match self.retain(retention, now, false) {
            Ok(done) => {
                if done.clock_doubted {
                    night.said.push(doubted(now));
                }
                night.retained = done;
            }
            Err(e) => night.said.push(e.to_string()),
        }
        step("night.retained");
        match self.snapshot() {
            Ok(done) => {
                night.said.extend(done.differed.clone());
                night.snapshot = Some(done);
            }
            Err(e) => night.said.push(e.to_string()),
        }
        step("night.snapshot");
        match self.verify_trail() {
            Ok(checked) => {
                night.accesses = checked.entries;
                night.said.extend(checked.faults);
            }
            Err(e) => night.said.push(e.to_string()),
        }
        step("night.trail");
        night.ballast = self.writer().ballast.restore();
        if !night.ballast {
            night.said.push("Le disque n'a plus de réserve pour les messages : libérez de la place.".into());
        }
        if night.snapshot.is_some() {
            self.write(|t| t.put(Tree::Proofs, LAST, 0, &LastNight { at: now }))?;
        }
        step("night.done");
        Ok(night)
    }

    /// Reads everything back; what is damaged is made anew from what is not.
    fn read_everything(&self, night: &mut Night) -> Result<(), Error> {
        let (journal_whole, refused) = match self.verify() {
            Ok(report) if report.is_sound() => {
                night.records = report.records.values().sum();
                return Ok(());
            }
            Ok(report) => {
                night.said.extend(report.faults);
                let (path, frame, at) = (self.0.folder.journal(), report.frames + 1, report.journal_bytes);
                (report.journal_whole, Error::JournalDamaged { path, frame, at, why: "il ne se relit plus" })
            }
            Err(e) => {
                night.said.push(e.to_string());
                (false, e)
            }
        };
        if journal_whole {
            self.mend()?;
            night.said.push("L'état a été reconstruit depuis le journal : rien n'est perdu.".into());
        } else if self.remake_journal()? {
            night.said.push("Le journal a été refait depuis l'état : rien n'est perdu. Vérifiez le disque.".into());
        } else {
            return Err(refused);
        }
        let again = self.verify()?;
        night.records = again.records.values().sum();
        night.said.extend(again.faults);
        Ok(())
    }

    /// When the last night that wrote the journal anew was done; `None` before the first. A box that was off at its hour
    /// does the night it missed.
    ///
    /// # Errors
    /// A damaged state.
    pub fn last_night(&self) -> Result<Option<DateTime>, Error> {
        Ok(self.record::<LastNight>(Tree::Proofs, LAST)?.map(|last| last.at))
    }
}

fn doubted(now: DateTime) -> String {
    format!(
        "L'horloge a sauté au {} : rien n'a été supprimé cette nuit ; vérifiez-la, puis lancez « huisclos store retain --trust-clock ».",
        now.strftime("%d/%m/%Y")
    )
}
