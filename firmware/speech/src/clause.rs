//! Clauses that tell a reason or what happened: the days and hours in them are no wish.

use crate::words::Words;

/// Words looked back for what begins a reason: a clause of speech is no longer.
const WORDS_BACK: usize = 12;
/// Words between a date and the act that dates it, or it dates.
const ACT_WORDS: usize = 8;

/// What begins a reason.
const REASONS: [&str; 16] = [
    "parce que",
    "parce qu",
    "vu que",
    "vu qu",
    "puisque",
    "puisqu",
    "etant donne que",
    "etant donne qu",
    "car",
    "sachant que",
    "sachant qu",
    "vu qu",
    "rapport a",
    "alors que",
    "tandis que",
    "sous pretexte que",
];
/// "sinon je suis en retard", "comme je travaille le matin": a reason only before a subject.
const BEFORE_A_SUBJECT: [&str; 2] = ["sinon", "comme"];
const SUBJECTS: [&str; 12] = ["je", "j", "on", "il", "elle", "ils", "elles", "nous", "mon", "ma", "mes", "c"];

/// Words with which a wish comes back: what follows them is no reason any more.
const TURNED: [&str; 27] = [
    "voudrais",
    "voudrai",
    "veux",
    "faudrait",
    "faut",
    "plutot",
    "donc",
    "prefere",
    "prefererais",
    "aimerais",
    "souhaite",
    "possible",
    "auriez",
    "avez",
    "pouvez",
    "pourriez",
    "mettez",
    "serait",
    "irait",
    "arrangerait",
    "arrange",
    "besoin",
    "coup",
    "sauf",
    "mais",
    "mieux",
    "rendez",
];

/// True when a word lies in a clause that gives a reason.
pub fn reason(words: &Words, at: usize) -> bool {
    for k in 1..=WORDS_BACK.min(at) {
        let from = at - k;
        if words.pause(from + 1) || TURNED.contains(&words.bare(from)) {
            return false;
        }
        let coach =
            words.bare(from) == "car" && matches!(words.back(from, 1), "un" | "le" | "en" | "mon" | "au" | "du");
        let used = words.first_of(from, &REASONS);
        if used > 0 && from + used <= at && !coach {
            return true;
        }
        // "sous huit jours, sinon le club me fait pas jouer le cinq".
        let somebody = words.bare(from) == "sinon"
            && matches!(words.bare(from + 1), "le" | "la" | "les")
            && matches!(words.bare(from + 3), "me" | "m" | "nous" | "lui" | "va" | "vont" | "ferme");
        if somebody && from + 3 < at {
            return true;
        }
        if BEFORE_A_SUBJECT.contains(&words.bare(from)) && SUBJECTS.contains(&words.bare(from + 1)) {
            return true;
        }
    }
    false
}

const AUXILIARIES: [&str; 16] = [
    "ai", "a", "as", "avons", "ont", "avez", "suis", "est", "sommes", "sont", "avait", "avais", "avaient", "etait",
    "etais", "etaient",
];
/// Between an auxiliary and its participle.
const BETWEEN: [&str; 11] = ["pas", "deja", "bien", "juste", "ete", "encore", "meme", "rien", "tout", "eu", "y"];
/// Participles that do not end in "é".
const PARTICIPLES: [&str; 26] = [
    "eu", "eue", "fait", "faite", "bu", "vu", "vue", "venu", "venue", "mort", "morte", "pris", "prise", "perdu",
    "recu", "subi", "vomi", "mordu", "mordue", "tordu", "ouvert", "ouverte", "repris", "gueri", "guerie", "maigri",
];
/// What is done to appointments: these days are due, not over.
const BOOKED: [&str; 27] = [
    "fixe",
    "note",
    "notee",
    "reserve",
    "pris",
    "donne",
    "mis",
    "dit",
    "prevu",
    "convenu",
    "propose",
    "programme",
    "cale",
    "marque",
    "inscrit",
    "inscrite",
    "confirme",
    "retenu",
    "choisi",
    "reporte",
    "deplace",
    "decale",
    "change",
    "annule",
    "demande",
    "trouve",
    "pose",
];
/// Acts of a life: weekdays and days of the month beside them are over. Others ("j'ai posé jeudi") say when one is free.
const ACTS: [&str; 44] = [
    "eu",
    "eue",
    "fait",
    "bu",
    "vomi",
    "perdu",
    "subi",
    "mordu",
    "mordue",
    "tordu",
    "mort",
    "morte",
    "ouvert",
    "avale",
    "saigne",
    "tombe",
    "tombee",
    "tombes",
    "cogne",
    "cognee",
    "blesse",
    "blessee",
    "pique",
    "piquee",
    "brule",
    "brulee",
    "opere",
    "operee",
    "hospitalise",
    "hospitalisee",
    "vaccine",
    "vaccinee",
    "attrape",
    "convulse",
    "arrete",
    "tousse",
    "accouche",
    "decede",
    "decedee",
    "casse",
    "foule",
    "plaie",
    "porte",
    "fievre",
];

