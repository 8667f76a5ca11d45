//! The written test sets (`tests/understand/README.md`).

use huisclos_speech::Asking;
use serde_json::Value;
use std::path::Path;

/// One line of a set.
pub struct Line {
    /// Its id.
    pub id: String,
    /// What is said.
    pub say: String,
    /// What was asked.
    pub asking: Asking,
    /// The meaning wanted.
    pub expect: Value,
    /// `clean`, `slips`, `red_flag`, `near_miss`.
    pub tags: Vec<String>,
}

impl Line {
    /// True when it carries the tag.
    pub fn is(&self, tag: &str) -> bool {
        self.tags.iter().any(|t| t == tag)
    }
}

/// The lines of a set.
pub fn read(path: &Path) -> Vec<Line> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines()
        .map(|line| {
            let value: Value = serde_json::from_str(line).expect("a set holds one JSON object a line");
            Line {
                id: value["id"].as_str().unwrap_or_default().into(),
                say: value["say"].as_str().unwrap_or_default().into(),
                asking: value["asking"].as_str().and_then(Asking::from_word).unwrap_or_default(),
                expect: value["expect"].clone(),
                tags: value["tags"].as_array().into_iter().flatten().filter_map(|t| Some(t.as_str()?.into())).collect(),
            }
        })
        .collect()
}
