//! What other programs write to their logs, read on from where it was left.

use std::collections::BTreeMap;

/// How far each log has been read.
#[derive(Default)]
pub struct Logs(BTreeMap<String, usize>);

impl Logs {
    /// True when the text stands beyond what was read; all up to it is read then.
    pub fn find(&mut self, file: &str, text: &str) -> bool {
        let whole = std::fs::read(file).unwrap_or_default();
        let at = self.0.entry(file.into()).or_default();
        let rest = whole.get(*at..).unwrap_or_default();
        let found = rest.windows(text.len()).position(|window| window == text.as_bytes());
        if let Some(found) = found {
            *at += found + text.len();
        }
        found.is_some()
    }

    /// The next word between these, and whether the end stands before it; what is looked at is read.
    pub fn next(&mut self, file: &str, before: &str, end: &str) -> Option<Result<String, ()>> {
        let whole = std::fs::read(file).unwrap_or_default();
        let at = self.0.entry(file.into()).or_default();
        let rest = String::from_utf8_lossy(whole.get(*at..).unwrap_or_default()).into_owned();
        let (word, over) = (rest.find(before), rest.find(end));
        match (word, over) {
            (Some(word), over) if over.is_none_or(|over| word < over) => {
                let from = word + before.len();
                let long = rest[from..].find('"')?;
                *at += from + long;
                Some(Ok(rest[from..from + long].to_string()))
            }
            (_, Some(_)) => Some(Err(())),
            _ => None,
        }
    }
}
