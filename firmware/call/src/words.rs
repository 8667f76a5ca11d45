//! The words of each question, filled from the dossier.

use crate::call::Call;
use crate::dossier::Goal;
use crate::limits::*;
use crate::output::Command;
use crate::question::Question;
use crate::seat::Seat;
use crate::state::{Ear, State};
use crate::texts::Sentence;
use huisclos_agenda::{Appointment, Phone, PractitionerId, Private, Slot};
use huisclos_speech::{Who, say, say_date};
use jiff::civil::DateTime;

/// A text that is nobody's.
pub(crate) fn plain(text: impl Into<String>) -> Private<String> {
    Private::new(text.into())
}

impl Call {
    /// A sentence to be said before the next question.
    pub(crate) fn lead(&mut self, sentence: Sentence, variant: usize, holes: &[(&str, Private<String>)]) {
        let text = self.texts.fill(sentence, variant, holes);
        self.leads.push(text);
    }

    /// Greets, and asks the open question in the same breath.
    pub(crate) fn greet(&mut self) {
        if self.desk_waits {
            return self.join(Seat::Desk); // they greet themselves
        }
        let own = self.cabinet.greeting_at(self.civil()).0.map(str::to_string).map_or_else(
            || self.texts.fill(Sentence::GreetingDefault, 0, &[("cabinet", plain(self.cabinet.name.clone()))]),
            plain,
        );
        let open = self.cabinet.secretary.is_empty() || self.cabinet.has_secretary(self.civil());
        let sentence = match open {
            _ if self.settings.message_only => Sentence::GreetingMessage,
            true if self.settings.transfer => Sentence::Greeting,
            _ => Sentence::GreetingClosed,
        };
        let text = self.texts.fill(sentence, 0, &[("greeting", own)]);
        self.asked = Some(Question::Open);
        self.put_question(Question::Open, text);
    }

    /// Asks what the plan still lacks. Where that is what was asked last, the caller has just said something else that
    /// was wanted: it is acknowledged, and the question comes in other words rather than parroted.
    pub(crate) fn ask_on(&mut self, q: Question) {
        if self.asked == Some(q) && q.may_be_rephrased() && self.leads.is_empty() {
            self.lead(Sentence::Acknowledged, 0, &[]);
            self.ask_differently(q);
        } else if self.asked == Some(q) && q == Question::Slot && !self.leads.is_empty() {
            // Something else was answered meanwhile: what is offered is said again in few words.
            self.dossier.both_suit = true;
            self.ask(q);
        } else if self.asked == Some(q) && matches!(q, Question::Recap | Question::RecapMove) && !self.leads.is_empty()
        {
            self.ask_differently(q);
        } else {
            self.ask(q);
        }
    }

    /// The next way of asking, without it being a failure to understand.
    pub(crate) fn ask_differently(&mut self, q: Question) {
        let last = self.texts.variants(self.sentence_of(q)).saturating_sub(1);
        if self.asked == Some(q) && usize::from(self.misses) < last {
            self.misses += 1;
        }
        self.ask(q);
    }

    /// Asks. Asking the same again counts on; another question starts anew.
    pub(crate) fn ask(&mut self, q: Question) {
        if self.asked != Some(q) {
            self.asked = Some(q);
            self.misses = 0;
            self.silences = 0;
        }
        self.waits_for_caller = false;
        self.keyed.clear();
        let text = self.question_text(q);
        self.put_question(q, text);
    }

    pub(crate) fn put_question(&mut self, q: Question, text: Private<String>) {
        self.say(text, true);
        self.out.push_back(Command::Listen { asking: q.asking() });
        self.enter(State::Asking(q, Ear::Saying), SAYING_MS_MAX);
    }

