//! The names in a turn that answers another question: only behind "je m'appelle", "c'est madame", "au nom de"…

use super::{
    Chunk, NAME_WORDS_MAX, Names, PARTICLES, STOP, Zone, alike, found, is_first_name, joined, particle_goes_on, split,
};
use crate::spelling::all_spelled;
use crate::words::{Glue, Words};

/// The names announced in a turn that answers another question.
pub(super) fn announced(text: &str, words: &Words) -> Names {
    let mut names = Names::default();
    for at in 0..words.len() {
        if names.last.is_some() && names.first.is_some() {
            break;
        }
        if let Some(start) = introduced(words, at) {
            let both = one_name(words, start);
            take(words, both, &mut names, true);
        } else if matches!(words.bare(at), "madame" | "monsieur" | "mademoiselle" | "mme" | "mlle" | "mr")
            && titled(words, at)
        {
            let both = one_name(words, at + 1);
            take(words, both, &mut names, false);
        } else if matches!(
            words.bare(at),
            "fils" | "fille" | "mari" | "femme" | "mere" | "pere" | "bebe" | "frere" | "soeur"
        ) && matches!(words.back(at, 1), "mon" | "ma" | "notre" | "petit" | "petite")
            && words.get(at + 1).is_some_and(|w| is_first_name(&w.raw))
        {
            let both = one_name(words, at + 1);
            take(words, both, &mut names, true);
        } else if words.first_of(at, &["a l appareil", "au telephone", "au bout du fil"]) > 0 && at >= 1 {
            // "sophie garnier à l'appareil".
            let start = (1..=3).map(|k| at.saturating_sub(k)).find(|k| is_first_name(&words[*k].raw));
            if let Some(start) = start {
                take(words, Some((start, at)), &mut names, true);
            }
        }
    }
    // A spelling of the name just said.
    for spelled in all_spelled(text) {
        for slot in [&mut names.last, &mut names.first] {
            if slot.as_ref().is_some_and(|f| alike(&f.value, &spelled.value) >= 0.5) {
                *slot = Some(spelled.clone());
            }
        }
    }
    names
}

/// "c'est pas garnier, c'est grenier", "non, c'est théodore": the name that replaces one misheard.
pub(super) fn corrected(words: &Words) -> Names {
    let mut names = Names::default();
    let refused: Vec<usize> = (1..words.len())
        .filter(|k| words.back(*k, 1) == "pas" && !STOP.contains(words.bare(*k)) && words[*k].figures().is_none())
        .collect();
    for at in 0..words.len() {
        let used = words.first_of(at, &["c est", "cest", "est"]);
        let k = at + used;
        if used == 0 || STOP.contains(words.bare(k)) || words.bare(k).len() < 3 || words.pause(k) {
            continue;
        }
        let denied = (0..at).any(|n| matches!(words.bare(n), "non" | "pas"));
        let first = is_first_name(&words[k].raw);
        let instead = refused.iter().any(|r| *r != k && alike(&words[*r].raw, &words[k].raw) >= MISHEARD_FROM);
        // "moi c'est lefèvre avec un v".
        let remarked = words.are(k + 1, "avec un") || words.are(k + 1, "avec une") || words.are(k + 1, "avec deux");
        if denied && (first || remarked) || instead {
            take(words, Some((k, k + 1)), &mut names, true);
            break;
        }
    }
    names
}

/// Likeness from which one name may have been heard for another.
const MISHEARD_FROM: f32 = 0.4;

/// The word after "je m'appelle", "au nom de", "ici", "je suis"…, where a name may start.
pub(super) fn introduced(words: &Words, at: usize) -> Option<usize> {
    const ALWAYS: [&str; 18] = [
        "mon prenom c est",
        "mon prenom est",
        "le prenom c est",
        "mon nom de famille est",
        "je m appelle",
        "m appelle",
        "il s appelle",
        "elle s appelle",
        "s appelle",
        "se nomme",
        "me nomme",
        "au nom de",
        "de la part de",
        "mon nom c est",
        "mon nom est",
        "mon nom de famille c est",
        "le nom c est",
        "le nom de famille c est",
    ];
    const FIRST_NAME_BEHIND: [&str; 5] = ["je suis", "c est", "cest", "ici", "pour"];
    let used = words.first_of(at, &ALWAYS);
    let begins = |k: usize| words.get(k).is_some() && !words.pause(k);
    if used > 0 && begins(at + used) {
        return Some(at + used);
    }
    let used = words.first_of(at, &FIRST_NAME_BEHIND);
    let known = words.get(at + used).is_some_and(|w| is_first_name(&w.raw));
    // "c'est claire" is an opinion; "c'est claire fontaine" a name.
    let two = words
        .get(at + used + 1)
        .is_some_and(|w| w.glue == Glue::Space && !STOP.contains(w.bare.as_str()) && w.bare.len() > 2);
    (used > 0 && begins(at + used) && known && two).then_some(at + used)
}

/// True when "madame" is followed by the caller's own name: not "bonjour madame", not "madame le docteur".
pub(super) fn titled(words: &Words, at: usize) -> bool {
    let next = at + 1;
    if words.get(next).is_none() || words.pause(next) {
        return false;
    }
    let before = words.back(at, 1);
    let greeted =
        matches!(before, "bonjour" | "bonsoir" | "merci" | "oui" | "non" | "allo" | "pardon" | "revoir" | "rebonjour")
            && !words.pause(at);
    let name =
        !STOP.contains(words.bare(next)) || (PARTICLES.contains(&words.bare(next)) && particle_goes_on(words, next));
    // "avec madame martin" is the doctor.
    let seen = matches!(before, "avec" | "voir" | "chez" | "docteur") && !words.pause(at);
    name && !greeted && !seen
}

/// First word and end of the name that starts at a word: particles, then a first name and a family name at most.
pub(super) fn one_name(words: &Words, start: usize) -> Option<(usize, usize)> {
    let mut at = start;
    let mut plain = 0;
    while at < words.len() && at - start < NAME_WORDS_MAX {
        if at > start && words.pause(at) {
            break;
        }
        let bare = words.bare(at);
        let glued = at > start && matches!(words[at].glue, Glue::Hyphen | Glue::Apostrophe);
        if PARTICLES.contains(&bare) && particle_goes_on(words, at) {
            at += 1;
            continue;
        }
        if STOP.contains(bare) && !glued || words[at].figures().is_some() {
            break;
        }
        if !glued {
            // A second word only after a first name: "madame rousset jevoudrais".
            let first_before = plain == 1 && is_first_name(&words[at - 1].raw);
            let first_now = plain == 1 && is_first_name(&words[at].raw);
            if plain >= 2 || (plain == 1 && !first_before && !first_now) {
                break;
            }
            plain += 1;
        }
        at += 1;
    }
    while at > start && PARTICLES.contains(&words.bare(at - 1)) {
        at -= 1;
    }
    (at > start).then_some((start, at))
}

pub(super) fn take(words: &Words, place: Option<(usize, usize)>, names: &mut Names, first_alone: bool) {
    let Some((from, to)) = place else { return };
    let chunk =
        Chunk { text: joined(words, from, to), span: words.span(from, to), zone: Zone::Unknown, spelled: false };
    if let Some((last, first)) = split(&chunk) {
        names.last.get_or_insert(found(last));
        names.first.get_or_insert(found(first));
    } else if first_alone && is_first_name(&chunk.text) {
        names.first.get_or_insert(found(chunk));
    } else {
        names.last.get_or_insert(found(chunk));
    }
}
