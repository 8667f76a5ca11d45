//! What was acknowledged, read from the child's lines, and whether a store still has it.

use huisclos_agenda::{AppointmentId, NoteId, PatientId};
use huisclos_store::{Error, Store};
use std::collections::{BTreeMap, BTreeSet};

/// How a line of the child begins: the test harness writes lines of its own.
pub const MARK: &str = "@ ";

struct Booked {
    patient: PatientId,
    /// What was acknowledged last: holds, or was given back.
    held: bool,
    /// A cancellation that was begun: it may have been done and not yet said.
    giving_back: bool,
}

/// Acknowledged facts, and attempts that may have succeeded unsaid.
#[derive(Default)]
pub struct Facts {
    booked: BTreeMap<AppointmentId, Booked>,
    /// With whose they are, 0 for nobody: who is erased takes them along.
    notes: BTreeMap<NoteId, PatientId>,
    erased: BTreeSet<PatientId>,
    erasing: BTreeSet<PatientId>,
}

impl Facts {
    /// Takes in the lines of a child.
    pub fn read(text: &str) -> Self {
        let mut facts = Self::default();
        for line in text.lines().filter_map(|line| line.strip_prefix(MARK)) {
            facts.take(line);
        }
        facts
    }

    fn take(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["booked", id, patient] => {
                let patient = PatientId(patient.parse().unwrap());
                self.booked
                    .insert(AppointmentId(id.parse().unwrap()), Booked { patient, held: true, giving_back: false });
            }
            // One that a child found in the store may have been booked by another that died before it said so.
            ["cancelling", id, patient] => self.of(id, patient).giving_back = true,
            ["cancelled", id, patient] => self.of(id, patient).held = false,
            ["noted", id, patient] => {
                self.notes.insert(NoteId(id.parse().unwrap()), PatientId(patient.parse().unwrap()));
            }
            ["erasing", patient] => drop(self.erasing.insert(PatientId(patient.parse().unwrap()))),
            ["erased", patient] => drop(self.erased.insert(PatientId(patient.parse().unwrap()))),
            _ => {}
        }
    }

    fn of(&mut self, id: &str, patient: &str) -> &mut Booked {
        let patient = PatientId(patient.parse().unwrap());
        let unsaid = Booked { patient, held: true, giving_back: false };
        self.booked.entry(AppointmentId(id.parse().unwrap())).or_insert(unsaid)
    }

    pub fn len(&self) -> usize {
        self.booked.len() + self.notes.len() + self.erased.len()
    }

    /// What a store lacks of it, or has although it was erased.
    pub fn missing(&self, store: &Store) -> Vec<String> {
        let mut missing = Vec::new();
        for (id, fact) in &self.booked {
            let gone = self.erasing.contains(&fact.patient);
            match store.appointment(*id) {
                Ok(found) if found.holds() != fact.held && !(fact.held && fact.giving_back) => {
                    missing.push(format!("appointment {id} holds: {}", found.holds()));
                }
                Ok(_) if self.erased.contains(&fact.patient) => missing.push(format!("{id} came back")),
                Ok(_) => {}
                Err(Error::Gone) if gone => {}
                Err(e) => missing.push(format!("appointment {id}: {e}")),
            }
        }
        let notes: BTreeSet<NoteId> = match store.notes() {
            Ok(notes) => notes.iter().map(|n| n.id).collect(),
            Err(e) => return vec![format!("notes: {e}")],
        };
        for (id, patient) in self.notes.iter().filter(|(id, _)| !notes.contains(id)) {
            if !self.erasing.contains(patient) {
                missing.push(format!("note {}", id.0));
            }
        }
        let back = |id: &&PatientId| !matches!(store.patient(**id, crate::common::now()), Err(Error::UnknownPatient));
        missing.extend(self.erased.iter().filter(back).map(|id| format!("patient {id} came back")));
        missing
    }
}
