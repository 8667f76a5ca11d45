//! Whether a date is that of an appointment already made, by the words before it.

use crate::lead::Before;
use crate::words::Words;

/// Words looked at before a date: an appointment and its date stand in one clause.
const WORDS_BACK: usize = 9;

/// The start of a verb that moves an appointment.
pub(crate) fn is_move(word: &str) -> bool {
    const STEMS: [&str; 19] = [
        "deplac",
        "decal",
        "report",
        "repouss",
        "chang",
        "avanc",
        "modifi",
        "retard",
        "recul",
        "transfer",
        "decall",
        "bouge",
        "echang",
        "remett",
        "bascul",
        "intervert",
        "permut",
        "rebascul",
        "gliss",
    ];
    matches!(word, "pousse" | "poussez" | "pousser") || STEMS.iter().any(|s| word.starts_with(s))
}

/// "j'avais", "elle devait venir", "c'était prévu" shortly before a word: what follows was to be.
pub fn was_due(words: &Words, at: usize) -> bool {
    const DUE: [&str; 26] = [
        "avais",
        "avait",
        "avions",
        "devais",
        "devait",
        "devions",
        "devaient",
        "etait",
        "etais",
        "etions",
        "prevu",
        "prevue",
        "fixe",
        "note",
        "notee",
        "inscrit",
        "inscrite",
        "marque",
        "convoque",
        "convoquee",
        "attendu",
        "attendue",
        "dit",
        "reserve",
        "mis",
        "donne",
    ];
    (1..=5).take_while(|k| *k <= at).any(|k| DUE.contains(&words.bare(at - k)))
}

/// "prévu", "elle devait venir", "je suis attendue" right before a day: that day was due, with no wish in between.
pub fn due_on(words: &Words, at: usize) -> bool {
    const DUE: [&str; 10] =
        ["devais", "devait", "devions", "devaient", "prevu", "prevue", "attendu", "attendue", "fixe", "note"];
    (1..=2).take_while(|k| *k <= at).any(|k| DUE.contains(&words.bare(at - k)))
}

/// "prévu lundi", "fixée au trois": that day was due.
pub fn due_right_on(words: &Words, at: usize) -> bool {
    matches!(words.back(at, 1), "prevu" | "prevue" | "fixe" | "fixee" | "programme" | "programmee" | "cale" | "calee")
}

/// The appointment named last before a word, within the clause: the place of its noun.
fn noun_before(words: &Words, at: usize) -> Option<usize> {
    (1..=WORDS_BACK).take_while(|k| *k <= at).map(|k| at - k).find(|k| {
        matches!(
            words.bare(*k),
            "rendez" | "consultation" | "visite" | "celui" | "celle" | "seance" | "vaccination" | "mien" | "mienne"
        )
    })
}

/// True when "de X à Y" at this word moves an appointment rather than spans days: it follows the appointment itself, or
/// a verb that moves one.
pub fn moves_between(words: &Words, at: usize) -> bool {
    // "passer de jeudi à vendredi".
    let passed = (1..=2).any(|k| matches!(words.back(at, k), "passer" | "passe" | "passez"));
    let moved = passed && words.bare(at) == "de" || (0..at).any(|k| is_move(words.bare(k)));
    // "mettre le rendez-vous de mon mari de mardi à vendredi".
    let put = (0..at).any(|k| matches!(words.bare(k), "mettre" | "mettez" | "remettre" | "remettez" | "passer"));
    let near = if put { 7 } else { 3 };
    let named = noun_before(words, at).is_some_and(|k| at - k <= near && definite(words, k));
    moved || named
}

/// "mon rendez-vous", "le rendez-vous", "celui": an appointment that exists.
fn definite(words: &Words, noun: usize) -> bool {
    if matches!(words.bare(noun), "celui" | "celle") {
        return true;
    }
    let mut before = words.back(noun, 1);
    if matches!(before, "petit" | "prochain" | "premier" | "dernier") {
        before = words.back(noun, 2);
    }
    matches!(
        before,
        "mon"
            | "ma"
            | "son"
            | "sa"
            | "notre"
            | "votre"
            | "leur"
            | "le"
            | "la"
            | "ce"
            | "cet"
            | "cette"
            | "au"
            | "du"
            | "mes"
            | "ses"
            | "l"
    )
}

