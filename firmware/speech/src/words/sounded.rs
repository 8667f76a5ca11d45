//! Two to four written words that together sound as one word of time ("mère credi", "doux ze", "sa mène prochaine",
//! "a prêt"), where what stands beside leaves no doubt.
//!
//! The words around are asked for more where every piece is a word of French ("je dis matin", "de main à dix heures")
//! than where one of them is none.

use super::{Glue, Word, fold};
use crate::number;
use crate::phonetic::sounds;
use crate::slips;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word of time is: it says where one may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Weekday,
    Month,
    Number,
    /// "demain", "aujourd'hui".
    Near,
    /// "matin", "après-midi".
    Part,
    Week,
    /// "prochain".
    Next,
    /// "début", "journée": behind or before "de".
    Side,
    /// "avant", "après": before a time.
    Lead,
    /// "à partir de".
    From,
}

/// Words as they are rightly written, by class; `sounds` tells the rest.
const WRITTEN: [(Class, &str); 10] = [
    (Class::Weekday, "lundi mardi mercredi jeudi vendredi samedi dimanche"),
    (Class::Month, "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    (Class::Number, "onze douze treize quatorze quinze seize vingt trente quarante cinquante"),
    (Class::Near, "demain après-demain aujourd'hui lendemain surlendemain"),
    (Class::Part, "matin après-midi matinée soirée"),
    (Class::Week, "semaine week-end quinzaine huitaine"),
    (Class::Next, "prochain prochaine dernier dernière suivant suivante"),
    (Class::Side, "début milieu journée courant"),
    (Class::Lead, "avant après entre"),
    (Class::From, "partir"),
];

/// Letters that a window of words may have.
const LETTERS_MAX: usize = 16;
/// Words that a recogniser may have made of one.
const PIECES_MAX: usize = 4;
/// Sounds of the shortest word in which one wrong sound is forgiven, where a piece is no word of French.
const SOUNDS_FORGIVEN_MIN: usize = 6;

static BY_SOUND: LazyLock<HashMap<String, (Class, String)>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for (class, words) in WRITTEN {
        for word in words.split(' ') {
            let bare = fold(word).replace(['-', '\''], "");
            map.entry(sounds(word)).or_insert((class, bare));
        }
    }
    map
});

/// The word that those at a place are together, and how many they are.
pub(super) fn sounded(words: &[Word], at: usize) -> Option<(&'static str, usize)> {
    (2..=PIECES_MAX).rev().find_map(|count| {
        let pieces = words.get(at..at + count)?;
        let together = pieces[1..].iter().all(|w| matches!(w.glue, Glue::Space | Glue::Apostrophe | Glue::Hyphen));
        let letters: usize = pieces.iter().map(|w| w.raw.chars().count()).sum();
        if !together || letters > LETTERS_MAX || pieces.iter().any(|w| w.figures().is_some() || w.raw.contains(' ')) {
            return None;
        }
        // "mardi le dix" is no Monday: what is a word of time by itself stays one.
        let timed = |w: &Word| slips::known(&w.bare) && !matches!(w.bare.as_str(), "jour") && w.bare.len() > 3;
        let strange = pieces.iter().any(odd);
        let (class, word) = likely(pieces, strange)?;
        let kept = pieces.iter().filter(|w| timed(w)).count();
        if kept > usize::from(strange || word == "apresdemain") || pieces.iter().any(|w| w.bare == "heure") {
            return None;
        }
        fits(words, at, at + count, *class, word, strange).then_some((word.as_str(), count))
    })
}

/// No word of French that could stand by itself.
fn odd(word: &Word) -> bool {
    let written = fold(&word.raw);
    let alone = matches!(written.as_str(), "a" | "l" | "d" | "j" | "c" | "s" | "y" | "o" | "n" | "m" | "qu");
    !alone && !slips::known(&written) && !slips::common(&written)
}

fn likely(pieces: &[Word], strange: bool) -> Option<&'static (Class, String)> {
    let joined: String = pieces.iter().map(|w| w.raw.as_str()).collect();
    // "des buts": what is said of these is not what their letters say.
    let plain = |raw: &str| match raw {
        "des" => "dE".to_string(),
        "les" => "lE".into(),
        "mes" => "mE".into(),
        "ses" | "ces" => "sE".into(),
        raw => sounds(raw),
    };
    let apart: String = pieces.iter().map(|w| plain(&w.raw)).collect();
    let mut once = String::new();
    apart.chars().for_each(|c| {
        if !once.ends_with(c) {
            once.push(c)
        }
    });
    let key = sounds(&joined);
    let exact = BY_SOUND.get(&key).or_else(|| BY_SOUND.get(&once));
    exact.or_else(|| {
        let near = |heard: &&String| {
            heard.len() >= SOUNDS_FORGIVEN_MIN
                && [&key, &once].iter().any(|k| crate::understand::sound_slips(k, heard) <= 1)
        };
        strange.then(|| BY_SOUND.iter().find(|(heard, _)| near(heard)).map(|(_, v)| v)).flatten()
    })
}

/// A number, in words or figures.
fn numeral(word: Option<&Word>) -> bool {
    word.is_some_and(|w| number::is_word(&w.bare) || w.bare == "premier" || w.figures().is_some())
}

