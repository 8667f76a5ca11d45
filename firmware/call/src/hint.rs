//! What a closed question's answer says beside its meaning, by the caller's own words: rules too small for the tables of
//! `speech`, and bound to what the box has just asked.

use crate::limits::MESSAGE_WORDS_MIN;
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
            "deux enfants",
            "mes enfants",
            "mes deux",
            "mari et moi",
            "femme et moi",
            "fils et ma fille",
            "fille et mon fils",
            "tous les deux",
            "toutes les deux",
            "nous deux",
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

/// True when the words themselves refuse.
pub(crate) fn refuses(text: &Private<String>) -> bool {
    let said = crate::courtesy::tokens(text);
    said.is_empty()
        || said.iter().any(|w| ["non", "pas", "aucun", "aucune", "ni", "rien", "plutot", "autre"].contains(&w.as_str()))
}

/// "Je travaille le matin", "je ne suis pas libre l'après-midi": the hours that are named do not suit.
pub(crate) fn cannot_then(text: &Private<String>) -> bool {
    says(
        text,
        &[
            "travaille",
            "peux pas",
            "pas libre",
            "pas disponible",
            "pas là",
            "suis pris",
            "suis occupé",
            "pas le matin",
            "pas l'après",
        ],
    ) && !says(text, &["plutôt", "mais"])
}

/// "Les deux", "tous": each of the appointments told, or "mes deux rendez-vous" in the opening.
pub(crate) fn means_all(text: &Private<String>) -> bool {
    says(
        text,
        &[
            "les deux",
            "les 2",
            "mes deux rendez",
            "mes 2 rendez",
            "deux rendez-vous",
            "les trois",
            "mes trois rendez",
            "tous mes rendez",
            "tous les rendez",
            "l'un et l'autre",
            "annulez tout",
            "annuler tout",
            "tout annuler",
            "tous les deux",
            "tous les trois",
        ],
    ) || crate::courtesy::tokens(text) == ["tous"]
}

/// "L'autre aussi", once one of two is done.
pub(crate) fn means_the_other_too(text: &Private<String>) -> bool {
    says(text, &["l'autre", "le deuxième", "le second", "celui de", "celui du"])
        && says(text, &["aussi", "également", "egalement", "pareil", "en même temps", "tant qu'à"])
}

/// "C'est noté ?", "c'est bien annulé ?": whoever asks it wants to hear it again.
pub(crate) fn asks_if_done(text: &Private<String>) -> bool {
    says(
        text,
        &[
            "c'est noté",
            "c'est bien noté",
            "avez noté",
            "avez bien noté",
            "c'est enregistré",
            "c'est bien enregistré",
            "c'est réservé",
            "c'est bien réservé",
            "c'est fait",
            "c'est annulé",
            "c'est bien annulé",
            "c'est déplacé",
            "c'est confirmé",
            "c'est sûr",
            "c'est bon alors",
            "c'est bon pour",
            "c'est d'accord pour",
        ],
    )
}

/// "Parlez plus fort", "je suis sourde": slower and louder, from here on.
pub(crate) fn hears_badly(text: &Private<String>) -> bool {
    says(
        text,
        &["plus fort", "sourd", "entends pas bien", "entends mal", "entend mal", "malentendant", "dur d'oreille"],
    )
}

/// "Je vais être en retard": of use to the cabinet at once, or not at all.
pub(crate) fn is_late(text: &Private<String>) -> bool {
    says(text, &["en retard", "de retard", "du retard"]) && !says(text, &["règles", "vaccin", "rappel", "paiement"])
}

/// A call from a pharmacy, a laboratory, a nurse: no patient, and what they say is for the doctor.
pub(crate) fn is_professional(text: &Private<String>) -> bool {
    says(
        text,
        &[
            "ici la pharmacie",
            "ici le laboratoire",
            "bonjour, pharmacie",
            "bonjour pharmacie",
            "bonjour, laboratoire",
            "bonjour laboratoire",
            "c'est la pharmacie",
            "c'est le laboratoire",
            "c'est le labo ",
            "c'est l'infirmi",
            "c'est l'hôpital",
            "c'est la clinique",
            "pharmacie à l'appareil",
            "laboratoire à l'appareil",
            "je suis pharmacien",
            "je suis le pharmacien",
            "je suis la pharmacien",
            "je suis infirmi",
            "je suis l'infirmi",
            "je suis kiné",
            "je suis le kiné",
            "de la part du laboratoire",
            "de la part de la pharmacie",
            "gendarmerie nationale",
            "ici la gendarmerie",
            "ici le commissariat",
            "pompes funèbres",
            "ici l'ehpad",
            "ici le docteur",
            "docteur à l'appareil",
            "je suis un confrère",
        ],
    )
}

/// The opening already says what is to be passed on: a sentence of some length that does not merely ask to leave word.
pub(crate) fn says_the_message(text: &Private<String>) -> bool {
    text.matches(|t| t.split_whitespace().count() >= MESSAGE_WORDS_MIN)
        && !says(
            text,
            &[
                "message",
                "rappel",
                "transmettre",
                "parler",
                "joindre",
                "voudrais dire",
                "secrét",
                "quelqu'un",
                "laisser",
            ],
        )
}

/// The rank of the motif whose words stand alone in the text, among these words of each.
pub(crate) fn names_one_of(text: &Private<String>, words: &[Vec<String>]) -> Option<usize> {
    let hits: Vec<usize> =
        (0..words.len()).filter(|i| words[*i].iter().any(|word| says(text, &[word.to_lowercase().as_str()]))).collect();
    if let [only] = hits[..] { Some(only) } else { None }
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
            ("un rendez-vous pour mes deux enfants", true),
            ("pour moi", false),
        ] {
            assert_eq!(wants_two(&text.to_string().into()), expect, "{text}");
        }
    }

    #[test]
    fn words_of_the_conversation_are_told_apart() {
        let said = |text: &str| Private::new(text.to_string());
        for (hint, yes, no) in [
            (means_all as fn(&Private<String>) -> bool, "les deux", "le premier"),
            (means_all, "annuler mes deux rendez-vous", "annuler mon rendez-vous"),
            (means_the_other_too, "oui, l'autre aussi", "un autre rendez-vous"),
            (asks_if_done, "c'est noté alors ?", "je note"),
            (hears_badly, "parlez plus fort, je suis sourde", "c'est à quelle heure ?"),
            (refuses, "non, le matin", "ben le matin c'est mieux"),
            (cannot_then, "je travaille le matin", "le matin"),
            (is_late, "je vais avoir dix minutes de retard", "j'ai un retard de règles"),
            (is_professional, "Bonjour, pharmacie de la mairie", "je sors de la pharmacie"),
            (says_the_message, "je vais avoir dix minutes de retard", "je voudrais laisser un message au docteur"),
        ] {
            assert!(hint(&said(yes)), "{yes}");
            assert!(!hint(&said(no)), "{no}");
        }
        let words = [vec!["consultation".to_string()], vec!["vaccin".to_string(), "piqûre".to_string()]];
        assert_eq!(names_one_of(&said("c'est lequel le vaccin ?"), &words), Some(1));
        assert_eq!(names_one_of(&said("la consultation ou le vaccin"), &words), None);
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
