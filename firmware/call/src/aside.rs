//! Asides: what callers say that answers no question, and is no failure to be understood either ("allô ?", "attendez",
//! "vous êtes un robot ?"). Each gets its own word, then the question comes back.

use crate::call::Call;
use crate::courtesy::tokens;
use crate::dossier::Goal;
use crate::hint::says;
use crate::limits::*;
use crate::outcome::Outcome;
use crate::output::Command;
use crate::question::Question;
use crate::state::{Ear, State};
use crate::texts::Sentence;
use huisclos_agenda::Private;
use huisclos_speech::{Answer, Intent, Meaning};

/// What a turn is, when it is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aside {
    /// "Allô ?", "bonjour madame".
    Greeting,
    /// "Attendez, je cherche".
    Wait,
    /// "Vous êtes un robot ?"
    Robot,
    /// "Pourquoi faire ?" to the consent question.
    Why,
    /// "Bande d'incapables."
    Insult,
    /// "Laissez tomber, au revoir."
    Farewell,
    /// "Je me suis trompé de numéro."
    WrongNumber,
}

/// Words of a turn that only greets.
const GREETINGS: &[&str] = &["allô", "allo", "bonjour", "bonsoir", "salut", "hello", "coucou"];
/// Words that go with a greeting.
const BESIDE: &[&str] = &[
    "oui",
    "euh",
    "heu",
    "ben",
    "bah",
    "alors",
    "voilà",
    "madame",
    "monsieur",
    "mademoiselle",
    "docteur",
    "à",
    "vous",
    "re",
    "est",
    "ce",
    "que",
    "m",
    "entendez",
];

const WAIT: &[&str] = &[
    "attendez",
    "attends",
    "une seconde",
    "deux secondes",
    "un instant",
    "une minute",
    "deux minutes",
    "un petit moment",
    "ne quittez pas",
    "je cherche",
    "je regarde",
    "je vérifie",
    "je vais chercher",
    "je réfléchis",
    "laissez-moi",
    "patientez",
];
const ROBOT: &[&str] =
    &["robot", "machine", "répondeur", "automate", "ordinateur", "intelligence artificielle", "enregistrement"];
/// Who says these of a robot wants somebody else.
const NO_ROBOT: &[&str] = &[
    "quelqu'un",
    "secrét",
    "humain",
    "parler",
    "personne",
    "accueil",
    "standard",
    "vraie",
    "aime pas",
    "veux pas",
    "supporte",
    "marre",
];
const WHY: &[&str] = &[
    "pourquoi",
    "à quoi",
    "qui va",
    "qui lit",
    "comment ça",
    "c'est quoi",
    "obligé",
    "obligatoire",
    "quelles données",
    "rgpd",
    "c'est-à-dire",
    "ça veut dire",
    "qu'est-ce que vous en faites",
    "je comprends pas",
    "faites quoi",
    "en faites",
    "ça sert",
    "vous en faire",
];
/// Who says these to the consent question refuses, whatever they ask beside.
const REFUSES: &[&str] = &["non", "refuse", "pas d'accord", "veux pas", "hors de question"];
const INSULTS: &[&str] = &[
    "connard",
    "connasse",
    "va te faire",
    "allez vous faire",
    "allez-vous faire",
    "ta gueule",
    "vos gueules",
    "salope",
    "enculé",
    "pauvre con",
    "sale con",
    "des cons",
    "imbécile",
    "abruti",
    "fait chier",
    "faites chier",
    "incapables",
    "merde",
    "ferme-la",
];
const FAREWELL: &[&str] = &[
    "au revoir",
    "laissez tomber",
    "laisse tomber",
    "tant pis",
    "je rappellerai",
    "je vais rappeler",
    "je rappelle plus tard",
    "bonne journée",
];
const WRONG_NUMBER: &[&str] = &[
    "trompé de numéro",
    "trompée de numéro",
    "faux numéro",
    "mauvais numéro",
    "erreur de numéro",
    "pas le bon numéro",
    "me suis trompé",
    "fait une erreur",
];