/// The participle of a finished act at or after an auxiliary at `at`.
fn act(words: &Words, at: usize, any: bool) -> bool {
    // "après être tombée lundi".
    let infinitive = matches!(words.bare(at), "etre" | "avoir") && words.back(at, 1) == "apres";
    if !infinitive && !AUXILIARIES.contains(&words.bare(at))
        || words.get(at).is_some_and(|w| w.raw == "à")
        || words.back(at, 1) == "y"
    {
        return false;
    }
    let mut next = at + 1;
    while BETWEEN.contains(&words.bare(next)) && !words.pause(next) && next < at + 3 && words.get(next + 1).is_some() {
        let more = words.get(next + 1).is_some_and(|w| participle(&w.raw, &w.bare));
        if words.bare(next) == "eu" && !more {
            break;
        }
        next += 1;
    }
    let Some(word) = words.get(next) else { return false };
    // "j'avais mal à la poitrine en septembre".
    let ailed = matches!(words.bare(at), "avais" | "avait" | "avaient" | "avions")
        && matches!(word.bare.as_str(), "mal" | "des" | "de" | "une" | "la" | "beaucoup" | "tres")
        && !(next..next + 4).any(|k| matches!(words.bare(k), "rendez" | "consultation" | "visite" | "seance"));
    if any && ailed {
        return true;
    }
    // "on est pas pressés" says how one is: only with "avoir" every participle tells an act.
    let being = ["sui", "est", "som", "son", "eta"].iter().any(|stem| words.bare(at).starts_with(stem));
    let told = if any && !being { participle(&word.raw, &word.bare) } else { ACTS.contains(&word.bare.as_str()) };
    told && !BOOKED.contains(&word.bare.as_str())
}

fn participle(raw: &str, bare: &str) -> bool {
    PARTICIPLES.contains(&bare) || ["é", "ée", "és", "ées"].iter().any(|end| raw.ends_with(end)) && raw.len() > 4
}

/// True when a date from `start` to `end` says when something happened: "elle a bu la tasse cet été", "au printemps j'ai
/// fait…". `any`: a month or a season, which any act dates; a day needs an act of `ACTS`.
pub fn happened(words: &Words, start: usize, end: usize, any: bool) -> bool {
    if !words.pause(start) {
        for k in 1..=ACT_WORDS.min(start) {
            let at = start - k;
            if turns(words, at) {
                break;
            }
            if act(words, at, any) {
                return true;
            }
            if words.pause(at) {
                break;
            }
        }
    }
    // "au printemps j'ai fait": subject, auxiliary, participle.
    let subject = matches!(words.bare(end), "je" | "j" | "il" | "elle" | "on" | "nous" | "ils" | "elles");
    let after = end + 1 + usize::from(matches!(words.bare(end + 1), "m" | "s" | "l" | "me" | "se" | "y"));
    subject && !words.pause(end) && act(words, after, any)
}

/// A wish between an act and a date.
fn turns(words: &Words, at: usize) -> bool {
    let w = words.bare(at);
    TURNED.contains(&w)
        || matches!(w, "pour" | "revoir" | "que" | "qu" | "qui" | "veut" | "et" | "ou" | "quand" | "depuis" | "alors")
        || crate::role::is_move(w)
}

/// "la fatigue de novembre", "l'embolie de janvier": a month that only says which.
pub fn names_which(words: &Words, month: usize) -> bool {
    const OF_TIME: [&str; 24] = [
        "mois",
        "debut",
        "fin",
        "milieu",
        "courant",
        "semaine",
        "quinzaine",
        "moitie",
        "vous",
        "rendez",
        "celui",
        "celle",
        "consultation",
        "seance",
        "partir",
        "jour",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "visite",
        "place",
    ];
    let de = month.checked_sub(1).filter(|k| matches!(words.bare(*k), "de" | "d"));
    de.is_some_and(|k| {
        let noun = words.back(k, 1);
        noun.len() > 2
            && !OF_TIME.contains(&noun)
            && crate::number::rank(noun).is_none()
            && !crate::number::is_word(noun)
            && words.get(k - 1).is_some_and(|w| w.figures().is_none())
            && !matches!(
                noun,
                "autour" | "alentours" | "environs" | "lieu" | "place" | "avant" | "lendemain" | "veille"
            )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, word: &str) -> (Words, usize) {
        let words = Words::of(text);
        let at = (0..words.len()).rfind(|k| words.bare(*k) == word).unwrap_or_default();
        (words, at)
    }

    #[test]
    fn reasons_are_told_from_wishes() {
        for (text, word, expect) in [
            ("l'après-midi parce que le matin je fais des ménages", "matin", true),
            ("jeudi vu que mon aide passe le mardi", "mardi", true),
            ("comme je travaille le matin plutôt le soir", "matin", true),
            ("comme je travaille le matin plutôt le soir", "soir", false),
            ("parce que je travaille, jeudi", "jeudi", false),
            ("je conduis un car le lundi", "lundi", false),
            ("j'appelle parce que je voudrais jeudi", "jeudi", false),
        ] {
            let (words, at) = at(text, word);
            assert_eq!(reason(&words, at), expect, "{text}");
        }
    }

    #[test]
    fn what_happened_is_dated() {
        for (text, word, any, expect) in [
            ("elle a bu la tasse en avril", "avril", true, true),
            ("j'ai fait une crise au printemps", "printemps", true, true),
            ("je voudrais venir en avril", "avril", true, false),
            ("samedi elle est tombée", "samedi", false, true),
            ("j'ai posé ma journée jeudi", "jeudi", false, false),
            ("on m'a fixé le dix", "dix", false, false),
        ] {
            let (words, at) = at(text, word);
            assert_eq!(happened(&words, at, at + 1, any), expect, "{text}");
        }
    }
}