/// "j'ai (pris) rendez-vous", "il avait un rendez-vous": it exists though no article says so.
fn had(words: &Words, noun: usize) -> bool {
    const WISHED: [&str; 17] = [
        "besoin",
        "voudrais",
        "voudrai",
        "veux",
        "faut",
        "faudrait",
        "souhaite",
        "souhaiterais",
        "aimerais",
        "possible",
        "avoir",
        "prendre",
        "obtenir",
        "trouver",
        "y",
        "vous",
        "voulais",
    ];
    const HAD: [&str; 13] =
        ["ai", "je", "j", "avais", "avait", "a", "avons", "avions", "ont", "avaient", "pris", "jai", "avai"];
    // Within the clause: "je voudrais décaler, j'ai rendez-vous le trente".
    let near: Vec<&str> = (1..=4)
        .take_while(|k| *k == 1 || *k <= noun && !words.pause(noun + 1 - k))
        .map(|k| words.back(noun, k))
        .collect();
    let owned = near.iter().take(3).any(|w| HAD.contains(w));
    // "j'ai pris rendez-vous avec vous": what comes after the noun is not looked at.
    owned && !near.iter().any(|w| WISHED.contains(w)) || near.first().is_some_and(|w| *w == "pris")
}

/// True when the date that starts at `start`, led by `sense`, is that of an appointment already made. `floor`: end of
/// the date before it.
pub fn existing(words: &Words, start: usize, sense: Before, floor: usize) -> bool {
    if sense == Before::InsteadOf {
        return true;
    }
    // "reporter à la semaine prochaine ce que j'ai mercredi".
    if (4..=6)
        .take_while(|k| start >= floor + k)
        .any(|k| words.first_of(start - k, &["ce que j ai", "ce que j avais"]) > 0)
    {
        return true;
    }
    let Some(noun) = noun_before(words, start).filter(|k| *k >= floor) else { return false };
    // A wish that starts between the noun and the date.
    let turned = (noun + 1..start).any(|k| {
        matches!(
            words.bare(k),
            "voudrais"
                | "peux"
                | "peut"
                | "pourrais"
                | "pourrait"
                | "pourrions"
                | "faut"
                | "faudrait"
                | "mettre"
                | "met"
                | "mets"
                | "mettez"
                | "maitre"
                | "plutot"
                | "non"
                | "possible"
                | "prefere"
                | "prefererais"
                | "aimerais"
                | "souhaite"
                | "passer"
                | "avoir"
                | "venir"
                | "souhaiterais"
                | "veux"
        ) || is_move(words.bare(k))
    });
    if turned {
        return false;
    }
    // "la visite de ma fille c'est mercredi", "le vaccin tombe jeudi".
    let is_then = matches!(words.back(start, 1), "est" | "tombe" | "prevu" | "prevue") && definite(words, noun);
    if matches!(words.bare(noun), "consultation" | "visite" | "seance" | "vaccination")
        && !matches!(sense, Before::Of)
        && !is_then
    {
        return false;
    }
    // "déplacer mon rendez-vous à jeudi".
    if sense == Before::To && (0..noun).any(|k| is_move(words.bare(k))) {
        return false;
    }
    // "mon rendez-vous, plutôt…": only "de" reaches over a pause.
    if words.pause(start) && sense != Before::Of {
        return false;
    }
    definite(words, noun) && !matches!(sense, Before::From | Before::UpTo | Before::Until | Before::After)
        || had(words, noun)
}

