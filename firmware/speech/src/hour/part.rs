//! Parts of the day: "le matin", "en fin d'après-midi", "à l'heure du déjeuner".

use super::{Half, Hours, Said, time};
use crate::words::Words;
use jiff::civil::Time;

/// Bounds with their preposition: the school day ends at half past four, office work at five, lunch lies between noon
/// and two (the cabinet's own break), and "pas trop tôt" leaves out the beginning of the morning.
const BOUNDS: [(&[&str], Option<Time>, Option<Time>); 6] = [
    (
        &[
            "apres l ecole",
            "apres la classe",
            "apres les cours",
            "apres la creche",
            "apres le college",
            "apres le lycee",
            "apres la sortie de l ecole",
            "apres la sortie d ecole",
            "a la sortie de l ecole",
            "a la sortie d ecole",
            "a la sortie des classes",
            "a la sortie de la creche",
            "en sortant de l ecole",
            "en sortant des cours",
        ],
        Some(time(16, 30)),
        None,
    ),
    (
        &[
            "apres le travail",
            "apres le boulot",
            "apres le bureau",
            "apres mon travail",
            "apres mon boulot",
            "apres ma journee",
            "apres mon service",
            "apres ma journee de travail",
            "apres la journee de travail",
            "apres les heures de travail",
            "a la sortie du travail",
            "a la sortie du boulot",
            "a la sortie du bureau",
            "en sortant du travail",
            "en sortant du boulot",
            "en sortant du bureau",
            "en sortant de mon travail",
            "quand je sors du travail",
            "quand je sors du boulot",
        ],
        Some(time(17, 0)),
        None,
    ),
    (
        &[
            "avant le travail",
            "avant le boulot",
            "avant le bureau",
            "avant mon travail",
            "avant l ecole",
            "avant la classe",
            "avant les cours",
            "avant d aller travailler",
            "avant d aller au travail",
            "avant d aller au boulot",
            "avant de commencer le travail",
            "avant d aller a l ecole",
        ],
        None,
        Some(time(9, 0)),
    ),
    (
        &["apres le dejeuner", "apres dejeuner", "apres le repas", "apres manger", "apres le repas de midi"],
        Some(time(14, 0)),
        None,
    ),
    (&["avant le dejeuner", "avant dejeuner", "avant le repas", "avant manger"], None, Some(time(12, 0))),
    (
        &["pas trop tot", "pas tres tot", "pas de trop bonne heure", "pas aux aurores", "pas a l aube"],
        Some(time(10, 0)),
        None,
    ),
];

/// "après l'école", "pas trop tôt".
pub(super) fn bound(words: &Words, at: usize) -> Option<Hours> {
    for (phrases, after, before) in BOUNDS {
        // The longest: "après le repas de midi".
        let used = phrases.iter().filter(|p| words.are(at, p)).map(|p| p.split(' ').count()).max();
        if let Some(used) = used {
            return Some(Hours { said: Said::Bound { after, before }, at, end: at + used });
        }
    }
    None
}

/// "le premier rendez-vous de la matinée", "le dernier créneau de la journée".
pub fn first_or_last(words: &Words, at: usize) -> Option<Hours> {
    let first = match words.bare(at) {
        "premier" | "premiere" | "premiers" => true,
        "dernier" | "derniere" | "derniers" => false,
        _ => return None,
    };
    let k = at
        + 1
        + words.first_of(at + 1, &["rendez vous", "creneau", "creneaux", "heure", "consultation", "place", "horaire"]);
    let of = words.first_of(k, &["disponible", "possible"]);
    let k = k + of;
    let of = words.first_of(k, &["de la", "de l", "du", "d", "dans la", "le", "l"]);
    if k == at + 1 || of == 0 {
        return None;
    }
    let (after, before, half) = match (words.bare(k + of), first) {
        ("matin" | "matinee", true) | ("journee", true) => (8, 10, Half::Morning),
        ("matin" | "matinee", false) => (10, 12, Half::Morning),
        ("apresmidi", true) => (14, 16, Half::Afternoon),
        ("apresmidi", false) => (16, 18, Half::Afternoon),
        ("journee" | "soir" | "soiree", false) => (17, 20, Half::Afternoon),
        _ => return None,
    };
    let said = Said::Part { after: time(after, 0), before: time(before, 0), half, today: false };
    Some(Hours { said, at, end: k + of + 1 })
}

