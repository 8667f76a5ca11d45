//! Reads everything back: the chain, every seal, and sled against the journal.

use crate::anchor;
use crate::change::Tree;
use crate::error::Error;
use crate::folder::Folder;
use crate::journal::{self, Broken, Tail};
use crate::kept::{Records, take_in};
use crate::keys::Keys;
use crate::open::existing_keys;
use crate::options::Options;
use crate::records::AppointmentRecord;
use crate::store::{Store, id_at_end};
use huisclos_agenda::{Appointment, overlaps};
use std::collections::BTreeMap;

/// What was read back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Good frames in the journal.
    pub frames: u64,
    /// Their length.
    pub journal_bytes: u64,
    /// Their keys and sealed records as the last frame leaves them.
    pub live_bytes: u64,
    /// What is inside those seals.
    pub plain_bytes: u64,
    /// Records by table, indexes included.
    pub records: BTreeMap<&'static str, u64>,
    /// True when the journal reads to its end, whatever else is wrong.
    pub journal_whole: bool,
    /// French sentences; empty when all is well.
    pub faults: Vec<String>,
}

impl VerifyReport {
    /// True when nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    fn fault(&mut self, said: impl Into<String>) {
        self.faults.push(said.into());
    }
}

/// Verifies a data folder that is not in use, changing nothing in it: the journal and its end. The state is compared by
/// [`Store::verify`], and at every opening.
///
/// # Errors
/// When it cannot even begin: folder in use, key missing or wrong, no journal.
pub fn verify(options: &Options) -> Result<VerifyReport, Error> {
    let folder = &options.folder;
    // Before the lock: verifying must not make a folder where none is.
    let keys = existing_keys(options)?;
    let _lock = folder.lock()?;
    let (report, _, tail) = check_journal(folder, &keys)?;
    Ok(check_anchor(folder, &keys, tail, report))
}

impl Store {
    /// Reads everything back while the store is open; writers wait.
    ///
    /// # Errors
    /// Only what keeps it from reading at all; what it finds is in the report.
    pub fn verify(&self) -> Result<VerifyReport, Error> {
        let writer = self.writer();
        self.heal(&writer)?;
        let (report, records, tail) = check_journal(&self.0.folder, self.keys())?;
        let mut report = check_anchor(&self.0.folder, self.keys(), tail, report);
        if tail != writer.journal.tail() {
            report.journal_whole = false;
            report.fault("Le journal sur le disque n'est pas celui qui a été écrit.");
        }
        if let Some(difference) = self.read(|state| state.difference(self.keys()))? {
            report
                .fault(format!("L'état n'est plus ce qui y fut mis : {difference}. Redémarrez, il sera reconstruit."));
        }
        if !self.read(|state| state.equals(&records))? {
            report.fault("L'état diffère du journal : redémarrez, il sera reconstruit.");
        }
        Ok(report)
    }
}

fn check_journal(folder: &Folder, keys: &Keys) -> Result<(VerifyReport, Records, Tail), Error> {
    let mut records = Records::new();
    let (tail, broken) = journal::read(&folder.journal(), keys, |_, changes| take_in(&mut records, changes))?;
    let mut report = VerifyReport {
        frames: tail.seq,
        journal_bytes: tail.end,
        journal_whole: broken.is_none(),
        ..VerifyReport::default()
    };
    if let Some(Broken { why, rest, .. }) = broken {
        report.fault(format!(
            "Journal {} : l'enregistrement {} (octet {}) ne se lit pas, {why} ; {} octets ou plus le suivent.",
            folder.journal().display(),
            tail.seq + 1,
            tail.end,
            rest.len()
        ));
    }
    let mut book: Vec<Appointment> = Vec::new();
    for (full, value) in &records {
        let Some((tree, key)) = full.split_first().and_then(|(b, key)| Some((Tree::of_byte(*b)?, key))) else {
            report.fault("Une donnée n'est d'aucune table connue.");
            continue;
        };
        *report.records.entry(tree.name()).or_default() += 1;
        report.live_bytes += (full.len() + value.len()) as u64;
        let opened = keys.open_record(tree, key, value);
        report.plain_bytes += opened.as_ref().map_or(0, |(_, plain)| plain.len()) as u64;
        match opened {
            Ok((_, plain)) if tree == Tree::Appointments => match serde_json::from_slice::<AppointmentRecord>(&plain) {
                Ok(record) => book.push(record.with_id(id_at_end(key).unwrap_or_default())),
                Err(_) => report.fault("Un rendez-vous n'a pas la forme attendue."),
            },
            Ok(_) => {}
            Err(e) => report.fault(e.to_string()),
        }
    }
    check_book(book, &mut report);
    Ok((report, records, tail))
}

/// No two appointments that hold may share a minute of one practitioner.
fn check_book(mut book: Vec<Appointment>, report: &mut VerifyReport) {
    book.retain(Appointment::holds);
    book.sort_by(|a, b| (&a.slot.practitioner, a.slot.start).cmp(&(&b.slot.practitioner, b.slot.start)));
    for pair in book.windows(2) {
        if overlaps(&pair[0].slot, &pair[1].slot) {
            report.fault(format!("Les rendez-vous {} et {} se chevauchent.", pair[0].id, pair[1].id));
        }
    }
}

fn check_anchor(folder: &Folder, keys: &Keys, tail: Tail, mut report: VerifyReport) -> VerifyReport {
    let base = journal::read_file_header(&folder.journal()).map(|header| header.base).unwrap_or_default();
    match anchor::read(keys, &folder.anchor()) {
        anchor::Read::Says(a) if a.seq > tail.seq => {
            report.fault(format!(
                "Le journal devrait aller jusqu'à l'enregistrement {} ; il s'arrête à {}.",
                a.seq, tail.seq
            ));
        }
        anchor::Read::Says(a) if a.seq == tail.seq && a.hash != tail.hash && a.hash != base.hash => {
            report.fault("Le dernier enregistrement du journal n'est pas celui qui avait été confirmé.");
        }
        anchor::Read::Says(_) | anchor::Read::Missing => {}
        anchor::Read::Damaged => report.fault("Le repère du journal est abîmé ; il sera refait à l'ouverture."),
    }
    report
}
