//! Finds a red flag in a turn, and lets go of those that are denied, over, on paper or figurative.

use super::lexicon::Hits;
use super::pattern::open;
use super::tables::{Line, Tables};
use super::tense::{Tense, tense};
use super::turn::Turn;
use crate::Family;
use std::ops::Range;

/// Words between what explains a sign ("mort d'un", "certificat pour la") and the sign.
const BEFORE_WORDS: usize = 3;
/// Words between a sign and the time it is dated by.
const DATED_WORDS: usize = 14;
/// Words between a sign and a far time right behind it, which dates it whatever its verb says: a recogniser loses the
/// "eu" of "a eu des convulsions quand elle était bébé".
const DATED_AT_ONCE_WORDS: usize = 2;
/// Words between what tells that a sign is still there ("il me reste cette") and the sign behind it.
const STILL_WORDS: usize = 2;
/// Words of an answer that gives no more than a name.
const NAME_WORDS: usize = 4;
/// Words that no name is given with: "je fais un malaise" tells what happens, whatever was asked.
const NO_NAME: [&str; 10] = ["un", "une", "fais", "fait", "faire", "ai", "eu", "il", "elle", "on"];

/// What was heard of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// Nothing on the list.
    Nothing,
    /// On the list, and explained away: the model's alarm about the same turn does not count either.
    Explained,
    /// A red flag: its family and its words in the turn.
    Flag(Family, Range<usize>),
}

/// Looks for red flags. The family of the table that keeps the most signs is the one announced, the first of equals.
///
/// `names`: a name was asked, so that a lone word in a short answer is a name ("Malaise", "Noyer").
pub fn listen(turn: &Turn, hits: &Hits, tables: &Tables, names: bool) -> Alarm {
    let short = names
        && turn.words.iter().filter(|w| w.text.chars().count() > 1).count() <= NAME_WORDS
        && !(0..turn.words.len()).any(|at| NO_NAME.contains(&turn.fold(at)));
    let list = &tables.red_flags;
    let all = |lines: &[Line]| -> Vec<Range<usize>> {
        lines.iter().flat_map(|l| l.find(turn, hits, open).into_iter().flatten()).collect()
    };
    let mut context: Option<Context> = None;
    let mut explained = false;
    // The family with the most signs: "elle manque d'air, elle siffle, elle ne peut plus parler" is short of breath.
    let mut best: Option<(Family, Range<usize>, usize)> = None;
    for (family, signs) in &list.families {
        let mut told: Option<Range<usize>> = None;
        let mut count = 0;
        for sign in signs {
            let found = sign.find(turn, hits, is_negation);
            if found.is_empty() {
                continue;
            }
            let context = context.get_or_insert_with(|| Context {
                overlap: all(&list.explained.overlap),
                before: all(&list.explained.before),
                long_ago: all(&list.explained.long_ago).into_iter().chain(at_an_age(turn)).collect(),
                over: all(&list.explained.over),
                still: all(&list.explained.still).into_iter().filter(|r| !never(turn, r)).collect(),
            });
            // Each part of "A & B" must keep one place that nothing explains.
            let kept: Vec<Range<usize>> = found
                .iter()
                .filter_map(|places| {
                    places.iter().find(|place| !(short && place.len() == 1 || explains(turn, place, context))).cloned()
                })
                .collect();
            if kept.len() == found.len() {
                let start = kept.iter().map(|r| r.start).min().unwrap_or(0);
                let end = kept.iter().map(|r| r.end).max().unwrap_or(0);
                told.get_or_insert(start..end);
                count += 1;
                continue;
            }
            explained = true;
        }
        if let Some(words) = told.filter(|_| best.as_ref().is_none_or(|(.., most)| count > *most)) {
            best = Some((*family, words, count));
        }
    }
    match best {
        Some((family, words, _)) => Alarm::Flag(family, words),
        None if explained => Alarm::Explained,
        None => Alarm::Nothing,
    }
}

