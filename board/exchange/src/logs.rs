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

    /// What the box asks next on a line, by the events in its log, or that its call there is over; what is looked at is
    /// read.
    pub fn asked(&mut self, file: &str, line: &str) -> Option<Result<String, ()>> {
        let whole = std::fs::read(file).unwrap_or_default();
        let at = self.0.entry(file.into()).or_default();
        let on_line = format!("\"line\":\"{line}\"");
        loop {
            let rest = whole.get(*at..).unwrap_or_default();
            // A line that is still being written is left.
            let length = rest.iter().position(|byte| *byte == b'\n')? + 1;
            *at += length;
            let event = String::from_utf8_lossy(&rest[..length]);
            if !event.contains(&on_line) {
                continue;
            }
            if event.contains("\"event\":\"over\"") {
                return Some(Err(()));
            }
            let asking = event.split("\"asking\":\"").nth(1).and_then(|rest| rest.split('"').next());
            if let Some(asking) = asking {
                return Some(Ok(asking.to_string()));
            }
        }
    }
}
