//! Red flags in a turn that goes on: only those that nothing said later takes back.
//!
//! A sentence may turn at its end: "j'avais mal à la poitrine … il y a deux ans", "je meurs … d'impatience", "mal à la
//! poitrine ? non". So a sign counts here only when it is told in the present, in words of its own, and when nothing
//! before it speaks of the past, of somebody seen on a screen, or of what one is asked to deny. The rest waits for the
//! pause, which is a second away. `tests/so_far.rs` holds the figures of all the written sets.

use super::alarm::{Alarm, listen};
use super::hear::Heard;
use super::tables::tables;
use super::tense::{Tense, tells_of_the_past, tense};
use super::turn::Turn;
use crate::{Asking, RedFlag};
use huisclos_agenda::Private;
use std::ops::Range;

/// Words of a sign that may still become a figure of speech ("j'étouffe … sous le travail"): so few are waited for.
const WORDS_MIN: usize = 2;
/// Words before a sign in which "pour" makes it what one comes for: a check, a paper.
const BEFORE_WORDS: usize = 3;
/// What turns a sign into a question, a story or something over.
const TURNED: &[&str] = &[
    "si",
    "quand",
    "lorsque",
    "radio",
    "tele",
    "film",
    "serie",
    "livre",
    "reve",
    "demande",
    "demandez",
    "chien",
    "chienne",
    "chat",
    "chatte",
    "berger",
    "veterinaire",
    "certificat",
    "papier",
    "dossier",
    "blague",
    "rire",
    "mieux",
    "fini",
    "plaisante",
    "exemple",
];

/// The red flag in what was said so far, if what may follow cannot take it back.
pub fn alarm_so_far(text: &str, asking: Asking) -> Option<RedFlag> {
    let names = matches!(asking, Asking::Name | Asking::LastName | Asking::FirstName);
    for turn in Turn::hear(text, &tables().lexicon).cut() {
        let heard = Heard::new(turn, asking);
        if let Alarm::Flag(family, words) = listen(&heard.turn, &heard.hits, heard.tables, names) {
            if !stays(&heard.turn, &words) {
                return None;
            }
            return Some(RedFlag { words: Private::new(heard.turn.quote(words).to_string()), family });
        }
    }
    None
}

fn stays(turn: &Turn, sign: &Range<usize>) -> bool {
    let for_what = (sign.start.saturating_sub(BEFORE_WORDS)..sign.start).any(|at| turn.fold(at) == "pour");
    sign.len() >= WORDS_MIN
        && tense(turn, sign) == Tense::Present
        && !for_what
        && !tells_of_the_past(turn)
        && !(0..turn.words.len()).any(|at| TURNED.contains(&turn.fold(at)))
}