/// "des convulsions à dix-huit mois": by its accent, or "il a dix-huit mois" would be an age long past.
fn at_an_age(turn: &Turn) -> Vec<Range<usize>> {
    let unit = |at: usize| matches!(turn.fold(at), "an" | "ans" | "mois");
    (0..turn.words.len())
        // "elle est à huit mois" speaks of a pregnancy.
        .filter(|at| turn.words[*at].text == "à" && !at.checked_sub(1).is_some_and(|k| is_now(turn.fold(k))))
        .filter_map(|at| (at + 2..at + 4).find(|end| unit(*end)).map(|end| at..end + 1))
        .filter(|place| crate::number::is_word(turn.fold(place.start + 1)))
        .collect()
}

fn is_now(word: &str) -> bool {
    matches!(word, "est" | "suis" | "qu" | "enceinte" | "grossesse" | "sommes" | "rendue")
}

/// "ça ne m'a jamais repris" is no return.
fn never(turn: &Turn, place: &Range<usize>) -> bool {
    // Nor is "elle n'était pas encore là".
    let not_yet = turn.fold(place.start) == "encore" && place.start > 0 && turn.fold(place.start - 1) == "pas";
    not_yet || (place.start.saturating_sub(2)..place.end).any(|at| matches!(turn.fold(at), "jamais" | "rien"))
}

struct Context {
    overlap: Vec<Range<usize>>,
    before: Vec<Range<usize>>,
    long_ago: Vec<Range<usize>>,
    over: Vec<Range<usize>>,
    still: Vec<Range<usize>>,
}

fn is_negation(turn: &Turn, at: usize) -> bool {
    matches!(turn.fold(at), "pas" | "plus" | "jamais" | "aucun" | "aucune" | "sans" | "ni") || is_nobody(turn, at)
}

/// "personne" denies, "une personne" is somebody.
fn is_nobody(turn: &Turn, at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |k| turn.fold(k));
    turn.fold(at) == "personne" && !matches!(before, "une" | "la" | "cette" | "autre" | "grande" | "vieille" | "jeune")
}

fn explains(turn: &Turn, sign: &Range<usize>, context: &Context) -> bool {
    context.overlap.iter().any(|o| o.start < sign.end && sign.start < o.end)
        || context.before.iter().any(|b| just_before(turn, b, sign))
        || denied(turn, sign)
        || over(turn, sign, context)
}

fn same_sentence(turn: &Turn, from: usize, to: usize) -> bool {
    turn.words.get(from + 1..=to.min(turn.words.len().saturating_sub(1))).is_none_or(|w| w.iter().all(|w| !w.stop))
}

fn just_before(turn: &Turn, explaining: &Range<usize>, sign: &Range<usize>) -> bool {
    // "après la piqûre de frelon il gonfle": what happened is the sign's cause, not its end.
    let caused = matches!(turn.fold(explaining.start), "apres" | "depuis")
        && matches!(
            turn.fold(sign.start),
            "piqure" | "guepe" | "abeille" | "frelon" | "chute" | "choc" | "coup" | "morsure"
        );
    // "là, tout de suite, mon visage gonfle".
    let at_once = turn.fold(explaining.start) == "suite"
        && explaining.start > 1
        && turn.fold(explaining.start - 1) == "de"
        && turn.fold(explaining.start - 2) == "tout";
    if caused || at_once {
        return false;
    }
    let overlaps = explaining.start < sign.start && explaining.end > sign.start;
    let near = explaining.end <= sign.start && sign.start - explaining.end <= BEFORE_WORDS;
    if !(overlaps || near) || !same_sentence(turn, explaining.start, sign.start) {
        return false;
    }
    // "un certificat et puis j'ai mal à la poitrine": a new subject begins a new thought.
    let from = explaining.end.min(sign.start);
    let fresh = |at: usize| is_subject(turn, at) && !(explaining.start..explaining.end).contains(&at);
    let inside = overlaps
        && (explaining.start + 1..sign.start)
            .any(|at| is_subject(turn, at) && at + 1 < sign.start && is_present(turn, at + 1));
    !(from..=sign.start.min(turn.words.len().saturating_sub(1))).any(fresh) && !inside
}

