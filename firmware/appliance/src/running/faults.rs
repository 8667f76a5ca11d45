//! What the running box has found out about itself, by what it concerns; the last word counts.

use super::log::Log;
use huisclos_operator::{Finding, Grade};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What is wrong now.
pub struct Faults {
    found: Mutex<BTreeMap<String, Finding>>,
    log: Arc<Log>,
}

impl Faults {
    /// Nothing yet.
    pub fn new(log: Arc<Log>) -> Self {
        Self { found: Mutex::default(), log }
    }

    /// Something is wrong with `what`.
    pub fn say(&self, what: &str, grade: Grade, short: &str, sentence: impl Into<String>) {
        let finding = Finding { grade, short: short.into(), sentence: sentence.into() };
        let before = self.found.lock().unwrap_or_else(PoisonError::into_inner).insert(what.into(), finding.clone());
        if before.as_ref() != Some(&finding) {
            self.log.say(finding.sentence);
        }
    }

    /// It no longer is.
    pub fn mend(&self, what: &str) {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).remove(what);
    }

    /// All.
    pub fn all(&self) -> Vec<Finding> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}