/// The aside that a turn is, where nothing that the box can use was read in it.
pub(crate) fn aside(q: Question, text: &Private<String>, m: &Meaning) -> Option<Aside> {
    if matches!(q, Question::Dictation | Question::Rating | Question::Comment) || m.urgent || m.repeat.is_some() {
        return None;
    }
    if matches!(q, Question::Open | Question::More)
        && matches!(m.intent, Intent::OffTopic | Intent::None)
        && says(text, WRONG_NUMBER)
    {
        return Some(Aside::WrongNumber);
    }
    let facts = m.choice.is_some()
        || m.when.is_some()
        || m.existing.is_some()
        || m.motif.is_some()
        || m.practitioner.is_some()
        || m.patient.is_some()
        || m.birth_date.is_some()
        || m.phone.is_some();
    if facts {
        return None;
    }
    if matches!(m.intent, Intent::None | Intent::Human | Intent::OffTopic) && says(text, ROBOT) && !says(text, NO_ROBOT)
    {
        return (m.answer != Some(Answer::No)).then_some(Aside::Robot);
    }
    // "Laissez tomber" cancels nothing that is not booked yet.
    let drops = m.intent == Intent::Cancel && !says(text, &["rendez-vous", "annul"]);
    if (m.intent == Intent::None || drops)
        && m.answer != Some(Answer::Yes)
        && q != Question::More
        && says(text, FAREWELL)
    {
        return Some(Aside::Farewell);
    }
    if matches!(q, Question::Open | Question::More) && asks_who_answers(text) {
        return Some(Aside::Robot);
    }
    if m.intent != Intent::None {
        return None;
    }
    // "Mais pourquoi faire ?" asks; it refuses nothing.
    if q == Question::Consent && m.answer != Some(Answer::Yes) && says(text, WHY) && !says(text, REFUSES) {
        return Some(Aside::Why);
    }
    if only_greets(text) {
        return Some(Aside::Greeting);
    }
    if m.answer.is_some() {
        return None;
    }
    if says(text, INSULTS) {
        return Some(Aside::Insult);
    }
    says(text, WAIT).then_some(Aside::Wait)
}

/// "Allô, c'est le docteur ?", "qui est à l'appareil ?", and nothing more.
fn asks_who_answers(text: &Private<String>) -> bool {
    const WHO: &[&str] = &["docteur", "medecin", "secretaire", "secretariat", "cabinet", "qui"];
    const WITH: &[&str] = &[
        "c", "est", "le", "la", "l", "a", "appareil", "du", "je", "suis", "bien", "chez", "au", "allo", "bonjour",
        "bonsoir", "oui", "euh", "vous", "etes", "ce", "que", "madame", "monsieur", "medical", "chez",
    ];
    let said = tokens(text);
    let has = |words: &[&str]| said.iter().any(|w| words.contains(&w.as_str()));
    said.len() >= 3
        && has(WHO)
        && has(&["c", "etes", "suis", "qui"])
        && said.iter().all(|w| WHO.contains(&w.as_str()) || WITH.contains(&w.as_str()))
}

fn only_greets(text: &Private<String>) -> bool {
    text.matches(|t| {
        let t = t.to_lowercase();
        let mut greets = false;
        let rest = t.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        rest.into_iter().all(|word| {
            let greeting = GREETINGS.contains(&word);
            greets |= greeting;
            greeting || BESIDE.contains(&word)
        }) && greets
    })
}

impl Call {
    /// Answers an aside; false when there were so many that it is a turn like another.
    pub(crate) fn answer_aside(&mut self, q: Question, aside: Aside) -> bool {
        self.asides = self.asides.saturating_add(1);
        if self.asides > ASIDES_MAX {
            return false;
        }
        match aside {
            Aside::Greeting => {
                self.lead(Sentence::Listening, 0, &[]);
                self.ask_differently(q);
            }
            Aside::Wait => self.wait_for_caller(q),
            Aside::Robot => {
                self.lead(Sentence::IAmAutomatic, 0, &[]);
                self.ask(q);
            }
            Aside::Why => {
                self.lead(Sentence::ConsentWhy, 0, &[]);
                self.ask_differently(q);
            }
            Aside::Insult => {
                self.lead(Sentence::Calm, 0, &[]);
                self.ask_differently(q);
            }
            Aside::Farewell => self.farewell(),
            Aside::WrongNumber => {
                self.outcomes.insert(Outcome::Filtered);
                self.leave(Some(Sentence::WrongNumberGoodbye));
            }
        }
        true
    }

