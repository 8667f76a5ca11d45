//! Letters that are no spelling but a remark about one: "avec deux F", "D à la fin", "Y A S M I N E Y A S M I N E".

use crate::name::same_name;
use crate::words::Words;

/// Letters of the shortest name spelled behind a remark.
const NAME_MIN: usize = 3;
/// Letters of the shortest name that is recognised when spelled twice.
const TWICE_MIN: usize = 3;

/// The name that a run of letters stands for, remarks taken out; the word said before it where the letters only speak of
/// that word ("moreau, E A U à la fin").
pub(super) fn without_remarks(words: &Words, from: usize, end: usize, name: String) -> String {
    let letters: Vec<char> = name.chars().collect();
    let half = letters.len() / 2;
    if half >= TWICE_MIN && letters.len() == 2 * half && letters[..half] == letters[half..] {
        return letters[..half].iter().collect();
    }
    let doubled = matches!(words.bare(from), "deux" | "double" | "2");
    let unit = if doubled { 2 } else { 1 };
    let rest: String = letters.iter().skip(unit).collect();
    // "avec un", "commence par un".
    let mut before = from;
    if matches!(words.back(before, 1), "un" | "une" | "le" | "la" | "des") && before > 0 {
        before -= 1;
    }
    let led = matches!(words.back(before, 1), "avec" | "par");
    if led && before > 0 {
        before -= 1;
    }
    if led && letters.len() >= unit + NAME_MIN {
        return rest;
    }
    let said = before.checked_sub(1).and_then(|k| words.get(k)).filter(|_| !words.pause(before) || led);
    let Some(said) = said.filter(|w| w.raw.chars().count() > letters.len().min(2) && w.figures().is_none()) else {
        return placed(words, end, name);
    };
    if doubled && same_name(&said.raw, &rest) {
        return rest;
    }
    let (said_letters, spelled) = (crate::name::normal(&said.raw), crate::name::normal(&name));
    if said_letters.len() > spelled.len() && (said_letters.ends_with(&spelled) || letters.len() < NAME_MIN) {
        return said.raw.clone();
    }
    placed(words, end, name)
}

/// "W E B E R, double V au début": the last letter only says where.
fn placed(words: &Words, end: usize, name: String) -> String {
    let place = words.first_of(end, &["a la fin", "au debut", "au milieu", "au bout"]) > 0;
    let mut letters: Vec<char> = name.chars().collect();
    if place && letters.len() > NAME_MIN {
        letters.pop();
    }
    letters.into_iter().collect()
}
