//! Settings in memory, with their history.

use huisclos_ports::{AccountId, Changed, NotChanged, Settings, Standing};
use jiff::civil::DateTime;
use std::sync::{Arc, Mutex, PoisonError};

type Check<T> = fn(&T) -> Result<(), huisclos_agenda::Error>;
type Words<T> = fn(&T, &T) -> Vec<String>;

pub struct Held<T> {
    versions: Mutex<Vec<(Changed, Arc<T>)>>,
    check: Check<T>,
    words: Words<T>,
    at: DateTime,
}

impl<T> Held<T> {
    pub fn new(origin: T, at: DateTime, check: Check<T>, words: Words<T>) -> Self {
        let first = Changed { version: 0, at: None, by: None, words: Vec::new() };
        Self { versions: Mutex::new(vec![(first, Arc::new(origin))]), check, words, at }
    }
}

impl<T: Send + Sync + 'static> Settings<T> for Held<T> {
    fn now(&self) -> Standing<T> {
        let versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        let (changed, content) = versions.last().expect("the first version is always there");
        Standing { version: changed.version, content: content.clone() }
    }

    fn change(&self, by: AccountId, seen: u32, new: T) -> Result<Standing<T>, NotChanged> {
        (self.check)(&new)?;
        let now = self.now();
        if now.version != seen {
            return Err(NotChanged::Overtaken);
        }
        let words = (self.words)(&new, &now.content);
        let changed = Changed { version: seen + 1, at: Some(self.at), by: Some(by), words };
        self.versions.lock().unwrap_or_else(PoisonError::into_inner).push((changed, Arc::new(new)));
        Ok(self.now())
    }

    fn history(&self) -> Result<Vec<Changed>, NotChanged> {
        let versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(versions.iter().rev().map(|(changed, _)| changed.clone()).collect())
    }

    fn at(&self, version: u32) -> Result<Arc<T>, NotChanged> {
        let versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        let found = versions.iter().find(|(changed, _)| changed.version == version);
        found.map(|(_, content)| content.clone()).ok_or(NotChanged::Gone)
    }
}
