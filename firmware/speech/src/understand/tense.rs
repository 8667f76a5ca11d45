//! Whether a sign is told in the present or in the past, by the verb in it or just before it.

use super::turn::Turn;
use std::ops::Range;

/// Words looked back for the verb of a sign.
const VERB_WORDS: usize = 5;
/// Verbs in the imperfect.
const IMPERFECT: &[&str] = &[
    "avait",
    "avais",
    "avaient",
    "etait",
    "etais",
    "etaient",
    "faisait",
    "faisais",
    "saignait",
    "respirait",
    "arrivait",
    "etouffait",
    "sentais",
    "sentait",
    "serrait",
    "pouvait",
    "pouvais",
    "convulsait",
    "vomissait",
];
/// What a past participle may follow.
const AUXILIARY: &[&str] = &["ai", "a", "ont", "as", "suis", "est", "sont"];
/// Participles that do not end in "é".
const PARTICIPLES: &[&str] = &[
    "eu", "ete", "fait", "perdu", "bu", "pris", "prise", "vomi", "mordu", "mordue", "mort", "morte", "recu", "subi",
    "fini", "ouvert", "ouverte", "pendu", "tordu", "battu", "mis", "senti", "fui", "evanoui", "evanouie",
];
/// Words between an auxiliary and its participle.
const BETWEEN: &[&str] = &["deja", "pas", "jamais", "bien", "juste", "m", "l", "failli", "aussi", "meme"];
/// Verbs in the present.
const PRESENT: &[&str] = &[
    "fais",
    "fait",
    "sens",
    "sent",
    "vais",
    "va",
    "viens",
    "vient",
    "peux",
    "peut",
    "arrive",
    "respire",
    "saigne",
    "etouffe",
    "serre",
    "devient",
    "tremble",
    "crache",
    "vomit",
    "perd",
    "perds",
    "vois",
    "voit",
    "veux",
    "veut",
    "tousse",
    "gonfle",
    "bave",
    "convulse",
    "arrete",
    "coule",
    "recoule",
    "dort",
    "repond",
    "reagit",
    "tient",
    "tire",
    "lance",
    "brule",
    "pique",
    "ecrase",
    "tourne",
    "descend",
    "traverse",
    "recommence",
    "revient",
    "reprend",
    "geint",
    "refuse",
    "boit",
    "siffle",
];

/// The tense of a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tense {
    /// "il respire mal", "il vient de tomber".
    Present,
    /// "il a perdu connaissance", "elle avait mal".
    Past,
    /// No verb was found.
    Unknown,
}

/// The tense of the sign's verb: in its own words or in those just before.
pub fn tense(turn: &Turn, sign: &Range<usize>) -> Tense {
    let from = sign.start.saturating_sub(VERB_WORDS);
    for at in (sign.start..sign.end).chain((from..sign.start).rev()) {
        let (word, before) = (turn.fold(at), if at > 0 { turn.fold(at - 1) } else { "" });
        if at < sign.start && turn.words[at + 1..=sign.start.min(turn.words.len() - 1)].iter().any(|w| w.stop) {
            break;
        }
        if IMPERFECT.contains(&word) {
            return Tense::Past;
        }
        if AUXILIARY.contains(&word) {
            // "à", "il y a dix ans": no verb of the sign.
            let preposition = turn.words.get(at).is_some_and(|w| w.text == "à");
            if word == "a" && (preposition || before == "y") {
                continue;
            }
            let next = at + 1 + usize::from(BETWEEN.contains(&turn.fold(at + 1)));
            return if is_participle(turn, next) { Tense::Past } else { Tense::Present };
        }
        // "s'est étouffé", "a fait": a participle, its auxiliary says the tense.
        let two_before = if at > 1 { turn.fold(at - 2) } else { "" };
        let auxiliary = |w: &str| AUXILIARY.contains(&w) || IMPERFECT.contains(&w);
        let after_auxiliary =
            auxiliary(before) || before == "deja" || BETWEEN.contains(&before) && auxiliary(two_before);
        // "le visage gonflé" tells no tense.
        let participle = turn.words.get(at).is_some_and(|w| w.text.ends_with('é') || w.text.ends_with("ée"));
        if PRESENT.contains(&word) && !after_auxiliary && !participle {
            return Tense::Present;
        }
    }
    Tense::Unknown
}

/// A verb in the past anywhere in the turn: what follows may date or end what was told.
pub fn tells_of_the_past(turn: &Turn) -> bool {
    (0..turn.words.len()).any(|at| {
        let auxiliary = AUXILIARY.contains(&turn.fold(at)) && turn.words[at].text != "à";
        let next = at + 1 + usize::from(BETWEEN.contains(&turn.fold(at + 1)));
        let agreed = turn.words.get(next).is_some_and(|w| PARTICIPLES.contains(&w.fold.trim_end_matches('s')));
        IMPERFECT.contains(&turn.fold(at)) || (auxiliary && (agreed || is_participle(turn, next)))
    })
}

fn is_participle(turn: &Turn, at: usize) -> bool {
    let Some(word) = turn.words.get(at) else { return false };
    let by_sound =
        word.key.ends_with('e') && word.fold.len() > 4 && (word.fold.ends_with("er") || word.fold.ends_with("ez"));
    PARTICIPLES.contains(&word.fold.as_str())
        || ["é", "ée", "és", "ées"].iter().any(|e| word.text.ends_with(e))
        || by_sound
}
