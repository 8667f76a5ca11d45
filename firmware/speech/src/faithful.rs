//! Whether a sentence that a model wrote says only what was said: its numbers, days, moments and names are looked for there.
//!
//! The model writes, this decides: a sentence with one number, one day or one name that nobody said is not shown to anybody.

use crate::number::{day_word, numbers_in, ranks_in};
use crate::words::{Glue, Word, Words};
use std::collections::{BTreeMap, BTreeSet};

/// What a sentence says that was not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invented {
    /// A number, or a number of something else.
    Number,
    /// A day, a month, a moment or a length of time.
    Moment,
    /// A name.
    Name,
    /// Something of weight: what is taken, what somebody has, what is to be done.
    Thing,
}

/// Moments and lengths of time, folded, in the singular.
const MOMENTS: [&str; 34] = [
    "hier",
    "demain",
    "aujourd",
    "matin",
    "matinee",
    "midi",
    "soir",
    "soiree",
    "nuit",
    "veille",
    "lendemain",
    "semaine",
    "quinzaine",
    "mois",
    "annee",
    "trimestre",
    "jour",
    "journee",
    "heure",
    "minute",
    "prochain",
    "prochaine",
    "noel",
    "paques",
    "toussaint",
    "weekend",
    "fin",
    "debut",
    "demi",
    "demie",
    "quart",
    "dizaine",
    "douzaine",
    "centaine",
];

/// Words that a sentence about a message begins with; any other in capitals is a name.
const BEGINNINGS: [&str; 44] = [
    "le",
    "la",
    "les",
    "l",
    "un",
    "une",
    "des",
    "elle",
    "il",
    "ils",
    "elles",
    "on",
    "son",
    "sa",
    "ses",
    "ce",
    "cet",
    "cette",
    "c",
    "appel",
    "appelant",
    "appelante",
    "patient",
    "patiente",
    "personne",
    "madame",
    "monsieur",
    "mme",
    "m",
    "mr",
    "mlle",
    "docteur",
    "dr",
    "demande",
    "souhaite",
    "rappeler",
    "message",
    "pour",
    "resultats",
    "renouvellement",
    "d",
    "suite",
    "concernant",
    "apres",
];

/// Titles written with a capital inside a sentence.
const TITLES: [&str; 9] = ["madame", "monsieur", "mme", "m", "mr", "mlle", "docteur", "dr", "mademoiselle"];

/// What a secretary's sentence is made of, whoever called: the beginnings of words, folded. The rest must have been said.
const FRAME: [&str; 96] = [
    "absen", "accor", "actue", "aimer", "alors", "annul", "appel", "apres", "assur", "atten", "aupre", "aussi",
    "autre", "avant", "avec", "avoir", "besoi", "cabin", "cause", "cepen", "certa", "chez", "comme", "commu", "compr",
    "conce", "confi", "conna", "conse", "conta", "conti", "conve", "conse", "cours", "deman", "depla", "depui",
    "desir", "devoi", "devra", "disponi", "docte", "doit", "donne", "durant", "egale", "elle", "encor", "ensui",
    "entre", "envoy", "expli", "explique", "faire", "fille", "indiq", "infor", "inqui", "jusqu", "laiss", "lorsq",
    "madam", "medec", "menti", "messa", "monsi", "moyen", "necess", "nouve", "obten", "parce", "parle", "patie",
    "penda", "perso", "peut", "possi", "pouvo", "preci", "prend", "prevo", "probl", "propo", "quand", "rappe", "recev",
    "recon", "rende", "renou", "repon", "reque", "savoir", "secre", "selon", "signa", "souha",
];

/// Words this short carry no thing: "le", "sur", "elle".
const THING_CHARS_MIN: usize = 5;
/// Letters by which words are the same: "résultats" and "résultat", "rappelle" and "rappeler".
const STEM_CHARS: usize = 5;
/// Things that a sentence may add of its own: "il manque de traitement" for "il lui reste plus rien".
const THINGS_MAX: usize = 2;
/// Digits of a number that is written in one piece: a telephone number, a card's.
const LONG_DIGITS: usize = 6;

/// What `sentence` says that `said` does not; `None` of a faithful one.
#[must_use]
pub fn invented(sentence: &str, said: &str) -> Option<Invented> {
    let (written, spoken) = (Words::as_written(sentence), Words::as_written(said));
    let known: BTreeSet<&str> = spoken.iter().map(|w| w.bare.as_str()).collect();
    if !numbers_hold(sentence, said) {
        return Some(Invented::Number);
    }
    let is_moment = |bare: &str| day_word(bare) || MOMENTS.contains(&singular(bare));
    let has = |bare: &str| known.contains(bare) || known.iter().any(|k| singular(k) == singular(bare));
    if written.iter().any(|w| is_moment(&w.bare) && !has(&w.bare)) {
        return Some(Invented::Moment);
    }
    let named = |(at, word): (usize, &Word)| {
        let capital = sentence.get(word.span.clone()).and_then(|s| s.chars().next()).is_some_and(char::is_uppercase);
        let usual = if at == 0 { BEGINNINGS.contains(&&*word.bare) } else { TITLES.contains(&&*word.bare) };
        capital && !usual && !has(&word.bare)
    };
    if written.iter().enumerate().any(named) {
        return Some(Invented::Name);
    }
    let stems: BTreeSet<String> = known.iter().map(|k| stem(k)).collect();
    let framed = |bare: &str| FRAME.iter().any(|f| bare.starts_with(f)) || BEGINNINGS.contains(&bare);
    let things = written.iter().map(|w| w.bare.as_str());
    let things = things.filter(|b| b.chars().count() >= THING_CHARS_MIN && !framed(b) && !stems.contains(&stem(b)));
    (things.count() > THINGS_MAX).then_some(Invented::Thing)
}