/// True when a date tells of the past or of a complaint: "opéré le douze octobre", "l'ordonnance du trois", "mal au dos
/// le matin". `hours_only`: a part of the day with no day. `floor`: end of the date before it.
pub fn aside(words: &Words, start: usize, floor: usize, hours_only: bool) -> bool {
    const DONE: [&str; 12] = [
        "opere",
        "operee",
        "ordonnance",
        "facture",
        "analyse",
        "analyses",
        "radio",
        "scanner",
        "accident",
        "courrier",
        "vaccine",
        "vaccinee",
    ];
    const COMPLAINTS: [&str; 42] = [
        "colle",
        "collent",
        "leve",
        "leves",
        "reveille",
        "reveilles",
        "endort",
        "endors",
        "endormir",
        "coule",
        "coulent",
        "gonfle",
        "gonflent",
        "pique",
        "piquent",
        "tremble",
        "transpire",
        "vertige",
        "vertiges",
        "raide",
        "dors",
        "levant",
        "vomis",
        "brule",
        "brulures",
        "pleure",
        "lancinante",
        "fatigue",
        "mal",
        "tousse",
        "douleur",
        "douleurs",
        "comprime",
        "comprimes",
        "fievre",
        "dort",
        "gratte",
        "vomit",
        "prends",
        "gouttes",
        "cachet",
        "cachets",
    ];
    // Within one clause only: "j'ai mal au dos, le matin de préférence" wishes.
    if words.pause(start) {
        return false;
    }
    // "je ne conduis plus la nuit, alors pas après seize heures": what follows is the wish.
    let so = (1..=3).find(|k| matches!(words.back(start, *k), "donc" | "alors" | "coup"));
    let within =
        |k: &usize| start >= floor + k && (*k == 1 || !words.pause(start + 1 - k)) && so.is_none_or(|so| *k < so);
    let mut clause = (1..=5).take_while(within).map(|k| start - k);
    if hours_only {
        return clause.any(|k| {
            COMPLAINTS.contains(&words.bare(k))
                || (words.bare(k) == "nuit" && k + 2 >= start && words.back(start, 1) != "ou")
        });
    }
    let born = |k: usize| words.get(k).is_some_and(|w| matches!(w.raw.as_str(), "né" | "née" | "nés" | "nées"));
    let dated = |k: usize| {
        matches!(words.bare(k), "date" | "datait" | "dataient" | "remonte" | "remontait")
            && matches!(words.bare(k + 1), "de" | "du" | "d" | "a" | "au")
            && !matches!(words.back(k, 1), "la" | "une" | "l" | "quelle" | "en" | "autre" | "cette" | "")
    };
    // "mon cardiologue repart jeudi" tells of another.
    let another = matches!(words.back(start, 1), "repart" | "part" | "rentre" | "revient" | "repasse" | "arrive")
        && !matches!(words.back(start, 2), "je" | "on" | "j" | "nous" | "qui" | "");
    let acted = (1..=8).take_while(within).any(|k| told(words, start - k, start));
    another
        || acted
        || clause.any(|k| {
            born(k)
                || dated(k)
                || DONE.contains(&words.bare(k))
                    && !matches!(words.back(k, 1), "d" | "l")
                    && words.bare(k) != "ordonnance"
                || (words.bare(k) == "ordonnance" && words.back(k, 1) != "d" && words.bare(k + 1) == "du")
                || words.get(k).is_some_and(|w| {
                    matches!(w.raw.as_str(), "tombé" | "tombée" | "passé" | "vu" | "vue")
                        && matches!(words.back(k, 1), "suis" | "est" | "ai" | "a" | "avez")
                })
        })
}

/// "j'ai vu le docteur lundi", "elle a eu trois ans mardi": a finished act, with no wish between it and the date.
fn told(words: &Words, at: usize, start: usize) -> bool {
    const ACTS: [&str; 26] = [
        "eu",
        "eue",
        "fait",
        "vu",
        "vue",
        "venu",
        "venue",
        "allé",
        "allée",
        "appelé",
        "téléphoné",
        "tombé",
        "tombée",
        "passé",
        "commencé",
        "consulté",
        "accouché",
        "reçu",
        "mangé",
        "vomi",
        "dormi",
        "blessé",
        "blessée",
        "rappelé",
        "arrivé",
        "arrivée",
    ];
    let act = words.get(at).is_some_and(|w| ACTS.contains(&w.raw.as_str()));
    let done = (1..=3).any(|k| matches!(words.back(at, k), "ai" | "a" | "suis" | "est" | "avons" | "ont" | "avez"));
    let turned = (at + 1..start).any(|k| {
        let w = words.bare(k);
        matches!(w, "veut" | "faut" | "pour" | "que" | "revoir" | "voudrais" | "plutot" | "rendez")
            || is_move(w)
            || w.len() > 3 && (w.ends_with("er") || w.ends_with("ir") || w.ends_with("oir")) && w != "hier"
    });
    // "j'ai fait une demande pour mardi" wishes.
    act && done && !turned && !matches!(words.bare(start), "pour" | "a" | "au")
}

