//! What a closed question's answer says beside its meaning, by the caller's own words: rules too small for the tables of
//! `speech`, and bound to what the box has just asked.

use huisclos_agenda::Private;

/// What the words of an answer to an offer point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    /// "Le plus tôt", "n'importe", "les deux me vont": the first in time.
    First,
    /// "Le plus tard": the last in time.
    Last,
    /// "L'autre": only plain of two, once one was spoken of; the second was said last.
    Other,
    /// "Vous n'avez pas plus tôt ?"
    Earlier,
    /// "Plus tard dans la journée".
    LaterThatDay,
    /// "Vous n'avez pas plus tard ?"
    Later,
}

/// The hint in an answer to an offer, if any.
pub(crate) fn of_offer(text: &Private<String>) -> Option<Hint> {
    let found = [
        (Hint::First, &["le plus tôt", "la plus tôt", "au plus tôt", "le plus tot", "la première heure"][..]),
        (Hint::First, &["n'importe", "nimporte", "les deux me", "les deux sont", "comme vous préférez", "peu importe"]),
        (Hint::Last, &["le plus tard", "la plus tard", "au plus tard"]),
        (
            Hint::LaterThatDay,
            &["plus tard dans la journée", "plus tard le même jour", "plus tard ce jour", "pas si tôt"],
        ),
        (Hint::LaterThatDay, &["trop tôt", "trop de bonne heure"]),
        (Hint::Earlier, &["plus tôt", "plus tot", "avant ça", "avant cela", "plus rapidement", "plus vite"]),
        (Hint::Later, &["plus tard"]),
        (Hint::Other, &["l'autre", "l’autre"]),
    ];
    found.into_iter().find(|(_, words)| says(text, words)).map(|(hint, _)| hint)
}

/// "Je n'ai pas de téléphone", "je préfère ne pas le donner".
pub(crate) fn has_no_phone(text: &Private<String>) -> bool {
    says(
        text,
        &[
            "pas de téléphone",
            "pas le téléphone",
            "pas de telephone",
            "pas de numéro",
            "pas de portable",
            "plus de téléphone",
            "pas le donner",
            "pas donner mon numéro",
            "sans numéro",
        ],
    )
}

/// "Un rendez-vous pour moi et un autre pour mon fils".
pub(crate) fn wants_two(text: &Private<String>) -> bool {
    says(
        text,
        &[
            "deux rendez-vous",
            "2 rendez-vous",
            "et un autre pour",
            "et un pour",
            "et une pour",
            "pour moi et pour",
            "pour moi et mon",
            "pour moi et ma",
            "chacun un rendez-vous",
        ],
    )
}

/// "Un autre rendez-vous pour un vaccin": one more, where no word says that one is to be moved.
pub(crate) fn wants_one_more(text: &Private<String>) -> bool {
    says(text, &["un autre rendez-vous", "un deuxième rendez-vous", "un second rendez-vous"])
        && !says(text, &["déplac", "décal", "report", "repouss", "avanc", "chang", "modifi", "à la place", "plutôt"])
}

/// "C'est à quelle heure, déjà ?" over a question that says an hour: the question again, not the opening hours.
pub(crate) fn asks_the_hour_again(text: &Private<String>) -> bool {
    says(text, &["quelle heure", "quel jour", "c'est quand", "quelle date"])
        && !says(text, &["ouvr", "ouvert", "ferm", "horaire"])
}

/// True when one of the phrases stands in the text, capitals aside.
pub(crate) fn says(text: &Private<String>, phrases: &[&str]) -> bool {
    text.matches(|t| {
        let t = t.to_lowercase().replace('’', "'");
        phrases.iter().any(|phrase| t.contains(phrase))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_is_answered_by_hints() {
        for (text, expect) in [
            ("le plus tôt", Some(Hint::First)),
            ("Les deux me vont", Some(Hint::First)),
            ("vous n'avez pas plus tôt ?", Some(Hint::Earlier)),
            ("plutôt vendredi", None),
            ("plus tard dans la journée", Some(Hint::LaterThatDay)),
            ("ah non pas si tôt", Some(Hint::LaterThatDay)),
            ("rien de plus tard ?", Some(Hint::Later)),
            ("l’autre", Some(Hint::Other)),
            ("le deuxième", None),
        ] {
            assert_eq!(of_offer(&text.to_string().into()), expect, "{text}");
        }
    }

    #[test]
    fn two_appointments_are_heard() {
        for (text, expect) in [
            ("je voudrais deux rendez-vous", true),
            ("un rendez-vous pour moi et un autre pour mon fils", true),
            ("un rendez-vous pour mon fils", false),
            ("pour moi", false),
        ] {
            assert_eq!(wants_two(&text.to_string().into()), expect, "{text}");
        }
    }

    #[test]
    fn one_more_is_not_that_one_elsewhere() {
        assert!(wants_one_more(&"un autre rendez-vous pour un vaccin vendredi".to_string().into()));
        assert!(!wants_one_more(&"le décaler à un autre rendez-vous".to_string().into()));
    }

    #[test]
    fn an_hour_asked_again_is_not_the_opening_hours() {
        assert!(asks_the_hour_again(&"oui mais c'est à quelle heure ?".to_string().into()));
        assert!(!asks_the_hour_again(&"à quelle heure vous ouvrez ?".to_string().into()));
    }
}