    /// The sentence of a question in this call: more than one question has a wording of its own for the case.
    pub(crate) fn sentence_of(&self, q: Question) -> Sentence {
        let d = &self.dossier;
        let (mine, theirs) = (d.who == Some(Who::Myself), d.who == Some(Who::Other));
        match q {
            Question::Open if self.settings.message_only => Sentence::AskOpenMessage,
            Question::More if self.second_offered => Sentence::AskMoreSecond,
            Question::More if self.cancelled => Sentence::AskMoreCancelled,
            Question::More if self.informed => Sentence::AskMoreInformed,
            Question::Date if d.refusals > 0 => Sentence::AskDateOther,
            Question::Date if d.goal == Some(Goal::Move) => Sentence::AskDateMove,
            Question::Slot if d.offers.as_ref().is_some_and(|o| o.len() == 1) => Sentence::AskSlotOne,
            Question::LastName if d.professional => Sentence::AskCallerName,
            Question::LastName if d.spelling => Sentence::AskSpelling,
            Question::Slot if d.both_suit => Sentence::AskSlotWhich,
            Question::BirthDate if d.birth_piece.is_some() => Sentence::AskBirthYear,
            Question::LastName if mine => Sentence::AskLastNameMine,
            Question::FirstName if mine => Sentence::AskFirstNameMine,
            Question::BirthDate if mine => Sentence::AskBirthDateMine,
            Question::LastName if theirs => Sentence::AskLastNameTheirs,
            Question::FirstName if theirs => Sentence::AskFirstNameTheirs,
            Question::Recap if d.patient.is_none() => Sentence::AskRecapNew,
            Question::Dictation if self.told_already() => Sentence::AskDictationMore,
            Question::Dictation if d.practitioner.is_some() => Sentence::AskDictationFor,
            _ => q.sentence(),
        }
    }

    fn question_text(&self, q: Question) -> Private<String> {
        let holes = self.holes(q);
        let holes: Vec<(&str, Private<String>)> = holes.into_iter().collect();
        self.texts.fill(self.sentence_of(q), usize::from(self.misses), &holes)
    }

    fn holes(&self, q: Question) -> Vec<(&'static str, Private<String>)> {
        let d = &self.dossier;
        match q {
            Question::Motif => {
                let said: Vec<String> =
                    self.cabinet.motifs.iter().take(MOTIFS_TOLD_MAX).map(|m| m.said.clone()).collect();
                vec![("motifs", plain(say::either(&said))), ("keys", self.keys_of(&said))]
            }
            Question::Practitioner => {
                let said: Vec<String> = self.cabinet.practitioners.iter().map(|p| the(&p.said)).collect();
                vec![("practitioners", plain(say::either(&said))), ("keys", self.keys_of(&said))]
            }
            Question::Slot => self.slot_holes(),
            Question::SpellBack => {
                let letters = d.last_name.as_ref().map(|n| n.map(|n| say::spelled(n))).unwrap_or_default();
                vec![("letters", letters)]
            }
            Question::OfferPhone => {
                vec![("ending", d.caller.as_ref().map(|p| p.map(ending)).unwrap_or_default())]
            }
            Question::ReadPhone => {
                vec![("phone", d.phone.as_ref().map(|p| p.map(say::phone)).unwrap_or_default())]
            }
            Question::Recap => {
                let mut holes = d.chosen.as_ref().map(|s| self.slot_parts(s)).unwrap_or_default();
                holes.push(("name", self.person()));
                holes
                    .push(("birth", d.birth_date.as_ref().map(|b| b.map(|b| say_date::birth(*b))).unwrap_or_default()));
                holes
            }
            Question::RecapMove => d.chosen.as_ref().map(|s| self.slot_parts(s)).unwrap_or_default(),
            Question::CancelSure | Question::Present => {
                d.selected.as_ref().map(|a| self.slot_parts(&a.slot)).unwrap_or_default()
            }
            Question::Which => vec![("appointments", self.appointments_text())],
            Question::Dictation => {
                let who = d.practitioner.as_ref().map(|p| to(&self.said_of(p))).unwrap_or_default();
                vec![("who", plain(who))]
            }
            _ => Vec::new(),
        }
    }

    /// "1 pour une consultation, 2 pour …".
    fn keys_of(&self, said: &[String]) -> Private<String> {
        let one = |(i, what): (usize, &String)| {
            let holes = [("rank", plain((i + 1).to_string())), ("what", plain(what.clone()))];
            self.texts.fill(Sentence::Key, 0, &holes)
        };
        let parts: Vec<Private<String>> = said.iter().enumerate().map(one).collect();
        parts.iter().fold(plain(""), |all, part| {
            if all.matches(String::is_empty) {
                part.clone()
            } else {
                crate::compose::put(&plain_of(&all, ", {next}"), "next", part)
            }
        })
    }

