//! The list of red flags as people read and sign it (`data/red-flags.toml`).

use crate::meaning::Family;
use crate::understand::tables::tables;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// The list, word for word: what is signed.
pub const LIST: &str = include_str!("../data/red-flags.toml");

/// A doctor's signature under the list. `Default`: nobody has signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// "Docteur Claire Martin"; empty while nobody has.
    pub name: String,
    /// When.
    pub at: Option<DateTime>,
    /// Version of the list that was signed.
    pub version: String,
    /// SHA-256 of the list that was signed, hexadecimal: another list is not signed by it.
    pub sha256: String,
}

/// Version of the list.
#[must_use]
pub fn version() -> &'static str {
    &tables().red_flags.version
}

/// Part of the list: its title in French, and its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// "Douleur dans la poitrine".
    pub title: &'static str,
    /// As written.
    pub lines: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    lists: toml::Table,
    family: Vec<Group>,
    explained: toml::Table,
}

#[derive(Deserialize)]
struct Group {
    name: String,
    signs: Vec<String>,
}

/// How a line of the list is read, the comments at its head.
#[must_use]
pub fn legend() -> Vec<&'static str> {
    LIST.lines().take_while(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim()).collect()
}

/// The whole list, part by part, in the order in which families are looked for.
#[must_use]
pub fn parts() -> Vec<Part> {
    let Ok(File { lists, family, explained }) = toml::from_str(LIST) else { return Vec::new() };
    let mut parts: Vec<Part> = family
        .into_iter()
        .map(|group| Part { title: Family::from_word(&group.name).map_or("", title), lines: group.signs })
        .collect();
    for (name, title) in EXPLAINED {
        let lines = explained.get(name).and_then(toml::Value::as_array).cloned().unwrap_or_default();
        parts.push(Part { title, lines: lines.iter().filter_map(|l| l.as_str().map(str::to_string)).collect() });
    }
    let listed = lists.iter().map(|(name, words)| format!("<{name}> : {}", words.as_str().unwrap_or_default()));
    parts.push(Part { title: "Listes de mots citées plus haut", lines: listed.collect() });
    parts
}

const EXPLAINED: [(&str, &str); 5] = [
    ("overlap", "N'en est pas un : dit dans un autre sens"),
    ("before", "N'en est pas un : nié ou écarté juste avant"),
    ("long_ago", "N'en est pas un : ancien"),
    ("over", "N'en est pas un : passé et fini"),
    ("still", "En est un malgré cela : dure encore"),
];

/// A family as a doctor reads it.
#[must_use]
pub fn title(family: Family) -> &'static str {
    TITLES.iter().find(|(f, _)| *f == family).map_or("Autre", |(_, title)| title)
}

const TITLES: [(Family, &str); 14] = [
    (Family::Violence, "Violences, danger"),
    (Family::Suicide, "Idées de suicide"),
    (Family::Chest, "Douleur dans la poitrine"),
    (Family::Breath, "Difficulté à respirer"),
    (Family::Stroke, "Signes d'accident vasculaire cérébral"),
    (Family::Unconscious, "Perte de connaissance"),
    (Family::Bleeding, "Saignement important"),
    (Family::Pregnancy, "Grossesse"),
    (Family::Seizure, "Convulsions"),
    (Family::Allergy, "Réaction allergique grave"),
    (Family::Poisoning, "Intoxication, corps étranger"),
    (Family::Infant, "Nourrisson"),
    (Family::Trauma, "Accident, blessure grave"),
    (Family::Infection, "Infection grave"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_list_is_shown_to_whoever_signs_it() {
        let parts = parts();
        let families = &tables().red_flags.families;
        assert_eq!(parts.len(), families.len() + EXPLAINED.len() + 1);
        for ((family, lines), part) in families.iter().zip(&parts) {
            assert_eq!((part.title, part.lines.len()), (title(*family), lines.len()));
            assert!(!part.title.is_empty() && part.title != "Autre");
        }
        assert!(parts.iter().all(|part| !part.lines.is_empty()), "a part that is not shown is not signed");
        assert!(legend().len() > 4 && !version().is_empty());
    }
}
