//! For whom the caller calls, and in which language.

use super::hear::Heard;
use super::turn::fold;
use crate::{Asking, Who};
use std::ops::Range;

/// Foreign words from which a turn is in another language.
const FOREIGN_MIN: usize = 2;

/// For whom. Somebody named is the patient unless the words say otherwise (dead, at the wheel, who advised the call).
pub fn who(heard: &Heard) -> Option<Who> {
    let lists = &heard.tables.answers;
    let bystanders = heard.places(&lists.bystander);
    let mut others = heard.places(&lists.other);
    // "non, je garde mes petits-enfants ce jour-là": in answer to a question about something else, whoever is spoken of is
    // the patient only where the words say for whom.
    if matches!(heard.asking, Asking::Slot | Asking::Choice | Asking::Phone | Asking::Rating) {
        others.retain(|o| (o.start..o.end).any(|at| heard.word(at) == "pour") && heard.word(o.end - 1) != "dernier");
    }
    let other = others.iter().any(|o| !bystanders.iter().any(|b| b.start < o.end && o.start < b.end));
    // "ma mère veut que je prenne rendez-vous pour moi".
    let mine = heard.any(&lists.for_myself) && !heard.any(&lists.for_both);
    if other && !mine && !turned_to_self(heard, &others) {
        return Some(Who::Other);
    }
    heard.any(&lists.myself).then_some(Who::Myself)
}

/// "ma sœur a fait une embolie, elle va bien, moi c'est pour un rhume": after the story of another, oneself.
fn turned_to_self(heard: &Heard, others: &[Range<usize>]) -> bool {
    let last = others.iter().map(|o| o.end).max().unwrap_or_default();
    (last..heard.turn.words.len()).any(|at| {
        let (next, after) = (heard.word(at + 1), heard.word(at + 2));
        // "moi je suis sa mère" speaks for the other.
        let speaks_for = matches!(next, "je" | "c") && matches!(after, "suis" | "est") && {
            matches!(heard.word(at + 3), "sa" | "son" | "le" | "la" | "leur" | "l")
        };
        heard.word(at) == "moi" && matches!(next, "je" | "c" | "ces" | "cest" | "j") && !speaks_for
    })
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
    // "moi pas parler français".
    let no_french =
        ["pas parler francais", "parle pas francais", "parle pas le francais", "no french", "pas francais moi"];
    if words.len() <= 8 && no_french.iter().any(|p| folded.contains(p)) {
        return true;
    }
    let foreign = words.iter().filter(|w| lists.foreign.contains(**w) && !lists.french.contains(**w)).count();
    let french = raw_words.iter().filter(|w| lists.french.contains(&fold(w))).count();
    foreign >= FOREIGN_MIN && foreign > french && foreign * 2 >= words.len().saturating_sub(french)
}