/// Words that begin a new statement, so that a denial before them does not reach the sign.
fn is_subject(turn: &Turn, at: usize) -> bool {
    matches!(
        turn.fold(at),
        "je" | "j" | "il" | "elle" | "ils" | "elles" | "on" | "ca" | "jai" | "mais" | "y" | "et" | "g" | "la"
    ) && !(turn.fold(at) == "la" && turn.words.get(at).is_some_and(|w| w.text == "la"))
        && !(turn.fold(at) == "y" && turn.fold(at + 1) == "a")
}

fn is_present(turn: &Turn, at: usize) -> bool {
    matches!(
        turn.fold(at),
        "ai" | "a" | "est" | "suis" | "sens" | "fait" | "fais" | "respire" | "saigne" | "me" | "m" | "s"
    )
}

/// A reason or a sign that is denied or part of a figure of speech.
pub fn is_none(heard: &super::hear::Heard, place: &Range<usize>) -> bool {
    let overlap = heard.places(&heard.tables.red_flags.explained.overlap);
    denied(&heard.turn, place) || overlap.iter().any(|o| o.start < place.end && place.start < o.end)
}

/// "pas de", "aucune", "ni", "sans", "jamais eu" before the sign; "pas", "plus" right after its verb.
fn denied(turn: &Turn, sign: &Range<usize>) -> bool {
    const FILLERS: &[&str] = &[
        "de",
        "d",
        "du",
        "des",
        "eu",
        "un",
        "une",
        "la",
        "le",
        "l",
        "les",
        "vraiment",
        "non",
        "fait",
        "fais",
        "faire",
        "ressenti",
        "senti",
        "eue",
        "trop",
        "tellement",
        "en",
        "train",
        "me",
        "se",
        "m",
        "s",
        "avoir",
        "etre",
        "a",
        "ni",
        "y",
        "aucune",
        "aucun",
        "grosse",
        "forte",
        "personne",
        "n",
        "tres",
        "ou",
        "quelconque",
        "signe",
        "symptome",
        "autre",
        "grand",
        "mal",
        "fievre",
        "tout",
        "question",
        "douleur",
        "douleurs",
        "gene",
        "oppression",
        "pression",
        "souci",
        "probleme",
        "crise",
        "malaise",
        "serrement",
        "qui",
        "quoi",
        "moi",
    ];
    let mut at = sign.start;
    let mut steps = 0;
    while at > 0 && steps < 6 {
        at -= 1;
        steps += 1;
        if turn.words.get(at + 1).is_some_and(|w| w.stop) {
            break;
        }
        let word = turn.fold(at);
        match word {
            "aucun" | "aucune" | "sans" | "ni" | "jamais" | "jamai" | "nullement" | "zero" => return true,
            "personne" if !is_nobody(turn, at) => {}
            "pas" | "plus" | "point" | "personne" | "pa" | "plu" => {
                // "de plus en plus", "le plus", "je sais pas", "j'en peux plus": no denial of what follows.
                let before = if at > 0 { turn.fold(at - 1) } else { "" };
                let after = turn.fold(at + 1);
                let more = word.starts_with("plu")
                    && (matches!(before, "en" | "de" | "le" | "la" | "les" | "bien" | "encore" | "beaucoup")
                        || after == "en");
                // "je vais pas faire un malaise pour si peu" does deny what follows; "ça va pas, un malaise" does not.
                let cannot = after != "faire"
                    && matches!(
                        before,
                        "sais"
                            | "sait"
                            | "peux"
                            | "peut"
                            | "peu"
                            | "dors"
                            | "dort"
                            | "va"
                            | "vais"
                            | "arrive"
                            | "tiens"
                            | "tient"
                            | "supporte"
                            | "pourquoi"
                            | "comprends"
                            | "mange"
                            | "marche"
                            | "veux"
                            | "bouge"
                            | "repond"
                            | "parle"
                            | "reagit"
                    );
                let comma =
                    turn.words.get(at + 1).is_some_and(|w| w.comma) && at < sign.start && is_subject(turn, at + 1);
                return !(more || cannot || comma);
            }
            w if FILLERS.contains(&w) => {}
            _ => break,
        }
    }
    // "il ne saigne pas", "elle ne convulse plus", "la poitrine ne me fait pas mal": the denial follows the verb.
    let inside = (sign.start..sign.end).any(|at| is_negation(turn, at));
    if inside {
        return false;
    }
    for at in sign.end..(sign.end + 2).min(turn.words.len()) {
        let word = &turn.words[at];
        // "ma fille de deux mois prend plus le sein": what is denied is another verb's.
        let said_of = |k: usize| {
            matches!(
                turn.fold(k),
                "vraiment" | "presque" | "du" | "heureusement" | "me" | "m" | "fait" | "lui" | "donc"
            )
        };
        if at > sign.end && !said_of(sign.end) && !is_pain(turn.fold(sign.end - 1)) {
            break;
        }
        if word.stop || word.comma || is_subject(turn, at) {
            break;
        }
        // "mal à la poitrine, pas de fièvre": another thing is denied.
        if matches!(turn.fold(at + 1), "de" | "d") {
            break;
        }
        let verb_end = turn.fold(sign.end - 1);
        let noun = is_pain(verb_end);
        if matches!(word.fold.as_str(), "pas" | "pa" | "jamais" | "jamai" | "plu" | "pu")
            || (word.fold == "plus" && !noun && turn.fold(at + 1) != "en" && turn.fold(at + 1) != "que")
        {
            return !noun || word.fold == "pas" && turn.fold(at + 1) != "a";
        }
    }
    false
}

