//! For whom the caller calls, and in which language.

use super::hear::Heard;
use super::turn::fold;
use crate::Who;

/// Foreign words from which a turn is in another language.
const FOREIGN_MIN: usize = 2;

/// For whom. Somebody named is the patient unless the words say otherwise (dead, at the wheel, who advised the call).
pub fn who(heard: &Heard) -> Option<Who> {
    let lists = &heard.tables.answers;
    let bystanders = heard.places(&lists.bystander);
    let others = heard.places(&lists.other);
    let other = others.iter().any(|o| !bystanders.iter().any(|b| b.start < o.end && o.start < b.end));
    if other {
        return Some(Who::Other);
    }
    heard.any(&lists.myself).then_some(Who::Myself)
}

/// True when the turn is in another language than French.
pub fn is_foreign(said: &str, heard: &Heard) -> bool {
    let lists = &heard.tables.answers;
    let folded = fold(said);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let raw = said.to_lowercase();
    let raw_words: Vec<&str> = raw.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let other_script = raw.chars().filter(|c| c.is_alphabetic() && *c as u32 >= 0x0370).count();
    if other_script * 2 > raw.chars().filter(|c| c.is_alphabetic()).count() && other_script > 0 {
        return true;
    }
    let foreign = words.iter().filter(|w| lists.foreign.contains(**w) && !lists.french.contains(**w)).count();
    let french = raw_words.iter().filter(|w| lists.french.contains(&fold(w))).count();
    foreign >= FOREIGN_MIN && foreign > french && foreign * 2 >= words.len().saturating_sub(french)
}