fn fits(words: &[Word], at: usize, end: usize, class: Class, word: &str, strange: bool) -> bool {
    let bare = |k: usize| words.get(k).map_or("", |w| w.bare.as_str());
    let back = |n: usize| at.checked_sub(n).map_or("", bare);
    let last = end >= words.len() || words[end].glue == Glue::Pause;
    let first = at == 0 || words[at].glue == Glue::Pause;
    let part = |w: &str| matches!(w, "matin" | "midi" | "soir" | "apresmidi" | "matinee" | "soiree" | "ma");
    let hour_led = matches!(bare(end), "a" | "vers" | "avant" | "apres" | "entre" | "de" | "des")
        && (numeral(words.get(end + 1)) || bare(end + 1) == "midi");
    let timely =
        part(bare(end)) || hour_led || numeral(words.get(end)) || matches!(bare(end), "prochain" | "en" | "au");
    let article = matches!(back(1), "le" | "ce" | "du" | "au" | "un");
    let asked = matches!(back(1), "pour" | "plutot" | "de" | "jusqu" | "avant" | "apres" | "d" | "non" | "place");
    let choice = |w: &str| matches!(w, "ou" | "et" | "soit" | "sinon");
    let beside = choice(bare(end)) || choice(back(1)) && number::weekday(back(2)).is_some();
    match class {
        Class::Weekday => {
            strange || timely || article && last || beside && (first || asked || article || choice(back(1)))
        }
        Class::Month => {
            let dated = at.checked_sub(1).is_some_and(|k| numeral(words.get(k)));
            let led = matches!(back(1), "en" | "fin" | "debut" | "mi" | "courant" | "de" | "d" | "mois");
            word.len() > 4 && (strange && (led || word.len() > 6) || dated || led && word.len() > 6)
        }
        Class::Number => {
            let hour = matches!(bare(end), "heure" | "h") || numeral(words.get(end)) && back(1) == "a";
            let counted = matches!(bare(end), "jour" | "semaine") && matches!(back(1), "dans" | "ici" | "sous" | "les");
            let month = number::MONTHS.contains(&bare(end)) && matches!(back(1), "le" | "du" | "au" | "et" | "ou");
            let day = back(1) == "le" && last && strange || number::weekday(back(1)).is_some() && last;
            hour || counted || month || day || back(1) == "du" && bare(at.saturating_sub(2)) == "semaine"
        }
        Class::Near => {
            let hurt = matches!(
                back(1),
                "coup" | "mal" | "bout" | "poignet" | "paire" | "les" | "aux" | "a" | "mes" | "ses" | "ma" | "la"
            ) || back(2) == "coup";
            let alone = first && (last || choice(bare(end)) || bare(end) == "si");
            let asked = matches!(
                back(1),
                "venir"
                    | "place"
                    | "pour"
                    | "plutot"
                    | "libre"
                    | "dispo"
                    | "viens"
                    | "chose"
                    | "passer"
                    | "de"
                    | "apres"
            ) && (last || timely || matches!(bare(end), "je" | "si" | "c" | "ou"));
            // "aujourd'hui ou de main".
            let asked = asked || choice(back(1)) && (number::weekday(back(2)).is_some() || back(2) == "aujourdhui");
            !hurt && (strange || word != "demain" || alone || asked || timely && !matches!(bare(end), "en" | "au"))
        }
        Class::Part => {
            let day = number::weekday(back(1)).is_some() || matches!(back(1), "demain" | "apresdemain" | "hier");
            strange || day || article && back(1) != "un" || matches!(back(1), "de" | "l" | "du" | "en")
        }
        Class::Week => {
            let led = matches!(back(1), "la" | "cette" | "une" | "prochaine" | "de" | "en" | "ce" | "le" | "sous")
                || at.checked_sub(1).is_some_and(|k| numeral(words.get(k)));
            led && (strange
                || last
                || matches!(
                    bare(end),
                    "prochaine" | "du" | "prochain" | "suivante" | "d" | "pro" | "proche" | "pour" | "si"
                ))
        }
        Class::Next => {
            matches!(back(1), "semaine" | "mois" | "annee" | "fois" | "an") || number::weekday(back(1)).is_some()
        }
        Class::Side => match word {
            "journee" => {
                matches!(back(1), "de" | "la") && (strange || matches!(back(2), "fin" | "debut" | "dans" | "milieu"))
            }
            _ => {
                let of = matches!(bare(end), "de" | "d" | "du") || number::MONTHS.contains(&bare(end));
                of && (strange || matches!(back(1), "en" | "au" | "tout" | "le" | "" | "vers"))
            }
        },
        Class::Lead => {
            let from = end + usize::from(matches!(bare(end), "le" | "la"));
            let time = numeral(words.get(from)) && !matches!(bare(from), "un" | "une")
                || number::weekday(bare(from)).is_some()
                || matches!(bare(from), "midi" | "demain" | "deux" | "de" if bare(from) != "de" || bare(from + 1) == "main");
            back(1) == "d" && word == "apres" && matches!(back(2), "semaine" | "mois" | "jour")
                || time
                    && (strange
                        || !matches!(bare(from + 1), "comprimes" | "enfants" | "fois" | "jour" | "an" | "personnes"))
        }
        Class::From => matches!(bare(end), "de" | "du" | "d") && (strange || matches!(back(1), "a" | "")),
    }
}
