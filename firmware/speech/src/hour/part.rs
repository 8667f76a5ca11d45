//! Parts of the day: "le matin", "en fin d'après-midi", "à l'heure du déjeuner".

use super::{Half, Hours, Said, time};
use crate::words::Words;

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
    // "tous les matins", "hier soir" and the like say nothing of the appointment wished.
    if matches!(words.back(at, 2), "tous" | "toutes") {
        return None;
    }
    match side {
        "matin" | "matinee" => {
            let early = words.back(at, 1) == "le" && words.back(at, 2) == "tot" && words.back(at, 3) != "plus";
            let late = words.first_of(at + 1, &["tot", "de bonne heure"]);
            if early || late > 0 {
                found((8, 0), (10, 0), Half::Morning, at + 1 + late, today)
            } else {
                found((8, 0), (12, 0), Half::Morning, at + 1, today)
            }
        }
        "apresmidi" => found((14, 0), (18, 0), Half::Afternoon, at + 1, today),
        "soir" | "soiree" => found((17, 0), (20, 0), Half::Afternoon, at + 1, today),
        "midi" => found((12, 0), (14, 0), Half::Afternoon, at + 1, today),
        "heure"
            if words.are(at, "heure du dejeuner")
                || words.are(at, "heure du midi")
                || words.are(at, "heure de midi") =>
        {
            found((12, 0), (14, 0), Half::Afternoon, at + 3, false)
        }
        "pause" if words.are(at, "pause dejeuner") || words.are(at, "pause midi") => {
            found((12, 0), (14, 0), Half::Afternoon, at + 2, false)
        }
        "premiere" if words.are(at, "premiere heure") => found((8, 0), (10, 0), Half::Morning, at + 2, false),
        "bonne" if words.are(at, "bonne heure") && words.back(at, 1) == "de" => {
            found((8, 0), (10, 0), Half::Morning, at + 2, false)
        }
        _ => None,
    }
}