/// "je ne peux plus venir mardi": an appointment was due that day.
pub fn cannot_come(words: &Words, start: usize) -> bool {
    !words.pause(start)
        && (1..=4).any(|k| {
            matches!(words.back(start, k), "venir" | "viendrai" | "viendra" | "viendrons")
                && (1..=2).any(|n| {
                    matches!(words.back(start, k + n), "pas" | "plus")
                        || matches!(words.bare(start + n - k), "pas" | "plus")
                })
        })
}

/// "j'ai mardi": the day alone stands for the appointment.
pub fn has_day(words: &Words, start: usize) -> bool {
    words.back(start, 1) == "ai" || words.back(start, 1) == "a" && matches!(words.back(start, 2), "il" | "elle" | "on")
}

/// True when a verb that moves or gives back stands right before a date: "décaler jeudi", "annuler demain".
pub fn taken_from(words: &Words, start: usize) -> bool {
    (1..=2).any(|k| is_move(words.back(start, k)) || words.back(start, k).starts_with("annul"))
}

/// True when a wish stands shortly before a date: "je voudrais jeudi", "plutôt vendredi".
pub fn wished(words: &Words, start: usize) -> bool {
    (1..=5).any(|k| {
        matches!(
            words.back(start, k),
            "voudrais"
                | "voudrai"
                | "prefere"
                | "prefererais"
                | "plutot"
                | "possible"
                | "mettre"
                | "venir"
                | "passer"
                | "souhaite"
                | "aimerais"
                | "mettez"
                | "faudrait"
                | "arrange"
                | "serait"
        )
    })
}

/// "on avait dit le deux", "je devais venir jeudi", "j'étais inscrite lundi": an appointment though none is named.
pub fn booked_for(words: &Words, start: usize) -> bool {
    const BOOKED: [&str; 30] = [
        "devais venir",
        "devait venir",
        "devions venir",
        "dois venir",
        "doit venir",
        "dois voir",
        "doit voir",
        "devais voir",
        "devait voir",
        "devais passer",
        "devait passer",
        "avait dit",
        "avait mis",
        "avait fixe",
        "avait prevu",
        "avait convenu",
        "avait note",
        "avez mis",
        "avez donne",
        "avez fixe",
        "aviez mis",
        "aviez donne",
        "aviez dit",
        "etais inscrit",
        "etais inscrite",
        "suis note",
        "suis notee",
        "etais marque",
        "etais marquee",
        "etait prevu",
    ];
    (2..=6).take_while(|k| *k <= start).any(|k| words.first_of(start - k, &BOOKED) > 0)
}

/// "j'ai rendez-vous jeudi chez le cardiologue": not with this cabinet.
pub fn elsewhere(words: &Words, at: usize) -> bool {
    const OTHERS: [&str; 18] = [
        "cardiologue",
        "specialiste",
        "dentiste",
        "kine",
        "ophtalmo",
        "hopital",
        "irm",
        "scanner",
        "gynecologue",
        "dermato",
        "clinique",
        "labo",
        "anesthesiste",
        "notaire",
        "banque",
        "chirurgien",
        "orl",
        "garage",
    ];
    (at.saturating_sub(WORDS_BACK)..at + WORDS_BACK).any(|k| OTHERS.contains(&words.bare(k)))
}

/// Words with which another time is asked for, from an appointment to shortly behind the wish; not where a second
/// appointment is.
pub fn asks_for_it(words: &Words, from: usize, wish: usize) -> bool {
    const ASKED: [&str; 29] = [
        "mettre",
        "met",
        "mettez",
        "maitre",
        "passer",
        "passez",
        "peut",
        "peux",
        "pourrait",
        "possible",
        "plutot",
        "faudrait",
        "voudrais",
        "prefere",
        "serait",
        "irait",
        "jouable",
        "faisable",
        "auriez",
        "mieux",
        "arrangerait",
        "avancez",
        "envisageable",
        "pouvez",
        "pourriez",
        "fasse",
        "ferait",
        "avez",
        "soit",
    ];
    const SECOND: [&str; 9] = [
        "un rendez",
        "un autre rendez",
        "une consultation",
        "aussi",
        "en meme temps",
        "deuxieme",
        "second",
        "en plus",
        "un creneau",
    ];
    let behind = wish + WORDS_BACK;
    (from..behind).any(|k| ASKED.contains(&words.bare(k)))
        && !(from + 1..behind).any(|k| words.first_of(k, &SECOND) > 0)
}