    pub(crate) fn slot_parts(&self, slot: &Slot) -> Vec<(&'static str, Private<String>)> {
        let motif = self.cabinet.motif(&slot.motif).map(|m| m.said.clone()).unwrap_or_default();
        vec![
            ("motif", plain(motif)),
            ("moment", plain(self.moment(slot.start))),
            ("with", plain(self.with(&slot.practitioner))),
        ]
    }

    fn slot_holes(&self) -> Vec<(&'static str, Private<String>)> {
        let offers = self.dossier.offers.as_deref().unwrap_or_default();
        let same = offers.windows(2).all(|w| w[0].practitioner == w[1].practitioner);
        let same_day = offers.windows(2).all(|w| w[0].start.date() == w[1].start.date());
        let names = ["first", "second"];
        offers
            .iter()
            .zip(names)
            .map(|(slot, name)| {
                // What the first one says of day and person is not said twice.
                let moment = if name == "second" && same_day {
                    format!("à {}", say::hour(slot.start.time()))
                } else {
                    self.moment(slot.start)
                };
                if same && (self.dossier.practitioner.is_some() || name == "second") {
                    return (name, plain(moment));
                }
                let parts = [("moment", plain(moment)), ("with", plain(self.with(&slot.practitioner)))];
                (name, self.texts.fill(Sentence::SlotWith, 0, &parts))
            })
            .collect()
    }

    fn appointments_text(&self) -> Private<String> {
        let all = self.appointments_told();
        let list: Vec<String> =
            all.iter().map(|a| format!("{}, {}", self.moment(a.slot.start), self.with(&a.slot.practitioner))).collect();
        let holes =
            [("count", plain(say::number(u32::try_from(all.len()).unwrap_or(0)))), ("list", plain(list.join(" ; ")))];
        self.texts.fill(Sentence::Appointments, 0, &holes)
    }

    /// The appointments that are told when there is a choice, soonest first.
    pub(crate) fn appointments_told(&self) -> Vec<Appointment> {
        self.dossier.upcoming.iter().flatten().take(APPOINTMENTS_TOLD_MAX).cloned().collect()
    }

    /// "jeudi vingt-six novembre à neuf heures".
    pub(crate) fn moment(&self, at: DateTime) -> String {
        say_date::moment(at, self.civil())
    }

    /// "docteur Martin".
    pub(crate) fn said_of(&self, id: &PractitionerId) -> String {
        self.cabinet.practitioner(id).map_or_else(|| id.to_string(), |p| p.said.clone())
    }

    /// "avec le docteur Martin".
    pub(crate) fn with(&self, id: &PractitionerId) -> String {
        format!("avec {}", the(&self.said_of(id)))
    }

    /// First and last name of the new patient.
    pub(crate) fn person(&self) -> Private<String> {
        let d = &self.dossier;
        let part = |name: &Option<Private<String>>| name.as_ref().map(crate::compose::written).unwrap_or_default();
        let holes = [("first_name", part(&d.first_name)), ("last_name", part(&d.last_name))];
        self.texts.fill(Sentence::Person, 0, &holes).map(|p| p.trim().to_string())
    }
}

fn plain_of(text: &Private<String>, after: &str) -> Private<String> {
    text.map(|t| format!("{t}{after}"))
}

/// "le docteur Martin", "madame Durand".
pub(crate) fn the(said: &str) -> String {
    if said.to_lowercase().starts_with("docteur") { format!("le {said}") } else { said.to_string() }
}

/// "au docteur Martin", "à madame Durand".
fn to(said: &str) -> String {
    if said.to_lowercase().starts_with("docteur") { format!("au {said}") } else { format!("à {said}") }
}

/// The last four digits in two numbers: "cinquante-six, soixante-dix-huit".
fn ending(phone: &Phone) -> String {
    let digits: Vec<u32> = phone.0.chars().filter_map(|c| c.to_digit(10)).collect();
    let last = &digits[digits.len().saturating_sub(4)..];
    let two = |pair: &[u32]| match pair {
        [0, unit] => format!("{} {}", say::number(0), say::number(*unit)),
        pair => say::number(pair.iter().fold(0, |n, d| n * 10 + d)),
    };
    last.chunks(2).map(two).collect::<Vec<_>>().join(", ")
}