/// Nouns that a verb denies behind them: "la poitrine ne fait pas mal".
fn is_pain(word: &str) -> bool {
    matches!(
        word,
        "poitrine" | "thorax" | "malaise" | "malaises" | "crise" | "infarctus" | "avc" | "convulsions" | "urgence"
    )
}

/// In the past, and over or long ago, with nothing of it still there.
fn over(turn: &Turn, sign: &Range<usize>, context: &Context) -> bool {
    // "est arrivé encore": present again, unless the sign itself is what stopped.
    if context.still.iter().any(|s| s.end + STILL_WORDS > sign.start && !(s.start >= sign.start && s.end <= sign.end)) {
        return false;
    }
    let near = |r: &&Range<usize>| {
        let gap = if r.end <= sign.start { sign.start - r.end } else { r.start.saturating_sub(sign.end) };
        let (first, last) = (r.start.min(sign.start), r.start.max(sign.start));
        gap <= DATED_WORDS && same_sentence(turn, first, last)
    };
    let long_ago = context.long_ago.iter().any(|r| near(&r));
    // "elle a arrêté de respirer" is the sign, not its end.
    let apart = |r: &&Range<usize>| r.end <= sign.start || sign.end <= r.start;
    let ended = context.over.iter().filter(apart).count() > 0;
    let dated_at_once = |r: &&Range<usize>| {
        r.start >= sign.end
            && r.start - sign.end <= DATED_AT_ONCE_WORDS
            && same_sentence(turn, sign.start, r.start)
            && context.over.iter().any(|over| over.start > r.start)
    };
    tense(turn, sign) != Tense::Present && (long_ago || ended) || context.long_ago.iter().any(|r| dated_at_once(&r))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understand::tables::tables;

    fn hear(said: &str) -> Alarm {
        let turn = Turn::hear(said, &tables().lexicon);
        let hits = tables().lexicon.hits(&turn);
        listen(&turn, &hits, tables(), false)
    }

    #[test]
    fn says_the_family() {
        for (said, family) in [
            ("j'ai mal à la poitrine", Family::Chest),
            ("g mal a la poitrine sa serre", Family::Chest),
            ("il respire plus", Family::Breath),
            ("je suis tombé hier et depuis je suis confus", Family::Trauma),
        ] {
            assert!(matches!(hear(said), Alarm::Flag(f, _) if f == family), "{said}: {:?}", hear(said));
        }
    }

    #[test]
    fn lets_go_of_what_is_none() {
        for said in [
            "je n'ai pas mal à la poitrine",
            "aucune douleur dans la poitrine",
            "j'avais mal à la poitrine le mois dernier, tout va bien maintenant",
            "c'est pour le vaccin contre la coqueluche",
            "je meurs de faim",
        ] {
            assert!(!matches!(hear(said), Alarm::Flag(..)), "{said}: {:?}", hear(said));
        }
    }
}
