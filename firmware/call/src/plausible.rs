//! What was read in a turn, less what cannot answer what was asked: "le deuxième" is nobody's name, "et vous en faites
//! quoi ?" no consent, and "moi c'est Petit" over the patient's name does not make the caller the patient.

use crate::call::Call;
use crate::courtesy::{says_yes, tokens};
use crate::hint::says;
use crate::question::Question;
use huisclos_agenda::Private;
use huisclos_speech::name::is_first_name;
use huisclos_speech::spelling::spelled;
use huisclos_speech::words::fold;
use huisclos_speech::{Answer, Meaning, Who};

/// Words that answer another question than a name, accents aside. Who is really called so spells it.
const NOT_A_NAME: &[&str] = &[
    "premier",
    "premiere",
    "deuxieme",
    "second",
    "seconde",
    "troisieme",
    "quatrieme",
    "dernier",
    "derniere",
    "un",
    "une",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "janvier",
    "fevrier",
    "avril",
    "juin",
    "juillet",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
    "demain",
    "aujourd",
    "hui",
    "hier",
    "semaine",
    "matin",
    "matinee",
    "midi",
    "soir",
    "soiree",
    "apres",
    "tot",
    "tard",
    "heure",
    "heures",
    "oui",
    "non",
    "peut",
    "etre",
    "suis",
    "es",
    "est",
    "sommes",
    "etes",
    "sont",
    "ai",
    "as",
    "avez",
    "avons",
    "ont",
    "viens",
    "vient",
    "venez",
    "dit",
    "dire",
    "dis",
    "redire",
    "repete",
    "repeter",
    "veux",
    "veut",
    "voulez",
    "voudrais",
    "sais",
    "comprends",
    "entends",
    "attends",
    "attendez",
    "pareil",
    "pareille",
    "meme",
    "memes",
    "rendez",
    "vous",
    "consultation",
    "vaccin",
    "certificat",
    "ordonnance",
    "renouvellement",
    "labo",
    "laboratoire",
    "pharmacie",
    "hopital",
    "clinique",
    "cabinet",
    "secretariat",
    "secretaire",
    "docteur",
    "medecin",
    "patient",
    "patiente",
    "dossier",
    "nom",
    "prenom",
    "naissance",
    "annuler",
    "deplacer",
    "important",
    "pourquoi",
    "comment",
    "quoi",
    "qui",
    "que",
    "quel",
    "quelle",
    "rien",
    "aucun",
    "aucune",
    "autre",
    "autres",
    "importe",
    "habitude",
    "connait",
    "connaissez",
    "fils",
    "fille",
    "mari",
    "femme",
    "mere",
    "pere",
    "enfant",
    "bebe",
    "le",
    "la",
    "les",
    "l",
    "de",
    "du",
    "des",
    "d",
    "je",
    "tu",
    "il",
    "elle",
    "on",
    "nous",
    "ils",
    "elles",
    "me",
    "te",
    "se",
    "y",
    "en",
    "ce",
    "c",
    "ca",
    "j",
    "m",
    "n",
    "s",
    "t",
    "pas",
    "ne",
    "a",
    "au",
    "aux",
    "et",
    "ou",
    "si",
    "mais",
    "bien",
    "tout",
    "toujours",
    "deja",
    "encore",
];

/// Turns that say that the name was said before, or is known; none of their words is one.
const NO_NAME_SAID: &[&str] = &[
    "viens de vous",
    "viens de le dire",
    "viens de te",
    "vous l'ai dit",
    "vous l'ai déjà",
    "je l'ai dit",
    "je l'ai déjà",
    "déjà dit",
    "déjà donné",
    "d'habitude",
    "vous l'avez",
    "vous devez l'avoir",
    "me connaissez",
    "me connaît",
    "dans le dossier",
    "dans mon dossier",
    "dans l'ordinateur",
    "pas de prénom",
    "pas de nom",
    "pourquoi vous",
    "pas besoin",
];

/// What says for whom it is.
const FOR_OTHERS: &[&str] = &["pour m", "pour s", "pour n", "pour elle", "pour lui", "pour un", "pour l", "de la part"];

impl Call {
    /// The meaning of a turn, less what cannot be.
    pub(crate) fn plausible(&self, q: Question, text: &Private<String>, m: &Meaning) -> Meaning {
        let mut m = m.clone();
        if q == Question::Consent && m.answer == Some(Answer::Yes) && !says_yes(text) {
            m.answer = None;
        }
        if matches!(q, Question::LastName | Question::FirstName | Question::SpellBack) && !is_spelled(text) {
            let none_said = says(text, NO_NAME_SAID);
            m.last_name = m.last_name.filter(|name| !none_said && may_be_a_name(name));
            m.first_name = m.first_name.filter(|name| !none_said && may_be_a_name(name));
        }
        let of_the_patient = q.is_about_the_person() && self.dossier.who == Some(Who::Other);
        if of_the_patient && m.patient == Some(Who::Myself) && !says(text, &["pour moi", "c'est moi", "moi-même"]) {
            m.patient = None;
        }
        // "Ma fille est libre le mercredi" says who drives, not who is ill.
        let of_the_hour = matches!(q, Question::Date | Question::Slot | Question::Practitioner);
        if of_the_hour && m.patient == Some(Who::Other) && !says(text, FOR_OTHERS) {
            m.patient = None;
        }
        if self.dossier.professional {
            // Whom a pharmacy speaks of is part of its message; who calls stays the same.
            m.patient = None;
            if !matches!(q, Question::LastName | Question::SpellBack) {
                (m.last_name, m.first_name) = (None, None);
            }
        }
        m
    }
}

fn is_spelled(text: &Private<String>) -> bool {
    text.matches(|t| spelled(t).is_some())
}

/// False for a name all of whose words answer something else.
fn may_be_a_name(name: &Private<String>) -> bool {
    name.matches(|n| is_first_name(n))
        || tokens(name).iter().any(|word| !NOT_A_NAME.contains(&word.as_str()) && !fold(word).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_answers_something_else_is_no_name() {
        for (name, expect) in [
            ("le deuxième", false),
            ("deuxième", false),
            ("viens", false),
            ("jeudi matin", false),
            ("le labo", false),
            ("laboratoire biolab", true),
            ("garnier", true),
            ("le goff", true),
            ("de la tour", true),
            ("petit", true),
            ("blanc", true),
            ("martin", true),
            ("dimanche", false),
            ("aimé", true),
        ] {
            assert_eq!(may_be_a_name(&name.to_string().into()), expect, "{name}");
        }
    }
}