fn singular(bare: &str) -> &str {
    match bare {
        "mois" | "ans" => bare,
        bare => bare.strip_suffix(['s', 'x']).unwrap_or(bare),
    }
}

fn stem(bare: &str) -> String {
    bare.chars().take(STEM_CHARS).collect()
}

/// A number with the word it counts: "trois jours", "9 heures".
type Counted = (u32, String);

fn counted(text: &str) -> Vec<Counted> {
    let words = Words::as_written(text);
    let article = |span: &std::ops::Range<usize>| {
        matches!(text.get(span.clone()).map(str::to_lowercase).as_deref(), Some("un" | "une"))
    };
    let next = |end: usize| words.iter().find(|w| w.span.start >= end).map_or("", |w| singular(&w.bare)).to_string();
    let found = numbers_in(text).into_iter().filter(|n| !article(&n.hull()));
    found.map(|n| (n.value, next(n.hull().end))).collect()
}

/// Numbers that were said without a pause and may be two: "mille deux fois" is a thousand, twice.
fn parted(text: &str) -> Vec<Counted> {
    let words = Words::as_written(text);
    let mut all = Vec::new();
    for hull in numbers_in(text).iter().map(crate::found::Found::hull) {
        let inside = |w: &&Word| w.glue == Glue::Space && w.span.start > hull.start && w.span.start < hull.end;
        for at in words.iter().filter(inside).map(|w| w.span.start) {
            all.extend(counted(text.get(hull.start..at).unwrap_or_default()));
            all.extend(counted(text.get(at..).unwrap_or_default()).into_iter().take(1));
        }
    }
    all
}

/// Every number was said, and of the same thing where that thing was counted.
fn numbers_hold(sentence: &str, said: &str) -> bool {
    let mut spoken = counted(said);
    spoken.extend(parted(said));
    // "un" and "une" count as one where they were said, and are articles in what is written.
    let mut values: BTreeSet<u32> = numbers_in(said).into_iter().map(|n| n.value).collect();
    values.extend(spoken.iter().map(|(n, _)| *n));
    let ranks = |text: &str| -> BTreeSet<i8> { ranks_in(text).into_iter().map(|r| r.value).collect() };
    let said_ranks = ranks(said);
    values.extend(said_ranks.iter().filter_map(|r| u32::try_from(*r).ok()));
    let mut of: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for (n, what) in &spoken {
        of.entry(what.as_str()).or_default().insert(*n);
    }
    let row: String = numbers_in(said).iter().map(|n| n.value.to_string()).collect();
    let holds = |(n, what): &Counted| {
        let digits = n.to_string();
        if digits.len() >= LONG_DIGITS && row.contains(&digits) {
            return true;
        }
        // A number stands before digits of its own too: "neuf heures dix", "9 h 10".
        let counts = what.chars().all(char::is_alphabetic) && what.chars().count() > 2;
        values.contains(n) && (!counts || of.get(what.as_str()).is_none_or(|all| all.contains(n)))
    };
    let ranked = ranks(sentence);
    counted(sentence).iter().all(holds) && ranked.iter().all(|r| said_ranks.contains(r))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sentence: &str, said: &str, expect: Option<Invented>) {
        assert_eq!(invented(sentence, said), expect, "« {sentence} » de « {said} »");
    }

    const DRUG: &str = "c'est pour renouveler l'ordonnance de ma mère madame benali elle prend du kardégic et de la metformine mille \
        deux fois par jour il lui reste trois jours de traitement";
    const LATE: &str =
        "je serai en retard demain matin pour mon rendez-vous de neuf heures quinze mon train arrive à neuf heures dix";

    #[test]
    fn what_was_said_may_be_said_again() {
        check(
            "Demande le renouvellement de l'ordonnance de Mme Benali, à qui il reste 3 jours de traitement.",
            DRUG,
            None,
        );
        check("La patiente prend de la metformine 1000 deux fois par jour.", DRUG, None);
        check("Le patient sera en retard demain matin pour son rendez-vous de 9h15.", LATE, None);
        check(
            "Un patient demande à être rappelé au 05 56 12 34 56.",
            "rappelez-moi au zéro cinq cinquante-six douze trente-quatre cinquante-six",
            None,
        );
    }

    #[test]
    fn what_was_not_said_is_found() {
        for (sentence, said, expect) in [
            ("Il lui reste cinq jours de traitement.", DRUG, Invented::Number),
            ("Il lui reste 2 jours de traitement.", DRUG, Invented::Number),
            ("Il prend trois fois par jour son traitement.", DRUG, Invented::Number),
            ("Son rendez-vous est à 9h30.", LATE, Invented::Number),
            ("Le patient sera en retard jeudi.", LATE, Invented::Moment),
            ("Le patient sera en retard demain soir.", LATE, Invented::Moment),
            ("Il lui reste trois semaines de traitement.", DRUG, Invented::Moment),
            ("Mme Martin demande une ordonnance.", DRUG, Invented::Name),
            ("Dupont demande une ordonnance.", DRUG, Invented::Name),
            ("La patiente prend du Doliprane.", DRUG, Invented::Name),
            ("La patiente souffre d'une grossesse compliquée et d'hypertension.", DRUG, Invented::Thing),
        ] {
            check(sentence, said, Some(expect));
        }
    }
}