/// "le matin", "en fin d'après-midi", "en début de soirée", "à l'heure du déjeuner".
pub(super) fn part(words: &Words, at: usize) -> Option<Hours> {
    if matches!(words.back(at, 1), "bon" | "bonne" | "bonnes" | "belle" | "excellente" | "excellent") {
        return None;
    }
    let found = |after: (i8, i8), before: (i8, i8), half, end: usize, today| {
        let said = Said::Part { after: time(after.0, after.1), before: time(before.0, before.1), half, today };
        Some(Hours { said, at, end })
    };
    let of = |k: usize| k + words.first_of(k, &["de la", "de l", "de", "d", "du", "la", "l", "le"]);
    if let Some(found) = first_or_last(words, at) {
        return Some(found);
    }
    let side = words.bare(at);
    if matches!(side, "debut" | "milieu" | "fin" | "mi") {
        let k = of(at + 1);
        return match (side, words.bare(k)) {
            ("debut", "matinee" | "matin") => found((8, 0), (10, 0), Half::Morning, k + 1, false),
            ("milieu" | "mi", "matinee" | "matin") => found((9, 0), (11, 0), Half::Morning, k + 1, false),
            ("fin", "matinee" | "matin") => found((10, 0), (12, 0), Half::Morning, k + 1, false),
            ("debut", "apresmidi") => found((14, 0), (16, 0), Half::Afternoon, k + 1, false),
            ("milieu" | "mi", "apresmidi") => found((15, 0), (17, 0), Half::Afternoon, k + 1, false),
            ("fin", "apresmidi") => found((16, 0), (18, 0), Half::Afternoon, k + 1, false),
            ("debut", "journee") => found((8, 0), (10, 0), Half::Morning, k + 1, false),
            ("milieu" | "mi", "journee") => found((12, 0), (14, 0), Half::Afternoon, k + 1, false),
            ("debut" | "fin", "soiree" | "soir") | ("fin", "journee") => {
                found((17, 0), (20, 0), Half::Afternoon, k + 1, false)
            }
            _ => None,
        };
    }
    let today = matches!(words.back(at, 1), "ce" | "cet" | "cette" | "s" | "set");
    match side {
        "matin" | "matinee" => {
            let early = words.back(at, 1) == "le"
                && words.back(at, 2) == "tot"
                && !matches!(words.back(at, 3), "plus" | "trop" | "tres");
            let late = words.first_of(
                at + 1,
                &["tot", "de bonne heure", "de tres bonne heure", "assez tot", "tres tot", "bien tot"],
            );
            let early = early
                || words.back(at, 1) == "petit"
                || matches!(words.back(at, 2), "tot")
                    && matches!(words.back(at, 1), "demain" | "apresdemain")
                    && !matches!(words.back(at, 3), "plus" | "trop" | "tres" | "pas");
            let end_of_it = words.back(at, 1) == "la" && words.back(at, 2) == "dans" && words.back(at, 3) == "tard";
            if end_of_it {
                found((10, 0), (12, 0), Half::Morning, at + 1, false)
            } else if early || late > 0 {
                found((8, 0), (10, 0), Half::Morning, at + 1 + late, today)
            } else {
                found((8, 0), (12, 0), Half::Morning, at + 1, today)
            }
        }
        "apresmidi"
            if words.back(at, 1) == "l" && words.back(at, 2) == "dans" && words.back(at, 3) == "tard"
                || words.are(at + 1, "tard") && !words.pause(at + 1) =>
        {
            let late = usize::from(words.bare(at + 1) == "tard");
            found((16, 0), (18, 0), Half::Afternoon, at + 1 + late, today)
        }
        "apresmidi" if words.are(at + 1, "tot") && !words.pause(at + 1) => {
            found((14, 0), (16, 0), Half::Afternoon, at + 2, today)
        }
        "apresmidi" => found((14, 0), (18, 0), Half::Afternoon, at + 1, today),
        "soir" | "soiree" => found((17, 0), (20, 0), Half::Afternoon, at + 1, today),
        "midi" => found((12, 0), (14, 0), Half::Afternoon, at + 1, today),
        "heure"
            if words.first_of(at, &["heure du dejeuner", "heure du midi", "heure de midi", "heure du repas"]) > 0 =>
        {
            found((12, 0), (14, 0), Half::Afternoon, at + 3, false)
        }
        "heure" if words.first_of(at, &["heure du gouter", "heure du the", "heure du quatre heure"]) > 0 => {
            found((16, 0), (17, 0), Half::Afternoon, at + 3, false)
        }
        "pause" if words.are(at, "pause dejeuner") || words.are(at, "pause midi") => {
            found((12, 0), (14, 0), Half::Afternoon, at + 2, false)
        }
        "premieres" if words.are(at, "premieres heure") => found((8, 0), (10, 0), Half::Morning, at + 2, false),
        "ouverture" if words.back(at, 1) == "l" && matches!(words.back(at, 2), "a" | "des") => {
            found((8, 0), (10, 0), Half::Morning, at + 1, false)
        }
        "tot" if matches!(words.back(at, 1), "tres" | "assez" | "bien") && words.back(at, 2) != "pas" => {
            let morning = words.first_of(at + 1, &["le matin", "dans la matinee", "en matinee"]);
            found((8, 0), (10, 0), Half::Morning, at + 1 + morning, false)
        }
        "premiere" if words.are(at, "premiere heure") => found((8, 0), (10, 0), Half::Morning, at + 2, false),
        // "demain tôt", "jeudi tôt", "tôt" alone.
        "tot"
            if (words.len() == 1
                || matches!(words.back(at, 1), "demain" | "apresdemain")
                || crate::number::weekday(words.back(at, 1)).is_some())
                && (at + 1 == words.len() || words.pause(at + 1) || matches!(words.bare(at + 1), "si" | "le")) =>
        {
            let morning = words.first_of(at + 1, &["le matin"]);
            found((8, 0), (10, 0), Half::Morning, at + 1 + morning, false)
        }
        "bonne" if words.are(at, "bonne heure") && matches!(words.back(at, 1), "de" | "tres" | "plus") => {
            found((8, 0), (10, 0), Half::Morning, at + 2, false)
        }
        _ => None,
    }
}