    /// The question stands; only the caller's silence is longer now.
    fn wait_for_caller(&mut self, q: Question) {
        let question = self.last_said.clone();
        let text = self.texts.fill(Sentence::TakeYourTime, 0, &[]);
        self.say(text, true);
        self.last_said = question; // "répétez" wants the question
        self.waits_for_caller = true;
        self.out.push_back(Command::Listen { asking: q.asking() });
        self.asked = Some(q);
        self.enter(State::Asking(q, Ear::Saying), SAYING_MS_MAX);
    }

    /// The caller gives up: what is left undone is said, so that nobody waits for an appointment that does not exist.
    fn farewell(&mut self) {
        match self.dossier.goal {
            Some(Goal::Book) => self.lead(Sentence::NothingBooked, 0, &[]),
            Some(Goal::Move | Goal::Cancel | Goal::Confirm) => self.lead(Sentence::NotChanged, 0, &[]),
            Some(Goal::Note(..)) => self.keep_what_was_dictated(),
            None => {}
        }
        self.leave(Some(Sentence::Goodbye));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use huisclos_agenda::Phone;

    fn of(q: Question, text: &str, m: &Meaning) -> Option<Aside> {
        aside(q, &text.to_string().into(), m)
    }

    #[test]
    fn asides_are_told_from_answers() {
        let none = Meaning::default();
        let human = Meaning { intent: Intent::Human, ..Meaning::default() };
        let cancel = Meaning { intent: Intent::Cancel, ..Meaning::default() };
        let no = Meaning { answer: Some(Answer::No), ..Meaning::default() };
        let yes = Meaning { answer: Some(Answer::Yes), ..Meaning::default() };
        for (q, text, m, expect) in [
            (Question::Open, "Allô ?", &none, Some(Aside::Greeting)),
            (Question::Open, "oui bonjour madame", &yes, Some(Aside::Greeting)),
            (Question::Open, "oui madame", &yes, None),
            (Question::Open, "bonjour je voudrais", &none, None),
            (Question::Date, "attendez je regarde mon agenda", &none, Some(Aside::Wait)),
            (Question::Recap, "attendez, non", &no, None),
            (Question::Consent, "Ah bon, mais vous êtes un robot ?", &human, Some(Aside::Robot)),
            (Question::Consent, "je ne veux pas parler à un robot", &human, None),
            (Question::Consent, "non pas avec une machine", &no, None),
            (Question::Consent, "pourquoi faire ?", &none, Some(Aside::Why)),
            (Question::Consent, "mais pourquoi faire ?", &no, Some(Aside::Why)),
            (Question::Consent, "non, pourquoi faire ?", &no, None),
            (Question::Motif, "pourquoi faire ?", &none, None),
            (Question::Slot, "bon ben laissez tomber, au revoir", &cancel, Some(Aside::Farewell)),
            (Question::Slot, "annulez mon rendez-vous, au revoir", &cancel, None),
            (Question::More, "non merci au revoir", &no, None),
            (Question::Recap, "oui merci au revoir", &yes, None),
            (Question::Open, "vous êtes des cons", &none, Some(Aside::Insult)),
            (
                Question::Open,
                "Allô ? C'est le docteur ?",
                &Meaning { intent: Intent::Message, ..Meaning::default() },
                Some(Aside::Robot),
            ),
            (Question::Open, "qui est à l'appareil ?", &none, Some(Aside::Robot)),
            (Question::Consent, "et vous en faites quoi ?", &none, Some(Aside::Why)),
            (Question::Dictation, "dites-lui d'attendre, au revoir", &none, None),
        ] {
            assert_eq!(of(q, text, m), expect, "{text}");
        }
        let wrong = Meaning { intent: Intent::OffTopic, ..Meaning::default() };
        assert_eq!(of(Question::Open, "pardon je me suis trompé de numéro", &wrong), Some(Aside::WrongNumber));
        let phone = Some(Private::new(Phone("+33612345678".into())));
        let number = Meaning { phone, ..Meaning::default() };
        assert_eq!(of(Question::ReadPhone, "pardon je me suis trompé de numéro, c'est le 06", &number), None);
    }
}
